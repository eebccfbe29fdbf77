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


_BEGUN = """
SELECT 'taught' AS what, s.cohort, CAST(s.on_day AS VARCHAR(10)) AS day, s.half, s.slots AS n FROM session s
WHERE s.center = {{}} AND s.cohort IN ({0}) AND s.is_published AND s.starts_at <= {{}} AND s.state <> {{}}
UNION ALL SELECT 'people', e.cohort, '', '', COUNT(*) FROM enrollment e
WHERE e.center = {{}} AND e.cohort IN ({0}) AND e.state = {{}} GROUP BY e.cohort
UNION ALL SELECT 'marked', e.cohort, CAST(a.on_day AS VARCHAR(10)), a.half, COUNT(*) FROM attendance a
JOIN enrollment e ON e.id = a.enrollment
WHERE e.center = {{}} AND e.cohort IN ({0}) AND e.state = {{}} GROUP BY e.cohort, a.on_day, a.half
"""


async def unmarked(actor: Actor, cohorts: list[int], now: datetime) -> list[Unmarked]:
    """The half-days of these cohorts that have begun and are not recorded whole. One statement, however many there are."""
    confirmed = EnrollmentState.CONFIRMED.value
    rows = await db.raw(
        _BEGUN.format(", ".join(str(int(one)) for one in cohorts or [0])),
        *(actor.center, now, SessionState.CANCELLED.value),
        *(actor.center, confirmed),
        *(actor.center, confirmed),
    )
    of: dict[str, list[dict[str, Any]]] = {"taught": [], "people": [], "marked": []}
    for row in rows:
        of[row["what"]].append(row)
    people = {row["cohort"]: row["n"] for row in of["people"]}
    marked = {(row["cohort"], row["day"], row["half"]): row["n"] for row in of["marked"]}
    keys = {
        (row["cohort"], row["day"], half) for row in of["taught"] for half in halves_of(Half(row["half"]), row["n"])
    }
    gaps = [key for key in keys if marked.get(key, 0) < people.get(key[0], 0)]
    gaps.sort(key=lambda key: (key[1], rules.HALVES.index(key[2]), key[0]))
    return [Unmarked(cohort, date.fromisoformat(day), half) for cohort, day, half in gaps]
