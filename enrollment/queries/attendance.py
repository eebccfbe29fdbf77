"""What attendance is recorded, in which half-days a class is taught, and what each person's comes to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from enrollment.model import (
    Class,
    EnrollmentState,
    Mark,
    Seat,
    Session,
    SessionKind,
    SessionState,
    Taken,
    Tally,
    TaughtHalf,
)
from enrollment.queries import roster
from enrollment.queries.sessions import TITLE_EN
from enrollment.rules import attendance as rules
from enrollment.tables import Attendance, SessionGuest
from enrollment.tables import Session as SessionRow
from training import db
from training.access import Actor, worker
from training.model import Half
from training.rules.half_days import halves_of
from training.tenancy import seen_by

_SAME = (
    "id",
    "cohort",
    "package_item",
    "title",
    "course",
    "method",
    "minutes",
    "credit_hours",
    "slots",
    "wished_day",
    "wished_half",
    "position",
    "is_fixed",
    "is_pinned",
    "is_published",
    "on_day",
    "title_en",
    "version",
)


async def sessions(actor: Actor, cohort: int) -> list[Session]:
    """The published sessions of a class that the actor has seen, also those in which it is the guest of another."""
    here = seen_by(worker(actor.center), SessionGuest) & (SessionGuest.cohort == cohort)
    guest = SessionGuest.select(SessionGuest.session).where(here)
    theirs = (SessionRow.cohort == cohort) | SessionRow.id.is_in(guest)
    published = seen_by(worker(actor.center), SessionRow) & SessionRow.is_published.eq(True)
    rows = (
        await SessionRow.select(*SessionRow.all_columns(), TITLE_EN)
        .where(published, theirs)
        .order_by(SessionRow.starts_at)
    )
    return [_session(row) for row in rows]


def _session(row: dict[str, Any]) -> Session:
    return Session(
        kind=SessionKind(row["kind"]),
        state=SessionState(row["state"]),
        half=Half(row["half"]) if row["half"] else None,
        starts=row["starts_at"],
        ends=row["ends_at"],
        **{name: row[name] for name in _SAME},
    )


async def halves(actor: Actor, cohort: int) -> list[TaughtHalf]:
    """The half-days of a class's published sessions, in order."""
    return rules.taught_halves(await sessions(actor, cohort))


async def taken(
    actor: Actor, cohort: int, *, day: date | None = None, half: Half | None = None
) -> dict[tuple[int, date, Half], Taken]:
    """What is recorded, by place, day and half-day."""
    asked = Attendance.select().where(seen_by(actor, Attendance), Attendance.cohort == cohort)
    if day is not None:
        asked = asked.where(Attendance.on_day == day)
    if half is not None:
        asked = asked.where(Attendance.half == half.value)
    found = [_taken(row) for row in await asked]
    return {(each.enrollment, each.day, each.half): each for each in found}


def _taken(row: dict[str, Any]) -> Taken:
    same = ("enrollment", "reason", "taken_by", "version")
    return Taken(
        day=row["on_day"], half=Half(row["half"]), mark=Mark(row["mark"]), **{name: row[name] for name in same}
    )


async def tallies(actor: Actor, cohort: Class, now: datetime) -> dict[int, Tally]:
    """What each person's attendance comes to, by enrollment. The same sums for the meter and for the certificate."""
    seats, every = await roster.people_of(actor, cohort.id), await halves(actor, cohort.id)
    return summed(seats, every, await taken(actor, cohort.id), rules.leave_share(cohort), now)


def summed(
    seats: Iterable[Seat],
    every: Sequence[TaughtHalf],
    marks: Mapping[tuple[int, date, Half], Taken],
    allowed: Fraction | None,
    now: datetime,
) -> dict[int, Tally]:
    """The sums of people whose marks are at hand already."""
    by_place: dict[int, list[Taken]] = {seat.id: [] for seat in seats}
    for each in marks.values():
        if each.enrollment in by_place:
            by_place[each.enrollment].append(each)
    return {place: rules.tally(every, found, allowed, now) for place, found in by_place.items()}


@dataclass(frozen=True)
class Unmarked:
    """A half-day of a class in which somebody has no mark yet."""

    cohort: int
    day: date
    half: Half


async def unmarked(actor: Actor, cohorts: list[int], now: datetime) -> list[Unmarked]:
    """The half-days of these cohorts that have begun and are not recorded whole. Two statements, however many there are."""
    cohorts = cohorts or [0]
    taught = seen_by(actor, SessionRow) & SessionRow.cohort.is_in(cohorts) & SessionRow.is_published.eq(True)
    begun = (SessionRow.starts_at <= now) & (SessionRow.state != SessionState.CANCELLED)
    rows = await SessionRow.select(SessionRow.cohort, SessionRow.on_day, SessionRow.half, SessionRow.slots).where(
        taught, begun
    )
    keys = {(row["cohort"], row["on_day"], half) for row in rows for half in halves_of(Half(row["half"]), row["slots"])}
    people, marked = await _counted(actor, cohorts)
    order = sorted(keys, key=lambda key: (key[1], rules.HALVES.index(key[2]), key[0]))
    return [
        Unmarked(*key) for key in order if marked.get((key[0], str(key[1]), key[2].value), 0) < people.get(key[0], 0)
    ]


async def _counted(actor: Actor, cohorts: list[int]) -> tuple[dict[int, int], dict[tuple[int, str, str], int]]:
    """How many people each cohort has, and how many of them have a mark in each half-day."""
    listed = ", ".join(str(int(one)) for one in cohorts)
    rows = await db.raw(
        f"SELECT e.cohort, '' AS day, '' AS half, COUNT(*) AS n FROM enrollment e WHERE e.center = {{}} "
        f"AND e.state = {{}} AND e.cohort IN ({listed}) GROUP BY e.cohort "
        "UNION ALL SELECT e.cohort, CAST(a.on_day AS VARCHAR(10)), a.half, COUNT(*) FROM attendance a "
        f"JOIN enrollment e ON e.id = a.enrollment WHERE e.center = {{}} AND e.state = {{}} "
        f"AND e.cohort IN ({listed}) GROUP BY e.cohort, a.on_day, a.half",
        actor.center,
        EnrollmentState.CONFIRMED.value,
        actor.center,
        EnrollmentState.CONFIRMED.value,
    )
    people = {row["cohort"]: row["n"] for row in rows if not row["half"]}
    return people, {(row["cohort"], row["day"], row["half"]): row["n"] for row in rows if row["half"]}
