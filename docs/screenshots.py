"""Photograph the demonstration center: `python docs/screenshots.py` fills var/shots and renews docs/screenshot.png.

Every page there is, by the list of the product's own routes: each once, by the first person who is led to it by links, the
fullest of its kind; at two widths, in two languages, some in the dark. Printed are the findings of axe-core, pages that
must be scrolled sideways, Chinese on an English page that nobody entered as data, pages that weigh too much, and pages that
nobody was led to. A word on the command line (`/packages`) takes only the pages that begin with it.
"""

import asyncio
import os
import re
import shutil
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from piccolo.columns.combination import Where
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

ROOT = Path(__file__).parents[1]
SHOTS = ROOT / "var" / "shots"
AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
SHOTS.mkdir(parents=True, exist_ok=True)
os.chdir(ROOT)
DOOR = socket.create_server(("127.0.0.1", 0))
HERE = f"http://127.0.0.1:{DOOR.getsockname()[1]}"
os.environ |= {
    "PICCOLO_CONF": "training.piccolo_conf",
    "DATABASE_URL": f"sqlite:///{SHOTS}/demo.sqlite",
    "DEMO": "true",
    "SECURE_COOKIES": "false",
    "BASE_URL": HERE,
}

import uvicorn

from certificates.demo import load
from courses.actions import packages, quotations
from courses.tables import Quotation
from enrollment.actions import entry, roster, timetable
from enrollment.model import RosterRow
from enrollment.tables import Cohort, Enrollment, Proposal
from enrollment.tables import SessionInstructor as Teaching
from training import clock
from training.access import Actor, ActorKind
from training.actions import staff
from training.app import create_app
from training.tables import Account

WIDTHS = {1440: 900, 390: 844}
LANGUAGES = ("zh_CN", "en")
ROLES = ("liaison", "designer", "scheduler", "adviser", "finance", "director", "operator")
OUTSIDE = ("/", "/jiangcheng", "/jiangcheng/enter", "/sign-in", "/verify")
TRIES = 12  # how many records of one kind are opened to find the fullest and what they lead to
STUDIO = "/packages/{id:int}"
FAULTY = [
    RosterRow(3, "王示例", "男", id_number="110101199003070000", mobile="1380000"),
    RosterRow(4, "", "女", unit_post="某局科长"),
]
FOR_EACH_ROLE = {"/desk"}
IN_THE_DARK = {
    "/{slug:str}",
    "/{slug:str}/courses",
    "/desk",
    STUDIO,
    "/quotations/{id:int}",
    "/timetable",
    "/me",
    "/c/{code:str}",
}
NO_PAGE = re.compile(  # the first run is for an installation where nobody has an account
    r"^/(static|first-run|display|home|health|metrics|C|c$|api/(?!v1/docs$))|\.(pdf|svg|json)$|/(pdf|scan|documents|log|status|calendar)\b|/\{kind:str\}$"
)
LINK = re.compile(r'href="(/[^"?#]*)')
HAN = re.compile(r"[\u4e00-\u9fff]+")
PUBLIC, SIGNED_IN = (60, 8), (120, 10)  # KiB and requests
WEIGHT = """() => {
  const sent = performance.getEntries().filter((each) => "encodedBodySize" in each && each.initiatorType !== "img");
  return [sent.reduce((sum, each) => sum + each.encodedBodySize, 0) / 1024, sent.length];
}"""  # pictures aside: they are the papers themselves
WORDS = r"""() => {
  const told = [document.title], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) if (!walker.currentNode.parentElement.closest("[lang=zh-CN], .mark")) told.push(walker.currentNode.data);
  for (const name of ["aria-label", "title", "alt", "placeholder", "data-label"])
    for (const each of document.querySelectorAll(`[${name}]`)) told.push(each.getAttribute(name));
  return told.join("\n");
}"""


def matches(route: str, address: str) -> bool:
    """Whether an address is one of a route."""
    kinds = {"int": r"\d+", "str": r"[^/]+"}
    return bool(re.fullmatch(re.sub(r"\{\w+:(\w+)\}", lambda found: kinds[found[1]], route), address))


def routes() -> list[str]:
    """Every page that can be asked for; fixed addresses before those that take a word."""
    held = [each.path for each in create_app().routes if "GET" in getattr(each, "methods", ())]
    return [each for each in sorted(held, key=lambda path: path.count("{")) if not NO_PAGE.search(each)]


def mail(role: str) -> str:
    """The address with which the demonstration's account of a role signs in."""
    return f"{role}@{'yunxi' if role == 'liaison' else 'jiangcheng'}.example"


async def actor(role: str) -> Actor:
    """The demonstration's own account of a role."""
    row = await Account.select().where(Account.mail == mail(role)).first()
    return Actor(
        kind=ActorKind.ACCOUNT,
        center=row["center"],
        name=row["name"],
        account=row["id"],
        agency=row["agency"],
        roles=frozenset(row["roles"].split()),
    )


async def classes(*which: Where) -> list[dict[str, Any]]:
    """Classes that are not closed, the earliest first."""
    return await Cohort.select().where(Cohort.state != "closed", *which).order_by(Cohort.starts_on)


async def solved(scheduler: Actor, cohort: int) -> int:
    """A proposal for one class, found by the worker."""
    proposal = await timetable.propose(scheduler, [cohort], seconds=5)
    done = (Proposal.id == proposal) & (Proposal.state == "done")
    while not await Proposal.exists().where(done):  # noqa: ASYNC110 - the worker tells by the row alone
        await asyncio.sleep(0.2)
    return proposal


async def the_trainee(center: int) -> int:
    """The first of the class that began last and has a roster."""
    begun = Cohort.select().where(Cohort.center == center, Cohort.starts_on <= clock.today("Asia/Shanghai"))
    for each in await begun.order_by(Cohort.starts_on, ascending=False):
        if place := await Enrollment.select().where(Enrollment.cohort == each["id"]).first():
            return int(place["trainee"])
    raise SystemExit("no class of the demonstration has begun")


async def prepare() -> tuple[list[str], str, str]:
    """What no link leads to: a roster that waits, a proposal, secret links. Returns these, and two people's doors."""
    liaison, designer, scheduler, director = [await actor(role) for role in ROLES[:3] + ROLES[5:6]]
    draft = await Quotation.select().where(Quotation.center == designer.center, Quotation.state == "draft").first()
    ordered = await classes(Cohort.agency == liaison.agency)
    await packages.copy(liaison, ordered[-1]["package"])
    await roster.keep(liaison, ordered[-1]["id"], "名册.xlsx", FAULTY)
    waiting = await classes(Cohort.state == "preparing", Cohort.center == scheduler.center)
    await timetable.accept(scheduler, await solved(scheduler, waiting[0]["id"]))
    await solved(scheduler, waiting[1]["id"])
    taught = await Teaching.select().where(Teaching.center == scheduler.center).order_by(Teaching.id, ascending=False)
    trainee = await entry.link(scheduler, ActorKind.TRAINEE, await the_trainee(scheduler.center))
    instructor = await entry.link(scheduler, ActorKind.INSTRUCTOR, taught[0]["instructor"])
    quotation = f"/q/{await quotations.send(designer, draft['id'])}"
    invited = f"/set-password/{await staff.renew_link(director, designer.account)}"
    return [f"/j/{ordered[-1]['class_code']}", invited, quotation, trainee], trainee, instructor


def entered() -> set[str]:
    """Every run of Chinese that people wrote into the demonstration, or that a regulation is called: data, no interface."""
    with sqlite3.connect(SHOTS / "demo.sqlite") as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        told = [cell for name in tables for row in database.execute(f'SELECT * FROM "{name}"') for cell in row]
    text = "\n".join(str(cell) for cell in told if isinstance(cell, str))
    text = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)
    rules = "".join(path.read_text() for path in (ROOT / "courses" / "rule_sets").glob("*.toml"))
    return {"中文", *HAN.findall(text + rules)}


async def crawl(context: BrowserContext, starts: Iterable[str], known: list[str]) -> dict[str, dict[str, int]]:
    """Follow the links of one person from where he begins: of each route a few addresses, and how much each shows."""
    found, waiting, seen = {}, list(starts), set(starts)
    while waiting:
        path = waiting.pop(0)
        route = next((each for each in known if matches(each, path)), "")
        if not route or len(found.get(route, ())) >= TRIES:
            continue
        answer = await context.request.get(path, headers={"accept": "text/html"})
        if (
            not answer.ok
            or "html" not in answer.headers.get("content-type", "")
            or not matches(route, answer.url.removeprefix(HERE))
        ):
            continue
        text = await answer.text()
        found.setdefault(route, {})[path] = len(text)
        links = [each for each in dict.fromkeys(LINK.findall(text)) if each not in seen]
        seen |= set(links)
        waiting += links
    return found


class Album:
    """The pictures of a run, and what was wrong on the way."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.taken = 0
        self.data: set[str] = set()

    def complain(self, text: str) -> None:
        self.faults.append(text)
        print(text, flush=True)

    async def photograph(self, tab: Page, path: str, name: str, *, most: tuple[int, int], dark: bool) -> None:
        """One page in every language and width, looked at by axe-core each time."""
        for lang in LANGUAGES:
            await tab.goto(f"/display?lang={lang}&back={path}")
            await self._weigh(tab, f"{name}-{lang}", most)
            if lang == "en" and path != "/styleguide":
                await self._read(tab, name)
            await tab.evaluate(AXE)
            for width, height in WIDTHS.items():
                await tab.set_viewport_size({"width": width, "height": height})
                await self._shoot(tab, f"{name}-{lang}-{width}")
            if dark and lang == "zh_CN":
                await tab.emulate_media(color_scheme="dark")
                await self._shoot(tab, f"{name}-{lang}-390-dark")
                await tab.emulate_media(color_scheme="light")

    async def _weigh(self, tab: Page, name: str, most: tuple[int, int]) -> None:
        kib, requests = await tab.evaluate(WEIGHT)
        if kib > most[0] or requests > most[1]:
            self.complain(f"{name}: {kib:.0f} KiB of {most[0]} in {requests} requests of {most[1]}")

    async def _read(self, tab: Page, name: str) -> None:
        left = set(HAN.findall(await tab.evaluate(WORDS))) - self.data
        left = {run for run in left if not any(run[:n] in self.data and run[n:] in self.data for n in range(len(run)))}
        if left:
            self.complain(f"{name}: not in English: {'、'.join(sorted(left))}")

    async def _shoot(self, tab: Page, name: str) -> None:
        found = await tab.evaluate("axe.run(document, {resultTypes: ['violations']})")
        for rule in found["violations"]:
            self.complain(f"{name}: {rule['id']}: {[node['target'] for node in rule['nodes'][:3]]}")
        if await tab.evaluate("document.documentElement.scrollWidth > innerWidth"):
            self.complain(f"{name}: must be scrolled sideways")
        await tab.screenshot(path=SHOTS / f"{name}.png", full_page=True)
        self.taken += 1


def named(route: str) -> str:
    """A route as the name of a file."""
    return re.sub(r"\{(\w+):\w+\}", r"\1", route).strip("/").replace("/", "-") or "front"


async def tour(
    album: Album, context: BrowserContext, role: str, starts: Iterable[str], known: list[str], left: set[str]
) -> None:
    """Photograph what this person is the first to reach."""
    found, tab = await crawl(context, starts, known), await context.new_page()
    for route in found:
        if route in left or route in FOR_EACH_ROLE:
            path = max(found[route], key=found[route].__getitem__)
            name = f"{named(route)}-{role}" if route in FOR_EACH_ROLE else named(route)
            most = PUBLIC if role == "anybody" else SIGNED_IN
            await album.photograph(tab, path, name, most=most, dark=route in IN_THE_DARK)
            if route == STUDIO:
                await renew(tab, path)
    left -= set(found)
    await context.close()


async def renew(tab: Page, path: str) -> None:
    """The picture of the README: the studio with its catalogue, plan and price."""
    await tab.set_viewport_size({"width": 1440, "height": 1000})
    await tab.goto(f"/display?lang=zh_CN&back={path}")
    await tab.screenshot(path=ROOT / "docs" / "screenshot.png")


async def signed_in(browser: Browser, role: str) -> BrowserContext:
    context = await browser.new_context(base_url=HERE, locale="zh-CN")
    tab = await context.new_page()
    await tab.goto("/sign-in")
    await tab.fill("[name=mail]", mail(role))
    await tab.fill("[name=password]", load.people.PASSWORD)
    await tab.click("form .button-main")
    await tab.wait_for_url(lambda address: "/sign-in" not in address)
    await tab.close()
    return context


async def come_in(browser: Browser, door: str) -> BrowserContext:
    """A trainee or an instructor presses the button behind his link."""
    context = await browser.new_context(base_url=HERE, locale="zh-CN")
    tab = await context.new_page()
    await tab.goto(door)
    await tab.click("main .button-main")
    await tab.wait_for_url(lambda address: "/t/" not in address)
    await tab.close()
    return context


@asynccontextmanager
async def serving() -> AsyncIterator[None]:
    """The demonstration, loaded anew, served in this very loop with its worker."""
    for leftover in SHOTS.glob("demo.sqlite*"):
        leftover.unlink()
    await load.once(fresh=False)
    server = uvicorn.Server(
        uvicorn.Config(create_app(working=True), log_level="warning", access_log=False, lifespan="on")
    )
    task = asyncio.create_task(server.serve(sockets=[DOOR]))
    while not server.started:  # noqa: ASYNC110 - uvicorn tells by a plain attribute
        await asyncio.sleep(0.05)
    yield
    server.should_exit = True
    await task


async def main(prefix: str) -> int:
    album, known = Album(), routes()
    left = {each for each in known if each.startswith(prefix)}
    chromium = next((found for name in ("chromium", "google-chrome") if (found := shutil.which(name))), None)
    async with serving(), async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        secret, trainee, instructor = await prepare()
        album.data = entered()
        await tour(
            album, await browser.new_context(base_url=HERE, locale="zh-CN"), "anybody", [*OUTSIDE, *secret], known, left
        )
        for role in ROLES:
            await tour(album, await signed_in(browser, role), role, ["/home", "/desk", "/styleguide"], known, left)
        await tour(album, await come_in(browser, trainee), "trainee", ["/me"], known, left)
        await tour(album, await come_in(browser, instructor), "instructor", ["/teach"], known, left)
        await browser.close()
    for route in sorted(left):
        album.complain(f"{route}: nobody was led to this page")
    print(f"{album.taken} pictures in {SHOTS.relative_to(ROOT)}, {len(album.faults)} complaints")
    return 1 if album.faults else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else "/")))
