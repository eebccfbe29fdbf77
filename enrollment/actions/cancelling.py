"""A session or a whole class does not take place: what it holds is given back, its line stays, people are told why."""

from collections.abc import Iterable
from typing import Any

from courses.actions import progress
from enrollment.actions import holding, placing, publishing
from enrollment.model import Cohort, CohortState, Session, SessionState
from enrollment.queries import cohorts, sessions
from enrollment.tables import Cohort as CohortRow
from enrollment.tables import Session as Row
from enrollment.tables import SessionInstructor, SessionStop
from training import audit, calendar, clock, db, outbox
from training.access import Actor
from training.errors import Clash, Invalid
from training.tenancy import seen_by

TELL = "notice.class-cancelled"


async def cancel_session(actor: Actor, id: int, version: int, reason: str) -> None:
    """Cancel one session; of a published timetable the next edition says so at once.

    Raises Missing, Clash (changed meanwhile, the class is over), Invalid for what was taught or is cancelled already.
    """
    async with db.write():
        demand = await publishing.of_session(actor, id)
        session = demand.session(id)
        await _touch(actor, id, version)
        _can_be_cancelled(session)
        await _free(actor, [id], reason)
        await audit.note(actor, "session.cancelled", "session", id, {"reason": reason, "title": session.title})
        demand = await publishing.open_demand(actor, session.cohort)
        await placing.count(actor, demand)
        if session.is_published and demand.cohorts[0].edition:
            await publishing.next_edition(actor, demand, demand.cohorts[0].version, reason)


async def _touch(actor: Actor, id: int, version: int) -> None:
    """Of two at once the second finds another version here. Raises Clash."""
    mine = seen_by(actor, Row) & (Row.id == id) & (Row.version == version)
    if not await Row.update({Row.version: version + 1}).where(mine).returning(Row.id):
        raise Clash("problem.changed-meanwhile")


def _can_be_cancelled(session: Session) -> None:
    is_past = session.is_published and session.ends is not None and session.ends <= clock.now()
    if session.state == SessionState.TAUGHT or is_past:
        raise Invalid("timetable.was-taught")
    if session.state == SessionState.CANCELLED:
        raise Invalid("timetable.is-cancelled")


async def restore_session(actor: Actor, id: int, version: int) -> None:
    """A cancelled session is to be placed again; it stands nowhere until then. Raises Missing, Clash, Invalid."""
    async with db.write():
        demand = await publishing.of_session(actor, id)
        session = demand.session(id)
        if session.state != SessionState.CANCELLED:
            raise Invalid("timetable.not-cancelled")
        mine = seen_by(actor, Row) & (Row.id == id) & (Row.version == version)
        changes: dict[Any, Any] = {
            Row.version: version + 1,
            Row.is_published: False,
            Row.is_pinned: False,
            Row.cancelled_reason: "",
        }
        if not await Row.update(changes).where(mine).returning(Row.id):
            raise Clash("problem.changed-meanwhile")
        await placing.lift(actor, [id])
        await placing.count(actor, await publishing.open_demand(actor, session.cohort))
        await audit.note(actor, "session.restored", "session", id, {"title": session.title})


async def cancel_class(actor: Actor, cohort: int, version: int, reason: str) -> None:
    """Cancel a class with everything of it that is still to come; what was taught stays taught.

    Raises Missing, Clash where it is over or was changed meanwhile.
    """
    async with db.write():
        of = await cohorts.one(actor, cohort)
        if of.state.is_over:
            raise Clash("cohort.closed")
        await _end(actor, of, version, reason)
        rest = seen_by(actor, CohortRow) & (CohortRow.program == of.program)
        if not await CohortRow.exists().where(rest, CohortRow.state != CohortState.CANCELLED):
            await progress.cancel(actor, of.program)
        await holding.past(actor, cohort)
        held = await sessions.of_cohort(actor, cohort)
        over = (SessionState.TAUGHT, SessionState.CANCELLED)
        coming = [session.id for session in held if session.state not in over]
        await _free(actor, coming, reason)
        await audit.note(actor, "cohort.cancelled", "cohort", cohort, {"reason": reason, "sessions": len(coming)})
        await outbox.post(actor, TELL, f"{TELL}:{cohort}", {"cohort": cohort, "sessions": coming})


async def _end(actor: Actor, of: Cohort, version: int, reason: str) -> None:
    mine = seen_by(actor, CohortRow) & (CohortRow.id == of.id) & (CohortRow.version == version)
    changes: dict[Any, Any] = {
        CohortRow.state: CohortState.CANCELLED,
        CohortRow.cancelled_reason: reason,
        CohortRow.version: version + 1,
    }
    if not await CohortRow.update(changes).where(mine, CohortRow.state == of.state).returning(CohortRow.id):
        raise Clash("problem.changed-meanwhile")


async def _free(actor: Actor, ids: Iterable[int], reason: str) -> None:
    """Give back what sessions hold. Who and where stay on the line, so that it can be read when it is struck through."""
    if not (chosen := sorted(ids)):
        return
    for table in (SessionInstructor, SessionStop):
        await table.update({table.booking: None}).where(seen_by(actor, table), table.session.is_in(chosen))
    await calendar.release(actor, chosen)
    mine = seen_by(actor, Row) & Row.id.is_in(chosen)
    changes: dict[Any, Any] = {
        Row.state: SessionState.CANCELLED,
        Row.cancelled_reason: reason,
        Row.is_pinned: False,
        Row.version: Row.version + 1,
    }
    await Row.update(changes).where(mine)
