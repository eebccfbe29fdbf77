"""Reading a rule set from its TOML file. A faulty file is refused with its name, the line and the reason."""

import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import msgspec

from courses.model import (
    DayCount,
    FeeCap,
    FeeRules,
    Line,
    RuleSet,
    Source,
    StaffLimit,
    Stance,
    TaxBracket,
    Tier,
    TrainingClass,
)
from courses.rules import toml_lines
from courses.rules.edition import ClassTable, DayCountTable, Edition, FeesTable, StaffTable, StanceTable, Table, number

PARTS = (
    "line",
    "class",
    "pooling",
    "tier",
    "day_count",
    "staff",
    "fees",
    "tax",
    "trainee_travel",
    "study_tour",
    "out_of_province",
    "forbidden",
    "leave",
)
"""The parts of a rule set: a file has each, or names it under `unknown`."""
OPEN = {*PARTS, "effective_from"}
"""What may be named as unknown."""


@dataclass
class Faulty(Exception):
    """A file that cannot be read: which file, where in it (a line or a path), and why."""

    file: str
    place: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.place}: {self.reason}"


def read(text: str, file: str) -> RuleSet:
    """The rule set written in `text`; raises Faulty naming `file`, the line and the reason."""
    try:
        edition = msgspec.convert(tomllib.loads(text, parse_float=Decimal), Edition, dec_hook=number)
    except tomllib.TOMLDecodeError as error:
        raise Faulty(file, str(toml_lines.of_syntax(error, text)), str(error)) from None
    except RecursionError:
        raise Faulty(file, "1", "nested too deeply") from None
    except msgspec.ValidationError as error:
        reason, _, path = str(error).partition(" - at ")
        raise Faulty(file, str(toml_lines.of_path(text, path.strip("`"), reason)), reason) from None
    except (ValueError, ArithmeticError):  # what Python says of a number longer than it reads, without its line
        raise Faulty(file, str(_line_of_longest(text)), "a number is too long") from None
    for path, reason in _contradictions(edition):
        raise Faulty(file, str(toml_lines.of_path(text, path)), reason)
    return _rule_set(edition)


def decoded(data: bytes, file: str) -> str:
    """The text of a file; raises Faulty with the first line that is no UTF-8, as one saved in GBK has."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Faulty(file, str(line), "no UTF-8: save the file in this encoding") from None


def _line_of_longest(text: str) -> int:
    """The line of the first number that is longer than Python reads."""
    too_long = re.compile(rf"[0-9_]{{{sys.get_int_max_str_digits() + 1}}}|[eE][+-]?[0-9_]{{10}}")
    return next((n for n, line in enumerate(text.splitlines(), start=1) if too_long.search(line)), 1)


def _contradictions(edition: Edition) -> Iterator[tuple[str, str]]:
    """What each value alone cannot show: (path, reason)."""
    yield from _parts(edition)
    yield from _origins(edition, "$")
    yield from _codes(edition)
    if [tier.beyond for tier in edition.tier] != sorted({tier.beyond for tier in edition.tier}):
        yield "$.tier[0].beyond", "tiers follow one another by days, each with its own"
    yield from _brackets(edition)
    if edition.version < 1:
        yield "$.version", "versions count from 1"
    if not edition.fund_sources:
        yield "$.fund_sources", "name at least one source of funds"
    if edition.effective_from and edition.effective_to and edition.effective_to < edition.effective_from:
        yield "$.effective_to", "it ends before it begins"


def _brackets(edition: Edition) -> Iterator[tuple[str, str]]:
    brackets = edition.tax.bracket if edition.tax else []
    if [bracket.above for bracket in brackets] != sorted({bracket.above for bracket in brackets}):
        yield "$.tax.bracket[0].above", "tax brackets follow one another by gross amount, each with its own"
    if edition.tax and (not brackets or brackets[0].above):
        yield "$.tax.bracket[0].above", "the first tax bracket starts at 0"
    for i, bracket in enumerate(brackets):
        if (1 - bracket.share) * bracket.rate >= 1:
            yield f"$.tax.bracket[{i}].rate", "a tax leaves something of the gross"


def _parts(edition: Edition) -> Iterator[tuple[str, str]]:
    for part in PARTS:
        present = bool(getattr(edition, "class_" if part == "class" else part))
        if not present and part not in edition.unknown:
            yield "$.unknown", f"{part} is missing: give it, or name it under unknown"
        if present and part in edition.unknown:
            yield "$.unknown", f"{part} is named under unknown and given as well"
    if alien := set(edition.unknown) - OPEN:
        yield "$.unknown", f"no such part: {', '.join(sorted(alien))}"


def _origins(table: Table, path: str) -> Iterator[tuple[str, str]]:
    """Every table of values says where they come from, or that nobody has verified them."""
    if path != "$" and not (table.clause or table.source or table.unverified is True):
        yield path, "say where this comes from: clause, source, or unverified = true"
    for inner, value in _tables(table, path):
        yield from _origins(value, inner)


def _tables(table: Table, path: str) -> Iterator[tuple[str, Table]]:
    for name in table.__struct_fields__:
        value = getattr(table, name)
        here = f"{path}.{name.rstrip('_')}"
        if isinstance(value, Table):
            yield here, value
        elif isinstance(value, list):
            yield from ((f"{here}[{i}]", each) for i, each in enumerate(value) if isinstance(each, Table))


def _codes(edition: Edition) -> Iterator[tuple[str, str]]:
    caps = edition.fees.cap if edition.fees else []
    lines = {line.code for line in edition.line}
    yield from _twice("$.line", [[line.code] for line in edition.line])
    yield from _twice("$.line", [line.holds for line in edition.line])
    yield from _twice("$.class", [[each.code] for each in edition.class_])
    yield from _twice("$.class", [each.levels for each in edition.class_])
    yield from _twice("$.fees.cap", [[cap.code] for cap in caps])
    yield from _twice("$.fees.cap", [cap.titles for cap in caps])
    for i, each in enumerate(edition.class_):
        if alien := set(each.split) - lines:
            yield f"$.class[{i}].split", f"no such line: {', '.join(sorted(alien))}"
        if each.cap is not None and (above := [line for line, share in each.split.items() if share > each.cap]):
            yield f"$.class[{i}].split", f"above the cap: {', '.join(above)}"
    if edition.pooling and (alien := set(edition.pooling.except_lines) - lines):
        yield "$.pooling.except_lines", f"no such line: {', '.join(sorted(alien))}"


def _twice(path: str, named: Sequence[Sequence[str]]) -> Iterator[tuple[str, str]]:
    """The first table of a list that names what it or one before it has named."""
    seen: set[str] = set()
    for i, names in enumerate(named):
        if again := [name for n, name in enumerate(names) if name in seen or name in names[:n]]:
            yield f"{path}[{i}]", f"named twice: {', '.join(again)}"
        seen.update(names)


def _named(table: Table, name: str) -> Iterator[tuple[str, Table]]:
    """Every table under a name that outlives its position: `class.class-3`, `fees.cap.full_senior`, `tier.30`."""
    yield name, table
    for path, inner in _tables(table, name):
        plain = path.partition("[")[0].removeprefix(".")
        own = next((str(getattr(inner, key)) for key in ("code", "beyond", "above") if hasattr(inner, key)), "")
        yield from _named(inner, f"{plain}.{own}" if own else plain)


def _sources(edition: Edition) -> Iterator[tuple[str, Source]]:
    for name, table in _named(edition, ""):
        text = table.source or " ".join(filter(None, (edition.source, table.clause)))
        yield name, Source(text, verified=table.unverified is not True)
        for key in table.unverified if isinstance(table.unverified, list) else ():
            yield f"{name}.{key}".removeprefix("."), Source(text, verified=False)


def _rule_set(edition: Edition) -> RuleSet:
    pooling = edition.pooling
    return RuleSet(
        key=edition.key,
        version=edition.version,
        title=edition.title,
        jurisdiction=edition.jurisdiction,
        fund_sources=frozenset(edition.fund_sources),
        effective_from=edition.effective_from,
        effective_to=edition.effective_to,
        lines=tuple(Line(line.code, line.title, frozenset(line.holds)) for line in edition.line),
        classes=tuple(_class(each) for each in edition.class_),
        pooled=pooling.allowed if pooling else None,
        unpooled_lines=frozenset(pooling.except_lines if pooling else ()),
        tiers=tuple(Tier(tier.beyond, tier.rate) for tier in edition.tier),
        day_count=_day_count(edition.day_count or DayCountTable()),
        staff=_staff(edition.staff or StaffTable()),
        fees=_fees(edition.fees) if edition.fees else FeeRules(),
        tax=_tax(edition),
        tax_days=edition.tax.within_days if edition.tax else None,
        trainee_travel=_stance(edition.trainee_travel or StanceTable()),
        study_tour=_stance(edition.study_tour or StanceTable()),
        out_of_province=_stance(edition.out_of_province or StanceTable()),
        forbidden=frozenset(edition.forbidden.kinds if edition.forbidden else ()),
        leave_fraction=edition.leave.fraction if edition.leave else None,
        clauses={name: table.clause for name, table in _named(edition, "") if table.clause},
        sources=dict(_sources(edition)),
        unknown=tuple(edition.unknown),
    )


def _class(table: ClassTable) -> TrainingClass:
    split = {line: int(fen) for line, fen in table.split.items()}
    return TrainingClass(table.code, table.title, frozenset(table.levels), table.cap, split)


def _day_count(table: DayCountTable) -> DayCount:
    return DayCount(table.arrival_most, table.departure_most, table.together_most)


def _staff(table: StaffTable) -> StaffLimit:
    return StaffLimit(table.ratio, table.most, table.in_person_days)


def _fees(table: FeesTable) -> FeeRules:
    return FeeRules(
        basis=table.basis,
        caps=tuple(FeeCap(cap.code, cap.title, frozenset(cap.titles), cap.cap, cap.soft) for cap in table.cap),
        most_paid_hours=None if table.most_paid_hours is None else table.most_paid_hours * 100,
        joint_paid_once=table.joint_paid_once,
        remote_uplift=table.remote.uplift if table.remote else None,
        remote_needs_approval=table.remote.needs_approval if table.remote else False,
    )


def _tax(edition: Edition) -> tuple[TaxBracket, ...]:
    brackets = edition.tax.bracket if edition.tax else ()
    return tuple(TaxBracket(b.above, b.rate, b.allowance, b.share, b.quick) for b in brackets)


def _stance(table: StanceTable) -> Stance:
    return Stance(table.severity, table.within_days, table.approval)
