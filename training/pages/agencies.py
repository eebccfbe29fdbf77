"""The agencies of a center: the list, one, and confirming it or not."""

from typing import Annotated, Any

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from pydantic import Field

from training.access import Actor, May
from training.actions import agencies as actions
from training.queries import accounts
from training.queries import agencies as queries
from training.text import Text
from training.web import paging
from training.web.forms import BLANK, Filled, Form, Id, faults_to, form
from training.web.page import page, see

Ask = Request[Any, Any, Any]


class Refusal(Form):
    reason: Annotated[Text, Field(min_length=1)]


@get("/agencies", needs=May.SEE_AGENCIES)
async def index(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    search = request.query_params.get("q", "")[:60]
    rows, total = await queries.listed(actor, paging.asked(request), search)
    return page(request, "training/agencies.html", pages=paging.page(request, rows, total), q=search)


async def _agency(request: Ask, actor: Actor, id: int, form: Filled = BLANK) -> Response[Any]:
    agency, people = await queries.one(actor, id), await accounts.of_agency(actor, id)
    return page(request, "training/agency.html", agency=agency, people=people, form=form)


@get("/agencies/{id:int}", needs=May.SEE_AGENCIES)
async def show(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    return await _agency(request, actor, id)


@post("/agencies/{id:int}/confirm", needs=May.MANAGE_AGENCIES)
async def confirm(actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    await actions.confirm(actor, id)
    return see(f"/agencies/{id}", "flash.agency-confirmed")


@post("/agencies/{id:int}/refuse", needs=May.MANAGE_AGENCIES)
@faults_to(_agency)
async def refuse(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    await actions.refuse(actor, id, (await form(request, Refusal)).reason)
    return see(f"/agencies/{id}", "flash.agency-refused")


routes = Router("/", route_handlers=[index, show, confirm, refuse])
