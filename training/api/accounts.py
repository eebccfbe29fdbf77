"""A center's accounts for programs, and the platform's centers: the same as on the pages.

A link to set a password is answered once and kept nowhere in full.
"""

from dataclasses import dataclass
from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from training.access import Actor, May
from training.actions import centers as center
from training.actions import staff as actions
from training.pages.operator import NewCenter, refuse_own_word
from training.pages.staff import Invitation, Roles
from training.queries import accounts as queries
from training.queries import platform
from training.queries.accounts import AccountCard
from training.queries.platform import CenterCount
from training.settings import settings
from training.web.forms import Id, query
from training.web.paging import ListQuery

Ask = Request[Any, Any, Any]
Who = NamedDependency[Actor]


@dataclass(frozen=True)
class AccountList:
    """One page of accounts by name."""

    rows: list[AccountCard]
    total: int
    page: int


@dataclass(frozen=True)
class PasswordLink:
    """Where somebody sets his password; it opens once."""

    link: str


def _link(token: str) -> PasswordLink:
    return PasswordLink(f"{settings().base_url}/set-password/{token}")


@get("/accounts", needs=May.MANAGE_CENTER, asks=ListQuery)
async def all_accounts(request: Ask, actor: Who) -> AccountList:
    asked = query(request, ListQuery)
    rows, total = await queries.listed(actor, asked.part)
    return AccountList(rows, total, asked.page)


@get("/accounts/{id:int}", needs=May.MANAGE_CENTER)
async def account(actor: Who, id: Id) -> AccountCard:
    return await queries.one(actor, id)


@post("/accounts", needs=May.MANAGE_CENTER)
async def invite(actor: Who, data: JSONBody[Invitation]) -> PasswordLink:
    """Open an account with one role; who it is for sets the password by the link."""
    role = frozenset({data.role})
    return _link(await actions.invite(actor, name=data.name, mail=data.mail, roles=role, agency=data.agency))


@post("/accounts/{id:int}/link", needs=May.MANAGE_CENTER)
async def renew(actor: Who, id: Id) -> PasswordLink:
    """A new link; earlier ones are worth nothing from now on."""
    return _link(await actions.renew_link(actor, id))


@post("/accounts/{id:int}/roles", needs=May.MANAGE_CENTER, status_code=200)
async def roles(actor: Who, id: Id, data: JSONBody[Roles]) -> AccountCard:
    await actions.give_roles(actor, id, frozenset(data.role))
    return await queries.one(actor, id)


@post("/accounts/{id:int}/off", needs=May.MANAGE_CENTER, status_code=200)
async def switch_off(actor: Who, id: Id) -> AccountCard:
    """The account signs in no more; its logins end."""
    await actions.switch_off(actor, id)
    return await queries.one(actor, id)


@post("/accounts/{id:int}/on", needs=May.MANAGE_CENTER, status_code=200)
async def switch_on(actor: Who, id: Id) -> AccountCard:
    await actions.switch_on(actor, id)
    return await queries.one(actor, id)


@get("/centers", needs=May.OPERATE)
async def all_centers() -> list[CenterCount]:
    """Every center of the platform with how many accounts and agencies it has; nothing of what is in it."""
    return await platform.counted()


@post("/centers", needs=May.OPERATE)
async def open_center(request: Ask, actor: Who, data: JSONBody[NewCenter]) -> PasswordLink:
    """Open a center; its director sets his password by the link."""
    refuse_own_word(request, data.slug)
    return _link(await center.open_center(actor, **data.model_dump()))


handlers = [all_accounts, account, invite, renew, roles, switch_off, switch_on, all_centers, open_center]
