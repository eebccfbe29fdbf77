"""The main job pressed by hand in a real browser: in Chinese at a desk and in English on a phone, both at once."""

import asyncio
from datetime import timedelta

import pytest

from tests.browser.walk import Walk
from tests.journeys.journey import next_monday
from training import clock, outbox
from training.access import Role
from training.app import HANDLERS

pytestmark = pytest.mark.browser
PRESSES = (
    *("保存草稿", "加入", "加入", "提交并申请报价"),
    *("出具报价单", "发送报价单"),
    "确认报价",
    *("自动排课", "采用此结果", "发布课表"),
    *("导入并核对", "重新核对", "核对无误，保存"),
    *("全部出勤", "全部出勤", "结班"),
    "发放证书（%(n)s人）",
    *("获取验证码", "显示验证码", "登录"),
    *("查验", "核对姓名", "查验文件"),
)  # what two courses on one day cost in clicks, everybody's together


@pytest.fixture
async def pair(chromium, served):
    """Two centers with an agency each, which never hear of each other; their classes hold the same days."""
    at = {"chromium": chromium, "address": served, "starts_on": next_monday()}
    desk = Walk(
        **at,
        slug="north",
        lang="zh_CN",
        width=1440,
        title="北方防汛专题班",
        courses=("北方防汛指挥", "北方山洪案例"),
        names=("赵一北", "钱二北"),
    )
    phone = Walk(
        **at,
        slug="south",
        lang="en",
        width=390,
        title="Southern rivers",
        courses=("Flood command", "Flood cases", "Flood drill"),
        names=("Sun Sannan", "Li Sinan", "Zhou Wunan"),
    )
    for walk in (desk, phone):
        await walk.furnish()
    yield desk, phone
    for walk in (desk, phone):
        await walk.leave()


async def together(*steps):
    """Both walk at the same time, then the worker works."""
    done = await asyncio.gather(*steps)
    await outbox.drain(HANDLERS)
    return done


async def nothing_leaks(mine: Walk, other: Walk) -> None:
    """What the other's people made is not there for mine, by address and in no list."""
    for role in (Role.LIAISON, Role.DESIGNER, Role.SCHEDULER, Role.ADVISER):
        tab = await mine.at(role)
        for address in ("package", "quotation", "program", "cohort"):
            assert (await tab.request.get(mine.seen[address])).status == 200
            assert (await tab.request.get(other.seen[address])).status == 404
        for listed in ("/packages", "/quotations", "/programs", "/cohorts", "/certificates/issued"):
            told = await (await tab.request.get(listed)).text()
            assert other.title not in told
            assert other.names[0] not in told


async def test_two_agencies_walk_from_the_catalogue_to_a_checked_certificate(pair, monkeypatch, tmp_path):
    desk, phone = pair

    for step in ("order", "quote", "accept", "solve", "publish"):
        await together(*(getattr(walk, step)() for walk in pair))
    await together(*(walk.name_people(tmp_path) for walk in pair))
    await nothing_leaks(desk, phone)
    now = clock.now
    monkeypatch.setattr(clock, "now", lambda: now() + timedelta(days=31))
    for walk in pair:
        await walk.leave()
    await together(*(walk.attend() for walk in pair))
    await together(*(walk.issue() for walk in pair))
    for walk, pdf in zip(pair, await together(*(walk.fetch() for walk in pair)), strict=True):
        (tmp_path / f"{walk.slug}.pdf").write_bytes(pdf)
        told = await walk.verify(tmp_path / f"{walk.slug}.pdf")
        assert walk.title in told
        assert walk.names[0] not in told
    await nothing_leaks(phone, desk)

    assert desk.pressed == list(PRESSES)
    assert desk.errors + phone.errors == []
