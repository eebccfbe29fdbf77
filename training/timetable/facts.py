"""A problem by id, with the questions a search asks all the time answered once.

Sets of slots are integers used as bit masks: bit n stands for slot n, so "is he free then" is one `&`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from training.timetable.problem import (
    AFTERNOON,
    BEST_RATING,
    DAY,
    EVENING,
    LAST_BEFORE_EVENING,
    LECTURE,
    WEEK,
    Pin,
    Problem,
    Rule,
    Session,
    Venue,
    VenueKind,
)

Stream = tuple[int, str]  # people who move together: a cohort, or a named group of it
EVERYBODY = ""
Key = TypeVar("Key")
Value = TypeVar("Value")


def mask(start: int, length: int) -> int:
    return ((1 << length) - 1) << start


def mask_of(slots: Iterable[int]) -> int:
    total = 0
    for slot in slots:
        total |= 1 << slot
    return total


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to teach a session: when, by whom, at what price, and the slots it takes."""

    start: int
    instructor: int | None
    mask: int
    cost: int


class Lazy(dict[Key, Value]):
    """A mapping that works out what it does not know yet: small questions about a large problem stay small."""

    def __init__(self, work_out: Callable[[Key], Value]) -> None:
        super().__init__()
        self.work_out = work_out

    def __missing__(self, key: Key) -> Value:
        self[key] = value = self.work_out(key)
        return value


class Facts:
    """Everything about a problem that no placement changes."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.weights = problem.weights
        self.cohorts = {one.id: one for one in problem.cohorts}
        self.sessions = {one.id: one for one in problem.sessions}
        self.instructors = {one.id: one for one in problem.instructors}
        self.venues = {one.id: one for one in problem.venues}
        self.supplies = {one.id: one for one in problem.supplies}
        self.pins = {one.session: one for one in problem.pins}
        self.horizon = 1 + max((max(one.starts, default=0) + one.length for one in problem.sessions), default=0)
        self.of_cohort: dict[int, list[int]] = {one.id: [] for one in problem.cohorts}
        for session in problem.sessions:
            for cohort in session.cohorts:
                self.of_cohort[cohort].append(session.id)
        self.before_of: dict[int, list[int]] = defaultdict(list)  # the sessions that wait for this one
        for session in problem.sessions:
            for earlier in session.after:
                self.before_of[earlier].append(session.id)

    @cached_property
    def streams_of_cohort(self) -> dict[int, list[Stream]]:
        named: dict[int, set[str]] = {cohort: set() for cohort in self.cohorts}
        for session in self.sessions.values():
            for cohort in session.cohorts:
                if session.group:
                    named[cohort].add(session.group)
        return {
            cohort: [(cohort, group) for group in sorted(groups) or [EVERYBODY]] for cohort, groups in named.items()
        }

    @cached_property
    def streams(self) -> dict[int, tuple[Stream, ...]]:
        """The people each session occupies."""
        return {
            session.id: tuple(
                stream
                for cohort in session.cohorts
                for stream in self.streams_of_cohort[cohort]
                if session.group in {EVERYBODY, stream[1]}
            )
            for session in self.sessions.values()
        }

    @cached_property
    def away(self) -> dict[int, int]:
        return {one.id: mask_of(one.away) for one in self.instructors.values()}

    @cached_property
    def closed(self) -> dict[int, int]:
        return {one.id: mask_of(one.closed) | self._weekly(one) for one in self.venues.values()}

    def _weekly(self, venue: Venue) -> int:
        shut = 0
        for day in range(self.horizon // DAY + 1):
            if day % WEEK not in venue.open_weekdays:
                shut |= mask(day * DAY, DAY)
        return shut

    @cached_property
    def blocked(self) -> dict[int, int]:
        return {one.id: mask_of(one.blocked) for one in self.cohorts.values()}

    @cached_property
    def disliked(self) -> dict[int, int]:
        return {one.id: mask_of(one.dislikes) for one in self.instructors.values()}

    def people(self, session: Session) -> int:
        """How many trainees come."""
        return sum(self.cohorts[cohort].size for cohort in session.cohorts)

    def seats_needed(self, session: Session) -> int:
        """How many seats a place must have: for everybody, at a site for one of the groups."""
        return -(-self.people(session) // session.groups)

    def seat_price(self, session: Session, venue: int) -> int | None:
        """What it costs that not everybody has a seat there; None where that may not be."""
        return self.price(Rule.SEATS, broken=self.seats_needed(session) > self.venues[venue].capacity)

    def pin(self, session: int) -> Pin:
        return self.pins.get(session) or Pin(session)

    def price(self, rule: Rule, *, broken: bool) -> int | None:
        """What breaking the rule costs the solver: None when it may not."""
        strengths = self.problem.strengths
        if not broken:
            return 0
        if strengths.binds(rule):
            return None
        return self.weights.warned if strengths.warns(rule) else 0

    @cached_property
    def start_cost(self) -> Lazy[int, dict[int, int]]:
        """The starts each session may have by itself, each with its price."""
        return Lazy(lambda session: self._starts(self.sessions[session]))

    def _starts(self, session: Session) -> dict[int, int]:
        pin = self.pin(session.id)
        costs: dict[int, int] = {}
        for start in session.starts:
            if pin.start is not None and start != pin.start:
                continue
            taken = mask(start, session.length)
            prices = [
                self.price(Rule.BLOCKED, broken=any(self.blocked[cohort] & taken for cohort in session.cohorts)),
                self.price(Rule.MEAL_WAVE, broken=self.eats_late(session, start)),
                *(self.seat_price(session, stop.venue) for stop in session.stops),
            ]
            costs_here = [price for price in prices if price is not None]
            if len(costs_here) == len(prices):
                costs[start] = sum(costs_here) + self.slot_cost(session, start)
        return costs

    def eats_late(self, session: Session, start: int) -> bool:
        """Whether a session after lunch would have to begin before its people have eaten."""
        if start % DAY != AFTERNOON:
            return False
        delay = max((self.cohorts[cohort].lunch_delay for cohort in session.cohorts), default=0)
        room = session.length * self.problem.slot_minutes
        return delay > 0 and (session.minutes or room) + delay > room

    def slot_cost(self, session: Session, start: int) -> int:
        weights = self.weights
        cost = weights.evening if start % DAY == EVENING else 0
        if session.method == LECTURE and start % DAY == LAST_BEFORE_EVENING:
            cost += weights.late_lecture
        if session.wished and start not in session.wished:
            cost += weights.wish_left
        return cost

    def teaching_cost(self, session: Session, instructor: int, taken: int) -> int:
        """What it costs that this instructor teaches this session in these slots, apart from his load."""
        one, weights = self.instructors[instructor], self.weights
        stars = one.ratings.get(session.topic, BEST_RATING)
        return (
            weights.fee * one.fee * session.length
            + weights.rating * (BEST_RATING - stars)
            + weights.disliked * (self.disliked[instructor] & taken).bit_count()
        )

    @cached_property
    def choices(self) -> Lazy[int, list[Choice]]:
        """Every start and instructor that a session may have by itself, cheapest rules checked."""
        return Lazy(lambda session: list(self._choices(self.sessions[session])))

    def _choices(self, session: Session) -> Iterable[Choice]:
        who = self.instructors_of(session)
        for start in self.start_cost[session.id]:
            taken = mask(start, session.length)
            if not session.instructors:
                yield Choice(start, None, taken, 0)
            for one in who:
                price = self.price(Rule.AWAY, broken=bool(self.away[one] & taken))
                if price is not None:
                    yield Choice(start, one, taken, price + self.teaching_cost(session, one, taken))

    def instructors_of(self, session: Session) -> list[int]:
        """Who could teach it, its pin kept."""
        pinned = self.pin(session.id).instructor
        return [one for one in session.instructors if pinned in {None, one}]

    @cached_property
    def venue_cost(self) -> Lazy[int, dict[int, int]]:
        """The venues that would do for each session, each with its price whenever it is used."""
        return Lazy(lambda session: self._venues(self.sessions[session]))

    def _venues(self, session: Session) -> dict[int, int]:
        pinned = self.pin(session.id).venue
        costs: dict[int, int] = {}
        for one in session.venues:
            venue, price = self.venues[one], self.seat_price(session, one)
            if price is not None and pinned in {None, one} and session.groups <= venue.groups_at_once:
                costs[one] = price + self.seat_cost(session, venue)
        return costs

    def seat_cost(self, session: Session, venue: Venue) -> int:
        if venue.kind is VenueKind.SITE:
            return 0
        return self.weights.seats_wasted * max(0, (venue.capacity - self.people(session)) // 20)

    def is_room(self, venue: int | None) -> bool:
        return venue is not None and self.venues[venue].kind is VenueKind.ROOM
