"""What is recorded of each half-day, and what it comes to."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from training.model import Half


class Mark(StrEnum):
    """出勤, 迟到, 早退, 事假, 病假, 公假, 旷课."""

    PRESENT = "present"
    LATE = "late"
    EARLY = "early"
    PERSONAL = "personal"
    SICK = "sick"
    OFFICIAL = "official"
    ABSENT = "absent"


ON_LEAVE = frozenset({Mark.PERSONAL, Mark.SICK, Mark.OFFICIAL})


@dataclass(frozen=True)
class Seat:
    """Who sits in a class now: as much of a place as attendance needs."""

    id: int
    trainee: int
    name: str
    unit_post: str


@dataclass(frozen=True)
class TaughtHalf:
    """A half-day in which a class has published sessions. `credit_hours` of these sessions, in hundredths.

    `titles_en` are the English ones, as far as their courses have any.
    """

    day: date
    half: Half
    credit_hours: int
    starts: datetime
    ends: datetime
    titles: tuple[str, ...] = ()
    titles_en: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[date, Half]:
        return self.day, self.half


@dataclass(frozen=True)
class Taken:
    """What is recorded of one person in one half-day."""

    enrollment: int
    day: date
    half: Half
    mark: Mark
    reason: str
    taken_by: str
    version: int


@dataclass(frozen=True)
class Tally:
    """What somebody's attendance comes to; hours in hundredths. `limit` is the most leave allowed, None where no rule says.

    Absence without leave counts as leave does: `is_over` where both together are more.
    """

    total: int
    leave: int
    absent: int
    absent_half_days: int
    recorded: int
    due: int
    limit: int | None = None
    is_over: bool = False
