"""A class that is ready to be scheduled: the cast of the timetable's tests."""

from dataclasses import dataclass
from typing import Any

from enrollment.actions import cohorts
from tests.enrollment import make as made
from tests.make import instructor, venue
from training.access import Actor, worker
from training.tables import Center, Instructor, Venue


@dataclass(frozen=True)
class Class:
    """A center with one cohort ready to be scheduled: four half-days of teaching, two people, two rooms, a site."""

    center: Center
    scheduler: Actor
    cohort: int
    teachers: tuple[Instructor, ...]
    room: Venue
    site: Venue


async def ready(center: Center, name: str = "数字政府建设专题班", *, agency: int | None = None, **more: Any) -> Class:
    """The cast of most timetable tests: opening and lecture, case, trip, seminar, on two days of a coming week."""
    first, second = await instructor(center, f"{name}甲"), await instructor(center, f"{name}乙")
    room, site = await venue(center, f"{name}教室"), await venue(center, f"{name}教学点", kind="field_site", lanes=2)
    bought = await made.package(center, agency=agency, title=name)
    await made.item(bought, 1, "am", title="开班式", kind="ceremony", position=1, is_fixed=True)
    await made.item(bought, 1, "am", await made.course(center, f"{name}讲授", by=(first, second)), position=2)
    await made.item(bought, 1, "pm", await made.course(center, f"{name}案例", by=(first,), method="case"))
    await made.item(bought, 2, "am", await made.course(center, f"{name}现场", at=(site,), method="field"))
    await made.item(bought, 2, "pm", await made.course(center, f"{name}研讨", by=(second,), method="seminar"))
    agreed = await made.program(bought, **more)
    opened = await cohorts.open_cohort(worker(center.id), agreed.id)
    scheduler = await made.staff(center, mail=f"scheduler{opened}@{center.slug}.example")
    return Class(center, scheduler, opened, (first, second), room, site)
