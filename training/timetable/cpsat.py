"""The timetable as a model: some sessions free, everything else where it is. The only place that writes constraints.

A session has one boolean for each start, and one for each instructor and venue *at all the starts that are alike*: all of
them where nobody else of this solve could want him, those of a day where only the same people could, each by itself where
two cohorts could meet. So one cohort by itself is a few hundred booleans and is proved optimal in a tenth of a second.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from training.timetable.facts import Facts, Stream, mask
from training.timetable.occupancy import Occupancy
from training.timetable.problem import AFTERNOON, DAY, EVENING, LECTURE, Placement, Rule, Session
from training.timetable.sat import Answer, Limit, Model

NEAR = 1_000_000


@dataclass(frozen=True)
class Freedom:
    """What may change in a solve: venues left to each session, what stays put, and what a change costs."""

    venues: Mapping[int, Sequence[int]] = field(default_factory=dict)  # other than all that would do
    starts: Mapping[int, int] = field(default_factory=dict)  # the one start left
    keep: Mapping[int, Placement] = field(default_factory=dict)  # leaving these is priced (repair)
    optional: bool = True  # a session may be left out at its price
    alone: bool = False  # a bound: leave out what several cohorts could pay once together


@dataclass(frozen=True)
class Alike:
    """One instructor or venue at all the starts of a session that make no difference, and its variable."""

    key: int
    starts: frozenset[int]
    variable: int


@dataclass
class Variables:
    """The variables of one session."""

    starts: dict[int, int] = field(default_factory=dict)
    taught: list[Alike] = field(default_factory=list)
    held: list[Alike] = field(default_factory=list)
    out: int | None = None


class Grain(IntEnum):
    """How finely starts must be told apart: for one session, within one set of people, or between several."""

    PRICE = 0
    DAY = 1
    START = 2


class SessionModel:
    """The model of the free sessions against everything already taken."""

    def __init__(self, facts: Facts, taken: Occupancy, free: Iterable[int], freedom: Freedom | None = None) -> None:
        self.facts = facts
        self.taken = taken
        self.freedom = freedom or Freedom()
        self.model = Model()
        self.of = {session: Variables() for session in free}
        self.by_stream: dict[Stream, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        self.lectures: dict[Stream, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        self.by_instructor: dict[int, list[tuple[Alike, int]]] = defaultdict(list)
        self.by_venue: dict[int, dict[int, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
        self.rooms: dict[int, dict[int, dict[int, list[int]]]] = defaultdict(lambda: defaultdict(dict))
        self._grain_of_instructor = self._grains(lambda session: session.instructors, Grain.DAY)
        self._grain_of_venue = self._grains(
            lambda session: [*self._venues_left(session), *(stop.venue for stop in session.stops)], Grain.PRICE
        )
        for session in self.of:
            self._session(facts.sessions[session])
        for session in self.of:
            self._order(facts.sessions[session])
        self._people()
        self._instructors()
        self._venues()
        self._supplies()

    def _grains(self, wanted: Callable[[Session], Iterable[int]], together: Grain) -> dict[int, Grain]:
        users: dict[int, list[int]] = defaultdict(list)
        for session in self.of:
            for key in wanted(self.facts.sessions[session]):
                users[key].append(session)
        return {
            key: Grain.PRICE if len(sessions) == 1 else Grain.START if self._apart(sessions) else together
            for key, sessions in users.items()
        }

    # One session by itself

    def _session(self, session: Session) -> None:
        mine = self.of[session.id]
        venues = self._venues_free(session)
        who = self._instructors_free(session, venues)
        starts = who if session.instructors else venues
        kept = self.freedom.keep.get(session.id)
        for start in starts:
            mine.starts[start] = self.model.boolean(self.facts.start_cost[session.id][start] + self._moved(kept, start))
        if session.instructors:
            mine.taught = self._choose(mine, who, self._grain_of_instructor)
            for alike in mine.taught:
                self.by_instructor[alike.key].append((alike, session.length))
        if session.venues:
            mine.held = self._choose(mine, {start: venues[start] for start in starts}, self._grain_of_venue)
            for alike in mine.held:
                self._takes(session, alike)
        self._stops(session, mine)
        self._place(session, mine)

    def _choose(
        self, mine: Variables, options: Mapping[int, Mapping[int, int]], grains: Mapping[int, Grain]
    ) -> list[Alike]:
        """One of the options at each start that is used: variables for alike starts, tied to the starts both ways."""
        groups: dict[tuple[int, int, int], list[int]] = defaultdict(list)
        for start, prices in options.items():
            for key, price in prices.items():
                grain = grains[key]
                part = 0 if grain is Grain.PRICE else start // DAY if grain is Grain.DAY else start
                groups[key, price, part].append(start)
        found = [Alike(key, frozenset(starts), self.model.boolean(price)) for (key, price, _), starts in groups.items()]
        for alike in found:
            others = [variable for start, variable in mine.starts.items() if start not in alike.starts]
            if others:
                self.model.at_most_one([alike.variable, *others])
        for start, variable in mine.starts.items():
            self.model.at_most_one([variable, *(one.variable for one in found if start not in one.starts)])
        self.model.total([*((one.variable, 1) for one in found), *((one, -1) for one in mine.starts.values())], 0, 0)
        return found

    def _venues_left(self, session: Session) -> Iterable[int]:
        prices = self.facts.venue_cost[session.id]
        return [venue for venue in self.freedom.venues.get(session.id, prices) if venue in prices]

    def _venues_free(self, session: Session) -> dict[int, dict[int, int]]:
        """The starts at which people and a venue are free, with the venues and their prices."""
        found: dict[int, dict[int, int]] = {}
        streams = self.facts.streams[session.id]
        low, high = self._window(session)
        only = self.freedom.starts.get(session.id)
        for start in self.facts.start_cost[session.id]:
            if (only is not None and start != only) or not low <= start <= high:
                continue
            taken = mask(start, session.length)
            if any(self.taken.streams[stream] & taken for stream in streams) or not self._stops_fit(session, start):
                continue
            venues = self._venues_at(session, start, taken)
            if venues or not session.venues:
                found[start] = venues
        return found

    def _window(self, session: Session) -> tuple[int, int]:
        """The starts that keep the order with sessions already placed."""
        placed = self.taken.placed
        low, high = 0, NEAR
        if self.facts.problem.strengths.binds(Rule.ORDER):
            for earlier in session.after:
                if earlier in placed:
                    low = max(low, placed[earlier].start + self.facts.sessions[earlier].length)
            for later in self.facts.before_of.get(session.id, ()):
                if later in placed:
                    high = min(high, placed[later].start - session.length)
        return low, high

    def _venues_at(self, session: Session, start: int, taken: int) -> dict[int, int]:
        found: dict[int, int] = {}
        prices = self.facts.venue_cost[session.id]
        kept = self.freedom.keep.get(session.id)
        for venue in self._venues_left(session):
            if not self.taken.has_lanes(venue, start, session.length, session.groups):
                continue
            price = self.facts.price(Rule.CLOSED, broken=bool(self.facts.closed[venue] & taken))
            if price is not None:
                changed = kept is not None and kept.venue != venue
                found[venue] = prices[venue] + price + (self.facts.weights.room_changed if changed else 0)
        return found

    def _stops_fit(self, session: Session, start: int) -> bool:
        return all(
            self.taken.has_lanes(stop.venue, start + stop.offset, stop.length, session.groups)
            and not self.facts.closed[stop.venue] & mask(start + stop.offset, stop.length)
            for stop in session.stops
        )

    def _instructors_free(self, session: Session, starts: Container[int]) -> dict[int, dict[int, int]]:
        """Who could teach at each start, at what price."""
        found: dict[int, dict[int, int]] = {}
        kept = self.freedom.keep.get(session.id)
        for choice in self.facts.choices[session.id]:
            who = choice.instructor
            if who is None or choice.start not in starts or self.taken.taught[who] & choice.mask:
                continue
            load = self._load_price(who, choice.start // DAY, session.length)
            if load is not None:
                swapped = kept is not None and kept.instructor != who
                price = choice.cost + load + (self.facts.weights.instructor_swapped if swapped else 0)
                found.setdefault(choice.start, {})[who] = price
        return found

    def _load_price(self, instructor: int, day: int, length: int) -> int | None:
        """What this session alone adds to the price of the instructor's day; None when it is too much."""
        load, one = self.taken.load(instructor, day), self.facts.instructors[instructor]
        if load + length > one.max_slots_a_day:
            price = self.facts.price(Rule.INSTRUCTOR_DAY, broken=True)
            if price is None or self._grain_of_instructor[instructor] is Grain.PRICE:
                return price
        if self._grain_of_instructor[instructor] is Grain.PRICE and load <= 1 < load + length:
            return self._busy_cost(instructor, load)
        return 0

    def _busy_cost(self, instructor: int, load: int) -> int:
        left = self.facts.instructors[instructor].max_slots_a_day - load
        if self.freedom.alone and left >= 2 * max(1, 2 - load):
            return 0
        return self.facts.weights.busy_day

    def _moved(self, kept: Placement | None, start: int) -> int:
        return self.facts.weights.moved if kept is not None and kept.start != start else 0

    def _takes(self, session: Session, alike: Alike) -> None:
        """Note the slots in which the venue would be taken."""
        if self._grain_of_venue[alike.key] is Grain.START:
            for start in alike.starts:
                for slot in range(start, start + session.length):
                    self.by_venue[alike.key][slot].append((alike.variable, session.groups))
        if self.facts.is_room(alike.key):
            for cohort in session.cohorts:
                self.rooms[cohort][alike.key].setdefault(session.id, []).append(alike.variable)

    def _stops(self, session: Session, mine: Variables) -> None:
        for stop in session.stops:
            for start, variable in mine.starts.items():
                for slot in range(start + stop.offset, start + stop.offset + stop.length):
                    self.by_venue[stop.venue][slot].append((variable, session.groups))

    def _place(self, session: Session, mine: Variables) -> None:
        literals = list(mine.starts.values())
        if self.freedom.optional:
            mine.out = self.model.boolean(self.facts.weights.unplaced)
            literals.append(mine.out)
        self.model.exactly_one(literals)
        for stream in self.facts.streams[session.id]:
            for start, variable in mine.starts.items():
                for slot in range(start, start + session.length):
                    self.by_stream[stream][slot].append(variable)
                    if session.method == LECTURE:
                        self.lectures[stream][slot].append(variable)

    # Between sessions

    def _order(self, session: Session) -> None:
        if not self.facts.problem.strengths.binds(Rule.ORDER):
            return
        later = self.of[session.id].starts
        for earlier_id in session.after:
            if earlier_id in self.of:
                length = self.facts.sessions[earlier_id].length
                earlier = self.of[earlier_id].starts
                for start in later:
                    begun = [variable for at, variable in later.items() if at <= start]
                    running = [variable for at, variable in earlier.items() if at + length > start]
                    self.model.at_most_one(begun + running)

    def _people(self) -> None:
        for stream, slots in self.by_stream.items():
            for literals in slots.values():
                self.model.at_most_one(literals)
            self._lectures(stream)
            self._evenings(stream, slots)

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
        cost = self._busy_cost(instructor, load)
        if not cost or load > 1:
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

    def _apart(self, sessions: Iterable[int]) -> bool:
        """Whether some of these could happen at the same time: not all of them keep the same people busy."""
        streams = [set(self.facts.streams[session]) for session in set(sessions)]
        return len(streams) > 1 and not set.intersection(*streams)

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
        for cohort, rooms in self.rooms.items():
            known = self.taken.rooms[cohort]
            for venue, sessions in rooms.items():
                if venue in known or not cost:
                    continue
                used = self.model.boolean(cost)
                for literals in sessions.values():
                    self.model.at_most([*((one, 1) for one in literals), (used, -1)], 0)
            if not known:
                self.model.add_fixed_cost(-cost)

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

    # The answer

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
        return self.model.solve(limit)

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
