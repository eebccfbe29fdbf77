"""What hands do to pages: going back, pressing twice, using no mouse, losing the network, working at the same thing."""

import asyncio
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.async_api import expect

from courses.tables import Package, PackageItem
from enrollment.actions import places
from enrollment.tables import Attendance
from tests import make
from tests.browser.conftest import barriers, sign_in
from tests.courses import make as courses
from tests.enrollment import make as classes
from training import clock
from training.access import Role

pytestmark = [pytest.mark.browser, pytest.mark.alike]
SLOWLY = 0.4
A_PACKAGE = re.compile(r"/packages/\d+$")


@pytest.fixture
async def studio(tab):
    """The liaison's own draft with nothing in it yet, beside a catalogue of three, opened in the studio."""
    center = await make.center()
    agency = await make.agency(center)
    liaison = await make.account(center, Role.LIAISON, agency=agency, name="周敏")
    await make.account(center, Role.LIAISON, mail="second@north.example", agency=agency, name="李红")
    for title in ("防汛指挥", "山洪案例", "水库调度"):
        await courses.course(center, title)
    draft = await courses.package(make.acting(liaison), title="云溪防汛班", days=2, headcount=20)
    await sign_in(tab, "liaison@north.example", to=f"/packages/{draft}")
    return tab


def add(tab):
    """The buttons that put a course into the plan."""
    return tab.locator(".offers").get_by_role("button", name="加入")


async def is_at_version(tab, version):
    await expect(tab.locator("#studio")).to_have_attribute("data-version", str(version))


async def tab_to(tab, found):
    """Go on by the Tab key until this has the focus."""
    for _ in range(80):
        if await found.evaluate("node => node === document.activeElement"):
            return
        await tab.keyboard.press("Tab")
    raise AssertionError("the Tab key does not lead there")


async def test_going_back_keeps_what_was_searched_for(studio):
    await studio.goto("/north/courses")
    await studio.fill("[name=q]", "山洪")
    await studio.keyboard.press("Enter")
    await studio.wait_for_url("**q=*")
    await studio.get_by_role("link", name="山洪案例").click()
    await studio.wait_for_url("**/north/courses/*")

    await studio.go_back()

    await expect(studio.locator("[name=q]")).to_have_value("山洪")
    await expect(studio.get_by_role("link", name="防汛指挥")).to_have_count(0)


async def test_going_back_to_the_studio_shows_the_plan_as_it_is_now(studio):
    await add(studio).first.click()
    await is_at_version(studio, 2)
    await studio.get_by_role("link", name="报价与协议").click()
    await studio.wait_for_url("**/quotations")

    await studio.go_back()

    await is_at_version(studio, 2)
    await add(studio).first.click()
    await is_at_version(studio, 3)


async def test_a_button_pressed_twice_on_a_slow_network_acts_once(studio):
    await studio.goto("/packages/new")
    await studio.fill("[name=title]", "只应有一份的方案")
    await studio.fill("[name=days]", "2")
    await studio.select_option("[name=level]", "division")
    await studio.route("**/packages/new", slowed)

    await studio.locator("main form .button-main").dblclick()
    await studio.wait_for_url(A_PACKAGE)

    assert await Package.count().where(Package.title == "只应有一份的方案") == 1


async def slowed(route):
    await asyncio.sleep(SLOWLY)
    await route.continue_()


async def test_a_course_added_twice_on_a_slow_network_is_in_once(studio):
    await studio.route("**/mend", slowed)

    await add(studio).first.dblclick()
    await is_at_version(studio, 2)

    assert await PackageItem.count() == 1


async def test_what_the_network_lost_is_said_and_can_be_done_again(studio, errors):
    await studio.context.set_offline(True)
    await add(studio).first.click()
    await expect(studio.get_by_text("网络已断开，操作没有完成")).to_be_visible()

    await studio.context.set_offline(False)
    await add(studio).first.click()

    await is_at_version(studio, 2)
    assert [
        error for error in errors if not error.startswith("htmx:") and "ERR_INTERNET_DISCONNECTED" not in error
    ] == []
    errors.clear()


async def write(tab, name, typed):
    """Go to a box by the Tab key and type over what stands there."""
    await tab_to(tab, tab.locator(f"[name={name}]"))
    await tab.keyboard.press("Control+A")
    await tab.keyboard.type(typed)


async def test_a_package_is_made_filled_and_submitted_without_a_mouse(studio):
    await studio.goto("/packages/new")
    await write(studio, "title", "只用键盘的方案")
    await write(studio, "headcount", "20")
    await tab_to(studio, studio.locator("[name=level]"))
    await studio.keyboard.press("ArrowDown")
    await write(studio, "days", "1")
    await tab_to(studio, studio.locator("main form .button-main"))
    await studio.keyboard.press("Enter")
    await studio.wait_for_url(A_PACKAGE)

    await tab_to(studio, add(studio).first)
    await studio.keyboard.press("Enter")
    await is_at_version(studio, 2)
    await tab_to(studio, studio.locator("[data-item]").first)
    await studio.keyboard.press("Enter")
    await tab_to(studio, studio.locator("#f-half"))
    assert await barriers(studio) == []
    await studio.keyboard.press("ArrowDown")
    await tab_to(studio, studio.get_by_role("button", name="保存", exact=True))
    await studio.keyboard.press("Enter")
    await is_at_version(studio, 3)

    [item] = await PackageItem.select(PackageItem.day, PackageItem.half)
    assert item == {"day": 1, "half": "pm"}


async def colleague(tab, mail="second@north.example"):
    """Somebody else of the same house, at a browser of his own, who looks at the same page."""
    here = urlsplit(tab.url)
    context = await tab.context.browser.new_context(base_url=f"http://{here.netloc}", locale="zh-CN")
    second = await context.new_page()
    await sign_in(second, mail, to=here.path)
    return second


async def test_who_comes_second_is_told_who_came_first_and_loses_nothing(studio):
    await studio.goto(f"{studio.url}/facts")
    second = await colleague(studio)
    await studio.fill("[name=title]", "周敏改的名称")
    await second.fill("[name=title]", "李红改的名称")

    await studio.locator("main form .button-main").click()
    await studio.wait_for_url(A_PACKAGE)
    await second.locator("main form .button-main").click()

    await expect(second.get_by_role("alert")).to_contain_text("周敏已修改此方案。您的修改尚未保存，请对照后再提交。")
    await expect(second.locator("[name=title]")).to_have_value("李红改的名称")
    assert await Package.exists().where(Package.title == "周敏改的名称")
    await second.context.close()


async def test_a_plan_that_somebody_else_changed_is_shown_anew_with_his_name(studio):
    second = await colleague(studio)

    await add(studio).first.click()
    await is_at_version(studio, 2)
    await add(second).first.click()

    await expect(second.get_by_role("alert")).to_contain_text("周敏已修改此方案")
    await is_at_version(second, 2)
    await second.context.close()


@pytest.fixture
async def sheet(tab):
    """The attendance of a half-day that is over, with one person on the roster, before the class adviser."""
    center = await make.center()
    agency = await make.agency(center)
    liaison = make.acting(await make.account(center, Role.LIAISON, agency=agency))
    for number, name in enumerate(("金平", "温和")):
        await make.account(center, Role.ADVISER, mail=f"adviser{number}@north.example", name=name)
    began = clock.now().date() - timedelta(days=3)
    cohort = await classes.running_class(center, agency, starts_on=began, name="云溪在训班")
    await places.enroll(liaison, cohort.id, [classes.row(1, "赵一北")])
    await sign_in(tab, "adviser0@north.example", to=f"/cohorts/{cohort.id}/attendance")
    return tab


async def test_attendance_is_taken_without_a_mouse(sheet):
    await tab_to(sheet, sheet.locator("[type=radio]").first)
    await sheet.keyboard.press("Space")
    await tab_to(sheet, sheet.get_by_role("button", name="保存考勤"))
    await sheet.keyboard.press("Enter")

    await expect(sheet.get_by_text("已保存，1处有变化")).to_be_visible()
    assert await Attendance.select(Attendance.mark) == [{"mark": "present"}]


async def test_the_second_of_two_advisers_is_told_what_changed_meanwhile(sheet):
    second = await colleague(sheet, "adviser1@north.example")
    await sheet.check("[type=radio][value=late]")
    await second.check("[type=radio][value=personal]")
    await second.fill("[name^=reason]", "家中有事")

    await sheet.get_by_role("button", name="保存考勤").click()
    await expect(sheet.get_by_text("已保存，1处有变化")).to_be_visible()
    await second.get_by_role("button", name="保存考勤").click()

    await expect(second.get_by_role("alert")).to_contain_text("赵一北的考勤刚刚有变化")
    await expect(second.locator("[name^=reason]")).to_have_value("家中有事")
    assert await Attendance.select(Attendance.mark) == [{"mark": "late"}]
    await second.context.close()


@pytest.mark.parametrize("door", ["修改方案", "查看课程目录", "这还不够，转为订单式", "删除此草稿"])
async def test_every_way_out_of_the_studio_leads_to_one_whole_page(studio, door):
    await studio.locator("#main").get_by_text(door, exact=True).first.click()
    await studio.wait_for_url(lambda address: not A_PACKAGE.search(urlsplit(address).path))

    for part in ("header.masthead", "main", "footer"):
        await expect(studio.locator(part)).to_have_count(1)


async def test_adding_courses_keeps_what_was_searched_for(studio):
    await studio.locator("#studio [name=q]").fill("山洪")
    await studio.keyboard.press("Enter")
    await expect(studio.locator(".offer")).to_have_count(1)

    await add(studio).first.click()

    await is_at_version(studio, 2)
    await expect(studio.locator(".offer")).to_have_count(1)
    await expect(studio.locator("#studio [name=q]")).to_have_value("山洪")
