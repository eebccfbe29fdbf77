"""订单式: what an agency wishes of a class made for it is stated, kept, and read by the designer."""

from datetime import timedelta

import pytest

from courses.actions import packages, wishes
from courses.actions.wishes import WishesForm
from courses.model import Urgency
from courses.queries import packages as queries
from tests import make
from tests.courses import make as studio
from training import clock
from training.access import Role
from training.errors import Clash, Invalid, Missing
from training.tables import Center


@pytest.fixture
async def order(client):
    """A liaison's draft to order, at a center that teaches two themes with one instructor and one field site."""
    center = await make.center()
    teacher = await make.instructor(center, "张教授")
    site = await make.venue(center, "云溪水库", kind="field_site")
    await studio.course(center, "K1", theme="应急管理", teachers=(teacher,), sites=(site,))
    await studio.course(center, "K2", theme="数字政府", teachers=(teacher,))
    await make.account(center, Role.DESIGNER)
    agency = await make.agency(center)
    liaison = make.acting(await make.account(center, Role.LIAISON, agency=agency))
    given = packages.PackageForm(title="定制班", kind="order", days=3, level="division", headcount=40)
    made = await packages.compose(liaison, given)
    await client.sign_in("liaison@north.example")
    return {"id": made, "liaison": liaison, "teacher": teacher.id, "site": site.id}


def day(ahead):
    return (clock.now().date() + timedelta(days=ahead)).isoformat()


def typed(order, **more):
    return {
        "version": 1,
        "themes.应急管理": "must",
        "themes.数字政府": "could",
        "earliest": day(30),
        "latest": day(60),
        f"sites.{order['site']}": "unwanted",
        f"instructors.{order['teacher']}": "wished",
        "fixed.0.title": "局长讲话",
        "fixed.0.day": "1",
        "fixed.0.half": "am",
        "budget_per_person_day": "549.5",
        "budget_total": "",
    } | more


async def test_an_order_is_stated_in_full_and_the_designer_reads_it(client, order):
    await client.get(f"/packages/{order['id']}/wishes")
    shown = await client.post(f"/packages/{order['id']}/wishes", typed(order))

    assert "定制需求已保存" in shown.text
    client.forget()
    await client.sign_in("designer@north.example")
    read = (await client.get(f"/packages/{order['id']}")).text
    for label, value in (
        ("必须安排的主题", "应急管理"),
        ("可以安排的主题", "数字政府"),
        ("不安排的教学点", "云溪水库"),
        ("希望授课的教师", "张教授"),
        ("固定安排", "第1天上午 局长讲话"),
        ("人均每天预算", "549.50元"),
    ):
        assert f"<dt>{label}</dt><dd>{value}</dd>" in read
    assert "开班时间范围" in read
    await client.get("/display?lang=en&back=/packages")
    assert "<dd>Day 1, morning 局长讲话</dd>" in (await client.get(f"/packages/{order['id']}")).text


async def test_what_was_stated_stands_in_the_form_again(client, order):
    await client.get(f"/packages/{order['id']}/wishes")
    await client.post(f"/packages/{order['id']}/wishes", typed(order))

    form = (await client.get(f"/packages/{order['id']}/wishes")).text

    assert 'name="themes.应急管理" value="must" checked' in form
    assert f'name="sites.{order["site"]}" value="unwanted" checked' in form
    assert 'value="局长讲话"' in form
    assert 'name="budget_per_person_day" value="549.5"' in form


async def test_a_large_budget_stands_in_the_form_again_to_the_last_fen(client, order):
    await client.get(f"/packages/{order['id']}/wishes")
    await client.post(f"/packages/{order['id']}/wishes", typed(order, budget_total="12345678.05"))

    assert 'name="budget_total" value="12345678.05"' in (await client.get(f"/packages/{order['id']}/wishes")).text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"latest": day(10)}, "latest"),
        ({"earliest": "2020-01-01"}, "earliest"),
        ({"fixed.0.day": "4"}, "fixed.0.day"),
        ({"fixed.0.half": "night"}, "fixed.0.half"),
        ({"budget_per_person_day": "a lot"}, "budget_per_person_day"),
        ({"budget_total": "-1"}, "budget_total"),
    ],
)
async def test_a_faulty_wish_is_marked_at_its_box_and_nothing_is_kept(client, order, wrong, field):
    await client.get(f"/packages/{order['id']}/wishes")
    shown = await client.post(f"/packages/{order['id']}/wishes", typed(order, **wrong))

    assert shown.status_code == 422
    assert f'id="f-{field}-fault"' in shown.text
    assert 'value="局长讲话"' in shown.text
    assert not (await queries.facts(order["liaison"], order["id"])).wishes.is_anything


async def test_only_what_the_center_publishes_can_be_wished_for(order):
    stranger = await make.instructor(await Center.objects().first(), "不授课的人")
    south = await make.center("south")
    theirs = await make.venue(south, "别处", kind="field_site")

    for wrong in (
        {"themes": {"没有的主题": "must"}},
        {"sites": {theirs.id: "wished"}},
        {"instructors": {stranger.id: "wished"}},
    ):
        with pytest.raises(Invalid):
            await wishes.state(order["liaison"], order["id"], WishesForm(version=1, **wrong))


async def test_an_order_with_wishes_alone_can_be_submitted(order):
    with pytest.raises(Invalid):
        await packages.submit(order["liaison"], order["id"], 1)
    facts = {"title": "定制班", "kind": "order", "days": 3, "level": "division", "headcount": 40, "starts_on": day(40)}
    await packages.revise(order["liaison"], order["id"], packages.RevisionForm(version=1, **facts))
    with pytest.raises(Invalid, match=r"package\.lacks-needs"):
        await packages.submit(order["liaison"], order["id"], 2)

    await wishes.state(order["liaison"], order["id"], WishesForm(version=2, themes={"应急管理": "must"}))
    await packages.submit(order["liaison"], order["id"], 3)

    assert (await queries.facts(order["liaison"], order["id"])).state == "submitted"


async def test_a_copy_keeps_the_wishes_without_their_dates(order):
    given = WishesForm(version=1, themes={"应急管理": "should"}, earliest=day(30))
    await wishes.state(order["liaison"], order["id"], given)

    kept = (await queries.facts(order["liaison"], await packages.copy(order["liaison"], order["id"]))).wishes

    assert kept.themes_of(Urgency.SHOULD) == ("应急管理",)
    assert kept.earliest is None


async def test_of_two_who_state_at_once_the_second_is_told(order):
    await wishes.state(order["liaison"], order["id"], WishesForm(version=1))
    with pytest.raises(Clash):
        await wishes.state(order["liaison"], order["id"], WishesForm(version=1))


async def test_anothers_order_is_missing(order):
    other = await make.agency(await Center.objects().first(), "别家单位")
    stranger = make.acting(
        await make.account(await Center.objects().first(), Role.LIAISON, mail="o@north.example", agency=other)
    )

    with pytest.raises(Missing):
        await wishes.state(stranger, order["id"], WishesForm(version=1))


async def test_a_program_states_the_same(client, order):
    body = {"version": 1, "themes": {"应急管理": "must"}, "sites": {str(order["site"]): "wished"}}
    told = await client.json("PUT", f"/api/v1/packages/{order['id']}/wishes", body)

    assert told.status_code == 200, told.text
    assert told.json()["wishes"]["themes"] == [["应急管理", "must"]]
    assert told.json()["wishes"]["sites"] == [{"id": order["site"], "name": "云溪水库", "liking": "wished"}]
