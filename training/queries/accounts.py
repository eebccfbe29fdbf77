"""Who can sign in at a center."""

from dataclasses import dataclass
from typing import Any

from training.access import Actor, Role
from training.errors import Missing
from training.tables import Account as Row
from training.tables import Agency
from training.tenancy import seen_by
from training.web.paging import Slice


@dataclass(frozen=True)
class AccountCard:
    """What a list says of an account. `has_password` is False until its one-time link was used."""

    id: int
    name: str
    mail: str
    roles: tuple[Role, ...]
    agency: str
    is_active: bool
    has_password: bool
    has_second_factor: bool
    mobile: str = ""


def _card(row: dict[str, Any], agencies: dict[int, str]) -> AccountCard:
    held = row["roles"].split()
    return AccountCard(
        id=row["id"],
        name=row["name"],
        mail=row["mail"],
        roles=tuple(role for role in Role if role in held),
        agency=agencies.get(row["agency"], ""),
        is_active=bool(row["is_active"]),
        has_password=bool(row["password_hash"]),
        has_second_factor=bool(row["totp_secret"]),
        mobile=row["mobile"],
    )


async def _agencies(actor: Actor, ids: set[int]) -> dict[int, str]:
    rows = await Agency.select(Agency.id, Agency.name).where(seen_by(actor, Agency), Agency.id.is_in([0, *sorted(ids)]))
    return {row["id"]: row["name"] for row in rows}


async def listed(actor: Actor, part: Slice) -> tuple[list[AccountCard], int]:
    """One page of the center's accounts by name, and how many there are."""
    mine = seen_by(actor, Row)
    newest = Row.select().where(mine).order_by(Row.name).order_by(Row.id)
    rows = await newest.limit(part.size).offset(part.offset)
    agencies = await _agencies(actor, {row["agency"] for row in rows if row["agency"]})
    return [_card(row, agencies) for row in rows], await Row.count().where(mine)


async def one(actor: Actor, id: int) -> AccountCard:
    """Raises Missing."""
    row = await Row.select().where(seen_by(actor, Row), Row.id == id).first()
    if row is None:
        raise Missing("problem.not-found")
    return _card(row, await _agencies(actor, {row["agency"]} if row["agency"] else set()))


async def directors(actor: Actor) -> list[AccountCard]:
    """Who decides at the center."""
    held = seen_by(actor, Row) & Row.is_active.eq(True) & Row.roles.like("%director%")
    return [_card(row, {}) for row in await Row.select().where(held).order_by(Row.id)]


async def of_agency(actor: Actor, agency: int) -> list[AccountCard]:
    """Who acts for an agency, and who asks to."""
    theirs = seen_by(actor, Row) & (Row.agency == agency)
    return [_card(row, {}) for row in await Row.select().where(theirs).order_by(Row.id).limit(100)]
