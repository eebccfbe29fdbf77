"""Which rule set binds a payer, and what it allows in figures. No figure of a regulation stands in Python."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from functools import cache
from importlib import resources

from courses.model import FeeCap, FundSource, InstructorFee, Package, RuleSet, Run, TrainingClass, Words
from courses.rules import rule_files


@cache
def shipped() -> tuple[RuleSet, ...]:
    """Every rule set that comes with the product, by key. A center edits copies of them, never these."""
    folder = resources.files("courses") / "rule_sets"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return tuple(rule_files.read(file.read_text("utf-8"), file.name) for file in files)


def find(edition: str, rule_sets: Sequence[RuleSet]) -> RuleSet | None:
    """The rule set called KEY@VERSION, or the newest version of KEY."""
    named = [rules for rules in rule_sets if edition in {rules.edition, rules.key}]
    return max(named, key=lambda rules: rules.version, default=None)


def in_force(jurisdiction: str, fund_source: FundSource, on: date, rule_sets: Sequence[RuleSet]) -> RuleSet | None:
    """The rule set that binds this payer's money on this day; None when nothing is entered for it."""
    binding = [rules for rules in rule_sets if _binds(rules, jurisdiction, fund_source, on)]
    return max(binding, key=lambda rules: (rules.effective_from or date.min, rules.version), default=None)


def binding(package: Package, on: date, rule_sets: Sequence[RuleSet] | None = None) -> RuleSet:
    """The rule set a package falls under: the one it names, else the one in force on `on` for its payer.

    Where none is entered, or not in the edition that the package names, an empty one that says so: nothing else steps
    in silently, and there is no total under it.
    """
    known = shipped() if rule_sets is None else rule_sets
    if package.rule_set:
        return find(package.rule_set, known) or unwritten(package)
    return own(package, on, known)


def own(package: Package, on: date, rule_sets: Sequence[RuleSet]) -> RuleSet:
    """The rule set of the payer's own place and money, whatever the package names; an empty one where none is entered."""
    return in_force(package.jurisdiction, package.fund_source, on, rule_sets) or unwritten(package)


def references(package: Package, on: date, rule_sets: Sequence[RuleSet] | None = None) -> tuple[RuleSet, ...]:
    """What a center may price by (参照) where nothing is entered for the payer: ceilings in force elsewhere on that day.

    None where the payer's own rule set is known: it binds.
    """
    known = shipped() if rule_sets is None else rule_sets
    if not own(package, on, known).is_empty:
        return ()
    return tuple(rules for rules in known if rules.classes and _is_in_force(rules, on))


def is_borrowed(package: Package, rules: RuleSet) -> bool:
    """Whether `rules` are those of another place or of other money than the package is paid from."""
    elsewhere = bool(package.jurisdiction) and rules.jurisdiction != package.jurisdiction
    return elsewhere or package.fund_source not in rules.fund_sources


def unwritten(package: Package) -> RuleSet:
    """What stands in for a rule set that nobody has entered: every part unknown."""
    title = Words(package.jurisdiction or "—", package.jurisdiction or "—")
    sources = frozenset({package.fund_source})
    return RuleSet("", 0, title, package.jurisdiction, sources, None, unknown=rule_files.PARTS)


def _binds(rules: RuleSet, jurisdiction: str, fund_source: FundSource, on: date) -> bool:
    return rules.jurisdiction == jurisdiction and fund_source in rules.fund_sources and _is_in_force(rules, on)


def _is_in_force(rules: RuleSet, on: date) -> bool:
    return (rules.effective_from or date.min) <= on <= (rules.effective_to or date.max)


def counted_days(package: Package, rules: RuleSet) -> int | None:
    """The days that the ceiling counts: those of the program, and arrival and departure as far as they may count."""
    if package.day_count is None:
        return None
    count = rules.day_count
    around = _at_most(package.arrival_days, count.arrival_most) + _at_most(package.departure_days, count.departure_most)
    return package.day_count + _at_most(around, count.together_most)


def weighted_days(days: int, rules: RuleSet) -> Fraction:
    """What so many days are worth in days at the full ceiling: each day counts with the rate of its tier."""
    ends = [tier.beyond for tier in rules.tiers[1:]] + [days]
    beyond = sum(
        (max(0, min(days, end) - tier.beyond) * tier.rate for tier, end in zip(rules.tiers, ends, strict=False)),
        Fraction(0),
    )
    return beyond + min(days, rules.tiers[0].beyond if rules.tiers else days)


def staff_limit(run: Run, rules: RuleSet) -> int | None:
    """How many staff of a run may be counted; None when the rule set knows no limit or the run no headcount."""
    limit = rules.staff
    if run.headcount is None or (limit.ratio is None and limit.most is None):
        return None
    by_ratio = run.headcount if limit.ratio is None else int(run.headcount * limit.ratio)
    return by_ratio if limit.most is None else min(by_ratio, limit.most * (run.times or 1))


def training_class(package: Package, rules: RuleSet) -> TrainingClass | None:
    """The class most trainees belong to; of two with as many the lower ceiling. None when no level is known.

    A rule set with a single class needs no level.
    """
    if len(rules.classes) == 1:
        return rules.classes[0]
    counts = {each.code: _of_class(package, each) for each in rules.classes}
    most = max(counts.values(), default=0)
    largest = [each for each in rules.classes if counts[each.code] == most > 0]
    return min(largest, key=lambda each: each.cap or 0, default=_by_bare_level(package, rules))


def fee_cap(fee: InstructorFee, rules: RuleSet) -> FeeCap | None:
    """The fee ceiling that this instructor's title falls under."""
    return next((cap for cap in rules.fees.caps if fee.title in cap.titles), None)


def _of_class(package: Package, each: TrainingClass) -> int:
    return sum(people.count or 0 for run in package.runs for people in run.people if people.level in each.levels)


def _by_bare_level(package: Package, rules: RuleSet) -> TrainingClass | None:
    """Where no number is known yet but all trainees are of one class, that class."""
    levels = {people.level for run in package.runs for people in run.people}
    return next((each for each in rules.classes if levels and levels <= each.levels), None)


def _at_most(days: int, most: int | None) -> int:
    return days if most is None else min(days, most)
