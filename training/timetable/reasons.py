"""Why a session found no place, from what is taken and without a solver: the first thing that leaves nothing over."""

from collections.abc import Iterator

from training.timetable.facts import Facts, mask
from training.timetable.occupancy import Occupancy
from training.timetable.problem import DAY, EVENING, LECTURE, Reason, Rule, Session


def reasons(taken: Occupancy, session_id: int) -> tuple[Reason, ...]:
    """What keeps the session out, most basic first; each names who or what a person could free."""
    session = taken.facts.sessions[session_id]
    return tuple(_by_itself(taken, session)) or tuple(_among_others(taken, session))


def _by_itself(taken: Occupancy, session: Session) -> Iterator[Reason]:
    """What would keep it out of an empty timetable."""
    facts = taken.facts
    if not facts.start_cost[session.id]:
        yield Reason("no-start-left", {"session": session.id})
    if session.venues and not facts.venue_cost[session.id]:
        yield _no_venue(facts, session)
    if facts.start_cost[session.id] and not facts.choices[session.id]:
        yield Reason("instructors-away", {"instructors": list(session.instructors)})


def _no_venue(facts: Facts, session: Session) -> Reason:
    """Whether seats or groups at once leave it no venue."""
    people, pinned = -(-facts.people(session) // session.groups), facts.pin(session.id).venue
    for venue in (facts.venues[one] for one in session.venues if pinned in {None, one}):
        has_seats = facts.price(Rule.SEATS, broken=people > venue.capacity) is not None
        if has_seats and session.groups > venue.groups_at_once:
            return Reason("too-many-groups-at-once", {"groups": session.groups})
    return Reason("no-venue-large-enough", {"people": facts.people(session)})


def _among_others(taken: Occupancy, session: Session) -> Iterator[Reason]:
    starts = [start for start in taken.facts.start_cost[session.id] if _people_free(taken, session, start)]
    if not starts:
        yield Reason("cohort-full", {"cohorts": list(session.cohorts)})
        return
    for code, params, fits in (
        ("order", {"after": list(session.after)}, _in_order),
        ("lectures-a-day", {"cohorts": list(session.cohorts)}, _lectures_left),
        ("evenings", {"cohorts": list(session.cohorts)}, _evenings_left),
        ("supplies-taken", {"supplies": sorted(session.needs)}, _supplies_left),
    ):
        starts = [start for start in starts if fits(taken, session, start)]
        if not starts:
            yield Reason(code, params)
            return
    if session.instructors and not any(_instructors_free(taken, session, start) for start in starts):
        yield Reason("instructors-taken", {"instructors": list(session.instructors), "starts": starts})
        return
    if session.venues and not any(_venues_free(taken, session, start) for start in starts):
        yield Reason("venues-taken", {"venues": list(session.venues), "starts": starts})
        return
    yield Reason("nothing-free-together", {"starts": starts})


def _people_free(taken: Occupancy, session: Session, start: int) -> bool:
    slots = mask(start, session.length)
    return not any(taken.streams[stream] & slots for stream in taken.facts.streams[session.id])


def _in_order(taken: Occupancy, session: Session, start: int) -> bool:
    facts, placed = taken.facts, taken.placed
    if not facts.problem.strengths.binds(Rule.ORDER):
        return True
    return all(
        placed[one].start + facts.sessions[one].length <= start for one in session.after if one in placed
    ) and all(start + session.length <= placed[one].start for one in facts.before_of[session.id] if one in placed)


def _lectures_left(taken: Occupancy, session: Session, start: int) -> bool:
    """Whether its people may hear another lecture that day."""
    problem, day = taken.facts.problem, start // DAY
    return (
        session.method != LECTURE
        or not problem.strengths.binds(Rule.LECTURES_A_DAY)
        or all(
            taken.lecture_days[stream, day] < problem.max_lectures_a_day for stream in taken.facts.streams[session.id]
        )
    )


def _evenings_left(taken: Occupancy, session: Session, start: int) -> bool:
    """Whether its people agreed to another evening."""
    facts = taken.facts
    limits = {stream: facts.cohorts[stream[0]].max_evenings for stream in facts.streams[session.id]}
    return (
        start % DAY + session.length <= EVENING
        or not facts.problem.strengths.binds(Rule.EVENINGS)
        or all(most is None or taken.evenings[stream] < most for stream, most in limits.items())
    )


def _supplies_left(taken: Occupancy, session: Session, start: int) -> bool:
    """Whether there are guides, buses, interpreters enough."""
    supplies = taken.facts.supplies
    return not taken.facts.problem.strengths.binds(Rule.SUPPLY) or all(
        taken.supplies[supply, slot] + count <= supplies[supply].count
        for supply, count in session.needs.items()
        for slot in range(start, start + session.length)
    )


def _instructors_free(taken: Occupancy, session: Session, start: int) -> list[int]:
    facts = taken.facts
    return [
        choice.instructor
        for choice in facts.choices[session.id]
        if choice.start == start
        and choice.instructor is not None
        and not taken.taught[choice.instructor] & choice.mask
        and taken.load(choice.instructor, start // DAY) + session.length
        <= facts.instructors[choice.instructor].max_slots_a_day
        and taken.total(choice.instructor) + session.length <= facts.instructors[choice.instructor].max_slots
    ]


def _venues_free(taken: Occupancy, session: Session, start: int) -> list[int]:
    return [
        venue
        for venue in taken.facts.venue_cost[session.id]
        if taken.has_lanes(venue, start, session.length, session.groups)
        and not taken.facts.closed[venue] & mask(start, session.length)
    ]
