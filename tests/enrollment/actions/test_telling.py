"""A published timetable tells those it concerns, and only those, what changed for them."""

from enrollment.actions import cohorts, places, publishing
from enrollment.jobs import HANDLERS
from enrollment.queries import sessions
from enrollment.tables import Cohort
from tests import make
from tests.enrollment import make as classes
from tests.enrollment.actions.test_publishing import named, placed, where
from training import jobs, outbox, secrets
from training.access import Role
from training.tables import Account, Instructor

ALL = {**jobs.HANDLERS, **HANDLERS}


async def peopled(center, agency):
    """A placed class with an adviser, two trainees and the agency's liaison; both teachers have an address."""
    one = await placed(center, agency=agency.id)
    adviser = await make.account(center, Role.ADVISER)
    await make.account(center, Role.LIAISON, agency=agency, language="en")
    for teacher in one.teachers:
        await Instructor.update({Instructor.mail: f"teacher{teacher.id}@north.example"}).where(
            Instructor.id == teacher.id
        )
    [cohort] = await Cohort.select(Cohort.version)
    await cohorts.look_after(one.scheduler, one.cohort, cohort["version"], adviser=adviser.id, home_room=None)
    await places.enroll(make.acting(adviser), one.cohort, [classes.row(n) for n in range(2)])
    return one


async def publish(one):
    [cohort] = await Cohort.select(Cohort.version)
    return await publishing.publish(one.scheduler, one.cohort, cohort["version"])


def addressed(postbox):
    return {receivers[0]: mail.get_content() for receivers, mail in postbox.mails}


async def test_the_first_edition_reaches_teachers_adviser_liaison_and_trainees(db, postbox, gateway):
    center = await make.center()
    one = await peopled(center, await make.agency(center))
    stranger = await make.instructor(center, "旁人", mail="stranger@north.example")

    await publish(one)
    await outbox.drain(ALL)

    mails = addressed(postbox)
    teachers = {f"teacher{teacher.id}@north.example" for teacher in one.teachers}
    assert set(mails) == {*teachers, "adviser@north.example", "liaison@north.example"}
    assert stranger.mail not in mails
    assert sorted(taken["to"] for taken in gateway.taken) == [classes.row(n).mobile for n in range(2)]
    assert all("课表已发布" in taken["text"] for taken in gateway.taken)
    gateway.taken.clear()


async def test_a_teacher_is_told_of_his_own_lessons_alone_with_day_time_and_place(db, postbox):
    center = await make.center()
    one = await peopled(center, await make.agency(center))
    second = one.teachers[1]

    await publish(one)
    await outbox.drain(ALL)

    held = await sessions.of_cohort(one.scheduler, one.cohort)
    own = {s.title for s in held if second.id in [person.id for person in s.instructors]}
    others = {s.title for s in held if s.instructors} - own
    told = addressed(postbox)[f"teacher{second.id}@north.example"]
    assert own
    assert all(title in told for title in own)
    assert not [title for title in others if title in told]
    seminar = next(s for s in held if s.title in own)
    assert f"{seminar.on_day.month}月{seminar.on_day.day}日" in told
    assert seminar.venues[0].name in told


async def test_a_lesson_given_to_another_is_gone_for_one_and_new_for_the_other(db, postbox):
    center = await make.center()
    one = await peopled(center, await make.agency(center))
    await publish(one)
    await outbox.drain(ALL)
    postbox.mails.clear()
    lecture = await named(one, "讲授")
    was = lecture.instructors[0].id
    other = next(teacher.id for teacher in one.teachers if teacher.id != was)

    await publishing.move(one.scheduler, where(lecture, instructor=other), lecture.version, "原任教师请假")
    await outbox.drain(ALL)

    mails = addressed(postbox)
    assert set(mails) == {
        f"teacher{was}@north.example",
        f"teacher{other}@north.example",
        "adviser@north.example",
        "liaison@north.example",
    }
    assert "已取消：" in mails[f"teacher{was}@north.example"]
    assert "新增：" in mails[f"teacher{other}@north.example"]
    assert "原任教师请假" in mails[f"teacher{other}@north.example"]
    assert "Now: " in mails["liaison@north.example"]
    assert "Before: " in mails["liaison@north.example"]


async def test_whom_no_change_concerns_hears_nothing(db, postbox):
    center = await make.center()
    one = await peopled(center, await make.agency(center))
    await publish(one)
    await outbox.drain(ALL)
    postbox.mails.clear()
    seminar = await named(one, "研讨")
    room = await make.venue(center, "研讨室", capacity=60)

    await publishing.move(one.scheduler, where(seminar, venues=(room.id,)), seminar.version, "原教室检修")
    await outbox.drain(ALL)

    teachers = {to for to in addressed(postbox) if to.startswith("teacher")}
    assert teachers == {f"teacher{seminar.instructors[0].id}@north.example"}
    assert "研讨室" in addressed(postbox)[teachers.pop()]


async def test_telling_again_sends_nothing_twice(db, postbox):
    center = await make.center()
    one = await peopled(center, await make.agency(center))
    await publish(one)
    await outbox.drain(ALL)
    sent = len(postbox.mails)

    again = outbox.Job(1, "notice.timetable", one.scheduler, {"cohort": one.cohort, "edition": 1}, 1)
    await HANDLERS["notice.timetable"](again)
    await outbox.drain(ALL)

    assert len(postbox.mails) == sent


async def test_a_teacher_without_an_address_is_texted_on_his_mobile(db, gateway):
    center = await make.center()
    one = await peopled(center, await make.agency(center))
    teacher = one.teachers[0]
    sealed = secrets.seal("15400009999", row=f"instructor:{teacher.id}:mobile")
    await Instructor.update({Instructor.mail: "", Instructor.mobile_sealed: sealed}).where(Instructor.id == teacher.id)
    await Account.update({Account.mobile: ""}).where(Account.center == center.id)

    await publish(one)
    await outbox.drain(ALL)

    assert "15400009999" in [taken["to"] for taken in gateway.taken]
    gateway.taken.clear()
