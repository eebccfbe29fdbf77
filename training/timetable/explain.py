"""Why a cohort cannot be placed: a smallest set of facts a person can name that exclude one another.

The question is asked again with facts left out (QuickXplain), which costs milliseconds because it is one cohort. Assumption
literals would be asked once, but the solver's answer to them is not minimal and, with presolve, not always right.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from enum import Enum, auto
from functools import cached_property
from typing import Any

from training.timetable.bounds import alike_once
from training.timetable.cpsat import SessionModel
from training.timetable.facts import Facts, mask, mask_of
from training.timetable.occupancy import Occupancy
from training.timetable.problem import (
    DAY,
    LECTURE,
    WEEK,
    Cohort,
    Instructor,
    Placement,
    Problem,
    Session,
    Supply,
    Venue,
    Weights,
)
from training.timetable.sat import Limit
from training.timetable.variables import Freedom

ASK = Limit(0.5)
ASK_AGAIN = Limit(5.0)  # where the answer to the first question stayed open
ANY = 10_000
FREE = Weights(**{one.name: 0 for one in fields(Weights)})


@dataclass(frozen=True)
class Fact:
    """Something that narrows a cohort's timetable: a code and whom or what it is about."""

    code: str
    about: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Conflict:
    """Facts that cannot all hold, none of them superfluous; giving up any one of `enough` would do by itself.

    Without facts the cohort would not fit even if everything gave way: `hopeless` says why. `is_open`: the time for a
    question was over before its answer. Then fewer facts might do, and where there are none at all, nothing is proved.
    """

    facts: tuple[Fact, ...]
    enough: tuple[Fact, ...] = ()
    hopeless: tuple[Fact, ...] = ()
    is_open: bool = False

    @property
    def is_proved(self) -> bool:
        """Whether the cohort cannot be placed, or only no place for it was found in time."""
        return bool(self.facts or self.hopeless)


class Fits(Enum):
    """Whether a cohort fits when some facts hold."""

    YES = auto()
    NO = auto()
    OPEN = auto()


def explain(problem: Problem, cohort: int, placements: Iterable[Placement] = ()) -> Conflict | None:
    """Why the cohort cannot be placed whole against the other cohorts' placements; None when a place for it was found."""
    question = Question(problem, cohort, list(placements))
    if hopeless := tuple(question.plain_reasons()):
        return Conflict((), hopeless=hopeless)
    everything = question.facts()
    fits = question.ask(everything)
    if fits is Fits.OPEN:
        fits = question.ask(everything, ASK_AGAIN)
    if fits is not Fits.NO:
        return None if fits is Fits.YES else Conflict((), is_open=True)
    question.is_open = False
    if not question.possible([]):
        return Conflict((), hopeless=(Fact("sessions-exclude-one-another", (cohort,)),))
    found = smallest(question.plainest(everything), everything)
    enough = tuple(one for one in found if question.ask([other for other in everything if other != one]) is Fits.YES)
    return Conflict(tuple(found), enough, is_open=question.is_open)


def smallest(possible: Callable[[Sequence[Fact]], bool], facts: Sequence[Fact]) -> list[Fact]:
    """A smallest contradictory set, by QuickXplain (Junker 2004)."""

    def narrow(given: list[Fact], fresh: bool, candidates: list[Fact]) -> list[Fact]:
        if fresh and not possible(given):
            return []
        if len(candidates) == 1:
            return candidates
        half = len(candidates) // 2
        first, second = candidates[:half], candidates[half:]
        of_second = narrow(given + first, bool(first), second)
        of_first = narrow(given + of_second, bool(of_second), first)
        return of_first + of_second

    return narrow([], False, list(facts))


class Question:
    """Whether the cohort fits when only some facts hold. Other cohorts are there as bookings, so the question is small."""

    def __init__(self, problem: Problem, cohort: int, placements: Iterable[Placement]) -> None:
        self.cohort = cohort
        self.is_open = False  # whether a question was left without an answer
        self.sessions = [one for one in problem.sessions if cohort in one.cohorts]
        mine = {one.id for one in self.sessions}
        who = {instructor for one in self.sessions for instructor in one.instructors}
        where = {venue for one in self.sessions for venue in _venues(one)}
        with_us = {other for one in self.sessions for other in one.cohorts}
        self.problem = replace(
            problem,
            sessions=tuple(self.sessions),
            pins=tuple(pin for pin in problem.pins if pin.session in mine),
            cohorts=tuple(one for one in problem.cohorts if one.id in with_us),
            instructors=tuple(one for one in problem.instructors if one.id in who),
            venues=tuple(one for one in problem.venues if one.id in where),
            weights=FREE,
        )
        self.taken = Taken(problem, [one for one in placements if one.session not in mine])

    def plain_reasons(self) -> Iterator[Fact]:
        """What needs no solver: no time at all, no venue that would do, more slots than the days hold."""
        slots: set[int] = set()
        for one in self.sessions:
            if not one.starts:
                yield Fact("no-start", (one.id,))
            yield from self._unfit(one)
            slots.update(slot for start in one.starts for slot in range(start, start + one.length))
        needed = sum(one.length for one in self.sessions if not one.group)
        if needed > len(slots):
            yield Fact("more-than-the-days-hold", (needed, len(slots)))

    def _unfit(self, session: Session) -> Iterator[Fact]:
        """Whether seats or groups at once leave a session no venue, or forbid a stop of its outing."""
        facts, people = self._facts, self._facts.seats_needed(session)
        large = [one for one in session.venues if facts.seat_price(session, one) is not None]
        if session.venues and not large:
            yield Fact("no-venue-large-enough", (session.id, people))
        elif session.venues and not any(self._takes(one, session) for one in large):
            yield Fact("too-many-groups-at-once", (session.id, session.groups))
        for venue in dict.fromkeys(stop.venue for stop in session.stops):
            if facts.seat_price(session, venue) is None:
                yield Fact("stop-too-small", (session.id, venue, people))
            if not self._takes(venue, session):
                yield Fact("stop-too-crowded", (session.id, venue, session.groups))

    def _takes(self, venue: int, session: Session) -> bool:
        return session.groups <= self._facts.venues[venue].groups_at_once

    @cached_property
    def _facts(self) -> Facts:
        return Facts(self.problem)

    def facts(self) -> list[Fact]:
        """Every fact that narrows the cohort, those a person would rather keep first."""
        known = {one.id for one in self.problem.sessions}
        who = sorted(one.id for one in self.problem.instructors)
        where = sorted(one.id for one in self.problem.venues)
        people = {one.id: one for one in self.problem.instructors}
        places = {one.id: one for one in self.problem.venues}
        found = [Fact("order", (earlier, one.id)) for one in self.sessions for earlier in one.after if earlier in known]
        if any(one.method == LECTURE for one in self.sessions):
            found.append(Fact("lectures-a-day", (self.problem.max_lectures_a_day,)))
        found += [Fact("blocked", (one.id,)) for one in self.problem.cohorts if one.id == self.cohort and one.blocked]
        found += [Fact("evenings", (one.id,)) for one in self.problem.cohorts if one.max_evenings is not None]
        found += [Fact("meal-wave", (one.id,)) for one in self.problem.cohorts if one.lunch_delay]
        found += [Fact("supply", (supply,)) for supply in sorted({key for one in self.sessions for key in one.needs})]
        found += [
            Fact("closed", (venue,)) for venue in where if places[venue].closed or len(places[venue].open_weekdays) < 7
        ]
        found += [Fact("booked-venue", (venue,)) for venue in where if places[venue].busy]
        found += [Fact("away", (one,)) for one in who if people[one].away]
        found += [Fact("booked-instructor", (one,)) for one in who if people[one].busy]
        found += [Fact("limits", (one,)) for one in who]
        found += [Fact("used-by", (cohort,)) for cohort in self.taken.cohorts]
        found += [Fact("pinned", (pin.session,)) for pin in self.problem.pins]
        return found

    def possible(self, held: Sequence[Fact]) -> bool:
        """Whether nothing is known against it that the cohort fits when only these facts hold."""
        return self.ask(held) is not Fits.NO

    def ask(self, held: Sequence[Fact], limit: Limit | None = None) -> Fits:
        """Whether the cohort fits when only these facts hold."""
        if not self.sessions:
            return Fits.YES
        facts = Facts(self._relaxed(set(held)))
        if any(not _fits_alone(facts, session) for session in self.sessions):
            return Fits.NO
        taken = Occupancy(facts)
        everything = [one.id for one in self.sessions]
        freedom = Freedom(alike_once(facts, taken, everything), optional=False)
        answer = SessionModel(facts, taken, everything, freedom).model.solve(limit or ASK)
        if answer:
            return Fits.YES
        self.is_open = self.is_open or not answer.impossible
        return Fits.NO if answer.impossible else Fits.OPEN

    def plainest(self, held: Sequence[Fact]) -> Callable[[Sequence[Fact]], bool]:
        """The question to narrow down: about the one session that does not even fit alone, if there is one."""
        facts = Facts(self._relaxed(set(held)))
        lonely = next((one for one in self.sessions if not _fits_alone(facts, one)), None)
        return self.possible if lonely is None else lambda fewer: self._possible_alone(lonely, fewer)

    def _possible_alone(self, session: Session, held: Sequence[Fact]) -> bool:
        return _fits_alone(Facts(self._relaxed(set(held))), session)

    def _relaxed(self, holds: set[Fact]) -> Problem:
        """The problem with every fact that does not hold given up."""
        problem, limit = self.problem, self.problem.max_lectures_a_day
        return replace(
            problem,
            max_lectures_a_day=limit if Fact("lectures-a-day", (limit,)) in holds else ANY,
            pins=tuple(pin for pin in problem.pins if Fact("pinned", (pin.session,)) in holds),
            cohorts=tuple(self._cohort(one, holds) for one in problem.cohorts),
            instructors=tuple(self._instructor(one, holds) for one in problem.instructors),
            venues=tuple(self._venue(one, holds) for one in problem.venues),
            supplies=tuple(self._supply(one, holds) for one in problem.supplies),
            sessions=tuple(
                replace(one, after=tuple(other for other in one.after if Fact("order", (other, one.id)) in holds))
                if one.after
                else one
                for one in problem.sessions
            ),
        )

    def _cohort(self, one: Cohort, holds: set[Fact]) -> Cohort:
        if Fact("evenings", (one.id,)) not in holds:
            one = replace(one, max_evenings=None)
        if Fact("meal-wave", (one.id,)) not in holds:
            one = replace(one, lunch_delay=0)
        if one.id == self.cohort:
            return one if Fact("blocked", (one.id,)) in holds else replace(one, blocked=frozenset())
        return replace(one, blocked=one.blocked | self.taken.of_cohort(one.id, holds))

    def _instructor(self, one: Instructor, holds: set[Fact]) -> Instructor:
        changes: dict[str, Any] = {}
        if one.away and Fact("away", (one.id,)) not in holds:
            changes["away"] = frozenset()
        booked = one.busy if Fact("booked-instructor", (one.id,)) in holds else frozenset()
        changes["busy"] = booked | self.taken.of_instructor(one.id, holds)
        if Fact("limits", (one.id,)) not in holds:
            changes |= {"max_slots_a_day": DAY, "max_slots": ANY}
        return replace(one, **changes)

    def _supply(self, one: Supply, holds: set[Fact]) -> Supply:
        if Fact("supply", (one.id,)) not in holds:
            return replace(one, count=ANY, busy=())
        return replace(one, busy=one.busy + self.taken.of_supply(one.id, holds))

    def _venue(self, one: Venue, holds: set[Fact]) -> Venue:
        booked = one.busy if Fact("booked-venue", (one.id,)) in holds else ()
        booked += self.taken.of_venue(one.id, holds)
        is_open = Fact("closed", (one.id,)) in holds or not (one.closed or len(one.open_weekdays) < WEEK)
        if is_open and booked == one.busy:
            return one
        if is_open:
            return replace(one, busy=booked)
        return replace(one, busy=booked, closed=frozenset(), open_weekdays=frozenset(range(WEEK)))


class Taken:
    """What the placements of other cohorts take, by the cohort that takes it."""

    def __init__(self, problem: Problem, placements: Iterable[Placement]) -> None:
        sessions = {one.id: one for one in problem.sessions}
        self._instructors: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self._venues: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self._people: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self._supplies: dict[str, list[tuple[int, int]]] = defaultdict(list)
        found: set[int] = set()
        for one in placements:
            session = sessions[one.session]
            owner = session.cohorts[0]
            found.add(owner)
            slots = [(owner, slot) for slot in range(one.start, one.start + session.length)]
            for cohort in session.cohorts:
                self._people[cohort] += slots
            if one.instructor is not None:
                self._instructors[one.instructor] += slots
            for supply, count in session.needs.items():
                self._supplies[supply] += slots * count
            if one.venue is not None:
                self._venues[one.venue] += slots * session.groups
            for stop in session.stops:
                first = one.start + stop.offset
                self._venues[stop.venue] += [
                    (owner, slot) for slot in range(first, first + stop.length)
                ] * session.groups
        self.cohorts = sorted(found)

    def of_instructor(self, key: int, holds: Container[Fact]) -> frozenset[int]:
        return frozenset(slot for owner, slot in self._instructors[key] if Fact("used-by", (owner,)) in holds)

    def of_cohort(self, key: int, holds: Container[Fact]) -> frozenset[int]:
        return frozenset(slot for owner, slot in self._people[key] if Fact("used-by", (owner,)) in holds)

    def of_supply(self, key: str, holds: Container[Fact]) -> tuple[int, ...]:
        return tuple(slot for owner, slot in self._supplies[key] if Fact("used-by", (owner,)) in holds)

    def of_venue(self, key: int, holds: Container[Fact]) -> tuple[int, ...]:
        return tuple(slot for owner, slot in self._venues[key] if Fact("used-by", (owner,)) in holds)


def _venues(session: Session) -> Iterator[int]:
    yield from session.venues
    yield from (stop.venue for stop in session.stops)


def _fits_alone(facts: Facts, session: Session) -> bool:
    """Whether a session has a start with an instructor and a venue that are free then: most conflicts are that plain."""
    people = [facts.away[one] | mask_of(facts.instructors[one].busy) for one in facts.instructors_of(session)]
    places = [_shut(facts, venue) for venue in facts.venue_cost[session.id]]
    for start in facts.start_cost[session.id]:
        taken = mask(start, session.length)
        somebody = not session.instructors or any(not busy & taken for busy in people)
        if somebody and (not session.venues or any(not shut & taken for shut in places)):
            return True
    return False


def _shut(facts: Facts, venue: int) -> int:
    """When nobody gets in: closed, or booked where only one group fits."""
    crowd = facts.venues[venue].groups_at_once > 1
    return facts.closed[venue] | (0 if crowd else mask_of(facts.venues[venue].busy))
