"""Cohorts and their timetables for programs."""

from dataclasses import dataclass, replace
from typing import Any

from litestar import Request, get, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody

from enrollment.actions import cancelling, publishing
from enrollment.actions import cohorts as actions
from enrollment.actions import planning as planning_actions
from enrollment.actions import timetable as solving
from enrollment.model import (
    Cohort,
    CohortCard,
    CohortState,
    Difference,
    Edition,
    PlanningRules,
    Proposal,
    Replaced,
    Session,
)
from enrollment.pages.cohorts import Cancel, Care, Publish, next_edition
from enrollment.pages.planning import RulesForm
from enrollment.pages.timetable import Move, Pin, Restore, Solve, spot
from enrollment.queries import agreed as agreements
from enrollment.queries import cohorts as queries
from enrollment.queries import planning as weighing
from enrollment.queries import proposals, sessions, timetable
from enrollment.rules import agreed, explain, planning
from enrollment.rules.weeks import monday
from training.access import Actor, May
from training.i18n import say
from training.text import Day, Key
from training.web.forms import Form, Id, query
from training.web.page import today
from training.web.paging import SearchQuery


class CohortQuery(SearchQuery):
    state: CohortState | None = None
    program: Key | None = None


@dataclass(frozen=True)
class Cohorts:
    """One page of cohorts."""

    rows: list[CohortCard]
    total: int
    page: int


@dataclass(frozen=True)
class Accepted:
    """How many sessions of a plan no longer fitted."""

    lost: int


@dataclass(frozen=True)
class Remark:
    """What is to be said of a timetable; what `stops` keeps it from being published."""

    code: str
    detail: str
    stops: bool


@dataclass(frozen=True)
class Preview:
    """The next edition of a timetable before it is published: what it changes, and what it leaves without a time.

    It tells so many trainees, instructors and accounts, by mail or by text as they stand here; `replaced` are instructors
    other than the agreement names.
    """

    version: int
    edition: int
    changes: list[Difference]
    remarks: list[Remark]
    unplaced: list[Session]
    trainees: int
    instructors: int
    accounts: int
    mail: str
    text: str
    replaced: list[Replaced]


@get("/cohorts", needs=May.SEE_COHORTS, asks=CohortQuery)
async def listed(request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Cohorts:
    asked = query(request, CohortQuery)
    rows, total = await queries.listed(actor, asked.part, q=asked.q, state=asked.state, program=asked.program)
    return Cohorts(rows, total, asked.page)


@get("/cohorts/{id:int}", needs=May.SEE_COHORTS)
async def one(actor: NamedDependency[Actor], id: Id) -> Cohort:
    return await queries.one(actor, id)


@post("/cohorts/{id:int}/care", needs=May.PLAN_TIMETABLE, status_code=200)
async def look_after(actor: NamedDependency[Actor], id: Id, data: JSONBody[Care]) -> Cohort:
    await actions.look_after(actor, id, data.version, adviser=data.adviser, home_room=data.home_room)
    return await queries.one(actor, id)


@get("/cohorts/{id:int}/sessions", needs=May.SEE_TIMETABLE)
async def of_cohort(actor: NamedDependency[Actor], id: Id) -> list[Session]:
    await queries.one(actor, id)
    held = await sessions.of_cohort(actor, id)
    return held if actor.is_staff else [session for session in held if session.is_published]


@get("/cohorts/{id:int}/editions", needs=May.SEE_TIMETABLE)
async def editions(actor: NamedDependency[Actor], id: Id) -> list[Edition]:
    await queries.one(actor, id)
    return await timetable.editions(actor, id)


@get("/cohorts/{id:int}/publish", needs=May.PLAN_TIMETABLE)
async def preview(actor: NamedDependency[Actor], id: Id) -> Preview:
    """What publishing now would change, what stands in the way, whom it tells and in which words."""
    found = await next_edition(actor, id)
    stops, warns, coming = found.verdict.stops, found.verdict.warns, found.coming
    return Preview(
        found.cohort.version,
        found.cohort.edition + 1,
        coming.changes,
        [Remark(each.code, say(each.code, each.params), each in stops) for each in (*stops, *warns)],
        found.unplaced,
        coming.trainees,
        coming.instructors,
        coming.accounts,
        coming.mail,
        coming.text,
        coming.replaced,
    )


@post("/cohorts/{id:int}/publish", needs=May.PLAN_TIMETABLE, status_code=200)
async def publish(actor: NamedDependency[Actor], id: Id, data: JSONBody[Publish]) -> Cohort:
    await publishing.publish(actor, id, data.version, data.reason)
    return await queries.one(actor, id)


class WeekQuery(Form):
    """`week` is any day of it; without one, it is this week."""

    week: Day | None = None


@get("/timetable", needs=May.PLAN_TIMETABLE, asks=WeekQuery)
async def week(request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> list[Session]:
    """The sessions of the cohorts that have a day in a week, those without a time too; `week` is any day of it."""
    asked = query(request, WeekQuery).week or today(request)
    here = await queries.of_week(actor, monday(asked))
    return await sessions.of_cohorts(actor, [cohort.id for cohort in here])


@get("/sessions/{id:int}", needs=May.PLAN_TIMETABLE)
async def session(actor: NamedDependency[Actor], id: Id) -> Session:
    return (await timetable.demand_of_session(actor, id)).session(id)


@post("/timetable/proposals", needs=May.PLAN_TIMETABLE)
async def propose(actor: NamedDependency[Actor], data: JSONBody[Solve]) -> Proposal:
    return await proposals.one(actor, await solving.propose(actor, data.cohorts))


@get("/timetable/proposals/{id:int}", needs=May.PLAN_TIMETABLE)
async def proposal(actor: NamedDependency[Actor], id: Id) -> Proposal:
    """One run; once it is done, whom of those that the agreements name it replaces."""
    found = await proposals.one(actor, id)
    if not found.spots:
        return found
    demand = await timetable.demand(actor, list(found.cohorts))
    named = await agreements.instructors(actor, demand.cohorts)
    return replace(found, replaced=tuple(agreed.replaced(explain.as_planned(demand, found), named)))


@post("/timetable/proposals/{id:int}/stop", needs=May.PLAN_TIMETABLE, status_code=200)
async def stop(actor: NamedDependency[Actor], id: Id) -> Proposal:
    await solving.stop(actor, id)
    return await proposals.one(actor, id)


@post("/timetable/proposals/{id:int}/accept", needs=May.PLAN_TIMETABLE, status_code=200)
async def accept(actor: NamedDependency[Actor], id: Id) -> Accepted:
    return Accepted(await solving.accept(actor, id))


@post("/timetable/proposals/{id:int}/discard", needs=May.PLAN_TIMETABLE, status_code=200)
async def discard(actor: NamedDependency[Actor], id: Id) -> Proposal:
    await solving.discard(actor, id)
    return await proposals.one(actor, id)


@post("/sessions/{id:int}/move", needs=May.PLAN_TIMETABLE, status_code=200)
async def move(actor: NamedDependency[Actor], id: Id, data: JSONBody[Move]) -> Session:
    demand = await publishing.of_session(actor, id)
    await publishing.move(actor, spot(demand.session(id), demand, data), data.version, data.reason)
    return (await publishing.of_session(actor, id)).session(id)


@post("/sessions/{id:int}/pin", needs=May.PLAN_TIMETABLE, status_code=200)
async def pin(actor: NamedDependency[Actor], id: Id, data: JSONBody[Pin]) -> Session:
    await publishing.pin(actor, id, data.version, pinned=data.pinned)
    return (await publishing.of_session(actor, id)).session(id)


@get("/timetable/rules", needs=May.PLAN_TIMETABLE)
async def planning_rules(actor: NamedDependency[Actor]) -> PlanningRules:
    """Strengths by rule (block, block-publishing, warn, ignore), prices by wish."""
    return planning.whole(await weighing.rules(actor))


@put("/timetable/rules", needs=May.PLAN_TIMETABLE)
async def set_planning_rules(actor: NamedDependency[Actor], data: JSONBody[RulesForm]) -> PlanningRules:
    """What is left out is as usual again."""
    await planning_actions.set_rules(actor, data.rules)
    return planning.whole(await weighing.rules(actor))


@post("/sessions/{id:int}/cancel", needs=May.PLAN_TIMETABLE, status_code=200)
async def cancel_session(actor: NamedDependency[Actor], id: Id, data: JSONBody[Cancel]) -> Session:
    """Cancel one session with a reason; of a published timetable the next edition says so at once."""
    await cancelling.cancel_session(actor, id, data.version, data.reason)
    return (await publishing.of_session(actor, id)).session(id)


@post("/sessions/{id:int}/restore", needs=May.PLAN_TIMETABLE, status_code=200)
async def restore_session(actor: NamedDependency[Actor], id: Id, data: JSONBody[Restore]) -> Session:
    """Let a cancelled session be placed again."""
    await cancelling.restore_session(actor, id, data.version)
    return (await publishing.of_session(actor, id)).session(id)


@post("/cohorts/{id:int}/cancel", needs=May.CANCEL_COHORTS, status_code=200)
async def cancel(actor: NamedDependency[Actor], id: Id, data: JSONBody[Cancel]) -> Cohort:
    """Cancel a class with everything of it that is still to come."""
    await cancelling.cancel_class(actor, id, data.version, data.reason)
    return await queries.one(actor, id)


handlers = [
    planning_rules, set_planning_rules, week, session,
    listed, one, look_after, of_cohort, editions, preview, publish, propose, proposal, stop, accept, discard, move, pin,
    cancel_session, restore_session, cancel,
]  # fmt: skip
