"""Rule sets: what one payer's money may be spent on, as an edition of a regulation gives it in figures."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from courses.model.costs import CostKind, FeeBasis, Words


class FundSource(StrEnum):
    """Whose money pays; with the payer's place and the date it decides the rule set."""

    BUDGET = "budget"  # 财政预算
    PARTY_DUES = "party_dues"  # 党费
    STAFF_TRAINING = "staff_training"  # 职工教育经费
    UNION_DUES = "union_dues"  # 工会经费
    COOPERATION = "cooperation"  # 协作帮扶资金
    OTHER = "other"


class Severity(StrEnum):
    BLOCK = "block"
    WARN = "warn"
    NOTE = "note"


@dataclass(frozen=True)
class Source:
    """Where a value of a rule set was read; `verified` False prints as 未核实 wherever the value is used."""

    text: str
    verified: bool = True


@dataclass(frozen=True)
class Line:
    """A line of the ceiling, in the order in which the rule set names them, and the kinds of cost it holds."""

    code: str
    title: Words
    holds: frozenset[CostKind]


@dataclass(frozen=True)
class TrainingClass:
    """A class of training (一类、二类、三类): who decides it and its ceilings in fen per person-day."""

    code: str
    title: Words
    levels: frozenset[str]
    cap: int | None
    split: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Tier:
    """Days beyond `beyond` count with `rate` of the ceiling, up to the next tier."""

    beyond: int
    rate: Fraction


@dataclass(frozen=True)
class DayCount:
    """Which days the ceiling counts: at most so many of arrival, of departure, and of both together (None: no limit)."""

    arrival_most: int | None = None
    departure_most: int | None = None
    together_most: int | None = None


@dataclass(frozen=True)
class StaffLimit:
    """How many staff may be counted beside the trainees; `in_person_days` says whether the ceiling covers them."""

    ratio: Fraction | None = None
    most: int | None = None
    in_person_days: bool = True


@dataclass(frozen=True)
class FeeCap:
    """The most a title may be paid after tax; a soft ceiling (一般不超过) warns instead of blocking."""

    code: str
    title: Words
    titles: frozenset[str]
    cap: int
    soft: bool = False


@dataclass(frozen=True)
class FeeRules:
    """Lecture fees: ceilings by title, what they are per, paid hours in a half-day (hundredths), uplift for remote."""

    basis: FeeBasis = FeeBasis.HOUR
    caps: tuple[FeeCap, ...] = ()
    most_paid_hours: int | None = None
    joint_paid_once: bool = False
    remote_uplift: Fraction | None = None
    remote_needs_approval: bool = True


@dataclass(frozen=True)
class TaxBracket:
    """Withholding on labour remuneration from a gross in fen: (gross x (1 - share) - allowance) x rate - quick."""

    above: int
    rate: Fraction
    allowance: int = 0
    share: Fraction = Fraction(0)
    quick: int = 0


@dataclass(frozen=True)
class Stance:
    """How a rule set looks on one practice: its severity, None where it is allowed or the text is not known."""

    severity: Severity | None = None
    within_days: int | None = None
    approval: str = ""


@dataclass(frozen=True)
class RuleSet:
    """What one payer's money may be spent on, from a day on: an edition of a regulation as data."""

    key: str
    version: int
    title: Words
    jurisdiction: str
    fund_sources: frozenset[FundSource]
    effective_from: dt.date | None
    effective_to: dt.date | None = None
    lines: tuple[Line, ...] = ()
    classes: tuple[TrainingClass, ...] = ()
    pooled: bool | None = None
    unpooled_lines: frozenset[str] = frozenset()  # lines with a limit of their own even where others are pooled
    tiers: tuple[Tier, ...] = ()
    day_count: DayCount = DayCount()
    staff: StaffLimit = StaffLimit()
    fees: FeeRules = FeeRules()
    tax: tuple[TaxBracket, ...] = ()
    tax_days: int | None = None  # what one job brings within so many days of its first is taxed as one payment
    trainee_travel: Stance = Stance()
    study_tour: Stance = Stance()
    out_of_province: Stance = Stance()
    forbidden: frozenset[CostKind] = frozenset()
    leave_fraction: Fraction | None = None
    clauses: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()

    @property
    def edition(self) -> str:
        """The name a package freezes: key and version; empty for what stands in where nothing was entered."""
        return f"{self.key}@{self.version}" if self.key else ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known that a price could be made by: no ceilings, no lines, no fees, no tax."""
        return not (self.lines or self.classes or self.fees.caps or self.tax)
