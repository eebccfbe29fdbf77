"""The worker: does what the outbox asks for, and while it holds the lease, what the clock asks for."""

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


async def _tick(tick: Tick) -> None:
    """One beat, only in the process that holds the clock. A beat that fails is logged and comes again."""
    if not await lease.hold(LEASE, LEASE_SECONDS):
        return
    try:
        await tick.run()
    except Exception as error:
        log.error("clock.failed", tick=tick.name, exc_info=error)


async def run(handlers: Handlers, ticks: Iterable[Tick], stop: asyncio.Event, loops: int = 2) -> None:
    """Work until told to stop: `loops` jobs at a time, and the clock when it is ours."""
    clock = AsyncIOScheduler(job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None})
    for tick in ticks:
        clock.add_job(_tick, IntervalTrigger(seconds=tick.seconds), args=[tick], id=tick.name)
    clock.start()
    try:
        await asyncio.gather(*(outbox.work(handlers, stop) for _ in range(loops)))
    finally:
        clock.shutdown(wait=False)
        await lease.release(LEASE)
