"""How often something was tried, by account and by address, counted in the database for all processes."""

from datetime import timedelta

from training import clock, db, secrets
from training.errors import TooMany
from training.tables import Attempt


def key(kind: str, value: str) -> str:
    """What is counted; the value itself is not kept."""
    return f"{kind}:{secrets.mac(value.casefold(), 'attempts')[:40]}"


async def count(keys: dict[str, int], minutes: int) -> None:
    """Count one try for each key. Raises TooMany where a key has had more than its number within the window.

    One statement each, so that tries at once on several processes are all counted.
    """
    now = clock.now()
    for name, most in keys.items():
        rows = await db.raw(
            "INSERT INTO attempt (key, tries, window_ends) VALUES ({}, 1, {}) ON CONFLICT (key) DO UPDATE SET "
            "tries = CASE WHEN attempt.window_ends <= {} THEN 1 ELSE attempt.tries + 1 END, "
            "window_ends = CASE WHEN attempt.window_ends <= {} THEN excluded.window_ends ELSE attempt.window_ends END "
            "RETURNING tries, window_ends",
            name,
            now + timedelta(minutes=minutes),
            now,
            now,
        )
        if rows[0]["tries"] > most:
            raise TooMany("problem.too-many", {"minutes": minutes})


async def forget(*keys: str) -> None:
    """A right answer clears the count of its keys."""
    await Attempt.delete().where(Attempt.key.is_in(list(keys)))
