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
    stops = list(_unfit_stops(facts, session))
    yield from stops
    if not stops and not facts.start_cost[session.id]:
        yield Reason("no-start-left", {"session": session.id})
    if session.venues and not facts.venue_cost[session.id]:
        yield _no_venue(facts, session)
    if facts.start_cost[session.id] and not facts.choices[session.id]:
        yield Reason("instructors-away", {"instructors": list(session.instructors)})


def _unfit_stops(facts: Facts, session: Session) -> Iterator[Reason]:
    """Stops of its outing that could never take it."""
    people, where = facts.seats_needed(session), list(dict.fromkeys(stop.venue for stop in session.stops))
    small = [one for one in where if facts.seat_price(session, one) is None]
    crowded = [one for one in where if session.groups > facts.venues[one].groups_at_once]
    if small:
        yield Reason("stops-too-small", {"venues": small, "people": people})
    if crowded:
        yield Reason("stops-too-crowded", {"venues": crowded, "groups": session.groups})


def _no_venue(facts: Facts, session: Session) -> Reason:
    """Whether seats or groups at once leave it no venue."""
    pinned = facts.pin(session.id).venue
    for venue in (facts.venues[one] for one in session.venues if pinned in {None, one}):
        if facts.seat_price(session, venue.id) is not None and session.groups > venue.groups_at_once:
            return Reason("too-many-groups-at-once", {"groups": session.groups})
    return Reason("no-venue-large-enough", {"people": facts.seats_needed(session)})


def _among_others(taken: Occupancy, session: Session) -> Iterator[Reason]:
    starts = [start for start in taken.facts.start_cost[session.id] if _people_free(taken, session, start)]
    if not starts:
        yield Reason("cohort-full", {"cohorts": list(session.cohorts)})
        return
    stops = list(dict.fromkeys(stop.venue for stop in session.stops))
    for code, params, fits in (
        ("order", {"after": list(session.after)}, _in_order),
        ("lectures-a-day", {"cohorts": list(session.cohorts)}, _lectures_left),
        ("evenings", {"cohorts": list(session.cohorts)}, _evenings_left),
        ("supplies-taken", {"supplies": sorted(session.needs)}, _supplies_left),
        ("stops-taken", {"venues": stops}, _stops_free),
    ):
        starts = [start for start in starts if fits(taken, session, start)]
        if not starts:
            yield Reason(code, params)
            return
    somebody = [start for start in starts if not session.instructors or _instructors_free(taken, session, start)]
    somewhere = [start for start in starts if not session.venues or _venues_free(taken, session, start)]
    if not somebody:
        yield Reason("instructors-taken", {"instructors": list(session.instructors), "starts": starts})
    elif not somewhere:
        yield Reason("venues-taken", {"venues": list(session.venues), "starts": starts})
    elif set(somebody).isdisjoint(somewhere):
        yield Reason("nothing-free-together", {"starts": starts})
    else:
        yield Reason("not-reached", {"starts": [start for start in somebody if start in somewhere]})


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


def _stops_free(taken: Occupancy, session: Session, start: int) -> bool:
    """Whether every further site of its outing is open and has a place then."""
    return all(
        taken.has_lanes(stop.venue, start + stop.offset, stop.length, session.groups)
        and not taken.facts.closed[stop.venue] & mask(start + stop.offset, stop.length)
        for stop in session.stops
    )


def _instructors_free(taken: Occupancy, session: Session, start: int) -> bool:
    return any(
        choice.start == start
        and choice.instructor is not None
        and not taken.taught[choice.instructor] & choice.mask
        and _has_slots_left(taken, choice.instructor, start // DAY, session.length)
        for choice in taken.facts.choices[session.id]
    )


def _has_slots_left(taken: Occupancy, instructor: int, day: int, slots: int) -> bool:
    """Whether an instructor may teach so much more that day and in all."""
    one, strengths = taken.facts.instructors[instructor], taken.facts.problem.strengths
    return (
        not strengths.binds(Rule.INSTRUCTOR_DAY) or taken.load(instructor, day) + slots <= one.max_slots_a_day
    ) and (not strengths.binds(Rule.INSTRUCTOR_TOTAL) or taken.total(instructor) + slots <= one.max_slots)


def _venues_free(taken: Occupancy, session: Session, start: int) -> bool:
    closes = taken.facts.problem.strengths.binds(Rule.CLOSED)
    return any(
        taken.has_lanes(venue, start, session.length, session.groups)
        and not (closes and taken.facts.closed[venue] & mask(start, session.length))
        for venue in taken.facts.venue_cost[session.id]
    )
