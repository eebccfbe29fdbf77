"""Where in a package there is room: free slots of a half-day, and courses of the catalogue that would fit them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

from courses.model import Course, Item, Mend, Package
from training.model import Half

WHOLE_DAY = 4
"""Slots of a morning and an afternoon together."""


def used(package: Package) -> Counter[tuple[int, Half]]:
    """Slots taken in every half-day; what is longer than its half-day runs on into the next."""
    taken: Counter[tuple[int, Half]] = Counter()
    for day, half, item in package.items:
        if day.number is not None and half is not None:
            for part, slots in spread(half, item.slots or 0):
                taken[day.number, part] += slots
    return taken


@cache
def spread(half: Half, slots: int) -> tuple[tuple[Half, int], ...]:
    """The half-days that so many slots fill from the start of `half` on; what the day cannot hold stays in the last."""
    filled, halves = [], list(Half)[list(Half).index(half) :]
    for part in halves:
        here = slots if part is halves[-1] else min(slots, part.slots)
        if here:
            filled.append((part, here))
        slots -= here
    return tuple(filled)


def free(package: Package) -> Iterator[tuple[int, Half, int]]:
    """Every half-day that the package names or could name on its days, with the slots that are left in it."""
    taken = used(package)
    for day in package.days:
        if day.number is not None:
            for half in Half:
                if (left := half.slots - taken[day.number, half]) > 0:
                    yield day.number, half, left


def fits(slots: int, day: int, half: Half, package: Package) -> bool:
    """Whether something so long can start in that half-day. Evenings take evening courses only, and the other way."""
    if (half is Half.EVENING) != (slots == 1):
        return False
    taken = used(package)
    return all(taken[day, part] + here <= part.slots for part, here in spread(half, slots))


def for_courses(package: Package, courses: Iterable[Course]) -> Iterator[tuple[Course, int, Half]]:
    """Each course that is not in the package yet with the first half-day that has room for it."""
    present = {item.course for _, _, item in package.items}
    places = [(number, half) for number, half, _ in free(package)]
    for course in courses:
        place = next(((d, h) for d, h in places if fits(course.slots, d, h, package)), None)
        if course.key not in present and place:
            yield course, *place


def halves(evenings: bool) -> tuple[Half, ...]:
    """The half-days of a day, with its evening or without."""
    return tuple(half for half in Half if evenings or half is not Half.EVENING)


def add(course: Course, day: int, half: Half) -> Mend:
    """The change that puts a course into that half-day."""
    return Mend("mend.add-course", {"course": course.key, "title": course.title, "day": day, "half": half.value})


def item_of(course: Course, key: str = "", instructor: str = "") -> Item:
    """A course as an item of a package, taught by `instructor` or the first of those qualified."""
    named = [fee for fee in course.instructors if fee.instructor == instructor] or list(course.instructors)
    return Item(
        key=key or course.key,
        title=course.title,
        method=course.method,
        local_label=course.local_label,
        course=course.key,
        theme=course.theme,
        minutes=course.minutes,
        credit_hours=course.credit_hours,
        slots=course.slots,
        stops=course.stops,
        instructors=tuple(named[:1]),
        costs=course.costs,
    )
