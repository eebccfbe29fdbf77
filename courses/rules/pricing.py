"""What a package costs under a rule set, line by line in the order of the rule set, with the limit beside each."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from courses.model import (
    Cost,
    CostKind,
    CostLine,
    Entry,
    Item,
    ItemKind,
    Line,
    Package,
    Payment,
    Per,
    Price,
    RuleSet,
    TeachingMethod,
    TrainingClass,
    Words,
)
from courses.rules import lecture_fees, regulations
from courses.rules.rounding import half_up
from training.money import capitals

TAUGHT_BY_SOMEBODY = {TeachingMethod.LECTURE, TeachingMethod.CASE, TeachingMethod.SIMULATION}
"""Methods that need an instructor, so that a fee is missing as long as nobody is named."""


@dataclass(frozen=True)
class Size:
    """How large a package is, in everything that amounts are multiplied by; None where nobody has said it."""

    days: int | None
    headcount: int | None
    persons: int | None
    counted_staff: int | None
    nights: int | None
    runs: int | None

    @property
    def person_days(self) -> int | None:
        """Trainees and counted staff times counted days: what the ceiling is multiplied by."""
        if self.headcount is None or self.counted_staff is None or self.days is None:
            return None
        return (self.headcount + self.counted_staff) * self.days


@dataclass(frozen=True)
class Charge:
    """One cost of a package, where it comes from, and whether its item happens once or on every day."""

    cost: Cost
    item: str = ""


@dataclass(frozen=True)
class Sheet:
    """Everything a price is added up from."""

    package: Package
    rules: RuleSet
    size: Size
    training_class: TrainingClass | None
    charges: tuple[Charge, ...]
    payments: tuple[Payment, ...]
    missing: tuple[str, ...]

    @property
    def fees(self) -> int | None:
        """All fees after tax, None as long as one of them is unknown."""
        unknown = {"instructor", "fee", "paid_hours", "runs"} & set(self.missing)
        return None if unknown else sum(payment.net for payment in self.payments)

    @property
    def teaching(self) -> int | None:
        """All fees before tax, None as long as one of them is unknown, or the tax."""
        unknown = self.fees is None or "tax" in self.missing
        return None if unknown else sum(payment.gross or 0 for payment in self.payments)


def price(package: Package, rules: RuleSet) -> Price:
    """What `package` costs under `rules`, as far as its facts allow: a fact that is missing is named, not guessed."""
    size = measure(package, rules)
    asked = tuple(charges(package))
    paid = lecture_fees.payments(package, rules)
    sheet = Sheet(
        package=package,
        rules=rules,
        size=size,
        training_class=regulations.training_class(package, rules),
        charges=asked,
        payments=paid,
        missing=(*_missing(package, rules, size, asked), *_unknown_rules(rules, paid)),
    )
    return _sum(sheet, tuple(_line(line, sheet) for line in _lines(sheet)))


def measure(package: Package, rules: RuleSet) -> Size:
    """The numbers of a package that amounts are multiplied by."""
    headcounts = [run.headcount for run in package.runs]
    headcount = None if not headcounts or None in headcounts else sum(filter(None, headcounts))
    staff = [run.staff for run in package.runs]
    limits = [regulations.staff_limit(run, rules) for run in package.runs]
    times = [run.times for run in package.runs]
    present = None if None in staff else sum(filter(None, staff))
    counted = [
        number if limit is None else min(number, limit)
        for number, limit in zip(staff, limits, strict=True)
        if number is not None
    ]
    return Size(
        days=regulations.counted_days(package, rules),
        headcount=headcount,
        persons=None if headcount is None or present is None else headcount + present,
        counted_staff=None if present is None else sum(counted) * rules.staff.in_person_days,
        nights=package.nights,
        runs=None if None in times else sum(filter(None, times)),
    )


def charges(package: Package) -> Iterator[Charge]:
    yield from (Charge(cost) for cost in package.costs)
    for _, _, item in package.items:
        yield from (Charge(cost, item.key) for cost in item.costs)
        yield from (Charge(cost, item.key) for stop in item.stops for cost in stop.costs)


def amount_of(charge: Charge, size: Size) -> int | None:
    """One charge as a whole sum in fen. What an item costs a day it costs on its own day only."""
    return _product(charge.cost.amount, factor(charge, size))


def factor(charge: Charge, size: Size) -> int | None:
    """How often the amount of a charge is asked for."""
    days, nights = (1, 1) if charge.item else (size.days, size.nights)
    match charge.cost.per:
        case Per.TOTAL:
            return 1
        case Per.RUN:
            return size.runs
        case Per.DAY:
            return _product(size.runs, days)
        case Per.PERSON:
            return size.persons
        case Per.TRAINEE:
            return size.headcount
        case Per.PERSON_DAY:
            return _product(size.persons, days)
        case Per.PERSON_NIGHT:
            return _product(size.persons, nights)


def _product(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one * other


def _rate(charge: Charge, size: Size) -> Fraction | None:
    """One charge in fen per person-day without any headcount; None when it cannot be said without one."""
    cost, own_days = charge.cost, 1 if charge.item else size.days
    own_nights = 1 if charge.item else size.nights
    if cost.amount is not None and cost.per is Per.PERSON_DAY and not charge.item:
        return Fraction(cost.amount)
    if cost.amount is None or not size.days:
        return None
    factors = {Per.PERSON: 1, Per.PERSON_DAY: own_days, Per.PERSON_NIGHT: own_nights}
    factor = factors.get(cost.per)
    return None if factor is None else Fraction(cost.amount * factor, size.days)


def _missing(package: Package, rules: RuleSet, size: Size, charges: Sequence[Charge]) -> Iterator[str]:
    """Every fact without which the total would be a guess."""
    facts = {"headcount": size.headcount, "staff": size.counted_staff, "days": size.days, "runs": size.runs}
    yield from (name for name, value in facts.items() if value is None)
    if any(charge.cost.per is Per.PERSON_NIGHT and not charge.item for charge in charges) and size.nights is None:
        yield "nights"
    if any(charge.cost.amount is None for charge in charges):
        yield "cost"
    items = [item for _, _, item in package.items]
    if any(_lacks_instructor(item) for item in items):
        yield "instructor"
    paid = [sitting for sitting in lecture_fees.sittings(package, rules) if any(f.takes_fee for f in sitting.fees)]
    if any(fee.fee is None for sitting in paid for fee in sitting.fees if fee.takes_fee):
        yield "fee"
    if any(lecture_fees.counted_hours(sitting, rules) is None for sitting in paid):
        yield "paid_hours"


def _unknown_rules(rules: RuleSet, paid: Sequence[Payment]) -> Iterator[str]:
    """What nobody has entered for the payer: with nothing at all there is no total, nor with fees and no tax on them."""
    if rules.is_empty:
        yield "rule_set"
    if paid and not rules.tax:
        yield "tax"


def _lacks_instructor(item: Item) -> bool:
    return item.kind is ItemKind.TEACHING and item.method in TAUGHT_BY_SOMEBODY and not item.instructors


def _sum(sheet: Sheet, lines: tuple[CostLine, ...]) -> Price:
    within = None if sheet.missing else _whole(line.amount for line in lines)
    outside = tuple(_entry(charge, sheet.size) for charge in sheet.charges if not _is_held(charge.cost.kind, sheet))
    apart = 0 if _is_held(CostKind.LECTURE, sheet) else sheet.teaching
    total = None if sheet.missing else _whole([within, apart, *(entry.amount for entry in outside)])
    surplus = None if total is None else _surplus(sheet)
    return Price(
        rule_set=sheet.rules.edition,
        training_class=sheet.training_class.code if sheet.training_class else "",
        days=sheet.size.days,
        headcount=sheet.size.headcount,
        counted_staff=sheet.size.counted_staff,
        person_days=sheet.size.person_days,
        lines=lines,
        within_cap=within,
        cap=_cap(sheet),
        per_person_day=_whole(line.per_person_day for line in lines) if within is None else _share(within, sheet.size),
        cap_per_person_day=_cap_per_person_day(sheet),
        teaching=sheet.payments,
        teaching_net=sheet.fees,
        teaching_gross=sheet.teaching,
        outside=outside,
        total=total,
        capitals="" if total is None else capitals(total),
        internal=None if total is None or surplus is None else total - surplus,
        surplus=surplus,
        missing=sheet.missing,
        unverified=tuple(name for name, source in sheet.rules.sources.items() if not source.verified),
    )


def _lines(sheet: Sheet) -> tuple[Line, ...]:
    """The lines of the rule set; where it has none, every kind of cost is a line of its own."""
    spent = [kind for kind in CostKind if any(charge.cost.kind is kind for charge in sheet.charges)]
    return sheet.rules.lines or tuple(Line(kind, Words(kind, kind), frozenset({kind})) for kind in spent)


def _is_held(kind: CostKind, sheet: Sheet) -> bool:
    return any(kind in line.holds for line in _lines(sheet))


def _line(line: Line, sheet: Sheet) -> CostLine:
    held = [charge for charge in sheet.charges if charge.cost.kind in line.holds]
    entries = [_entry(charge, sheet.size) for charge in held]
    if CostKind.LECTURE in line.holds and sheet.teaching is not None:
        entries += [Entry(CostKind.LECTURE, payment.name, payment.gross) for payment in sheet.payments]
    amount = _whole(entry.amount for entry in entries)
    each = sheet.training_class.split.get(line.code) if sheet.training_class else None
    return CostLine(
        code=line.code,
        title=line.title,
        amount=amount,
        limit=None if each is None else _allowed(each, sheet),
        per_person_day=_per_person_day(line, held, amount, sheet),
        limit_per_person_day=each,
        entries=tuple(entries),
    )


def _per_person_day(line: Line, held: Sequence[Charge], amount: int | None, sheet: Sheet) -> int | None:
    """A share of the whole where there are person-days; else a rate, which lecture fees do not have."""
    if amount is not None and sheet.size.person_days:
        return _share(amount, sheet.size)
    return None if CostKind.LECTURE in line.holds and sheet.payments else _rates(held, sheet.size)


def _entry(charge: Charge, size: Size) -> Entry:
    return Entry(charge.cost.kind, charge.cost.title, amount_of(charge, size), charge.item)


def _rates(charges: Sequence[Charge], size: Size) -> int | None:
    rates = [_rate(charge, size) for charge in charges]
    return None if None in rates else half_up(sum(filter(None, rates), Fraction(0)))


def _share(amount: int, size: Size) -> int | None:
    return half_up(Fraction(amount, size.person_days)) if size.person_days else None


def _cap(sheet: Sheet) -> int | None:
    """The ceiling of the whole package in fen."""
    return None if _nominal(sheet) is None else _allowed(_nominal(sheet) or 0, sheet)


def _nominal(sheet: Sheet) -> int | None:
    return sheet.training_class.cap if sheet.training_class else None


def _allowed(per_person_day: int, sheet: Sheet) -> int | None:
    """A limit per person-day as a whole sum: the days beyond a threshold count with its rate."""
    size = sheet.size
    if size.headcount is None or size.counted_staff is None or size.days is None:
        return None
    persons = size.headcount + size.counted_staff
    return int(per_person_day * persons * regulations.weighted_days(size.days, sheet.rules))


def _cap_per_person_day(sheet: Sheet) -> int | None:
    """The ceiling per person-day, lowered to its average where days beyond a threshold count less."""
    nominal, days = _nominal(sheet), sheet.size.days
    if nominal is None or not days:
        return nominal
    return int(nominal * regulations.weighted_days(days, sheet.rules) / days)


def _surplus(sheet: Sheet) -> int:
    """What is left to the center of the charges that cost it something else than it asks."""
    return sum(_left(charge, sheet.size) for charge in sheet.charges if charge.cost.internal is not None)


def _left(charge: Charge, size: Size) -> int:
    asked, own = charge.cost.amount or 0, charge.cost.internal or 0
    return (asked - own) * (factor(charge, size) or 0)


def _whole(amounts: Iterable[int | None]) -> int | None:
    given = list(amounts)
    return None if None in given else sum(filter(None, given))
