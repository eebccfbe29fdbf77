"""Cohorts: the list, one cohort with its timetable, who looks after it, publishing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from pydantic import Field

from enrollment.actions import cancelling, publishing, telling
from enrollment.actions import cohorts as actions
from enrollment.actions.telling import Coming
from enrollment.model import Cohort, Session, SessionState, Stage
from enrollment.queries import cohorts as queries
from enrollment.queries import sessions, timetable
from enrollment.rules import conflicts, weeks
from training import clock
from training.access import Actor, May
from training.text import Key, Text, Version
from training.web import paging
from training.web.forms import BLANK, Filled, Form, Id, faults_to, form
from training.web.page import page, see, today

Ask = Request[Any, Any, Any]


class Care(Form):
    """Who looks after a class, and its home room."""

    version: Version
    adviser: Key | None = None
    home_room: Key | None = None


class Publish(Form):
    """The next edition of a timetable; from the second on with a reason."""

    version: Version
    reason: Annotated[Text, Field(max_length=200)] = ""


class Cancel(Form):
    """Why something does not take place."""

    version: Version
    reason: Annotated[Text, Field(min_length=1, max_length=200)]


@dataclass(frozen=True)
class NextEdition:
    """What publishing would say: what changes and whom it tells, what stands in the way, what stays without a time."""

    cohort: Cohort
    sessions: Sequence[Session]
    coming: Coming
    verdict: conflicts.Verdict
    unplaced: list[Session]


@get("/cohorts", needs=May.SEE_COHORTS)
async def index(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    search, given = request.query_params.get("q", "")[:60], request.query_params.get("state", "")
    stage = (Stage(given), today(request)) if given in set(Stage) else None
    of = request.query_params.get("program", "")
    program = int(of) if of.isascii() and of.isdigit() and len(of) < 10 else None
    rows, total = await queries.listed(actor, paging.asked(request), q=search, stage=stage, program=program)
    shown = paging.page(request, rows, total)
    return page(request, "enrollment/cohorts.html", pages=shown, q=search, state=given, today=today(request))


async def _show(request: Ask, actor: Actor, id: int, form: Filled = BLANK) -> Response[Any]:
    cohort = await queries.one(actor, id)
    held = await sessions.of_cohort(actor, id)
    shown = held if actor.is_staff else [session for session in held if session.is_published]
    plans = actor.may(May.PLAN_TIMETABLE)
    return page(
        request,
        "enrollment/cohort.html",
        cohort=cohort,
        weeks=weeks.weeks(shown),
        unplaced=[session for session in shown if not session.on_day and session.slots and not session.is_off],
        drafts=[session for session in shown if session.on_day and not session.is_published and not session.is_off],
        editions=await timetable.editions(actor, id),
        advisers=await queries.advisers(actor) if plans else [],
        rooms=await queries.rooms(actor) if plans else [],
        form=form,
        today=today(request),
    )


@get("/cohorts/{id:int}", needs=May.SEE_COHORTS)
async def show(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    return await _show(request, actor, id)


@post("/cohorts/{id:int}", needs=May.PLAN_TIMETABLE)
@faults_to(_show)
async def look_after(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    given = await form(request, Care)
    await actions.look_after(actor, id, given.version, adviser=given.adviser, home_room=given.home_room)
    return see(f"/cohorts/{id}", "flash.saved")


async def next_edition(actor: Actor, id: int, reason: str = "") -> NextEdition:
    """The timetable of a class as it would be published now. Raises Missing."""
    demand = await timetable.demand_of(actor, id)
    [cohort] = demand.cohorts
    coming = await telling.coming(actor, demand, reason)
    return NextEdition(
        cohort,
        demand.sessions,
        coming,
        conflicts.of_cohort(demand, clock.today(demand.half_days.zone)),
        [one for one in demand.sessions if not one.on_day and one.slots and not one.is_off],
    )


async def _publishing(request: Ask, actor: Actor, id: int, form: Filled = BLANK) -> Response[Any]:
    found = await next_edition(actor, id, form.get("reason"))
    return page(
        request,
        "enrollment/publish.html",
        cohort=found.cohort,
        changes=found.coming.changes,
        coming=found.coming,
        sessions={session.id: session for session in found.sessions},
        verdict=found.verdict,
        unplaced=found.unplaced,
        form=form,
    )


@get("/cohorts/{id:int}/publish", needs=May.PLAN_TIMETABLE)
async def publishing_page(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    return await _publishing(request, actor, id)


@post("/cohorts/{id:int}/publish", needs=May.PLAN_TIMETABLE)
@faults_to(_publishing)
async def publish(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    given = await form(request, Publish)
    edition = await publishing.publish(actor, id, given.version, given.reason)
    return see(f"/cohorts/{id}", "flash.timetable-published", edition=edition)


async def _cancelling(request: Ask, actor: Actor, id: int, form: Filled = BLANK) -> Response[Any]:
    cohort, held = await queries.one(actor, id), await sessions.of_cohort(actor, id)
    over = (SessionState.TAUGHT, SessionState.CANCELLED)
    coming = [one for one in held if one.on_day and one.state not in over]
    return page(request, "enrollment/cancel.html", cohort=cohort, coming=coming, form=form)


@get("/cohorts/{id:int}/cancel", needs=May.CANCEL_COHORTS)
async def cancelling_page(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    return await _cancelling(request, actor, id)


@post("/cohorts/{id:int}/cancel", needs=May.CANCEL_COHORTS)
@faults_to(_cancelling)
async def cancel(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    given = await form(request, Cancel)
    await cancelling.cancel_class(actor, id, given.version, given.reason)
    return see(f"/cohorts/{id}", "flash.class-cancelled")


routes = Router("/", route_handlers=[index, show, look_after, publishing_page, publish, cancelling_page, cancel])
