"""Day plans: which course or ceremony stands in which half-day. Days are counted from the first day of the program."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from courses.demo.catalogue import CourseFacts, catalogue
from courses.model import ItemKind, Words
from training.demo import reading
from training.demo.reading import Faulty
from training.model import Half

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Start:
    """When something begins, told from the day of loading: so many days after it, or a weekday some weeks after it."""

    day: int | None = None
    week: int = 0
    weekday: int = 1  # ISO: 1 Monday

    def on(self, loaded: date) -> date:
        """The date, for a demonstration loaded on that day."""
        if self.day is not None:
            return loaded + timedelta(days=self.day)
        return loaded - timedelta(days=loaded.weekday()) + timedelta(weeks=self.week, days=self.weekday - 1)


@dataclass(frozen=True)
class Piece:
    """What is not taught but takes its place in a day: ceremonies, arrival, a drive to another place."""

    key: str
    title: Words
    kind: ItemKind
    minutes: int


@dataclass(frozen=True)
class PlanItem:
    """One thing in one half-day. `course` is empty for a piece. Fixed: agreed with the client, a pin for the timetable."""

    key: str
    title: Words
    kind: ItemKind
    course: str
    minutes: int
    is_fixed: bool


@dataclass(frozen=True)
class PlanDay:
    """A day of a plan; numbers may leave days out (weekends, four Saturdays)."""

    number: int
    am: tuple[PlanItem, ...] = ()
    pm: tuple[PlanItem, ...] = ()
    evening: tuple[PlanItem, ...] = ()

    @property
    def halves(self) -> tuple[tuple[Half, tuple[PlanItem, ...]], ...]:
        """The half-days in which something happens."""
        given = ((Half.AM, self.am), (Half.PM, self.pm), (Half.EVENING, self.evening))
        return tuple((half, items) for half, items in given if items)


@dataclass(frozen=True)
class Plan:
    """A day plan that several packages may share. `source` is the published program that gave its structure, if any."""

    key: str
    days: tuple[PlanDay, ...]
    source: str = ""

    @property
    def items(self) -> Iterator[tuple[PlanDay, Half, PlanItem]]:
        """Everything in the order in which it happens."""
        return ((day, half, item) for day in self.days for half, items in day.halves for item in items)

    @property
    def length(self) -> int:
        """Days from the first to the last, both counted, days between included; 0 for an empty plan."""
        return self.days[-1].number if self.days else 0


@dataclass(frozen=True)
class _DayRow:
    day: int
    am: tuple[str, ...] = ()
    pm: tuple[str, ...] = ()
    evening: tuple[str, ...] = ()


@dataclass(frozen=True)
class _PlanRow:
    key: str
    days: tuple[_DayRow, ...]
    source: str = ""


def plans(center: str) -> dict[str, Plan]:
    """The day plans of one center by key. Raises reading.Faulty."""
    path = FOLDER / center / "plans.toml"
    pieces = {piece.key: piece for piece in reading.rows(path, "pieces", Piece)}
    courses = {course.key: course for course in catalogue(center).courses}
    made = reading.rows(path, "plans", _PlanRow)
    return {
        row.key: Plan(row.key, tuple(_day(row.key, day, pieces, courses) for day in row.days), row.source)
        for row in made
    }


def _day(plan: str, row: _DayRow, pieces: dict[str, Piece], courses: dict[str, CourseFacts]) -> PlanDay:
    def items(half: str, names: tuple[str, ...]) -> tuple[PlanItem, ...]:
        return tuple(
            _item(f"{plan}-{row.day}-{half}-{place}", name, pieces, courses)
            for place, name in enumerate(names, start=1)
        )

    return PlanDay(row.day, items("am", row.am), items("pm", row.pm), items("evening", row.evening))


def _item(key: str, name: str, pieces: dict[str, Piece], courses: dict[str, CourseFacts]) -> PlanItem:
    """`course` wished, `course!` fixed, `@piece` fixed."""
    found: Any = pieces.get(name[1:]) if name.startswith("@") else courses.get(name.removesuffix("!"))
    if found is None:
        raise Faulty(f"plans.toml {key}: there is no {name!r}")
    is_piece = isinstance(found, Piece)
    return PlanItem(
        key=key,
        title=found.title,
        kind=found.kind if is_piece else ItemKind.TEACHING,
        course="" if is_piece else found.key,
        minutes=found.minutes,
        is_fixed=is_piece or name.endswith("!"),
    )
