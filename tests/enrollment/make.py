"""One maker for each noun of a class: an agreed program, its courses, its cohort. What a test does not say is plain."""

from datetime import date, timedelta
from typing import Any

from courses.tables import Course, CourseInstructor, CourseSite, Package, PackageItem, Program
from tests.make import account, acting, saved
from training import clock
from training.access import Actor, Role
from training.tables import Center, Instructor, Venue


def next_monday() -> date:
    """A week's first day that is still to come."""
    today = clock.now().date()
    return today + timedelta(days=14 - today.weekday())


async def course(
    center: Center,
    title: str = "区块链与政务服务",
    *,
    by: tuple[Instructor, ...] = (),
    at: tuple[Venue, ...] = (),
    **more: Any,
) -> Course:
    facts = {"code": title, "theme": "数字政府", "method": "lecture", "minutes": 180, "credit_hours": 400, **more}
    row = await saved(Course(center=center.id, title=title, **facts))
    for place, one in enumerate(by):
        await saved(CourseInstructor(center=center.id, course=row.id, instructor=one.id, position=place))
    for place, one in enumerate(at):
        await saved(CourseSite(center=center.id, course=row.id, venue=one.id, position=place))
    return row


async def package(center: Center, *, agency: int | None = None, **more: Any) -> Package:
    facts = {
        "kind": "menu",
        "title": "数字政府建设专题班",
        "state": "submitted",
        "headcount": 40,
        "days": 2,
        "costs": [],
        "created_at": clock.now(),
        "changed_at": clock.now(),
        **more,
    }
    return await saved(Package(center=center.id, agency=agency, **facts))


async def item(package: Package, day: int, half: str, course: Course | None = None, **more: Any) -> PackageItem:
    facts = {
        "kind": "teaching",
        "title": course.title if course else "开班式",
        "method": course.method if course else "",
        "minutes": course.minutes if course else 30,
        "credit_hours": course.credit_hours if course else 0,
        **more,
    }
    return await saved(
        PackageItem(
            center=package.center,
            agency=package.agency,
            package=package.id,
            day=day,
            half=half,
            course=course.id if course else None,
            **facts,
        )
    )


async def program(package: Package, **more: Any) -> Program:
    starts = more.pop("starts_on", None) or next_monday()
    facts = {
        "number": f"P{package.id}",
        "title": package.title,
        "state": "agreed",
        "headcount": package.headcount,
        "starts_on": starts,
        "ends_on": starts + timedelta(days=package.days - 1),
        "created_at": clock.now(),
        **more,
    }
    return await saved(Program(center=package.center, agency=package.agency, package=package.id, **facts))


async def staff(center: Center, role: Role = Role.SCHEDULER, **more: Any) -> Actor:
    """Somebody of the center, as an actor."""
    return acting(await account(center, role, **more))
