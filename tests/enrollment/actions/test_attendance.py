"""Attendance of a half-day, corrections with their reason, and closing the class."""

import asyncio
from datetime import timedelta

import pytest

from enrollment.actions import attendance, closing, places
from enrollment.actions.attendance import Entered
from enrollment.model import Mark
from enrollment.queries import attendance as queries
from enrollment.queries import roster
from enrollment.tables import Attendance, Cohort
from tests import make
from tests.enrollment import make as classes
from training import clock
from training.access import Role
from training.errors import Clash, Invalid, Missing
from training.model import Half
from training.tables import AuditRow, Outbox


async def a_class(people=3, **more):
    center = await make.center()
    agency = await make.agency(center)
    cohort = await classes.running_class(center, agency, **more)
    adviser = make.acting(await make.account(center, Role.ADVISER))
    await places.enroll(adviser, cohort.id, [classes.row(n) for n in range(people)])
    return cohort, adviser, [place.id for place in await roster.places(adviser, cohort.id)]


async def marks(cohort, adviser, day, half=Half.AM):
    return [each.mark for each in (await queries.taken(adviser, cohort.id, day=day, half=half)).values()]


async def test_all_present_leaves_marks_that_are_there(db):
    cohort, adviser, ids = await a_class()
    await attendance.record(adviser, cohort.id, cohort.starts_on, Half.AM, {ids[1]: Entered(Mark.SICK, "发热")})

    written = await attendance.all_present(adviser, cohort.id, cohort.starts_on, Half.AM)

    assert written == 2
    assert sorted(await marks(cohort, adviser, cohort.starts_on)) == ["present", "present", "sick"]


async def test_a_mark_for_somebody_of_another_class_is_refused_and_nothing_is_written(db):
    cohort, adviser, ids = await a_class()
    entered = {ids[0]: Entered(Mark.LATE), 2_000_000_000: Entered(Mark.LATE)}

    with pytest.raises(Missing):
        await attendance.record(adviser, cohort.id, cohort.starts_on, Half.AM, entered)

    assert await Attendance.count() == 0


async def test_two_who_press_all_present_at_once_mark_everybody_once(db):
    cohort, adviser, _ids = await a_class()

    await asyncio.gather(*(attendance.all_present(adviser, cohort.id, cohort.starts_on, Half.AM) for _ in range(4)))

    assert await Attendance.count() == 3


async def test_a_correction_of_an_earlier_day_without_a_reason_changes_nothing(db):
    cohort, adviser, ids = await a_class()
    await attendance.all_present(adviser, cohort.id, cohort.starts_on, Half.AM)

    with pytest.raises(Invalid) as refused:
        await attendance.record(
            adviser, cohort.id, cohort.starts_on, Half.AM, {ids[0]: Entered(Mark.PERSONAL, "", version=1)}
        )

    assert list(refused.value.fields) == [f"reason.{ids[0]}"]
    assert set(await marks(cohort, adviser, cohort.starts_on)) == {Mark.PRESENT}


async def test_a_correction_says_in_the_audit_what_it_was_and_why(db):
    cohort, adviser, ids = await a_class()
    await attendance.all_present(adviser, cohort.id, cohort.starts_on, Half.AM)

    await attendance.record(
        adviser, cohort.id, cohort.starts_on, Half.AM, {ids[0]: Entered(Mark.PERSONAL, "补交请假条", version=1)}
    )

    [row] = await AuditRow.select().where(AuditRow.verb == "attendance.recorded")
    assert '"from": "present", "place": ' in row["detail"]
    assert "补交请假条" in row["detail"]


async def test_of_two_corrections_at_once_one_wins(db):
    cohort, adviser, ids = await a_class()
    await attendance.all_present(adviser, cohort.id, cohort.starts_on, Half.AM)

    results = await asyncio.gather(
        *(
            attendance.record(adviser, cohort.id, cohort.starts_on, Half.AM, {ids[0]: Entered(mark, "更正", version=1)})
            for mark in (Mark.SICK, Mark.LATE)
        ),
        return_exceptions=True,
    )

    assert sorted(str(result) for result in results) == ["1", "attendance.changed"]


async def test_the_meter_counts_leave_against_one_seventh(db):
    cohort, adviser, ids = await a_class(days=7)
    facts = await roster.of_class(adviser, cohort.id)
    day = cohort.starts_on
    for half in (Half.AM, Half.PM):
        await attendance.record(adviser, cohort.id, day, half, {ids[0]: Entered(Mark.SICK)})
    sums = (await queries.tallies(adviser, facts, clock.now()))[ids[0]]
    assert (sums.total, sums.leave, sums.limit, sums.is_over) == (5600, 800, 800, False)

    later = clock.now() + timedelta(days=2)
    await attendance.record(adviser, cohort.id, day + timedelta(days=1), Half.AM, {ids[0]: Entered(Mark.SICK)}, later)

    assert (await queries.tallies(adviser, facts, later))[ids[0]].is_over is True


async def test_the_future_and_days_without_class_are_refused(db):
    cohort, adviser, _ = await a_class(days=5)

    for day, half, code in [
        (cohort.ends_on, Half.AM, "attendance.too-early"),
        (cohort.starts_on, Half.EVENING, "attendance.no-class"),
        (cohort.starts_on - timedelta(days=1), Half.AM, "attendance.no-class"),
    ]:
        with pytest.raises(Invalid) as refused:
            await attendance.all_present(adviser, cohort.id, day, half)
        assert refused.value.code == code
    assert await Attendance.count() == 0


async def test_another_center_finds_no_class(db):
    cohort, _, _ = await a_class()
    stranger = await classes.staff(await make.center("south"), Role.ADVISER)

    with pytest.raises(Missing):
        await attendance.all_present(stranger, cohort.id, cohort.starts_on, Half.AM)
    with pytest.raises(Missing):
        await closing.close(stranger, cohort.id)


async def over(cohort, adviser):
    later = clock.now() + timedelta(days=10)
    for each in await queries.halves(adviser, cohort.id):
        await attendance.all_present(adviser, cohort.id, each.day, each.half, later)
    return later


async def test_a_class_is_closed_when_it_is_over_and_attendance_is_complete(db):
    cohort, adviser, _ = await a_class()
    later = await over(cohort, adviser)

    await closing.close(adviser, cohort.id, later)

    [row] = await Cohort.select()
    assert (row["state"], row["closed_at"] is not None) == ("closed", True)
    assert [(job["kind"], job["key"]) for job in await Outbox.select()] == [
        ("cohort.closed", f"cohort.closed:{cohort.id}")
    ]


async def test_a_class_with_a_gap_is_not_closed_and_the_gap_is_named(db):
    cohort, adviser, ids = await a_class()
    later = await over(cohort, adviser)
    await Attendance.delete().where(Attendance.enrollment == ids[0], Attendance.half == "pm")

    with pytest.raises(Invalid) as refused:
        await closing.close(adviser, cohort.id, later)

    assert refused.value.params == {"count": 2}
    found = await closing.readiness(adviser, cohort.id, later)
    assert [(gap.half, gap.people) for gap in found.gaps] == [(Half.PM, 1), (Half.PM, 1)]
    assert (await Cohort.select().first())["state"] == "scheduled"


async def test_a_class_that_still_runs_is_not_closed(db):
    cohort, adviser, _ = await a_class(days=5)

    with pytest.raises(Invalid) as refused:
        await closing.close(adviser, cohort.id)

    assert refused.value.code == "closing.too-early"


async def test_two_who_close_at_once_close_once(db):
    cohort, adviser, _ = await a_class()
    later = await over(cohort, adviser)

    results = await asyncio.gather(
        *(closing.close(adviser, cohort.id, later) for _ in range(3)), return_exceptions=True
    )

    assert sorted(type(result).__name__ for result in results) == ["Clash", "Clash", "NoneType"]
    assert await Outbox.count() == 1


async def test_nothing_is_recorded_in_a_closed_class(db):
    cohort, adviser, ids = await a_class()
    await closing.close(adviser, cohort.id, await over(cohort, adviser))

    with pytest.raises(Clash) as refused:
        await attendance.record(
            adviser, cohort.id, cohort.starts_on, Half.AM, {ids[0]: Entered(Mark.SICK, "补", version=1)}
        )
    assert refused.value.code == "attendance.class-closed"
