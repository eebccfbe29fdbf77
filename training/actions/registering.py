"""A liaison asks for an account of his unit: he composes at once, and submits when the center has confirmed the unit.

The page only posts what was asked; whether the mail address is known already is found out by the worker and told to that
address alone. A unit that the center has is never joined unseen: a further liaison waits until the center lets him in.
"""

from dataclasses import asdict, dataclass
from typing import Any

from training import attempts, audit, db, notices, secrets
from training.access import Actor, Role, worker
from training.actions import accounts
from training.model import AgencyState, CenterCard
from training.outbox import Job
from training.queries import accounts as people
from training.queries import centers
from training.settings import settings
from training.tables import Account, Agency
from training.tenancy import seen_by

KIND = "agency.account-asked"
PER_MAIL = 3
PER_ADDRESS = 20


@dataclass(frozen=True)
class Asked:
    """What a unit says of itself, and who acts for it."""

    unit: str
    credit_code: str
    jurisdiction: str
    address: str
    name: str
    mail: str
    telephone: str


async def ask(center: CenterCard, asked: Asked, address: str, lang: str) -> None:
    """Ask for an account. Raises TooMany."""
    by_mail, by_address = attempts.key("register", accounts.folded(asked.mail)), attempts.key("register-from", address)
    await attempts.count({by_mail: PER_MAIL, by_address: PER_ADDRESS}, 24 * 60)
    async with db.write():
        said = {**asdict(asked), "lang": lang}
        await notices.post_sealed(worker(center.id), KIND, f"register:{secrets.token()}", said)


async def take(job: Job) -> None:
    """Open the account, or say to its address why not; a repetition finds everything done."""
    said = notices.opened(job)
    lang, asked = said.pop("lang"), Asked(**said)
    async with db.write():
        center = await centers.by_id(job.actor.center or 0)
        topic, link = await _opened(job.actor, asked)
        facts = {"center": center, "link": link, "days": accounts.LINK_DAYS}
        await notices.mail(job.actor, asked.mail, topic, f"{job.payload['key']}:asker", lang=lang, **facts)
        if topic != "register_known":
            await _tell_directors(job, asked, center)


async def _opened(actor: Actor, asked: Asked) -> tuple[str, str]:
    """What to write to who asked, and the link in it. Nothing he typed is in it: his address may be somebody else's."""
    base = settings().base_url
    if await Account.exists().where(Account.mail == accounts.folded(asked.mail)):
        return "register_known", f"{base}/forgot-password"
    mine = seen_by(actor, Agency) & (Agency.uscc == asked.credit_code) & (Agency.state != AgencyState.REFUSED)
    known = await Agency.select(Agency.id).where(mine).first()
    if known:
        await _account(actor, asked, known["id"])
        his = seen_by(actor, Account) & (Account.mail == accounts.folded(asked.mail))
        await Account.update({Account.is_active: False}).where(his)
        return "register_waits", base
    agency = Agency(
        center=actor.center or 0,
        name=asked.unit,
        short_name=asked.unit[:60],
        uscc=asked.credit_code,
        jurisdiction=asked.jurisdiction,
        address=asked.address,
        telephone=asked.telephone,
        state=AgencyState.UNCONFIRMED,
    )
    await agency.save()
    await audit.note(actor, "agency.registered", "agency", agency.id)
    return "register_link", f"{base}/set-password/{await _account(actor, asked, agency.id)}"


async def _account(actor: Actor, asked: Asked, agency: int) -> str:
    return await accounts.open_account(
        actor,
        center=actor.center or 0,
        name=asked.name,
        mail=asked.mail,
        mobile=asked.telephone,
        roles=frozenset({Role.LIAISON}),
        agency=agency,
    )


async def _tell_directors(job: Job, asked: Asked, center: CenterCard) -> None:
    facts: dict[str, Any] = {
        "unit": asked.unit,
        "asker": asked.name,
        "center": center,
        "link": f"{settings().base_url}/desk",
    }
    for who in await people.directors(job.actor):
        key = f"{job.payload['key']}:director:{who.id}"
        await notices.mail(job.actor, who.mail, "register_asked", key, name=who.name, **facts)
