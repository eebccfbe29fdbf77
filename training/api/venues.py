"""Rooms and field sites for programs: entering and changing them, and the days on which they are closed."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody

from training.access import Actor, May
from training.actions import away as actions
from training.actions import venues as entries
from training.actions.venues import VenueForm, VenueRevision
from training.model import Away, Venue, VenueKind
from training.queries import centers
from training.queries import venues as queries
from training.web.forms import Id, query
from training.web.paging import SearchQuery

Ask = Request[Any, Any, Any]
Who = NamedDependency[Actor]


class VenueQuery(SearchQuery):
    kind: VenueKind | None = None


@dataclass(frozen=True)
class VenueList:
    """One page of venues; `total` counts all that the filter leaves."""

    rows: list[Venue]
    total: int
    page: int


@dataclass(frozen=True)
class VenueOut:
    """A venue, and when it is closed from today on."""

    venue: Venue
    away: list[Away]


async def _out(actor: Actor, id: int) -> VenueOut:
    found = await queries.one(actor, id)
    return VenueOut(found, await queries.away(actor, [found.resource], await centers.today(actor.center)))


@get("/venues", needs=May.SEE_VENUES, asks=VenueQuery)
async def venues(request: Ask, actor: Who) -> VenueList:
    """Rooms and sites by name."""
    asked = query(request, VenueQuery)
    rows, total = await queries.listed(actor, asked.part, asked.kind, asked.q)
    return VenueList(rows, total, asked.page)


@get("/venues/{id:int}", needs=May.SEE_VENUES)
async def venue(actor: Who, id: Id) -> VenueOut:
    return await _out(actor, id)


@post("/venues", needs=May.MANAGE_VENUES)
async def add_venue(actor: Who, data: JSONBody[VenueForm]) -> VenueOut:
    """Enter a room or a field site; the fee in fen."""
    return await _out(actor, await entries.add(actor, data))


@put("/venues/{id:int}", needs=May.MANAGE_VENUES)
async def change_venue(actor: Who, id: Id, data: JSONBody[VenueRevision]) -> VenueOut:
    """Change a venue on the version the body names."""
    await entries.change(actor, id, data)
    return await _out(actor, id)


@post("/venues/{id:int}/away", needs=May.MANAGE_VENUES)
async def close_venue(actor: Who, id: Id, data: JSONBody[actions.DaysOff]) -> VenueOut:
    """Close a venue for some days, both ends included."""
    await actions.add(actor, (await queries.one(actor, id)).resource, data.first, data.last, data.reason)
    return await _out(actor, id)


@delete("/venues/{id:int}/away/{entry:int}", needs=May.MANAGE_VENUES)
async def open_venue(actor: Who, id: Id, entry: Id) -> None:
    """Take closed days back."""
    await actions.drop(actor, (await queries.one(actor, id)).resource, entry)


handlers = [venues, venue, add_venue, change_venue, close_venue, open_venue]
