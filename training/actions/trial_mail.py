"""Whether mail arrives: one to the asker himself, handed to the server while he waits, so that he reads what it says."""

import aiosmtplib

from training import attempts, i18n, notices
from training.access import Actor
from training.errors import Invalid
from training.queries import own_account
from training.settings import settings

A_WHILE = 10
MOST = 5


async def send(actor: Actor) -> str:
    """Send it; returns the address. Raises Invalid with the server's own words, or TooMany."""
    if not settings().smtp_url:
        raise Invalid("mail.none")
    await attempts.count({attempts.key("test-mail", str(actor.account)): MOST}, A_WHILE)
    to = (await own_account.facts(actor)).mail
    try:
        await notices.try_mail(to, "test", i18n.LANG.get(), name=actor.name)
    except (aiosmtplib.SMTPException, OSError) as error:
        raise Invalid("mail.failed", {"error": f"{type(error).__name__}: {error}"[:300]}) from error
    return to
