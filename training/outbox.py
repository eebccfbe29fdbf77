"""Effects of a change (mail, papers, solving): rows committed with the change, claimed by one process, retried, visible.

A handler may run twice for one row when a process dies at the wrong moment, so handlers are idempotent; `key` makes
posting the same effect twice harmless.
"""

import asyncio
import json
import os
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog

from training import clock, db
from training.access import Actor, worker
from training.model import OutboxState
from training.tables import Outbox

CLAIM_SECONDS = 120
MOST_ATTEMPTS = 8
ME = f"{os.uname().nodename[:30]}-{os.getpid()}-{secrets.token_hex(3)}"

log = structlog.get_logger()


@dataclass(frozen=True)
class Job:
    """One claimed row, as its handler sees it."""

    id: int
    kind: str
    actor: Actor
    payload: Mapping[str, Any]
    attempts: int


Handler = Callable[[Job], Awaitable[None]]


async def post(actor: Actor, kind: str, key: str, payload: dict[str, Any]) -> None:
    """Ask for an effect. Call it inside the write that is its cause; the same key is posted once."""
    await db.raw(
        "INSERT INTO outbox (center, kind, key, payload, state, attempts, due_at, created_at) "
        "VALUES ({}, {}, {}, {}, {}, 0, {}, {}) ON CONFLICT (key) DO NOTHING",
        actor.center or 0,
        kind,
        key,
        _json(payload),
        OutboxState.READY,
        clock.now(),
        clock.now(),
    )


async def post_again(kind: str) -> None:
    """Ask for an effect that recurs: one row by its kind, due again once it is over; while it waits nothing is added."""
    await db.raw(
        "INSERT INTO outbox (center, kind, key, payload, state, attempts, due_at, created_at) "
        "VALUES (0, {}, {}, {}, {}, 0, {}, {}) ON CONFLICT (key) DO UPDATE SET state = excluded.state, attempts = 0, "
        "due_at = excluded.due_at WHERE outbox.state IN ({}, {})",
        kind,
        kind,
        _json({}),
        OutboxState.READY,
        clock.now(),
        clock.now(),
        OutboxState.DONE,
        OutboxState.FAILED,
    )


def _json(payload: dict[str, Any]) -> str:
    return json.dumps(payload, ensure_ascii=False, default=str)


async def claim(kinds: list[str]) -> Job | None:
    """Take one due row of these kinds, also one whose holder went silent. No two processes get the same row."""
    if not kinds:
        return None
    now = clock.now()
    due = (Outbox.state == OutboxState.READY) & (Outbox.due_at <= now)
    silent = (Outbox.state == OutboxState.CLAIMED) & (Outbox.claimed_until < now)
    waiting = Outbox.kind.is_in(kinds) & (due | silent)
    for row in await Outbox.select(Outbox.id, Outbox.attempts).where(waiting).order_by(Outbox.due_at).limit(8):
        taken = await (
            Outbox.update(
                {
                    Outbox.state: OutboxState.CLAIMED,
                    Outbox.claimed_by: ME,
                    Outbox.claimed_until: now + timedelta(seconds=CLAIM_SECONDS),
                    Outbox.attempts: row["attempts"] + 1,
                }
            )
            .where(Outbox.id == row["id"], Outbox.attempts == row["attempts"], due | silent)
            .returning(Outbox.id)
        )
        if taken:
            return await _job(row["id"])
    return None


async def _job(id: int) -> Job:
    [row] = await Outbox.select().where(Outbox.id == id).output(load_json=True)
    return Job(row["id"], row["kind"], worker(row["center"]), row["payload"], row["attempts"])


def _mine(job: Job) -> Any:
    """The row while this process holds it: whoever was silent for too long has lost it to another."""
    return (Outbox.id == job.id) & (Outbox.claimed_by == ME) & (Outbox.attempts == job.attempts)


async def _done(job: Job) -> None:
    await Outbox.update({Outbox.state: OutboxState.DONE, Outbox.done_at: clock.now(), Outbox.last_error: ""}).where(
        _mine(job)
    )


async def _renew(job: Job, seconds: float) -> None:
    """Keep the claim while the work goes on, however long a class takes to print or a timetable to solve."""
    while True:
        await asyncio.sleep(seconds / 3)
        until = clock.now() + timedelta(seconds=seconds)
        await Outbox.update({Outbox.claimed_until: until}).where(_mine(job))


async def _failed(job: Job, error: Exception) -> None:
    """Later again, each time twice as late; after the last try it stays visible as failed."""
    over = job.attempts >= MOST_ATTEMPTS
    wait = timedelta(seconds=min(3600, 5 * 2**job.attempts))
    await Outbox.update(
        {
            Outbox.state: OutboxState.FAILED if over else OutboxState.READY,
            Outbox.due_at: clock.now() + wait,
            Outbox.last_error: f"{type(error).__name__}: {error}"[:500],
        }
    ).where(_mine(job))


async def work_once(handlers: Mapping[str, Handler]) -> bool:
    """Do one due job; False when nothing is due."""
    job = await claim(list(handlers))
    if job is None:
        return False
    renewing = asyncio.create_task(_renew(job, CLAIM_SECONDS))
    try:
        await handlers[job.kind](job)
    except Exception as error:  # noqa: BLE001 - whatever went wrong is kept on the row and tried again
        log.warning("outbox.failed", job=job.id, kind=job.kind, attempt=job.attempts, error=repr(error))
        await _failed(job, error)
    else:
        await _done(job)
    finally:
        renewing.cancel()
    return True


async def drain(handlers: Mapping[str, Handler]) -> int:
    """Do everything that is due now; returns how much it was."""
    count = 0
    while await work_once(handlers):
        count += 1
    return count


async def work(handlers: Mapping[str, Handler], stop: asyncio.Event, pause: float = 0.5) -> None:
    """Work until told to stop; what is under way is finished first."""
    while not stop.is_set():
        try:
            idle = not await work_once(handlers)
        except Exception as error:
            log.error("outbox.stalled", exc_info=error)
            idle = True
        if idle:
            try:
                async with asyncio.timeout(pause):
                    await stop.wait()
            except TimeoutError:
                continue
