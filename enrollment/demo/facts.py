"""The classes of a demonstration center: how far each has come, who is named in it, who was not simply there.

Days are counted from the day of loading, or from the first day of the plan where that is said.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TypeVar

from courses.demo import facts as orders
from courses.demo.facts import PackageFacts
from courses.demo.plans import Plan, Start
from courses.model import Words
from training.demo import facts, reading
from training.demo.facts import Trainee
from training.demo.reading import Faulty
from training.model import Half

FOLDER = Path(__file__).parent
T = TypeVar("T")


class Stage(StrEnum):
    """How far a class has come; each stage includes those before it."""

    OPENED = "opened"
    SCHEDULED = "scheduled"
    ROSTERED = "rostered"
    RUNNING = "running"
    CLOSED = "closed"
    CERTIFIED = "certified"

    @property
    def reached(self) -> frozenset["Stage"]:
        """This stage and all before it."""
        return frozenset(list(Stage)[: list(Stage).index(self) + 1])


class Mark(StrEnum):
    """What stands in the attendance of somebody who was not simply present."""

    LATE = "late"
    EARLY_LEAVE = "early_leave"
    PERSONAL_LEAVE = "personal_leave"
    SICK_LEAVE = "sick_leave"
    OFFICIAL_LEAVE = "official_leave"
    ABSENT = "absent"


@dataclass(frozen=True)
class CohortFacts:
    """班次. Its roster is `named` people of the agency's list from the place `first` on; `seats` may be more."""

    key: str
    program: str
    stage: Stage
    adviser: str
    home_room: str
    seats: int
    run_number: int = 1
    title: Words | None = None
    first: int = 1
    named: int = 0
    agency: str = ""
    roster_due: int | None = None
    starts: Start | None = None
    editions: int = 0


@dataclass(frozen=True)
class Exceptional:
    """One half-day of one trainee; `day` is counted in the plan, from 1."""

    cohort: str
    trainee: str
    day: int
    half: Half
    mark: Mark
    reason: str = ""


@dataclass(frozen=True)
class Substitution:
    """换人: `into` came in the place of `out`, on a day counted from the day of loading."""

    cohort: str
    out: str
    into: str
    on: int
    reason: str


@dataclass(frozen=True)
class Facts:
    """The classes of one demonstration center."""

    center: str
    cohorts: tuple[CohortFacts, ...]
    exceptions: tuple[Exceptional, ...]
    substitutions: tuple[Substitution, ...]

    def package(self, cohort: CohortFacts) -> PackageFacts:
        """The package that a class teaches."""
        made = orders.center(self.center)
        return made.package(next(program.package for program in made.programs if program.key == cohort.program))

    def plan(self, cohort: CohortFacts) -> Plan:
        """The day plan that a class follows."""
        return orders.center(self.center).plans[self.package(cohort).plan]

    def title(self, cohort: CohortFacts) -> Words:
        """The name of a class: its own, else that of its package."""
        return cohort.title or self.package(cohort).title

    def starts(self, cohort: CohortFacts, loaded: date) -> date:
        """The first day of a class. Every class of the demonstration has one: checked when the facts are read."""
        start = cohort.starts or self.package(cohort).starts
        if start is None:
            raise Faulty(f"{self.center}/cohorts.toml {cohort.key!r}: no start")
        return start.on(loaded)

    def named(self, cohort: CohortFacts) -> tuple[Trainee, ...]:
        """The roster as the agency first sent it, in its order; substitutions come after it."""
        people = facts.center(self.center).named(cohort.agency or self.package(cohort).agency)
        return people[cohort.first - 1 : cohort.first - 1 + cohort.named]

    def attending(self, cohort: CohortFacts) -> tuple[Trainee, ...]:
        """The roster after every substitution: who comes stands where the other stood."""
        people = {trainee.key: trainee for trainee in facts.center(self.center).trainees}
        changes = {each.out: each.into for each in self.substitutions if each.cohort == cohort.key}
        return tuple(people[changes.get(trainee.key, trainee.key)] for trainee in self.named(cohort))

    def away(self, cohort: CohortFacts) -> tuple[Exceptional, ...]:
        """Who of a class was late, left, on leave or absent, and when."""
        return tuple(each for each in self.exceptions if each.cohort == cohort.key)


@cache
def center(key: str) -> Facts:
    """The classes of one center, every reference checked. Raises reading.Faulty."""
    folder = FOLDER / key
    made = Facts(
        center=key,
        cohorts=reading.rows(folder / "cohorts.toml", "cohorts", CohortFacts),
        exceptions=reading.rows(folder / "exceptions.toml", "exceptions", Exceptional),
        substitutions=reading.rows(folder / "substitutions.toml", "substitutions", Substitution),
    )
    _check(made)
    return made


def _check(made: Facts) -> None:
    """Programs, staff, rooms, classes and people that these facts name exist; nobody is away from a class not his."""
    people, ordered = facts.center(made.center), orders.center(made.center)
    cohorts = {cohort.key: cohort for cohort in made.cohorts}
    _refer(made, "cohorts.toml", made.cohorts, lambda one: [one.program], [each.key for each in ordered.programs])
    _refer(made, "cohorts.toml", made.cohorts, lambda one: [one.adviser], [each.key for each in people.accounts])
    _refer(made, "cohorts.toml", made.cohorts, lambda one: [one.home_room], [each.key for each in people.rooms])
    _refer(made, "cohorts.toml", made.cohorts, lambda one: [one.agency], ["", *(each.key for each in people.agencies)])
    _refer(made, "exceptions.toml", made.exceptions, lambda one: [one.cohort], cohorts)
    _refer(made, "substitutions.toml", made.substitutions, lambda one: [one.cohort], cohorts)
    trainees = [trainee.key for trainee in people.trainees]
    _refer(made, "substitutions.toml", made.substitutions, lambda one: [one.out, one.into], trainees)
    for cohort in made.cohorts:
        present = [trainee.key for trainee in made.attending(cohort)]
        _refer(made, "exceptions.toml", made.away(cohort), lambda one: [one.trainee], present)
        made.starts(cohort, date(2000, 1, 1))


def _refer(made: Facts, file: str, each: Iterable[T], keys: Callable[[T], Iterable[str]], known: Iterable[str]) -> None:
    def where(one: T) -> str:
        name = getattr(one, "key", "") or f"{getattr(one, 'cohort', '')} {getattr(one, 'trainee', '')}"
        return f"{made.center}/{file} {name!r}"

    reading.refer(where, each, keys, known)
