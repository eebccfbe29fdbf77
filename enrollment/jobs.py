"""What happens by itself here: handlers of outbox rows, and what the clock asks for. Three-line wrappers over actions."""

from enrollment.actions import cohorts
from training.jobs import Handlers, Tick
from training.outbox import Job


async def open_cohort(job: Job) -> None:
    """A program was agreed."""
    await cohorts.open_cohort(job.actor, job.payload["program"])


HANDLERS: Handlers = {"program.agreed": open_cohort}
CLOCK: tuple[Tick, ...] = ()
