"""A cohort, its sessions, and the people at them."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from training.model import Half
from training.rules.half_days import halves_of


class CohortState(StrEnum):
    """What is kept of a cohort's way; whether it is running just now follows from its dates."""

    PREPARING = "preparing"
    SCHEDULED = "scheduled"
    CLOSED = "closed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Whether nothing of it is changed any more."""
        return self in (CohortState.CLOSED, CohortState.CANCELLED)


class SessionState(StrEnum):
    """待安排, 已安排, 已发布, 已授课, 已取消."""

    UNPLACED = "unplaced"
    PLANNED = "planned"
    CONFIRMED = "confirmed"
    TAUGHT = "taught"
    CANCELLED = "cancelled"


class SessionKind(StrEnum):
    TEACHING = "teaching"
    CEREMONY = "ceremony"


@dataclass(frozen=True)
class Person:
    """Somebody by id and name."""

    id: int
    name: str


@dataclass(frozen=True)
class Cohort:
    """班次: one run of a program. `agency` None: a class that the center planned itself."""

    id: int
    name: str
    program: int
    package: int
    agency: int | None
    agency_name: str
    state: CohortState
    headcount: int
    starts_on: date
    ends_on: date
    class_code: str
    edition: int
    roster_due: date | None
    version: int
    adviser: Person | None = None
    home_room: Person | None = None
    sessions: int = 0
    placed: int = 0
    published: int = 0
    named: int = 0
    cancelled_reason: str = ""


class Stage(StrEnum):
    """How far a class is, as lists say it: what is kept of it, and the calendar."""

    PREPARING = "preparing"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    OVER = "over"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class CohortCard(Struct, frozen=True):
    """What a list says of a cohort. `placed` of its `sessions` have a time, `named` of its `headcount` a name.

    A struct, because fifty are made, hashed and compared for every list that is shown.
    """

    id: int
    name: str
    state: CohortState
    starts_on: date
    ends_on: date
    headcount: int
    roster_due: date | None
    edition: int
    agency_name: str
    adviser_name: str
    sessions: int
    placed: int
    named: int


@dataclass(frozen=True)
class Session:
    """课次. `package_item` is the thread back to what was bought; `slots` 0 is a ceremony inside another's half-day.

    `title_en` is that of its course, where it is taught under the course's own title.
    """

    id: int
    cohort: int
    package_item: int
    kind: SessionKind
    title: str
    course: int | None
    method: str
    minutes: int
    credit_hours: int
    slots: int
    wished_day: int | None
    wished_half: str
    position: int
    is_fixed: bool
    is_pinned: bool
    is_published: bool
    state: SessionState
    on_day: date | None
    half: Half | None
    starts: datetime | None
    ends: datetime | None
    version: int
    instructors: tuple[Person, ...] = field(default=())
    venues: tuple[Person, ...] = field(default=())
    cancelled_reason: str = ""
    title_en: str = ""

    @property
    def is_off(self) -> bool:
        """Whether it was cancelled: its line stays, it holds nothing."""
        return self.state == SessionState.CANCELLED

    def has_begun(self, now: datetime) -> bool:
        """Whether it is being taught or was: published and past its beginning, or noted as taught."""
        is_on = self.is_published and not self.is_off and self.starts is not None and self.starts <= now
        return is_on or self.state == SessionState.TAUGHT

    @property
    def halves(self) -> tuple[Half, ...]:
        """The half-days it takes; none while it is not placed."""
        return halves_of(self.half, self.slots) if self.half else ()


@dataclass(frozen=True)
class Class:
    """What roster and attendance must know of a cohort."""

    id: int
    name: str
    agency: int | None
    package: int
    state: CohortState
    headcount: int
    starts_on: date
    ends_on: date
    adviser: int | None
    class_code: str
    version: int
    zone: str
    rule_set: str = ""  # of its package; with the fund and the payer's place it says how much leave there may be
    fund_source: str = ""
    jurisdiction: str = ""

    @property
    def is_over(self) -> bool:
        return self.state.is_over
