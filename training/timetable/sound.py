"""Whether a problem makes sense at all: every fault as one line that names the place. Solvers may assume the answer is no."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any, TypeVar

from training.timetable.problem import (
    BEST_RATING,
    DAY,
    WEEK,
    Cohort,
    Instructor,
    Placement,
    Problem,
    Session,
    Supply,
    Venue,
)

MOST_SESSIONS = 20_000
MOST = 10**6  # of anything else that is counted
LAST_SLOT = DAY * 366 * 3
Named = TypeVar("Named", Cohort, Instructor, Venue, Supply, Session)


class Unsound(ValueError):  # the trade's word
    """A problem that cannot be solved as it stands; the text is one line naming the place."""


def ensure(problem: Problem) -> None:
    """Raise `Unsound` with the first fault."""
    for fault in faults(problem):
        raise Unsound(fault)


def ensure_number(sessions: int) -> None:
    """Raise `Unsound` when there are more sessions than can be solved."""
    if too_many := _number(sessions):
        raise Unsound(too_many)


def _number(sessions: int) -> str:
    if sessions <= MOST_SESSIONS:
        return ""
    return f"sessions: {sessions} of them, at most {MOST_SESSIONS} can be solved at once"


def faults(problem: Problem) -> Iterator[str]:
    """Every fault, the place first: `session 12: length -1, must be 1 to 5`."""
    if too_many := _number(len(problem.sessions)):
        yield too_many
        return
    yield from _twice("program", [one.id for one in problem.cohorts])
    yield from _twice("session", [one.id for one in problem.sessions])
    yield from _twice("instructor", [one.id for one in problem.instructors])
    yield from _twice("venue", [one.id for one in problem.venues])
    yield from _twice("supply", [one.id for one in problem.supplies])
    yield from _twice("pin of session", [one.session for one in problem.pins])
    yield from _numbers(problem)
    yield from _unknown(problem)
    yield from _there_already(problem)
    yield from _cycle({one.id: one.after for one in problem.sessions})


def _twice(noun: str, ids: Iterable[Any]) -> Iterator[str]:
    seen = set()
    for one in ids:
        if one in seen:
            yield f"{noun} {one}: given twice"
        seen.add(one)


def _outside(name: str, value: int | None, low: int = 0, high: int = MOST) -> Iterator[str]:
    """Whether a number is beyond what means anything. None is no number."""
    if value is not None and not low <= value <= high:
        yield f"{name} {value}, must be {low} to {high}"


def _wild(slots: Iterable[int]) -> Iterator[str]:
    return (f"slot {slot} is out of range" for slot in slots if not 0 <= slot <= LAST_SLOT)


def _numbers(problem: Problem) -> Iterator[str]:
    for name in (one.name for one in fields(problem.weights)):
        yield from (f"weights: {wrong}" for wrong in _outside(name, getattr(problem.weights, name)))
    yield from _outside("max_lectures_a_day:", problem.max_lectures_a_day)
    yield from _outside("slot_minutes:", problem.slot_minutes, 1)
    yield from _each("program", problem.cohorts, _cohort)
    yield from _each("instructor", problem.instructors, _instructor)
    yield from _each("venue", problem.venues, _venue)
    yield from _each("supply", problem.supplies, _supply)
    yield from _each("session", problem.sessions, _session)
    for pin in problem.pins:
        yield from (f"pin of session {pin.session}: {wrong}" for wrong in _outside("start", pin.start, 0, LAST_SLOT))


def _each(noun: str, many: Iterable[Named], wrong: Callable[[Named], Iterator[str]]) -> Iterator[str]:
    return (f"{noun} {one.id}: {fault}" for one in many for fault in wrong(one))


def _cohort(cohort: Cohort) -> Iterator[str]:
    yield from _outside("size", cohort.size)
    if not 0 <= cohort.first_day <= cohort.last_day <= LAST_SLOT // DAY:
        yield f"days {cohort.first_day} to {cohort.last_day} are no stretch of days"
    yield from _outside("max_evenings", cohort.max_evenings)
    yield from _outside("lunch_delay", cohort.lunch_delay)
    yield from _wild(cohort.blocked)


def _instructor(one: Instructor) -> Iterator[str]:
    yield from _outside("fee", one.fee)
    for topic, stars in one.ratings.items():
        yield from _outside(f"rating of topic {topic}", stars, 0, BEST_RATING)
    yield from _outside("max_slots_a_day", one.max_slots_a_day)
    yield from _outside("max_slots", one.max_slots)
    yield from _outside("wished_slots", one.wished_slots)
    yield from _wild(one.busy | one.away | one.dislikes)


def _venue(venue: Venue) -> Iterator[str]:
    yield from _outside("capacity", venue.capacity)
    yield from _outside("groups_at_once", venue.groups_at_once, 1)
    for day in venue.open_weekdays:
        yield from _outside("open_weekdays:", day, 0, WEEK - 1)
    yield from _wild({*venue.busy, *venue.closed})


def _supply(supply: Supply) -> Iterator[str]:
    yield from _outside("count", supply.count)
    yield from _wild(supply.busy)


def _session(session: Session) -> Iterator[str]:
    if not 1 <= session.length <= DAY:
        yield from _outside("length", session.length, 1, DAY)
        return
    if not session.cohorts:
        yield "belongs to no program"
    for noun, ids in (("program", session.cohorts), ("start", session.starts)):
        yield from _twice(noun, ids)
    yield from _outside("groups", session.groups, 1)
    yield from _outside("minutes", session.minutes)
    for supply, count in session.needs.items():
        yield from _outside(f"needs of {supply}", count)
    yield from _wild(session.wished)
    for start in session.starts:
        if not 0 <= start <= LAST_SLOT:
            yield f"start {start} is out of range"
        elif start % DAY + session.length > DAY:
            yield f"start {start} with length {session.length} runs past the end of the day"
    for stop in session.stops:
        if stop.offset < 0 or stop.length < 1 or stop.offset + stop.length > session.length:
            yield f"stop at venue {stop.venue} lies outside the session"


def _unknown(problem: Problem) -> Iterator[str]:
    cohorts = {one.id for one in problem.cohorts}
    sessions = {one.id for one in problem.sessions}
    instructors = {one.id for one in problem.instructors}
    venues = {one.id for one in problem.venues}
    supplies = {one.id for one in problem.supplies}
    for one in problem.sessions:
        for noun, known, ids in (
            ("program", cohorts, one.cohorts),
            ("instructor", instructors, one.instructors),
            ("venue", venues, (*one.venues, *(stop.venue for stop in one.stops))),
            ("session in after", sessions, one.after),
            ("supply", supplies, tuple(one.needs)),
        ):
            yield from (f"session {one.id}: unknown {noun} {key}" for key in ids if key not in known)
    for pin in problem.pins:
        for noun, known, key in (
            ("session", sessions, pin.session),
            ("instructor", instructors, pin.instructor),
            ("venue", venues, pin.venue),
        ):
            if key is not None and key not in known:
                yield f"pin of session {pin.session}: unknown {noun} {key}"


def _there_already(problem: Problem) -> Iterator[str]:
    """Stops where the session is already, at a venue that cannot hold its groups twice. Coming back later is no fault."""
    limits = {one.id: one.groups_at_once for one in problem.venues}
    for session in problem.sessions:
        visits = Counter(
            (stop.venue, slot)
            for stop in session.stops
            for slot in range(DAY)
            if stop.offset <= slot < stop.offset + stop.length
        )
        for (venue, slot), stops in visits.items():
            times = stops + (venue in session.venues)
            groups, most = times * session.groups, limits.get(venue, MOST)
            if times > 1 and groups > most:
                place = f"session {session.id}: stop at venue {venue} in its slot {slot}"
                yield f"{place}, when it is at that venue already ({groups} groups, at most {most} at once)"


def _cycle(after: Mapping[int, tuple[int, ...]]) -> Iterator[str]:
    """The first circle of sessions that wait for one another."""
    done: set[int] = set()
    for root in after:
        path: list[int] = []
        stack = [(root, False)]
        while stack:
            session, leaving = stack.pop()
            if leaving:
                done.add(path.pop())
            elif session in path:
                circle = [*path[path.index(session) :], session]
                yield f"session {session}: waits for itself ({' after '.join(map(str, circle))})"
                return
            elif session not in done:
                path.append(session)
                stack.append((session, True))
                stack.extend((earlier, False) for earlier in after.get(session, ()))


def plan_faults(problem: Problem, placements: Iterable[Placement]) -> Iterator[str]:
    """What in a plan the problem does not know."""
    sessions = {one.id for one in problem.sessions}
    instructors = {one.id for one in problem.instructors}
    venues = {one.id for one in problem.venues}
    seen = set()
    for one in placements:
        if one.session not in sessions:
            yield f"plan: unknown session {one.session}"
        if one.session in seen:
            yield f"plan: session {one.session} is placed twice"
        if one.instructor is not None and one.instructor not in instructors:
            yield f"plan: session {one.session} with unknown instructor {one.instructor}"
        if one.venue is not None and one.venue not in venues:
            yield f"plan: session {one.session} in unknown venue {one.venue}"
        if not 0 <= one.start <= LAST_SLOT:
            yield f"plan: session {one.session} at slot {one.start}, which is out of range"
        seen.add(one.session)
