"""Fills a new database for the web benchmark and prints the cookie of somebody signed in: `python -m benchmarks.web_rows`."""

import asyncio
import os
from datetime import timedelta

os.environ.setdefault("PICCOLO_CONF", "training.piccolo_conf")

from tests import make
from tests.enrollment import make as classes
from training import clock, db, secrets
from training.access import Role
from training.migrate import migrate
from training.tables import Login

ROWS = 50


async def fill() -> str:
    """A center with 50 courses and 50 classes; returns the value of a login's cookie."""
    await migrate()
    await db.ENGINE.start_connection_pool()
    center = await make.center()
    for n in range(ROWS):
        await classes.course(center, f"防汛抗旱指挥决策（第{n + 1}讲）")
        await classes.running_class(center)
    account = await make.account(center, Role.DIRECTOR)
    value, now = secrets.token(), clock.now()
    await Login(
        id_hash=secrets.hashed(value),
        account=account.id,
        center=center.id,
        created_at=now,
        seen_at=now,
        ends_at=now + timedelta(hours=1),
        agent="benchmark",
    ).save()
    await db.ENGINE.close_connection_pool()
    return value


if __name__ == "__main__":
    print(asyncio.run(fill()))
