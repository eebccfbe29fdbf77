"""The agencies of a center: the list, one, and confirming it."""

from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency

from training.access import Actor, May
from training.actions import agencies as actions
from training.queries import agencies as queries
from training.web import paging
from training.web.forms import Id
from training.web.page import page, see

Ask = Request[Any, Any, Any]


@get("/agencies", needs=May.SEE_AGENCIES)
async def index(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    search = request.query_params.get("q", "")[:60]
    rows, total = await queries.listed(actor, paging.asked(request), search)
    return page(request, "training/agencies.html", pages=paging.page(request, rows, total), q=search)


@get("/agencies/{id:int}", needs=May.SEE_AGENCIES)
async def show(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    return page(request, "training/agency.html", agency=await queries.one(actor, id))


@post("/agencies/{id:int}/confirm", needs=May.MANAGE_AGENCIES)
async def confirm(actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    await actions.confirm(actor, id)
    return see(f"/agencies/{id}", "flash.agency-confirmed")


routes = Router("/", route_handlers=[index, show, confirm])
