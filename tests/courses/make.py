"""Makers of the catalogue and of packages; what a test does not say is plain and valid."""

from datetime import timedelta
from typing import Any

from courses.actions import package_items as items
from courses.actions import packages
from courses.actions.packages import PackageForm
from courses.queries.catalogue import folded
from courses.tables import Course, CourseInstructor, CourseSite
from tests.make import saved
from training import clock
from training.access import Actor
from training.model import DEFAULT_ZONE
from training.tables import Center, Instructor, Venue


async def course(
    center: Center,
    title: str = "防汛抗旱指挥决策",
    *,
    teachers: tuple[Instructor, ...] = (),
    sites: tuple[Venue, ...] = (),
    **more: Any,
) -> Course:
    number = await Course.count() + 1
    facts = {
        "code": f"C{number}",
        "theme": "应急管理",
        "theme_en": "Emergency management",
        "method": "lecture",
        "minutes": 180,
        "credit_hours": 400,
        "paid_hours": 400,
        "find_text": folded(title),
        **more,
    }
    row = await saved(Course(center=center.id, title=title, **facts))
    for position, teacher in enumerate(teachers):
        await saved(CourseInstructor(center=center.id, course=row.id, instructor=teacher.id, position=position))
    for position, site in enumerate(sites):
        await saved(CourseSite(center=center.id, course=row.id, venue=site.id, position=position))
    return row


def form(**more: Any) -> PackageForm:
    """A package of five days for fifty people, starting in a month."""
    facts = {
        "title": "防汛抗旱指挥能力提升专题研究班",
        "days": 5,
        "starts_on": clock.today(DEFAULT_ZONE) + timedelta(days=30),
        "headcount": 50,
        "level": "division",
        **more,
    }
    return PackageForm.model_validate(facts)


async def package(actor: Actor, *courses: Course, **more: Any) -> int:
    """A draft of this actor with these courses, each in the first half-day with room."""
    made = await packages.compose(actor, form(**more))
    for version, each in enumerate(courses, start=1):
        await items.add_course(actor, made, items.CourseItemForm(version=version, course=each.id))
    return made
