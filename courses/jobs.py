"""What happens by itself here: handlers of outbox rows, and what the clock asks for. Three-line wrappers over actions."""

from courses.actions import quotations
from training import clock
from training.access import worker
from training.jobs import Handlers, Tick
from training.queries import centers


async def lapse_quotations() -> None:
    """Let what was not answered in time expire, center by center, by each center's own calendar."""
    for center in await centers.all_centers():
        await quotations.lapse(worker(center.id), clock.today(center.zone))


HANDLERS: Handlers = {}
CLOCK: tuple[Tick, ...] = (Tick("lapse-quotations", 300, lapse_quotations),)
