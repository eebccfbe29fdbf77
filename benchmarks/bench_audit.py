"""Walking a center's audit chain of 100,000 rows, beside the floor: the same rows hashed without a database."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.apart import apart
from benchmarks.report import Figure

ROWS = 100_000


def figures(shared: Path | None) -> Iterator[Figure]:
    told = apart("benchmarks.bench_audit")
    sealing, walking, floor = map(float, told[0].split())
    yield Figure(f"sealing {ROWS:,} rows", sealing, "s")
    yield Figure(
        f"verifying {ROWS:,} rows",
        walking,
        "s",
        "SHA-256 of the same rows",
        floor,
        bar=lambda seconds: seconds <= 10,
        bar_text="<= 10 s",
    )


async def _measured() -> tuple[float, float, float]:
    from training import audit, clock, db  # after the settings are chosen
    from training.migrate import migrate
    from training.tables import AuditRow

    await migrate()
    await db.ENGINE.start_connection_pool()
    facts = {"center": 1, "actor_kind": "account", "actor_id": 7, "actor_name": "王示例", "verb": "course.changed"}
    for start in range(0, ROWS, 1000):
        many = [
            AuditRow(**facts, at=clock.now(), noun="course", noun_id=n, detail='{"title": "防汛抗旱指挥决策"}')
            for n in range(start, start + 1000)
        ]
        async with db.write():
            await AuditRow.insert(*many)
    began = time.perf_counter()
    while await audit.seal(1):
        pass
    sealing = time.perf_counter() - began

    began = time.perf_counter()
    found = await audit.check(1)
    walking = time.perf_counter() - began
    if found.fault or found.links != ROWS:
        raise ValueError(found)

    rows = await AuditRow.select().order_by(AuditRow.id)
    began, head = time.perf_counter(), audit.FIRST
    for row in rows:
        head = audit.link(head, row)
    floor = time.perf_counter() - began
    await db.ENGINE.close_connection_pool()
    return sealing, walking, floor


if __name__ == "__main__":
    print(*(round(seconds, 2) for seconds in asyncio.run(_measured())))
