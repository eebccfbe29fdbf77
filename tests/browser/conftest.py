"""A real browser before the served product: one Chromium a run, one server and one fresh profile for each test."""

import asyncio
import shutil
import socket
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.async_api import Browser, Page, async_playwright

from tests.conftest import restore
from tests.security.conftest import furnished  # noqa: F401 - the fixture of `house`
from tests.security.world import Office
from training.app import create_app

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), ""
)
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    if not CHROMIUM:
        pytest.skip("no Chromium is installed here")
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        await browser.close()


@pytest.fixture
async def served(empty: None) -> AsyncIterator[str]:
    """The address of the product, served in this very loop over the test's own database."""
    async with serving() as address:
        yield address


@pytest.fixture
async def house(furnished: tuple[str, tuple[Office, ...]]) -> AsyncIterator[tuple[str, Office]]:  # noqa: F811
    """The address of the product served over the furnished database, and one office in it."""
    kept, offices = furnished
    await restore(kept)
    async with serving() as address:
        yield address, offices[0]


@asynccontextmanager
async def serving() -> AsyncIterator[str]:
    """The product served in this very loop, at the address given."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_app(), log_level="warning", lifespan="on"))
        serving = asyncio.create_task(server.serve(sockets=[door]))
        while not server.started:  # noqa: ASYNC110 - uvicorn tells by a plain attribute
            await asyncio.sleep(0.02)
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
        server.should_exit = True
        await serving


@pytest.fixture
def errors() -> list[str]:
    """What the console of `tab` calls an error. Whoever expects one takes it out."""
    return []


@pytest.fixture
async def tab(chromium: Browser, served: str, errors: list[str]) -> AsyncIterator[Page]:
    """A tab of a fresh profile; whatever its console calls an error fails the test."""
    context = await chromium.new_context(base_url=served, locale="zh-CN", viewport={"width": 1440, "height": 900})
    page = await context.new_page()
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    await context.close()
    assert errors == []


async def sign_in(tab: Page, mail: str, *, to: str = "", password: str = "a good long password") -> None:
    """Sign in by hand and go on to `to`, or to where the person's own work begins."""
    await tab.goto(f"/sign-in?back={to}")
    await tab.fill("[name=mail]", mail)
    await tab.fill("[name=password]", password)
    await tab.click("form .button-main")
    await tab.wait_for_url(lambda address: "/sign-in" not in address)


async def barriers(tab: Page) -> list[str]:
    """What axe-core finds on the page, the rule and the element, and names given twice; nothing when all is well."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm ci --ignore-scripts")
    await tab.evaluate(AXE.read_text())
    found = await tab.evaluate("axe.run(document, {resultTypes: ['violations']})")
    ids = await tab.evaluate("[...document.querySelectorAll('[id]')].map((node) => node.id)")
    twice = [f"two things are called {name}" for name, times in Counter(ids).items() if times > 1]
    return twice + [f"{rule['id']}: {node['target']}" for rule in found["violations"] for node in rule["nodes"]]


async def overflows(tab: Page) -> bool:
    """Whether the page must be scrolled sideways."""
    return await tab.evaluate("document.documentElement.scrollWidth > innerWidth")
