"""The studio in a browser without scripts: compose, choose, mend, submit; and the same by the API."""

import re

import pytest

from courses.actions import packages as actions
from courses.actions import quotations
from courses.model import CostKind
from courses.queries import packages as queries
from courses.tables import Package, PackageItem
from tests import make
from tests.courses import make as made
from training import clock
from training.access import Role
from training.db import ENGINE
from training.model import DEFAULT_ZONE

FORM = {
    "title": "防汛抗旱指挥能力提升专题研究班",
    "kind": "menu",
    "days": "5",
    "headcount": "50",
    "staff": "0",
    "level": "division",
    "fund_source": "budget",
}


@pytest.fixture
async def center(client):
    return await make.center()


@pytest.fixture
async def liaison(center, client):
    agency = await make.agency(center, jurisdiction="CN-CENTRAL")
    account = await make.account(center, Role.LIAISON, agency=agency, name="周敏")
    await client.sign_in("liaison@north.example")
    return make.acting(account)


async def test_a_menu_order_from_the_empty_list_to_submitted(client, center, liaison):
    await made.course(center, "水旱灾害应急管理", teachers=(await make.instructor(center),))
    starts = clock.today(DEFAULT_ZONE).replace(year=clock.now().year + 1).isoformat()

    assert "还没有方案" in (await client.get("/packages")).text
    await client.get("/packages/new")
    studio = await client.post("/packages/new", {**FORM, "starts_on": starts})
    address = studio.url.path
    searched = await client.get(f"{address}?q=水旱&day=2&half=pm")
    assert "正在为第2天下午选课" in searched.text
    offer = re.search(r'action="([^"]+/mend[^"]*)">(.*?)</form>', searched.text, re.DOTALL)
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', offer[2]))
    added = await client.post(offer[1], fields)
    assert "已用1个半天、0个晚上，4学时" in added.text
    done = await client.post(f"{address}/submit", {"version": "2"})

    assert "已提交，培训中心将尽快出具报价单" in done.text
    assert (await Package.select(Package.state).first())["state"] == "submitted"


async def test_every_wrong_field_is_named_and_what_was_typed_is_kept(client, liaison):
    await client.get("/packages/new")
    wrong = {**FORM, "title": "<b>汛</b>", "headcount": "1000000000", "days": "0", "starts_on": "2001-01-01"}

    answer = await client.post("/packages/new", wrong)

    assert answer.status_code == 422
    assert "有2处需要修改" in answer.text
    assert 'value="&lt;b&gt;汛&lt;/b&gt;"' in answer.text
    assert 'value="1000000000"' in answer.text
    assert await Package.count() == 0


@pytest.mark.parametrize("headcount", ["0", "-1", "fifty", "1e9"])
async def test_a_senseless_headcount_is_refused(client, liaison, headcount):
    await client.get("/packages/new")

    answer = await client.post("/packages/new", {**FORM, "headcount": headcount})

    assert answer.status_code == 422
    assert await Package.count() == 0


async def test_two_editors_clash_and_the_second_keeps_what_he_typed(client, center, liaison):
    package = await made.package(liaison)
    designer = make.acting(await make.account(center, Role.DESIGNER, name="陈立"))
    await client.get(f"/packages/{package}")
    await actions.set_costs(designer, package, 1, {CostKind.LODGING: 30_000})

    late = await client.post(f"/packages/{package}/costs", {"version": "1", "lodging": "312.5"})

    assert late.status_code == 409
    assert "陈立已修改此方案" in late.text
    assert 'value="312.5"' in late.text
    assert (await queries.facts(liaison, package)).costs == {"lodging": 30_000}


async def test_a_ceiling_that_is_passed_shows_the_figures_the_clause_and_a_button_that_mends_it(
    client, center, liaison
):
    package = await made.package(liaison, await made.course(center, teachers=(await make.instructor(center),)))
    await actions.set_costs(liaison, package, 2, {CostKind.LODGING: 50_000, CostKind.MEALS: 13_000})

    shown = await client.get(f"/packages/{package}")

    assert "不能提交" in shown.text
    assert "第九条" in shown.text
    assert "住宿费每人每天调减80元" in shown.text


async def test_htmx_gets_the_main_part_alone(client, liaison):
    package = await made.package(liaison)

    part = await client.get(f"/packages/{package}", headers={"hx-request": "true"})

    assert "<html" not in part.text
    assert part.text.count('<main id="main"') == 1


async def test_a_course_of_the_catalogue_goes_into_the_last_draft_or_begins_one(client, center, liaison):
    course = await made.course(center)
    await client.get("/north/courses")

    first = await client.post("/packages/add", {"course": str(course.id)})
    assert first.url.path == "/packages/new"
    package = await made.package(liaison)
    then = await client.post("/packages/add", {"course": str(course.id)})

    assert then.url.path == f"/packages/{package}"
    assert await PackageItem.count() == 1


async def test_another_agency_gets_not_found_and_a_scheduler_may_look_but_not_change(client, center, liaison):
    package = await made.package(liaison)
    client.forget()
    await make.account(center, Role.LIAISON, "other@x.example", agency=await make.agency(center, "别县林业局"))
    await client.sign_in("other@x.example")
    assert (await client.get(f"/packages/{package}")).status_code == 404
    assert (await client.post(f"/packages/{package}/copy")).status_code == 404

    client.forget()
    await make.account(center, Role.SCHEDULER)
    await client.sign_in("scheduler@north.example")
    assert (await client.get(f"/packages/{package}")).status_code == 200
    assert (await client.post(f"/packages/{package}/copy")).status_code == 403


async def test_the_list_asks_as_often_for_fifty_as_for_one(client, center, liaison):
    counts, sent = [], []
    for wanted in (1, 3, 50):
        while await Package.count() < wanted:
            await made.package(liaison)
        sent.clear()
        ENGINE.watch = sent.append
        await client.get("/packages")
        ENGINE.watch = None
        counts.append(len(sent))

    assert len(set(counts)) == 1
    assert counts[0] <= 6


async def test_a_program_composes_prices_and_submits_over_the_api(client, center, liaison):
    course = await made.course(center, teachers=(await make.instructor(center),))
    await client.get("/packages")
    body = made.form().model_dump(mode="json")

    package = (await client.json("POST", "/api/v1/packages", body)).json()["id"]
    added = await client.json("POST", f"/api/v1/packages/{package}/courses", {"version": 1, "course": course.id})
    shown = (await client.json("GET", f"/api/v1/packages/{package}")).json()
    done = await client.json("POST", f"/api/v1/packages/{package}/submit", {"version": 2})

    assert added.status_code == 201
    assert shown["days"][0]["halves"][0]["items"][0]["instructors"] == ["甲教授"]
    assert not {"internal", "surplus", "teaching"} & shown["price"].keys()
    assert done.json()["state"] == "submitted"
    listed = (await client.json("GET", "/api/v1/packages")).json()
    assert (listed["total"], listed["rows"][0]["lessons"]) == (1, 1)


async def test_the_center_chooses_what_to_price_by_where_nothing_is_entered(client, center):
    agency = await make.agency(center, jurisdiction="CN-ZJ")
    liaison = make.acting(await make.account(center, Role.LIAISON, "l@north.example", agency))
    await make.account(center, Role.DESIGNER)
    package = await made.package(liaison, await made.course(center, teachers=(await make.instructor(center),)))
    address, choice = f"/packages/{package}", {"version": "2", "rule_set": "CN-CENTRAL-2016-540@1"}
    await client.sign_in("l@north.example")
    agencys = (await client.get(address)).text
    refused = await client.post(f"{address}/reference", choice)

    await client.sign_in("designer@north.example")
    before = (await client.get(address)).text
    after = (await client.post(f"{address}/reference", choice)).text

    assert "只能按人天测算，不能得出总额" in agencys
    assert ("参照标准" in agencys, refused.status_code) == (False, 403)
    assert "<span>住宿费</span>" in before
    assert 'value="CN-CENTRAL-2016-540@1">' in before
    assert 'value="CN-CENTRAL-2016-540@1" selected>' in after
    assert "本方案参照中央和国家机关培训费管理办法（财行〔2016〕540号）测算" in after


async def test_a_program_chooses_what_to_price_by_over_the_api(client, center):
    agency = await make.agency(center, jurisdiction="CN-ZJ")
    liaison = make.acting(await make.account(center, Role.LIAISON, "l@north.example", agency))
    await make.account(center, Role.DESIGNER)
    package = await made.package(liaison)
    await client.sign_in("designer@north.example")
    await client.get("/packages")
    choice = {"version": 1, "rule_set": "CN-CENTRAL-2016-540@1"}

    done = await client.json("PUT", f"/api/v1/packages/{package}/reference", choice)

    assert (done.status_code, done.json()["rule_set"]) == (200, choice["rule_set"])


async def test_the_api_names_every_wrong_field(client, liaison):
    await client.get("/packages")

    answer = await client.json("POST", "/api/v1/packages", {"title": "", "days": 0, "level": "king", "secret": 1})

    assert answer.status_code == 422
    assert {"title", "days", "level", "secret"} <= answer.json()["fields"].keys()


async def test_this_is_not_enough_leads_to_the_needs_with_the_basket_kept(client, center, liaison):
    lecture = await made.course(center, "水旱灾害应急管理", teachers=(await make.instructor(center),))
    await client.get("/packages/new")
    address = (await client.post("/packages/new", FORM)).url.path
    await client.post(f"{address}/courses", {"version": "1", "course": lecture.id})
    assert "这还不够，转为订单式" in client.page.text

    turned = await client.post(f"{address}/kind", {"version": "2", "kind": "order"})

    assert turned.url.path == f"{address}/facts"
    assert "已转为订单式" in turned.text
    assert 'name="needs"' in turned.text
    studio = (await client.get(address)).text
    assert "水旱灾害应急管理" in studio
    assert "改回菜单式" in studio
    await client.post(
        f"{address}/facts", {**FORM, "kind": "order", "version": "3", "needs": "分管领导开班讲话\n<b>一处水库</b>"}
    )
    studio = (await client.get(address)).text
    assert "<p>分管领导开班讲话</p>" in studio
    assert "<p>&lt;b&gt;一处水库&lt;/b&gt;</p>" in studio
    late = await client.post(f"{address}/kind", {"version": "2", "kind": "menu"})
    assert late.status_code == 409
    nonsense = await client.post(f"{address}/kind", {"version": "4", "kind": "gift"})
    assert nonsense.status_code == 422


async def test_the_list_says_how_far_each_package_has_come(client, center, liaison):
    """A quotation that is a draft is the center's own, so that nobody reads from it that he was quoted."""
    designer = make.acting(await make.account(center, Role.DESIGNER))
    course = await made.course(center, "水旱灾害应急管理", teachers=(await make.instructor(center),))
    told, rows = [], []
    package = await made.package(liaison, course)

    async def look():
        told.append((await client.get("/packages")).text)
        rows.append((await client.json("GET", "/api/v1/packages")).json()["rows"][0]["stage"])

    await look()
    await actions.submit(liaison, package, 2)
    await look()
    quotation = await quotations.quote(designer, package)
    await look()
    await quotations.send(designer, quotation)
    await look()
    await quotations.accept(liaison, quotation, "周敏", "科长", "主管领导批准")
    await look()

    assert rows == ["draft", "submitted", "submitted", "quoted", "agreed"]
    said = [re.search(r'class="state[^>]*>([^<]+)<', page)[1] for page in told]
    assert said == ["草稿", "已提交", "已提交", "已报价", "已立项"]
    for stage, found in (("agreed", True), ("quoted", False), ("submitted", False), ("", True)):
        page = (await client.get(f"/packages?stage={stage}")).text
        assert (f'href="/packages/{package}"' in page) is found
