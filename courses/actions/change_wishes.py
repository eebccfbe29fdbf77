"""What an agency does when a quotation is nearly right: it says what should change. The quotation stays open."""

from typing import Any

from courses.actions import packages as packaging
from courses.model import Quotation, QuotationState
from courses.queries import change_wishes, quotations
from courses.rules import quotations as rules
from courses.tables import ChangeWish
from courses.tables import Quotation as Table
from training import audit, clock, db, notices
from training.access import Actor
from training.errors import Clash
from training.queries import centers
from training.settings import settings
from training.tenancy import seen_by


async def ask(actor: Actor, id: int, text: str) -> None:
    """Say what should change in a quotation that waits for its answer. It can still be accepted; the center is told.

    Raises Missing, Clash when it can no longer be answered or enough was said of this edition.
    """
    async with db.write():
        await packaging.hold(actor, (await quotations.one(actor, id)).package_id)
        quotation = await quotations.one(actor, id)  # as it is now that nobody else can answer or replace it
        await packaging.refuse_agreed(actor, quotation.package_id)
        newest = await quotations.newest_edition(actor, quotation.package_id)
        if refused := rules.refusal(quotation, await centers.today(actor.center), newest):
            raise refused
        if await change_wishes.count(actor, id) >= rules.MOST_CHANGES:
            raise Clash("quotation.changes-enough", {"n": rules.MOST_CHANGES, "person": quotation.handled_by})
        await _stay_open(actor, id)
        wish = ChangeWish(
            center=actor.center, agency=quotation.agency, quotation=id, wish=text, name=actor.name, at=clock.now()
        )
        await wish.save()
        await audit.note(actor, "quotation.change-asked", "quotation", id, {"edition": quotation.edition})
        await _tell_center(actor, quotation, wish.id)


async def _stay_open(actor: Actor, id: int) -> None:
    """Of a wish and a refusal at once the first counts. Raises Clash."""
    raised: dict[Any, Any] = {Table.version: Table.version + 1}
    mine = seen_by(actor, Table) & (Table.id == id) & (Table.state == QuotationState.SENT)
    if not await Table.update(raised).where(mine).returning(Table.id):
        raise Clash("quotation.not-open")


async def _tell_center(actor: Actor, quotation: Quotation, wish: int) -> None:
    card = await centers.by_id(actor.center or 0)
    for who in await change_wishes.concerned(actor, quotation.id):
        await notices.mail(
            actor,
            who.mail,
            "quotation_change",
            f"quotation.change:{wish}:{who.account}",
            lang=who.lang,
            name=who.name,
            program=quotation.title,
            n=quotation.edition,
            agency=quotation.agency_name,
            liaison=actor.name,
            link=f"{settings().base_url}/quotations/{quotation.id}",
            center=card,
        )
