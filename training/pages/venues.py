"""Rooms and field sites: the list, one venue, entering and changing one, closing days."""

from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency

from training import money
from training.access import Actor, May
from training.actions import away as actions
from training.actions import venues as entries
from training.actions.venues import VenueForm, VenueRevision
from training.model import Venue, VenueKind
from training.pages import choices
from training.pages.typed import Yuan
from training.queries import venues as queries
from training.web import paging
from training.web.forms import BLANK, Filled, Id, faults_to, form
from training.web.page import page, see, today

Ask = Request[Any, Any, Any]


class TypedVenue(VenueForm):
    """A new venue as its form is filled in: the fee in yuan."""

    fee: Yuan = 0
    is_active: bool = False


class TypedVenueRevision(VenueRevision):
    """The same, changed."""

    fee: Yuan = 0
    is_active: bool = False


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


async def _new_page(request: Ask, actor: Actor, form: Filled = BLANK) -> Response[Any]:
    return page(request, "training/venue_edit.html", venue=None, form=form, choices=choices)


@get("/venues/new", needs=May.MANAGE_VENUES)
async def new_venue(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    return await _new_page(request, actor, Filled({"kind": VenueKind.ROOM, "lanes": 1, "is_active": True}))


@post("/venues/new", needs=May.MANAGE_VENUES)
@faults_to(_new_page)
async def add_venue(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    added = await entries.add(actor, await form(request, TypedVenue))
    return see(f"/venues/{added}", "flash.saved")


async def _edit_page(request: Ask, actor: Actor, id: int, form: Filled | None = None) -> Response[Any]:
    found = await queries.one(actor, id)
    shown = form or Filled(_values(found))
    return page(request, "training/venue_edit.html", venue=found, form=shown, choices=choices)


@get("/venues/{id:int}/edit", needs=May.MANAGE_VENUES)
async def edit_venue(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    return await _edit_page(request, actor, id)


@post("/venues/{id:int}/edit", needs=May.MANAGE_VENUES)
@faults_to(_edit_page)
async def change_venue(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    await entries.change(actor, id, await form(request, TypedVenueRevision))
    return see(f"/venues/{id}", "flash.saved")


def _values(venue: Venue) -> dict[str, Any]:
    """A venue as its form shows it."""
    return {
        "name": venue.name,
        "name_en": venue.name_en,
        "capacity": venue.capacity or "",
        "lanes": venue.lanes,
        "closed_weekdays": venue.closed_weekdays,
        "visiting_minutes": venue.visiting_minutes or "",
        "travel_minutes": venue.travel_minutes or "",
        "fee": money.typed(venue.fee) if venue.fee else "",
        "address": venue.address,
        "telephone": venue.telephone,
        "is_active": venue.is_active,
    }


@post("/venues/{id:int}/away", needs=May.MANAGE_VENUES)
@faults_to(_show)
async def add_days_off(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    given = await form(request, actions.DaysOff)
    await actions.add(actor, (await queries.one(actor, id)).resource, given.first, given.last, given.reason)
    return see(f"/venues/{id}", "flash.saved")


@post("/venues/{id:int}/away/{entry:int}/drop", needs=May.MANAGE_VENUES)
async def drop_days_off(actor: NamedDependency[Actor], id: Id, entry: Id) -> Response[Any]:
    await actions.drop(actor, (await queries.one(actor, id)).resource, entry)
    return see(f"/venues/{id}", "flash.saved")


routes = Router(
    "/",
    route_handlers=[index, show, new_venue, add_venue, edit_venue, change_venue, add_days_off, drop_days_off],
)
