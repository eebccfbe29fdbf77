"""A session or a class is cancelled: what it held is free, its line stays, people are told; what was taught stays taught."""

import asyncio
from datetime import timedelta

import pytest

from courses.tables import Program
from enrollment.actions import attendance, cancelling, holding, places, publishing
from enrollment.jobs import HANDLERS
from enrollment.model import Mark
from enrollment.queries import roster, sessions
from enrollment.tables import Cohort, Session, Timetable
from tests import make
from tests.enrollment import make as made
from tests.enrollment.actions.test_publishing import named, placed, where
from training import clock, notices, outbox
from training.access import Role, worker
from training.errors import Clash, Invalid, Missing
from training.model import Half
from training.tables import AuditRow, Booking, Outbox

WHY = "教师临时有事"


async def published(center, **more):
    """A class whose timetable is published."""
    one = await placed(center, **more)
    await publishing.publish(one.scheduler, one.cohort, 1)
    return one


async def row(cohort):
    return await Cohort.select().where(Cohort.id == cohort).first()


async def test_a_cancelled_session_gives_its_bookings_back_and_keeps_its_line(db):
    one = await published(await make.center())
    case = await named(one, "案例")
    held = await Booking.count()

    await cancelling.cancel_session(one.scheduler, case.id, case.version, WHY)

    after = await named(one, "案例")
    assert (after.state, after.cancelled_reason) == ("cancelled", WHY)
    assert (after.on_day, after.half, after.instructors, after.venues) == (
        case.on_day,
        case.half,
        case.instructors,
        case.venues,
    )
    assert await Booking.count().where(Booking.session == case.id) == 0
    assert await Booking.count() == held - 2
    [said] = await AuditRow.select().where(AuditRow.verb == "session.cancelled")
    assert WHY in said["detail"]


async def test_of_a_published_timetable_the_next_edition_says_so_and_why(db):
    one = await published(await make.center())
    case = await named(one, "案例")

    await cancelling.cancel_session(one.scheduler, case.id, case.version, WHY)

    [_, edition] = await Timetable.select().order_by(Timetable.edition).output(load_json=True)
    assert (edition["edition"], edition["reason"]) == (2, WHY)
    assert [(change["session"], change["changes"]) for change in edition["changes"]] == [(case.id, ["removed"])]
    assert await Outbox.count().where(Outbox.kind == "notice.timetable") == 2


async def test_nobody_is_told_of_a_draft_that_is_cancelled(db):
    one = await placed(await make.center())
    case = await named(one, "案例")

    await cancelling.cancel_session(one.scheduler, case.id, case.version, WHY)

    assert await Timetable.count() == 0
    assert await publishing.publish(one.scheduler, one.cohort, 1) == 1
    [edition] = await Timetable.select().output(load_json=True)
    assert str(case.id) not in edition["snapshot"]
    assert not (await named(one, "案例")).is_published


async def test_what_was_freed_can_be_booked_by_others_at_once(db):
    one = await published(await make.center())
    case, lecture = await named(one, "案例"), await named(one, "讲授")

    await cancelling.cancel_session(one.scheduler, case.id, case.version, WHY)
    spot = where(lecture, day=case.on_day, slot=2, instructor=case.instructors[0].id)
    await publishing.move(one.scheduler, spot, lecture.version, "换到下午")

    assert (await named(one, "讲授")).half == case.half


async def test_of_two_who_cancel_at_once_one_wins(db):
    one = await published(await make.center())
    case = await named(one, "案例")

    answers = await asyncio.gather(
        *(cancelling.cancel_session(one.scheduler, case.id, case.version, WHY) for _ in range(2)),
        return_exceptions=True,
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["Clash", "NoneType"]


async def test_a_cancelled_session_is_neither_moved_nor_pinned_nor_cancelled_again(db):
    one = await published(await make.center())
    case = await named(one, "案例")
    await cancelling.cancel_session(one.scheduler, case.id, case.version, WHY)
    case = await named(one, "案例")

    with pytest.raises(Invalid, match=r"timetable\.is-cancelled"):
        await publishing.move(one.scheduler, where(case, slot=0), case.version, "再试")
    with pytest.raises(Invalid, match=r"timetable\.not-placed"):
        await publishing.pin(one.scheduler, case.id, case.version, pinned=True)
    with pytest.raises(Invalid, match=r"timetable\.is-cancelled"):
        await cancelling.cancel_session(one.scheduler, case.id, case.version, WHY)


async def test_a_cancelled_session_can_be_placed_and_published_again(db):
    one = await published(await make.center())
    case = await named(one, "案例")
    await cancelling.cancel_session(one.scheduler, case.id, case.version, WHY)
    off = await named(one, "案例")

    await cancelling.restore_session(one.scheduler, off.id, off.version)
    waits = await named(one, "案例")
    assert (waits.state, waits.on_day, waits.is_published, waits.cancelled_reason) == ("unplaced", None, False, "")

    await publishing.move(one.scheduler, where(case), waits.version)
    cohort = await row(one.cohort)
    assert await publishing.publish(one.scheduler, one.cohort, cohort["version"], "教师可以到课") == 3


async def test_anothers_session_and_class_are_missing(db):
    one = await published(await make.center())
    stranger = await made.staff(await make.center("south"), mail="s@south.example")
    case = await named(one, "案例")

    with pytest.raises(Missing):
        await cancelling.cancel_session(stranger, case.id, case.version, WHY)
    with pytest.raises(Missing):
        await cancelling.cancel_class(stranger, one.cohort, 2, WHY)


async def test_a_published_session_is_taught_once_its_time_has_passed(db, monkeypatch):
    one = await published(await make.center())
    lecture = await named(one, "讲授")
    assert await holding.everywhere() == 0

    later = lecture.ends + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert await holding.everywhere() == 2

    assert (await named(one, "讲授")).state == "taught"
    assert (await named(one, "开班式")).state == "taught"
    assert (await named(one, "案例")).state == "confirmed"
    with pytest.raises(Invalid, match=r"timetable\.was-taught"):
        await cancelling.cancel_session(one.scheduler, lecture.id, (await named(one, "讲授")).version, WHY)


async def test_a_session_whose_time_has_passed_cannot_be_cancelled_though_the_clock_has_not_come_round(db, monkeypatch):
    one = await published(await make.center())
    lecture = await named(one, "讲授")
    later = lecture.ends + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)

    with pytest.raises(Invalid, match=r"timetable\.was-taught"):
        await cancelling.cancel_session(one.scheduler, lecture.id, lecture.version, WHY)


async def running(center):
    cohort = await made.running_class(center, await make.agency(center))
    adviser = make.acting(await make.account(center, Role.ADVISER))
    await places.enroll(adviser, cohort.id, [made.row(0)])
    return cohort, adviser


@pytest.mark.parametrize("how", ["all", "one"])
async def test_taking_attendance_makes_the_sessions_of_that_half_day_taught(db, how):
    cohort, adviser = await running(await make.center())
    day = cohort.starts_on

    if how == "all":
        await attendance.all_present(adviser, cohort.id, day, Half.AM)
    else:
        [seat] = await roster.people_of(adviser, cohort.id)
        await attendance.record(adviser, cohort.id, day, Half.AM, {seat.id: attendance.Entered(Mark.LATE, "堵车")})

    held = await sessions.of_cohort(adviser, cohort.id)
    states = {(one.on_day, one.half): one.state for one in held}
    assert states[day, "am"] == "taught"
    assert states[day, "pm"] == "confirmed"


async def test_a_cancelled_class_frees_what_is_to_come_and_keeps_what_was_taught(db):
    center = await make.center()
    cohort, adviser = await running(center)
    director = make.acting(await make.account(center, Role.DIRECTOR))
    await attendance.all_present(adviser, cohort.id, cohort.starts_on, Half.AM)
    evening = await made.session(cohort, clock.now().date() + timedelta(days=2), "evening")

    await cancelling.cancel_class(director, cohort.id, cohort.version, "汛情紧急")

    kept = await row(cohort.id)
    assert (kept["state"], kept["cancelled_reason"]) == ("cancelled", "汛情紧急")
    states = {one.id: one.state for one in await sessions.of_cohort(director, cohort.id)}
    assert states[evening.id] == "cancelled"
    assert "taught" in states.values()
    assert (await Program.select().where(Program.id == cohort.program).first())["state"] == "cancelled"
    with pytest.raises(Clash):
        await cancelling.cancel_class(director, cohort.id, kept["version"], "再次")


async def test_a_program_with_another_class_goes_on(db):
    center = await make.center()
    cohort, _ = await running(center)
    program = await Program.objects().where(Program.id == cohort.program).first()
    await made.cohort(program, class_code="second", run_number=2)
    director = make.acting(await make.account(center, Role.DIRECTOR))

    await cancelling.cancel_class(director, cohort.id, cohort.version, "汛情紧急")

    assert (await Program.select().where(Program.id == cohort.program).first())["state"] == program.state


async def test_everybody_of_a_cancelled_class_is_told_once_instructors_of_their_own_lessons(db, postbox):
    center = await make.center()
    agency = await make.agency(center)
    one = await placed(center, agency=agency.id)
    await make.account(center, Role.LIAISON, mail="liaison@north.example", agency=agency)
    await publishing.publish(one.scheduler, one.cohort, 1)
    for n, teacher in enumerate(one.teachers):
        await type(teacher).update({type(teacher).mail: f"t{n}@x.example"}).where(type(teacher).id == teacher.id)
    director = make.acting(await make.account(center, Role.DIRECTOR))

    await cancelling.cancel_class(director, one.cohort, 2, "汛情紧急")
    handlers = {**notices.HANDLERS, cancelling.TELL: HANDLERS[cancelling.TELL]}
    await outbox.drain(handlers)
    await Outbox.update({Outbox.state: "ready"}).where(Outbox.kind == cancelling.TELL)
    await outbox.drain(handlers)

    told = {to[0]: mail.get_content() for to, mail in postbox.mails}
    assert len(postbox.mails) == len(told)
    assert "liaison@north.example" in told
    assert all("汛情紧急" in text for text in told.values())
    by_teacher = {to: text for to, text in told.items() if to.endswith("x.example")}
    assert by_teacher
    case = await named(one, "案例")
    assert {to for to, text in by_teacher.items() if case.title in text} == {
        f"t{n}@x.example" for n, teacher in enumerate(one.teachers) if teacher.id == case.instructors[0].id
    }
    assert await Booking.count() == 0


async def test_the_clock_leaves_drafts_and_cancelled_sessions_alone(db):
    center = await make.center()
    cohort, _ = await running(center)
    day = cohort.starts_on
    draft = await made.session(cohort, day, "evening", is_published=False, state="planned")
    off = await made.session(cohort, day, "evening", state="cancelled")

    await holding.everywhere()

    kept = {one["id"]: one["state"] for one in await Session.select().where(Session.center == worker(center.id).center)}
    assert (kept[draft.id], kept[off.id]) == ("planned", "cancelled")
