"""Load every demonstration center, once."""

from collections.abc import Mapping

from certificates.actions import issuing
from courses.demo import load as orders
from enrollment.demo import facts as class_facts
from enrollment.demo import load as classes
from enrollment.demo.facts import Stage
from training import db
from training.demo import facts
from training.demo import load as people
from training.demo.load import Loaded
from training.migrate import migrate
from training.queries import centers
from training.settings import settings

SHOWN = ("operator", "director", "designer", "scheduler", "adviser", "finance", "liaison-yunxi")


async def once(*, fresh: bool) -> str:
    """Migrate, load what is not there yet, and say where it is and who may sign in."""
    await migrate()
    await db.ENGINE.start_connection_pool()
    try:
        if not await centers.all_centers():
            await everything()
    finally:
        await db.ENGINE.close_connection_pool()
    return told()


async def everything() -> None:
    """Both demonstration centers with all that happened in them."""
    for found in facts.centers():
        async with db.write():
            loaded = await people.load(found)
        cohorts = await classes.load(loaded, await orders.load(loaded))
        await _issue(loaded, cohorts)


async def _issue(loaded: Loaded, cohorts: Mapping[str, int]) -> None:
    """Issue to the classes that have come so far; the worker prints what was issued once the center is served."""
    made = class_facts.center(loaded.facts.center.key)
    for each in made.cohorts:
        if each.stage is Stage.CERTIFIED:
            await issuing.issue(loaded.accounts[each.adviser], cohorts[each.key])


def told() -> str:
    """The address and one account for each role."""
    found = facts.center("jiangcheng")
    by_key = {account.key: account for account in found.accounts}
    lines = [f"  {', '.join(by_key[key].roles):<12} {by_key[key].mail}" for key in SHOWN]
    address = settings().base_url
    return "\n".join(
        [
            f"{found.center.name}  {address}/{found.center.key}",
            f"sign in at {address}/sign-in, password: {people.PASSWORD}",
            *lines,
        ]
    )
