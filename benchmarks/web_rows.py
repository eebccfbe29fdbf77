"""Fills a new database for the web benchmark; prints a login's cookie and a certificate's code: `python -m benchmarks.web_rows`."""

import asyncio
import json
import os
from datetime import timedelta

os.environ.setdefault("PICCOLO_CONF", "training.piccolo_conf")

from certificates.actions import issuing, rendering
from certificates.tables import Certificate
from tests import make
from tests.certificates.make import closed_class
from tests.enrollment import make as classes
from training import clock, db, secrets
from training.access import Role, worker
from training.migrate import migrate
from training.tables import Login

ROWS = 50


async def fill() -> dict[str, str]:
    """A center with 50 courses and 50 classes; a closed class with one certificate; the cookie of its director and the code."""
    await migrate()
    await db.ENGINE.start_connection_pool()
    center = await make.center()
    for n in range(ROWS):
        await classes.course(center, f"防汛抗旱指挥决策（第{n + 1}讲）")
        await classes.running_class(center)
    closed = await closed_class("south", ("张伟",))
    await issuing.issue(closed.adviser, closed.cohort)
    await rendering.render(worker(closed.adviser.center), closed.cohort)
    [code] = await Certificate.select(Certificate.code).output(as_list=True)
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
    return {"login": value, "code": code}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(fill())))
