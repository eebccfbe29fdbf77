"""What the designer may choose from: each course with each instructor who may teach it, and where in the week it can go."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from courses.model import (
    Course,
    InstructorFee,
    Package,
    RuleSet,
    Severity,
    Targets,
    TeachingMethod,
    Words,
)
from courses.rules import fee_ceilings, lecture_fees, mends, openings
from courses.rules.brief import Brief, Busy, Catalogue, Fact, Wish
from courses.rules.pricing import TAUGHT_BY_SOMEBODY
from training.model import Half

Cell = tuple[int, Half]

MOST_STARTS = 60
"""First days tried within a window; a longer one is cut at its end."""
COVERING = {Wish.MUST: 0, Wish.SHOULD: 3, Wish.COULD: 1}
"""What covering a theme adds, in usual courses of it: breadth before depth, the urgent before the rest (急用先行)."""
WISHED = 5_000
"""What a wished site or instructor adds; a course of value 100 in a theme of weight 100 is worth 10,000."""


@dataclass(frozen=True)
class Option:
    """A course with one of its instructors (or none), his fee after tax, and the cells where it may start.

    `cells` has one entry for each possible first day of the package; without dates there is a single one.
    """

    course: Course
    instructor: InstructorFee | None
    net: int
    cells: tuple[frozenset[Cell], ...]


def facts(brief: Brief, rules: RuleSet) -> tuple[Fact, ...]:
    """Everything that binds a package for this brief; what is easiest to give up first, the urgent last."""
    money = {"budget": brief.budget_per_person_day, "total": brief.budget_total}
    return (
        *(Fact(f"fact.{code}") for code in ("level", "taught-before", "unwanted", "relations", "trips", "dates")),
        *([Fact("fact.fees", {"rule": rules.title})] if rules.fees.caps else []),
        *(band(method, brief.targets) for method in brief.targets.bands),
        *([Fact("fact.ceiling", {"rule": rules.title})] if rules.classes else []),
        *(Fact(f"fact.{code}", {"budget_fen": fen}) for code, fen in money.items() if fen is not None),
        Fact("fact.days", {"days": brief.days, "evenings": brief.evenings}),
        *(Fact("fact.course", {"name": key}) for key in sorted(brief.courses)),
        *(Fact("fact.theme", {"name": each.theme}) for each in brief.themes if each.wish is Wish.MUST),
    )


def band(method: TeachingMethod, targets: Targets) -> Fact:
    """The fact that a method keeps within its band."""
    low, high = targets.bands[method]
    return Fact("fact.band", {"name": method.value, "method": method.value, "low": low, "high": high})


def starts(brief: Brief) -> tuple[dt.date | None, ...]:
    """The first days that come into question; a single None where the brief names no date."""
    if brief.start is None:
        return (None,)
    return tuple(brief.start + dt.timedelta(days=n) for n in range(min(window(brief), MOST_STARTS)))


def window(brief: Brief) -> int:
    """How many first days the brief allows."""
    if brief.start is None or brief.latest_start is None:
        return 1
    return max(0, (brief.latest_start - brief.start).days) + 1


def room(brief: Brief) -> dict[Cell, int]:
    """Free slots of every half-day, fixed points taken off. Evenings are there as soon as one is allowed."""
    halves = openings.halves(bool(brief.evenings))
    free = {(day, half): half.slots for day in range(1, brief.days + 1) for half in halves}
    for point in brief.fixed:
        for half, slots in openings.spread(point.half, point.item.slots or 0):
            if (point.day, half) in free:
                free[point.day, half] -= slots
    return free


def covered(cell: Cell, course: Course) -> Iterator[tuple[Cell, int]]:
    """The cells a course fills from its start on, with the slots it takes of each."""
    return (((cell[0], half), slots) for half, slots in openings.spread(cell[1], course.slots))


@dataclass(frozen=True)
class Offer:
    """An option with the facts that speak against it, dated and as if no date were known."""

    dated: Option
    undated: Option
    against: frozenset[str]


def offers(brief: Brief, catalogue: Catalogue, rules: RuleSet) -> tuple[Offer, ...]:
    """Everything in the catalogue that a brief asks for, whatever speaks against it."""
    free, days, taken = room(brief), starts(brief), taken_by(catalogue.busy)
    found = []
    for course in catalogue.courses:
        if _is_asked_for(course, brief):
            starting = frozenset(cell for cell in free if _has_room(cell, course, free))
            against = frozenset(_against(course, brief))
            for instructor in course.instructors or _nobody(course):
                net, capped = _net(course, instructor, rules)
                if net is not None:
                    keys = needed(course, instructor)
                    cells = tuple(
                        frozenset(c for c in starting if _is_free(c, course, keys, day, taken)) for day in days
                    )
                    unwanted = instructor is not None and instructor.instructor in brief.unwanted_instructors
                    found.append(
                        Offer(
                            Option(course, instructor, net, cells),
                            Option(course, instructor, net, (starting,)),
                            against
                            | ({"fact.unwanted:"} if unwanted else set())
                            | ({"fact.fees:"} if capped else set()),
                        )
                    )
    return tuple(found)


def under(offered: tuple[Offer, ...], binding: frozenset[str]) -> tuple[Option, ...]:
    """Every option that the facts named in `binding` leave."""
    timed = "fact.days:" in binding
    dated = timed and "fact.dates:" in binding
    left = (offer.dated if dated else offer.undated for offer in offered if not offer.against & binding)
    return tuple(option for option in left if any(option.cells) or not timed)


def gain(option: Option, brief: Brief, favour: int = 100) -> int:
    """What an option is worth to this brief in a flavour that counts its method `favour` percent."""
    weight = next((each.weight for each in brief.themes if each.theme == option.course.theme), 100)
    wishes = len(brief.wished_sites & {stop.site for stop in option.course.stops})
    if option.instructor and option.instructor.instructor in brief.wished_instructors:
        wishes += 1
    return weight * option.course.value * favour // 100 + wishes * WISHED


def covering(brief: Brief) -> dict[str, int]:
    """What each theme adds once it is covered."""
    return {each.theme: COVERING[each.wish] * each.weight * 100 for each in brief.themes}


def _is_asked_for(course: Course, brief: Brief) -> bool:
    themes, sites = {each.theme for each in brief.themes}, {stop.site for stop in course.stops}
    return not themes or course.theme in themes or course.key in brief.courses or bool(sites & brief.wished_sites)


def _against(course: Course, brief: Brief) -> Iterator[str]:
    """The facts of a brief that rule a course out, whoever teaches it."""
    if course.levels and brief.level and brief.level not in course.levels:
        yield "fact.level:"
    if (course.topics | {course.key}) & brief.taught_before:
        yield "fact.taught-before:"
    if {stop.site for stop in course.stops} & brief.unwanted_sites:
        yield "fact.unwanted:"
    if _is_too_far(course, brief):
        yield "fact.trips:"


def _nobody(course: Course) -> tuple[None, ...]:
    """A visit or a discussion can do without an instructor; a lecture that nobody can give cannot be chosen."""
    return () if course.method in TAUGHT_BY_SOMEBODY else (None,)


def _is_too_far(course: Course, brief: Brief) -> bool:
    """Whether visits and roads are longer than the half-days that the course takes."""
    minutes = sum((stop.minutes or 0) + (stop.travel_minutes or 0) for stop in course.stops)
    most = brief.targets.half_day_minutes
    return most is not None and bool(course.stops) and minutes > most * course.slots // 2


def _net(course: Course, instructor: InstructorFee | None, rules: RuleSet) -> tuple[int | None, bool]:
    """The fee in fen, None where it is unknown, and whether it is above the ceiling of the instructor's title."""
    if instructor is None:
        return 0, False
    alone = mends.added(Package("", Words("")), openings.item_of(course, instructor=instructor.instructor), 1, Half.AM)
    sitting = next(lecture_fees.sittings(alone, rules))
    above = any(found.severity is Severity.BLOCK for found in fee_ceilings.findings(alone, rules))
    return lecture_fees.net(sitting, rules), above


def _has_room(cell: Cell, course: Course, free: dict[Cell, int]) -> bool:
    if (cell[1] is Half.EVENING) != (course.slots == 1):
        return False
    return all(free.get(part, 0) >= slots for part, slots in covered(cell, course))


def needed(course: Course, instructor: InstructorFee | None) -> set[str]:
    """The sites and the instructor that must be free for a course."""
    return {stop.site for stop in course.stops} | ({instructor.instructor} if instructor else set())


def taken_by(busy: tuple[Busy, ...]) -> dict[tuple[str, dt.date], set[Half]]:
    """The half-days of each date on which an instructor or a site is taken."""
    taken: dict[tuple[str, dt.date], set[Half]] = defaultdict(set)
    for each in busy:
        taken[each.key, each.date] |= {each.half} if each.half else set(Half)
    return taken


def _is_free(
    cell: Cell, course: Course, keys: set[str], start: dt.date | None, taken: dict[tuple[str, dt.date], set[Half]]
) -> bool:
    """Whether everybody and every place that a course needs is free and open when it would be held."""
    if start is None:
        return True
    held = start + dt.timedelta(days=cell[0] - 1)
    halves = {part[1] for part, _ in covered(cell, course)}
    shut = any(held.isoweekday() in stop.closed_weekdays for stop in course.stops)
    return not shut and not any(taken.get((key, held), set()) & halves for key in keys)
