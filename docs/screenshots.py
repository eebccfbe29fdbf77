"""Photograph the demonstration center: `python docs/screenshots.py` fills var/shots and prints what is wrong.

Every page that a role's navigation leads to, and the first record of each list, at two widths and in two languages.
Printed are the findings of axe-core and the pages that must be scrolled sideways.
"""

import asyncio
import contextlib
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

ROOT = Path(__file__).parents[1]
SHOTS = ROOT / "var" / "shots"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PORT = os.environ.get("PORT", "8129")
HERE = f"http://127.0.0.1:{PORT}"
TOLD = SHOTS / "demo.log"
SECONDS = 180
WIDTHS = {1440: 900, 390: 844}
LANGUAGES = ("zh_CN", "en")
OUTSIDE = ("/verify", "/sign-in")
NO_PAGE = re.compile(r"/(sign-out|display|static|docs|api)|\.\w+$|/(pdf|png|scan)$")
RECORD = re.compile(r"^(/[a-z-]+)+/\d+$")


def serve() -> subprocess.Popen[bytes]:
    """The demo center on a database of its own, which a second run finds loaded; ready when this returns."""
    command = [sys.executable, "-m", "training", "demo", "--port", PORT]
    place = os.environ | {"DATABASE_URL": f"sqlite:///{SHOTS}/demo.sqlite"}
    with TOLD.open("wb") as told:
        server = subprocess.Popen(command, cwd=ROOT, env=place, stdout=told, stderr=subprocess.STDOUT)
    for _ in range(SECONDS):
        time.sleep(1)
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{HERE}/health/live"):
            return server
    server.terminate()
    raise SystemExit(f"the demo center did not start: {TOLD.read_text()[-2000:]}")


def accounts() -> tuple[str, list[str]]:
    """The password and the addresses of mail that the demo center has told."""
    told = TOLD.read_text()
    return re.search(r"password: (.+)", told)[1].strip(), re.findall(r"^ .* (\S+@\S+)$", told, re.MULTILINE)


async def links(tab: Page) -> list[str]:
    """The pages that this one leads to, each once, in their order."""
    found = await tab.eval_on_selector_all("a[href^='/']", "all => all.map(one => one.getAttribute('href'))")
    return [path for path in dict.fromkeys(each.split("?")[0].split("#")[0] for each in found) if path]


async def pages(tab: Page) -> list[str]:
    """What the navigation leads to, and the first record of each kind behind it."""
    found = [path for path in ["/desk", *await links(tab)] if not NO_PAGE.search(path)]
    records: dict[str, str] = {}
    for path in dict.fromkeys(found):
        await tab.goto(path)
        for each in await links(tab):
            if RECORD.match(each):
                records.setdefault(each.rsplit("/", 1)[0], each)
    return list(dict.fromkeys([*found, *records.values()]))


async def photograph(tab: Page, path: str, name: str) -> int:
    """One page into one file; prints what is wrong with it and returns how much that is."""
    answer = await tab.goto(path)
    faults = [] if answer and answer.ok else [f"answers {answer and answer.status}"]
    await tab.evaluate(AXE.read_text())
    found = await tab.evaluate("axe.run(document, {resultTypes: ['violations']})")
    faults += [f"{rule['id']}: {node['target']}" for rule in found["violations"] for node in rule["nodes"][:3]]
    if await tab.evaluate("document.documentElement.scrollWidth > innerWidth"):
        faults.append("must be scrolled sideways")
    shot = SHOTS / name / f"{path.strip('/').replace('/', '-') or 'home'}.png"
    shot.parent.mkdir(parents=True, exist_ok=True)
    await tab.screenshot(path=shot, full_page=True)
    for fault in faults:
        print(f"{name} {path}: {fault}", flush=True)
    return len(faults)


async def walk(browser: Browser, mail: str, password: str) -> int:
    """Everything one account sees; without a mail, what anybody sees."""
    context = await browser.new_context(base_url=HERE)
    tab = await context.new_page()
    addresses: list[str] = list(OUTSIDE)
    if mail:
        await tab.goto("/sign-in")
        await tab.fill("[name=mail]", mail)
        await tab.fill("[name=password]", password)
        await tab.click("form .button-main")
        await tab.wait_for_url(lambda address: "/sign-in" not in address)
        addresses = await pages(tab)
    faults = 0
    for language in LANGUAGES:
        await tab.goto(f"/display?lang={language}&back=/verify")
        for width, height in WIDTHS.items():
            await tab.set_viewport_size({"width": width, "height": height})
            name = f"{mail.partition('@')[0] or 'anybody'}-{language}-{width}"
            for path in addresses:
                faults += await photograph(tab, path, name)
    await context.close()
    return faults


async def main() -> int:
    chromium = next((found for name in ("chromium", "google-chrome") if (found := shutil.which(name))), None)
    SHOTS.mkdir(parents=True, exist_ok=True)
    server = serve()
    try:
        password, mails = accounts()
        async with async_playwright() as driver:
            browser = await driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
            faults = sum([await walk(browser, mail, password) for mail in ["", *mails]])
            await browser.close()
    finally:
        server.terminate()
        server.wait()
    print(f"{faults} findings; pictures are in {SHOTS.relative_to(ROOT)}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
