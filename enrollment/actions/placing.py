"""Put sessions where they are to be and book what they need. Every call inside the caller's write."""

from collections.abc import Iterable

from courses.actions import progress
from enrollment.model import Demand, SessionState, Spot
from enrollment.rules import hours
from enrollment.rules.demand import is_ceremony
from enrollment.tables import Session as Row
from enrollment.tables import SessionInstructor, SessionStop
from training import calendar
from training.access import Actor
from training.errors import Clash
from training.model import BookingState, Half
from training.rules.half_days import half_of
from training.tenancy import seen_by


async def lift(actor: Actor, sessions: Iterable[int]) -> None:
    """Take sessions out of the timetable and give back what they hold."""
    ids = sorted(set(sessions))
    if not ids:
        return
    for table in (SessionInstructor, SessionStop):
        await table.delete().where(seen_by(actor, table), table.session.is_in(ids))
    await calendar.release(actor, ids)
    await Row.update(
        {Row.on_day: None, Row.half: "", Row.starts_at: None, Row.ends_at: None, Row.state: SessionState.UNPLACED}
    ).where(seen_by(actor, Row), Row.id.is_in(ids))


async def put(actor: Actor, demand: Demand, spot: Spot, state: BookingState) -> None:
    """Place a lifted session and book its instructor and venues for the whole of its slots.

    Raises db.Taken when somebody holds one of them, Clash when the session was changed meanwhile.
    """
    session = demand.session(spot.session)
    stretch = demand.half_days.stretch(spot.day, spot.slot, session.slots)
    starts, ends = hours.of_teaching(
        session,
        spot.day,
        spot.slot,
        list(demand.of(session.cohort)),
        demand.cohort(session.cohort).starts_on,
        demand.half_days,
    )
    await _teach(actor, demand, spot, stretch, state)
    await _visit(actor, demand, spot, stretch, state)
    is_final = state == BookingState.CONFIRMED
    written = (
        await Row.update(
            {
                Row.on_day: spot.day,
                Row.half: half_of(spot.slot),
                Row.starts_at: starts,
                Row.ends_at: ends,
                Row.state: SessionState.CONFIRMED if is_final else SessionState.PLANNED,
                Row.version: session.version + 1,
            }
        )
        .where(seen_by(actor, Row), Row.id == session.id, Row.version == session.version)
        .returning(Row.id)
    )
    if not written:
        raise Clash("problem.changed-meanwhile")


async def _teach(actor: Actor, demand: Demand, spot: Spot, stretch: hours.Stretch, state: BookingState) -> None:
    if spot.instructor is None:
        return
    session = demand.session(spot.session)
    resource = next(one.resource for one in demand.instructors if one.id == spot.instructor)
    booking = await calendar.book(actor, resource, stretch, session=session.id, state=state)
    await SessionInstructor(
        center=actor.center,
        agency=demand.cohort(session.cohort).agency,
        cohort=session.cohort,
        session=session.id,
        instructor=spot.instructor,
        booking=booking,
    ).save()


async def _visit(actor: Actor, demand: Demand, spot: Spot, stretch: hours.Stretch, state: BookingState) -> None:
    session = demand.session(spot.session)
    for position, place in enumerate(spot.venues):
        venue = next(one for one in demand.venues if one.id == place)
        booking = await calendar.book(
            actor, venue.resource, stretch, session=session.id, state=state, lanes=max(1, venue.lanes)
        )
        await SessionStop(
            center=actor.center,
            agency=demand.cohort(session.cohort).agency,
            cohort=session.cohort,
            session=session.id,
            venue=place,
            booking=booking,
            position=position,
        ).save()


async def celebrate(actor: Actor, demand: Demand, cohort: int) -> None:
    """Give the ceremonies that open or end a half-day their hour; they need no booking of their own."""
    sessions, starts_on = list(demand.of(cohort)), demand.cohort(cohort).starts_on
    for session in sessions:
        if is_ceremony(session) and session.on_day is None and not session.is_off:
            starts, ends = hours.of_ceremony(session, sessions, starts_on, demand.half_days)
            await Row.update(
                {
                    Row.on_day: hours.day_of(starts_on, session.wished_day),
                    Row.half: Half(session.wished_half),
                    Row.starts_at: starts,
                    Row.ends_at: ends,
                    Row.state: SessionState.PLANNED,
                }
            ).where(seen_by(actor, Row), Row.id == session.id)


async def count(actor: Actor, demand: Demand) -> None:
    """Tell each program how many of its sessions have a place."""
    for cohort in demand.cohorts:
        on = seen_by(actor, Row) & (Row.cohort == cohort.id) & (Row.state != SessionState.CANCELLED)
        rows = await Row.select(Row.on_day).where(on)
        placed = sum(row["on_day"] is not None for row in rows)
        await progress.tell(actor, cohort.program, sessions=len(rows), placed=placed)
