"""The variables of a timetable: what each session could be, by itself, against everything already taken.

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
from training.timetable.problem import DAY, LECTURE, Placement, Rule, Session
from training.timetable.sat import Model

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


class Sessions:
    """The variables of the free sessions, each by itself against everything already taken."""

    def __init__(self, facts: Facts, taken: Occupancy, free: Iterable[int], freedom: Freedom | None = None) -> None:
        self.facts = facts
        self.taken = taken
        self.freedom = freedom or Freedom()
        self.model = Model()
        self.of = {session: Variables() for session in free}
        self.by_stream: dict[Stream, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        self.by_day: dict[tuple[Stream, int], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
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

    def _grains(self, wanted: Callable[[Session], Iterable[int]], together: Grain) -> dict[int, Grain]:
        users: dict[int, list[int]] = defaultdict(list)
        for session in self.of:
            for key in wanted(self.facts.sessions[session]):
                users[key].append(session)
        return {
            key: Grain.PRICE if len(sessions) == 1 else Grain.START if self._apart(sessions) else together
            for key, sessions in users.items()
        }

    def _session(self, session: Session) -> None:
        mine = self.of[session.id]
        venues = self._venues_free(session)
        who = self._instructors_free(session, venues)
        starts = who if session.instructors else venues
        kept = self.freedom.keep.get(session.id)
        for start in starts:
            price = self.facts.start_cost[session.id][start] + self.taken.order_cost(session, start)
            mine.starts[start] = self.model.boolean(price + self._moved(kept, start))
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
        """What this session alone adds to the price of the instructor's day; None when it is too much.

        Where he is wanted by others too, what they add together is priced by the day instead.
        """
        load, one = self.taken.load(instructor, day), self.facts.instructors[instructor]
        over = min(load + length - one.max_slots_a_day, length)
        warned = self.facts.price(Rule.INSTRUCTOR_DAY, broken=over > 0)
        if warned is None:
            return None
        if self._grain_of_instructor[instructor] is not Grain.PRICE:
            return 0
        return warned * max(0, over) + (self._busy_cost(instructor, day) if load + length > 1 else 0)

    def _busy_cost(self, instructor: int, day: int) -> int:
        """What a day of more than one slot costs here, nothing where it is paid for already.

        A bound counts it only where nobody of another cohort could pay it too.
        """
        load = self.taken.load(instructor, day)
        left = self.facts.instructors[instructor].max_slots_a_day - load
        shared = left >= 2 * max(1, 2 - load) or not self.facts.problem.strengths.binds(Rule.INSTRUCTOR_DAY)
        if self.taken.is_busy(instructor, day) or (self.freedom.alone and shared):
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
            for cohort in session.cohorts[:1] if self.freedom.alone else session.cohorts:
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
                self.by_day[stream, start // DAY][session.method].append(variable)
                for slot in range(start, start + session.length):
                    self.by_stream[stream][slot].append(variable)
                    if session.method == LECTURE:
                        self.lectures[stream][slot].append(variable)

    def _apart(self, sessions: Iterable[int]) -> bool:
        """Whether some of these could happen at the same time: not all of them keep the same people busy."""
        streams = [set(self.facts.streams[session]) for session in set(sessions)]
        return len(streams) > 1 and not set.intersection(*streams)
