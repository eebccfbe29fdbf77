"""Carrying out the change that a finding proposes, and what it would cost."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from courses.model import (
    Cost,
    Course,
    Day,
    Finding,
    HalfDay,
    InstructorFee,
    Item,
    Mend,
    Package,
    Per,
    Price,
    RuleSet,
    Run,
)
from courses.rules import openings
from courses.rules.pricing import price
from training.model import Half


def mended(package: Package, mend: Mend, catalogue: Sequence[Course] = (), rules: RuleSet | None = None) -> Package:
    """The package with the change carried out. What only a person can do (a reason, an approval) changes nothing."""
    given = {name: str(value) for name, value in mend.params.items()}
    match mend.code:
        case "mend.remove-item":
            return without(package, given["item"])
        case "mend.move-item":
            return moved(package, given["item"], int(given["day"]), Half(given["half"]))
        case "mend.add-course":
            course = next(each for each in catalogue if each.key == given["course"])
            return added(package, openings.item_of(course), int(given["day"]), Half(given["half"]))
        case "mend.lower-line":
            return lowered(package, given["line"], int(given["by_fen"]), rules)
        case "mend.set-staff":
            return replace(package, runs=_with_staff(package, int(given["run"]), int(given["staff"])))
        case "mend.set-class":
            return replace(package, training_class=given["class"])
        case "mend.remove-stop":
            return without_stop(package, given["item"], int(given["stop"]))
        case "mend.lower-fee":
            return with_fee(package, given["item"], given["instructor"], int(given["fee_fen"]))
        case "mend.remove-cost":
            return _each_cost(package, lambda costs: tuple(cost for cost in costs if cost.kind != given["kind"]))
        case _:
            return package


def effect(package: Package, mend: Mend, catalogue: Sequence[Course], rules: RuleSet, now: Price) -> int | None:
    """What the change adds to the total in fen, below zero what it saves; None while there is no total."""
    then = price(mended(package, mend, catalogue, rules), rules)
    return None if now.total is None or then.total is None else then.total - now.total


def priced(
    findings: Iterable[Finding], package: Package, catalogue: Sequence[Course], rules: RuleSet, now: Price
) -> tuple[Finding, ...]:
    """The findings with the effect of every mend worked out."""
    return tuple(
        replace(found, mends=tuple(replace(m, effect=effect(package, m, catalogue, rules, now)) for m in found.mends))
        for found in findings
    )


def without(package: Package, key: str) -> Package:
    return _each_half(package, lambda items: tuple(item for item in items if item.key != key))


def without_stop(package: Package, key: str, number: int) -> Package:
    """A visit without one of its stops, counted from 1."""

    def shorter(item: Item) -> Item:
        left = tuple(stop for n, stop in enumerate(item.stops, start=1) if n != number)
        return replace(item, stops=left) if item.key == key else item

    return _each_half(package, lambda items: tuple(map(shorter, items)))


def added(package: Package, item: Item, number: int, half: Half) -> Package:
    """With `item` at the end of that half-day; a half-day or day that was not named yet is."""
    days = list(package.days)
    at = next((i for i, day in enumerate(days) if day.number == number), None)
    if at is None:
        return replace(package, days=(*days, Day(number, (HalfDay(half, (item,)),))))
    days[at] = _with(days[at], item, half)
    return replace(package, days=tuple(days))


def _with(day: Day, item: Item, half: Half) -> Day:
    if all(part.half is not half for part in day.halves):
        parts = (*day.halves, HalfDay(half, (item,)))
        return replace(day, halves=tuple(sorted(parts, key=lambda part: list(Half).index(part.half or Half.AM))))
    halves = (replace(part, items=(*part.items, item)) if part.half is half else part for part in day.halves)
    return replace(day, halves=tuple(halves))


def moved(package: Package, key: str, number: int, half: Half) -> Package:
    item = next(item for _, _, item in package.items if item.key == key)
    return added(without(package, key), item, number, half)


def taught_by(package: Package, course: str, instructors: tuple[InstructorFee, ...]) -> Package:
    """With others to teach a course that is in it."""

    def changed(item: Item) -> Item:
        return replace(item, instructors=instructors) if item.course == course else item

    return _each_half(package, lambda items: tuple(map(changed, items)))


def with_fee(package: Package, key: str, instructor: str, fee: int) -> Package:
    def lower(item: Item) -> Item:
        fees = (replace(each, fee=fee) if each.instructor == instructor else each for each in item.instructors)
        return replace(item, instructors=tuple(fees)) if item.key == key else item

    return _each_half(package, lambda items: tuple(map(lower, items)))


def lowered(package: Package, line: str, by: int, rules: RuleSet | None) -> Package:
    """With the dearest cost per person-day of a line lowered by so much; no cost falls below nothing."""
    holds = next((each.holds for each in rules.lines if each.code == line), frozenset()) if rules else frozenset()
    within = [c for c in package.costs if c.kind in holds and c.per is Per.PERSON_DAY and c.amount]
    if not within:
        return package
    dearest = max(within, key=lambda cost: cost.amount or 0)
    less = replace(dearest, amount=max(0, (dearest.amount or 0) - by))
    return replace(package, costs=tuple(less if cost is dearest else cost for cost in package.costs))


def _with_staff(package: Package, run: int, staff: int) -> tuple[Run, ...]:
    return tuple(replace(each, staff=staff) if i == run else each for i, each in enumerate(package.runs))


def _each_half(package: Package, change: Callable[[tuple[Item, ...]], tuple[Item, ...]]) -> Package:
    days = (
        replace(day, halves=tuple(replace(part, items=change(part.items)) for part in day.halves))
        for day in package.days
    )
    return replace(package, days=tuple(days))


def _each_cost(package: Package, change: Callable[[tuple[Cost, ...]], tuple[Cost, ...]]) -> Package:
    def of_item(item: Item) -> Item:
        stops = tuple(replace(stop, costs=change(stop.costs)) for stop in item.stops)
        return replace(item, costs=change(item.costs), stops=stops)

    whole = replace(package, costs=change(package.costs))
    return _each_half(whole, lambda items: tuple(map(of_item, items)))
