"""What a proposal leaves out, and the smallest grant of half-days or money that would bring it back."""

from collections.abc import Iterator

from courses.model import Half, Package
from courses.rules import mends, openings, options
from courses.rules.brief import Brief, Catalogue, LeftOut
from courses.rules.options import Option
from courses.rules.pricing import price
from courses.rules.selection import Asked


def left_out(asked: Asked, package: Package, catalogue: Catalogue) -> Iterator[LeftOut]:
    """Every theme of the brief without a place, in the brief's order, with what its cheapest course would take."""
    taught = {item.theme for _, _, item in package.items}
    for theme in asked.brief.themes:
        if theme.theme not in taught:
            ways = [_way_back(option, asked, package) for option in _candidates(theme.theme, asked, package, catalogue)]
            yield min(ways, key=lambda way: (way.half_days, way.fen, way.course), default=LeftOut(theme.theme))


def _candidates(theme: str, asked: Asked, package: Package, catalogue: Catalogue) -> Iterator[Option]:
    """Options of a theme that only want room or money: nothing else speaks against them."""
    present = {item.course for _, _, item in package.items if item.course}
    courses = {course.key: course for course in catalogue.courses}
    topics = frozenset(topic for key in present & courses.keys() for topic in courses[key].topics)
    roomier = frozenset(key for key in asked.binding if key not in {"fact.days:", "fact.dates:"})
    for option in options.options(asked.brief, catalogue, asked.rules, roomier):
        course = option.course
        clashes = (course.excludes & present) or (course.topics & topics) or (course.needs - present)
        excluded = any(course.key in courses[key].excludes for key in present & courses.keys())
        if course.theme == theme and not clashes and not excluded:
            yield option


def _way_back(option: Option, asked: Asked, package: Package) -> LeftOut:
    course = option.course
    instructor = option.instructor.instructor if option.instructor else ""
    item = openings.item_of(course, instructor=instructor)
    place = next(((d, h) for d, h, _ in openings.free(package) if openings.fits(course.slots, d, h, package)), None)
    if place and (place[1] is not Half.EVENING or _evening_left(asked.brief, package)):
        grown, extra = mends.added(package, item, *place), 0
    else:
        grown, extra = mends.added(package, item, asked.brief.days + 1, Half.AM), -(-course.slots // 2)
    return LeftOut(course.theme, course.key, course.title, extra, _short(asked, grown))


def _evening_left(brief: Brief, package: Package) -> bool:
    return sum(half is Half.EVENING for _, half, _ in package.items) < brief.evenings


def _short(asked: Asked, grown: Package) -> int:
    """By how much the sharpest limit on money is passed, in fen; days granted beyond the brief bring no ceiling along."""
    worth, brief = price(grown, asked.rules), asked.brief
    total, within = worth.total or 0, worth.within_cap or 0
    limits = [within - worth.cap] if worth.cap is not None else []
    if brief.budget_per_person_day is not None:
        limits.append(within - brief.budget_per_person_day * (worth.person_days or 0))
    if brief.budget_total is not None:
        limits.append(total - brief.budget_total)
    return max(0, *limits, 0)
