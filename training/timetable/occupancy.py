"""Who and what is taken when, while a plan is being made. Mutable, fast, and without judgement: `check.py` judges."""

from collections import Counter, defaultdict

from training.timetable.facts import Facts, Stream, mask, mask_of
from training.timetable.problem import DAY, EVENING, LECTURE, Placement, Rule, Session

DAY_MASK = (1 << DAY) - 1


class Occupancy:
    """The placements so far and what they take. `put` and `lift` are each other's opposite."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.placed: dict[int, Placement] = {}
        self.cost = 0  # of what is placed; a session that is not costs extra
        self.booked = {one.id: mask_of(one.busy) for one in facts.instructors.values()}
        self.taught = dict(self.booked)
        self.streams: defaultdict[Stream, int] = defaultdict(int)
        self.lectures: defaultdict[Stream, int] = defaultdict(int)
        self.lecture_days: Counter[tuple[Stream, int]] = Counter()
        self.evenings: Counter[Stream] = Counter()
        self.methods: defaultdict[tuple[Stream, int], Counter[str]] = defaultdict(Counter)
        self.rooms: defaultdict[int, Counter[int]] = defaultdict(Counter)
        self.lanes: Counter[tuple[int, int]] = Counter()
        self.full = dict.fromkeys(facts.venues, 0)
        for venue in facts.venues.values():
            for slot in venue.busy:
                self._lane(venue.id, slot, 1)
        self.supplies: Counter[tuple[str, int]] = Counter()
        for supply in facts.supplies.values():
            self.supplies.update((supply.id, slot) for slot in supply.busy)

    def put(self, placement: Placement) -> None:
        self.cost += self.price(placement) - self._shared(placement)
        self.placed[placement.session] = placement
        self._count(placement, 1)
        self.cost += self._shared(placement)

    def lift(self, session: int) -> Placement | None:
        """Take a session out again; what it was."""
        placement = self.placed.pop(session, None)
        if placement is not None:
            self.cost -= self.price(placement) + self._shared(placement)
            self._count(placement, -1)
            self.cost += self._shared(placement)
        return placement

    def load(self, instructor: int, day: int) -> int:
        return (self.taught[instructor] >> day * DAY & DAY_MASK).bit_count()

    def total(self, instructor: int) -> int:
        return self.taught[instructor].bit_count()

    def has_lanes(self, venue: int, start: int, length: int, groups: int) -> bool:
        """Whether so many groups find a place there."""
        if groups == 1:
            return not self.full[venue] & mask(start, length)
        limit = self.facts.venues[venue].groups_at_once - groups
        return all(self.lanes[venue, slot] <= limit for slot in range(start, start + length))

    def price(self, placement: Placement) -> int:
        """What a placement costs by itself, whatever else is placed."""
        facts, session = self.facts, self.facts.sessions[placement.session]
        taken = mask(placement.start, session.length)
        cost = facts.start_cost[session.id].get(placement.start, 0) + self.order_cost(session, placement.start)
        if placement.instructor is not None:
            cost += facts.teaching_cost(session, placement.instructor, taken)
            cost += facts.price(Rule.AWAY, broken=bool(facts.away[placement.instructor] & taken)) or 0
        if placement.venue is not None:
            cost += facts.venue_cost[session.id].get(placement.venue, 0)
            cost += facts.price(Rule.CLOSED, broken=bool(facts.closed[placement.venue] & taken)) or 0
        return cost

    def order_cost(self, session: Session, start: int) -> int:
        """What the order with sessions already placed costs, where that rule only warns."""
        facts, placed = self.facts, self.placed
        if not facts.problem.strengths.warns(Rule.ORDER):
            return 0
        late = sum(
            placed[one].start + facts.sessions[one].length > start for one in session.after if one in placed
        ) + sum(
            start + session.length > placed[one].start for one in facts.before_of.get(session.id, ()) if one in placed
        )
        return facts.weights.warned * late

    def _shared(self, placement: Placement) -> int:
        """The price of all that a placement shares with others: days, loads, rooms, supplies."""
        session, day = self.facts.sessions[placement.session], placement.start // DAY
        cost = sum(self._people_cost(stream, day) for stream in self.facts.streams[session.id])
        if placement.instructor is not None:
            cost += self._load_cost(placement.instructor, day)
        if self.facts.is_room(placement.venue):
            spare = sum(max(0, len(self.rooms[cohort]) - 1) for cohort in session.cohorts)
            cost += self.facts.weights.extra_room * spare
        for supply in session.needs:
            one = self.facts.supplies[supply]
            for slot in range(placement.start, placement.start + session.length):
                used = self.supplies[supply, slot]
                cost += self._excess(Rule.SUPPLY, min(used - one.count, used - one.busy.count(slot)))
        return cost

    def _excess(self, rule: Rule, over: int) -> int:
        return self.facts.weights.warned * over if over > 0 and self.facts.problem.strengths.warns(rule) else 0

    def _people_cost(self, stream: Stream, day: int) -> int:
        weights, most = self.facts.weights, self.facts.cohorts[stream[0]].max_evenings
        lectures = self.lectures[stream] >> day * DAY
        cost = weights.lectures_back_to_back * ((lectures & 0b11 == 0b11) + (lectures & 0b1100 == 0b1100))
        cost += self._excess(
            Rule.LECTURES_A_DAY, self.lecture_days[stream, day] - self.facts.problem.max_lectures_a_day
        )
        if most is not None:
            cost += self._excess(Rule.EVENINGS, self.evenings[stream] - most)
        if weights.one_method_day:
            methods = [count for count in self.methods[stream, day].values() if count]
            cost += weights.one_method_day * (len(methods) == 1 and methods[0] > 1)
        return cost

    def _load_cost(self, instructor: int, day: int) -> int:
        weights, one = self.facts.weights, self.facts.instructors[instructor]
        load, total = self.load(instructor, day), self.total(instructor)
        cost = weights.busy_day * self.is_busy(instructor, day)
        cost += self._excess(Rule.INSTRUCTOR_DAY, min(load - one.max_slots_a_day, load - self._booked(instructor, day)))
        cost += self._excess(Rule.INSTRUCTOR_TOTAL, min(total - one.max_slots, total - len(one.busy)))
        if one.wished_slots is not None:
            cost += weights.over_load * max(0, total - max(one.wished_slots, len(one.busy)))
        return cost

    def is_busy(self, instructor: int, day: int) -> bool:
        """Whether the instructor has more than one slot on a day on which he teaches here."""
        load = self.load(instructor, day)
        return load > 1 and load > self._booked(instructor, day)

    def _booked(self, instructor: int, day: int) -> int:
        return (self.booked[instructor] >> day * DAY & DAY_MASK).bit_count()

    def _lane(self, venue: int, slot: int, step: int) -> None:
        self.lanes[venue, slot] += step
        if self.lanes[venue, slot] >= self.facts.venues[venue].groups_at_once:
            self.full[venue] |= 1 << slot
        else:
            self.full[venue] &= ~(1 << slot)

    def _count(self, placement: Placement, step: int) -> None:
        session = self.facts.sessions[placement.session]
        taken = mask(placement.start, session.length)
        if placement.instructor is not None:
            self.taught[placement.instructor] ^= taken
        if placement.venue is not None:
            for slot in range(placement.start, placement.start + session.length):
                self._lane(placement.venue, slot, step * session.groups)
            if self.facts.is_room(placement.venue):
                for cohort in session.cohorts:
                    self._room(cohort, placement.venue, step)
        for stop in session.stops:
            for slot in range(placement.start + stop.offset, placement.start + stop.offset + stop.length):
                self._lane(stop.venue, slot, step * session.groups)
        for supply, count in session.needs.items():
            for slot in range(placement.start, placement.start + session.length):
                self.supplies[supply, slot] += step * count
        self._people(session, placement.start, taken, step)

    def _people(self, session: Session, start: int, taken: int, step: int) -> None:
        day = start // DAY
        for stream in self.facts.streams[session.id]:
            self.streams[stream] ^= taken
            self.methods[stream, day][session.method] += step
            self.evenings[stream] += step * (start % DAY + session.length > EVENING)
            if session.method == LECTURE:
                self.lectures[stream] ^= taken
                self.lecture_days[stream, day] += step

    def _room(self, cohort: int, venue: int, step: int) -> None:
        rooms = self.rooms[cohort]
        rooms[venue] += step
        if not rooms[venue]:
            del rooms[venue]
