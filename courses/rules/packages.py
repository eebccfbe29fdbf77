"""What makes a day plan sound: time enough, sites open, nothing twice, what belongs together together."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice, pairwise

from courses.model import (
    Binding,
    Course,
    Day,
    Finding,
    Item,
    ItemKind,
    Mend,
    Package,
    Params,
    Place,
    RuleSet,
    Severity,
    Stop,
    Targets,
    TeachingMethod,
)
from courses.rules import mends, openings
from courses.rules.verdicts import of
from training.model import Half

ORDER = {half: i for i, half in enumerate(Half)}
MOST_MENDS = 3
"""As many changes are offered for one finding."""


@dataclass(frozen=True)
class Plan:
    """A package with what its day plan is judged by: aims, the catalogue, and what the unit was taught before."""

    package: Package
    targets: Targets
    catalogue: Sequence[Course]
    taught_before: frozenset[str]

    def course(self, item: Item) -> Course | None:
        return next((each for each in self.catalogue if each.key == item.course), None)


def findings(plan: Plan, rules: RuleSet) -> Iterator[Finding]:
    """Everything about time, order and content; mends are not priced yet."""
    yield from _crowded(plan)
    yield from _days(plan)
    yield from _closed(plan)
    yield from _too_long(plan)
    yield from _repeats(plan)
    yield from _relations(plan)
    yield from _study_tour(plan.package, rules)
    yield from _province(plan.package, rules)


def _crowded(plan: Plan) -> Iterator[Finding]:
    """More in a half-day than it holds."""
    for (day, half), slots in openings.used(plan.package).items():
        if slots > half.slots:
            inside = [i for d, h, i in plan.package.items if (d.number, h) == (day, half) and i.slots]
            moves = [mend for item in inside for mend in _elsewhere(item, plan.package)]
            place = Place(day, half, inside[-1].key if inside else "")
            params: Params = {"day": day, "half": half.value}
            yield Finding("finding.half-day-full", Severity.BLOCK, params, place=place, mends=tuple(moves[:MOST_MENDS]))


def _elsewhere(item: Item, package: Package, suits: Callable[[int, Half], bool] | None = None) -> Iterator[Mend]:
    """The half-days that have room for an item, in the order of the program. What is fixed stays where it is."""
    if item.binding is Binding.FIXED:
        return
    for day, half, _ in openings.free(package):
        if openings.fits(item.slots or 2, day, half, package) and (suits is None or suits(day, half)):
            yield Mend("mend.move-item", {"item": item.key, "title": item.title, "day": day, "half": half.value})


def _days(plan: Plan) -> Iterator[Finding]:
    """Hours of a day, lectures one after another, evenings taken; each with changes after which it is no fault."""
    faults = tuple(_faults_of_days(plan))
    for found in faults:
        settling = (mend for mend in _loosening(found.place.day, plan) if _is_better(mend, faults, plan))
        yield replace(found, mends=tuple(islice(settling, MOST_MENDS)))


def _loosening(day: int | None, plan: Plan) -> Iterator[Mend]:
    """Teaching of that day elsewhere, the shortest first, else left out; without a day that of all evenings left out."""
    inside = [
        item
        for held, half, item in plan.package.items
        if item.kind is ItemKind.TEACHING
        and item.binding is not Binding.FIXED
        and (held.number == day if day else half is Half.EVENING)
    ]
    inside.sort(key=lambda item: item.minutes or 0)
    if day:
        yield from (mend for item in inside for mend in _elsewhere(item, plan.package))
    yield from map(_remove, inside)


def _is_better(mend: Mend, faults: Sequence[Finding], plan: Plan) -> bool:
    """Whether the days have fewer faults after a change."""
    then = replace(plan, package=mends.mended(plan.package, mend))
    return len(tuple(_faults_of_days(then))) < len(faults)


def _faults_of_days(plan: Plan) -> Iterator[Finding]:
    evenings = 0
    for day in plan.package.days:
        if day.number is None:
            continue
        teaching = [(part.half, item) for part in day.halves for item in part.items if item.kind is ItemKind.TEACHING]
        minutes, most = sum(item.minutes or 0 for _, item in teaching), plan.targets.most_minutes_a_day
        if most is not None and minutes > most:
            params: Params = {"day": day.number, "minutes": minutes, "most": most}
            yield Finding("finding.day-too-long", Severity.WARN, params, place=Place(day.number))
        yield from _in_a_row(day.number, teaching, plan.targets.most_lectures_in_a_row)
        evenings += any(half is Half.EVENING for half, _ in teaching)
    if plan.targets.most_evenings is not None and evenings > plan.targets.most_evenings:
        taken: Params = {"evenings": evenings, "most": plan.targets.most_evenings}
        yield Finding("finding.evenings-taken", Severity.WARN, taken)


def _in_a_row(day: int, teaching: list[tuple[Half | None, Item]], most: int | None) -> Iterator[Finding]:
    row = longest = 0
    for _, item in teaching:
        row = row + 1 if item.method is TeachingMethod.LECTURE else 0
        longest = max(longest, row)
    if most is not None and longest > most:
        params: Params = {"day": day, "lectures": longest, "most": most}
        yield Finding("finding.lectures-in-a-row", Severity.WARN, params, place=Place(day))


def dates(package: Package, day: Day) -> tuple[date, ...]:
    """The dates a day of the program falls on, one for each run that has a start; none where nobody has said."""
    if day.date:
        return (day.date,)
    starts = [run.start for run in package.runs if run.start]
    return tuple(start + timedelta(days=day.number - 1) for start in starts) if day.number else ()


def _closed(plan: Plan) -> Iterator[Finding]:
    open_days = {d.number: dates(plan.package, d) for d in plan.package.days if d.number is not None}
    for day, half, item in plan.package.items:
        for stop in item.stops:
            if shut := [held for held in dates(plan.package, day) if held.isoweekday() in stop.closed_weekdays]:
                allowed = frozenset(n for n, held in open_days.items() if not _is_shut(stop, held))
                moves = _elsewhere(item, plan.package, _on(allowed))
                params: Params = {"site": stop.title, "weekday": shut[0].isoweekday(), "date": shut[0].isoformat()}
                place = Place(day.number, half, item.key)
                offers = tuple(islice(moves, MOST_MENDS))
                yield Finding("finding.site-closed", Severity.BLOCK, params, place=place, mends=offers)


def _on(days: frozenset[int]) -> Callable[[int, Half], bool]:
    return lambda day, _: day in days


def _is_shut(stop: Stop, held: tuple[date, ...]) -> bool:
    return any(each.isoweekday() in stop.closed_weekdays for each in held)


def _too_long(plan: Plan) -> Iterator[Finding]:
    """A visit with its road must fit the half-days it takes; the stops are named whose leaving out makes it fit."""
    if plan.targets.half_day_minutes is None:
        return
    for day, half, item in plan.package.items:
        whole, most = _of_trip(item.stops), plan.targets.half_day_minutes * (item.slots or 2) // 2
        if whole <= most:
            continue
        travel = sum(stop.travel_minutes or 0 for stop in item.stops)
        params: Params = {"title": item.title, "minutes": whole, "travel": travel, "most": most}
        place = Place(day.number, half, item.key)
        shorter = [
            Mend("mend.remove-stop", {"item": item.key, "stop": n, "title": stop.title})
            for n, stop in enumerate(item.stops, start=1)
            if len(item.stops) > 1 and whole - _of_trip((stop,)) <= most
        ]
        offers = (*shorter[: MOST_MENDS - 1], _remove(item))
        yield Finding("finding.trip-too-long", Severity.WARN, params, place=place, mends=offers)


def _of_trip(stops: Sequence[Stop]) -> int:
    return sum((stop.minutes or 0) + (stop.travel_minutes or 0) for stop in stops)


def _repeats(plan: Plan) -> Iterator[Finding]:
    """The same course twice, topics that two courses share, and what the same unit has heard before."""
    by_topic: dict[str, list[tuple[Place, Item]]] = defaultdict(list)
    for day, half, item in plan.package.items:
        place = Place(day.number, half, item.key)
        course = plan.course(item)
        topics = (course.topics if course else frozenset()) | ({item.course} if item.course else frozenset())
        for topic in sorted(topics):
            by_topic[topic].append((place, item))
        if before := topics & plan.taught_before:
            code = "finding.course-taught-before" if item.course in before else "finding.topic-taught-before"
            params: Params = {"title": item.title, "topic": min(before)}
            yield Finding(code, Severity.WARN, params, place=place, mends=(_remove(item),))
    pairs = Counter((a.key, b.key) for same in by_topic.values() for (_, a), (_, b) in pairwise(same))
    items = {item.key: (Place(day.number, half, item.key), item) for day, half, item in plan.package.items}
    for first, second in pairs:
        place, again = items[second]
        both: Params = {"title": again.title, "other": items[first][1].title}
        yield Finding("finding.repeated", Severity.WARN, both, place=place, mends=(_remove(again),))


def _remove(item: Item) -> Mend:
    return Mend("mend.remove-item", {"item": item.key, "title": item.title})


def _relations(plan: Plan) -> Iterator[Finding]:
    """A course without what it builds on, before it, or beside what it excludes."""
    when = {item.course: (day.number, ORDER[half] if half else None) for day, half, item in plan.package.items}
    titles = {course.key: course.title for course in plan.catalogue}
    for day, half, item in plan.package.items:
        course, place = plan.course(item), Place(day.number, half, item.key)
        for need in sorted(course.needs if course else ()):
            params: Params = {"title": item.title, "needed": titles.get(need, need)}
            if need not in when:
                adding = tuple(_adding(need, plan))
                yield Finding("finding.prerequisite-missing", Severity.BLOCK, params, place=place, mends=adding)
            elif _is_before((day.number, ORDER[half] if half else None), when[need]):
                moves = islice(_after(item, when[need], plan.package), MOST_MENDS)
                yield Finding("finding.prerequisite-later", Severity.WARN, params, place=place, mends=tuple(moves))
        for other in sorted(course.excludes & set(when) if course else ()):
            both: Params = {"title": item.title, "other": titles.get(other, other)}
            yield Finding("finding.excluded", Severity.BLOCK, both, place=place, mends=(_remove(item),))


def _after(item: Item, needed: tuple[int | None, int | None], package: Package) -> Iterator[Mend]:
    """Where an item can go behind what it builds on."""
    return _elsewhere(item, package, lambda day, half: _is_before(needed, (day, ORDER[half])))


def _is_before(one: tuple[int | None, int | None], other: tuple[int | None, int | None]) -> bool:
    """Whether it is known that `one` comes first."""
    if one[0] is None or other[0] is None or one[0] != other[0]:
        return one[0] is not None and other[0] is not None and one[0] < other[0]
    return one[1] is not None and other[1] is not None and one[1] < other[1]


def _adding(key: str, plan: Plan) -> Iterator[Mend]:
    wanted = [course for course in plan.catalogue if course.key == key]
    yield from (openings.add(*place) for place in openings.for_courses(plan.package, wanted))


def _study_tour(package: Package, rules: RuleSet) -> Iterator[Finding]:
    """Short trainings hold no study tours but necessary field teaching: its reason must be given, nothing is blocked."""
    stance = rules.study_tour
    if stance.severity is None or package.day_count is None or package.day_count > (stance.within_days or 0):
        return
    for day, half, item in package.items:
        if item.method is TeachingMethod.FIELD and not item.reason:
            params: Params = {"title": item.title, "days": stance.within_days or 0, "rule": rules.title}
            place = Place(day.number, half, item.key)
            found = of(rules, "study_tour.within_days", "finding.study-tour", params, stance.severity, place)
            yield replace(found, mends=(Mend("mend.give-reason", {"item": item.key, "title": item.title}),))


def _province(package: Package, rules: RuleSet) -> Iterator[Finding]:
    stance = rules.out_of_province
    away = package.host_province and package.payer_province and package.host_province != package.payer_province
    if stance.severity and away and stance.approval not in package.approvals:
        params: Params = {"province": package.host_province, "rule": rules.title, "approval": stance.approval}
        found = of(rules, "out_of_province.severity", "finding.out-of-province", params, stance.severity)
        yield replace(found, mends=(Mend("mend.get-approval", {"approval": stance.approval}),))
