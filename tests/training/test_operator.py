"""The operator of the platform: centers, never their rows."""

import re

import pytest

from tests import make
from training.tables import Account, Center

GIVEN = {
    "slug": "west",
    "name": "西部培训中心",
    "short_name": "西部",
    "director": "钱主任",
    "mail": "qian@west.example",
}


@pytest.fixture
async def operator(client):
    await make.operator()
    await make.agency(await make.center(), "不给平台看的单位")
    await client.sign_in("operator@platform.example")
    return client


async def test_the_operator_sees_counts_and_no_rows(operator):
    assert "north培训中心" in operator.page.text
    assert "不给平台看的单位" not in operator.page.text


async def test_a_new_center_comes_with_its_directors_link(operator):
    shown = await operator.post("/operator", GIVEN)
    link = re.search(r"/set-password/[\w-]+", shown.text)[0]

    operator.forget()
    await operator.get(link)
    shown = await operator.post(link, {"password": make.PASSWORD})

    assert "钱主任" in shown.text
    assert "西部培训中心" in shown.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"slug": "north"},
        {"slug": "desk"},
        {"slug": "West Wing"},
        {"mail": "operator@platform.example"},
        {"name": "名" * 49},
    ],
)
async def test_a_taken_or_senseless_name_opens_nothing(operator, wrong):
    shown = await operator.post("/operator", GIVEN | wrong)

    assert shown.status_code == 422
    assert await Center.count() == 1
    assert await Account.count() == 1
