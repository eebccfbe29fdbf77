"""A forgotten password: a link for half an hour to the mail address that signs in. Asking tells nobody who is known.

The page only posts what was asked; whether there is such an account is found out by the worker, so that the answer and the
time it takes are the same for every address.
"""

from datetime import timedelta

from training import attempts, audit, db, notices, secrets
from training.access import worker
from training.actions.accounts import folded, set_password_link, void_links
from training.outbox import Job
from training.queries import centers
from training.settings import settings
from training.tables import Account

KIND = "account.password-forgotten"
MINUTES = 30
PER_MAIL = 5
PER_ADDRESS = 60


async def ask(mail: str, address: str, lang: str) -> None:
    """Ask for a link for whoever signs in with this mail address. Raises TooMany."""
    by_mail, by_address = attempts.key("forgotten", folded(mail)), attempts.key("forgotten-address", address)
    await attempts.count({by_mail: PER_MAIL, by_address: PER_ADDRESS}, 60)
    async with db.write():
        await notices.post_sealed(worker(0), KIND, f"forgotten:{secrets.token()}", {"mail": folded(mail), "lang": lang})


async def send(job: Job) -> None:
    """Mail the link, if anybody signs in with this address; the links he had before are worth nothing."""
    told = notices.opened(job)
    row = await Account.select().where(Account.mail == told["mail"], Account.is_active.eq(True)).first()
    if row is None or not settings().smtp_url:
        return
    actor, center = worker(row["center"]), await centers.by_id(row["center"]) if row["center"] else None
    async with db.write():
        await void_links(row["center"], row["id"])
        token = await set_password_link(row["center"], row["id"], timedelta(minutes=MINUTES))
        link = f"{settings().base_url}/set-password/{token}"
        facts = {"name": row["name"], "center": center, "link": link, "minutes": MINUTES}
        key = f"forgotten:{secrets.hashed(token)[:24]}"
        if await notices.mail(actor, row["mail"], "forgotten", key, lang=row["language"] or told["lang"], **facts):
            await audit.note(actor, "account.link-asked", "account", row["id"])
