"""Messages that leave the house: mail through SMTP, text messages through an HTTP gateway. Always by the outbox.

What is said and to whom is sealed in the outbox: numbers, addresses and codes stand there for nobody to read. Without a
mail server or a gateway nothing is posted, and the caller is told.
"""

import json
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

import aiosmtplib

from training import i18n, outbox, secrets
from training.access import Actor
from training.outbox import Handler, Job
from training.settings import settings
from training.templating import environment

SECONDS = 20


def said(template: str, lang: str, facts: dict[str, Any]) -> str:
    """The words of a message, for who wants to read them before they are sent."""
    before = i18n.LANG.set(lang)
    try:
        return environment(lang, escaping=False).get_template(template).render(**facts).strip()
    finally:
        i18n.LANG.reset(before)


async def mail(actor: Actor, to: str, topic: str, key: str, *, lang: str = i18n.DEFAULT, **facts: Any) -> bool:
    """Mail `templates/mail/{topic}.txt`: its first line is the subject. Call it inside the write that is its cause.

    False where there is no address or no mail server; then nothing is posted.
    """
    if not to or not settings().smtp_url:
        return False
    subject, _, text = said(f"mail/{topic}.txt", lang, facts).partition("\n")
    await post_sealed(actor, "notice.mail", key, {"to": to, "subject": subject.strip(), "text": text.strip()})
    return True


async def sms(actor: Actor, to: str, topic: str, key: str, *, lang: str = i18n.DEFAULT, **facts: Any) -> bool:
    """Text `templates/mail/{topic}_sms.txt` to a mobile. False where there is no number or no gateway."""
    if not to or not settings().sms_url:
        return False
    text = " ".join(said(f"mail/{topic}_sms.txt", lang, facts).split())
    await post_sealed(actor, "notice.sms", key, {"to": to, "text": text})
    return True


async def post_sealed(actor: Actor, kind: str, key: str, message: dict[str, str]) -> None:
    """Post an effect whose facts nobody reads in the database. Call it inside the write that is its cause."""
    sealed = secrets.seal(json.dumps(message, ensure_ascii=False), row=f"outbox:{key}")
    await outbox.post(actor, kind, key, {"key": key, "sealed": sealed})


def opened(job: Job) -> dict[str, str]:
    """What was posted sealed."""
    message: dict[str, str] = json.loads(secrets.unseal(job.payload["sealed"], row=f"outbox:{job.payload['key']}"))
    return message


async def send_mail(job: Job) -> None:
    """Hand one mail to the server. Raises what the server says, so that the outbox tries again."""
    message = opened(job)
    await _hand_over(message["to"], message["subject"], message["text"], job.payload["key"])


async def try_mail(to: str, topic: str, lang: str, **facts: Any) -> None:
    """Hand a mail to the server at once, for somebody who waits for its answer. Raises what the server says."""
    subject, _, text = said(f"mail/{topic}.txt", lang, facts).partition("\n")
    await _hand_over(to, subject.strip(), text.strip(), f"try:{secrets.token()}")


async def _hand_over(to: str, subject: str, text: str, key: str) -> None:
    server, message = urlsplit(settings().smtp_url), EmailMessage()
    message["From"], message["To"], message["Subject"] = settings().mail_from, to, subject
    message["Message-ID"] = f"<{secrets.mac(key, 'message id')[:32]}@{urlsplit(settings().base_url).hostname}>"
    message.set_content(text)
    await aiosmtplib.send(
        message,
        hostname=server.hostname,
        port=server.port,
        username=unquote(server.username) if server.username else None,
        password=unquote(server.password) if server.password else None,
        use_tls=server.scheme == "smtps",
        timeout=SECONDS,
    )


async def send_sms(job: Job) -> None:
    """Post one text message to the gateway as JSON: `to`, `text`, and an `id` by which it can drop a repetition."""
    message = {**opened(job), "id": job.payload["key"]}
    import httpx  # heavy: only where texts are sent

    async with httpx.AsyncClient(timeout=SECONDS) as gateway:
        (await gateway.post(settings().sms_url, json=message)).raise_for_status()


HANDLERS: dict[str, Handler] = {"notice.mail": send_mail, "notice.sms": send_sms}
