"""Agencies: a center confirms those that registered themselves."""

from training import audit, db
from training.access import Actor
from training.errors import Clash
from training.model import AgencyState
from training.queries import agencies
from training.tables import Agency
from training.tenancy import seen_by


async def confirm(actor: Actor, id: int) -> None:
    """Let an agency submit packages. Raises Missing, or Clash when somebody confirmed it already."""
    await agencies.one(actor, id)
    async with db.write():
        waiting = (Agency.id == id) & (Agency.state == AgencyState.UNCONFIRMED)
        if not await (
            Agency.update({Agency.state: AgencyState.CONFIRMED, Agency.version: Agency.version + 1})
            .where(seen_by(actor, Agency), waiting)
            .returning(Agency.id)
        ):
            raise Clash("agency.confirmed-already")
        await audit.note(actor, "agency.confirmed", "agency", id)
