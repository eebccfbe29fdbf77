"""Sessions laid out for reading: weeks, days, half-days; rows of a board by cohort, by instructor, by venue."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import dropwhile

from enrollment.model import Cohort, Person, Session
from training.model import Half
from training.rules.half_days import SLOTS

WORKDAYS = 5
WEEK = 7


@dataclass(frozen=True)
class Day:
    """One day: what fills its morning, afternoon and evening, and what takes the day as a whole."""

    day: date
    whole: tuple[Session, ...] = ()
    am: tuple[Session, ...] = ()
    pm: tuple[Session, ...] = ()
    evening: tuple[Session, ...] = ()


@dataclass(frozen=True)
class Row:
    """One row of the board. `cohort` where it is about one."""

    title: str
    days: tuple[Day, ...]
    cohort: Cohort | None = None


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def days_of(start: date, sessions: Iterable[Session], least: int = WORKDAYS) -> tuple[Day, ...]:
    """The days of a week from Monday on: five, or as many as something happens on."""
    held = [session for session in sessions if session.on_day and 0 <= (session.on_day - start).days < WEEK]
    last = max([least - 1, *((session.on_day - start).days for session in held if session.on_day)])
    return tuple(_day(start + timedelta(days=number), held) for number in range(last + 1))


def _day(day: date, held: Iterable[Session]) -> Day:
    here = [session for session in held if session.on_day == day]
    long = tuple(session for session in here if session.slots > SLOTS[Half.AM])
    halves = {
        half.value: tuple(session for session in here if session.half == half and session not in long) for half in Half
    }
    return Day(day, long, **halves)


def weeks(sessions: Iterable[Session]) -> list[tuple[Day, ...]]:
    """Every week in which something happens, each from the first day that has something."""
    held = [session for session in sessions if session.on_day]
    starts = sorted({monday(session.on_day) for session in held if session.on_day})
    whole = (days_of(start, held) for start in starts)
    return [tuple(dropwhile(lambda day: not (day.whole or day.am or day.pm or day.evening), week)) for week in whole]


def by_cohort(start: date, cohorts: Iterable[Cohort], sessions: Iterable[Session], least: int) -> list[Row]:
    held = list(sessions)
    return [
        Row(cohort.name, days_of(start, (one for one in held if one.cohort == cohort.id), least), cohort)
        for cohort in cohorts
    ]


def by_person(start: date, sessions: Iterable[Session], least: int) -> list[Row]:
    """One row for each instructor with something in the week, by name."""
    return _rows(start, _grouped((person, one) for one in _of(start, sessions) for person in one.instructors), least)


def by_venue(start: date, sessions: Iterable[Session], least: int) -> list[Row]:
    """One row for each room and site with something in the week, by name."""
    return _rows(start, _grouped((venue, one) for one in _of(start, sessions) for venue in one.venues), least)


def _of(start: date, sessions: Iterable[Session]) -> list[Session]:
    return [one for one in sessions if one.on_day and 0 <= (one.on_day - start).days < WEEK]


def _grouped(pairs: Iterable[tuple[Person, Session]]) -> dict[Person, list[Session]]:
    found: dict[Person, list[Session]] = {}
    for person, session in pairs:
        found.setdefault(person, []).append(session)
    return found


def _rows(start: date, grouped: Mapping[Person, list[Session]], least: int) -> list[Row]:
    named = sorted(grouped.items(), key=lambda each: (each[0].name, each[0].id))
    return [Row(person.name, days_of(start, held, least)) for person, held in named]
