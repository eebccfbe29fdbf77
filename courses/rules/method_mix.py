"""The mix of teaching methods, measured in class time, against the bands that an agency or a center aims at."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from courses.model import Course, Finding, ItemKind, Mend, Package, Params, Severity, Targets, TeachingMethod
from courses.rules import openings

MOST_MENDS = 3


def minutes(package: Package) -> Counter[TeachingMethod]:
    """Class time by method. Teaching without a length counts nowhere: see `is_complete`."""
    taught: Counter[TeachingMethod] = Counter()
    for _, _, item in package.items:
        if item.kind is ItemKind.TEACHING and item.method:
            taught[item.method] += item.minutes or 0
    return taught


def is_complete(package: Package) -> bool:
    """Whether every teaching item says its method and its length, so that shares are facts."""
    teaching = [item for _, _, item in package.items if item.kind is ItemKind.TEACHING]
    return all(item.method and item.minutes for item in teaching)


def shares(taught: Mapping[TeachingMethod, int]) -> dict[TeachingMethod, int]:
    """Whole percent of class time by method, rounded half up; all 0 where nothing is taught."""
    whole = sum(taught.values())
    return {method: (taught.get(method, 0) * 200 + whole) // (2 * whole) if whole else 0 for method in TeachingMethod}


def outside(taught: Mapping[TeachingMethod, int], targets: Targets) -> Iterator[tuple[TeachingMethod, int]]:
    """Every method out of its band with what it lacks in minutes (below zero: what it has too much), compared exactly."""
    whole = sum(taught.values())
    for method, (low, high) in targets.bands.items():
        have = taught.get(method, 0)
        if whole and have * 100 < low * whole:
            yield method, -((have * 100 - low * whole) // 100)
        elif whole and have * 100 > high * whole:
            yield method, -((have * 100 - high * whole) // 100)


def findings(package: Package, targets: Targets, catalogue: Sequence[Course]) -> Iterator[Finding]:
    """Methods out of their band, each with courses of the catalogue that would bring them into it."""
    if not is_complete(package):
        return
    taught = minutes(package)
    for method, lacks in outside(taught, targets):
        low, high = targets.bands[method]
        share = shares(taught)[method]
        params: Params = {"method": method.value, "share": share, "low": low, "high": high}
        mends = _more(method, package, targets, catalogue) if lacks > 0 else _less(method, package, targets)
        code = "finding.method-short" if lacks > 0 else "finding.method-long"
        yield Finding(code, Severity.WARN, params, mends=tuple(mends)[:MOST_MENDS])


def _more(method: TeachingMethod, package: Package, targets: Targets, catalogue: Sequence[Course]) -> Iterator[Mend]:
    taught = minutes(package)
    low, high = targets.bands[method]
    for course, day, half in openings.for_courses(package, [c for c in catalogue if c.method is method]):
        added = taught[method] + course.minutes
        whole = sum(taught.values()) + course.minutes
        if low * whole <= added * 100 <= high * whole:
            yield openings.add(course, day, half)


def _less(method: TeachingMethod, package: Package, targets: Targets) -> Iterator[Mend]:
    taught = minutes(package)
    low, high = targets.bands[method]
    for _, _, item in package.items:
        left = taught[method] - (item.minutes or 0)
        whole = sum(taught.values()) - (item.minutes or 0)
        if item.method is method and whole and low * whole <= left * 100 <= high * whole:
            yield Mend("mend.remove-item", {"item": item.key, "title": item.title})
