"""The catalogue kept by a program: a course is added, changed on its version, and refused with every wrong field."""

import pytest

from tests import make
from training.access import Role

COURSE = {
    "code": "K9",
    "title": "山洪灾害防御",
    "theme": "应急管理",
    "method": "lecture",
    "minutes": 180,
    "credit_hours": 400,
    "is_published": True,
}


@pytest.fixture
async def _designer(client):
    await make.account(await make.center(), Role.DESIGNER)
    await client.sign_in("designer@north.example")
    await client.get("/north")


@pytest.mark.usefixtures("_designer")
async def test_a_course_is_added_changed_and_found(client):
    made = await client.json("POST", "/api/v1/courses", COURSE)
    path = f"/api/v1/courses/{made.json()['id']}"
    first = (await client.json("GET", "/api/v1/courses")).json()

    changed = await client.json("PUT", path, {**COURSE, "title": "山洪防御", "version": 1})
    late = await client.json("PUT", path, {**COURSE, "version": 1})

    assert (made.status_code, changed.status_code, late.status_code) == (201, 200, 409)
    assert [row["title"]["zh"] for row in first["rows"]] == ["山洪灾害防御"]
    assert [row["title"]["zh"] for row in (await client.json("GET", "/api/v1/courses")).json()["rows"]] == ["山洪防御"]


@pytest.mark.usefixtures("_designer")
async def test_every_wrong_field_of_a_course_is_named(client):
    answer = await client.json("POST", "/api/v1/courses", {**COURSE, "title": "", "minutes": 1, "method": "dance"})

    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == {"title", "minutes", "method"}
