"""A closed class whose people were all present: what certificates are made from."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from courses.tables import Package, PackageItem, Program
from enrollment.model import Mark
from enrollment.tables import Attendance, Cohort, Enrollment, Session
from tests import make
from tests.make import saved
from training import clock
from training.access import Actor, Role
from training.model import DEFAULT_ZONE
from training.tables import Trainee

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class ClosedClass:
    director: Actor
    adviser: Actor
    cohort: int
    enrollments: list[int]
    trainees: list[int]
    items: list[int]


async def closed_class(
    slug: str = "north", names: tuple[str, ...] = ("张伟", "李娜"), *, halves: int = 4
) -> ClosedClass:
    """A class of so many half-days of four hours each, everybody present, closed."""
    center = await make.center(slug)
    agency = await make.agency(center)
    director = make.acting(await make.account(center, Role.DIRECTOR))
    adviser = make.acting(await make.account(center, Role.ADVISER))
    first = clock.today(DEFAULT_ZONE) - timedelta(days=30)
    package = await saved(
        Package(
            center=center.id,
            agency=agency.id,
            kind="menu",
            title="班",
            state="submitted",
            days=5,
            level="division",
            fund_source="budget",
            costs={},
            created_at=clock.now(),
            changed_at=clock.now(),
        )
    )
    program = await saved(
        Program(
            center=center.id,
            agency=agency.id,
            package=package.id,
            number=slug,
            title="法治乡村建设培训班",
            state="agreed",
            headcount=len(names),
            starts_on=first,
            ends_on=first + timedelta(days=4),
            created_at=clock.now(),
        )
    )
    cohort = await saved(
        Cohort(
            center=center.id,
            agency=agency.id,
            program=program.id,
            package=package.id,
            name="法治乡村建设培训班（第1期）",
            state="closed",
            headcount=len(names),
            starts_on=first,
            ends_on=first + timedelta(days=4),
            class_code=f"closed-{center.id}",
            adviser=adviser.account,
        )
    )
    items = [await _session(cohort, n, first) for n in range(halves)]
    enrollments, trainees = [], []
    for position, name in enumerate(names, start=1):
        trainee = await saved(
            Trainee(
                center=center.id,
                agency=agency.id,
                name=name,
                name_as_given=name,
                id_type="resident",
                id_index=f"{slug}{position}",
                unit_post="某局科员",
                created_at=clock.now(),
            )
        )
        place = await saved(
            Enrollment(
                center=center.id,
                agency=agency.id,
                cohort=cohort.id,
                trainee=trainee.id,
                position=position,
                state="confirmed",
                name=name,
                unit_post="某局科员",
            )
        )
        for n in range(halves):
            await _mark(place, first + timedelta(days=n // 2), "pm" if n % 2 else "am", Mark.PRESENT)
        enrollments.append(place.id)
        trainees.append(trainee.id)
    return ClosedClass(director, adviser, cohort.id, enrollments, trainees, items)


async def _session(cohort: Cohort, n: int, first: date) -> int:
    on, half = first + timedelta(days=n // 2), "pm" if n % 2 else "am"
    item = await saved(
        PackageItem(
            center=cohort.center,
            agency=cohort.agency,
            package=cohort.package,
            day=n // 2 + 1,
            half=half,
            position=0,
            kind="teaching",
            title=f"第{n + 1}讲",
            method="lecture",
            minutes=180,
            credit_hours=400,
        )
    )
    starts = datetime(on.year, on.month, on.day, 14 if half == "pm" else 8, 30, tzinfo=ZONE)
    await saved(
        Session(
            center=cohort.center,
            agency=cohort.agency,
            cohort=cohort.id,
            package_item=item.id,
            kind="teaching",
            title=item.title,
            method="lecture",
            minutes=180,
            credit_hours=400,
            slots=2,
            position=n + 1,
            state="confirmed",
            on_day=on,
            half=half,
            starts_at=starts,
            ends_at=starts + timedelta(hours=3),
            is_published=True,
        )
    )
    return int(item.id)


async def _mark(place: Enrollment, on: date, half: str, mark: Mark) -> None:
    await saved(
        Attendance(
            center=place.center,
            agency=place.agency,
            cohort=place.cohort,
            enrollment=place.id,
            trainee=place.trainee,
            on_day=on,
            half=half,
            mark=mark.value,
            taken_by="班主任",
            taken_at=clock.now(),
        )
    )


async def away(enrollment: int, count: int, mark: Mark) -> None:
    """The first so many half-days of somebody become leave or absence."""
    rows = (
        await Attendance.select(Attendance.id)
        .where(Attendance.enrollment == enrollment)
        .order_by(Attendance.id)
        .limit(count)
    )
    for row in rows:
        await Attendance.update({Attendance.mark: mark.value}).where(Attendance.id == row["id"])
