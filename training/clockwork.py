"""The worker: does what the outbox asks for. While it holds the lease its clock asks there for what recurs."""

import asyncio
from collections.abc import Iterable

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from training import lease, outbox
from training.jobs import Handlers, Tick

LEASE = "clock"
LEASE_SECONDS = 15
log = structlog.get_logger()


async def beat(tick: Tick) -> None:
    """One beat, only in the process that holds the clock. It asks and does nothing itself: any worker may do it.

    A beat that fails is logged and comes again.
    """
    try:
        if await lease.hold(LEASE, LEASE_SECONDS):
            await outbox.post_again(kind(tick))
    except Exception as error:
        log.error("clock.failed", tick=tick.name, exc_info=error)


def kind(tick: Tick) -> str:
    """What the outbox calls it."""
    return f"clock.{tick.name}"


def recurring(ticks: Iterable[Tick]) -> Handlers:
    """What is done when the clock asked for it."""

    def handler(tick: Tick) -> outbox.Handler:
        async def run(job: outbox.Job) -> None:
            await tick.run()

        return run

    return {kind(tick): handler(tick) for tick in ticks}


async def run(handlers: Handlers, ticks: Iterable[Tick], stop: asyncio.Event, loops: int = 2) -> None:
    """Work until told to stop: `loops` jobs at a time, what recurs beside them, and the clock when it is ours."""
    ticks = tuple(ticks)
    clock = AsyncIOScheduler(job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None})
    for tick in ticks:
        clock.add_job(beat, IntervalTrigger(seconds=tick.seconds), args=[tick], id=tick.name)
    clock.start()
    try:
        # A loop of its own: seals do not wait behind the thousand letters of a published timetable.
        await asyncio.gather(outbox.work(recurring(ticks), stop), *(outbox.work(handlers, stop) for _ in range(loops)))
    finally:
        clock.shutdown(wait=False)
        await lease.release(LEASE)
