"""撤销 and 更正换发: take a certificate back for cause, or put a corrected one in its place; everybody who checks it reads why."""

from typing import Any

from certificates.actions import issuing, keys
from certificates.model import Kept, State
from certificates.queries import certificates, completion
from certificates.rules.wording import proper
from certificates.tables import Certificate
from enrollment.actions import places
from enrollment.queries import roster
from training import audit, clock, db
from training.access import Actor, worker
from training.errors import Clash, Fault, Invalid, Missing
from training.queries import centers
from training.rules import people
from training.tenancy import seen_by

FOLLOWED = [State.REVOKED.value, State.VOIDED.value]  # what ended without another in its place


async def revoke(actor: Actor, id: int, version: int, reason: str) -> None:
    """Raises Missing, and Clash for one that is valid no longer or was changed meanwhile."""
    async with db.write():
        kept = await certificates.one(actor, id)
        await _change(actor, kept, version, await _ended(actor, State.REVOKED, reason))
        await audit.note(actor, "certificate.revoked", "certificate", id, {"number": kept.number, "reason": reason})


async def reissue(actor: Actor, id: int, version: int, name: str, reason: str) -> int:
    """A certificate of its own number in the place of a valid one, the name corrected here and on the roster; its id.

    One that was revoked or could not be printed may be followed too, under any name, and stays what it is. What else is
    printed is read anew from the class. Raises Missing, Invalid for a name that corrects nothing, and Clash as `revoke` does.
    """
    kept, name = await certificates.one(actor, id), people.name(name)
    if kept.state is State.VALID and proper(name) == kept.name:
        raise Invalid("form.invalid", {"n": 1}, {"name": Fault("certificate.same-name")})
    cohort = await roster.of_class(actor, kept.cohort)
    key = await keys.seed(worker(actor.center), keys.CREDENTIAL)
    async with db.write():
        ended = await _ended(actor, State.REPLACED, reason) if kept.state is State.VALID else {}
        await _change(actor, kept, version, ended)
        await places.rename(actor, kept.enrollment, name)
        earned = [one for one in await completion.of_class(actor, cohort) if one.enrollment == kept.enrollment]
        if not earned:
            raise Missing("problem.not-found")
        try:
            [(new, row)] = (await issuing.write(actor, cohort, earned, key, clock.now())).items()
        except db.Taken:  # somebody issued a valid one meanwhile
            raise Clash("certificate.not-valid") from None
        await Certificate.update({Certificate.replaced_by: new}).where(
            seen_by(actor, Certificate), Certificate.id == id
        )
        detail = {"number": kept.number, "by": row.number, "reason": reason}
        await audit.note(actor, "certificate.replaced", "certificate", id, detail)
    return new


async def _ended(actor: Actor, state: State, reason: str) -> dict[Any, Any]:
    today = await centers.today(actor.center)
    return {Certificate.state: state.value, Certificate.ended_on: today, Certificate.ended_reason: reason}


async def _change(actor: Actor, kept: Kept, version: int, changes: dict[Any, Any]) -> None:
    """End what is valid still, or only count up what ended already; nothing that another has followed."""
    t = Certificate
    allowed = [State.VALID.value] if changes else FOLLOWED
    mine = seen_by(actor, t) & (t.id == kept.id) & (t.version == version) & t.replaced_by.is_null()
    if not await t.update({**changes, t.version: t.version + 1}).where(mine, t.state.is_in(allowed)).returning(t.id):
        raise Clash("certificate.not-valid")
