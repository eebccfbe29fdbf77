"""Why a session cannot be put somewhere, in words with who and when, and where it could go instead."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice

from enrollment.model import Demand, Session, Spot
from enrollment.rules import demand as demands
from training.errors import Fault
from training.model import Half, Venue, VenueKind
from training.rules.half_days import DAY, half_of
from training.timetable.board import Finding
from training.timetable.check import breaks, check
from training.timetable.problem import Problem, Rule, Strength

NEAREST = 3
WORDS = {
    Rule.INSTRUCTOR_TWICE: Fault("conflict.instructor-busy"),
    Rule.VENUE_FULL: Fault("conflict.venue-full"),
    Rule.COHORT_TWICE: Fault("conflict.cohort-busy"),
    Rule.AWAY: Fault("conflict.instructor-away"),
    Rule.CLOSED: Fault("conflict.venue-closed"),
    Rule.BLOCKED: Fault("conflict.half-day-kept"),
    Rule.SEATS: Fault("conflict.too-few-seats"),
    Rule.LECTURES_A_DAY: Fault("conflict.lectures-a-day"),
    Rule.EVENINGS: Fault("conflict.evenings"),
    Rule.INSTRUCTOR_DAY: Fault("conflict.instructor-load"),
    Rule.INSTRUCTOR_TOTAL: Fault("conflict.instructor-load"),
    Rule.ORDER: Fault("conflict.order"),
}
CHOICES = {"instructor": Fault("conflict.not-qualified"), "venue": Fault("conflict.wrong-venue")}
HALVES = {
    Half.AM: Fault("half.am").code,
    Half.PM: Fault("half.pm").code,
    Half.EVENING: Fault("half.evening").code,
}
WRONG_TIME = Fault("conflict.wrong-time")


@dataclass(frozen=True)
class Verdict:
    """What a move would break: `stops` refuse it, `warns` are said."""

    stops: tuple[Fault, ...] = ()
    warns: tuple[Fault, ...] = ()


def judge(demand: Demand, spot: Spot, now: datetime) -> Verdict:
    """Whether a person may put a session there; what is already placed stays where it is."""
    if is_late(demand, spot, now):
        return Verdict((_late(demand, spot),))
    if strangers := _strangers(demand, spot):
        return Verdict(strangers)
    return _judged(_by_hand(demand, spot.session, now), demand, spot)


def _by_hand(demand: Demand, session: int, now: datetime) -> Problem:
    return demands.by_hand(demands.problem(demand, demand.half_days.day_of(now)), demand, session)


def _judged(whole: Problem, demand: Demand, spot: Spot) -> Verdict:
    found = breaks(whole, demands.placements(demand), demands.placement(spot, demand))
    return _verdict(found, demand, spot, {Strength.BLOCK})


def is_late(demand: Demand, spot: Spot, now: datetime) -> bool:
    """Whether the half-day has begun: whoever puts a session there now, by hand or by a plan, would write history."""
    return demand.half_days.has_begun(spot.day, half_of(spot.slot), now)


def _late(demand: Demand, spot: Spot) -> Fault:
    half = HALVES[half_of(spot.slot)]
    topic = demand.session(spot.session).title
    return Fault("conflict.half-day-begun", {"topic": topic, "day": spot.day, "half": half})


def _strangers(demand: Demand, spot: Spot) -> tuple[Fault, ...]:
    """Whoever does not teach here and whatever is no place of the center: nothing more can be said of them."""
    topic = demand.session(spot.session).title
    chosen = (
        ("instructor", {spot.instructor} - {None, *(one.id for one in demand.instructors)}),
        ("venue", set(spot.venues) - {one.id for one in demand.venues}),
    )
    return tuple(Fault(CHOICES[what].code, {"topic": topic}) for what, unknown in chosen if unknown)


def of_cohort(demand: Demand, today: date) -> Verdict:
    """What stands in the way of publishing these cohorts as they are placed now."""
    now = demands.placements(demand)
    whole = demands.problem(demand, today)
    for session in demand.sessions:
        whole = demands.by_hand(whole, demand, session.id) if demands.is_solved(session) else whole
    return _verdict(check(whole, now).found, demand, None, {Strength.BLOCK, Strength.BLOCK_PUBLISHING})


def nearest(demand: Demand, spot: Spot, now: datetime) -> list[Spot]:
    """Where else it would go: in other rooms at the time asked for, and at the nearest times.

    Three of either at most. A time goes with the place asked for, or where that is free at none, with the first that is.
    Where the session is now is no offer.
    """
    session, whole = demand.session(spot.session), _by_hand(demand, spot.session, now)
    rooms = others(demand, spot)

    def free(choices: Iterable[Spot]) -> list[Spot]:
        known = (one for one in choices if not _strangers(demand, one) and not _is_now(one, session, demand))
        fine = (one for one in known if not is_late(demand, one, now) and not _judged(whole, demand, one).stops)
        return list(islice(fine, NEAREST))

    here = free(replace(spot, venues=(room,)) for room in rooms)
    then = free(_times(demand, spot, now)) or free(
        one for room in rooms[:NEAREST] for one in _times(demand, replace(spot, venues=(room,)), now)
    )
    return here + then


def others(demand: Demand, spot: Spot) -> list[int]:
    """The other rooms that hold the class, those with fewest empty seats first; none for what is taught on site."""
    session = demand.session(spot.session)
    if not session.course or demands.sites(demand, session):
        return []
    people = demand.cohort(session.cohort).headcount
    return [room.id for room in rooms_for(demand, people) if room.id not in spot.venues]


def rooms_for(demand: Demand, people: int) -> list[Venue]:
    """The rooms that hold so many, those with fewest empty seats first."""
    large = [one for one in demand.venues if one.kind == VenueKind.ROOM and (one.capacity or people) >= people]
    return sorted(large, key=lambda one: (one.capacity or 0, one.id))


def _is_now(spot: Spot, session: Session, demand: Demand) -> bool:
    if session.on_day != spot.day or session.half is None:
        return False
    who = session.instructors[0].id if session.instructors else None
    where = tuple(one.id for one in session.venues)
    return (demands.slot_now(session, demand), who, where) == (spot.slot, spot.instructor, spot.venues)


def _times(demand: Demand, spot: Spot, now: datetime) -> Iterator[Spot]:
    """Every other half-day of the class, the nearest first."""
    session, cohort = demand.session(spot.session), demand.cohort(demand.session(spot.session).cohort)
    asked = spot.day.toordinal() * DAY + spot.slot
    starts = [
        (date.fromordinal(day), slot)
        for day in range(
            max(cohort.starts_on, demand.half_days.day_of(now)).toordinal(), cohort.ends_on.toordinal() + 1
        )
        for slot in demands.starts_by_hand(session.slots)
    ]
    starts.sort(key=lambda one: (abs(one[0].toordinal() * DAY + one[1] - asked), one))
    yield from (replace(spot, day=day, slot=slot) for day, slot in starts if (day, slot) != (spot.day, spot.slot))


def _verdict(found: Iterable[Finding], demand: Demand, spot: Spot | None, stopping: Container[Strength]) -> Verdict:
    """What stops and what is only said; a rule that blocks publishing is said of a move."""
    found = list(found)
    stops = [_fault(one, demand, spot) for one in found if one.strength in stopping]
    warns = [_fault(one, demand, spot) for one in found if one.strength not in stopping]
    return Verdict(tuple(_once(stops)), tuple(_once(warns)))


def _once(faults: Iterable[Fault]) -> Iterator[Fault]:
    seen: list[Fault] = []
    for fault in faults:
        if fault not in seen:
            seen.append(fault)
            yield fault


def _fault(one: Finding, demand: Demand, spot: Spot | None) -> Fault:
    """The words of one finding: about the moved session, or about the first one of a whole cohort."""
    subject = demand.session(spot.session if spot else one.sessions[0])
    about = {"topic": subject.title, **_names(one, demand)}
    if one.rule == Rule.SEATS:  # said of a session: the place is the one that it has, or would have
        where = spot.venues if spot else tuple(venue.id for venue in subject.venues)
        about["venue"] = next((venue.name for venue in demand.venues if venue.id in where), "")
    when = _when(one, demand, subject, spot)
    if one.rule in (Rule.INSTRUCTOR_TWICE, Rule.VENUE_FULL, Rule.COHORT_TWICE):
        about["other"] = _other(one, demand, subject)
    return Fault(_code(one), {**about, **when, **_numbers(one)})


def _code(one: Finding) -> str:
    said = WORDS.get(one.rule) or CHOICES.get(one.params.get("what", ""), WRONG_TIME)
    return said.code


def _names(one: Finding, demand: Demand) -> dict[str, object]:
    teachers = {person.id: person.name for person in demand.instructors}
    places = {venue.id: venue.name for venue in demand.venues}
    return {
        "instructor": teachers.get(one.params.get("instructor", 0), ""),
        "venue": places.get(one.params.get("venue", 0), ""),
    }


def _numbers(one: Finding) -> dict[str, object]:
    return {name: one.params[name] for name in ("people", "seats", "limit") if name in one.params}


def _when(one: Finding, demand: Demand, subject: Session, spot: Spot | None) -> dict[str, object]:
    """The day and the code of the half-day that the words are about."""
    if "slot" in one.params:
        slot = one.params["slot"]
        return {"day": demands.grid(demand).day(slot), "half": HALVES[half_of(slot % DAY)]}
    if spot:
        return {"day": spot.day, "half": HALVES[half_of(spot.slot)]}
    return {"day": subject.on_day or "", "half": HALVES[subject.half] if subject.half else ""}


def _other(one: Finding, demand: Demand, subject: Session) -> str:
    """What holds it: another session of these cohorts, or what somebody else booked."""
    beside = [demand.session(other) for other in one.sessions if other != subject.id]
    if beside:
        return beside[0].title
    slot, over = one.params.get("slot"), demands.grid(demand)
    resources = {each.id: each.resource for each in demand.instructors if one.rule == Rule.INSTRUCTOR_TWICE}
    resources |= {each.id: each.resource for each in demand.venues if one.rule == Rule.VENUE_FULL}
    wanted = resources.get(one.params.get("instructor", one.params.get("venue", 0)))
    for booked in demand.booked:
        touched = demand.half_days.touched([(booked.starts, booked.ends)])
        if booked.resource == wanted and any(over.slot(day, part) == slot for day, part in touched):
            return booked.cohort or booked.title
    return ""
