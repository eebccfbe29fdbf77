"""A center's own first page: what is taught there, and the doors to it."""

import re
from urllib.parse import unquote

from tests import make
from tests.courses import make as courses


async def test_the_first_page_counts_what_anybody_may_see_of_each_method(client):
    center, other = await make.center("north"), await make.center("south")
    await courses.course(center, "防汛指挥")
    await courses.course(center, "应急管理")
    await courses.course(center, "山洪案例", method="case")
    await courses.course(other, "别处的课程", method="case")

    page = (await client.get("/north")).text

    counted = dict(re.findall(r'courses\?method=(\w+)">(\d+)<', page))
    assert counted == {"lecture": "2", "seminar": "0", "case": "1", "simulation": "0", "field": "0"}


async def test_the_first_page_leads_to_every_door(client):
    await make.center("north")

    page = (await client.get("/north")).text

    main = re.search(r"<main.*?</main>", page, flags=re.DOTALL)[0]
    doors = {"/north/courses", "/packages/new", "/sign-in", "/north/enter", "/verify"}
    assert doors <= set(re.findall(r'href="([^"?]+)"', main))


async def test_the_first_page_leads_into_every_theme_and_to_the_telephone(client):
    center = await make.center("north", telephone="0700-5550100")
    await courses.course(center, "防汛指挥")
    await courses.course(center, "山洪案例", method="case")
    await courses.course(center, "农村集体经济", theme="乡村振兴")
    await courses.course(center, "没有主题的课程", theme="")
    await courses.course(center, "草稿", theme="未发布的主题", is_published=False)

    page = (await client.get("/north")).text

    counted = re.findall(r'courses\?theme=([^"]+)">([^<]+)</a> <span class="quiet">(\d+)门', page)
    assert [(unquote(address), name, n) for address, name, n in counted] == [
        ("应急管理", "应急管理", "2"),
        ("乡村振兴", "乡村振兴", "1"),
    ]
    assert 'href="tel:0700-5550100"' in re.search(r"<main.*?</main>", page, flags=re.DOTALL)[0]
