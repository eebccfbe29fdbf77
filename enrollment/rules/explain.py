"""A plan of the solver in words: what goes where, what found no place and why."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from enrollment.model import Demand, Person, Proposal, Session
from enrollment.rules import conflicts, hours, weeks
from enrollment.rules import demand as demands
from training.errors import Fault
from training.rules.half_days import half_of

NO_VENUE = "no-venue-large-enough"
UNKNOWN = Fault("unplaced.nothing-free-together")
REASONS = {
    "no-start-left": Fault("unplaced.no-start-left"),
    "no-venue-large-enough": Fault("unplaced.no-venue-large-enough"),
    "too-many-groups-at-once": Fault("unplaced.too-many-groups-at-once"),
    "stops-too-small": Fault("unplaced.stops-too-small"),
    "stops-too-crowded": Fault("unplaced.stops-too-crowded"),
    "instructors-away": Fault("unplaced.instructors-away"),
    "cohort-full": Fault("unplaced.cohort-full"),
    "order": Fault("unplaced.order"),
    "lectures-a-day": Fault("unplaced.lectures-a-day"),
    "evenings": Fault("unplaced.evenings"),
    "stops-taken": Fault("unplaced.stops-taken"),
    "instructors-taken": Fault("unplaced.instructors-taken"),
    "venues-taken": Fault("unplaced.venues-taken"),
    "nothing-free-together": UNKNOWN,
    "not-reached": Fault("unplaced.not-reached"),
}


@dataclass(frozen=True)
class Missed:
    """A session without a place, and why."""

    session: Session
    cohort: str
    reasons: tuple[Fault, ...]


def left_out(demand: Demand, proposal: Proposal) -> list[Missed]:
    """What found no place, as far as it still exists."""
    known = {session.id: session for session in demand.sessions}
    return [
        Missed(
            known[out.session],
            demand.cohort(known[out.session].cohort).name,
            tuple(_reasons(out.reasons, known[out.session], demand)),
        )
        for out in proposal.left_out
        if out.session in known
    ]


def _reasons(reasons: Iterable[tuple[str, Mapping[str, Any]]], session: Session, demand: Demand) -> Iterator[Fault]:
    """Too few seats are those of the home room, where the class has one: the others were not looked at."""
    cohort = demand.cohort(session.cohort)
    room = next((one for one in demand.venues if cohort.home_room and one.id == cohort.home_room.id), None)
    for code, params in reasons:
        if code == NO_VENUE and room and not demands.sites(demand, session):
            facts = {"room": room.name, "seats": room.capacity or 0, "people": cohort.headcount}
            yield Fault("unplaced.home-room-too-small", facts)
            if large := conflicts.rooms_for(demand, cohort.headcount):
                yield Fault("unplaced.rooms-that-would-do", {"rooms": tuple(one.name for one in large[:3])})
        else:
            yield _reason(code, params, demand)


def _reason(code: str, params: Mapping[str, Any], demand: Demand) -> Fault:
    """One reason with the names of those it is about, and the half-days in question."""
    teachers = {one.id: one.name for one in demand.instructors}
    places = {one.id: one.name for one in demand.venues}
    said = REASONS.get(code, UNKNOWN)
    names = [teachers[who] for who in params.get("instructors", ()) if who in teachers]
    names += [places[who] for who in params.get("venues", ()) if who in places]
    words = {"names": tuple(names[:6]), "halves": len(params.get("starts", ())), "people": params.get("people", 0)}
    return Fault(said.code, words)


def planned(demand: Demand, proposal: Proposal) -> dict[int, list[tuple[weeks.Day, ...]]]:
    """The weeks of each cohort as they would be."""
    would = as_planned(demand, proposal)
    return {cohort.id: weeks.weeks(one for one in would if one.cohort == cohort.id) for cohort in demand.cohorts}


def as_planned(demand: Demand, proposal: Proposal) -> list[Session]:
    """Every session as it would be."""
    at = {spot.session: spot for spot in proposal.spots}
    teachers = {one.id: Person(one.id, one.name) for one in demand.instructors}
    places = {one.id: Person(one.id, one.name) for one in demand.venues}

    def placed(session: Session) -> Session:
        spot = at.get(session.id)
        if spot is None:
            return session
        own = list(demand.of(session.cohort))
        starts_on = demand.cohort(session.cohort).starts_on
        starts, ends = hours.of_teaching(session, spot.day, spot.slot, own, starts_on, demand.half_days)
        return replace(
            session,
            on_day=spot.day,
            half=half_of(spot.slot),
            starts=starts,
            ends=ends,
            instructors=(teachers[spot.instructor],) if spot.instructor in teachers else (),
            venues=tuple(places[place] for place in spot.venues if place in places),
        )

    return [placed(session) for session in demand.sessions]
