"""What happens by itself in the center: handlers of outbox rows, and what the clock asks for.

Every package's `jobs.py` has the same two words: HANDLERS maps a kind of outbox row to what is done for it; CLOCK lists
what the lease holder's clock does every so many seconds. Wrappers of three lines over actions, no more.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from training import audit, notices
from training.actions import forgotten, registering
from training.outbox import Handler
from training.queries import centers

Handlers = Mapping[str, Handler]


@dataclass(frozen=True)
class Tick:
    """Something the clock does: by name, every so many seconds. It may run twice and must not mind."""

    name: str
    seconds: int
    run: Callable[[], Awaitable[object]]


async def seal_audit() -> None:
    """Seal what was written since the last time, center by center."""
    for center in [0, *(card.id for card in await centers.all_centers())]:
        await audit.seal(center)


HANDLERS: Handlers = {**notices.HANDLERS, forgotten.KIND: forgotten.send, registering.KIND: registering.take}
CLOCK: tuple[Tick, ...] = (Tick("seal-audit", 3, seal_audit),)
