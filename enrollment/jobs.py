"""What happens by itself here: handlers of outbox rows, and what the clock asks for. Three-line wrappers over actions."""

from enrollment.actions import cohorts, entry, roster, telling, timetable
from training.jobs import Handlers, Tick
from training.outbox import Job


async def open_cohort(job: Job) -> None:
    """A program was agreed."""
    await cohorts.open_cohort(job.actor, job.payload["program"])


async def solve(job: Job) -> None:
    """Somebody pressed 自动排课."""
    await timetable.solve(job.actor, job.payload["proposal"])


async def tell(job: Job) -> None:
    """A timetable was published."""
    await telling.published(job.actor, job.payload["cohort"], job.payload["edition"])


HANDLERS: Handlers = {"program.agreed": open_cohort, "timetable.solve": solve, "notice.timetable": tell}
CLOCK: tuple[Tick, ...] = (
    Tick("forget-rosters", 3600, roster.forget_stale),
    Tick("forget-codes", 3600, entry.forget_codes),
)
