"""What happens by itself here: handlers of outbox rows, and what the clock asks for. Three-line wrappers over actions."""

from enrollment.actions import cancelling, cohorts, entry, holding, roster, telling, timetable
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


async def tell_cancelled(job: Job) -> None:
    """A class was cancelled."""
    await telling.cancelled(job.actor, job.payload["cohort"], job.payload["sessions"])


HANDLERS: Handlers = {
    "program.agreed": open_cohort,
    "timetable.solve": solve,
    "notice.timetable": tell,
    cancelling.TELL: tell_cancelled,
}
CLOCK: tuple[Tick, ...] = (
    Tick("hold-sessions", 300, holding.everywhere),
    Tick("forget-rosters", 3600, roster.forget_stale),
    Tick("forget-codes", 3600, entry.forget_codes),
)
