"""One agency's way through the product by hand, in one language and at one width: pressed, typed, chosen, downloaded.

Everybody sits at a browser of his own and finds what he needs by the words on the page. Between the steps the worker has
to be let work (`outbox.drain`).
"""

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page, expect

from enrollment.model import RosterRow
from tests import make
from tests.browser.conftest import overflows, sign_in
from tests.courses import make as courses
from tests.enrollment import make as enrolled
from training import i18n
from training.access import Role

STAFF = (Role.DESIGNER, Role.SCHEDULER, Role.ADVISER)
HEADS = "姓名,性别,证件号码,手机号码,单位及职务"
PATIENCE = 30_000


@dataclass
class Walk:
    """What one walk knows: whose it is, and what it has seen on its pages."""

    chromium: Browser
    address: str
    slug: str
    lang: str
    width: int
    title: str
    courses: tuple[str, ...]
    names: tuple[str, ...]
    starts_on: date
    tabs: dict[str, Page] = field(default_factory=dict)
    pressed: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)
    code: str = ""

    async def furnish(self) -> None:
        """The center as it stands before anybody orders: people, a room, a catalogue; and one agency."""
        center = await make.center(self.slug, name=f"{self.slug} center", name_en=f"{self.slug} center")
        agency = await make.agency(center, f"{self.slug} agency")
        for role in STAFF:
            await make.account(center, role, name=f"{self.slug} {role}")
        await make.account(center, Role.LIAISON, agency=agency, name=f"{self.slug} liaison")
        await make.venue(center, f"{self.slug} hall")
        teacher = await make.instructor(center, f"{self.slug} teacher")
        for title in self.courses:
            await courses.course(center, title, theme=self.slug, teachers=(teacher,))

    def say(self, text: str, **given: object) -> str:
        """A text of the interface as this reader sees it."""
        return i18n.say(text, given, self.lang) % given

    async def sit_down(self, who: str) -> Page:
        """A browser that nobody has used. What its console calls an error is kept."""
        cookies: Any = [{"name": "lang", "value": self.lang, "url": self.address}]
        context = await self.chromium.new_context(
            base_url=self.address, viewport={"width": self.width, "height": 844}, accept_downloads=True
        )
        await context.add_cookies(cookies)
        context.set_default_timeout(PATIENCE)
        tab = self.tabs[who] = await context.new_page()
        tab.on("console", lambda said: self.errors.append(f"{who}: {said.text}") if said.type == "error" else None)
        tab.on("pageerror", lambda error: self.errors.append(f"{who}: {error}"))
        return tab

    async def at(self, role: Role) -> Page:
        """The browser of one role, signed in."""
        if role in self.tabs:
            return self.tabs[role]
        tab = await self.sit_down(role)
        await sign_in(tab, f"{role}@{self.slug}.example")
        return tab

    async def leave(self) -> None:
        """Everybody closes his browser."""
        contexts: set[BrowserContext] = {tab.context for tab in self.tabs.values()}
        for context in contexts:
            await context.close()
        self.tabs.clear()

    async def press(self, tab: Page, word: str, says: str = "", **given: object) -> None:
        """Press the first button with this word; the page then says this."""
        self.pressed.append(word)
        await tab.get_by_role("button", name=self.say(word, **given)).first.click()
        if says:
            await self.reads(tab, says)

    async def reads(self, tab: Page, text: str) -> None:
        """The page says this, and fits its width."""
        await expect(tab.get_by_text(text).filter(visible=True).first).to_be_visible(timeout=PATIENCE)
        assert not await overflows(tab), tab.url

    async def follow(self, tab: Page, word: str) -> None:
        """Follow the link with this word in the page itself."""
        await tab.locator("main").get_by_role("link", name=self.say(word)).first.click()

    async def go(self, tab: Page, word: str) -> None:
        """Go somewhere by the navigation; on a phone it is opened first."""
        opener = tab.locator(".nav-open")
        if await opener.is_visible():
            await opener.click()
        await tab.get_by_role("navigation").get_by_role("link", name=self.say(word), exact=True).click()

    async def order(self) -> None:
        """The liaison looks into the catalogue, composes and submits."""
        tab = await self.at(Role.LIAISON)
        await self.go(tab, "课程目录")
        await self.reads(tab, self.courses[0])
        await self.go(tab, "培训方案")
        await self.follow(tab, "新建方案")
        await tab.fill("[name=title]", self.title)
        await tab.fill("[name=headcount]", "20")
        await tab.fill("[name=days]", "2")
        await tab.fill("[name=starts_on]", self.starts_on.isoformat())
        await tab.select_option("[name=level]", "division")
        await self.press(tab, "保存草稿", self.title)
        for version, _ in enumerate(self.courses, start=2):
            await self.press(tab, "加入")
            await expect(tab.locator("#studio")).to_have_attribute("data-version", str(version), timeout=PATIENCE)
        await self.press(tab, "提交并申请报价", self.say("已提交"))
        self.seen["package"] = tab.url

    async def quote(self) -> None:
        """The designer finds what was submitted, quotes it and sends the quotation."""
        tab = await self.at(Role.DESIGNER)
        await self.go(tab, "培训方案")
        await self.follow(tab, self.title)
        await self.press(tab, "出具报价单", self.say("草稿"))
        await self.press(tab, "发送报价单", self.say("待确认"))

    async def accept(self) -> None:
        """The liaison reads the quotation and accepts it by name."""
        tab = await self.at(Role.LIAISON)
        await self.go(tab, "报价与协议")
        await self.follow(tab, self.title)
        self.seen["quotation"] = tab.url
        await tab.fill("[name=post]", "head of office")
        await tab.fill("[name=authority]", "decision of the board")
        await self.press(tab, "确认报价", self.say("报价确认函"))
        self.seen["program"] = tab.url

    async def solve(self) -> None:
        """The scheduler finds the new class and has it solved; the progress can be left alone."""
        tab = await self.at(Role.SCHEDULER)
        await self.go(tab, "班次管理")
        await self.follow(tab, self.title)
        self.seen["cohort"] = tab.url
        await self.press(tab, "自动排课", self.say("停止并保留结果"))

    async def publish(self) -> None:
        """The result has come by itself: he takes it over and publishes."""
        tab = await self.at(Role.SCHEDULER)
        await self.press(tab, "采用此结果", self.say("flash.plan-accepted"))
        await tab.goto(self.seen["cohort"])
        await self.follow(tab, "发布课表")
        await self.press(tab, "发布课表", self.say("第%(n)s版", n=1))

    def person(self, n: int) -> RosterRow:
        """The n-th of the class as his office writes him."""
        return enrolled.row(n, self.names[n])

    async def name_people(self, folder: Path) -> None:
        """The liaison sends the office's own list, mends the one number that is wrong in the grid, and saves."""
        kept = folder / f"{self.slug}.csv"
        people = [self.person(n) for n in range(len(self.names))]
        wrong = people[-1].id_number[:-1] + ("1" if people[-1].id_number[-1] != "1" else "2")
        numbers = [each.id_number for each in people[:-1]] + [wrong]
        lines = [
            f"{each.name},{each.gender},{number},{each.mobile},{self.slug} clerk"
            for each, number in zip(people, numbers, strict=True)
        ]
        kept.write_text("\n".join([HEADS, *lines]), "utf-8")
        tab = await self.at(Role.LIAISON)
        await self.go(tab, "班次管理")
        await self.follow(tab, self.title)
        await self.follow(tab, "填报名册")
        await tab.set_input_files("[name=roster]", kept)
        await self.press(tab, "导入并核对", self.say("有%(n)s处需要修改，已在下方标出；名册尚未保存。", n=1))
        cell = tab.locator("input[aria-invalid]")
        assert (await cell.get_attribute("name") or "").startswith("id_number.")
        await cell.fill(people[-1].id_number)
        await self.press(tab, "重新核对", self.say("没有需要修改的内容，可以保存。"))
        await self.press(tab, "核对无误，保存", self.names[0])

    async def attend(self) -> None:
        """After the last half-day the adviser marks everybody present, half-day by half-day, and closes the class."""
        tab = await self.at(Role.ADVISER)
        await self.go(tab, "班次管理")
        await self.follow(tab, self.title)
        await self.follow(tab, "考勤")
        halves = [await each.get_attribute("value") for each in await tab.locator("#f-at option").all()]
        for half in halves:
            await tab.select_option("#f-at", half)
            await tab.wait_for_url(f"**at={half}*")
            await self.press(tab, "全部出勤")
            await expect(tab.get_by_role("button", name=self.say("全部出勤"))).to_have_count(0, timeout=PATIENCE)
        await self.follow(tab, "结班")
        await self.press(tab, "结班", self.say("已结班"))

    async def issue(self) -> None:
        """One more press, and everybody who is eligible has his certificate."""
        tab = await self.at(Role.ADVISER)
        await self.go(tab, "结业与证书")
        await self.follow(tab, self.title)
        await self.press(tab, "发放证书（%(n)s人）", n=len(self.names))
        await expect(tab.get_by_text("示培证字").first).to_be_visible(timeout=PATIENCE)

    async def fetch(self) -> bytes:
        """The first trainee comes in by the class's door with the code the adviser reads out. Returns his PDF."""
        adviser, mine = await self.at(Role.ADVISER), await self.sit_down("trainee")
        await adviser.goto(self.seen["cohort"])
        door = await adviser.locator("dl.facts dd").last.inner_text()
        await mine.goto(f"/j/{door}")
        await mine.fill("[name=mobile]", self.person(0).mobile)
        await self.press(mine, "获取验证码", self.say("填写验证码"))
        await self.follow(adviser, "登录验证码")
        await self.press(adviser, "显示验证码")
        told = adviser.locator("td.lead")
        await expect(told).to_have_text(re.compile(r"\d{6}"), timeout=PATIENCE)
        await mine.fill("[name=code]", await told.inner_text())
        await self.press(mine, "登录")
        await mine.wait_for_url("**/me")
        await self.go(mine, "我的证书与学时")
        await self.follow(mine, self.title)
        picture = mine.locator("img.certificate")
        assert await picture.evaluate("node => node.decode().then(() => node.naturalWidth)") == 1080
        async with mine.expect_download() as downloading:
            await self.follow(mine, "下载")
        self.code = (await mine.get_by_role("link", name=self.say("打开查验页")).get_attribute("href") or "")[3:]
        return Path(await (await downloading.value).path()).read_bytes()

    async def verify(self, pdf: Path) -> str:
        """A stranger types the code of the paper, checks the name, then gives the file itself. Returns the first answer."""
        tab = await self.sit_down("stranger")
        await tab.goto("/verify")
        await tab.fill("[name=code]", self.code.lower())
        await self.press(tab, "查验", self.say("证书有效"))
        told = await tab.inner_text(".answer")
        await tab.get_by_label(self.say("证书上的姓名")).fill(self.names[0])
        await self.press(tab, "核对姓名", self.say("姓名一致。"))
        await tab.get_by_text(self.say("也可以选择证书文件（PDF）查验")).click()
        await tab.set_input_files("[name=document]", pdf)
        await self.press(tab, "查验文件")
        await expect(tab.locator(".answer-ok h2, .answer-wait h2").first).to_be_visible(timeout=PATIENCE)
        return told
