"""Who did what and when at a center, and whether the chain over it is whole. Who may see the log sees all of its center."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from training import db
from training.access import Actor, worker
from training.listing import contains
from training.rules import audit_words
from training.tables import AuditRow, AuditSeal
from training.tenancy import seen_by
from training.web.paging import Slice


@dataclass(frozen=True)
class Sought:
    """What the log is narrowed to; nothing of it is everything."""

    noun: str = ""
    id: int | None = None
    who: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Entry:
    """One thing that was done. `said` is what stood beside it, by name."""

    id: int
    at: datetime
    who: str
    kind: str
    verb: str
    noun: str
    noun_id: int
    said: dict[str, Any]

    @property
    def href(self) -> str:
        return audit_words.PAGES.get(self.noun, "").format(id=self.noun_id)


async def last_hand(actor: Actor, verb: str, noun: str, id: int) -> str:
    """Who did this to a record last, by name; "" where nobody did. For a clash to say who was first."""
    done = seen_by(worker(actor.center), AuditRow) & (AuditRow.verb == verb)
    mine = done & (AuditRow.noun == noun) & (AuditRow.noun_id == id)
    row = await AuditRow.select(AuditRow.actor_name).where(mine).order_by(AuditRow.id, ascending=False).first()
    return str(row["actor_name"]) if row else ""


@dataclass(frozen=True)
class Chain:
    """How far a center's log is sealed. `head` is to be kept elsewhere as well."""

    links: int
    head: str
    sealed_at: datetime | None
    unsealed: int


async def listed(actor: Actor, sought: Sought, part: Slice) -> tuple[list[Entry], int]:
    """One page of the log, the newest first, and how much of it there is."""
    mine = seen_by(worker(actor.center), AuditRow)
    if sought.noun:
        mine &= AuditRow.noun == sought.noun
    if sought.id:
        mine &= AuditRow.noun_id == sought.id
    if sought.who:
        mine &= contains(AuditRow.actor_name, sought.who)
    if sought.since:
        mine &= AuditRow.at >= sought.since
    if sought.until:
        mine &= AuditRow.at < sought.until
    newest = AuditRow.select().where(mine).order_by(AuditRow.id, ascending=False)
    rows = await newest.limit(part.size).offset(part.offset)
    return [_entry(row) for row in rows], await AuditRow.count().where(mine)


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(
        id=row["id"],
        at=row["at"],
        who=row["actor_name"],
        kind=row["actor_kind"],
        verb=row["verb"],
        noun=row["noun"],
        noun_id=row["noun_id"],
        said=json.loads(row["detail"]),
    )


async def chain(actor: Actor) -> Chain:
    """The state of the chain as it was last sealed. Walking it is `audit.check`."""
    mine = seen_by(worker(actor.center), AuditSeal)
    last = await AuditSeal.select().where(mine).order_by(AuditSeal.position, ascending=False).first()
    waiting = await unsealed(actor.center or 0)
    return Chain(last["position"], last["hash"], last["sealed_at"], waiting) if last else Chain(0, "", None, waiting)


async def unsealed(center: int) -> int:
    """How many rows of a center wait to be sealed."""
    [row] = await db.raw(
        "SELECT (SELECT COUNT(*) FROM audit_row WHERE center = {}) - (SELECT COUNT(*) FROM audit_seal WHERE center = {}) AS n",
        center,
        center,
    )
    return int(row["n"])
