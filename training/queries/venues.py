"""Rooms and field sites, and when they are closed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from training.access import Actor
from training.errors import Missing
from training.listing import contains
from training.model import Away, Venue, VenueKind
from training.tables import Away as AwayRow
from training.tables import Venue as Row
from training.tenancy import seen_by
from training.web.paging import Slice

_SAME = (
    "id",
    "resource",
    "name",
    "capacity",
    "address",
    "lanes",
    "visiting_minutes",
    "travel_minutes",
    "fee",
    "telephone",
    "name_en",
    "version",
)


def value(row: dict[str, Any]) -> Venue:
    """One row as a venue. Weekdays are kept as ISO numbers, features as words, both parted by spaces."""
    return Venue(
        kind=VenueKind(row["kind"]),
        closed_weekdays=tuple(int(day) for day in row["closed_weekdays"].split()),
        features=tuple(row["features"].split()),
        is_active=bool(row["is_active"]),
        **{name: row[name] for name in _SAME},
    )


async def active(actor: Actor, also: Sequence[int] = ()) -> list[Venue]:
    """Every room and site that can be booked, and these, whether they can be or not; rooms by size."""
    rows = await (
        Row.select()
        .where(seen_by(actor, Row) & (Row.is_active.eq(True) | Row.id.is_in([0, *also])))
        .order_by(Row.kind, ascending=False)
        .order_by(Row.capacity)
        .order_by(Row.id)
    )
    return [value(row) for row in rows]


async def one(actor: Actor, id: int) -> Venue:
    """Raises Missing."""
    row = await Row.select().where(seen_by(actor, Row), Row.id == id).first()
    if row is None:
        raise Missing("problem.not-found")
    return value(row)


async def listed(actor: Actor, asked: Slice, kind: VenueKind | None = None, q: str = "") -> tuple[list[Venue], int]:
    """A page of venues by kind and name, and how many there are; `q` is a part of the name or the address."""
    mine = seen_by(actor, Row)
    if kind:
        mine &= Row.kind == kind
    if q:
        mine &= contains(Row.name, q) | contains(Row.address, q)
    rows = await (
        Row.select()
        .where(mine)
        .order_by(Row.kind, ascending=False)
        .order_by(Row.name)
        .order_by(Row.id)
        .limit(asked.size)
        .offset(asked.offset)
    )
    return [value(row) for row in rows], await Row.count().where(mine)


async def away(actor: Actor, resources: list[int], since: date) -> list[Away]:
    """The days on which these resources cannot be had, from a day on."""
    if not resources:
        return []
    mine = seen_by(actor, AwayRow) & AwayRow.resource.is_in(resources) & (AwayRow.last >= since)
    rows = await AwayRow.select().where(mine).order_by(AwayRow.first)
    return [Away(row["resource"], row["first"], row["last"], row["reason"], row["id"]) for row in rows]
