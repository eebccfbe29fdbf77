"""Venues, instructors and agencies by program: the same as on the pages."""

from datetime import timedelta

import pytest

from tests import make
from training import clock
from training.access import Role
from training.model import DEFAULT_ZONE, AgencyState
from training.tables import Agency, Away


async def signed_in(client, role=Role.DIRECTOR):
    center = await make.center()
    agency = await make.agency(center) if role == Role.LIAISON else None
    await make.account(center, role, agency=agency)
    await client.sign_in(f"{role}@north.example")
    await client.get("/north")
    return center


def tomorrow():
    return str(clock.today(DEFAULT_ZONE) + timedelta(days=1))


@pytest.mark.parametrize(("kind", "noun"), [("venues", "venue"), ("instructors", "instructor")])
async def test_days_off_are_entered_read_and_taken_back(client, kind, noun):
    one = await getattr(make, noun)(await signed_in(client))
    path = f"/api/v1/{kind}/{one.id}"

    made = await client.json("POST", f"{path}/away", {"first": tomorrow(), "last": tomorrow(), "reason": "检修"})
    assert made.status_code == 201
    shown = (await client.json("GET", path)).json()
    assert [(each["first"], each["reason"]) for each in shown["away"]] == [(tomorrow(), "检修")]
    gone = await client.json("DELETE", f"{path}/away/{shown['away'][0]['id']}")

    assert gone.status_code == 204
    assert await Away.count() == 0


@pytest.mark.parametrize("body", [{}, {"first": "x", "last": "y"}, {"first": "2030-02-02", "last": "2030-02-01"}])
async def test_senseless_days_off_are_a_problem_and_nothing_is_kept(client, body):
    one = await make.venue(await signed_in(client))

    answer = await client.json("POST", f"/api/v1/venues/{one.id}/away", body)

    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert await Away.count() == 0


async def test_an_agency_is_confirmed_once(client):
    agency = await make.agency(await signed_in(client), state=AgencyState.UNCONFIRMED)
    path = f"/api/v1/agencies/{agency.id}"

    first = await client.json("POST", f"{path}/confirm")
    second = await client.json("POST", f"{path}/confirm")

    assert (first.status_code, first.json()["state"]) == (200, "confirmed")
    assert second.status_code == 409
    assert (await client.json("GET", "/api/v1/agencies")).json()["rows"] == [first.json()]


async def test_another_centers_venues_instructors_and_agencies_are_not_there(client):
    await signed_in(client)
    south = await make.center("south")
    venue, teacher, agency = await make.venue(south), await make.instructor(south), await make.agency(south)

    for path in (f"venues/{venue.id}", f"instructors/{teacher.id}", f"agencies/{agency.id}"):
        assert (await client.json("GET", f"/api/v1/{path}")).status_code == 404
        assert (await client.json("GET", f"/api/v1/{path.split('/')[0]}")).json()["total"] == 0
    assert (await client.json("POST", f"/api/v1/agencies/{agency.id}/confirm")).status_code == 404
    assert (await Agency.objects().get(Agency.id == agency.id)).version == agency.version


async def test_a_liaison_reaches_none_of_them(client):
    await signed_in(client, Role.LIAISON)

    for kind in ("venues", "instructors", "agencies"):
        assert (await client.json("GET", f"/api/v1/{kind}")).status_code == 403


async def test_a_director_invites_narrows_and_switches_off_by_program(client):
    await signed_in(client)

    made = await client.json(
        "POST", "/api/v1/accounts", {"name": "李新", "mail": "li@north.example", "role": "adviser"}
    )
    assert made.status_code == 201
    assert "/set-password/" in made.json()["link"]
    listed = (await client.json("GET", "/api/v1/accounts")).json()["rows"]
    [her] = [each for each in listed if each["mail"] == "li@north.example"]
    path = f"/api/v1/accounts/{her['id']}"
    given = await client.json("POST", f"{path}/roles", {"role": ["adviser", "finance"]})
    off = await client.json("POST", f"{path}/off")

    assert given.json()["roles"] == ["adviser", "finance"]
    assert (off.status_code, off.json()["is_active"]) == (200, False)


async def test_an_operator_opens_a_center_but_not_at_an_address_of_ours(client):
    await make.operator()
    await client.sign_in("operator@platform.example")
    await client.get("/operator")
    facts = {"slug": "west", "name": "西山培训中心", "short_name": "西山", "director": "吴", "mail": "wu@west.example"}

    made = await client.json("POST", "/api/v1/centers", facts)
    refused = await client.json("POST", "/api/v1/centers", {**facts, "slug": "verify", "mail": "x@west.example"})

    assert made.status_code == 201
    assert [each["card"]["slug"] for each in (await client.json("GET", "/api/v1/centers")).json()] == ["west"]
    assert (refused.status_code, list(refused.json()["fields"])) == (422, ["slug"])


@pytest.mark.parametrize(("kind", "noun"), [("venues", "venue"), ("instructors", "instructor")])
async def test_a_sign_of_patterns_never_stands_for_everything(client, kind, noun):
    await getattr(make, noun)(await signed_in(client), "第一报告厅东侧")

    assert (await client.json("GET", f"/api/v1/{kind}?q=报告厅")).json()["total"] == 1
    assert (await client.json("GET", f"/api/v1/{kind}?q=第%25侧")).json()["total"] == 0
