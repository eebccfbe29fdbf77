"""The written form of a rule set: the tables and keys a TOML file may have, and what each value must look like.

What the values mean is said in `docs/rule-sets.md`; turning them into a `RuleSet` belongs to `regulations.py`.
"""

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

import msgspec

from courses.model import CostKind, FeeBasis, FundSource, Severity, Words

LARGEST_AMOUNT = 100_000_000
"""In yuan. A ceiling above it is a slip of the pen."""
SHARE = re.compile(r"\d{1,9}(\.\d{1,9})?%?|\d{1,9}/\d{1,9}", re.ASCII)

Name = Annotated[str, msgspec.Meta(min_length=1)]
Count = Annotated[int, msgspec.Meta(ge=0, le=99_999)]
"""Days, people, hours."""


class Yuan(int):
    """An amount written in yuan, kept in fen."""


def number(kind: type, value: object) -> object:
    """Read an amount (650, 0.5) or a share ("70%", "1/7") exactly; raises ValueError with the reason."""
    if kind is Yuan and isinstance(value, int | Decimal) and not isinstance(value, bool):
        return _yuan(Decimal(value))
    if kind is Fraction and isinstance(value, str):
        return _share(value)
    raise ValueError("an amount in yuan is needed" if kind is Yuan else 'a share such as "70%" or "1/7" is needed')


def _yuan(value: Decimal) -> Yuan:
    written = value.is_finite() and 0 <= value <= LARGEST_AMOUNT
    if not written or value * 100 != (value * 100).to_integral_value():
        raise ValueError(f"an amount in yuan from 0 to {LARGEST_AMOUNT} with at most two decimals is needed")
    return Yuan(value * 100)


def _share(text: str) -> Fraction:
    over = text.partition("/")[2]
    if SHARE.fullmatch(text) and (not over or int(over)):
        share = Fraction(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
        if share <= 1:
            return share
    raise ValueError('a share from 0 to 1 such as "70%" or "1/7" is needed')


class Table(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What every table of values carries: the clause it comes from, and which of its keys nobody has verified."""

    clause: str = ""
    source: str = ""
    unverified: bool | list[str] = False

    def __post_init__(self) -> None:
        if isinstance(self.unverified, list) and (alien := set(self.unverified) - set(self.__struct_fields__)):
            raise ValueError(f"unverified names what is not here: {', '.join(sorted(alien))}")


class LineTable(Table):
    code: Name
    title: Words
    holds: list[CostKind]


class ClassTable(Table):
    code: Name
    title: Words
    levels: list[str]
    cap: Yuan | None = None
    split: dict[str, Yuan] = {}


class TierTable(Table):
    beyond: Count
    rate: Fraction


class PoolingTable(Table):
    allowed: bool
    except_lines: list[str] = []


class DayCountTable(Table):
    arrival_most: Count | None = None
    departure_most: Count | None = None
    together_most: Count | None = None


class StaffTable(Table):
    ratio: Fraction | None = None
    most: Count | None = None
    in_person_days: bool = True


class FeeCapTable(Table):
    code: Name
    title: Words
    titles: list[str]
    cap: Yuan
    soft: bool = False


class RemoteTable(Table):
    uplift: Fraction | None = None
    needs_approval: bool = True


class FeesTable(Table):
    basis: FeeBasis
    most_paid_hours: Count | None = None
    joint_paid_once: bool = False
    cap: list[FeeCapTable] = []
    remote: RemoteTable | None = None


class BracketTable(Table):
    above: Yuan
    rate: Fraction
    allowance: Yuan = Yuan(0)
    share: Fraction = Fraction(0)
    quick: Yuan = Yuan(0)


class TaxTable(Table):
    within_days: Count
    bracket: list[BracketTable]


class StanceTable(Table):
    severity: Severity | None = None
    within_days: Count | None = None
    approval: str = ""


class ForbiddenTable(Table):
    kinds: list[CostKind]


class LeaveTable(Table):
    fraction: Fraction


class Edition(Table):
    """A whole file. `unknown` names every part that the file leaves out: nothing is missing in silence."""

    key: Name
    version: Count
    title: Words
    jurisdiction: Name
    fund_sources: list[FundSource]
    effective_from: date | None = None
    effective_to: date | None = None
    line: list[LineTable] = []
    class_: list[ClassTable] = msgspec.field(default_factory=list, name="class")
    pooling: PoolingTable | None = None
    tier: list[TierTable] = []
    day_count: DayCountTable | None = None
    staff: StaffTable | None = None
    fees: FeesTable | None = None
    tax: TaxTable | None = None
    trainee_travel: StanceTable | None = None
    study_tour: StanceTable | None = None
    out_of_province: StanceTable | None = None
    forbidden: ForbiddenTable | None = None
    leave: LeaveTable | None = None
    unknown: list[str] = []
