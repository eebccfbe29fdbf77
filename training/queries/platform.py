"""What the operator sees of each center: its card and how many sign in there, never one of its rows."""

from dataclasses import dataclass

from training import db
from training.model import CenterCard
from training.queries import centers


@dataclass(frozen=True)
class CenterCount:
    """A center and how many accounts and agencies it has."""

    card: CenterCard
    accounts: int
    agencies: int


async def counted() -> list[CenterCount]:
    """Every center by name with its counts. Three statements."""
    accounts = await _count("account")
    agencies = await _count("agency")
    return [
        CenterCount(card, accounts.get(card.id, 0), agencies.get(card.id, 0)) for card in await centers.all_centers()
    ]


async def _count(table: str) -> dict[int, int]:
    rows = await db.raw(f'SELECT center, COUNT(*) AS n FROM "{table}" GROUP BY center')
    return {row["center"]: row["n"] for row in rows}
