"""What a proposal leaves out, and the smallest grant of half-days or money that would bring it back."""

from collections.abc import Iterator
from dataclasses import replace

from courses.model import Package, Price
from courses.rules import mends, openings, options
from courses.rules.brief import Brief, Catalogue, LeftOut
from courses.rules.options import Option
from courses.rules.pricing import price
from courses.rules.search import Asked
from training.model import Half


def left_out(asked: Asked, package: Package, catalogue: Catalogue) -> Iterator[LeftOut]:
    """Every theme of the brief without a place and every wished site not visited, in the brief's order."""
    items = [item for _, _, item in package.items]
    taught, visited = {item.theme for item in items}, {stop.site for item in items for stop in item.stops}
    candidates = tuple(_candidates(asked, package, catalogue))
    for theme in asked.brief.themes:
        if theme.theme not in taught:
            of_theme = [option for option in candidates if option.course.theme == theme.theme]
            yield _cheapest(of_theme, LeftOut(theme=theme.theme), asked, package)
    for site in sorted(asked.brief.wished_sites - visited):
        there = [option for option in candidates if any(stop.site == site for stop in option.course.stops)]
        yield _cheapest(there, LeftOut(site=site), asked, package)


def _candidates(asked: Asked, package: Package, catalogue: Catalogue) -> Iterator[Option]:
    """Options that only want room or money: nothing else speaks against them."""
    present = {item.course for _, _, item in package.items if item.course}
    courses = {course.key: course for course in catalogue.courses}
    inside = [courses[key] for key in present & courses.keys()]
    topics = frozenset(topic for course in inside for topic in course.topics)
    excluded = frozenset(key for course in inside for key in course.excludes)
    roomier = asked.binding - {"fact.days:", "fact.dates:"}
    for option in options.under(asked.offers, roomier):
        course = option.course
        clashes = course.excludes & present or course.topics & topics or course.needs - present
        if not clashes and course.key not in present | excluded:
            yield option


def _cheapest(ways: list[Option], missed: LeftOut, asked: Asked, package: Package) -> LeftOut:
    """The way back that asks for the fewest half-days, then the least money; `missed` itself where there is none."""
    found = [_way_back(option, missed, asked, package) for option in ways]
    return min(found, key=lambda way: (way.half_days, way.fen, way.course), default=missed)


def _way_back(option: Option, missed: LeftOut, asked: Asked, package: Package) -> LeftOut:
    course = option.course
    instructor = option.instructor.instructor if option.instructor else ""
    item = openings.item_of(course, instructor=instructor)
    place = next(((d, h) for d, h, _ in openings.free(package) if openings.fits(course.slots, d, h, package)), None)
    if place and (place[1] is not Half.EVENING or _evening_left(asked.brief, package)):
        grown, extra = mends.added(package, item, *place), 0
    else:
        grown, extra = mends.added(package, item, asked.brief.days + 1, Half.AM), -(-course.slots // 2)
    return replace(missed, course=course.key, title=course.title, half_days=extra, fen=_short(asked, grown))


def _evening_left(brief: Brief, package: Package) -> bool:
    return sum(half is Half.EVENING for _, half, _ in package.items) < brief.evenings


def _short(asked: Asked, grown: Package) -> int:
    """By how much the sharpest limit on money is passed, in fen; days granted beyond the brief bring no ceiling along."""
    worth, brief = price(grown, asked.rules), asked.brief
    within = sum(line.amount or 0 for line in worth.lines)
    total = _known(worth) if worth.total is None else worth.total
    limits = [within - worth.cap] if worth.cap is not None else []
    if brief.budget_per_person_day is not None:
        limits.append(within - brief.budget_per_person_day * (worth.person_days or 0))
    if brief.budget_total is not None:
        limits.append(total - brief.budget_total)
    return max(0, *limits, 0)


def _known(worth: Price) -> int:
    """What is known of a total that nobody can say: every amount asked, and fees as they are agreed, after tax."""
    within = sum(line.amount or 0 for line in worth.lines)
    outside = sum(entry.amount or 0 for entry in worth.outside)
    return within + outside + sum(payment.net for payment in worth.teaching)
