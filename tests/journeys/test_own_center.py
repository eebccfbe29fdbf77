"""An installation of one's own, without the demonstration: from the link on the server's screen to a quoted package.

Everything is entered on pages, by whoever's work it is; nothing is put into a table.
"""

import re

from tests.journeys.journey import next_monday
from tests.make import PASSWORD
from training import outbox
from training.actions import first_run
from training.app import HANDLERS

OPERATOR = {"name": "平台管理员", "mail": "op@platform.example", "password": PASSWORD}
CENTER = {
    "slug": "west",
    "name": "西山干部培训中心",
    "short_name": "西山",
    "director": "吴主任",
    "mail": "wu@west.example",
}
FACTS = {
    "name": "西山干部培训中心",
    "short_name": "西山",
    "mark": "西培",
    "address": "西山市示例路1号",
    "telephone": "0700-5550100",
    "bank_account": "户名：西山干部培训中心；账号：0000",
}
INSTRUCTOR = {
    "name": "李立春",
    "title": "full_senior",
    "organization": "农业大学",
    "mobile": "154 0000 0033",
    "takes_fee": "on",
    "fee": "1000",
    "mornings": ["1"],
    "afternoons": ["1"],
    "is_active": "on",
}
ROOM = {"kind": "room", "name": "一号楼101教室", "capacity": "60", "lanes": "1", "is_active": "on"}
SITE = {
    "kind": "field_site",
    "name": "龙王庙险段",
    "visiting_minutes": "90",
    "travel_minutes": "40",
    "lanes": "2",
    "closed_weekdays": ["7"],
    "fee": "200",
    "is_active": "on",
}
COURSE = {
    "code": "K1",
    "title": "防汛指挥",
    "theme": "应急管理",
    "method": "lecture",
    "minutes": "180",
    "credit_hours": "4",
    "paid_hours": "4",
    "slots": "2",
    "capacity": "0",
    "is_published": "on",
}
UNIT = {
    "unit": "溪口县水利局",
    "credit_code": "11990000DEMA000134",
    "jurisdiction": "CN-CENTRAL",
    "name": "周敏",
    "mail": "zhou@xikou.example",
    "telephone": "0700-5552001",
}


async def press(client, path, given=None, says=""):
    """Press a button of the page looked at; the answer must say this. Returns the path it leads to."""
    answer = await client.post(path, given)
    assert answer.status_code == 200, answer.text
    assert says in answer.text
    return answer.url.path


async def set_password(client):
    """Whoever was given the link on the page opens it in his own browser."""
    link = re.search(r"/set-password/[\w-]+", client.page.text)[0]
    client.forget()
    await client.get(link)
    await press(client, link, {"password": PASSWORD})


async def open_center(client):
    """The operator comes by the link that the server printed and opens a center; its director enters its facts."""
    token = await first_run.link()
    await client.get(f"/first-run/{token}")
    await press(client, f"/first-run/{token}", OPERATOR)
    await press(client, "/operator", CENTER, "吴主任")
    await set_password(client)
    await client.get("/center")
    await press(client, "/center", {**FACTS, "version": "1"}, "已保存")


async def furnish(client):
    """The director invites a designer, who enters who teaches, where, and what."""
    await client.get("/accounts")
    await press(client, "/accounts", {"name": "钱设计", "mail": "qian@west.example", "role": "designer"}, "钱设计")
    await set_password(client)
    await client.get("/instructors/new")
    teacher = await press(client, "/instructors/new", INSTRUCTOR, "154****0033")
    await client.get("/venues/new")
    await press(client, "/venues/new", ROOM, "一号楼101教室")
    await client.get("/venues/new")
    site = await press(client, "/venues/new", SITE, "90分钟")
    await client.get("/courses/new")
    taught = {"instructors": teacher.rpartition("/")[2], "sites": site.rpartition("/")[2]}
    course = await press(client, "/courses/new", {**COURSE, **taught}, "龙王庙险段")
    return course.rpartition("/")[2]


async def let_in(client):
    """A unit asks for an account, the director confirms it and hands over the link."""
    client.forget()
    await client.get("/west/register")
    await press(client, "/west/register", UNIT, "申请已收到")
    await outbox.drain(HANDLERS)
    await client.sign_in(CENTER["mail"])
    unit = re.search(r'href="(/agencies/\d+)"', (await client.get("/agencies")).text)[1]
    await client.get(unit)
    await press(client, f"{unit}/confirm", says="已核实")
    account = re.search(r'href="(/accounts/\d+)">周敏', (await client.get("/accounts")).text)[1]
    await client.get(account)
    await press(client, f"{account}/link", says="周敏")
    await set_password(client)


async def order(client, course):
    """The liaison composes and submits; the designer quotes. Returns the page of the quotation."""
    facts = {"title": "防汛专题班", "kind": "menu", "days": 1, "headcount": 20, "staff": 0, "level": "division"}
    await client.get("/packages/new")
    given = {**facts, "starts_on": next_monday().isoformat(), "fund_source": "budget"}
    package = await press(client, "/packages/new", given, "防汛专题班")
    for path, more in ((f"{package}/courses", {"course": course}), (f"{package}/submit", {})):
        version = re.search(r'name="version" value="(\d+)"', client.page.text)[1]
        await press(client, path, {"version": version, **more})
    client.forget()
    await client.sign_in("qian@west.example")
    await client.get(package)
    await press(client, "/quotations", {"package": package.rpartition("/")[2]}, "防汛专题班")
    return client.page.text


async def test_a_center_of_ones_own_quotes_its_first_package(client):
    await open_center(client)
    course = await furnish(client)
    await let_in(client)

    quotation = await order(client, course)

    assert re.search(r"西培报〔\d{4}〕1号", quotation)
    assert "户名：西山干部培训中心" in quotation
    assert 'href="tel:0700-5550100"' in quotation
