"""A published session becomes taught: when its time has passed, or when attendance of its half-day is taken."""

from datetime import date
from typing import Any

from enrollment.model import SessionState
from enrollment.queries import sessions
from enrollment.tables import Session as Row
from training import clock
from training.access import Actor
from training.model import Half
from training.tenancy import seen_by

TAUGHT: dict[Any, Any] = {Row.state: SessionState.TAUGHT, Row.version: Row.version + 1}
WAITS = Row.is_published.eq(True) & (Row.state == SessionState.CONFIRMED)


async def everywhere() -> int:
    """Whatever ended by now, in every center; returns how many."""
    return len(await Row.update(TAUGHT).where(WAITS, Row.ends_at <= clock.now()).returning(Row.id))


async def past(actor: Actor, cohort: int) -> None:
    """What of one class has ended by now. Call it inside a write."""
    await Row.update(TAUGHT).where(seen_by(actor, Row), Row.cohort == cohort, WAITS, Row.ends_at <= clock.now())


async def half_day(actor: Actor, cohort: int, day: date, half: Half) -> None:
    """What of one class is held in a half-day whose attendance is being taken. Call it inside a write."""
    held = await sessions.asked(actor, (Row.cohort == cohort) & (Row.on_day == day) & WAITS)
    if ids := [session.id for session in held if half in session.halves]:
        await Row.update(TAUGHT).where(seen_by(actor, Row), Row.id.is_in(ids))
