"""Everything that rules, aims and the catalogue have to say about a package, gravest first, each with its mends."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from courses.model import Course, Finding, Mend, Package, RuleSet, Severity, Targets
from courses.rules import ceilings, fee_ceilings, mends, method_mix, openings, packages
from courses.rules.pricing import price

GRAVEST_FIRST = list(Severity)
MOST_OFFERS = 3


def findings(
    package: Package,
    rules: RuleSet,
    *,
    targets: Targets | None = None,
    catalogue: Sequence[Course] = (),
    taught_before: frozenset[str] = frozenset(),
) -> tuple[Finding, ...]:
    """What is to be said about a package under `rules`; every mend carries what it adds to the total.

    `taught_before` are topics and courses the same unit was taught. The catalogue is where additions come from.
    """
    worth, aims = price(package, rules), targets or Targets()
    found = [
        *ceilings.findings(package, rules, worth),
        *fee_ceilings.findings(package, rules),
        *packages.findings(packages.Plan(package, aims, catalogue, taught_before), rules),
        *method_mix.findings(package, aims, catalogue),
    ]
    found = [_with_offers(each, package, rules, catalogue) for each in found]
    priced = mends.priced(found, package, catalogue, rules, worth)
    return tuple(sorted(priced, key=lambda each: GRAVEST_FIRST.index(each.severity)))


def _with_offers(found: Finding, package: Package, rules: RuleSet, catalogue: Sequence[Course]) -> Finding:
    """What is left below the ceiling, with what could still be added for it."""
    if found.code != "finding.under-cap":
        return found
    offers = tuple(islice(_offers(package, rules, catalogue), MOST_OFFERS))
    return replace(found, mends=offers)


def _offers(package: Package, rules: RuleSet, catalogue: Sequence[Course]) -> Iterator[Mend]:
    best = sorted(catalogue, key=lambda course: (-course.value, course.key))
    for course, day, half in openings.for_courses(package, best):
        then = price(mends.added(package, openings.item_of(course), day, half), rules)
        if then.within_cap is not None and then.cap is not None and then.within_cap <= then.cap:
            yield openings.add(course, day, half)
