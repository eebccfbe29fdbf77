"""Which agencies a center has."""

from typing import Any

from training.access import Actor
from training.errors import Missing
from training.listing import contains
from training.model import Agency, AgencyState
from training.tables import Agency as Row
from training.tenancy import seen_by
from training.web.paging import Slice

_SAME = ("id", "name", "short_name", "uscc", "jurisdiction", "level", "telephone", "address")


def _agency(row: dict[str, Any]) -> Agency:
    return Agency(state=AgencyState(row["state"]), **{name: row[name] for name in _SAME})


async def listed(actor: Actor, part: Slice, search: str = "") -> tuple[list[Agency], int]:
    """One page of agencies, those to be confirmed first, and how many there are. `search` is part of a name."""
    mine = seen_by(actor, Row)
    if search:
        mine &= contains(Row.name, search)
    ordered = Row.select().where(mine).order_by(Row.state, ascending=False).order_by(Row.name).order_by(Row.id)
    rows = await ordered.limit(part.size).offset(part.offset)
    return [_agency(row) for row in rows], await Row.count().where(mine)


async def one(actor: Actor, id: int) -> Agency:
    """Raises Missing."""
    row = await Row.select().where(seen_by(actor, Row), Row.id == id).first()
    if row is None:
        raise Missing("problem.not-found")
    return _agency(row)


async def choices(actor: Actor) -> list[tuple[int, str]]:
    """Every agency by name, for a box to choose from."""
    rows = await Row.select(Row.id, Row.name).where(seen_by(actor, Row)).order_by(Row.name)
    return [(row["id"], row["name"]) for row in rows]
