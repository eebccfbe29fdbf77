"""Every page there is, opened once in Chinese at a desk by the first person who may: nothing on it shuts anybody out."""

import re

import pytest

from tests.browser.conftest import barriers, overflows
from tests.permissions.table import WHO, rows
from tests.security import sent
from training.actions import first_run

BLANK = re.compile(r"%\(\w+\)s|\{\w+\}")  # a placeholder that nobody filled
pytestmark = [pytest.mark.browser, pytest.mark.alike]
READ = "/api/v1/docs"
FIRST_ASKED = ("anonymous", "liaison", *[who for who in WHO if who not in ("anonymous", "liaison")])
AT = {
    "/cohorts/{id:int}/attendance": {"id": "taught"},
    "/cohorts/{id:int}/close": {"id": "taught"},
    "/packages/{id:int}": {"id": "draft"},
    "/packages/{id:int}/facts": {"id": "draft"},
    "/quotations/{id:int}": {"id": "sent"},
}


def doors():
    """Every address that can be looked at, with the first person who may; machines' own are left out."""
    for (method, path), row in rows().items():
        if method == "GET" and (path == READ or not path.startswith(("/api/", "/static/", "/health/"))):
            yield path, next(who for who in FIRST_ASKED if row[who] == "yes")


async def test_the_first_page_of_an_installation_shuts_nobody_out(tab):
    await tab.goto(f"/first-run/{await first_run.link()}")

    assert await barriers(tab) == []


async def too_wide(tab):
    """At which widths the page must be scrolled sideways; on a phone in large type."""
    told = ["too wide for a desk"] * await overflows(tab)
    await tab.set_viewport_size({"width": 390, "height": 844})
    await tab.evaluate("document.documentElement.classList.add('large')")
    told += ["too wide for a phone in large type"] * await overflows(tab)
    await tab.set_viewport_size({"width": 1440, "height": 900})
    return told


async def test_no_page_shuts_anybody_out(chromium, house):
    served, office = house
    context = await chromium.new_context(base_url=served, locale="zh-CN", viewport={"width": 1440, "height": 900})
    tab = await context.new_page()
    seen, found = set(), {}

    for path, who in doors():
        await context.clear_cookies()
        if cookie := office.cookies[who]:
            await context.add_cookies([{"name": "login", "value": cookie, "url": served}])
        address = sent.address(path, office.ids, AT.get(path))
        answer = await tab.request.get(address, headers={"accept": "text/html"})
        if answer.status == 200 and "html" in answer.headers["content-type"]:
            await tab.goto(address)
            seen.add(path)
            blanks = BLANK.findall(await tab.inner_text("body")) if path != READ else []  # its addresses have places
            if complaints := await barriers(tab) + blanks + await too_wide(tab):
                found[path] = complaints
    await context.close()

    assert found == {}
    assert {path for path, _ in doors()} - seen == FILES | ELSEWHERE


FILES = {
    "/certificates/classes/{id:int}/documents", "/certificates/{id:int}/{kind:str}", "/cohorts/{id:int}/door.pdf",
    "/cohorts/{id:int}/door.svg", "/me/certificates/{id:int}/{kind:str}", "/metrics",
    "/programs/{id:int}/papers/{kind:str}/pdf", "/programs/{id:int}/papers/{kind:str}/scan", "/quotations/{id:int}/pdf",
    "/{slug:str}/calendar/{token:str}", "/{slug:str}/did.json", "/{slug:str}/log", "/{slug:str}/log/consistency",
    "/{slug:str}/log/proof/{entry:str}", "/{slug:str}/status", "/{slug:str}/status/{which:int}",
}  # fmt: skip
ELSEWHERE = {
    "/styleguide",
    "/demo/messages",
    "/first-run/{token:str}",
}  # of a demonstration, and of an installation without an account
