"""Who did what to which record: a row in the transaction of the change, sealed into one hash chain per center.

Rows are append-only by trigger on both engines. Sealing is a job, so that no lock is shared by all writers; a row that is
not yet sealed is counted and shown to the operator.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

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


@dataclass(frozen=True)
class Kept:
    """The head of a center's chain as it was at some earlier day, kept outside the database."""

    center: int
    position: int
    hash: str


class Passed(NamedTuple):
    """A link that a walk came by."""

    hash: str
    row: int


async def check(center: int, kept: Collection[Kept] = ()) -> Checked:
    """Walk a center's chain. Heads that were kept outside show what was rewritten or cut as a whole, which no walk can."""
    passed = {0: Passed(FIRST, 0)}
    found = await _walked(center, passed, {1, *(one.position + more for one in kept for more in (0, 1))})
    if found.fault:  # what lies beyond cannot be told from what was done here
        kept = [one for one in kept if one.position <= found.links]
    return replace(found, fault="; ".join(filter(None, [found.fault, *_against(kept, passed, found.links)])))


async def _walked(center: int, passed: dict[int, Passed], noted: Collection[int]) -> Checked:
    """The walk itself, as far as the chain holds; the links to be noted are put into `passed`."""
    sql = (
        "SELECT s.position, s.row AS seal_row, s.hash, r.* FROM audit_seal s LEFT JOIN audit_row r ON r.id = s.row "
        "WHERE s.center = {} AND s.position > {} ORDER BY s.position LIMIT 5000"
    ).replace("s.row", 's."row"')
    head, position = FIRST, 0
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
            if position in noted:
                passed[position] = Passed(head, row["seal_row"])
    return Checked(position, head)


def _against(kept: Collection[Kept], passed: Mapping[int, Passed], links: int) -> Iterator[str]:
    """What a chain lacks of the heads that were kept. A head that holds vouches for every link before it."""
    holds = {one: one.position <= links and passed[one.position].hash == one.hash for one in kept}
    sure = max((one.position for one in kept if holds[one]), default=0)
    others = sorted(one.position for one in kept if not holds[one])
    for position in (at for at in others if at <= sure):
        yield f"{position}: the head given for it never was one of this chain, which holds up to {sure}"
    if rewritten := [at for at in others if sure < at <= links]:
        rows = f"rows {passed[sure + 1].row} to {passed[rewritten[0]].row} as they are now"
        yield f"{sure + 1}: rewritten among {sure + 1} to {rewritten[0]} ({rows})"
    if others and others[-1] > links:
        yield f"{links + 1}: cut from {links + 1} to {others[-1]}"


async def walk(actor: Actor) -> Checked:
    """Check the chain of somebody's own center; that he did is noted."""
    found = await check(actor.center or 0)
    async with db.write():
        await note(actor, "audit.checked", "center", actor.center or 0, {"links": found.links, "fault": found.fault})
    return found
