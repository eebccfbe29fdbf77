"""Instructors and venues in the browser: lists, days off, and who may not see them."""

import pytest

from tests import make
from training.access import Role
from training.db import ENGINE
from training.tables import Away


async def scheduler(client, slug="north"):
    center = await make.center(slug)
    await make.account(center, Role.SCHEDULER)
    await client.sign_in(f"scheduler@{slug}.example")
    return center


async def test_days_away_are_entered_shown_and_taken_back(client):
    one = await make.instructor(await scheduler(client), "周教授")
    await client.get(f"/instructors/{one.id}")

    given = {"first": "2099-03-09", "last": "2099-03-11", "reason": "外出讲学"}
    shown = await client.post(f"/instructors/{one.id}/away", given)
    [entry] = await Away.select()
    assert "外出讲学" in shown.text
    await client.post(f"/instructors/{one.id}/away/{entry['id']}/drop")

    assert await Away.count() == 0


@pytest.mark.parametrize(
    ("first", "last"), [("2099-03-11", "2099-03-09"), ("2099-01-01", "2101-01-01"), ("", "x"), ("2099-02-30", "")]
)
async def test_senseless_days_are_refused_and_kept_in_the_form(client, first, last):
    one = await make.venue(await scheduler(client))
    await client.get(f"/venues/{one.id}")

    answer = await client.post(f"/venues/{one.id}/away", {"first": first, "last": last, "reason": "<b>检修"})

    assert answer.status_code == 422
    assert 'value="&lt;b&gt;检修"' in answer.text
    assert await Away.count() == 0


async def test_another_centers_people_and_places_are_not_there(client):
    await scheduler(client)
    other = await make.center("south")
    person, place = await make.instructor(other), await make.venue(other)
    await client.get("/venues")

    days = {"first": "2099-03-09", "last": "2099-03-11"}
    for path in (f"/instructors/{person.id}", f"/venues/{place.id}"):
        assert (await client.get(path)).status_code == 404
        assert (await client.post(f"{path}/away", days)).status_code == 404
    assert await Away.count() == 0


async def test_a_liaison_sees_neither_list(client):
    center = await make.center()
    await make.account(center, Role.LIAISON, agency=await make.agency(center))
    await client.sign_in("liaison@north.example")

    assert [(await client.get(path)).status_code for path in ("/instructors", "/venues")] == [403, 403]


async def test_the_lists_ask_as_often_for_fifty_as_for_one(client):
    center = await scheduler(client)
    counts = set()
    for total in (1, 3, 50):
        while await make.Venue.count() < total:
            await make.venue(center)
            await make.instructor(center)
        for path in ("/instructors", "/venues"):
            asked = []
            ENGINE.watch = lambda sql, asked=asked: asked.append(sql)
            assert (await client.get(path)).status_code == 200
            ENGINE.watch = None
            counts.add(len(asked))

    assert len(counts) == 1
    assert max(counts) <= 6
