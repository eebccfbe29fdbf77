"""A roster from what an office sends to places in a class: nothing saved until confirmed, nothing readable at rest."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from enrollment.actions import places, roster
from enrollment.model import EnrollmentState
from enrollment.queries import roster as queries
from enrollment.tables import Cohort, Enrollment, RosterUpload
from tests import make
from tests.enrollment import make as classes
from training import clock, secrets
from training import db as database
from training.access import Role
from training.errors import Clash, Invalid, Missing
from training.model import DEFAULT_ZONE
from training.tables import AuditRow, Trainee


async def a_class(center, name="云溪县水利局", **more):
    agency = await make.agency(center, name=name)
    mail = f"liaison{agency.id}@north.example"
    liaison = make.acting(await make.account(center, Role.LIAISON, mail=mail, agency=agency))
    return await classes.running_class(center, agency, **more), liaison


async def test_what_was_sent_is_kept_and_nobody_is_enrolled(db):
    cohort, liaison = await a_class(await make.center())

    await roster.keep(liaison, cohort.id, "名册.xlsx", [classes.row(0), classes.row(1, id_number="1")])

    upload = await queries.waiting(liaison, cohort.id)
    assert [row.name for row in upload.rows] == ["赵零零", "赵零壹"]
    assert await Enrollment.count() == await Trainee.count() == 0
    [kept] = await RosterUpload.select()
    assert (kept["row_count"], kept["fault_count"]) == (2, 1)


async def test_a_faulty_roster_saves_nobody(db):
    cohort, liaison = await a_class(await make.center())
    await roster.keep(liaison, cohort.id, "", [classes.row(0), replace(classes.row(1, id_number="1"), name="")])

    with pytest.raises(Invalid) as refused:
        await roster.confirm(liaison, cohort.id, version=1)

    assert sorted(refused.value.fields) == ["rows.3.id_number", "rows.3.name"]
    assert await Enrollment.count() == 0


async def test_mended_cells_are_checked_again_and_then_saved_in_the_order_of_the_roster(db):
    cohort, liaison = await a_class(await make.center())
    await roster.keep(liaison, cohort.id, "", [classes.row(1), classes.row(0, id_number="1"), classes.row(2)])

    check = await roster.amend(liaison, cohort.id, 1, {2: {"id_number": classes.id_number(0)}}, dropped=frozenset({4}))
    saved = await roster.confirm(liaison, cohort.id, version=2)

    assert check.faults == ()
    assert saved == places.Saved(new=2, kept=0, left=0)
    assert [(place.position, place.name) for place in await queries.places(liaison, cohort.id)] == [
        (1, "赵零壹"),
        (2, "赵零零"),
    ]
    assert await queries.waiting(liaison, cohort.id) is None


async def test_no_number_stands_readable_in_the_database(db):
    cohort, liaison = await a_class(await make.center())
    await roster.keep(liaison, cohort.id, "", [classes.row(0)])
    before = json.dumps(await RosterUpload.select(), default=str)
    await roster.confirm(liaison, cohort.id, version=1)

    tables = [RosterUpload, Trainee, Enrollment, AuditRow]
    kept = before + json.dumps([await table.select() for table in tables], default=str, ensure_ascii=False)
    assert classes.id_number(0) not in kept
    assert "15400000000" not in kept
    [trainee] = await Trainee.select()
    assert trainee["id_masked"] == f"3601**********{classes.id_number(0)[-4:]}"
    assert await queries.full_numbers(liaison, [trainee["id"]]) == {
        trainee["id"]: (classes.id_number(0), "15400000000")
    }


async def test_a_sealed_number_opens_in_no_other_row(db):
    cohort, liaison = await a_class(await make.center())
    await places.enroll(liaison, cohort.id, [classes.row(0), classes.row(1)])
    first, second = await Trainee.select().order_by(Trainee.id)
    await Trainee.update({Trainee.id_sealed: first["id_sealed"]}).where(Trainee.id == second["id"])

    with pytest.raises(secrets.Unreadable):
        await queries.full_numbers(liaison, [second["id"]])


async def test_a_person_of_an_earlier_class_is_known_by_his_number(db):
    center = await make.center()
    cohort, liaison = await a_class(center)
    await places.enroll(liaison, cohort.id, [classes.row(0)])
    await Enrollment.update({Enrollment.state: "withdrawn"}).where(Enrollment.cohort == cohort.id)
    later = await classes.running_class(center, await make.agency(center, name="另一单位"))
    director = await classes.staff(center, Role.DIRECTOR)

    await places.enroll(director, later.id, [classes.row(0, unit_post="云溪县水利局副局长")])

    [trainee] = await Trainee.select()
    assert trainee["unit_post"] == "云溪县水利局副局长"


async def test_a_second_roster_keeps_places_and_says_who_is_left(db):
    cohort, liaison = await a_class(await make.center())
    await places.enroll(liaison, cohort.id, [classes.row(0), classes.row(1)])

    saved = await places.enroll(liaison, cohort.id, [classes.row(2), classes.row(1)])

    assert saved == places.Saved(new=1, kept=1, left=1)
    assert await Enrollment.count() == 3


async def test_somebody_in_a_class_on_these_days_is_refused_and_the_other_agency_stays_unnamed(db):
    center = await make.center()
    first, liaison = await a_class(center)
    second, other = await a_class(center, name="另一单位")
    await places.enroll(liaison, first.id, [classes.row(0)])

    with pytest.raises(Invalid) as refused:
        await places.enroll(other, second.id, [classes.row(0)])

    assert refused.value.fields["rows.2.name"].code == "roster.overlap-elsewhere"


async def test_another_agency_cannot_take_over_a_persons_login(db):
    center = await make.center()
    first, liaison = await a_class(center)
    second, other = await a_class(center, name="另一单位", starts_on=first.ends_on.replace(year=first.ends_on.year + 1))
    await places.enroll(liaison, first.id, [classes.row(0)])
    [before] = await Trainee.select()

    await places.enroll(other, second.id, [classes.row(0, name="别名", mobile="15499999999")])

    [after] = await Trainee.select()
    assert after == before
    assert [place.name for place in await queries.places(other, second.id)] == ["别名"]


async def test_two_who_save_one_roster_at_once_enroll_everybody_once(db):
    cohort, liaison = await a_class(await make.center())
    await roster.keep(liaison, cohort.id, "", [classes.row(n) for n in range(5)])

    results = await asyncio.gather(
        *(roster.confirm(liaison, cohort.id, version=1) for _ in range(4)), return_exceptions=True
    )

    assert sum(isinstance(result, places.Saved) for result in results) == 1
    assert all(isinstance(result, places.Saved | Clash | Missing) for result in results)
    assert await Enrollment.count() == 5


async def test_one_person_saved_in_two_overlapping_classes_at_once_gets_one_place(db):
    center = await make.center()
    (first, liaison), (second, other) = await a_class(center), await a_class(center, name="另一单位")

    results = await asyncio.gather(
        places.enroll(liaison, first.id, [classes.row(0)]),
        places.enroll(other, second.id, [classes.row(0)]),
        return_exceptions=True,
    )

    assert [type(result) for result in results].count(places.Saved) == 1
    assert await Enrollment.count() == 1


async def test_a_substitute_takes_the_place_and_the_old_one_keeps_its_reason(db):
    cohort, liaison = await a_class(await make.center())
    await places.enroll(liaison, cohort.id, [classes.row(0), classes.row(1)])
    [first, _] = await queries.places(liaison, cohort.id)

    new = await places.substitute(liaison, first.id, classes.row(7), "工作调动")

    listed = await queries.places(liaison, cohort.id)
    assert [(place.position, place.name, place.state) for place in listed] == [
        (1, "赵零零", EnrollmentState.REPLACED),
        (1, "赵零柒", EnrollmentState.CONFIRMED),
        (2, "赵零壹", EnrollmentState.CONFIRMED),
    ]
    assert (listed[0].note, listed[0].replaced_by) == ("工作调动", new)


async def test_a_substitute_who_is_in_the_class_already_is_refused(db):
    cohort, liaison = await a_class(await make.center())
    await places.enroll(liaison, cohort.id, [classes.row(0), classes.row(1)])
    [first, _] = await queries.places(liaison, cohort.id)

    with pytest.raises(Invalid) as refused:
        await places.substitute(liaison, first.id, classes.row(1), "工作调动")

    assert refused.value.fields["id_number"].code == "roster.enrolled-already"
    assert (await queries.counts(liaison, cohort.id)) == {EnrollmentState.CONFIRMED: 2}


async def test_a_closed_class_takes_no_roster(db):
    cohort, liaison = await a_class(await make.center())
    await Cohort.update({Cohort.state: "closed"}).where(Cohort.id == cohort.id)

    for attempt in (
        roster.keep(liaison, cohort.id, "", [classes.row(0)]),
        places.enroll(liaison, cohort.id, [classes.row(0)]),
    ):
        with pytest.raises(Clash) as refused:
            await attempt
        assert refused.value.code == "roster.class-closed"


async def test_another_agency_and_another_center_find_no_class(db):
    center = await make.center()
    cohort, liaison = await a_class(center)
    await places.enroll(liaison, cohort.id, [classes.row(0)])
    _, other = await a_class(center, name="另一单位")
    elsewhere = await classes.staff(await make.center("south"), Role.DIRECTOR)

    for stranger in (other, elsewhere):
        assert await queries.places(stranger, cohort.id) == []
        with pytest.raises(Missing):
            await places.enroll(stranger, cohort.id, [classes.row(3)])
        with pytest.raises(Missing):
            await roster.amend(stranger, cohort.id, 1, {}, frozenset())


async def test_a_roster_that_fails_half_way_leaves_nothing(db, monkeypatch):
    cohort, liaison = await a_class(await make.center())

    async def fail(*_, **__):
        raise RuntimeError

    monkeypatch.setattr(places.audit, "note", fail)
    with pytest.raises(RuntimeError):
        await places.enroll(liaison, cohort.id, [classes.row(n) for n in range(3)])

    assert await Enrollment.count() == await Trainee.count() == 0


async def test_reading_a_roster_takes_as_many_statements_for_one_as_for_fifty(db):
    cohort, liaison = await a_class(await make.center(), headcount=50)
    counted = []
    for people in (1, 3, 50):
        await places.enroll(liaison, cohort.id, [classes.row(n) for n in range(people)])
        seen = []
        database.ENGINE.watch = seen.append
        await queries.places(liaison, cohort.id)
        database.ENGINE.watch = None
        counted.append(len(seen))
    assert counted == [2, 2, 2]


async def test_a_roster_nobody_confirms_is_emptied_after_a_week(db):
    center = await make.center()
    (old, liaison), (fresh, other) = await a_class(center), await a_class(center, name="另一单位")
    await roster.keep(liaison, old.id, "", [classes.row(0)])
    await roster.keep(other, fresh.id, "", [classes.row(1)])
    week_ago = clock.now() - timedelta(days=roster.KEPT_DAYS, minutes=1)
    await RosterUpload.update({RosterUpload.uploaded_at: week_ago}).where(RosterUpload.cohort == old.id)

    assert await roster.forget_stale() == 1

    kept = {row["cohort"]: row["sealed_rows"] for row in await RosterUpload.select()}
    assert kept[old.id] == ""
    assert kept[fresh.id] != ""


async def test_what_another_agency_told_of_a_trainee_stays_with_it(db):
    """Whoever knows somebody's ID number and enrolls him learns neither his mobile nor anything else by it."""
    center = await make.center()
    [first, theirs], [second, ours] = [
        await a_class(center, name=name, starts_on=clock.today(DEFAULT_ZONE) + timedelta(days=days))
        for name, days in (("云溪县水利局", 10), ("另一单位", 40))
    ]
    await places.enroll(theirs, first.id, [classes.row(0, ethnic="汉族")])

    await places.enroll(ours, second.id, [classes.row(0, mobile="15400000099")])

    [place] = await queries.places(ours, second.id)
    assert (place.mobile_masked, place.ethnic, place.level) == ("", "", "")
    numbers = await queries.full_numbers(ours, [place.trainee])
    assert numbers == {place.trainee: (classes.id_number(0), "")}


async def test_disjoint_rosters_fill_a_class_only_up_to_its_headcount(db):
    center = await make.center()
    cohort, liaison = await a_class(center, headcount=2)
    await places.enroll(liaison, cohort.id, [classes.row(0), classes.row(1)])

    with pytest.raises(Invalid) as refused:
        await places.enroll(liaison, cohort.id, [classes.row(2), classes.row(3)], over=True)
    await places.enroll(liaison, cohort.id, [classes.row(1), classes.row(0)])

    assert refused.value.code == "roster.over-agency"
    assert (refused.value.params["count"], refused.value.params["over"]) == (4, 2)
    assert refused.value.params["whom"] == "north"
    assert await Enrollment.count() == 2


async def test_more_people_than_agreed_need_the_centers_word(db):
    center = await make.center()
    cohort, liaison = await a_class(center, headcount=2)
    adviser = await classes.staff(center, Role.ADVISER)
    await places.enroll(liaison, cohort.id, [classes.row(0)])
    await roster.keep(adviser, cohort.id, "", [classes.row(1), classes.row(2)])

    with pytest.raises(Invalid) as refused:
        await roster.confirm(adviser, cohort.id, version=1)
    assert (refused.value.code, set(refused.value.fields)) == ("roster.over-unconfirmed", {"over"})
    await roster.confirm(adviser, cohort.id, version=1, over=True)

    assert await Enrollment.count() == 3
    noted = await AuditRow.select(AuditRow.detail).where(AuditRow.verb == "roster.saved").order_by(AuditRow.id)
    assert [json.loads(row["detail"]).get("over") for row in noted] == [None, 1]


async def test_of_two_rosters_for_the_last_place_one_is_saved(db):
    cohort, liaison = await a_class(await make.center(), headcount=1)

    answers = await asyncio.gather(
        *(places.enroll(liaison, cohort.id, [classes.row(n)]) for n in range(3)), return_exceptions=True
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["Invalid", "Invalid", "Saved"]
    assert await Enrollment.count() == 1


async def test_a_place_given_back_is_free_again(db):
    cohort, liaison = await a_class(await make.center(), headcount=1)
    await places.enroll(liaison, cohort.id, [classes.row(0)])
    [place] = await queries.places(liaison, cohort.id)
    await places.withdraw(liaison, place.id, "另有任务")

    await places.enroll(liaison, cohort.id, [classes.row(1)])

    with pytest.raises(Invalid):
        await places.enroll(liaison, cohort.id, [classes.row(0)])
