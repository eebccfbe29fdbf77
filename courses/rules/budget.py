"""Money in the model of a search: ceilings, lines that may not be pooled, the client's budgets, tax; all in whole fen."""

from collections import defaultdict
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any

from courses.model import CostKind, Package, TaxBracket
from courses.rules import lecture_fees, pricing
from courses.rules.options import Option
from courses.rules.search import Asked, Model, TooLarge, by

LARGEST_SUM = 2**60
"""In fen. The solver adds whole numbers of 64 bits."""


def limit(asked: Asked, model: Model) -> None:
    """Ceiling, single lines that may not be pooled, and the client's own budgets, all in whole fen."""
    frame, rules, brief = pricing.price(asked.frame, asked.rules), asked.rules, asked.brief
    size = pricing.measure(asked.frame, rules)
    inside = frozenset(kind for line in rules.lines for kind in line.holds) or frozenset(CostKind)
    within = _spent(inside, asked, model, size)
    teaching = CostKind.LECTURE in inside and bool(rules.lines)
    if teaching:
        within += _gross(asked, model)
    if "fact.ceiling:" in asked.binding and frame.cap is not None:
        model.cp.add(within <= frame.cap)
        for line, worth in zip(rules.lines, frame.lines, strict=True):
            if worth.limit is not None and (rules.pooled is False or line.code in rules.unpooled_lines):
                lectures = _gross(asked, model) if CostKind.LECTURE in line.holds else 0
                model.cp.add(_spent(line.holds, asked, model, size) + lectures <= worth.limit)
    if "fact.budget:" in asked.binding:
        daily = (brief.budget_per_person_day or 0) * (size.person_days or 0)
        model.cp.add(within <= min(daily, LARGEST_SUM))
    if "fact.total:" in asked.binding:
        outside = _spent(frozenset(CostKind) - inside, asked, model, size)
        model.cp.add(within + outside + (0 if teaching else _gross(asked, model)) <= (brief.budget_total or 0))


def _spent(kinds: frozenset[CostKind], asked: Asked, model: Model, size: pricing.Size) -> Any:
    """Board, fixed points and chosen courses, as far as their costs are of these kinds."""
    fixed = _amount(asked.frame, kinds, size)
    return fixed + sum(cost(o, kinds, size) * model.take[i] for i, o in enumerate(asked.options))


def cost(option: Option, kinds: frozenset[CostKind], size: pricing.Size) -> int:
    """What an option costs beside its instructor, in fen."""
    course = option.course
    charges = (*course.costs, *(each for stop in course.stops for each in stop.costs))
    return _exact(sum(pricing.amount_of(pricing.Charge(c, "item"), size) or 0 for c in charges if c.kind in kinds))


def _exact(amount: int) -> int:
    """An amount that the solver can still add to others without rounding; raises TooLarge."""
    if amount > LARGEST_SUM:
        raise TooLarge(amount)
    return amount


def _amount(package: Package, kinds: frozenset[CostKind], size: pricing.Size) -> int:
    charges = (charge for charge in pricing.charges(package) if charge.cost.kind in kinds)
    return _exact(sum(pricing.amount_of(charge, size) or 0 for charge in charges))


def _gross(asked: Asked, model: Model) -> Any:
    """All fees before tax. What one instructor earns is taxed as a whole, so several lessons need their own variable."""
    fixed: dict[str, int] = defaultdict(int)
    for sitting in lecture_fees.sittings(asked.frame, asked.rules):
        fixed[sitting.fees[0].instructor] += _exact(lecture_fees.net(sitting, asked.rules) or 0)
    lessons = by(asked.options, lambda option: option.instructor.instructor if option.instructor else "")
    lessons.pop("", None)
    _exact(max((option.net for option in asked.options), default=0))
    whole: Any = 0
    for instructor in sorted({*fixed, *lessons}):
        own = lessons.get(instructor, [])
        if len({asked.options[i].course.key for i in own}) == 1 and not fixed.get(instructor):
            whole += sum(lecture_fees.gross(asked.options[i].net, asked.rules.tax) * model.take[i] for i in own)
        elif own:
            whole += _taxed(fixed.get(instructor, 0), own, asked, model)
        else:
            whole += lecture_fees.gross(fixed[instructor], asked.rules.tax)
    return whole


def _taxed(fixed: int, own: list[int], asked: Asked, model: Model) -> Any:
    """A variable at least as high as the gross of several lessons, by the bracket that their sum falls into."""
    most = fixed + sum(asked.options[i].net for i in own)
    net = fixed + sum(asked.options[i].net * model.take[i] for i in own)
    gross = model.cp.new_int_var(0, 4 * most, "")
    ends = [*_bracket_ends(asked.rules.tax), most]
    inside = [model.cp.new_bool_var("") for _ in asked.rules.tax]
    model.cp.add_exactly_one(inside or [model.cp.new_constant(1)])
    low = 0
    for bracket, end, here in zip(asked.rules.tax, ends, inside, strict=False):
        model.cp.add_linear_constraint(net, low, max(low, end)).only_enforce_if(here)
        kept = 1 - (1 - bracket.share) * bracket.rate
        off = Fraction(bracket.allowance * bracket.rate + bracket.quick)
        parts = kept.numerator * off.denominator
        exact = 2 * kept.denominator * (off.denominator * net - off.numerator)
        model.cp.add(2 * parts * gross >= exact - parts + 1).only_enforce_if(here)
        low = end + 1
    if not asked.rules.tax:
        model.cp.add(gross >= net)
    return gross


@cache
def _bracket_ends(tax: tuple[TaxBracket, ...]) -> tuple[int, ...]:
    """The largest net of each bracket but the last: what its highest gross leaves after withholding."""
    return tuple(int(after.above - lecture_fees.tax_on(after.above, bracket)) for bracket, after in pairwise(tax))
