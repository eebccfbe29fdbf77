"""The timetable as a model: some sessions free, everything else where it is. What holds between sessions is written here."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from training.timetable.facts import Facts, Stream
from training.timetable.occupancy import Occupancy
from training.timetable.problem import AFTERNOON, DAY, EVENING, Placement, Rule, Session
from training.timetable.sat import NEARLY_LINEAR, Answer, Limit, no
from training.timetable.variables import NEAR, Freedom, Grain, Sessions


class SessionModel(Sessions):
    """The model of the free sessions against everything already taken."""

    def __init__(self, facts: Facts, taken: Occupancy, free: Iterable[int], freedom: Freedom | None = None) -> None:
        super().__init__(facts, taken, free, freedom)
        for session in self.of:
            self._order(facts.sessions[session])
        self._people()
        self._instructors()
        self._venues()
        self._supplies()

    def _order(self, session: Session) -> None:
        """Whoever begins at a start or before it excludes an earlier session that still runs then."""
        price = self.facts.price(Rule.ORDER, broken=True)
        later = self.of[session.id].starts
        for earlier_id in session.after if price != 0 else ():
            if earlier_id not in self.of:
                continue
            length, earlier = self.facts.sessions[earlier_id].length, self.of[earlier_id].starts
            broken = None if price is None else self.model.boolean(price)
            for start in later:
                begun = [variable for at, variable in later.items() if at <= start]
                running = [variable for at, variable in earlier.items() if at + length > start]
                if broken is None:
                    self.model.at_most_one(begun + running)
                else:
                    self.model.at_most([*((one, 1) for one in begun + running), (broken, -1)], 1)

    def _people(self) -> None:
        for stream, slots in self.by_stream.items():
            for literals in slots.values():
                self.model.at_most_one(literals)
            self._lectures(stream)
            self._evenings(stream, slots)
        if self.facts.weights.one_method_day:
            for (stream, day), methods in self.by_day.items():
                if self.freedom.alone and not self.of.keys() >= set(self.facts.of_cohort[stream[0]]):
                    continue  # a joint session that counts elsewhere could mend it
                self._variety(self.taken.methods[stream, day], methods)

    def _variety(self, known: Mapping[str, int], methods: Mapping[str, list[int]]) -> None:
        """A day of several sessions that are all of one method has its price."""
        for method, literals in methods.items():
            held = known.get(method, 0)
            others = [one for other, some in methods.items() if other != method for one in some]
            if held + len(literals) < 2 or any(count for other, count in known.items() if other != method):
                continue
            dull = self.model.boolean(self.facts.weights.one_method_day)
            mixed = self.model.boolean()
            self.model.any_of([*others, no(mixed)])
            many = held + len(literals)
            self.model.at_most([*((one, 1) for one in literals), (dull, -many), (mixed, -many)], 1 - held)

    def _lectures(self, stream: Stream) -> None:
        slots, held = self.lectures.get(stream, {}), self.taken.lectures[stream]
        limit = self.facts.problem.max_lectures_a_day
        for day in sorted({slot // DAY for slot in slots}):
            today: dict[int, int] = {}
            for slot in range(day * DAY, day * DAY + DAY):
                today.update(dict.fromkeys(slots.get(slot, ()), 1))
            self._capped(Rule.LECTURES_A_DAY, today, limit - self.taken.lecture_days[stream, day])
            for first in (day * DAY, day * DAY + AFTERNOON):
                self._back_to_back(slots.get(first, []), slots.get(first + 1, []), held >> first & 3)

    def _back_to_back(self, first: list[int], second: list[int], held: int) -> None:
        cost = self.facts.weights.lectures_back_to_back
        if not cost or held == 3:
            return
        both = set(first) & set(second)
        for literal in [*both, *(second if held == 1 else first if held == 2 else ())]:
            self.model.add_cost(literal, cost)
        alone = [literal for literal in first if literal not in both], [one for one in second if one not in both]
        if not held and all(alone):
            pair = self.model.boolean(cost)
            self.model.at_most([(literal, 1) for part in alone for literal in part] + [(pair, -1)], 1)

    def _evenings(self, stream: Stream, slots: Mapping[int, list[int]]) -> None:
        most = self.facts.cohorts[stream[0]].max_evenings
        if most is not None:
            evenings = {literal: 1 for slot, held in slots.items() if slot % DAY == EVENING for literal in held}
            self._capped(Rule.EVENINGS, evenings, most - self.taken.evenings[stream])

    def _capped(self, rule: Rule, parts: dict[int, int], left: int) -> None:
        """At most `left` in all; more at a price where the rule only warns."""
        price = self.facts.price(rule, broken=True)
        if price == 0 or sum(parts.values()) <= left:
            return
        if price is not None:
            parts = {**parts, self.model.integer(sum(parts.values()), price): -1}
        self.model.at_most(parts, max(0, left))

    def _instructors(self) -> None:
        for instructor, alikes in self.by_instructor.items():
            self._total(instructor, {alike.variable: length for alike, length in alikes})
            if self._grain_of_instructor[instructor] is Grain.PRICE:
                continue
            days: dict[int, dict[int, int]] = defaultdict(dict)
            slots: dict[int, list[int]] = defaultdict(list)
            for alike, length in alikes:
                start = min(alike.starts)
                days[start // DAY][alike.variable] = length
                for slot in range(start, start + length):
                    slots[slot].append(alike.variable)
            for day, parts in days.items():
                self._day(instructor, day, parts)
            if self._grain_of_instructor[instructor] is Grain.START:
                for literals in slots.values():
                    self.model.at_most_one(literals)

    def _day(self, instructor: int, day: int, parts: dict[int, int]) -> None:
        load = self.taken.load(instructor, day)
        limit = self.facts.instructors[instructor].max_slots_a_day
        self._capped(Rule.INSTRUCTOR_DAY, parts, limit - load)
        cost = self._busy_cost(instructor, day)
        if not cost:
            return
        alone = [variable for variable, length in parts.items() if load + length > 1]
        rest = [variable for variable in parts if variable not in alone]
        if len(parts) == 1 or (limit <= 2 and self.facts.problem.strengths.binds(Rule.INSTRUCTOR_DAY)):
            for variable in alone:  # only one of these can be, so each pays for itself
                self.model.add_cost(variable, cost)
            alone = []
        if alone or len(rest) > 1:
            busy = self.model.boolean(cost)
            for variable in alone:
                self.model.implies(variable, busy)
            if len(rest) > 1:
                self.model.at_most([*((one, 1) for one in rest), (busy, 1 - len(rest))], 1)

    def _total(self, instructor: int, parts: dict[int, int]) -> None:
        one, load = self.facts.instructors[instructor], self.taken.total(instructor)
        self._capped(Rule.INSTRUCTOR_TOTAL, parts, one.max_slots - load)
        if one.wished_slots is not None and self.facts.weights.over_load:
            over = self.model.integer(NEAR, self.facts.weights.over_load)
            self.model.at_most([*parts.items(), (over, -1)], max(0, one.wished_slots - load))

    def _venues(self) -> None:
        for venue, slots in self.by_venue.items():
            limit = self.facts.venues[venue].groups_at_once
            for slot, held in slots.items():
                if len(held) > 1 and limit == 1:
                    self.model.at_most_one(list(dict.fromkeys(literal for literal, _ in held)))
                elif len(held) > 1:
                    parts: dict[int, int] = defaultdict(int)
                    for literal, groups in held:
                        parts[literal] += groups
                    if sum(parts.values()) > (left := limit - self.taken.lanes[venue, slot]):
                        self.model.at_most(parts, left)
        self._extra_rooms()

    def _extra_rooms(self) -> None:
        cost = self.facts.weights.extra_room
        if not cost:
            return
        for cohort, rooms in self.rooms.items():
            known = self.taken.rooms[cohort]
            fresh = []
            for venue, sessions in rooms.items():
                if venue in known:
                    continue
                used = self.model.boolean(cost)
                fresh.append(used)
                for literals in sessions.values():
                    self.model.at_most([*((one, 1) for one in literals), (used, -1)], 0)
            if not known:  # the first room is free, but only where there is one
                self.model.add_fixed_cost(-cost)
                self.model.any_of([*fresh, self.model.boolean(cost)])

    def _supplies(self) -> None:
        wanted: dict[tuple[str, int], dict[int, int]] = defaultdict(dict)
        for session_id, mine in self.of.items():
            session = self.facts.sessions[session_id]
            for supply, count in session.needs.items():
                for start, variable in mine.starts.items():
                    for slot in range(start, start + session.length):
                        wanted[supply, slot][variable] = count
        for (supply, slot), parts in wanted.items():
            left = self.facts.supplies[supply].count - self.taken.supplies[supply, slot]
            self._capped(Rule.SUPPLY, parts, left)

    def hint(self, placements: Mapping[int, Placement]) -> None:
        """Start the search from these."""
        for session, mine in self.of.items():
            known = placements.get(session)
            start = known.start if known else None
            for at, variable in mine.starts.items():
                self.model.hint(variable, int(at == start))
            for alike in mine.taught:
                self.model.hint(
                    alike.variable, int(known is not None and known.instructor == alike.key and start in alike.starts)
                )
            for alike in mine.held:
                self.model.hint(
                    alike.variable, int(known is not None and known.venue == alike.key and start in alike.starts)
                )
            if mine.out is not None:
                self.model.hint(mine.out, int(known is None))

    def solve(self, limit: Limit) -> Answer:
        return self.model.solve(limit, **NEARLY_LINEAR)

    def placements(self, answer: Answer) -> list[Placement]:
        """Where the answer puts the sessions that it places."""
        values = answer.values
        found = []
        for session, mine in self.of.items():
            for start, variable in mine.starts.items():
                if values[variable]:
                    who = next((one.key for one in mine.taught if values[one.variable]), None)
                    where = next((one.key for one in mine.held if values[one.variable]), None)
                    found.append(Placement(session, start, who, where))
        return found
