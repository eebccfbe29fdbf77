"""What a director does with the accounts of the center: invite, give roles, switch off, send a new link."""

from collections.abc import Set as AbstractSet
from typing import Any

from training import audit, db, notices, secrets
from training.access import STAFF, Actor, Role
from training.actions import accounts
from training.errors import Fault, Invalid, Missing, Refused
from training.queries import accounts as queries
from training.queries import agencies, centers
from training.rules import scopes
from training.settings import settings
from training.tables import Account
from training.tenancy import seen_by


def _wrong(**fields: Fault) -> Invalid:
    return Invalid("form.invalid", {"n": len(fields)}, fields)


def _hand_on(actor: Actor, roles: AbstractSet[Role]) -> None:
    if not scopes.hands_on(actor, roles):
        raise Refused("account.beyond-token")


async def invite(actor: Actor, *, name: str, mail: str, roles: frozenset[Role], agency: int | None = None) -> str:
    """Open an account at the actor's own center; returns the token of its one-time link.

    A liaison belongs to one agency of the center, staff to none. Raises Invalid, Missing for another's agency,
    or Refused for a token that may less than the new account would.
    """
    if not roles or not (roles <= STAFF or roles == {Role.LIAISON}):
        raise _wrong(role=Fault("account.roles"))
    if (agency is None) is (Role.LIAISON in roles):
        raise _wrong(agency=Fault("account.agency"))
    _hand_on(actor, roles)
    if agency is not None:
        await agencies.one(actor, agency)
    return await accounts.invite(actor, center=actor.center or 0, name=name, mail=mail, roles=roles, agency=agency)


async def _change(actor: Actor, id: int, verb: str, changes: dict[object, object]) -> None:
    """One audited change of another's account; his logins end, so that it holds from now on. Raises Missing, Refused."""
    await queries.one(actor, id)
    if id == actor.account:
        raise Refused("account.own")
    async with db.write():
        mine = seen_by(actor, Account) & (Account.id == id)
        if not await Account.update(changes).where(mine).returning(Account.id):  # type: ignore[arg-type]
            raise Missing("problem.not-found")
        await db.raw("DELETE FROM login WHERE account = {}", id)
        await audit.note(actor, verb, "account", id)


async def switch_off(actor: Actor, id: int) -> None:
    """Nobody signs in with this account any more; whoever is signed in is signed out."""
    await _change(actor, id, "account.switched-off", {Account.is_active: False})


async def drop_factor(actor: Actor, id: int) -> None:
    """Forget the second factor of somebody who lost his phone; where the center requires one he sets up another."""
    await _change(actor, id, "account.factor-dropped", {Account.totp_secret: ""})


async def switch_on(actor: Actor, id: int) -> None:
    """The account may be used again; who has no password yet is mailed a link to set one."""
    await _change(actor, id, "account.switched-on", {Account.is_active: True})
    who = await queries.one(actor, id)
    if not who.has_password and settings().smtp_url:
        token = await renew_link(actor, id)
        facts: dict[str, Any] = {
            "name": who.name,
            "link": f"{settings().base_url}/set-password/{token}",
            "days": accounts.LINK_DAYS,
        }
        facts["center"] = await centers.by_id(actor.center or 0)
        async with db.write():
            await notices.mail(actor, who.mail, "account_on", f"account-on:{id}:{secrets.token()[:12]}", **facts)


async def give_roles(actor: Actor, id: int, roles: frozenset[Role]) -> None:
    """Give a member of staff these roles and no others. Raises Invalid for a liaison, Missing, Refused."""
    card = await queries.one(actor, id)
    if not roles or not roles <= STAFF or not set(card.roles) <= STAFF:
        raise _wrong(role=Fault("account.roles"))
    _hand_on(actor, roles)
    await _change(actor, id, "account.roles-given", {Account.roles: " ".join(sorted(roles))})


async def renew_link(actor: Actor, id: int) -> str:
    """A new one-time link to set a password; the links sent before are worth nothing. Raises Missing, Refused."""
    card = await queries.one(actor, id)
    _hand_on(actor, frozenset(card.roles))
    async with db.write():
        await accounts.void_links(actor.center or 0, card.id)
        token = await accounts.set_password_link(actor.center or 0, card.id)
        await audit.note(actor, "account.link-renewed", "account", id)
    return token
