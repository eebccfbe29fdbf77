"""Instructors: the list, one instructor, days away."""

from typing import Annotated, Any

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from pydantic import Field

from training.access import Actor, May
from training.actions import away as actions
from training.queries import instructors as queries
from training.queries import venues
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


@get("/instructors", needs=May.SEE_INSTRUCTORS)
async def index(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    search = request.query_params.get("q", "")[:60]
    rows, total = await queries.listed(actor, paging.asked(request), search)
    return page(request, "training/instructors.html", pages=paging.page(request, rows, total), q=search)


async def _show(request: Ask, actor: Actor, id: int, form: Filled = BLANK) -> Response[Any]:
    found = await queries.one(actor, id)
    away = await venues.away(actor, [found.resource], today(request))
    return page(request, "training/instructor.html", instructor=found, away=away, form=form)


@get("/instructors/{id:int}", needs=May.SEE_INSTRUCTORS)
async def show(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    return await _show(request, actor, id)


@post("/instructors/{id:int}/away", needs=May.MANAGE_INSTRUCTORS)
@faults_to(_show)
async def add_days_off(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    given = await form(request, DaysOff)
    await actions.add(actor, (await queries.one(actor, id)).resource, given.first, given.last, given.reason)
    return see(f"/instructors/{id}", "flash.saved")


@post("/instructors/{id:int}/away/{entry:int}/drop", needs=May.MANAGE_INSTRUCTORS)
async def drop_days_off(actor: NamedDependency[Actor], id: Id, entry: Id) -> Response[Any]:
    await actions.drop(actor, (await queries.one(actor, id)).resource, entry)
    return see(f"/instructors/{id}", "flash.saved")


routes = Router("/", route_handlers=[index, show, add_days_off, drop_days_off])
