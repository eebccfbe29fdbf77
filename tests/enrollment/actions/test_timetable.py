"""The solver asked for, run in its own process, stopped, accepted, thrown away."""

import pytest

from enrollment.actions import cohorts, timetable
from enrollment.jobs import HANDLERS
from enrollment.model import ProposalState
from enrollment.queries import proposals, sessions
from enrollment.tables import Proposal, Session
from tests import make
from tests.enrollment import classes
from tests.enrollment import make as made
from training import outbox
from training.access import worker
from training.errors import Clash, Invalid, Missing
from training.tables import Booking


async def solved(one):
    asked = await timetable.propose(one.scheduler, [one.cohort], seconds=3)
    await outbox.drain({"timetable.solve": HANDLERS["timetable.solve"]})
    return asked


async def test_every_session_gets_its_promised_half_day_a_teacher_and_a_place(db):
    one = await classes.ready(await make.center())

    asked = await solved(one)
    lost = await timetable.accept(one.scheduler, asked)

    held = await sessions.of_cohort(one.scheduler, one.cohort)
    assert lost == 0
    assert [(s.title[-2:], s.wished_half, s.half) for s in held] == [
        ("班式", "am", "am"),
        ("讲授", "am", "am"),
        ("案例", "pm", "pm"),
        ("现场", "am", "am"),
        ("研讨", "pm", "pm"),
    ]
    assert [[v.id for v in s.venues] for s in held] == [[], [one.room.id], [one.room.id], [one.site.id], [one.room.id]]
    assert {s.state for s in held} == {"planned"}
    assert await Booking.count().where(Booking.state == "held") == 7


async def test_the_lecture_begins_when_the_opening_is_over(db):
    one = await classes.ready(await make.center())

    await timetable.accept(one.scheduler, await solved(one))

    opening, lecture, *_ = await sessions.of_cohort(one.scheduler, one.cohort)
    assert lecture.starts == opening.ends
    assert (opening.ends - opening.starts).total_seconds() == 30 * 60


async def test_two_cohorts_never_get_the_same_teacher_at_once(db):
    center = await make.center()
    one = await classes.ready(center)
    await timetable.accept(one.scheduler, await solved(one))
    package = await made.package(center, title="第二班", days=1)
    lecture = await made.course(center, "同一教师", by=(one.teachers[0],))
    await made.item(package, 1, "pm", lecture)
    program = await made.program(package)
    other = await timetable_of(center, program)

    await timetable.accept(one.scheduler, await solved(other))

    first = await sessions.of_cohort(one.scheduler, one.cohort)
    second = await sessions.of_cohort(one.scheduler, other.cohort)
    taken = {(s.on_day, s.half) for s in first if one.teachers[0].id in [p.id for p in s.instructors]}
    assert all((s.on_day, s.half) not in taken for s in second)


async def timetable_of(center, program):
    opened = await cohorts.open_cohort(worker(center.id), program.id)
    scheduler = await made.staff(center, mail=f"second{opened}@north.example")
    return classes.Class(center, scheduler, opened, (), None, None)


async def test_what_cannot_be_placed_is_listed_with_its_reason(db):
    center = await make.center()
    package = await made.package(center, title="无人可教", days=1)
    away = await make.instructor(center, "出差教授", unavailable=[[day, "am"] for day in range(1, 8)])
    await made.item(package, 1, "am", await made.course(center, "应急管理", by=(away,)), is_fixed=True)
    await make.venue(center)
    one = await timetable_of(center, await made.program(package))

    found = await proposals.one(one.scheduler, await solved(one))

    assert found.spots == ()
    assert [reasons[0][0] for reasons in (out.reasons for out in found.left_out)] == ["instructors-away"]


async def test_a_plan_is_accepted_once(db):
    one = await classes.ready(await make.center())
    asked = await solved(one)
    await timetable.accept(one.scheduler, asked)

    with pytest.raises(Clash):
        await timetable.accept(one.scheduler, asked)


async def test_a_plan_that_is_still_sought_cannot_be_accepted_yet(db):
    one = await classes.ready(await make.center())
    asked = await timetable.propose(one.scheduler, [one.cohort], seconds=3)

    with pytest.raises(Clash, match=r"timetable\.proposal-running"):
        await timetable.accept(one.scheduler, asked)


async def test_a_session_changed_since_the_plan_was_made_keeps_the_change(db):
    one = await classes.ready(await make.center())
    asked = await solved(one)
    [changed, *_] = (await proposals.one(one.scheduler, asked)).spots
    await Session.update({Session.version: 9}).where(Session.id == changed.session)

    lost = await timetable.accept(one.scheduler, asked)

    [row] = await Session.select().where(Session.id == changed.session)
    assert lost == 1
    assert row["on_day"] is None


async def test_a_plan_thrown_away_changes_nothing(db):
    one = await classes.ready(await make.center())

    await timetable.discard(one.scheduler, await solved(one))

    assert await Booking.count() == 0
    assert await Session.count().where(Session.on_day.is_not_null()) == 0
    assert (await Proposal.select(Proposal.state))[0]["state"] == ProposalState.DISCARDED


async def test_nothing_to_schedule_is_refused_and_another_centers_plan_is_not_there(db):
    one = await classes.ready(await make.center())
    other = await made.staff(await make.center("south"))

    with pytest.raises(Invalid):
        await timetable.propose(other, [one.cohort])
    with pytest.raises(Missing):
        await timetable.accept(other, await timetable.propose(one.scheduler, [one.cohort]))
