"""结班: closing a class, after its last half-day and with attendance complete. What is closed does not change any more."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from piccolo.columns import Column

from enrollment.model import CohortState
from enrollment.queries import attendance, roster
from enrollment.rules import attendance as rules
from enrollment.tables import Cohort
from training import audit, clock, db, outbox
from training.access import Actor
from training.errors import Clash, Invalid
from training.model import Half
from training.tenancy import seen_by


@dataclass(frozen=True)
class Gap:
    """A half-day in which so many people have no mark."""

    day: date
    half: Half
    people: int


@dataclass(frozen=True)
class Readiness:
    """What still stands in the way of closing a class: of its half-days only those that have begun can have a gap.

    `ends` is the end of its last half-day, None without a timetable.
    """

    ends: datetime | None
    is_over: bool
    gaps: tuple[Gap, ...]
    people: int

    @property
    def is_ready(self) -> bool:
        return self.is_over and self.people > 0 and not self.gaps


async def readiness(actor: Actor, cohort: int, now: datetime | None = None) -> Readiness:
    """How far a class is from being closed. Raises Missing."""
    await roster.of_class(actor, cohort)
    halves, taken = await attendance.halves(actor, cohort), await attendance.taken(actor, cohort)
    people = [place.id for place in await roster.people_of(actor, cohort)]
    ends = max((half.ends for half in halves), default=None)
    now = now or clock.now()
    gaps = rules.unrecorded([half for half in halves if half.starts <= now], people, taken)
    is_over = ends is not None and ends <= now
    return Readiness(ends, is_over, tuple(Gap(half.day, half.half, count) for half, count in gaps), len(people))


async def close(actor: Actor, cohort: int, now: datetime | None = None) -> None:
    """Close a class. Raises Invalid with what is missing, Clash for one that is closed already.

    The class is touched first, so that a roster or a mark saved at the same moment is either seen here or refused there.
    """
    now = now or clock.now()
    facts = await roster.of_class(actor, cohort)
    if facts.is_over:
        raise Clash("closing.closed-already")
    async with db.write():
        mine = seen_by(actor, Cohort) & (Cohort.id == cohort) & (Cohort.state == facts.state.value)
        closed: dict[Column | str, Any] = {Cohort.state: CohortState.CLOSED.value, Cohort.closed_at: now}
        if not await Cohort.update(closed).where(mine).returning(Cohort.id):
            raise Clash("closing.closed-already")
        _ready(await readiness(actor, cohort, now))
        await audit.note(actor, "cohort.closed", "cohort", cohort)
        await outbox.post(actor, "cohort.closed", f"cohort.closed:{cohort}", {"cohort": cohort})


def _ready(found: Readiness) -> None:
    if found.ends is None:
        raise Invalid("closing.no-timetable")
    if not found.is_over:
        raise Invalid("closing.too-early", {"ends": f"{found.ends:%Y-%m-%d}"})
    if not found.people:
        raise Invalid("closing.nobody")
    if found.gaps:
        raise Invalid("closing.attendance-missing", {"count": len(found.gaps)})
