"""Who else could teach a session, and where else it could be, at the time it has: ranked, each with its reasons."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from training.timetable.board import Finding
from training.timetable.check import Moves
from training.timetable.problem import (
    BEST_RATING,
    DAY,
    WEEK,
    Instructor,
    Placement,
    Problem,
    Reason,
    Session,
    Strength,
    Venue,
    VenueKind,
)


@dataclass(frozen=True)
class Candidate:
    """An instructor or a venue for a session: what speaks for it, its price, and what it would break."""

    id: int
    cost: int
    reasons: tuple[Reason, ...]
    breaks: tuple[Finding, ...] = ()

    @property
    def is_free(self) -> bool:
        """Whether choosing it breaks nothing that blocks."""
        return all(one.strength in {Strength.WARN, Strength.IGNORE} for one in self.breaks)


@dataclass(frozen=True)
class Candidates:
    """Both lists, the best first and those that would break a rule last."""

    instructors: tuple[Candidate, ...]
    venues: tuple[Candidate, ...]


def candidates(problem: Problem, placements: Iterable[Placement], session_id: int) -> Candidates:
    """For a session that is placed. Raises KeyError when it is not."""
    placed = {one.session: one for one in placements}
    here = placed[session_id]
    session = next(one for one in problem.sessions if one.id == session_id)
    everybody = {one.id: one for one in problem.instructors}
    everywhere = {one.id: one for one in problem.venues}
    moves = Moves(problem, placed.values())
    week = _taught(problem, placed.values(), here.start // DAY // WEEK, but=session_id)
    return Candidates(
        _ranked(
            _instructor(problem, moves, replace(here, instructor=one), session, everybody[one], week.get(one, 0))
            for one in session.instructors
            if one != here.instructor
        ),
        _ranked(
            _venue(problem, moves, replace(here, venue=one), session, everywhere[one])
            for one in session.venues
            if one != here.venue
        ),
    )


def _ranked(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    return tuple(sorted(found, key=lambda one: (not one.is_free, one.cost, one.id)))


def _taught(problem: Problem, placements: Iterable[Placement], week: int, but: int) -> dict[int, int]:
    """How many slots each instructor teaches in that week."""
    lengths = {one.id: one.length for one in problem.sessions}
    slots: dict[int, int] = {}
    for one in placements:
        if one.instructor is not None and one.session != but and one.start // DAY // WEEK == week:
            slots[one.instructor] = slots.get(one.instructor, 0) + lengths[one.session]
    for instructor in problem.instructors:
        booked = sum(slot // DAY // WEEK == week for slot in instructor.busy)
        slots[instructor.id] = slots.get(instructor.id, 0) + booked
    return slots


def _instructor(
    problem: Problem, moves: Moves, move: Placement, session: Session, one: Instructor, taught: int
) -> Candidate:
    stars = one.ratings.get(session.topic, BEST_RATING)
    weights = problem.weights
    cost = weights.fee * one.fee * session.length + weights.rating * (BEST_RATING - stars)
    reasons = [
        Reason("rating", {"stars": stars}),
        Reason("fee", {"fee": one.fee * session.length}),
        Reason("slots-this-week", {"slots": taught}),
    ]
    if disliked := sum(slot in one.dislikes for slot in range(move.start, move.start + session.length)):
        cost += weights.disliked * disliked
        reasons.append(Reason("dislikes-the-time"))
    return Candidate(one.id, cost, tuple(reasons), moves.breaks(move))


def _venue(problem: Problem, moves: Moves, move: Placement, session: Session, one: Venue) -> Candidate:
    sizes = {cohort.id: cohort.size for cohort in problem.cohorts}
    people = sum(sizes[cohort] for cohort in session.cohorts)
    reasons, cost = [Reason("seats", {"seats": one.capacity, "people": people})], 0
    if one.kind is VenueKind.ROOM:
        cost = problem.weights.seats_wasted * max(0, (one.capacity - people) // 20)
        cohort = set(session.cohorts)
        mine = {other.id for other in problem.sessions if cohort & set(other.cohorts)} - {session.id}
        if any(placement.venue == one.id for placement in moves.placed.values() if placement.session in mine):
            reasons.append(Reason("cohort-is-there-already"))
        else:
            cost += problem.weights.extra_room
    return Candidate(one.id, cost, tuple(reasons), moves.breaks(move))
