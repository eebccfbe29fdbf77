"""Accounts of a center: inviting, roles, switching off, new links."""

from typing import Annotated, Any

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from pydantic import Field

from training.access import Actor, May, Role
from training.actions import centers as center
from training.actions import staff as actions
from training.queries import accounts as queries
from training.queries import agencies, centers
from training.settings import settings
from training.text import Key, Text
from training.web import paging
from training.web.forms import BLANK, Filled, Form, Id, faults_to, form
from training.web.page import page, see

Ask = Request[Any, Any, Any]


class Invitation(Form):
    name: Annotated[Text, Field(min_length=1, max_length=60)]
    mail: Annotated[Text, Field(min_length=3, pattern=r"^[^@\s]+@[^@\s]+$")]
    role: Role
    agency: Key | None = None


class Factor(Form):
    required: bool = False


class Roles(Form):
    role: Annotated[list[Role], Field(min_length=1, max_length=5)]


async def _accounts(request: Ask, actor: Actor, form: Filled = BLANK) -> Response[Any]:
    rows, total = await queries.listed(actor, paging.asked(request))
    choices, required = await agencies.choices(actor), await centers.requires_factor(actor.center)
    pages = paging.page(request, rows, total)
    return page(request, "training/accounts.html", pages=pages, agencies=choices, required=required, form=form)


@get("/accounts", needs=May.MANAGE_CENTER)
async def index(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    return await _accounts(request, actor)


@post("/accounts", needs=May.MANAGE_CENTER)
@faults_to(_accounts)
async def invite(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    given = await form(request, Invitation)
    token = await actions.invite(
        actor, name=given.name, mail=given.mail, roles=frozenset({given.role}), agency=given.agency
    )
    return _link_page(request, given.name, token)


def _link_page(request: Ask, name: str, token: str) -> Response[Any]:
    """The link is shown once, in the answer itself: it stands in no address and is not kept."""
    return page(request, "training/account_link.html", name=name, link=f"{settings().base_url}/set-password/{token}")


async def _account(request: Ask, actor: Actor, id: int, form: Filled = BLANK) -> Response[Any]:
    return page(request, "training/account.html", account=await queries.one(actor, id), form=form)


@get("/accounts/{id:int}", needs=May.MANAGE_CENTER)
async def show(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    return await _account(request, actor, id)


@post("/accounts/{id:int}/roles", needs=May.MANAGE_CENTER)
@faults_to(_account)
async def roles(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    given = await form(request, Roles)
    await actions.give_roles(actor, id, frozenset(given.role))
    return see(f"/accounts/{id}", "flash.account-changed")


@post("/accounts/{id:int}/off", needs=May.MANAGE_CENTER)
async def switch_off(actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    await actions.switch_off(actor, id)
    return see(f"/accounts/{id}", "flash.account-changed")


@post("/accounts/{id:int}/on", needs=May.MANAGE_CENTER)
async def switch_on(actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    await actions.switch_on(actor, id)
    return see(f"/accounts/{id}", "flash.account-changed")


@post("/accounts/{id:int}/second-factor/drop", needs=May.MANAGE_CENTER)
async def drop_factor(actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    await actions.drop_factor(actor, id)
    return see(f"/accounts/{id}", "flash.account-changed")


@post("/accounts/second-factor", needs=May.MANAGE_CENTER)
@faults_to(_accounts)
async def require_factor(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    given = await form(request, Factor)
    await center.require_factor(actor, given.required)
    return see("/accounts", "flash.saved")


@post("/accounts/{id:int}/link", needs=May.MANAGE_CENTER)
async def renew(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    token = await actions.renew_link(actor, id)
    return _link_page(request, (await queries.one(actor, id)).name, token)


routes = Router(
    "/", route_handlers=[index, invite, show, roles, switch_off, switch_on, drop_factor, require_factor, renew]
)
