"""What a center usually asks, set by a program."""

import pytest

from courses.tables import CenterCosts
from tests import make
from training.access import Role


@pytest.fixture
async def _designer(client):
    await make.account(await make.center(), Role.DESIGNER)
    await client.sign_in("designer@north.example")
    await client.get("/north")


@pytest.mark.usefixtures("_designer")
async def test_usual_costs_are_kept_in_fen(client):
    answer = await client.json("PUT", "/api/v1/usual-costs", {"costs": {"lodging": 18_000, "meals": 11_000}})

    assert (answer.status_code, answer.json()) == (200, {"lodging": 18_000, "meals": 11_000})
    assert await CenterCosts.count() == 1


@pytest.mark.usefixtures("_designer")
@pytest.mark.parametrize("costs", [None, {"lodging": -1}, {"lodging": 10**9}, {"gold": 1}, {"meals": "<b>"}])
async def test_senseless_costs_are_a_problem_and_nothing_is_kept(client, costs):
    answer = await client.json("PUT", "/api/v1/usual-costs", {"costs": costs})

    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert await CenterCosts.count() == 0
