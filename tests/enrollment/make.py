"""One maker for each noun of a class: an agreed program, its courses, its cohort. What a test does not say is plain."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from stdnum.cn import ric

from courses.tables import Course, CourseInstructor, CourseSite, Package, PackageItem, Program
from enrollment.model import RosterRow
from enrollment.tables import Cohort, Session
from tests.make import account, acting, saved
from training import clock
from training.access import Actor, Role
from training.model import DEFAULT_ZONE
from training.tables import Agency, Center, Instructor, Venue

NUMBERS = "零壹贰叁肆伍陆柒捌玖"


def next_monday() -> date:
    """A week's first day that is still to come."""
    today = clock.today(DEFAULT_ZONE)
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
        "costs": {},
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


async def cohort(program: Program, **more: Any) -> Cohort:
    facts = {
        "name": program.title,
        "state": "scheduled",
        "headcount": program.headcount,
        "starts_on": program.starts_on,
        "ends_on": program.ends_on,
        "class_code": f"C{program.id}",
        **more,
    }
    return await saved(
        Cohort(center=program.center, agency=program.agency, program=program.id, package=program.package, **facts)
    )


async def session(cohort: Cohort, day: date, half: str = "am", **more: Any) -> Session:
    """A published session of a cohort, with an item of its package to come from."""
    source = await saved(
        PackageItem(
            center=cohort.center,
            agency=cohort.agency,
            package=cohort.package,
            day=1,
            half=half,
            kind="teaching",
            title="课程",
            method="lecture",
        )
    )
    hour = {"am": 1, "pm": 6, "evening": 11}[half]
    starts = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    facts = {
        "kind": "teaching",
        "title": "区块链与政务服务",
        "method": "lecture",
        "minutes": 180,
        "credit_hours": 400,
        "slots": 2,
        "state": "confirmed",
        "on_day": day,
        "half": half,
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=3),
        "is_published": True,
        **more,
    }
    return await saved(
        Session(center=cohort.center, agency=cohort.agency, cohort=cohort.id, package_item=source.id, **facts)
    )


async def running_class(center: Center, agency: Agency | None = None, days: int = 2, **more: Any) -> Cohort:
    """A class that began yesterday, with a morning and an afternoon a day."""
    starts = more.pop("starts_on", None) or clock.today(DEFAULT_ZONE) - timedelta(days=1)
    of = agency.id if agency else None
    made = await program(await package(center, agency=of, days=days), starts_on=starts)
    row = await cohort(made, **more)
    for n in range(days):
        for half in ("am", "pm"):
            await session(row, starts + timedelta(days=n), half)
    return row


def id_number(n: int, gender: str = "男") -> str:
    """The n-th of many valid ID numbers; the division was abolished before the first card was issued: nobody's."""
    body = f"36012019{60 + n % 40}01{1 + n // 40 % 28:02d}{n // 1120 * 2 + (gender == '男'):03d}"
    return body + ric.calc_check_digit(f"{body}0")


def row(n: int, name: str = "", **more: Any) -> RosterRow:
    """The n-th row of a roster, without a fault."""
    facts = {
        "name": name or f"赵{NUMBERS[n // 10 % 10]}{NUMBERS[n % 10]}",
        "gender": "男",
        "id_number": id_number(n),
        "mobile": f"154{n:08d}",
        "unit_post": "云溪县水利局科长",
        **more,
    }
    return RosterRow(n + 2, **facts)
