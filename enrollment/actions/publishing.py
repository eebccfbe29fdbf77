"""A timetable becomes binding: published edition by edition, moved by hand, pinned.

Once published, what people see is always what is booked: a move of a published session is the next edition at once.
"""

from dataclasses import asdict
from datetime import date

from enrollment.actions import placing
from enrollment.model import CohortState, Demand, Session, SessionState, Spot
from enrollment.queries import timetable as queries
from enrollment.rules import conflicts, editions
from enrollment.tables import Cohort, Timetable
from enrollment.tables import Session as Row
from training import audit, calendar, clock, db, outbox
from training.access import Actor
from training.errors import Clash, Fault, Invalid
from training.model import BookingState
from training.tenancy import seen_by


async def publish(actor: Actor, cohort: int, version: int, reason: str = "", *, today: date | None = None) -> int:
    """Publish what is placed of a cohort as its next edition, and return the edition's number.

    Raises Missing, Clash (changed meanwhile, closed), Invalid where a rule is broken (each named in `fields`), where
    nothing is new, and where a later edition gives no reason.
    """
    async with db.write():
        demand = await open_demand(actor, cohort)
        await placing.celebrate(actor, demand, cohort)
        demand = await open_demand(actor, cohort)
        if stops := conflicts.of_cohort(demand, today or clock.today(demand.half_days.zone)).stops:
            faults = {f"conflict.{place}": fault for place, fault in enumerate(stops, start=1)}
            raise Invalid("timetable.rules-broken", {"n": len(stops)}, faults)
        return await next_edition(actor, demand, version, reason)


async def open_demand(actor: Actor, cohort: int) -> Demand:
    """Raises Missing, and Clash where the class is over."""
    return _open(await queries.demand_of(actor, cohort))


def _open(demand: Demand) -> Demand:
    if demand.cohorts[0].state.is_over:
        raise Clash("cohort.closed")
    return demand


async def next_edition(actor: Actor, demand: Demand, version: int, reason: str) -> int:
    """Freeze the next edition of the one cohort of this demand, and tell those it touches."""
    [cohort] = demand.cohorts
    before = await queries.snapshot(actor, cohort.id, cohort.edition)
    after = editions.snapshot(demand.sessions)
    changes = editions.differences(before, after)
    if not changes:
        raise Invalid("timetable.nothing-new")
    if cohort.edition and not reason:
        raise Invalid("form.invalid", {"n": 1}, {"reason": Fault("form.required")})
    edition = cohort.edition + 1
    await _count_up(actor, cohort.id, version, edition)
    await _make_binding(actor, cohort.id, [one.id for one in demand.sessions if one.on_day and not one.is_off])
    await Timetable(
        center=actor.center,
        agency=cohort.agency,
        cohort=cohort.id,
        edition=edition,
        reason=reason,
        snapshot=after,
        changes=[asdict(change) for change in changes],
        published_by=actor.name,
        published_at=clock.now(),
    ).save()
    await placing.count(actor, demand)
    await audit.note(actor, "timetable.published", "cohort", cohort.id, {"edition": edition, "changes": len(changes)})
    told = {"cohort": cohort.id, "edition": edition}
    await outbox.post(actor, "notice.timetable", f"notice.timetable:{cohort.id}:{edition}", told)
    return edition


async def _count_up(actor: Actor, cohort: int, version: int, edition: int) -> None:
    mine = seen_by(actor, Cohort) & (Cohort.id == cohort) & (Cohort.version == version)
    counted = (
        await Cohort.update(
            {Cohort.timetable_edition: edition, Cohort.state: CohortState.SCHEDULED, Cohort.version: version + 1}
        )
        .where(mine)
        .returning(Cohort.id)
    )
    if not counted:
        raise Clash("problem.changed-meanwhile")


async def _make_binding(actor: Actor, cohort: int, sessions: list[int]) -> None:
    mine = seen_by(actor, Row) & (Row.cohort == cohort) & Row.id.is_in(sessions)
    await Row.update({Row.is_published: True}).where(mine)
    await Row.update({Row.state: SessionState.CONFIRMED}).where(mine, Row.state == SessionState.PLANNED)
    await calendar.confirm(actor, sessions)


async def of_session(actor: Actor, id: int) -> Demand:
    """The demand of the cohort to which a session belongs. Raises Missing, and Clash where the class is over."""
    return _open(await queries.demand_of_session(actor, id))


async def move(actor: Actor, spot: Spot, version: int, reason: str = "") -> None:
    """Put a session somewhere by hand and hold what it needs; a published one is published anew, with a reason.

    Raises Missing, Clash (changed meanwhile, or the place is just taken), Invalid with what stands in the way: what has
    begun stays where it is, and nothing is put into a half-day that has begun.
    """
    try:
        async with db.write():
            demand = await of_session(actor, spot.session)
            session = demand.session(spot.session)
            _must_be_movable(session, version, reason)
            verdict = conflicts.judge(demand, spot, clock.now())
            if verdict.stops:
                faults = {f"conflict.{place}": fault for place, fault in enumerate(verdict.stops, start=1)}
                raise Invalid("timetable.cannot-be-there", {"n": len(faults)}, faults)
            await placing.lift(actor, [session.id])
            state = BookingState.CONFIRMED if session.is_published else BookingState.HELD
            await placing.put(actor, demand, spot, state)
            await audit.note(actor, "session.moved", "session", session.id, {"to": asdict(spot), "reason": reason})
            demand = await open_demand(actor, session.cohort)
            await placing.count(actor, demand)
            if session.is_published and demand.cohorts[0].edition:
                await next_edition(actor, demand, demand.cohorts[0].version, reason)
    except db.Taken as taken:
        if not calendar.is_overlap(taken):
            raise
        raise Clash("timetable.just-taken") from taken


def _must_be_movable(session: Session, version: int, reason: str) -> None:
    if session.version != version:
        raise Clash("problem.changed-meanwhile")
    if session.slots == 0:
        raise Invalid("timetable.ceremony-stays")
    if session.is_pinned:
        raise Invalid("timetable.is-pinned")
    if session.state == SessionState.TAUGHT:
        raise Invalid("timetable.was-taught")
    if session.has_begun(clock.now()):
        raise Invalid("timetable.has-begun")
    if session.is_off:
        raise Invalid("timetable.is-cancelled")
    if session.is_published and not reason:
        raise Invalid("form.invalid", {"n": 1}, {"reason": Fault("form.required")})


async def pin(actor: Actor, id: int, version: int, *, pinned: bool) -> None:
    """Lock a placed session where it is, or unlock it. Raises Missing, Invalid when it has no place yet, Clash."""
    async with db.write():
        session = (await of_session(actor, id)).session(id)
        if session.on_day is None or session.is_off:
            raise Invalid("timetable.not-placed")
        mine = seen_by(actor, Row) & (Row.id == id) & (Row.version == version)
        if not await Row.update({Row.is_pinned: pinned, Row.version: version + 1}).where(mine).returning(Row.id):
            raise Clash("problem.changed-meanwhile")
        await audit.note(actor, "session.pinned" if pinned else "session.unpinned", "session", id)


async def take_out(actor: Actor, id: int, version: int) -> None:
    """Take a session that is not published out of the timetable again. Raises Missing, Invalid, Clash."""
    async with db.write():
        demand = await of_session(actor, id)
        session = demand.session(id)
        if session.is_published:
            raise Invalid("timetable.was-published")
        _must_be_movable(session, version, "")
        await placing.lift(actor, [id])
        await Row.update({Row.version: version + 1}).where(seen_by(actor, Row), Row.id == id, Row.version == version)
        await placing.count(actor, demand)
        await audit.note(actor, "session.taken-out", "session", id)
