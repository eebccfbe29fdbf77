"""What a timetable is made from and judged by: cohorts, sessions, people, places, and what others have booked."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from courses.tables import CourseInstructor, CourseSite
from enrollment.model import Booked, Change, Cohort, Demand, Difference, Edition, Session
from enrollment.queries import cohorts, planning, plans, sessions
from enrollment.rules.demand import grid
from enrollment.tables import Session as Row
from enrollment.tables import Timetable
from training import db
from training.access import Actor
from training.errors import Missing
from training.queries import centers, instructors, venues
from training.rules.half_days import HalfDays
from training.tenancy import seen_by

_BOOKED = (
    "SELECT b.resource, b.lane, b.starts_at, b.ends_at, b.session, c.name AS cohort, s.title FROM booking b "
    "LEFT JOIN session s ON s.id = b.session LEFT JOIN cohort c ON c.id = s.cohort "
    "WHERE b.center = {} AND b.starts_at < {} AND b.ends_at > {}"
)


async def demand(actor: Actor, ids: list[int]) -> Demand:
    """Everything the timetable of these cohorts is made from. Bookings of their own sessions are not counted as taken.

    Who was switched off keeps the sessions he has and gets no others; a room or a site likewise.
    """
    chosen = await cohorts.some(actor, ids)
    held = await sessions.of_cohorts(actor, [cohort.id for cohort in chosen])
    courses = sorted({session.course for session in held if session.course})
    teachers = await instructors.active(actor, [one.id for session in held for one in session.instructors])
    places = await venues.active(actor, [one.id for session in held for one in session.venues])
    may_teach = {one.id for one in teachers if one.is_active}
    may_be_visited = {one.id for one in places if one.is_active}
    half_days = await centers.half_days(actor.center)
    first = grid(Demand(tuple(chosen), (), {}, (), (), {}, {}, (), (), half_days)).monday
    resources = [one.resource for one in teachers] + [one.resource for one in places]
    return Demand(
        cohorts=tuple(chosen),
        sessions=tuple(held),
        plans=await plans.of_packages(actor, sorted({cohort.package for cohort in chosen})),
        instructors=tuple(teachers),
        venues=tuple(places),
        qualified=await _by_course(actor, CourseInstructor, CourseInstructor.instructor, courses, may_teach),
        sites=await _by_course(actor, CourseSite, CourseSite.venue, courses, may_be_visited),
        away=tuple(await venues.away(actor, resources, first)),
        booked=tuple(await _booked(actor, chosen, held, half_days)),
        half_days=half_days,
        planning=await planning.rules(actor),
    )


async def _by_course(
    actor: Actor, table: Any, column: Any, courses: list[int], among: set[int]
) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    if courses:
        mine = seen_by(actor, table) & table.course.is_in(courses)
        for row in await table.select(table.course, column).where(mine).order_by(table.position).order_by(table.id):
            one = row[column._meta.name]  # noqa: SLF001 - the column's own name
            found.setdefault(row["course"], []).extend([one] if one in among else [])
    return found


async def _booked(actor: Actor, chosen: Iterable[Cohort], held: Iterable[Session], half_days: HalfDays) -> list[Booked]:
    """The bookings of others in the days of these cohorts, a day more on either side."""
    own, cohorts_here = {session.id for session in held}, list(chosen)
    days = [day for cohort in cohorts_here for day in (cohort.starts_on, cohort.ends_on)]
    days += [session.on_day for session in held if session.on_day]
    if not days:
        return []
    evening = half_days.half(half_days.hours[-1].half).ends
    over = half_days.at(max(days) + timedelta(days=1), evening)
    begins = half_days.at(min(days) - timedelta(days=1), half_days.hours[0].starts)
    rows = await db.raw(_BOOKED, actor.center, over, begins)
    return [
        Booked(row["resource"], row["lane"], row["starts_at"], row["ends_at"], row["cohort"] or "", row["title"] or "")
        for row in rows
        if row["session"] not in own
    ]


async def snapshot(actor: Actor, cohort: int, edition: int) -> dict[str, Any]:
    """What one published edition says of each session, by the session's id as text; empty where there is none."""
    mine = seen_by(actor, Timetable) & (Timetable.cohort == cohort) & (Timetable.edition == edition)
    row = await Timetable.select(Timetable.snapshot).where(mine).output(load_json=True).first()
    return dict(row["snapshot"]) if row else {}


async def demand_of(actor: Actor, cohort: int) -> Demand:
    """The demand of one cohort. Raises Missing."""
    found = await demand(actor, [cohort])
    if not found.cohorts:
        raise Missing("problem.not-found")
    return found


async def demand_of_session(actor: Actor, session: int) -> Demand:
    """The demand of the cohort to which a session belongs. Raises Missing."""
    row = await Row.select(Row.cohort).where(seen_by(actor, Row), Row.id == session).first()
    if row is None:
        raise Missing("problem.not-found")
    return await demand_of(actor, row["cohort"])


async def editions(actor: Actor, cohort: int) -> list[Edition]:
    """Every published edition of a cohort's timetable, the newest first."""
    mine = seen_by(actor, Timetable) & (Timetable.cohort == cohort)
    rows = await Timetable.select().where(mine).order_by(Timetable.edition, ascending=False).output(load_json=True)
    return [
        Edition(
            row["edition"],
            row["reason"],
            row["published_by"],
            row["published_at"],
            tuple(
                Difference(**{**one, "changes": tuple(Change(each) for each in one["changes"])})
                for one in row["changes"]
            ),
        )
        for row in rows
    ]
