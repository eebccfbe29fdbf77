"""What happens by itself here: handlers of outbox rows, and what the clock asks for. Three-line wrappers over actions."""

from certificates.actions import rendering, telling
from training.jobs import Handlers, Tick
from training.outbox import Job


async def render(job: Job) -> None:
    """Print what was issued to a class, and tell those who hold it."""
    await rendering.render(job.actor, job.payload["cohort"])
    await telling.issued(job.actor, job.payload["cohort"])


async def after_closing(job: Job) -> None:
    """A closed class waits for certificates: whoever issues to it is told."""
    await telling.closed(job.actor, job.payload["cohort"])


HANDLERS: Handlers = {"certificate.render": render, "cohort.closed": after_closing}
CLOCK: tuple[Tick, ...] = ()
