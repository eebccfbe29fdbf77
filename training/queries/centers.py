"""Which centers there are, and what their public pages say of them."""

from dataclasses import fields
from datetime import date
from typing import Any

from training import clock
from training.errors import Clash, Missing
from training.model import CenterCard, CenterFacts
from training.rules.half_days import HalfDays, table
from training.tables import Center


def _card(row: dict[str, Any]) -> CenterCard:
    names = (
        "id",
        "slug",
        "name",
        "short_name",
        "name_en",
        "zone",
        "is_demo",
        "address",
        "telephone",
        "icp",
        "police_filing",
        "bank_account",
        "catalogue_stamp",
    )
    return CenterCard(**{name: row[name] for name in names})


async def by_slug(slug: str) -> CenterCard:
    """The center of a public address. Raises Missing."""
    row = await Center.select().where(Center.slug == slug).first()
    if row is None:
        raise Missing("problem.not-found")
    return _card(row)


async def by_id(id: int) -> CenterCard:
    """Raises Missing."""
    row = await Center.select().where(Center.id == id).first()
    if row is None:
        raise Missing("problem.not-found")
    return _card(row)


async def all_centers() -> list[CenterCard]:
    """Every center of the installation, by name."""
    return [_card(row) for row in await Center.select().order_by(Center.name)]


async def facts(id: int | None) -> CenterFacts:
    """What a center says of itself. Raises Missing."""
    names = [each.name for each in fields(CenterFacts)]
    row = await Center.select(*names).where(Center.id == (id or 0)).first()
    if row is None:
        raise Missing("problem.not-found")
    return CenterFacts(**row)


async def mark(id: int | None) -> str:
    """The mark (字号) with which every number of a center begins. Raises Clash while nobody has entered one."""
    row = await Center.select(Center.mark).where(Center.id == (id or 0)).first()
    if row is None or not row["mark"]:
        raise Clash("center.mark-missing")
    return str(row["mark"])


async def requires_factor(id: int | None) -> bool:
    """Whether the center wants a second factor of its staff."""
    row = await Center.select(Center.second_factor).where(Center.id == (id or 0)).first()
    return bool(row and row["second_factor"])


async def today(id: int | None) -> date:
    """The calendar day it is at a center, for what is done there. Raises Missing."""
    row = await Center.select(Center.zone).where(Center.id == (id or 0)).first()
    if row is None:
        raise Missing("problem.not-found")
    return clock.today(row["zone"])


async def half_days(id: int | None) -> HalfDays:
    """The center's table of half-days. Raises Missing."""
    row = await Center.select(Center.zone, Center.hours).where(Center.id == (id or 0)).output(load_json=True).first()
    if row is None:
        raise Missing("problem.not-found")
    return table(row["zone"], row["hours"] or ())
