"""Load every demonstration center, once."""

from collections.abc import Mapping
from datetime import timedelta

from certificates.actions import ending, issuing, keys
from certificates.queries import certificates as queries
from courses.demo import load as orders
from enrollment.demo import facts as class_facts
from enrollment.demo import load as classes
from enrollment.demo.facts import Stage
from training import clock, db
from training.access import Actor, worker
from training.demo import facts
from training.demo import load as people
from training.demo.load import Loaded
from training.migrate import migrate
from training.queries import centers
from training.settings import settings
from training.web.paging import Slice

EVENING = 18
CHANGED = "governance-5"  # the class whose certificates were changed after issue
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
    """Issue to the classes that have come so far, each on the evening of its last day, with a key that is older than all.

    The worker prints what was issued once the center is served.
    """
    made = class_facts.center(loaded.facts.center.key)
    ended = []
    for each in made.cohorts:
        if each.stage is Stage.CERTIFIED:
            last = made.starts(each, loaded.today) + timedelta(days=made.plan(each).length - 1)
            ended.append((min(loaded.at(last, EVENING), clock.now()), each.key, each.adviser))
    ended.sort()
    if ended:
        await keys.bundle(worker(loaded.center), await centers.by_id(loaded.center), ended[0][0])
    for then, key, adviser in ended:
        await issuing.issue(loaded.accounts[adviser], cohorts[key], then)
    if CHANGED in cohorts:
        await _change(loaded.accounts["director"], cohorts[CHANGED])


async def _change(director: Actor, cohort: int) -> None:
    """One certificate corrected and one taken back, so that both can be looked at."""
    rows, _ = await queries.listed(director, Slice(), cohort=cohort)
    await ending.reissue(director, rows[0].id, rows[0].version, f"{rows[0].name[:-1]}玮", "姓名更正")
    await ending.revoke(director, rows[1].id, rows[1].version, "参训时间与实际不符")


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
