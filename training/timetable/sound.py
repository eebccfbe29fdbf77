"""Whether a problem makes sense at all: every fault as one line that names the place. Solvers may assume the answer is no."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any

from training.timetable.problem import DAY, Placement, Problem, Session

MOST_SESSIONS = 20_000
LAST_SLOT = DAY * 366 * 3


class Unsound(ValueError):  # the trade's word
    """A problem that cannot be solved as it stands; the text is one line naming the place."""


def ensure(problem: Problem) -> None:
    """Raise `Unsound` with the first fault."""
    for fault in faults(problem):
        raise Unsound(fault)


def faults(problem: Problem) -> Iterator[str]:
    """Every fault, the place first: `session 12: length -1, must be 1 to 5`."""
    if len(problem.sessions) > MOST_SESSIONS:
        yield f"sessions: {len(problem.sessions)} of them, at most {MOST_SESSIONS} can be solved at once"
        return
    yield from _twice("program", [one.id for one in problem.cohorts])
    yield from _twice("session", [one.id for one in problem.sessions])
    yield from _twice("instructor", [one.id for one in problem.instructors])
    yield from _twice("venue", [one.id for one in problem.venues])
    yield from _twice("supply", [one.id for one in problem.supplies])
    yield from _twice("pin of session", [one.session for one in problem.pins])
    yield from _weights(problem)
    yield from _people_and_places(problem)
    for session in problem.sessions:
        yield from (f"session {session.id}: {wrong}" for wrong in _session(session))
    yield from _unknown(problem)
    yield from _cycle({one.id: one.after for one in problem.sessions})


def _twice(noun: str, ids: Iterable[Any]) -> Iterator[str]:
    seen = set()
    for one in ids:
        if one in seen:
            yield f"{noun} {one}: given twice"
        seen.add(one)


def _weights(problem: Problem) -> Iterator[str]:
    for name in (one.name for one in fields(problem.weights)):
        if not 0 <= getattr(problem.weights, name) <= 10**6:
            yield f"weights: {name} is {getattr(problem.weights, name)}, must be 0 to 1000000"
    if problem.max_lectures_a_day < 0:
        yield f"max_lectures_a_day: {problem.max_lectures_a_day}, must not be negative"


def _people_and_places(problem: Problem) -> Iterator[str]:
    for cohort in problem.cohorts:
        if not 0 <= cohort.size <= 10**6:
            yield f"program {cohort.id}: size {cohort.size}, must be 0 to 1000000"
        if not 0 <= cohort.first_day <= cohort.last_day <= LAST_SLOT // DAY:
            yield f"program {cohort.id}: days {cohort.first_day} to {cohort.last_day} are no stretch of days"
    for one in problem.instructors:
        if min(one.fee, one.max_slots, one.max_slots_a_day) < 0:
            yield f"instructor {one.id}: fee and limits must not be negative"
        yield from (f"instructor {one.id}: slot {slot} is out of range" for slot in _wild(one.busy | one.away))
    for venue in problem.venues:
        if venue.groups_at_once < 1 or venue.capacity < 0:
            yield f"venue {venue.id}: takes {venue.groups_at_once} groups of {venue.capacity}, must be at least 1 of 0"
        yield from (f"venue {venue.id}: slot {slot} is out of range" for slot in _wild({*venue.busy, *venue.closed}))


def _wild(slots: Iterable[int]) -> Iterator[int]:
    return (slot for slot in slots if not 0 <= slot <= LAST_SLOT)


def _session(session: Session) -> Iterator[str]:
    if not 1 <= session.length <= DAY:
        yield f"length {session.length}, must be 1 to {DAY}"
        return
    if not session.cohorts:
        yield "belongs to no program"
    if session.groups < 1 or session.minutes < 0:
        yield f"{session.groups} groups of {session.minutes} minutes, must be at least 1 of 0"
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
