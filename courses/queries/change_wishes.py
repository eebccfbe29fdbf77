"""What agencies wish changed in their quotations, and whom at the center it concerns."""

from dataclasses import dataclass

from courses.model import ChangeWish, Quotation
from courses.tables import ChangeWish as Table
from courses.tables import Quotation as QuotationTable
from training.access import Actor, Role, worker
from training.i18n import DEFAULT
from training.tables import Account
from training.tenancy import seen_by


@dataclass(frozen=True)
class Concerned:
    """Somebody of the center who is told, in his language."""

    account: int
    name: str
    mail: str
    lang: str


async def on(actor: Actor, quotation: Quotation) -> list[ChangeWish]:
    """What is wished of this edition, and what was wished of the sent one before it, in the order it was written."""
    q, t = QuotationTable, Table
    before = (q.edition < quotation.edition) & q.sent_at.is_not_null()
    these = seen_by(actor, q) & (q.package == quotation.package_id) & (before | (q.edition == quotation.edition))
    newest = await q.select(q.id, q.edition).where(these).order_by(q.edition, ascending=False).limit(2)
    editions = {row["id"]: row["edition"] for row in newest}
    rows = await t.select().where(seen_by(actor, t), t.quotation.is_in(list(editions))).order_by(t.id)
    return [ChangeWish(editions[row["quotation"]], row["wish"], row["name"], row["at"]) for row in rows]


async def count(actor: Actor, quotation: int) -> int:
    """How often something was wished of this edition."""
    return int(await Table.count().where(seen_by(actor, Table), Table.quotation == quotation))


async def concerned(actor: Actor, quotation: int) -> list[Concerned]:
    """Who made the quotation, and every designer of its center."""
    house, q, t = worker(actor.center), QuotationTable, Account
    handlers = q.select(q.handled_by).where(seen_by(house, q), q.id == quotation)
    staff = seen_by(house, t) & t.agency.is_null() & t.is_active.eq(True)
    rows = (
        await t.select(t.id, t.name, t.mail, t.language)
        .where(staff, t.roles.like(f"%{Role.DESIGNER}%") | t.id.is_in(handlers))
        .order_by(t.id)
    )
    return [Concerned(row["id"], row["name"], row["mail"], row["language"] or DEFAULT) for row in rows]
