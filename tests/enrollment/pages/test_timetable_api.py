"""What a scheduler's program may do over /api/v1: the same as he may in his browser."""

from enrollment.jobs import HANDLERS
from tests import make
from tests.enrollment import classes
from training import outbox


async def test_solve_accept_move_and_publish_over_the_api(client):
    one = await classes.ready(await make.center())
    await client.sign_in(f"scheduler{one.cohort}@north.example")
    await client.get("/cohorts")

    asked = (await client.json("POST", "/api/v1/timetable/proposals", {"cohorts": [one.cohort]})).json()
    await outbox.drain({"timetable.solve": HANDLERS["timetable.solve"]})
    found = (await client.json("GET", f"/api/v1/timetable/proposals/{asked['id']}")).json()
    lost = await client.json("POST", f"/api/v1/timetable/proposals/{asked['id']}/accept")
    held = (await client.json("GET", f"/api/v1/cohorts/{one.cohort}/sessions")).json()
    trip = next(session for session in held if session["title"].endswith("现场"))
    move = {"version": trip["version"], "day": trip["on_day"], "half": "pm", "venue": one.site.id}
    refused = await client.json("POST", f"/api/v1/sessions/{trip['id']}/move", move)
    published = await client.json("POST", f"/api/v1/cohorts/{one.cohort}/publish", {"version": 1})

    assert (found["state"], len(found["spots"])) == ("done", 4)
    assert lost.json() == {"lost": 0}
    assert refused.status_code == 422
    assert "下午已安排" in refused.json()["fields"]["conflict.1"]["detail"]
    assert (published.json()["edition"], published.json()["published"]) == (1, 5)


async def test_another_centers_class_is_not_there(client):
    one = await classes.ready(await make.center())
    other = await classes.ready(await make.center("south"))
    await client.sign_in(f"scheduler{other.cohort}@south.example")
    await client.get("/cohorts")

    for method, path, body in (
        ("GET", f"/api/v1/cohorts/{one.cohort}", None),
        ("GET", f"/api/v1/cohorts/{one.cohort}/sessions", None),
        ("POST", f"/api/v1/cohorts/{one.cohort}/publish", {"version": 1}),
    ):
        assert (await client.json(method, path, body)).status_code == 404
