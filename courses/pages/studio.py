"""What the studio shows of a package: the plan day by day, courses on offer and where they fit, findings in words."""

from dataclasses import dataclass
from datetime import date, timedelta

from courses.model import Course, Finding, Item, ItemKind, Mend, Package, Studio, TeachingMethod
from courses.queries.catalogue import folded
from courses.rules import method_mix, openings
from courses.rules.wording import shown
from training import i18n
from training.model import Half

MOST_OFFERS = 12
A_WEEK = 7
BY_BUTTON = frozenset({"mend.remove-item", "mend.move-item", "mend.add-course", "mend.lower-line", "mend.set-staff"})


@dataclass(frozen=True)
class Slot:
    """A half-day of the plan, or `day` for what takes both; `is_free` where something can still be put."""

    half: str
    items: tuple[Item, ...]
    is_free: bool


@dataclass(frozen=True)
class PlanDay:
    number: int
    date: date | None
    slots: tuple[Slot, ...]


@dataclass(frozen=True)
class Offer:
    """A course of the catalogue beside the plan: in it already, or where it would go."""

    course: Course
    is_in: bool
    day: int | None
    half: Half | None


@dataclass(frozen=True)
class Looking:
    """What the address of the studio says: the search beside the plan, the half-day chosen, the item opened."""

    text: str = ""
    theme: str = ""
    method: TeachingMethod | None = None
    day: int | None = None
    half: Half | None = None
    item: str = ""


def weeks(studio: Studio) -> list[list[PlanDay]]:
    """The plan, seven days a row."""
    days = [_day(studio.package, day.number or 0, studio.facts.starts_on) for day in studio.package.days]
    return [days[start : start + A_WEEK] for start in range(0, len(days), A_WEEK)]


def _day(package: Package, number: int, starts: date | None) -> PlanDay:
    taken = openings.used(package)
    by_half = {half: _items(package, number, half) for half in Half}
    whole = any((item.slots or 0) > Half.AM.slots for item in by_half[Half.AM]) and not by_half[Half.PM]
    halves = [Half.EVENING] if whole else list(Half)
    slots = [Slot("day", by_half[Half.AM], is_free=False)] if whole else []
    slots += [Slot(half, by_half[half], is_free=taken[number, half] < half.slots) for half in halves]
    return PlanDay(number, starts + timedelta(days=number - 1) if starts else None, tuple(slots))


def _items(package: Package, number: int, half: Half) -> tuple[Item, ...]:
    return tuple(item for day, part, item in package.items if (day.number, part) == (number, half))


def offers(studio: Studio, looking: Looking) -> tuple[list[Offer], int]:
    """The first courses that the search finds, those with the best value first, and how many it finds in all."""
    found = [course for course in studio.catalogue if _matches(course, looking)]
    found.sort(key=lambda course: (-course.value, course.key))
    return [_offer(studio.package, course, looking) for course in found[:MOST_OFFERS]], len(found)


def _matches(course: Course, looking: Looking) -> bool:
    said = folded(f"{course.title.zh}{course.title.en}{course.theme}{''.join(stop.title.zh for stop in course.stops)}")
    return (
        folded(looking.text) in said and looking.theme in ("", course.theme) and looking.method in (None, course.method)
    )


def _offer(package: Package, course: Course, looking: Looking) -> Offer:
    if any(item.course == course.key for _, _, item in package.items):
        return Offer(course, is_in=True, day=None, half=None)
    if looking.day and looking.half and openings.fits(course.slots, looking.day, looking.half, package):
        return Offer(course, is_in=False, day=looking.day, half=looking.half)
    place = next(openings.for_courses(package, [course]), None)
    return Offer(course, is_in=False, day=place[1] if place else None, half=place[2] if place else None)


def mix(package: Package) -> dict[TeachingMethod, int]:
    """Percent of class time by method."""
    return method_mix.shares(method_mix.minutes(package))


def used(package: Package) -> tuple[int, int, int]:
    """Half-days and evenings with teaching in them, and credit hours in hundredths."""
    teaching = [(day.number, half, item) for day, half, item in package.items if item.kind is ItemKind.TEACHING]
    taken = {
        (number, part)
        for number, half, item in teaching
        if half
        for part, _ in openings.spread(half, item.slots or half.slots)
    }
    evenings = sum(part is Half.EVENING for _, part in taken)
    return len(taken) - evenings, evenings, sum(item.credit_hours or 0 for _, _, item in teaching)


def told(message: Finding | Mend) -> str:
    """A finding or a mend as a sentence in the reader's language."""
    return i18n.gettext(message.code).format(**shown(message, i18n.LANG.get(), i18n.gettext))


def by_button(mend: Mend) -> dict[str, str] | None:
    """The fields a button sends to have a mend carried out; None where only a person can do it."""
    if mend.code not in BY_BUTTON:
        return None
    names = ("item", "course", "day", "half", "line", "by_fen", "staff")
    return {"code": mend.code, **{name: str(mend.params[name]) for name in names if name in mend.params}}
