"""What instructors are paid: hours that count, fees after tax, and the gross that leaves as much after tax."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise

from courses.model import (
    Day,
    FeeBasis,
    InstructorFee,
    Item,
    Package,
    Payment,
    RuleSet,
    Run,
    TaxBracket,
    Together,
    Words,
)
from courses.rules.rounding import half_up
from training.model import Half


@dataclass(frozen=True)
class Sitting:
    """One instructor in one half-day (or longer lesson) of one run, with everything he teaches in it."""

    fees: tuple[InstructorFee, ...]
    items: tuple[str, ...]
    day: int | None
    half: Half | None
    month: str
    half_days: int
    times: int | None


def sittings(package: Package, rules: RuleSet) -> Iterator[Sitting]:
    """Every sitting that is paid. A lesson for all runs together is paid once where the rule set says so."""
    for index, run in enumerate(package.runs):
        taught: dict[tuple[str, int | None, Half | None], list[tuple[Day, Item, InstructorFee]]] = defaultdict(list)
        for day, half, item in package.items:
            if _is_paid(item, rules, is_first=index == 0):
                for fee in item.instructors:
                    taught[fee.instructor, day.number, half].append((day, item, fee))
        for (_, number, half), lessons in taught.items():
            yield _sitting(number, half, lessons, run, rules)


def _is_paid(item: Item, rules: RuleSet, *, is_first: bool) -> bool:
    if not rules.fees.joint_paid_once or item.together is Together.EACH_RUN:
        return True
    return is_first and item.together is Together.ALL_RUNS


def _sitting(
    number: int | None, half: Half | None, lessons: list[tuple[Day, Item, InstructorFee]], run: Run, rules: RuleSet
) -> Sitting:
    day = lessons[0][0]
    once = rules.fees.joint_paid_once and all(item.together is Together.ALL_RUNS for _, item, _ in lessons)
    return Sitting(
        fees=tuple(fee for _, _, fee in lessons),
        items=tuple(item.key for _, item, _ in lessons),
        day=number,
        half=half,
        month=_month(day, run, rules),
        half_days=max(-(-(item.slots or 1) // 2) for _, item, _ in lessons),
        times=1 if once else run.times,
    )


def _month(day: Day, run: Run, rules: RuleSet) -> str:
    """The month a lesson is paid with: that of the first day of its job, as long as one payment lasts."""
    first = day.date or run.start
    if first is None:
        return ""
    held = first if day.date else first + timedelta(days=(day.number or 1) - 1)
    is_same_job = (held - first).days < (rules.tax_days or 0)
    return f"{first:%Y-%m}" if is_same_job else f"{held:%Y-%m}"


def counted_hours(sitting: Sitting, rules: RuleSet) -> int | None:
    """Paid hours in hundredths, as far as the rule set lets them count; None while one lesson's hours are unknown."""
    hours = [fee.paid_hours for fee in sitting.fees if fee.takes_fee]
    if None in hours:
        return None
    claimed = sum(filter(None, hours))
    most = rules.fees.most_paid_hours
    return claimed if most is None else min(claimed, most * sitting.half_days)


def net(sitting: Sitting, rules: RuleSet) -> int | None:
    """The fee of a sitting after tax, in fen; None while a fee, or hours that it depends on, are unknown."""
    paid = [fee for fee in sitting.fees if fee.takes_fee]
    if any(fee.fee is None for fee in paid):
        return None
    by_half_day = max((fee.fee or 0 for fee in paid if fee.basis is FeeBasis.HALF_DAY), default=0) * sitting.half_days
    by_hour = [fee for fee in paid if fee.basis is FeeBasis.HOUR]
    if not by_hour:
        return by_half_day
    hours = counted_hours(sitting, rules)
    return None if hours is None else by_half_day + _hourly(by_hour, hours)


def _hourly(fees: list[InstructorFee], hours: int) -> int:
    """Hours beyond those that count are taken off the end: the lessons are paid in their order."""
    total = 0
    for fee in fees:
        counted = min(fee.paid_hours or 0, hours)
        hours -= counted
        total += half_up(Fraction((fee.fee or 0) * counted, 100))
    return total


def payments(package: Package, rules: RuleSet) -> tuple[Payment, ...]:
    """What each instructor gets in each month; what falls in one month is taxed as one. Unknown fees are left out.

    Where the rule set knows no tax, neither tax nor gross is said.
    """
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    names = {fee.instructor: fee.name for _, _, item in package.items for fee in item.instructors}
    for sitting in sittings(package, rules):
        amount = net(sitting, rules)
        if amount is not None and sitting.times is not None:
            sums[sitting.fees[0].instructor, sitting.month][0] += (counted_hours(sitting, rules) or 0) * sitting.times
            sums[sitting.fees[0].instructor, sitting.month][1] += amount * sitting.times
    return tuple(
        _payment(instructor, month, hours=hours, amount=amount, package_names=names, rules=rules)
        for (instructor, month), (hours, amount) in sums.items()
        if amount
    )


def _payment(
    instructor: str, month: str, *, hours: int, amount: int, package_names: dict[str, Words], rules: RuleSet
) -> Payment:
    if not rules.tax:
        return Payment(instructor, package_names[instructor], month, hours, amount, None, None)
    whole = gross(amount, rules.tax)
    return Payment(instructor, package_names[instructor], month, hours, amount, whole - amount, whole)


def gross(net_fen: int, brackets: tuple[TaxBracket, ...]) -> int:
    """The gross in fen that leaves `net_fen` after withholding, rounded half up; without brackets the net itself."""
    if not brackets:
        return net_fen
    uppers = [Fraction(after.above) for _, after in pairwise(brackets)]
    for bracket, upper in zip(brackets, [*uppers, None], strict=True):
        whole = _undo(net_fen, bracket)
        if upper is None or whole <= upper:
            return half_up(whole)
    raise AssertionError("the last bracket has no upper end")


def tax_on(gross_fen: int, bracket: TaxBracket) -> Fraction:
    """What is withheld from a gross that falls into `bracket`, before rounding."""
    return (gross_fen * (1 - bracket.share) - bracket.allowance) * bracket.rate - bracket.quick


def _undo(net_fen: int, bracket: TaxBracket) -> Fraction:
    """Solve gross - tax(gross) = net within one bracket."""
    kept = 1 - (1 - bracket.share) * bracket.rate
    return (net_fen - bracket.allowance * bracket.rate - bracket.quick) / kept
