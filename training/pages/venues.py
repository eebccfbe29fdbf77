"""Rooms and field sites: the list, one venue, closing days."""

from typing import Annotated, Any

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from pydantic import Field

from training.access import Actor, May
from training.actions import away as actions
from training.model import VenueKind
from training.queries import venues as queries
from training.text import Day, Text
from training.web import paging
from training.web.forms import BLANK, Filled, Form, Id, faults_to, form
from training.web.page import page, see, today

Ask = Request[Any, Any, Any]


class DaysOff(Form):
    """Days off, both ends included."""

    first: Day
    last: Day
    reason: Annotated[Text, Field(max_length=200)] = ""


@get("/venues", needs=May.SEE_VENUES)
async def index(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    search = request.query_params.get("q", "")[:60]
    given = request.query_params.get("kind", "")
    kind = VenueKind(given) if given in set(VenueKind) else None
    rows, total = await queries.listed(actor, paging.asked(request), kind, search)
    shown = paging.page(request, rows, total)
    return page(request, "training/venues.html", pages=shown, q=search, kind=given)


async def _show(request: Ask, actor: Actor, id: int, form: Filled = BLANK) -> Response[Any]:
    found = await queries.one(actor, id)
    away = await queries.away(actor, [found.resource], today(request))
    return page(request, "training/venue.html", venue=found, away=away, form=form)


@get("/venues/{id:int}", needs=May.SEE_VENUES)
async def show(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    return await _show(request, actor, id)


@post("/venues/{id:int}/away", needs=May.MANAGE_VENUES)
@faults_to(_show)
async def add_days_off(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    given = await form(request, DaysOff)
    await actions.add(actor, (await queries.one(actor, id)).resource, given.first, given.last, given.reason)
    return see(f"/venues/{id}", "flash.saved")


@post("/venues/{id:int}/away/{entry:int}/drop", needs=May.MANAGE_VENUES)
async def drop_days_off(actor: NamedDependency[Actor], id: Id, entry: Id) -> Response[Any]:
    await actions.drop(actor, (await queries.one(actor, id)).resource, entry)
    return see(f"/venues/{id}", "flash.saved")


routes = Router("/", route_handlers=[index, show, add_days_off, drop_days_off])
