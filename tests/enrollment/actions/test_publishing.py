"""Publishing edition by edition, moving by hand, pinning."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from enrollment.actions import cohorts, publishing, timetable
from enrollment.jobs import HANDLERS
from enrollment.model import Spot
from enrollment.queries import proposals, sessions
from enrollment.tables import Cohort, Session, Timetable
from tests import make
from tests.enrollment import classes
from tests.enrollment import make as made
from training import clock, outbox
from training.access import worker
from training.errors import Invalid, Missing
from training.tables import Booking, Outbox


async def placed(center, **more):
    """A class whose plan was accepted."""
    one = await classes.ready(center, **more)
    asked = await timetable.propose(one.scheduler, [one.cohort], seconds=3)
    await outbox.drain({"timetable.solve": HANDLERS["timetable.solve"]})
    await timetable.accept(one.scheduler, asked)
    return one


async def named(one, ending):
    return next(s for s in await sessions.of_cohort(one.scheduler, one.cohort) if s.title.endswith(ending))


def where(session, **more):
    slot = {"am": 0, "pm": 2, "evening": 4}[session.half]
    instructor = session.instructors[0].id if session.instructors else None
    spot = Spot(session.id, session.on_day, slot, instructor, tuple(v.id for v in session.venues))
    return replace(spot, **more)


async def test_publishing_confirms_the_bookings_and_tells_those_touched(db):
    one = await placed(await make.center())

    edition = await publishing.publish(one.scheduler, one.cohort, 1)

    [cohort], [kept] = await Cohort.select(), await Timetable.select()
    assert (edition, cohort["timetable_edition"], cohort["state"], kept["edition"]) == (1, 1, "scheduled", 1)
    assert await Session.count().where(Session.is_published.eq(True)) == 5
    assert await Booking.count().where(Booking.state == "held") == 0
    [notice] = await Outbox.select().where(Outbox.kind == "notice.timetable").output(load_json=True)
    assert notice["payload"] == {"cohort": one.cohort, "edition": 1}


async def test_publishing_twice_at_once_makes_one_edition(db):
    one = await placed(await make.center())

    answers = await asyncio.gather(
        *(publishing.publish(one.scheduler, one.cohort, 1) for _ in range(2)), return_exceptions=True
    )

    assert sorted(type(answer).__name__ for answer in answers) in (["Clash", "int"], ["Invalid", "int"])
    assert await Timetable.count() == 1


async def test_publishing_what_is_published_changes_nothing(db):
    one = await placed(await make.center())
    await publishing.publish(one.scheduler, one.cohort, 1)

    with pytest.raises(Invalid) as refused:
        await publishing.publish(one.scheduler, one.cohort, 2, "重复")

    assert refused.value.code == "timetable.nothing-new"


async def test_a_published_session_does_not_move_without_a_reason_or_onto_another(db):
    one = await placed(await make.center(), name="甲班")
    await publishing.publish(one.scheduler, one.cohort, 1)
    trip = await named(one, "现场")
    seminar = await named(one, "研讨")

    with pytest.raises(Invalid) as unreasoned:
        await publishing.move(one.scheduler, where(trip, day=trip.on_day - timedelta(days=1)), trip.version)
    assert set(unreasoned.value.fields) == {"reason"}
    with pytest.raises(Invalid) as crowded:
        await publishing.move(one.scheduler, where(trip, slot=2), trip.version, "天气")

    assert [fault.code for fault in crowded.value.fields.values()] == ["conflict.cohort-busy"]
    assert crowded.value.fields["conflict.1"].params["other"] == seminar.title
    assert await Timetable.count() == 1


async def test_another_teacher_for_a_published_session_is_the_next_edition(db):
    one = await placed(await make.center())
    await publishing.publish(one.scheduler, one.cohort, 1)
    lecture = await named(one, "讲授")
    other = next(t.id for t in one.teachers if t.id != lecture.instructors[0].id)

    await publishing.move(one.scheduler, where(lecture, instructor=other), lecture.version, "原任教师请假")

    editions = await Timetable.select().order_by(Timetable.edition).output(load_json=True)
    assert [row["edition"] for row in editions] == [1, 2]
    assert [change["changes"] for change in editions[1]["changes"]] == [["instructor"]]
    moved = await named(one, "讲授")
    assert (moved.instructors[0].id, moved.is_published) == (other, True)
    assert await Booking.count().where(Booking.state == "held") == 0


async def test_a_teacher_booked_by_another_class_is_named_with_that_class(db):
    center = await make.center()
    one = await placed(center, name="甲班")
    package = await made.package(center, title="乙班", days=1)
    await made.item(package, 1, "am", await made.course(center, "乙班课", by=one.teachers))
    program = await made.program(package)
    other = await publishing_class(center, program)
    lecture = await named(one, "讲授")
    [session] = await sessions.of_cohort(one.scheduler, other)
    spot = Spot(session.id, lecture.on_day, 0, lecture.instructors[0].id, (one.room.id,))

    with pytest.raises(Invalid) as refused:
        await publishing.move(one.scheduler, spot, session.version)

    faults = {fault.code: fault.params for fault in refused.value.fields.values()}
    assert set(faults) == {"conflict.instructor-busy", "conflict.venue-full", "conflict.instructor-load"}
    assert faults["conflict.instructor-busy"]["other"] == "甲班"
    assert faults["conflict.instructor-busy"]["day"] == lecture.on_day


async def publishing_class(center, program):
    return await cohorts.open_cohort(worker(center.id), program.id)


async def test_two_who_put_one_teacher_in_two_places_at_once_do_not_both_succeed(db):
    center = await make.center()
    one = await placed(center, name="甲班")
    ids = []
    for name in ("乙班", "丙班"):
        package = await made.package(center, title=name, days=3)
        await made.item(package, 3, "am", await made.course(center, f"{name}课", by=one.teachers))
        ids.append(await publishing_class(center, await made.program(package)))
    both = [(await sessions.of_cohort(one.scheduler, cohort))[0] for cohort in ids]
    day = (await named(one, "讲授")).on_day + timedelta(days=2)
    rooms = [await make.venue(center, name) for name in ("研讨一室", "研讨二室")]

    answers = await asyncio.gather(
        *(
            publishing.move(one.scheduler, Spot(s.id, day, 0, one.teachers[0].id, (room.id,)), s.version)
            for s, room in zip(both, rooms, strict=True)
        ),
        return_exceptions=True,
    )

    assert sorted(type(answer).__name__ for answer in answers) in (["Clash", "NoneType"], ["Invalid", "NoneType"])
    assert await Booking.count().where(Booking.session.is_in([s.id for s in both])) == 2


async def test_a_pinned_session_stays_whatever_is_solved_or_dragged(db):
    one = await placed(await make.center())
    lecture = await named(one, "讲授")

    await publishing.pin(one.scheduler, lecture.id, lecture.version, pinned=True)

    with pytest.raises(Invalid) as refused:
        await publishing.move(one.scheduler, where(lecture, slot=2), lecture.version + 1)
    assert refused.value.code == "timetable.is-pinned"
    asked = await timetable.propose(one.scheduler, [one.cohort], seconds=2)
    await outbox.drain({"timetable.solve": HANDLERS["timetable.solve"]})
    await timetable.accept(one.scheduler, asked)
    after = await named(one, "讲授")
    assert (after.on_day, after.half, after.instructors) == (lecture.on_day, lecture.half, lecture.instructors)


async def test_another_centers_timetable_is_not_there(db):
    one = await placed(await make.center())
    stranger = await made.staff(await make.center("south"))
    lecture = await named(one, "讲授")

    with pytest.raises(Missing):
        await publishing.publish(stranger, one.cohort, 1)
    with pytest.raises(Missing):
        await publishing.move(stranger, where(lecture), lecture.version)


def at(monkeypatch, session, hours=0):
    """It is so many hours after this session began."""
    monkeypatch.setattr(clock, "now", lambda: session.starts + timedelta(hours=hours))


async def test_nothing_is_put_into_a_half_day_that_has_begun(db, monkeypatch):
    one = await placed(await make.center())
    lecture, case, seminar = [await named(one, ending) for ending in ("讲授", "案例", "研讨")]
    await publishing.take_out(one.scheduler, case.id, case.version)
    at(monkeypatch, case)

    with pytest.raises(Invalid) as today:
        await publishing.move(one.scheduler, where(seminar, day=case.on_day, slot=2), seminar.version)
    with pytest.raises(Invalid) as before:
        await publishing.move(one.scheduler, where(seminar, day=lecture.on_day - timedelta(days=1)), seminar.version)

    for refused in (today, before):
        assert [fault.code for fault in refused.value.fields.values()] == ["conflict.half-day-begun"]
    assert (await named(one, "研讨")).on_day == seminar.on_day


async def test_what_has_begun_stays_where_it_is(db, monkeypatch):
    one = await placed(await make.center())
    await publishing.publish(one.scheduler, one.cohort, 1)
    lecture = await named(one, "讲授")
    at(monkeypatch, lecture)

    with pytest.raises(Invalid) as refused:
        await publishing.move(
            one.scheduler, where(lecture, day=lecture.on_day + timedelta(days=1)), lecture.version, "雨"
        )

    assert refused.value.code == "timetable.has-begun"
    assert (await named(one, "讲授")).on_day == lecture.on_day


async def test_a_class_whose_first_day_is_over_is_published_and_its_rest_moved(db, monkeypatch):
    center = await make.center()
    room = await make.venue(center, "研讨室")
    one = await placed(center)
    case, seminar = await named(one, "案例"), await named(one, "研讨")
    at(monkeypatch, case, hours=8)

    assert await publishing.publish(one.scheduler, one.cohort, 1) == 1
    seminar = await named(one, "研讨")
    free = next(each.id for each in (room, one.room) if each.id != seminar.venues[0].id)
    await publishing.move(one.scheduler, where(seminar, venues=(free,)), seminar.version, "换教室")

    assert case.on_day < seminar.on_day
    assert [venue.id for venue in (await named(one, "研讨")).venues] == [free]


async def test_a_plan_that_waited_too_long_puts_nothing_into_the_past(db, monkeypatch):
    one = await classes.ready(await make.center())
    asked = await timetable.propose(one.scheduler, [one.cohort], seconds=3)
    await outbox.drain({"timetable.solve": HANDLERS["timetable.solve"]})
    first = (await proposals.one(one.scheduler, asked)).spots
    begins = min(spot.day for spot in first)
    late = sum(spot.day == begins for spot in first)
    monkeypatch.setattr(clock, "now", lambda: datetime.combine(begins, time(23), UTC))

    assert await timetable.accept(one.scheduler, asked) == late > 0

    held = await sessions.of_cohort(one.scheduler, one.cohort)
    assert min(session.on_day for session in held if session.slots and session.on_day) > begins
