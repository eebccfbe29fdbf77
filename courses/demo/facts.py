"""What the agencies of a demonstration center ordered: packages, their quotations, and the programs that came of them.

Days are counted from the day of loading, money is whole fen. What happens in a room of the house (pricing, numbering,
freezing) is not here: these are the facts that its actions are given.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TypeVar

from courses.demo.catalogue import Catalogue, catalogue, courses
from courses.demo.plans import Plan, PlanDay, PlanItem, Start, plans
from courses.model import (
    Binding,
    Cost,
    Course,
    Day,
    FundSource,
    HalfDay,
    Item,
    Package,
    PackageKind,
    PackageState,
    People,
    ProgramState,
    QuotationState,
    Run,
    Words,
)
from courses.rules import openings, regulations
from training.demo import facts, reading
from training.demo.facts import Agency, Level

FOLDER = Path(__file__).parent
REFERENCE = "CN-CENTRAL"
"""Whose rules a center quotes by (参照) where those of the payer are not entered."""
T = TypeVar("T")


@dataclass(frozen=True)
class Tariff:
    """What a stay costs: lines of the price apart from teaching."""

    key: str
    title: Words
    costs: tuple[Cost, ...]


@dataclass(frozen=True)
class PackageFacts:
    """培训方案. `headcount` None: not said yet. `agency` empty: a class that the center planned itself.

    The arrival day is the one before its start, the departure day the one after its end. `composed` and `submitted` are
    days from the day of loading; `needs` is what an order asks for.
    """

    key: str
    title: Words
    kind: PackageKind
    state: PackageState
    plan: str
    composed: int
    agency: str = ""
    level: Level | None = None
    headcount: int | None = None
    staff: int = 0
    runs: int = 1
    starts: Start | None = None
    has_arrival_day: bool = False
    has_departure_day: bool = False
    tariff: str = ""
    submitted: int | None = None
    handled_by: str = ""
    needs: str = ""


@dataclass(frozen=True)
class QuotationFacts:
    """报价单. `sent`, `valid_until` and `answered` are days from the day of loading."""

    key: str
    package: str
    edition: int
    state: QuotationState
    handled_by: str
    created: int
    valid_until: int
    sent: int | None = None
    answered: int | None = None
    answered_by: str = ""
    answered_post: str = ""
    authority: str = ""
    note: str = ""


class PaperState(StrEnum):
    """待签订, 我方已盖章, 双方已签订: how far the agreement is signed and sealed."""

    TO_SIGN = "to_sign"
    SEALED_BY_CENTER = "sealed_by_center"
    SIGNED = "signed"


@dataclass(frozen=True)
class ProgramFacts:
    """培训项目. Without a quotation it is a planned class (计划内班次) with the number and cost plan of the year's plan."""

    key: str
    package: str
    state: ProgramState
    agreed: int
    quotation: str = ""
    agreement: PaperState | None = None
    plan_number: str = ""
    cost_plan: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Facts:
    """What one demonstration center teaches, quoted and agreed."""

    center: str
    catalogue: Catalogue
    plans: dict[str, Plan]
    tariffs: tuple[Tariff, ...]
    packages: tuple[PackageFacts, ...]
    quotations: tuple[QuotationFacts, ...]
    programs: tuple[ProgramFacts, ...]

    def package(self, key: str) -> PackageFacts:
        """One package by its key."""
        return next(package for package in self.packages if package.key == key)

    def ends(self, package: PackageFacts, loaded: date) -> date | None:
        """The last day of its teaching, where a start is known."""
        length = self.plans[package.plan].length
        start = package.starts.on(loaded) if package.starts else None
        return None if start is None else date.fromordinal(start.toordinal() + max(length, 1) - 1)


@cache
def center(key: str) -> Facts:
    """What one center teaches, quoted and agreed, every reference checked. Raises reading.Faulty."""
    folder = FOLDER / key
    made = Facts(
        center=key,
        catalogue=catalogue(key),
        plans=plans(key),
        tariffs=reading.rows(folder / "tariffs.toml", "tariffs", Tariff),
        packages=reading.rows(folder / "packages.toml", "packages", PackageFacts),
        quotations=reading.rows(folder / "quotations.toml", "quotations", QuotationFacts),
        programs=reading.rows(folder / "programs.toml", "programs", ProgramFacts),
    )
    _check(made)
    return made


def package(made: Facts, key: str, loaded: date) -> Package:
    """One package as rules and pricing know it, its dates told from the day of loading."""
    one = made.package(key)
    agency = next((each for each in facts.center(made.center).agencies if each.key == one.agency), None)
    known = {course.key: course for course in courses(made.center)}
    people = People(level=one.level.value if one.level else "", count=one.headcount)
    start = one.starts.on(loaded) if one.starts else None
    drawn = Package(
        key=one.key,
        title=one.title,
        kind=one.kind,
        days=tuple(_day(day, start, known) for day in made.plans[one.plan].days),
        runs=tuple(Run(people=(people,), staff=one.staff, start=start) for _ in range(one.runs)),
        day_count=len(made.plans[one.plan].days),
        arrival_days=int(one.has_arrival_day),
        departure_days=int(one.has_departure_day),
        costs=next((tariff.costs for tariff in made.tariffs if tariff.key == one.tariff), ()),
        jurisdiction=agency.jurisdiction if agency else "",
        fund_source=_funds(agency),
    )
    is_quoted = any(quotation.package == key for quotation in made.quotations)
    return replace(drawn, rule_set=_reference(drawn, start or loaded)) if is_quoted else drawn


def _reference(package: Package, on: date) -> str:
    """The edition that a center quotes by where nothing is entered for the payer."""
    offered = regulations.references(package, on)
    return next((rules.edition for rules in offered if rules.jurisdiction == REFERENCE), "")


def _funds(agency: Agency | None) -> FundSource:
    return FundSource(agency.fund_source) if agency else FundSource.BUDGET


def _day(day: PlanDay, start: date | None, known: dict[str, Course]) -> Day:
    on = None if start is None else date.fromordinal(start.toordinal() + day.number - 1)
    halves = tuple(HalfDay(half, tuple(_item(item, known) for item in items)) for half, items in day.halves)
    return Day(day.number, halves, on)


def _item(item: PlanItem, known: dict[str, Course]) -> Item:
    if item.course:
        made = openings.item_of(known[item.course], key=item.key)
        return made if not item.is_fixed else _fixed(made)
    return _fixed(Item(key=item.key, title=item.title, kind=item.kind, minutes=item.minutes))


def _fixed(item: Item) -> Item:
    return replace(item, binding=Binding.FIXED)


def _check(made: Facts) -> None:
    """Agencies, staff, plans, tariffs, packages and quotations that these facts name exist."""
    people = facts.center(made.center)
    agencies = ["", *(agency.key for agency in people.agencies)]
    staff = ["", *(account.key for account in people.accounts if not account.agency)]
    _refer(made, "packages.toml", made.packages, lambda one: [one.agency], agencies)
    _refer(made, "packages.toml", made.packages, lambda one: [one.handled_by], staff)
    _refer(made, "packages.toml", made.packages, lambda one: [one.plan], made.plans)
    _refer(made, "packages.toml", made.packages, lambda one: [one.tariff], ["", *(each.key for each in made.tariffs)])
    _refer(made, "quotations.toml", made.quotations, lambda one: [one.package], [each.key for each in made.packages])
    _refer(made, "quotations.toml", made.quotations, lambda one: [one.handled_by], staff)
    _refer(made, "programs.toml", made.programs, lambda one: [one.package], [each.key for each in made.packages])
    _refer(made, "programs.toml", made.programs, lambda one: [one.quotation], ["", *(q.key for q in made.quotations)])


def _refer(made: Facts, file: str, each: Iterable[T], keys: Callable[[T], Iterable[str]], known: Iterable[str]) -> None:
    reading.refer(lambda one: f"{made.center}/{file} {getattr(one, 'key', '')!r}", each, keys, known)
