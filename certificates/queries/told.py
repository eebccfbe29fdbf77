"""Whom a closed class concerns: who issues to it, who ordered it, and who holds what was issued."""

from dataclasses import dataclass, replace

from certificates.model import State
from certificates.tables import Certificate
from enrollment.model import Cohort
from enrollment.queries import readers
from enrollment.queries.readers import Reader
from training.access import Actor, Role
from training.i18n import DEFAULT
from training.tables import Account
from training.tenancy import seen_by


@dataclass(frozen=True)
class Holder:
    """A trainee, and his certificate of the class."""

    certificate: int
    number: str
    who: Reader


async def holders(actor: Actor, cohort: Cohort) -> list[Holder]:
    """Everybody whose certificate of the class is valid and can be fetched."""
    t = Certificate
    made = seen_by(actor, t) & (t.cohort == cohort.id) & (t.state == State.VALID.value) & t.document.is_not_null()
    rows = await t.select(t.id, t.number, t.trainee).where(made).order_by(t.running)
    people = {who.key: who for who in await readers.trainees(actor, cohort)}
    found = ((row, people.get(f"t{row['trainee']}")) for row in rows)
    return [Holder(row["id"], row["number"], replace(who, path="/me/certificates")) for row, who in found if who]


async def staff(actor: Actor, cohort: Cohort) -> list[Reader]:
    """The class adviser, or the directors where there is none."""
    path = f"/certificates/classes/{cohort.id}"
    if adviser := await readers.accounts(actor, replace(cohort, agency=None)):
        return [replace(who, path=path) for who in adviser]
    directing = seen_by(actor, Account) & Account.is_active.eq(True) & Account.roles.like(f"%{Role.DIRECTOR}%")
    rows = await Account.select().where(directing).order_by(Account.id)
    return [
        Reader(f"a{row['id']}", row["name"], row["mail"], row["mobile"], row["language"] or DEFAULT, path)
        for row in rows
    ]


async def liaisons(actor: Actor, cohort: Cohort) -> list[Reader]:
    """Those of the agency that sent the class."""
    found = await readers.accounts(actor, replace(cohort, adviser=None))
    return [replace(who, path=f"/certificates/classes/{cohort.id}") for who in found]
