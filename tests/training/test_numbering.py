"""Numbers have no gaps and are never given twice, also when many take them at once and some give up."""

import asyncio
import random

from tests import make
from training import db as database
from training import numbering
from training.access import worker


async def test_numbers_taken_at_once_have_no_gap(db):
    actor = worker((await make.center()).id)
    chance = random.Random(7)
    kept: list[int] = []

    async def take(n: int) -> None:
        count = 1 + n % 3
        try:
            async with database.write():
                first = await numbering.take(actor, "certificate", 2026, count)
                if chance.random() < 0.3:
                    raise ValueError
            kept.extend(range(first, first + count))
        except ValueError:
            return

    await asyncio.gather(*(take(n) for n in range(60)))

    assert sorted(kept) == list(range(1, len(kept) + 1))


async def test_each_series_and_year_counts_for_itself(db):
    actor = worker((await make.center()).id)

    async with database.write():
        assert await numbering.take(actor, "certificate", 2026) == 1
        assert await numbering.take(actor, "certificate", 2026) == 2
        assert await numbering.take(actor, "certificate", 2027) == 1
        assert await numbering.take(actor, "quotation", 2026) == 1
