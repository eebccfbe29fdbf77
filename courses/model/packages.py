"""Packages (培训方案): runs of people, days, half-days and what fills them, and what is said of them in lists."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from courses.model.costs import Cost, InstructorFee, Words
from courses.model.rule_sets import FundSource
from courses.model.teaching import Stop, TeachingMethod
from courses.model.wishes import Wishes
from training.model import Half


class PackageKind(StrEnum):
    MENU = "menu"
    ORDER = "order"


class PackageState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"


class PackageStage(StrEnum):
    """How far a package has come, for whoever looks for it: its state, then what was made of it."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    QUOTED = "quoted"
    AGREED = "agreed"


class ItemKind(StrEnum):
    """What fills a piece of a half-day. Only teaching counts in the method mix."""

    TEACHING = "teaching"
    CEREMONY = "ceremony"
    TRAVEL = "travel"
    ADMIN = "admin"
    FREE = "free"


class Binding(StrEnum):
    """How firmly an item keeps its half-day once agreed."""

    FIXED = "fixed"
    WISHED = "wished"


class Together(StrEnum):
    """Who else hears the same lesson at the same time; it decides how often the instructor is paid."""

    EACH_RUN = "each_run"
    ALL_RUNS = "all_runs"
    PAID_ELSEWHERE = "paid_elsewhere"


@dataclass(frozen=True)
class Item:
    """One piece of a half-day: a course, a ceremony, a drive. `slots` is how much of the day it takes (2 = half-day)."""

    key: str
    title: Words
    kind: ItemKind = ItemKind.TEACHING
    method: TeachingMethod | None = None
    local_label: str = ""
    course: str = ""
    theme: str = ""
    binding: Binding = Binding.WISHED
    minutes: int | None = None
    credit_hours: int | None = None
    slots: int | None = None
    start: dt.time | None = None
    end: dt.time | None = None
    stops: tuple[Stop, ...] = ()
    instructors: tuple[InstructorFee, ...] = ()
    together: Together = Together.EACH_RUN
    costs: tuple[Cost, ...] = ()
    reason: str = ""
    note: str = ""


@dataclass(frozen=True)
class HalfDay:
    """What happens in one half of a day; `half` None: somewhere in the day, the source does not say."""

    half: Half | None
    items: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Day:
    """A day of the program; `number` None gathers what has no day yet. Days need not follow one another."""

    number: int | None
    halves: tuple[HalfDay, ...] = ()
    date: dt.date | None = None


@dataclass(frozen=True)
class People:
    """Trainees of one level. `said` keeps the client's own words (“150人以上”) where there is no number."""

    level: str = ""
    count: int | None = None
    said: str = ""


@dataclass(frozen=True)
class Run:
    """One holding of the package (期). `times` None: several, nobody has said how many; people are all of them."""

    people: tuple[People, ...] = ()
    staff: int | None = None
    start: dt.date | None = None
    times: int | None = 1

    @property
    def headcount(self) -> int | None:
        """All trainees, or None as long as one number is missing."""
        counts = [people.count for people in self.people]
        return None if not counts or None in counts else sum(filter(None, counts))


@dataclass(frozen=True)
class Package:
    """A design for one agency. `day_count` is the number of days of the program without arrival and departure days."""

    key: str
    title: Words
    kind: PackageKind = PackageKind.MENU
    days: tuple[Day, ...] = ()
    runs: tuple[Run, ...] = (Run(),)
    day_count: int | None = None
    arrival_days: int = 0
    departure_days: int = 0
    nights: int | None = None
    costs: tuple[Cost, ...] = ()
    jurisdiction: str = ""
    fund_source: FundSource = FundSource.BUDGET
    rule_set: str = ""
    training_class: str = ""
    host_province: str = ""
    payer_province: str = ""
    approvals: frozenset[str] = frozenset()

    @property
    def items(self) -> Iterator[tuple[Day, Half | None, Item]]:
        """Every item with its day and half-day, in the order of the program."""
        return ((day, part.half, item) for day in self.days for part in day.halves for item in part.items)

    @property
    def starts_on(self) -> dt.date | None:
        """The first day of the program of its first run."""
        return self.runs[0].start if self.runs else None

    @property
    def ends_on(self) -> dt.date | None:
        """The last day of the program, which runs without a break."""
        return _later(self.starts_on, max(self.day_count or 1, 1) - 1)

    @property
    def arrives_on(self) -> dt.date | None:
        """报到: the day on which people come when they come before the program begins."""
        return _later(self.starts_on, -self.arrival_days) if self.arrival_days else None

    @property
    def leaves_on(self) -> dt.date | None:
        """撤离: the day on which people leave when they leave after the program has ended."""
        return _later(self.ends_on, self.departure_days) if self.departure_days else None

    def date_of(self, day: Day) -> dt.date | None:
        """The date of one of its days, as far as it is known."""
        return day.date or (_later(self.starts_on, day.number - 1) if day.number else None)


def _later(day: dt.date | None, days: int) -> dt.date | None:
    return day + dt.timedelta(days=days) if day else None


@dataclass(frozen=True)
class PackageCard:
    """What a list says of a package. `lessons` counts its items that teach."""

    id: int
    title: str
    agency: str
    kind: PackageKind
    stage: PackageStage
    days: int
    headcount: int | None
    starts_on: dt.date | None
    changed_at: dt.datetime
    lessons: int


@dataclass(frozen=True)
class PackageFacts:
    """What was entered about a package, apart from its day plan. `costs` are fen per person-day by kind of cost.

    `quotation` is its newest edition that the reader may see, made of `quoted_version`; `program` is what was agreed on.
    """

    id: int
    agency: int | None
    agency_name: str
    is_agency_confirmed: bool
    kind: PackageKind
    title: str
    state: PackageState
    stage: PackageStage
    headcount: int | None
    staff: int
    level: str
    fund_source: str
    rule_set: str
    starts_on: dt.date | None
    days: int
    has_arrival_day: bool
    has_departure_day: bool
    costs: Mapping[str, int]
    needs: str
    wishes: Wishes
    changed_at: dt.datetime
    submitted_at: dt.datetime | None
    version: int
    quotation: int | None = None
    quoted_version: int | None = None
    program: int | None = None

    @property
    def is_changed_since_quoted(self) -> bool:
        """Whether the newest quotation is of an earlier version, so that nobody can accept it."""
        return self.quoted_version is not None and self.quoted_version != self.version
