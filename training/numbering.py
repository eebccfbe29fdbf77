"""Numbers without gaps: a counter row, raised in the transaction that uses the number."""

from training import db
from training.access import Actor
from training.tables import Series


async def take(actor: Actor, series: str, year: int, count: int = 1) -> int:
    """The first of `count` numbers of a series in a year. Call it inside a write: a rollback gives them back.

    Never MAX+1 and never a database sequence: the first collides and reuses, the second leaves gaps.
    """
    center = actor.center
    await db.raw(
        "INSERT INTO series (center, name, year, next) VALUES ({}, {}, {}, 1) ON CONFLICT (center, name, year) DO NOTHING",
        center,
        series,
        year,
    )
    mine = (Series.center == center) & (Series.name == series) & (Series.year == year)
    rows = await Series.update({Series.next: Series.next + count}).where(mine).returning(Series.next)
    return int(rows[0]["next"]) - count
