"""What follows by itself from what was done at a center: what waits, what failed and why, what is done."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from piccolo.query.functions import Count

from training import secrets
from training.access import Actor, worker
from training.model import OutboxState
from training.rules import people
from training.tables import Outbox
from training.tenancy import seen_by
from training.web.paging import Slice

WAITING = (OutboxState.FAILED, OutboxState.READY, OutboxState.CLAIMED)


@dataclass(frozen=True)
class JobCard:
    """One job. `to` is whom a message is for, masked; what it says is told to nobody."""

    id: int
    kind: str
    state: OutboxState
    to: str
    attempts: int
    made: datetime
    due: datetime
    done: datetime | None
    error: str


async def listed(actor: Actor, states: tuple[OutboxState, ...], part: Slice) -> tuple[list[JobCard], int]:
    """One page of the center's jobs in these states, failed ones first, and how many there are."""
    mine = seen_by(worker(actor.center), Outbox) & Outbox.state.is_in([state.value for state in states])
    ordered = Outbox.select().where(mine).order_by(Outbox.done_at, Outbox.attempts, Outbox.id, ascending=False)
    rows = await ordered.limit(part.size).offset(part.offset).output(load_json=True)
    return [_card(row) for row in rows], await Outbox.count().where(mine)


def _card(row: dict[str, Any]) -> JobCard:
    return JobCard(
        id=row["id"],
        kind=row["kind"],
        state=OutboxState(row["state"]),
        to=_to(row["payload"]),
        attempts=row["attempts"],
        made=row["created_at"],
        due=row["due_at"],
        done=row["done_at"],
        error=row["last_error"] or "",
    )


def _to(payload: dict[str, Any]) -> str:
    if "sealed" not in payload:
        return ""
    said = json.loads(secrets.unseal(payload["sealed"], row=f"outbox:{payload['key']}"))
    return people.masked_address(said.get("to") or said.get("mail") or "")


async def counted(actor: Actor) -> dict[OutboxState, int]:
    """How many there are in each state."""
    mine = seen_by(worker(actor.center), Outbox)
    rows = await Outbox.select(Outbox.state, Count()).where(mine).group_by(Outbox.state)
    return {OutboxState(row["state"]): row["count"] for row in rows}
