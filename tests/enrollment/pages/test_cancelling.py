"""Cancelling through the pages, and how a cancelled line and a cancelled class look to each."""

import pytest

from enrollment.actions import places
from enrollment.tables import Cohort, Session
from tests import make
from tests.enrollment import make as made
from tests.security import cast
from training.access import Role


@pytest.fixture
async def cohort(client):
    center = await make.center()
    cohort = await made.running_class(center, await make.agency(center), days=4)
    director = make.acting(await make.account(center, Role.DIRECTOR))
    await places.enroll(director, cohort.id, [made.row(0)])
    await client.sign_in("director@north.example")
    return cohort


async def last(cohort):
    return await Session.select().where(Session.cohort == cohort.id).order_by(Session.id, ascending=False).first()


async def test_a_scheduler_cancels_a_session_with_a_reason_and_the_line_stays_struck_through(client, cohort):
    session = await last(cohort)
    await client.get(f"/timetable/sessions/{session['id']}")

    faulty = await client.post(f"/timetable/sessions/{session['id']}/cancel", {"version": session["version"]})
    assert faulty.status_code == 422
    given = {"version": session["version"], "reason": "教师临时有事"}
    shown = await client.post(f"/timetable/sessions/{session['id']}/cancel", given)

    assert "该课次已取消" in shown.text
    assert "恢复为待安排" in shown.text
    plan = (await client.get(f"/cohorts/{cohort.id}")).text
    assert "<del>区块链与政务服务</del>" in plan
    assert "已取消：教师临时有事" in plan


async def test_a_trainee_reads_on_his_phone_that_a_session_is_off(client, cohort):
    session = await last(cohort)
    await Session.update({Session.state: "cancelled", Session.cancelled_reason: "教师临时有事"}).where(
        Session.id == session["id"]
    )
    trainee = (await cast.Trainee.select().first())["id"]
    cookie = await cast.login(cohort.center, trainee=trainee)

    told = (await client.http.get("/me/timetable", headers={"cookie": f"login={cookie}"})).text

    assert told.count("<del>区块链与政务服务</del>") == 1
    assert "教师临时有事" in told


async def test_a_class_is_cancelled_by_a_page_that_says_what_follows(client, cohort):
    shown = await client.get(f"/cohorts/{cohort.id}/cancel")
    assert "个课次随之取消" in shown.text

    faulty = await client.post(f"/cohorts/{cohort.id}/cancel", {"version": cohort.version, "reason": ""})
    assert faulty.status_code == 422
    shown = await client.post(f"/cohorts/{cohort.id}/cancel", {"version": cohort.version, "reason": "汛情紧急"})

    assert "本班次已取消" in shown.text
    assert "汛情紧急" in shown.text
    assert (await Cohort.select().where(Cohort.id == cohort.id).first())["state"] == "cancelled"
    trainee = (await cast.Trainee.select().first())["id"]
    cookie = await cast.login(cohort.center, trainee=trainee)
    for path in ("/me", "/me/timetable"):
        told = (await client.http.get(path, headers={"cookie": f"login={cookie}"})).text
        assert "本班次已取消" in told
        assert "汛情紧急" in told


async def test_a_program_cancels_and_restores_the_same_way(client, cohort):
    session = await last(cohort)
    told = await client.json(
        "POST", f"/api/v1/sessions/{session['id']}/cancel", {"version": session["version"], "reason": "停电"}
    )
    assert (told.json()["state"], told.json()["cancelled_reason"]) == ("cancelled", "停电")

    told = await client.json("POST", f"/api/v1/sessions/{session['id']}/restore", {"version": told.json()["version"]})
    assert told.json()["state"] == "unplaced"
    told = await client.json("POST", f"/api/v1/cohorts/{cohort.id}/cancel", {"version": 1, "reason": "停电"})
    assert told.json()["state"] == "cancelled"
    again = await client.json("POST", f"/api/v1/cohorts/{cohort.id}/cancel", {"version": 2, "reason": "停电"})
    assert again.status_code == 409
