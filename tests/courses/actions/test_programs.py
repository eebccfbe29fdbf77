"""A planned class is opened from what a class needs."""

from datetime import timedelta

import pytest

from courses.actions import programs
from courses.tables import Package, PackageItem, Program
from tests import make
from tests.courses import make as courses
from training import clock
from training.access import Role
from training.errors import Invalid
from training.model import DEFAULT_ZONE


async def planned():
    """A designer, and a package of the center's own with one course."""
    center = await make.center()
    designer = make.acting(await make.account(center, Role.DESIGNER))
    return designer, await courses.package(designer, await courses.course(center))


async def faults_of(designer, package):
    with pytest.raises(Invalid) as refused:
        await programs.open_planned(designer, package, "计〔2026〕3号", None)
    return {field: fault.code for field, fault in refused.value.fields.items()}


async def test_everything_that_a_package_lacks_is_named_at_once(db):
    designer, package = await planned()
    await PackageItem.delete(force=True)
    await Package.update({Package.starts_on: None, Package.headcount: None}, force=True)

    assert await faults_of(designer, package) == {
        "package.starts_on": "program.no-date",
        "package.headcount": "program.no-headcount",
        "package.items": "program.no-items",
    }
    assert await Program.count() == 0


async def test_a_planned_class_cannot_begin_in_the_past(db):
    designer, package = await planned()
    yesterday = clock.today(DEFAULT_ZONE) - timedelta(days=1)
    await Package.update({Package.starts_on: yesterday}, force=True)

    assert await faults_of(designer, package) == {"package.starts_on": "package.in-the-past"}
