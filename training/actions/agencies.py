"""Agencies: a center confirms those that registered themselves, or says why it does not."""

from typing import Any

from training import audit, db, notices
from training.access import Actor
from training.errors import Clash
from training.model import AgencyState
from training.queries import accounts, agencies, centers
from training.settings import settings
from training.tables import Account, Agency
from training.tenancy import seen_by


async def confirm(actor: Actor, id: int) -> None:
    """Let an agency submit packages, and tell its liaisons. Raises Missing, or Clash when somebody decided already."""
    async with db.write():
        await _decide(actor, id, AgencyState.CONFIRMED)
        await audit.note(actor, "agency.confirmed", "agency", id)
        await _tell(actor, id, "agency_confirmed")


async def refuse(actor: Actor, id: int, reason: str) -> None:
    """Turn away an agency that registered itself; its accounts sign in no more. Raises Missing or Clash."""
    async with db.write():
        await _decide(actor, id, AgencyState.REFUSED)
        await _tell(actor, id, "agency_refused", reason=reason)
        for each in await accounts.of_agency(actor, id):
            await Account.update({Account.is_active: False}).where(seen_by(actor, Account), Account.id == each.id)
            await db.raw("DELETE FROM login WHERE account = {} AND center = {}", each.id, actor.center)
        await audit.note(actor, "agency.refused", "agency", id, {"reason": reason})


async def _decide(actor: Actor, id: int, state: AgencyState) -> None:
    await agencies.one(actor, id)
    waiting = seen_by(actor, Agency) & (Agency.id == id) & (Agency.state == AgencyState.UNCONFIRMED)
    changes: dict[Any, Any] = {Agency.state: state, Agency.version: Agency.version + 1}
    if not await Agency.update(changes).where(waiting).returning(Agency.id):
        raise Clash("agency.confirmed-already")


async def _tell(actor: Actor, id: int, topic: str, **more: str) -> None:
    agency, center = await agencies.one(actor, id), await centers.by_id(actor.center or 0)
    for who in await accounts.of_agency(actor, id):
        if who.is_active:
            facts: dict[str, Any] = {
                "name": who.name,
                "unit": agency.name,
                "center": center,
                "link": f"{settings().base_url}/packages",
            }
            await notices.mail(actor, who.mail, topic, f"agency-decided:{id}:{who.id}", **facts, **more)
