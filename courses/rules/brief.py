"""What a client states when he orders a package, what there is to choose from, and what the designer answers."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from courses.model import (
    Cost,
    Course,
    Finding,
    FundSource,
    Item,
    Package,
    Params,
    Price,
    Targets,
    TeachingMethod,
    Words,
)
from training.model import Half


class Wish(StrEnum):
    """How urgent a theme is: without a MUST there is no package, SHOULD comes before COULD."""

    MUST = "must"
    SHOULD = "should"
    COULD = "could"


@dataclass(frozen=True)
class Theme:
    """A theme that is wanted; `weight` compares it with others, 100 being usual."""

    theme: str
    wish: Wish = Wish.SHOULD
    weight: int = 100


@dataclass(frozen=True)
class FixedPoint:
    """Something that stands where it stands: a leader's speech, the opening. Without slots it takes no room."""

    day: int
    half: Half
    item: Item


@dataclass(frozen=True)
class Flavour:
    """A direction to look in: percent by which courses of a method count more, and what each method present adds."""

    key: str
    favour: Mapping[TeachingMethod, int] = field(default_factory=dict)
    variety: int = 0


@dataclass(frozen=True)
class Brief:
    """Needs as stated. Money in fen; `start` or a window of starts turns dates and closing days on."""

    key: str
    title: Words
    headcount: int
    days: int
    themes: tuple[Theme, ...] = ()  # empty: the whole catalogue
    courses: frozenset[str] = frozenset()  # must be in, whatever their theme
    level: str = ""
    staff: int = 0
    evenings: int = 0
    start: dt.date | None = None
    latest_start: dt.date | None = None
    arrival_days: int = 0
    departure_days: int = 0
    nights: int | None = None
    budget_per_person_day: int | None = None
    budget_total: int | None = None
    jurisdiction: str = ""
    fund_source: FundSource = FundSource.BUDGET
    rule_set: str = ""
    costs: tuple[Cost, ...] = ()
    wished_sites: frozenset[str] = frozenset()
    unwanted_sites: frozenset[str] = frozenset()
    wished_instructors: frozenset[str] = frozenset()
    unwanted_instructors: frozenset[str] = frozenset()
    fixed: tuple[FixedPoint, ...] = ()
    targets: Targets = field(default_factory=Targets)
    taught_before: frozenset[str] = frozenset()
    flavours: tuple[Flavour, ...] = ()


@dataclass(frozen=True)
class Busy:
    """An instructor or a site that is taken: on one half-day of a date, or (half None) the whole of it."""

    key: str
    date: dt.date
    half: Half | None = None


@dataclass(frozen=True)
class Catalogue:
    """What can be chosen from, and who and what is not free."""

    courses: tuple[Course, ...] = ()
    busy: tuple[Busy, ...] = ()


@dataclass(frozen=True)
class Fact:
    """One thing that the brief or its rules say. A smallest set of them explains why nothing fits."""

    code: str
    params: Params = field(default_factory=dict)

    @property
    def key(self) -> str:
        """One name for this fact among those of a brief."""
        return f"{self.code}:{self.params.get('name', '')}"


@dataclass(frozen=True)
class LeftOut:
    """A theme, a wished site or a wished instructor that found no place, the course that would bring it back most
    cheaply, and at what price.

    `half_days` and `fen` are what must be granted beyond the brief, everything chosen kept. `barred_by` are bands and
    dates that stand against it whatever is granted. `course` empty: the catalogue has nothing that may be taken.
    """

    theme: str = ""
    site: str = ""
    instructor: str = ""
    course: str = ""
    title: Words = field(default_factory=lambda: Words(""))
    half_days: int = 0
    fen: int = 0
    barred_by: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """One package for a brief. `gap` in hundredths of a percent: how much a better one could be worth at most.

    `differs` says in percent how many of the courses differ from each proposal before it.
    """

    flavour: str
    package: Package
    price: Price
    findings: tuple[Finding, ...]
    mix: Mapping[TeachingMethod, int]
    covered: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    score: int
    bound: int
    gap: int
    proved: bool
    differs: tuple[int, ...]


@dataclass(frozen=True)
class Design:
    """The answer to a brief: proposals, or the facts that together forbid any. `cut_short`: a safety limit of time
    was hit, so that another run might answer differently. Not `proved`: time ran out before it was clear whether any
    package is possible, or, beside facts, whether each of them is needed. `remarks` say what was not done as asked:
    fewer proposals, a window cut at its end."""

    proposals: tuple[Proposal, ...] = ()
    forbidden_by: tuple[Fact, ...] = ()
    proved: bool = True
    cut_short: bool = False
    remarks: tuple[Fact, ...] = ()
