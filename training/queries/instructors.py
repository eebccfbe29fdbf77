"""Who teaches for the center, and when he cannot."""

from collections.abc import Sequence
from typing import Any

from training import secrets
from training.access import Actor
from training.errors import Missing
from training.listing import contains
from training.model import Contact, Half, Instructor
from training.rules import people
from training.tables import Instructor as Row
from training.tenancy import seen_by
from training.web.paging import Slice

_SAME = ("id", "resource", "name", "title", "post", "organization", "fee", "version")


def value(row: dict[str, Any]) -> Instructor:
    """One row, read with its JSON loaded, as an instructor."""
    unavailable = tuple((int(day), Half(half)) for day, half in row["unavailable"] or ())
    return Instructor(
        takes_fee=bool(row["takes_fee"]),
        is_active=bool(row["is_active"]),
        unavailable=unavailable,
        **{name: row[name] for name in _SAME},
    )


async def active(actor: Actor, also: Sequence[int] = ()) -> list[Instructor]:
    """Everybody who can be asked to teach, and these, whether they can be or not."""
    rows = await (
        Row.select()
        .where(seen_by(actor, Row) & (Row.is_active.eq(True) | Row.id.is_in([0, *also])))
        .order_by(Row.name)
        .order_by(Row.id)
        .output(load_json=True)
    )
    return [value(row) for row in rows]


async def one(actor: Actor, id: int) -> Instructor:
    """Raises Missing."""
    row = await Row.select().where(seen_by(actor, Row), Row.id == id).output(load_json=True).first()
    if row is None:
        raise Missing("problem.not-found")
    return value(row)


async def contact(actor: Actor, id: int) -> Contact:
    """How he is reached. Raises Missing."""
    names = (Row.mail, Row.mobile_sealed)
    row = await Row.select(*names).where(seen_by(actor, Row), Row.id == id).first()
    if row is None:
        raise Missing("problem.not-found")
    sealed = row["mobile_sealed"]
    mobile = secrets.unseal(sealed, row=f"instructor:{id}:mobile") if sealed else ""
    return Contact(row["mail"], people.masked_mobile(mobile) if mobile else "")


async def listed(actor: Actor, asked: Slice, q: str = "") -> tuple[list[Instructor], int]:
    """A page of instructors by name, and how many there are; `q` is a part of the name, the unit or the post."""
    mine = seen_by(actor, Row)
    if q:
        mine &= contains(Row.name, q) | contains(Row.organization, q) | contains(Row.post, q)
    rows = await (
        Row.select()
        .where(mine)
        .order_by(Row.is_active, ascending=False)
        .order_by(Row.name)
        .order_by(Row.id)
        .limit(asked.size)
        .offset(asked.offset)
        .output(load_json=True)
    )
    return [value(row) for row in rows], await Row.count().where(mine)
