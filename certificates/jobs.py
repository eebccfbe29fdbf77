"""What happens by itself here: handlers of outbox rows, and what the clock asks for. Three-line wrappers over actions."""

from certificates.actions import rendering
from training.jobs import Handlers, Tick
from training.outbox import Job


async def render(job: Job) -> None:
    """Print what was issued to a class."""
    await rendering.render(job.actor, job.payload["cohort"])


async def after_closing(job: Job) -> None:
    """A closed class waits for somebody to issue; nothing happens by itself."""


HANDLERS: Handlers = {"certificate.render": render, "cohort.closed": after_closing}
CLOCK: tuple[Tick, ...] = ()
