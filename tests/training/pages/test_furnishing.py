"""Instructors, rooms and field sites as staff enter and change them, on pages and by program."""

import asyncio

import pytest

from tests import make
from training import secrets
from training.access import Role
from training.actions import instructors, venues
from training.actions.venues import VenueForm
from training.errors import Invalid
from training.model import VenueKind
from training.tables import AuditRow, Instructor, Resource, Venue

TEACHER = {
    "name": "李立春",
    "title": "full_senior",
    "organization": "农业大学",
    "post": "教授",
    "mail": "lichun@teaching.example",
    "mobile": "+86 154-0000-0033",
    "takes_fee": "on",
    "fee": "1000.50",
    "mornings": ["1"],
    "evenings": ["3"],
    "is_active": "on",
}
ROOM = {"kind": "room", "name": "101教室", "capacity": "60", "lanes": "1", "is_active": "on"}
WITHOUT_KIND = {name: value for name, value in ROOM.items() if name != "kind"}
SITE = {
    "kind": "field_site",
    "name": "龙王庙险段",
    "lanes": "2",
    "closed_weekdays": ["1", "7"],
    "visiting_minutes": "90",
    "travel_minutes": "40",
    "fee": "200",
    "is_active": "on",
}


@pytest.fixture
async def center(client):
    return await signed_in(client)


async def signed_in(client, role=Role.SCHEDULER):
    center = await make.center()
    await make.account(center, role)
    await client.sign_in(f"{role}@north.example")
    return center


async def test_an_instructor_is_entered_with_what_can_be_booked_and_a_sealed_number(client, center):
    await client.get("/instructors/new")

    shown = await client.post("/instructors/new", TEACHER)

    [row] = await Instructor.select().output(load_json=True)
    assert (row["title"], row["fee"], row["unavailable"]) == ("full_senior", 100050, [[1, "am"], [3, "evening"]])
    assert secrets.unseal(row["mobile_sealed"], row=f"instructor:{row['id']}:mobile") == "15400000033"
    assert row["mobile_index"] == secrets.blind_index("15400000033", center=center.id, kind="mobile")
    assert await Resource.select(Resource.id, Resource.kind, Resource.name) == [
        {"id": row["resource"], "kind": "instructor", "name": "李立春"}
    ]
    assert all(word in shown.text for word in ("正高级", "154****0033", "1,000.50元/学时", "周一上午、周三晚上"))
    assert "15400000033" not in shown.text


async def test_a_change_keeps_the_number_unless_another_is_typed_or_it_is_removed(client, center):
    await client.get("/instructors/new")
    path = (await client.post("/instructors/new", TEACHER)).url.path
    kept = {**TEACHER, "name": "李立夏", "mobile": ""}

    form = await client.get(f"{path}/edit")
    assert 'value="1000.5"' in form.text
    assert "15400000033" not in form.text
    stays = await client.post(f"{path}/edit", {**kept, "version": "1"})
    await client.get(f"{path}/edit")
    gone = await client.post(f"{path}/edit", {**kept, "version": "2", "no_mobile": "on"})

    assert "李立夏" in stays.text
    assert "154****0033" in stays.text
    assert "154****0033" not in gone.text
    [row] = await Instructor.select()
    assert (row["mobile_sealed"], row["mobile_index"], row["version"]) == ("", "", 3)
    assert await Resource.select(Resource.name) == [{"name": "李立夏"}]


async def test_who_takes_no_fee_has_none_and_who_is_switched_off_is_not_asked(client, center):
    await client.get("/instructors/new")

    shown = await client.post("/instructors/new", {name: TEACHER[name] for name in ("name", "fee", "title", "mobile")})

    assert "不领取" in shown.text
    assert "已停用" in shown.text
    assert "生成登录链接" not in shown.text
    assert (await Instructor.select(Instructor.fee, Instructor.is_active))[0] == {"fee": None, "is_active": False}


async def test_every_wrong_field_of_an_instructor_is_named_and_nothing_typed_is_lost(client, center):
    await client.get("/instructors/new")

    shown = await client.post(
        "/instructors/new",
        {**TEACHER, "name": "", "title": "king", "mail": "x", "mobile": "123", "fee": "many", "mornings": "8"},
    )

    assert shown.status_code == 422
    assert "有6处需要修改" in shown.text
    assert "手机号码应为11位数字" in shown.text
    assert 'value="many"' in shown.text
    assert await Instructor.count() == 0
    assert await Resource.count() == 0


async def test_two_people_may_have_one_name(client, center):
    for _ in range(2):
        await client.get("/instructors/new")
        await client.post("/instructors/new", TEACHER)

    assert await Instructor.count() == 2


@pytest.mark.parametrize(("noun", "given"), [("instructor", TEACHER), ("venue", WITHOUT_KIND)])
async def test_of_two_who_change_one_at_once_the_second_is_told_by_whom(client, center, noun, given):
    one = await getattr(make, noun)(center)
    path = f"/{noun}s/{one.id}"
    await client.get(f"{path}/edit")
    await client.post(f"{path}/edit", {**given, "name": "先改的", "version": "1"})

    await client.get(f"{path}/edit")
    second = await client.post(f"{path}/edit", {**given, "name": "后改的", "version": "1"})

    assert second.status_code == 409
    assert "scheduler已修改此内容" in second.text
    assert 'value="后改的"' in second.text
    assert [row["name"] for row in await Resource.select(Resource.name)] == ["先改的"]
    assert [row["noun"] for row in await AuditRow.select().where(AuditRow.verb == "changed")] == [noun]


async def test_a_field_site_is_entered_and_shown_with_its_minutes(client, center):
    await client.get("/venues/new")

    shown = await client.post("/venues/new", SITE)

    [row] = await Venue.select()
    assert (row["kind"], row["closed_weekdays"], row["lanes"], row["fee"]) == ("field_site", "1 7", 2, 20000)
    assert all(word in shown.text for word in ("90分钟", "40分钟", "200元/班次", "周一、周日"))
    form = await client.get(f"{shown.url.path}/edit")
    assert 'value="90"' in form.text
    assert 'name="kind"' not in form.text


async def test_a_site_that_nobody_stays_at_is_refused(client, center):
    await client.get("/venues/new")

    shown = await client.post("/venues/new", {**SITE, "visiting_minutes": ""})

    assert shown.status_code == 422
    assert "请填写现场教学点的参观时长" in shown.text
    assert await Venue.count() == 0


async def test_of_one_kind_no_two_have_one_name(client, center):
    for given in (ROOM, {**SITE, "name": "101教室"}):
        await client.get("/venues/new")
        assert (await client.post("/venues/new", given)).status_code == 200
    await client.get("/venues/new")
    again = await client.post("/venues/new", ROOM)
    other = (await client.post("/venues/new", {**ROOM, "name": "102教室"})).url.path
    await client.get(f"{other}/edit")
    renamed = await client.post(f"{other}/edit", {"name": "101教室", "lanes": "1", "version": "1"})

    assert (again.status_code, renamed.status_code) == (422, 422)
    assert "已有同名的教室或教学点" in again.text
    assert await Venue.count() == 3
    assert await Resource.count() == 3


async def test_of_two_who_enter_one_name_at_the_same_moment_one_is_refused(db):
    center = await make.center()
    scheduler = make.acting(await make.account(center, Role.SCHEDULER))
    given = VenueForm(kind=VenueKind.ROOM, name="101教室")

    done = await asyncio.gather(*(venues.add(scheduler, given) for _ in range(4)), return_exceptions=True)

    assert sorted(isinstance(one, Invalid) for one in done) == [False, True, True, True]
    assert await Venue.count() == 1


async def test_an_instructor_is_entered_and_changed_by_program(client, center):
    given = {"name": "李立春", "title": "academician", "mobile": "15400000033", "unavailable": [[2, "pm"]]}

    made = await client.json("POST", "/api/v1/instructors", given)
    path = f"/api/v1/instructors/{made.json()['instructor']['id']}"
    changed = await client.json("PUT", path, {"name": "李立夏", "fee": 80000, "version": 1})
    second = await client.json("PUT", path, {"name": "李立秋", "version": 1})

    assert made.status_code == 201
    assert made.json()["contact"] == {"mail": "", "mobile_masked": "154****0033"}
    assert made.json()["instructor"]["unavailable"] == [[2, "pm"]]
    now = changed.json()
    assert (now["instructor"]["fee"], now["instructor"]["version"], now["instructor"]["title"]) == (80000, 2, "")
    assert now["contact"]["mobile_masked"] == "154****0033"
    assert (second.status_code, second.json()["code"]) == (409, "record.changed")


async def test_a_venue_is_entered_and_changed_by_program(client, center):
    made = await client.json("POST", "/api/v1/venues", {"kind": "field_site", "name": "险段", "visiting_minutes": 60})
    path = f"/api/v1/venues/{made.json()['venue']['id']}"
    changed = await client.json("PUT", path, {"name": "险段", "visiting_minutes": 90, "version": 1})
    senseless = await client.json("PUT", path, {"name": "险段", "lanes": 0, "version": 2})

    assert (made.status_code, changed.json()["venue"]["visiting_minutes"]) == (201, 90)
    assert (senseless.status_code, list(senseless.json()["fields"])) == (422, ["lanes"])


async def test_what_a_venue_has_beside_its_form_stays(client, center):
    one = await make.venue(center, features="stage recording")
    await client.get(f"/venues/{one.id}/edit")

    await client.post(f"/venues/{one.id}/edit", {"name": "报告厅", "lanes": "1", "version": "1"})

    assert await Venue.select(Venue.features, Venue.is_active) == [{"features": "stage recording", "is_active": False}]


async def test_another_centers_people_and_places_are_not_changed(client, center):
    south = await make.center("south")
    person, place = await make.instructor(south), await make.venue(south)
    await client.get("/venues/new")

    for path, given in ((f"/instructors/{person.id}", TEACHER), (f"/venues/{place.id}", WITHOUT_KIND)):
        assert (await client.get(f"{path}/edit")).status_code == 404
        assert (await client.post(f"{path}/edit", {**given, "version": "1"})).status_code == 404
    assert (await Instructor.select(Instructor.name))[0]["name"] == "甲教授"


async def test_who_only_sees_the_lists_is_offered_no_change(client):
    center = await signed_in(client, Role.ADVISER)
    person, place = await make.instructor(center), await make.venue(center)

    for path in ("/instructors", f"/instructors/{person.id}", "/venues", f"/venues/{place.id}"):
        shown = await client.get(path)
        assert shown.status_code == 200
        assert not any(word in shown.text for word in ("新增教师", "新增教室", "/edit", "生成登录链接"))
    assert (await client.get("/instructors/new")).status_code == 403


async def test_an_instructor_entered_here_is_the_same_as_one_that_is_loaded(db):
    center = await make.center()
    designer = make.acting(await make.account(center, Role.DESIGNER))

    made = await instructors.add(designer, instructors.InstructorForm(name="欧阳 淑华"))

    [row] = await Instructor.select().output(load_json=True)
    assert (row["id"], row["name"], row["unavailable"], row["version"]) == (made, "欧阳淑华", [], 1)
