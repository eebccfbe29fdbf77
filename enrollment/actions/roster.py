"""A roster on its way: kept encrypted as it was sent until somebody has checked it, then saved, all or nobody."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from piccolo.columns import Column

from enrollment.actions import places
from enrollment.model import RosterCheck, RosterRow, Upload
from enrollment.queries import roster as queries
from enrollment.tables import RosterUpload
from training import audit, clock, db, secrets
from training.access import Actor
from training.errors import Clash, Missing
from training.tenancy import seen_by
from training.text import file_name

SAVED, DROPPED = "saved", "dropped"
KEPT_DAYS = 7


async def keep(actor: Actor, cohort: int, name: str, rows: Sequence[RosterRow]) -> int:
    """Keep a roster as it was sent, encrypted, until somebody has checked it; it takes the place of an unchecked one."""
    facts = await places.open_class(actor, cohort)
    check = await places.judge(actor, facts, rows)
    async with db.write():
        await _drop_open(actor, cohort)
        row = RosterUpload(
            center=actor.center,
            agency=facts.agency,
            cohort=cohort,
            file_name=file_name(name),
            row_count=len(rows),
            fault_count=len(check.faults),
            state=queries.OPEN,
            uploaded_by=actor.name,
            uploaded_at=clock.now(),
        )
        await row.save()
        await RosterUpload.update({RosterUpload.sealed_rows: _sealed(row.id, rows)}).where(
            seen_by(actor, RosterUpload), RosterUpload.id == row.id
        )
        await audit.note(actor, "roster.sent", "cohort", cohort, {"rows": len(rows), "faults": len(check.faults)})
        return int(row.id)


def _sealed(upload: int, rows: Sequence[RosterRow]) -> str:
    return secrets.seal(json.dumps([asdict(row) for row in rows], ensure_ascii=False), row=f"roster_upload:{upload}")


async def _drop_open(actor: Actor, cohort: int) -> None:
    waiting = seen_by(actor, RosterUpload) & (RosterUpload.cohort == cohort) & (RosterUpload.state == queries.OPEN)
    await RosterUpload.update({RosterUpload.state: DROPPED, RosterUpload.sealed_rows: ""}).where(waiting)


async def drop(actor: Actor, cohort: int) -> None:
    """Throw away what was sent and not saved."""
    await places.open_class(actor, cohort)
    async with db.write():
        await _drop_open(actor, cohort)
        await audit.note(actor, "roster.dropped", "cohort", cohort)


async def amend(
    actor: Actor, cohort: int, version: int, changes: Mapping[int, Mapping[str, str]], dropped: frozenset[int]
) -> RosterCheck:
    """Change cells of the roster that waits and check it again. Raises Clash when somebody else changed it meanwhile."""
    facts, upload = await places.open_class(actor, cohort), await _waiting(actor, cohort)
    rows = [RosterRow(**{**asdict(row), **changes.get(row.line, {})}) for row in upload.rows if row.line not in dropped]
    check = await places.judge(actor, facts, rows)
    async with db.write():
        await _change_upload(
            actor,
            upload.id,
            version,
            {
                RosterUpload.sealed_rows: _sealed(upload.id, rows),
                RosterUpload.row_count: len(rows),
                RosterUpload.fault_count: len(check.faults),
            },
        )
    return check


async def _waiting(actor: Actor, cohort: int) -> Upload:
    upload = await queries.waiting(actor, cohort)
    if upload is None:
        raise Missing("roster.nothing-waits")
    return upload


async def _change_upload(actor: Actor, id: int, version: int, changes: dict[Column | str, Any]) -> None:
    mine = seen_by(actor, RosterUpload) & (RosterUpload.id == id) & (RosterUpload.version == version)
    still = mine & (RosterUpload.state == queries.OPEN)
    changed = (
        await RosterUpload.update({**changes, RosterUpload.version: version + 1})
        .where(still)
        .returning(RosterUpload.id)
    )
    if not changed:
        raise Clash("roster.changed")


async def confirm(actor: Actor, cohort: int, version: int, *, over: bool = False) -> places.Saved:
    """核对无误，保存: enroll everybody on the roster that waits, all or nobody. Raises Invalid while a fault is left, and for
    more people than agreed unless the center says by `over` that it means it."""
    facts, upload = await places.open_class(actor, cohort), await _waiting(actor, cohort)
    check = places.faultless(await places.judge(actor, facts, upload.rows))
    async with places.saving():
        await _change_upload(actor, upload.id, version, {RosterUpload.state: SAVED, RosterUpload.sealed_rows: ""})
        return await places.save(actor, facts, check.people, over=over)


async def note_export(actor: Actor, cohort: int, *, full: bool, count: int) -> None:
    """Write down who took a roster away, and whether with ID numbers."""
    async with db.write():
        await audit.note(actor, "roster.exported", "cohort", cohort, {"full": full, "people": count})


async def forget_stale() -> int:
    """Empty what was sent and not saved within a week, in every center; returns how many rosters it was."""
    before = clock.now() - timedelta(days=KEPT_DAYS)
    stale = (RosterUpload.state == queries.OPEN) & (RosterUpload.uploaded_at < before)
    changes: dict[Column | str, Any] = {RosterUpload.state: DROPPED, RosterUpload.sealed_rows: ""}
    return len(await RosterUpload.update(changes).where(stale).returning(RosterUpload.id))
