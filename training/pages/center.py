"""The center's own facts, as its director enters them: names, mark, address, filing numbers, account."""

from dataclasses import asdict
from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency

from training.access import Actor, May
from training.actions import centers as actions
from training.actions.centers import OF_CERTIFICATES, CenterRevision
from training.queries import centers as queries
from training.web.forms import Filled, faults_to, form
from training.web.page import page, see

Ask = Request[Any, Any, Any]


async def _show(request: Ask, actor: Actor, form: Filled | None = None) -> Response[Any]:
    facts = await queries.facts(actor.center)
    values = {**asdict(facts), "mark": facts.mark.removesuffix(OF_CERTIFICATES)}
    return page(request, "training/center.html", facts=facts, form=form or Filled(values))


@get("/center", needs=May.MANAGE_CENTER)
async def show(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    return await _show(request, actor)


@post("/center", needs=May.MANAGE_CENTER)
@faults_to(_show)
async def change(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    await actions.change(actor, await form(request, CenterRevision))
    return see("/center", "flash.saved")


routes = Router("/", route_handlers=[show, change])
