"""Who did what to which record: a row in the transaction of the change, sealed into one hash chain per center.

Rows are append-only by trigger on both engines. Sealing is a job, so that no lock is shared by all writers; a row that is
not yet sealed is counted and shown to the operator.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from training import clock, db
from training.access import Actor
from training.tables import AuditRow, AuditSeal

FIRST = "0" * 64


async def note(
    actor: Actor, verb: str, noun: str, id: int, detail: dict[str, Any] | None = None, *, center: int | None = None
) -> None:
    """Write one row. Call it inside the write that makes the change. `detail` never holds a secret or a full ID number."""
    await AuditRow(
        center=center if center is not None else actor.center or 0,
        at=clock.now(),
        actor_kind=actor.kind,
        actor_id=actor.account or actor.trainee or actor.instructor or 0,
        actor_name=actor.name,
        verb=verb,
        noun=noun,
        noun_id=id,
        detail=json.dumps(detail or {}, ensure_ascii=False, sort_keys=True, default=str),
    ).save()


def link(previous: str, row: dict[str, Any]) -> str:
    """The hash of one link: SHA-256 over the previous hash and the canonical row."""
    canonical = json.dumps({name: str(row[name]) for name in sorted(row)}, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{canonical}".encode()).hexdigest()


async def _rows_after(center: int, limit: int) -> list[dict[str, Any]]:
    sealed = AuditSeal.select(AuditSeal.row).where(AuditSeal.center == center)
    return (
        await AuditRow.select()
        .where(AuditRow.center == center, AuditRow.id.not_in(sealed))
        .order_by(AuditRow.id)
        .limit(limit)
    )


async def seal(center: int, limit: int = 1000) -> int:
    """Append a center's unsealed rows to its chain; returns how many. Two at once: one wins, the other changes nothing."""
    try:
        async with db.write():
            last = (
                await AuditSeal.select()
                .where(AuditSeal.center == center)
                .order_by(AuditSeal.position, ascending=False)
                .first()
            )
            position, head = (last["position"], last["hash"]) if last else (0, FIRST)
            seals = []
            for row in await _rows_after(center, limit):
                position, head = position + 1, link(head, row)
                seals.append(
                    AuditSeal(center=center, position=position, row=row["id"], hash=head, sealed_at=clock.now())
                )
            for start in range(0, len(seals), 500):
                await AuditSeal.insert(*seals[start : start + 500])
            return len(seals)
    except db.Taken:
        return 0


@dataclass(frozen=True)
class Checked:
    """What a walk along a chain found. `fault` names the first position that does not hold, and why."""

    links: int
    head: str
    fault: str = ""


async def check(center: int, known_head: tuple[int, str] | None = None) -> Checked:
    """Walk a center's chain. `known_head` (position, hash) kept outside the database shows truncation and replacement."""
    sql = (
        "SELECT s.position, s.row AS seal_row, s.hash, r.* FROM audit_seal s LEFT JOIN audit_row r ON r.id = s.row "
        "WHERE s.center = {} AND s.position > {} ORDER BY s.position LIMIT 5000"
    ).replace("s.row", 's."row"')
    head, position, known = FIRST, 0, ""
    while rows := await db.raw(sql, center, position):
        for row in rows:
            facts = {name: row[name] for name in row if name not in ("position", "seal_row", "hash")}
            if row["position"] != position + 1:
                return Checked(position, head, f"{position + 1}: missing")
            if row["id"] is None:
                return Checked(position, head, f"{row['position']}: row {row['seal_row']} is gone")
            if link(head, facts) != row["hash"]:
                return Checked(position, head, f"{row['position']}: row {row['seal_row']} was changed")
            position, head = row["position"], row["hash"]
            known = head if known_head and position == known_head[0] else known
    if known_head and known != known_head[1]:
        return Checked(position, head, f"{known_head[0]}: not the head that was kept outside")
    return Checked(position, head)


async def walk(actor: Actor) -> Checked:
    """Check the chain of somebody's own center; that he did is noted."""
    found = await check(actor.center or 0)
    async with db.write():
        await note(actor, "audit.checked", "center", actor.center or 0, {"links": found.links, "fault": found.fault})
    return found
