"""What a program reads before it acts: the next edition, one place, who waits for a code, the class's door."""

from datetime import timedelta

from courses.tables import PackageItem
from enrollment.actions import entry, places
from enrollment.queries import entry as doors
from enrollment.rules.weeks import monday
from enrollment.tables import Enrollment, Timetable
from tests import make
from tests.enrollment import make as classes
from tests.enrollment.api.test_people import signed_in
from training import clock
from training.access import Role
from training.model import DEFAULT_ZONE
from training.tables import Center


async def test_the_next_edition_is_read_before_it_is_published(client):
    center = await make.center()
    starts = monday(clock.today(DEFAULT_ZONE)) + timedelta(days=7)
    package = await classes.package(center, days=2, costs={})
    cohort = await classes.cohort(await classes.program(package, starts_on=starts))
    placed = await classes.session(cohort, starts, "am", title="防汛", is_published=False)
    nowhere = {"on_day": None, "starts_at": None, "ends_at": None}
    unplaced = await classes.session(cohort, starts, "pm", title="研讨", is_published=False, **nowhere)
    await PackageItem.update({PackageItem.kind: "travel"}).where(PackageItem.half == "am")
    await make.account(center, Role.SCHEDULER)
    await client.sign_in("scheduler@north.example")
    path = f"/api/v1/cohorts/{cohort.id}/publish"

    told = (await client.json("GET", path)).json()

    assert (told["edition"], [(each["session"], each["changes"]) for each in told["changes"]]) == (
        1,
        [(placed.id, ["added"])],
    )
    assert [each["id"] for each in told["unplaced"]] == [unplaced.id]
    [remark] = told["remarks"]  # the class arrives on its first morning
    assert (remark["code"], remark["stops"]) == ("conflict.half-day-kept", True)
    assert "上午已留作往返" in remark["detail"]
    answer = await client.json("POST", path, {"version": told["version"], "reason": ""})
    assert (answer.status_code, await Timetable.count()) == (422, 0)


async def test_a_place_is_read_with_masked_numbers(client):
    cohort = await signed_in(client, Role.LIAISON)
    await client.json(
        "POST",
        f"/api/v1/cohorts/{cohort.id}/roster",
        {"rows": [{"name": "赵零零", "gender": "男", "id_number": classes.id_number(0), "id_type": "居民身份证"}]},
    )
    [kept] = await Enrollment.select(Enrollment.id)

    read = await client.json("GET", f"/api/v1/places/{kept['id']}")

    assert (read.status_code, read.json()["name"]) == (200, "赵零零")
    assert classes.id_number(0) not in read.text
    assert (await client.json("GET", f"/api/v1/places/{kept['id'] + 1}")).status_code == 404


async def test_who_waits_for_a_code_is_read_without_the_code(client):
    cohort = await signed_in(client)
    center = await Center.objects().get(Center.id == cohort.center)
    director = await classes.staff(center, Role.DIRECTOR)
    await places.enroll(director, cohort.id, [classes.row(0)])
    await entry.ask(await doors.of_class(cohort.class_code), classes.row(0).mobile, "address")

    [waits] = (await client.json("GET", f"/api/v1/cohorts/{cohort.id}/codes")).json()

    assert set(waits) == {"name", "unit", "ends_at"}
    assert waits["name"] == classes.row(0).name


async def test_the_door_of_a_class_is_the_one_of_its_page(client):
    cohort = await signed_in(client)

    for name, kind in (("door.svg", "image/svg+xml"), ("door.pdf", "application/pdf")):
        given = await client.http.get(f"/api/v1/cohorts/{cohort.id}/{name}")
        assert given.headers["content-type"].startswith(kind)
        assert given.content[:5] == (await client.http.get(f"/cohorts/{cohort.id}/{name}")).content[:5]
