"""What staff do with work that failed: have it tried again."""

from typing import Any

from training import audit, clock, db
from training.access import Actor, worker
from training.errors import Clash, Missing
from training.model import OutboxState
from training.tables import Outbox
from training.tenancy import seen_by


def _again() -> dict[Any, Any]:
    return {Outbox.state: OutboxState.READY, Outbox.attempts: 0, Outbox.due_at: clock.now()}


async def retry(actor: Actor, id: int) -> None:
    """Let one failed job be tried again at once. Raises Missing, or Clash for one that has not failed."""
    mine = seen_by(worker(actor.center), Outbox) & (Outbox.id == id)
    async with db.write():
        if not await Outbox.exists().where(mine):
            raise Missing("problem.not-found")
        if not await Outbox.update(_again()).where(mine, Outbox.state == OutboxState.FAILED).returning(Outbox.id):
            raise Clash("job.not-failed")
        await audit.note(actor, "job.retried", "job", id)


async def retry_all(actor: Actor) -> int:
    """Let everything of the center that failed be tried again; returns how much it was."""
    failed = seen_by(worker(actor.center), Outbox) & (Outbox.state == OutboxState.FAILED)
    async with db.write():
        again = await Outbox.update(_again()).where(failed).returning(Outbox.id)
        if again:
            await audit.note(actor, "job.retried", "job", 0, {"n": len(again)})
    return len(again)
