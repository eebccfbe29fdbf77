"""What the demonstration sent out, in clear, so that whoever tries it reads the mails and codes that nobody else would."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from training import secrets
from training.errors import Missing
from training.model import OutboxState
from training.settings import settings
from training.tables import Outbox

KINDS = ("notice.mail", "notice.sms")
MOST = 50


@dataclass(frozen=True)
class Message:
    """One message as it went out; a text message has no subject."""

    to: str
    subject: str
    text: str
    sent: datetime


async def newest() -> list[Message]:
    """The last of every center of the demonstration. Raises Missing on any other installation."""
    if not settings().demo:
        raise Missing("problem.not-found")
    sent = Outbox.kind.is_in(list(KINDS)) & (Outbox.state == OutboxState.DONE.value)
    rows = await Outbox.select().where(sent).order_by(Outbox.id, ascending=False).limit(MOST).output(load_json=True)
    return [_message(row) for row in rows]


def _message(row: dict[str, Any]) -> Message:
    payload = row["payload"]
    said = json.loads(secrets.unseal(payload["sealed"], row=f"outbox:{payload['key']}"))
    return Message(said["to"], said.get("subject", ""), said["text"], row["done_at"])
