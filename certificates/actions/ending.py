"""撤销: take a certificate back for cause, with the reason that everybody who checks it will read."""

from typing import Any

from certificates.model import State
from certificates.queries import certificates
from certificates.tables import Certificate
from training import audit, clock, db
from training.access import Actor
from training.errors import Clash
from training.queries import centers
from training.tenancy import seen_by


async def revoke(actor: Actor, id: int, version: int, reason: str) -> None:
    """Raises Missing, and Clash for one that is valid no longer or was changed meanwhile."""
    async with db.write():
        kept = await certificates.one(actor, id)
        t = Certificate
        ended: dict[Any, Any] = {
            t.state: State.REVOKED.value,
            t.ended_on: clock.today((await centers.by_id(actor.center or 0)).zone),
            t.ended_reason: reason,
            t.version: t.version + 1,
        }
        mine = seen_by(actor, t) & (t.id == id) & (t.version == version) & (t.state == State.VALID.value)
        if not await t.update(ended).where(mine).returning(t.id):
            raise Clash("certificate.not-valid")
        await audit.note(actor, "certificate.revoked", "certificate", id, {"number": kept.number, "reason": reason})
