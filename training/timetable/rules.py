"""What a timetable must not do: one function for each hard rule, judging a whole plan or a single move by hand.

Each takes a board and yields what it finds; `check.py` runs them all. Nothing here knows how a plan is searched for.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from training.timetable.board import Board, Finding
from training.timetable.problem import (
    AFTERNOON,
    DAY,
    EVENING,
    LECTURE,
    WEEK,
    Pin,
    Placement,
    Rule,
    Session,
    Venue,
    slots_of,
)


def found(board: Board, rule: Rule, sessions: Iterable[int], excess: int = 1, **params: Any) -> Finding:
    return Finding(rule, board.problem.strengths.of(rule), tuple(sessions), excess, params)


def outside_its_choices(board: Board) -> Iterator[Finding]:
    """A session stands once, at a start, with an instructor and in a venue that would do for it."""
    for stranger in board.strangers:
        yield found(board, Rule.CHOICE, [stranger], what="session")
    for placement in board.placed.values():
        session = board.sessions[placement.session]
        if wrong := _wrong_choice(session, placement):
            yield found(board, Rule.CHOICE, [session.id], what=wrong)


def _wrong_choice(session: Session, placement: Placement) -> str:
    if placement.start not in session.starts:
        return "start"
    if placement.instructor not in (session.instructors or (None,)):
        return "instructor"
    return "" if placement.venue in (session.venues or (None,)) else "venue"


def leaves_its_pin(board: Board) -> Iterator[Finding]:
    """What is agreed of a session stays."""
    for pin in board.problem.pins:
        placement = board.placed.get(pin.session)
        if placement is None or not _keeps(pin, placement):
            yield found(board, Rule.PIN, [pin.session])


def _keeps(pin: Pin, placement: Placement) -> bool:
    return (
        pin.start in {None, placement.start}
        and pin.instructor in {None, placement.instructor}
        and pin.venue in {None, placement.venue}
    )


def cohort_twice_at_once(board: Board) -> Iterator[Finding]:
    """People are in one session at a time; groups of a cohort may part."""
    for (people, slot), sessions in board.of_people.items():
        if len(sessions) > 1:
            yield found(board, Rule.COHORT_TWICE, sessions, cohort=people[0], slot=slot)


def instructor_twice_at_once(board: Board) -> Iterator[Finding]:
    """An instructor is in one session at a time, bookings elsewhere included."""
    for (instructor, slot), sessions in board.of_instructor.items():
        if len(sessions) + (slot in board.instructors[instructor].busy) > 1:
            yield found(board, Rule.INSTRUCTOR_TWICE, sessions, instructor=instructor, slot=slot)


def venue_over_booked(board: Board) -> Iterator[Finding]:
    """A venue takes no more groups at once than it can."""
    for (venue, slot), sessions in board.of_venue.items():
        groups = sum(board.sessions[session].groups for session in sessions) + board.venues[venue].busy.count(slot)
        if groups > board.venues[venue].groups_at_once:
            yield found(board, Rule.VENUE_FULL, sessions, venue=venue, slot=slot)


def out_of_order(board: Board) -> Iterator[Finding]:
    """A session begins when those it builds on have ended."""
    for placement in board.placed.values():
        for earlier in board.sessions[placement.session].after:
            before = board.placed.get(earlier)
            if before and before.start + board.sessions[earlier].length > placement.start:
                yield found(board, Rule.ORDER, [earlier, placement.session])


def instructor_away(board: Board) -> Iterator[Finding]:
    """An instructor does not teach when he is away."""
    for placement in board.placed.values():
        if placement.instructor is not None:
            away = board.instructors[placement.instructor].away
            if not away.isdisjoint(slots_of(placement.start, board.sessions[placement.session].length)):
                yield found(board, Rule.AWAY, [placement.session], instructor=placement.instructor)


def venue_closed(board: Board) -> Iterator[Finding]:
    """A venue is visited on the days and in the hours it is open."""
    for session, venue, start, length in _visits(board):
        if _is_closed(board.venues[venue], start, length):
            yield found(board, Rule.CLOSED, [session.id], venue=venue)


def _visits(board: Board) -> Iterator[tuple[Session, int, int, int]]:
    """Every place a session goes to, from which slot and for how many: the stops of an outing, and its venue."""
    for placement in board.placed.values():
        session = board.sessions[placement.session]
        for stop in session.stops:
            yield session, stop.venue, placement.start + stop.offset, stop.length
        if placement.venue is not None:
            yield session, placement.venue, placement.start, session.length


def _is_closed(venue: Venue, start: int, length: int) -> bool:
    return any(
        slot in venue.closed or slot // DAY % WEEK not in venue.open_weekdays for slot in slots_of(start, length)
    )


def cohort_blocked(board: Board) -> Iterator[Finding]:
    """Free time, meals and travel of a cohort stay free of sessions."""
    for placement in board.placed.values():
        session = board.sessions[placement.session]
        taken = slots_of(placement.start, session.length)
        if any(not board.cohorts[cohort].blocked.isdisjoint(taken) for cohort in session.cohorts):
            yield found(board, Rule.BLOCKED, [session.id])


def too_few_seats(board: Board) -> Iterator[Finding]:
    """Everybody who comes has a seat wherever they stop; at a site, everybody of a group."""
    for session, venue, _, _ in _visits(board):
        people, seats = -(-board.trainees(session) // session.groups), board.venues[venue].capacity
        if people > seats:
            yield found(board, Rule.SEATS, [session.id], venue=venue, people=people, seats=seats)


def too_many_lectures(board: Board) -> Iterator[Finding]:
    """Nobody hears more lectures a day than the center allows."""
    limit = board.problem.max_lectures_a_day
    for (people, day), sessions in board.days().items():
        lectures = [session for session in sessions if board.sessions[session].method == LECTURE]
        if len(lectures) > limit:
            yield found(
                board, Rule.LECTURES_A_DAY, lectures, len(lectures) - limit, cohort=people[0], day=day, limit=limit
            )


def too_many_evenings(board: Board) -> Iterator[Finding]:
    """A cohort works no more evenings than it agreed to."""
    evenings: dict[tuple[int, str], list[int]] = {}
    for (people, _), sessions in board.days().items():
        late = [one for one in sessions if board.placed[one].start % DAY + board.sessions[one].length > EVENING]
        evenings.setdefault(people, []).extend(late)
    for people, sessions in evenings.items():
        limit = board.cohorts[people[0]].max_evenings
        if limit is not None and len(sessions) > limit:
            yield found(board, Rule.EVENINGS, sessions, len(sessions) - limit, cohort=people[0], limit=limit)


def instructor_day_too_long(board: Board) -> Iterator[Finding]:
    """An instructor teaches no more slots a day than he agreed to."""
    load, made_of = board.load()
    for (instructor, day), sessions in made_of.items():
        limit = board.instructors[instructor].max_slots_a_day
        if (slots := load[instructor, day]) > limit:
            excess = min(slots - limit, _slots(board, sessions))
            yield found(board, Rule.INSTRUCTOR_DAY, sessions, excess, instructor=instructor, day=day, limit=limit)


def instructor_total_too_long(board: Board) -> Iterator[Finding]:
    """An instructor teaches no more slots in the period than he agreed to."""
    load, made_of = board.load()
    total: dict[int, int] = {}
    sessions: dict[int, list[int]] = {}
    for (instructor, _), slots in load.items():
        total[instructor] = total.get(instructor, 0) + slots
    for (instructor, _), taught in made_of.items():
        sessions.setdefault(instructor, []).extend(taught)
    for instructor, taught in sessions.items():
        limit = board.instructors[instructor].max_slots
        if total[instructor] > limit:
            excess = min(total[instructor] - limit, _slots(board, taught))
            yield found(board, Rule.INSTRUCTOR_TOTAL, taught, excess, instructor=instructor, limit=limit)


def _slots(board: Board, sessions: Iterable[int]) -> int:
    return sum(board.sessions[session].length for session in sessions)


def before_the_meal(board: Board) -> Iterator[Finding]:
    """A session after lunch leaves its people the time to eat, also in the last wave."""
    for placement in board.placed.values():
        session = board.sessions[placement.session]
        delay = max((board.cohorts[cohort].lunch_delay for cohort in session.cohorts), default=0)
        room = session.length * board.problem.slot_minutes
        late = delay > 0 and (session.minutes or room) + delay > room
        if late and placement.start % DAY == AFTERNOON:
            yield found(board, Rule.MEAL_WAVE, [session.id], minutes=delay)


def supply_used_up(board: Board) -> Iterator[Finding]:
    """No more guides, buses or interpreters are out at once than there are."""
    supplies = {one.id: one for one in board.problem.supplies}
    for (supply, slot), sessions in board.of_supply.items():
        here = sum(board.sessions[session].needs[supply] for session in sessions)
        used = here + supplies[supply].busy.count(slot)
        if used > supplies[supply].count:
            excess = min(used - supplies[supply].count, here)
            yield found(board, Rule.SUPPLY, sessions, excess, supply=supply, slot=slot, used=used)


RULES: dict[Rule, Callable[[Board], Iterator[Finding]]] = {
    Rule.CHOICE: outside_its_choices,
    Rule.PIN: leaves_its_pin,
    Rule.COHORT_TWICE: cohort_twice_at_once,
    Rule.INSTRUCTOR_TWICE: instructor_twice_at_once,
    Rule.VENUE_FULL: venue_over_booked,
    Rule.ORDER: out_of_order,
    Rule.AWAY: instructor_away,
    Rule.CLOSED: venue_closed,
    Rule.BLOCKED: cohort_blocked,
    Rule.SEATS: too_few_seats,
    Rule.LECTURES_A_DAY: too_many_lectures,
    Rule.EVENINGS: too_many_evenings,
    Rule.INSTRUCTOR_DAY: instructor_day_too_long,
    Rule.INSTRUCTOR_TOTAL: instructor_total_too_long,
    Rule.MEAL_WAVE: before_the_meal,
    Rule.SUPPLY: supply_used_up,
}
