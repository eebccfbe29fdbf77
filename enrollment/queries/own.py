"""What a trainee or an instructor sees of his own: his classes, his sessions, his attendance."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from enrollment.model import CohortState, EnrollmentState, Session, Tally
from enrollment.queries import attendance, roster, sessions
from enrollment.tables import Cohort, Enrollment
from enrollment.tables import Session as SessionRow
from training.access import Actor, worker
from training.model import CenterCard
from training.tables import Account
from training.tenancy import seen_by


@dataclass(frozen=True)
class OwnClass:
    """A class as its trainee or its instructor sees it."""

    id: int
    name: str
    starts_on: date
    ends_on: date
    headcount: int
    adviser: str = ""
    adviser_mobile: str = ""
    cancelled_reason: str = ""
    is_cancelled: bool = False
    is_closed: bool = False


async def classes(actor: Actor) -> list[OwnClass]:
    """A trainee's classes, the latest first."""
    seated = (Enrollment.trainee == actor.trainee) & (Enrollment.state == EnrollmentState.CONFIRMED.value)
    places = Enrollment.select(Enrollment.cohort).where(seen_by(actor, Enrollment), seated)
    mine = seen_by(actor, Cohort) & Cohort.id.is_in(places)
    rows = await Cohort.select().where(mine).order_by(Cohort.starts_on, ascending=False)
    advisers = await _advisers(actor, [row["adviser"] for row in rows if row["adviser"]])
    return [_class(row, advisers) for row in rows]


def _class(row: dict[str, Any], advisers: dict[int, tuple[str, str]]) -> OwnClass:
    name, mobile = advisers.get(row["adviser"] or 0, ("", ""))
    names = ("id", "name", "starts_on", "ends_on", "headcount", "cancelled_reason")
    facts = {each: row[each] for each in names}
    is_cancelled = row["state"] == CohortState.CANCELLED.value
    is_closed = row["state"] == CohortState.CLOSED.value
    return OwnClass(adviser=name, adviser_mobile=mobile, is_cancelled=is_cancelled, is_closed=is_closed, **facts)


async def _advisers(actor: Actor, ids: list[int]) -> dict[int, tuple[str, str]]:
    """Name and telephone of the advisers of classes the actor has seen: trainees must be able to ring them."""
    if not ids:
        return {}
    mine = seen_by(worker(actor.center), Account) & Account.id.is_in(ids)
    return {row["id"]: (row["name"], row["mobile"]) for row in await Account.select().where(mine)}


def current(classes: list[OwnClass], today: date) -> OwnClass | None:
    """The class of today, else the next to come, else the last that was; one that was cancelled only where it is alone."""
    classes = [each for each in classes if not each.is_cancelled] or classes
    running = [each for each in classes if each.starts_on <= today <= each.ends_on]
    coming = [each for each in classes if each.starts_on > today]
    return next(iter(running or coming[-1:] or classes[:1]), None)


async def timetable(actor: Actor, cohort: int) -> list[Session]:
    """The published sessions of a trainee's class; those that were cancelled stay, and say so."""
    return [each for each in await sessions.of_cohort(actor, cohort) if each.on_day]


async def tally(actor: Actor, cohort: int, now: datetime) -> Tally | None:
    """What a trainee's own attendance comes to; None where he has no place any more."""
    sums = await attendance.tallies(actor, await roster.of_class(actor, cohort), now)
    return next(iter(sums.values()), None)


async def teaching(actor: Actor, center: CenterCard, since: date) -> list[tuple[Session, OwnClass]]:
    """An instructor's published sessions from a day on, those that were cancelled too, each with its class."""
    found = await sessions.asked(actor, SessionRow.on_day >= since)
    ids = sorted({each.cohort for each in found})
    if not ids:
        return []
    mine = seen_by(worker(center.id), Cohort) & Cohort.id.is_in(ids)
    rows = await Cohort.select().where(mine)
    advisers = await _advisers(actor, [row["adviser"] for row in rows if row["adviser"]])
    by_id = {row["id"]: _class(row, advisers) for row in rows}
    return [(each, by_id[each.cohort]) for each in found]
