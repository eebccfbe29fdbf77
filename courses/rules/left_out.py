"""What a proposal leaves out, and the smallest grant of half-days or money that would bring it back."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice

from courses.model import Item, Package, Price
from courses.rules import mends, method_mix, openings, options
from courses.rules.brief import Brief, Catalogue, Fact, LeftOut
from courses.rules.options import Cell, Option
from courses.rules.pricing import price
from courses.rules.search import Asked
from training.model import Half

Taken = Mapping[tuple[str, dt.date], set[Half]]

MOST_REASONS = 3
"""Dates named that stand against a course; one is enough to see why."""


def left_out(asked: Asked, package: Package, catalogue: Catalogue) -> Iterator[LeftOut]:
    """Every theme without a place, every wished site not visited, every wished instructor who does not teach."""
    items = [item for _, _, item in package.items]
    taught, visited = {item.theme for item in items}, {stop.site for item in items for stop in item.stops}
    teaching = {fee.instructor for item in items for fee in item.instructors}
    taken = options.taken_by(catalogue.busy)
    candidates = tuple(_candidates(asked, package, catalogue))
    for theme in asked.brief.themes:
        if theme.theme not in taught:
            of_theme = [option for option in candidates if option.course.theme == theme.theme]
            yield _cheapest(of_theme, LeftOut(theme=theme.theme), asked, package, taken)
    for site in sorted(asked.brief.wished_sites - visited):
        there = [option for option in candidates if any(stop.site == site for stop in option.course.stops)]
        yield _cheapest(there, LeftOut(site=site), asked, package, taken)
    for name in sorted(asked.brief.wished_instructors - teaching):
        his = [option for option in (*candidates, *_instead(asked, package)) if _is_taught_by(name, option)]
        yield _cheapest(his, LeftOut(instructor=name), asked, package, taken)


def _candidates(asked: Asked, package: Package, catalogue: Catalogue) -> Iterator[Option]:
    """Options that only want room or money: nothing else speaks against them."""
    present = {item.course for _, _, item in package.items if item.course}
    courses = {course.key: course for course in catalogue.courses}
    inside = [courses[key] for key in present & courses.keys()]
    topics = frozenset(topic for course in inside for topic in course.topics)
    excluded = frozenset(key for course in inside for key in course.excludes)
    for option in _roomier(asked):
        course = option.course
        clashes = course.excludes & present or course.topics & topics or course.needs - present
        if not clashes and course.key not in present | excluded:
            yield option


def _instead(asked: Asked, package: Package) -> Iterator[Option]:
    """Options for a course that is in already, taught by somebody else."""
    present = {item.course for _, _, item in package.items if item.course}
    return (option for option in _roomier(asked) if option.course.key in present)


def _roomier(asked: Asked) -> tuple[Option, ...]:
    """Every option that the brief leaves when days and dates do not count."""
    return options.under(asked.offers, asked.binding - {"fact.days:", "fact.dates:"})


def _is_taught_by(name: str, option: Option) -> bool:
    return option.instructor is not None and option.instructor.instructor == name


def _cheapest(ways: list[Option], missed: LeftOut, asked: Asked, package: Package, taken: Taken) -> LeftOut:
    """The way back that nothing bars, asks for the fewest half-days, then the least money; `missed` where there is none."""
    found = [_way_back(option, missed, asked, package, taken) for option in ways]
    return min(found, key=lambda way: (bool(way.barred_by), way.half_days, way.fen, way.course), default=missed)


def _way_back(option: Option, missed: LeftOut, asked: Asked, package: Package, taken: Taken) -> LeftOut:
    course = option.course
    item = openings.item_of(course, instructor=option.instructor.instructor if option.instructor else "")
    stands = [cell for cell, kept in _cells(package) if kept.course == course.key]
    beyond = (asked.brief.days + 1, Half.EVENING if course.slots == 1 else Half.AM)
    inside = stands or _places(option, asked.brief, package)
    place, dates = _place(inside, beyond, option, package, taken)
    grown = mends.taught_by(package, course.key, item.instructors) if stands else mends.added(package, item, *place)
    return replace(
        missed,
        course=course.key,
        title=course.title,
        half_days=-(-course.slots // 2) if place == beyond else 0,
        fen=_short(asked, grown),
        barred_by=(*_out_of_band(asked.brief, grown), *dates),
    )


def _place(
    inside: Iterable[Cell], beyond: Cell, option: Option, package: Package, taken: Taken
) -> tuple[Cell, tuple[Fact, ...]]:
    """The first of the half-days inside on which a course can be held, else the first of all (or the one beyond, where
    there is none), with what stands against them."""
    first, dates = None, dict[str, Fact]()
    for cell in inside:
        against = tuple(_not_free(option, cell, package, taken))
        if not against:
            return cell, ()
        first = first or cell
        dates |= {str(fact): fact for fact in against}
    if first is None:
        return beyond, tuple(_not_free(option, beyond, package, taken))
    return first, tuple(islice(dates.values(), MOST_REASONS))


def _cells(package: Package) -> Iterator[tuple[Cell, Item]]:
    """Every item with the half-day that it stands in."""
    for day, half, item in package.items:
        if day.number is not None and half is not None:
            yield (day.number, half), item


def _places(option: Option, brief: Brief, package: Package) -> Iterator[Cell]:
    """The half-days with room for a course."""
    evening_left = sum(half is Half.EVENING for _, half, _ in package.items) < brief.evenings
    for day, half, _ in openings.free(package):
        fits = openings.fits(option.course.slots, day, half, package)
        if fits and (half is not Half.EVENING or evening_left):
            yield day, half


def _not_free(option: Option, cell: Cell, package: Package, taken: Taken) -> Iterator[Fact]:
    """Who is taken and what is closed when a course would be held in that half-day."""
    start = package.runs[0].start
    if start is None:
        return
    held = start + dt.timedelta(days=cell[0] - 1)
    halves = {part for part, _ in openings.spread(cell[1], option.course.slots)}
    for key in sorted(options.needed(option.course, option.instructor)):
        if taken.get((key, held), set()) & halves:
            yield Fact("barred.busy", {"name": key, "date": held.isoformat()})
    for stop in option.course.stops:
        if held.isoweekday() in stop.closed_weekdays:
            yield Fact("barred.closed", {"site": stop.title, "weekday": held.isoweekday(), "date": held.isoformat()})


def _out_of_band(brief: Brief, grown: Package) -> Iterator[Fact]:
    """The bands that a package would leave."""
    for method, _ in method_mix.outside(method_mix.minutes(grown), brief.targets):
        yield options.band(method, brief.targets)


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
