"""What a center says of itself: entered by its director, shown at once on every page, and in every number."""

import pytest

from tests import make
from training.access import Role
from training.errors import Clash
from training.queries import centers
from training.tables import Center

GIVEN = {
    "name": "西山干部培训中心",
    "short_name": "西山",
    "name_en": "West Hill Training Center",
    "mark": "西培",
    "address": "西山市示例路1号",
    "telephone": "0700-5550100",
    "icp": "示ICP备00000001号",
    "police_filing": "示公网安备00000000000001号",
    "bank_account": "户名：西山干部培训中心；账号：0000",
    "version": "1",
}


@pytest.fixture
async def center(client):
    center = await make.center(mark="")
    await make.account(center, Role.DIRECTOR)
    await client.sign_in("director@north.example")
    return center


async def test_the_director_enters_them_and_every_page_says_so_at_once(client, center):
    assert "尚未填写字号" in (await client.get("/center")).text

    shown = await client.post("/center", GIVEN)
    client.forget()
    foot = (await client.get("/north")).text.partition("<footer")[2]

    assert "已保存" in shown.text
    assert "尚未填写字号" not in shown.text
    assert all(GIVEN[name] in foot for name in ("name", "address", "telephone", "icp", "police_filing"))


@pytest.mark.parametrize("typed", ["西培", "西培证字"])
async def test_a_mark_is_kept_as_certificates_bear_it(client, center, typed):
    await client.get("/center")

    shown = await client.post("/center", {**GIVEN, "mark": typed})

    assert 'name="mark" value="西培"' in shown.text
    assert await centers.mark(center.id) == "西培证字"


@pytest.mark.parametrize("typed", ["", "证字", "西 培", "西培〔2026〕", "{n}", "西培1", "培" * 17])
async def test_a_mark_that_would_spoil_a_number_is_refused(client, center, typed):
    await client.get("/center")

    shown = await client.post("/center", {**GIVEN, "mark": typed})

    assert shown.status_code == 422
    assert "有1处需要修改" in shown.text
    assert GIVEN["name"] in shown.text
    assert (await Center.select(Center.mark, Center.name))[0] == {"mark": "", "name": "north培训中心"}


async def test_no_number_is_taken_before_a_mark_is_entered(center):
    with pytest.raises(Clash, match=r"center\.mark-missing"):
        await centers.mark(center.id)


async def test_of_two_directors_the_second_is_told_by_whom_it_was_changed(client, center):
    await client.get("/center")
    await client.post("/center", GIVEN)

    second = await client.post("/center", {**GIVEN, "name": "另一个名称"})

    assert second.status_code == 409
    assert "director已修改此内容" in second.text
    assert 'value="另一个名称"' in second.text
    assert (await Center.select(Center.name))[0] == {"name": GIVEN["name"]}


async def test_a_program_reads_and_changes_them(client, center):
    await client.get("/center")
    before = (await client.json("GET", "/api/v1/center")).json()
    given = {**GIVEN, "version": before["version"]}

    after = await client.json("PUT", "/api/v1/center", given)
    again = await client.json("PUT", "/api/v1/center", given)

    assert (before["mark"], before["slug"]) == ("", "north")
    assert after.json() == {**given, "slug": "north", "mark": "西培证字", "version": 2}
    assert (again.status_code, again.json()["code"]) == (409, "record.changed")


async def test_only_a_director_may(client, center):
    client.forget()
    await make.account(center, Role.DESIGNER)
    await client.sign_in("designer@north.example")

    assert (await client.get("/center")).status_code == 403
    assert "/center" not in (await client.get("/agencies")).text
