"""Opening a cohort from an agreed program, and looking after it."""

import asyncio

import pytest

from enrollment.actions import cohorts
from enrollment.jobs import HANDLERS
from enrollment.tables import Cohort, Session
from tests import make
from tests.enrollment import make as made
from training import db as database
from training import outbox
from training.access import Role, worker
from training.errors import Clash, Invalid, Missing


async def agreed(center, agency=None):
    """A program of two days: opening and a lecture, lunch, a drive, a seminar in the evening."""
    package = await made.package(center, agency=agency)
    await made.item(package, 1, "am", title="开班式", kind="ceremony", position=1, is_fixed=True)
    await made.item(package, 1, "am", await made.course(center), position=2)
    await made.item(package, 1, "pm", title="返程", kind="travel")
    await made.item(package, 2, "evening", await made.course(center, "分组讨论", method="seminar", slots=1))
    return await made.program(package)


async def test_an_agreed_program_opens_a_cohort_with_its_sessions(db):
    center = await make.center()
    agency = await make.agency(center)
    program = await agreed(center, agency.id)

    async with database.write():
        await outbox.post(worker(center.id), "program.agreed", f"program.agreed:{program.id}", {"program": program.id})
    await outbox.drain(HANDLERS)

    [cohort] = await Cohort.select()
    held = await Session.select().order_by(Session.position)
    assert (cohort["agency"], cohort["headcount"], cohort["starts_on"]) == (agency.id, 40, program.starts_on)
    assert [(row["title"], row["slots"]) for row in held] == [("开班式", 0), ("区块链与政务服务", 2), ("分组讨论", 1)]
    assert {row["agency"] for row in held} == {agency.id}
    assert all(row["package_item"] for row in held)


async def test_a_program_agreed_twice_at_once_opens_one_cohort(db):
    center = await make.center()
    program = await agreed(center)

    first, second = await asyncio.gather(*(cohorts.open_cohort(worker(center.id), program.id) for _ in range(2)))

    assert first == second
    assert await Cohort.count() == 1
    assert await Session.count() == 3


async def test_another_centers_program_cannot_be_opened(db):
    center, other = await make.center(), await make.center("south")
    program = await agreed(center)

    with pytest.raises(Missing):
        await cohorts.open_cohort(worker(other.id), program.id)


async def test_a_cohort_gets_its_adviser_and_its_home_room(db):
    center = await make.center()
    scheduler = await made.staff(center)
    adviser = await make.account(center, Role.ADVISER)
    room = await make.venue(center)
    opened = await cohorts.open_cohort(worker(center.id), (await agreed(center)).id)

    await cohorts.look_after(scheduler, opened, 1, adviser=adviser.id, home_room=room.id)

    [row] = await Cohort.select()
    assert (row["adviser"], row["home_room"], row["version"]) == (adviser.id, room.id, 2)
    with pytest.raises(Clash):
        await cohorts.look_after(scheduler, opened, 1, adviser=None, home_room=None)


async def test_who_is_no_adviser_and_what_is_no_room_of_ours_is_refused(db):
    center, other = await make.center(), await make.center("south")
    scheduler = await made.staff(center)
    room = await make.venue(other)
    opened = await cohorts.open_cohort(worker(center.id), (await agreed(center)).id)

    with pytest.raises(Invalid) as refused:
        await cohorts.look_after(scheduler, opened, 1, adviser=scheduler.account, home_room=room.id)

    assert set(refused.value.fields) == {"adviser", "home_room"}
