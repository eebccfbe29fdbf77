"""When a login or a token was last used: noted in memory and written a few times a minute, so that no page waits for it.

Each process writes what it has noted. What a killed process had not written is lost, and a login then counts as idle
since a few seconds earlier than it was.
"""

import asyncio
from contextlib import suppress
from datetime import datetime

import structlog
from piccolo.columns import Timestamptz

from training.tables import ApiToken, Login

SECONDS = 20
AT_ONCE = 500
_noted: dict[type[Login | ApiToken], dict[int, datetime]] = {Login: {}, ApiToken: {}}
_AT: dict[type[Login | ApiToken], Timestamptz] = {Login: Login.seen_at, ApiToken: ApiToken.used_at}
log = structlog.get_logger()


def note(table: type[Login | ApiToken], id: int, now: datetime) -> None:
    """Somebody used this login or token now."""
    _noted[table][id] = now


async def write() -> None:
    """Write what was noted. All of a batch get its earliest moment, so that no login lasts longer than it may."""
    for table, noted in _noted.items():
        batch = dict(list(noted.items())[:AT_ONCE])
        if batch:
            since = min(batch.values())
            await table.update({_AT[table]: since}).where(table.id.is_in(list(batch)))
            for one, at in batch.items():
                if noted.get(one) == at:
                    del noted[one]


async def keep_writing(stop: asyncio.Event) -> None:
    """Write every few seconds until told to stop, and once more then. What cannot be written now is tried again."""
    while not stop.is_set():
        with suppress(TimeoutError):
            async with asyncio.timeout(SECONDS):
                await stop.wait()
        try:
            await write()
        except Exception as error:
            log.error("seen.failed", exc_info=error)
