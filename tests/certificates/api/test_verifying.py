"""What a stranger's program is told of a certificate, and what a program of the center reads of classes and files."""

import pytest

from certificates.actions import issuing, rendering
from certificates.pages.verify import BY_NUMBER
from certificates.tables import Certificate
from tests.certificates.make import closed_class
from training.access import worker


@pytest.fixture
async def issued(client):
    """A class of two that was closed and certified, and the first certificate's row."""
    closed = await closed_class("south", ("张伟", "李娜"))
    await issuing.issue(closed.adviser, closed.cohort)
    await rendering.render(worker(closed.adviser.center), closed.cohort)
    return closed, await Certificate.select().where(Certificate.name == "张伟").first()


async def asked(client, path, body):
    return await client.http.post(f"/api/v1{path}", json=body)


async def test_number_and_name_tell_what_the_code_tells(client, issued):
    _, kept = issued

    by_number = await asked(client, "/verify", {"number": kept["number"], "name": "张伟"})
    by_code = await client.http.get(f"/api/v1/verify/{kept['code']}")

    assert by_number.status_code == by_code.status_code == 200
    assert by_number.json() == by_code.json()
    assert "张伟" not in by_number.text


async def test_which_of_number_and_name_is_wrong_is_not_told(client, issued):
    _, kept = issued
    told = [
        await asked(client, "/verify", {"number": number, "name": name})
        for number, name in ((kept["number"], "李娜"), ("没有这个编号", "张伟"))
    ]

    assert [answer.status_code for answer in told] == [404, 404]
    assert told[0].json() == told[1].json()
    lacking = await asked(client, "/verify", {"number": kept["number"]})
    assert (lacking.status_code, set(lacking.json()["fields"])) == (422, {"name"})


async def test_numbers_cannot_be_counted_up(client, issued):
    _, kept = issued
    for n in range(BY_NUMBER):
        await asked(client, "/verify", {"number": f"{n}", "name": "张伟"})

    assert (await asked(client, "/verify", {"number": kept["number"], "name": "张伟"})).status_code == 429


async def test_a_name_is_compared_and_not_shown(client, issued):
    _, kept = issued
    answers = [await asked(client, f"/verify/{kept['code']}/name", {"name": name}) for name in ("张伟", "李娜")]

    assert [answer.json() for answer in answers] == [{"same": True}, {"same": False}]
    assert (await asked(client, "/verify/0000/name", {"name": "张伟"})).status_code == 404


async def test_the_picture_and_the_closed_classes_are_read_too(client, issued):
    closed, kept = issued
    await client.sign_in("director@south.example")

    picture = await client.http.get(f"/api/v1/certificates/{kept['id']}/png")
    classes = (await client.http.get("/api/v1/certificates/classes")).json()

    assert picture.headers["content-type"] == "image/png"
    assert picture.content == (await client.http.get(f"/certificates/{kept['id']}/png")).content
    assert [(row["cohort"], row["people"], row["issued"]) for row in classes["rows"]] == [(closed.cohort, 2, 2)]
