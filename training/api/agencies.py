"""A center's agencies for programs: the list, one, and confirming it or not."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from training.access import Actor, May
from training.actions import agencies as actions
from training.model import Agency
from training.pages.agencies import Refusal
from training.queries import agencies as queries
from training.web.forms import Id, query
from training.web.paging import SearchQuery

Ask = Request[Any, Any, Any]
Who = NamedDependency[Actor]


@dataclass(frozen=True)
class AgencyList:
    """One page of agencies; `total` counts all that the filter leaves."""

    rows: list[Agency]
    total: int
    page: int


@get("/agencies", needs=May.SEE_AGENCIES, asks=SearchQuery)
async def all_agencies(request: Ask, actor: Who) -> AgencyList:
    """Those waiting to be confirmed first."""
    asked = query(request, SearchQuery)
    rows, total = await queries.listed(actor, asked.part, asked.q)
    return AgencyList(rows, total, asked.page)


@get("/agencies/{id:int}", needs=May.SEE_AGENCIES)
async def agency(actor: Who, id: Id) -> Agency:
    return await queries.one(actor, id)


@post("/agencies/{id:int}/confirm", needs=May.MANAGE_AGENCIES, status_code=200)
async def confirm(actor: Who, id: Id) -> Agency:
    """Let an agency submit packages; a second time it is a clash."""
    await actions.confirm(actor, id)
    return await queries.one(actor, id)


@post("/agencies/{id:int}/refuse", needs=May.MANAGE_AGENCIES, status_code=200)
async def refuse(actor: Who, id: Id, data: JSONBody[Refusal]) -> Agency:
    """Turn away an agency that registered itself, with the reason that its liaisons are told."""
    await actions.refuse(actor, id, data.reason)
    return await queries.one(actor, id)


handlers = [all_agencies, agency, confirm, refuse]
