"""The timetable board: solving, looking at a plan, moving one session, pinning."""

from datetime import date, timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from pydantic import Field

from enrollment import calendar_feed
from enrollment.actions import cancelling, publishing
from enrollment.actions import timetable as actions
from enrollment.model import Demand, ProposalState, Session, Spot
from enrollment.pages.cohorts import Cancel
from enrollment.queries import agreed as agreements
from enrollment.queries import cohorts, feeds, proposals, sessions
from enrollment.queries import timetable as queries
from enrollment.rules import agreed, conflicts, explain, weeks
from enrollment.rules import demand as demands
from training import clock, i18n
from training.access import Actor, May
from training.model import Half
from training.queries import centers
from training.rules.half_days import FIRST, half_of
from training.settings import settings
from training.text import FIRST_DAY, LAST_DAY, Day, Key, Text, Version
from training.web.forms import BLANK, Filled, Form, Id, Word, faults_to, form
from training.web.page import page, see, today

Ask = Request[Any, Any, Any]
LEAST_DAYS = 5


class Solve(Form):
    """Which classes to schedule together."""

    cohorts: Annotated[list[Key], Field(min_length=1, max_length=actions.MOST_COHORTS)]


class Move(Form):
    """Where one session is to be. A reason is asked once it is published."""

    version: Version
    day: Day
    half: Half
    instructor: Key | None = None
    venue: Key | None = None
    reason: Annotated[Text, Field(max_length=200)] = ""


class Restore(Form):
    version: Version


class Pin(Form):
    version: Version
    pinned: bool = False


def asked_week(request: Ask) -> date:
    """The Monday of the week that the address asks for; of this week where that makes no sense."""
    given = request.query_params.get("week", "")
    try:
        asked = date.fromisoformat(given) if given else today(request)
    except ValueError:
        asked = today(request)
    return weeks.monday(min(max(asked, FIRST_DAY), LAST_DAY))


@get("/timetable", needs=May.PLAN_TIMETABLE)
async def board(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    return await _board(request, actor)


async def _board(request: Ask, actor: Actor, form: Filled = BLANK) -> Response[Any]:
    start, by = asked_week(request), request.query_params.get("by", "cohort")
    here = await cohorts.of_week(actor, start)
    held = await sessions.of_cohorts(actor, [cohort.id for cohort in here])
    least = len(weeks.days_of(start, held, LEAST_DAYS))
    rows = {"instructor": weeks.by_person, "venue": weeks.by_venue}
    return page(
        request,
        "enrollment/timetable.html",
        start=start,
        by=by if by in rows else "cohort",
        cohorts=here,
        days=weeks.days_of(start, held, LEAST_DAYS),
        rows=rows[by](start, held, least) if by in rows else weeks.by_cohort(start, here, held, least),
        unplaced=[session for session in held if not session.on_day and session.slots and not session.is_off],
        names={cohort.id: cohort.name for cohort in here},
        proposal=await proposals.latest(actor),
        form=form,
        step=timedelta(days=7),
    )


@post("/timetable/solve", needs=May.PLAN_TIMETABLE)
@faults_to(_board)
async def solve(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    given = await form(request, Solve)
    return see(f"/timetable/proposals/{await actions.propose(actor, given.cohorts)}")


@get("/timetable/proposals/{id:int}", needs=May.PLAN_TIMETABLE)
async def proposal(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    found = await proposals.one(actor, id)
    chosen = await cohorts.some(actor, list(found.cohorts))
    names = {cohort.id: cohort.name for cohort in chosen}
    if found.state in (ProposalState.WAITING, ProposalState.RUNNING):
        bare = "hx-request" in request.headers
        template = "enrollment/proposal_progress.html" if bare else "enrollment/proposal.html"
        total = sum(cohort.sessions for cohort in chosen)
        return page(request, template, proposal=found, names=names, total=total, weeks={}, left_out=[], replaced=[])
    if "hx-request" in request.headers:  # the bar asked, and its work is done: what follows is another page
        return Response("", headers={"hx-refresh": "true"}, media_type="text/html")
    demand = await queries.demand(actor, list(found.cohorts))
    return page(
        request,
        "enrollment/proposal.html",
        proposal=found,
        names=names,
        total=found.steps.placed + found.steps.unplaced,
        weeks=explain.planned(demand, found),
        replaced=agreed.replaced(
            explain.as_planned(demand, found), await agreements.instructors(actor, demand.cohorts)
        ),
        left_out=explain.left_out(demand, found),
    )


@post("/timetable/proposals/{id:int}/stop", needs=May.PLAN_TIMETABLE)
async def stop(actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    await actions.stop(actor, id)
    return see(f"/timetable/proposals/{id}")


@post("/timetable/proposals/{id:int}/discard", needs=May.PLAN_TIMETABLE)
async def discard(actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    await actions.discard(actor, id)
    return see("/timetable", "flash.plan-discarded")


@post("/timetable/proposals/{id:int}/accept", needs=May.PLAN_TIMETABLE)
async def accept(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    found = await proposals.one(actor, id)
    lost = await actions.accept(actor, id)
    week = min((spot.day for spot in found.spots), default=today(request))
    if lost:
        return see(f"/timetable?week={week}", "flash.plan-accepted-but", kind="wait", n=lost)
    return see(f"/timetable?week={week}", "flash.plan-accepted")


async def _move_page(request: Ask, actor: Actor, id: int, form: Filled = BLANK) -> Response[Any]:
    demand = await queries.demand_of_session(actor, id)
    session, now = demand.session(id), clock.now()
    asked = _asked(session, demand, form)
    problem = form.problem
    return page(
        request,
        "enrollment/move.html",
        session=session,
        cohort=demand.cohort(session.cohort),
        days=_days(demand, session, today(request)),
        has_begun=session.has_begun(now),
        halves=[half_of(slot) for slot in demands.starts_by_hand(session.slots)] if session.slots else [],
        teachers=_teachers(demand, session),
        places=_places(demand, session),
        form=form,
        conflicts=[fault for name, fault in form.faults.items() if name.startswith("conflict.")],
        nearest=conflicts.nearest(demand, asked, now) if asked and problem and session.slots else [],
        half_of=half_of,
    )


def _days(demand: Demand, session: Session, since: date) -> list[date]:
    """The days of the class that are not over yet."""
    cohort = demand.cohort(session.cohort)
    days = (cohort.starts_on + timedelta(days=n) for n in range((cohort.ends_on - cohort.starts_on).days + 1))
    return [day for day in days if day >= since]


def _teachers(demand: Demand, session: Session) -> list[Any]:
    offered = {*demand.qualified.get(session.course or 0, ()), *(one.id for one in session.instructors)}
    return [one for one in demand.instructors if one.id in offered]


def _places(demand: Demand, session: Session) -> list[Any]:
    offered = demands.sites(demand, session) or demands.open_rooms(demand)
    now = {one.id for one in session.venues}
    return [one for one in demand.venues if one.id in offered or one.id in now]


def _asked(session: Session, demand: Demand, form: Filled) -> Spot | None:
    """What was asked for on a form that is shown again, as far as it makes sense."""
    try:
        given = Move.model_validate({k: v for k, v in form.values.items() if k in Move.model_fields and v != ""})
    except ValueError:
        return None
    return spot(session, demand, given)


def spot(session: Session, demand: Demand, given: Move) -> Spot:
    """What a move form or body asks for; the stops of a field session go with it."""
    stops = tuple(demands.sites(demand, session))
    venues = stops or (() if given.venue is None else (given.venue,))
    return Spot(session.id, given.day, FIRST[given.half], given.instructor, venues)


@get("/timetable/sessions/{id:int}", needs=May.PLAN_TIMETABLE)
async def move_page(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    return await _move_page(request, actor, id)


@post("/timetable/sessions/{id:int}", needs=May.PLAN_TIMETABLE)
@faults_to(_move_page)
async def move(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    given = await form(request, Move)
    demand = await queries.demand_of_session(actor, id)
    await publishing.move(actor, spot(demand.session(id), demand, given), given.version, given.reason)
    return see(f"/timetable?week={given.day}", "flash.session-moved")


@post("/timetable/sessions/{id:int}/pin", needs=May.PLAN_TIMETABLE)
@faults_to(_move_page)
async def pin(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    given = await form(request, Pin)
    await publishing.pin(actor, id, given.version, pinned=given.pinned)
    if given.pinned:
        return see(f"/timetable/sessions/{id}", "flash.session-pinned")
    return see(f"/timetable/sessions/{id}", "flash.session-unpinned")


@post("/timetable/sessions/{id:int}/cancel", needs=May.PLAN_TIMETABLE)
@faults_to(_move_page)
async def cancel(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    given = await form(request, Cancel)
    await cancelling.cancel_session(actor, id, given.version, given.reason)
    return see(f"/timetable/sessions/{id}", "flash.session-cancelled")


@post("/timetable/sessions/{id:int}/restore", needs=May.PLAN_TIMETABLE)
@faults_to(_move_page)
async def restore(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    await cancelling.restore_session(actor, id, (await form(request, Restore)).version)
    return see(f"/timetable/sessions/{id}", "flash.session-restored")


@get("/{slug:str}/calendar/{token:str}", needs=May.ANYONE)
async def calendar(request: Ask, slug: Word, token: Word) -> Response[bytes]:
    i18n.LANG.set(i18n.choose(request.query_params.get("lang"), ""))  # a calendar's own program asks, not its reader
    center = await centers.by_slug(slug)
    reader = feeds.reader(center.id, token.removesuffix(".ics"))
    host = urlsplit(settings().base_url).hostname or "localhost"
    written = calendar_feed.feed(center.short_name, await feeds.own(reader), host=host, now=clock.now())
    return Response(written, media_type="text/calendar", headers={"cache-control": "private, no-store"})


routes = Router(
    "/", route_handlers=[board, solve, proposal, stop, discard, accept, move_page, move, pin, cancel, restore, calendar]
)
