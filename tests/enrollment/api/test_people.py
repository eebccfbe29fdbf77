"""Rosters and attendance by program."""

from dataclasses import asdict

from enrollment.tables import Attendance, Enrollment
from tests import make
from tests.enrollment import make as classes
from training.access import Role


async def signed_in(client, role=Role.ADVISER):
    center = await make.center()
    agency = await make.agency(center)
    cohort = await classes.running_class(center, agency)
    await make.account(center, role, agency=agency if role == Role.LIAISON else None)
    await client.sign_in(f"{role}@north.example")
    await client.get("/north")
    return cohort


def rows(*given):
    return {"rows": [{name: value for name, value in asdict(row).items() if name != "line"} for row in given]}


async def test_a_roster_is_checked_then_saved_then_read_with_masks(client):
    cohort = await signed_in(client, Role.LIAISON)
    path = f"/api/v1/cohorts/{cohort.id}/roster"

    checked = (await client.json("POST", f"{path}/check", rows(classes.row(0), classes.row(1, gender="女")))).json()
    assert [(each["row"], each["code"]) for each in checked["remarks"]] == [(2, "roster.gender-differs")]
    assert checked["can_be_saved"] is False
    saved = await client.json("POST", path, rows(classes.row(0), classes.row(1)))
    assert saved.json() == {"new": 2, "kept": 0, "left": 0}
    listed = await client.json("GET", path)

    assert [place["name"] for place in listed.json()] == ["赵零零", "赵零壹"]
    assert classes.id_number(0) not in listed.text


async def test_faults_of_a_roster_come_as_fields_and_nobody_is_saved(client):
    cohort = await signed_in(client)
    path = f"/api/v1/cohorts/{cohort.id}/roster"

    answer = await client.json("POST", path, rows(classes.row(0), classes.row(1, id_number="1")))
    assert answer.status_code == 422
    assert answer.json()["fields"]["rows.2.id_number"]["code"] == "person.id-length"
    for senseless in (
        {},
        {"rows": []},
        {"rows": [{"name": "甲"}]},
        {"rows": "x"},
        [1],
        rows(classes.row(0)) | {"x": 1},
    ):
        assert (await client.json("POST", path, senseless)).status_code in (400, 422)
    assert await Enrollment.count() == 0


async def test_attendance_is_recorded_and_summed(client):
    cohort = await signed_in(client)
    await client.json("POST", f"/api/v1/cohorts/{cohort.id}/roster", rows(classes.row(0), classes.row(1)))
    path, half = f"/api/v1/cohorts/{cohort.id}/attendance", {"day": str(cohort.starts_on), "half": "am"}
    [place, _] = [row["id"] for row in await Enrollment.select().order_by(Enrollment.position)]

    assert (await client.json("POST", f"{path}/all-present", half)).json() == {"count": 2}
    marks = [{"place": place, "mark": "sick", "reason": "发热", "version": 1}]
    assert (await client.json("POST", path, half | {"marks": marks})).json() == {"count": 1}
    [first, second] = (await client.json("GET", path)).json()["people"]

    assert (first["sums"]["leave"], first["sums"]["total"], first["sums"]["is_over"]) == (400, 1600, True)
    assert second["sums"]["leave"] == 0


async def test_a_liaison_takes_no_attendance_and_a_stranger_finds_no_class(client):
    cohort = await signed_in(client, Role.LIAISON)
    half = {"day": str(cohort.starts_on), "half": "am"}
    assert (await client.json("POST", f"/api/v1/cohorts/{cohort.id}/attendance/all-present", half)).status_code == 403

    await make.account(await make.center("south"), Role.DIRECTOR)
    client.forget()
    await client.sign_in("director@south.example")
    await client.get("/south")
    for method, path, body in [
        ("GET", "roster", None),
        ("POST", "roster", rows(classes.row(0))),
        ("POST", "attendance/all-present", half),
        ("POST", "close", {}),
    ]:
        answer = await client.json(method, f"/api/v1/cohorts/{cohort.id}/{path}", body)
        assert answer.status_code == 404
    assert await Attendance.count() == await Enrollment.count() == 0
