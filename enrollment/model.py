"""Who is taught, when, where, by whom, as plain frozen values: cohorts and timetables first, people further down.

Credit hours are whole hundredths, durations minutes, instants aware UTC; days are days of the center.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from training.access import ActorKind
from training.errors import Fault
from training.model import Away, Gender, Half, IdType, Instructor, Venue
from training.rules.half_days import HalfDays, halves_of


class CohortState(StrEnum):
    """What is kept of a cohort's way; whether it is running just now follows from its dates."""

    PREPARING = "preparing"
    SCHEDULED = "scheduled"
    CLOSED = "closed"
    CANCELLED = "cancelled"


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


@dataclass(frozen=True)
class CohortCard:
    """What a list says of a cohort. `placed` of its `sessions` have a time, `named` of its `headcount` a name."""

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
    """课次. `package_item` is the thread back to what was bought; `slots` 0 is a ceremony inside another's half-day."""

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

    @property
    def is_off(self) -> bool:
        """Whether it was cancelled: its line stays, it holds nothing."""
        return self.state == SessionState.CANCELLED

    @property
    def halves(self) -> tuple[Half, ...]:
        """The half-days it takes; none while it is not placed."""
        return halves_of(self.half, self.slots) if self.half else ()


@dataclass(frozen=True)
class PlanItem:
    """One thing in one half-day of the package that a cohort follows. `slots` of its course; None without a course."""

    id: int
    day: int
    half: Half
    position: int
    kind: str
    title: str
    course: int | None
    method: str
    minutes: int
    credit_hours: int
    is_fixed: bool
    slots: int | None


@dataclass(frozen=True)
class Booked:
    """A stretch of an instructor or venue that another session holds, and what it is for, in words."""

    resource: int
    lane: int
    starts: datetime
    ends: datetime
    cohort: str = ""
    title: str = ""


@dataclass(frozen=True)
class PlanningRules:
    """How a center weighs its timetables: the strength of each rule, the price of each wish; the others are as usual."""

    strengths: Mapping[str, str] = field(default_factory=dict)
    weights: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Demand:
    """Everything from which the timetable of some cohorts is made; `booked` are the stretches others hold.

    `qualified` and `sites` go by course: who can teach it, best first, and its field sites in the order of the visit.
    """

    cohorts: tuple[Cohort, ...]
    sessions: tuple[Session, ...]
    plans: Mapping[int, Sequence[PlanItem]]
    instructors: tuple[Instructor, ...]
    venues: tuple[Venue, ...]
    qualified: Mapping[int, Sequence[int]]
    sites: Mapping[int, Sequence[int]]
    away: tuple[Away, ...]
    booked: tuple[Booked, ...]
    half_days: HalfDays
    planning: PlanningRules = PlanningRules()

    def of(self, cohort: int) -> tuple[Session, ...]:
        return tuple(session for session in self.sessions if session.cohort == cohort)

    def session(self, id: int) -> Session:
        return next(session for session in self.sessions if session.id == id)

    def cohort(self, id: int) -> Cohort:
        return next(cohort for cohort in self.cohorts if cohort.id == id)


@dataclass(frozen=True)
class Spot:
    """Where a session could be: the first slot of its day, who teaches, and the venues in the order of the visit."""

    session: int
    day: date
    slot: int
    instructor: int | None = None
    venues: tuple[int, ...] = ()


class ProposalState(StrEnum):
    """What has become of one run of the solver."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    ACCEPTED = "accepted"
    DISCARDED = "discarded"


@dataclass(frozen=True)
class Steps:
    """How far a solve is: sessions placed and not, the cost so far and at best, the cohort it is at."""

    placed: int = 0
    unplaced: int = 0
    cost: int = 0
    bound: int = 0
    cohort: int | None = None


@dataclass(frozen=True)
class LeftOut:
    """A session that found no place and why, as codes with the ids they are about."""

    session: int
    reasons: tuple[tuple[str, Mapping[str, Any]], ...]


@dataclass(frozen=True)
class Proposal:
    """One run of the solver: what was asked, how far it is, what it found. Nothing of it counts before it is accepted."""

    id: int
    cohorts: tuple[int, ...]
    state: ProposalState
    steps: Steps
    asked_by: str
    created_at: datetime
    spots: tuple[Spot, ...] = ()
    versions: Mapping[int, int] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    ended: str = ""


class Change(StrEnum):
    """What became of a session from one edition to the next."""

    ADDED = "added"
    MOVED = "moved"
    INSTRUCTOR = "instructor"
    VENUE = "venue"
    REMOVED = "removed"


@dataclass(frozen=True)
class Difference:
    """One session that two editions show differently; `was` and `now` are as an edition keeps it, None where it is not."""

    session: int
    title: str
    changes: tuple[Change, ...]
    was: Mapping[str, Any] | None
    now: Mapping[str, Any] | None


@dataclass(frozen=True)
class Edition:
    """课表第几版: when, by whom and why it was published, and what it changed."""

    edition: int
    reason: str
    published_by: str
    published_at: datetime
    changes: tuple[Difference, ...]


class EnrollmentState(StrEnum):
    """已确认, 取消参训, 已换人: what became of a place in a class."""

    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


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

    @property
    def is_over(self) -> bool:
        return self.state in (CohortState.CLOSED, CohortState.CANCELLED)


@dataclass(frozen=True)
class RosterRow:
    """One row of a roster as it was typed. `line` is its row in the sheet, as the person who sent it counts."""

    line: int
    name: str = ""
    gender: str = ""
    ethnic: str = ""
    unit_post: str = ""
    level: str = ""
    id_type: str = ""
    id_number: str = ""
    mobile: str = ""
    note: str = ""


@dataclass(frozen=True)
class Listed:
    """One person of a roster whose row holds no fault, ready to be enrolled. `name_as_given` keeps the row's own spelling."""

    line: int
    name: str
    name_as_given: str
    gender: Gender
    ethnic: str
    unit_post: str
    level: str
    id_type: IdType
    id_number: str
    mobile: str
    note: str


@dataclass(frozen=True)
class Overlap:
    """Another class of the same person on the same days. `cohort` is empty where the reader may not know its name."""

    cohort: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Known:
    """What the center knows already of the bearer of an ID number. `is_ours`: the reader may see and correct it."""

    trainee: int
    is_ours: bool
    name: str
    mobile: str
    overlaps: tuple[Overlap, ...] = ()


@dataclass(frozen=True)
class Remark:
    """What is to be said of one cell; a fault unless it is a note. `line` 0 speaks of the roster as a whole."""

    line: int
    field: str
    fault: Fault
    is_note: bool = False


@dataclass(frozen=True)
class RosterCheck:
    """A roster read and judged: its people, and everything to be said of its rows. Only without faults it can be saved."""

    people: tuple[Listed, ...]
    remarks: tuple[Remark, ...]

    @property
    def faults(self) -> tuple[Remark, ...]:
        return tuple(remark for remark in self.remarks if not remark.is_note)

    @property
    def notes(self) -> tuple[Remark, ...]:
        return tuple(remark for remark in self.remarks if remark.is_note)


@dataclass(frozen=True)
class Upload:
    """A roster that was sent and waits to be checked."""

    id: int
    cohort: int
    file_name: str
    rows: tuple[RosterRow, ...]
    uploaded_by: str
    uploaded_at: datetime
    version: int


@dataclass(frozen=True)
class Place:
    """A trainee's place in a class, as lists show it: ID and mobile masked."""

    id: int
    trainee: int
    position: int
    state: EnrollmentState
    name: str
    gender: str
    ethnic: str
    unit_post: str
    level: str
    id_type: str
    id_masked: str
    mobile_masked: str
    note: str
    replaced_by: int | None = None


@dataclass(frozen=True)
class Seat:
    """Who sits in a class now: as much of a place as attendance needs."""

    id: int
    trainee: int
    name: str
    unit_post: str


@dataclass(frozen=True)
class TaughtHalf:
    """A half-day in which a class has published sessions. `credit_hours` of these sessions, in hundredths."""

    day: date
    half: Half
    credit_hours: int
    starts: datetime
    ends: datetime
    titles: tuple[str, ...] = ()

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
    """What somebody's attendance comes to; hours in hundredths. `limit` is the most leave allowed, None where no rule says."""

    total: int
    leave: int
    absent: int
    absent_half_days: int
    recorded: int
    due: int
    limit: int | None = None
    is_over: bool = False


CLASS, WHOLE_CENTER = "class:", "center"
"""What a code is for: one class, by its number, or the whole center."""


@dataclass(frozen=True)
class Door:
    """Where people without a password come in: one class by its code, or (cohort None) the whole center."""

    center: int
    cohort: int | None
    title: str
    path: str

    @property
    def purpose(self) -> str:
        return f"{CLASS}{self.cohort}" if self.cohort else WHOLE_CENTER


@dataclass(frozen=True)
class Candidate:
    """Somebody a mobile number may belong to; `key` names him in a choice. His name is shown masked."""

    kind: ActorKind
    id: int
    name: str
    masked: str
    unit: str
    mail: str = ""

    @property
    def key(self) -> str:
        return f"{self.kind.value}.{self.id}"


@dataclass(frozen=True)
class Asked:
    """A code that somebody of a class waits for, as his class adviser sees it."""

    code: int
    name: str
    unit: str
    ends_at: datetime
    is_for_center: bool = False
