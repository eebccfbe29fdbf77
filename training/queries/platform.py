"""What the operator sees of each center: its card and how many sign in there, never one of its rows."""

from dataclasses import dataclass

from training import db
from training.model import CenterCard, OutboxState
from training.queries import centers


@dataclass(frozen=True)
class CenterCount:
    """A center and how many accounts and agencies it has, what failed there, and what of its log is not sealed yet."""

    card: CenterCard
    accounts: int
    agencies: int
    failed: int
    unsealed: int


async def counted() -> list[CenterCount]:
    """Every center by name with its counts. Two statements."""
    rows = await db.raw(
        "SELECT 'accounts' AS what, center, COUNT(*) AS n FROM account GROUP BY center "
        "UNION ALL SELECT 'agencies', center, COUNT(*) FROM agency GROUP BY center "
        "UNION ALL SELECT 'failed', center, COUNT(*) FROM outbox WHERE state = {} GROUP BY center "
        "UNION ALL SELECT 'noted', center, COUNT(*) FROM audit_row GROUP BY center "
        "UNION ALL SELECT 'sealed', center, COUNT(*) FROM audit_seal GROUP BY center",
        OutboxState.FAILED.value,
    )
    counts = {(row["what"], row["center"]): row["n"] for row in rows}
    return [_of(card, counts) for card in await centers.all_centers()]


def _of(card: CenterCard, counts: dict[tuple[str, int], int]) -> CenterCount:
    accounts, agencies, failed, noted, sealed = (
        counts.get((what, card.id), 0) for what in ("accounts", "agencies", "failed", "noted", "sealed")
    )
    return CenterCount(card, accounts, agencies, failed, noted - sealed)
