"""The components as a person meets them: read aloud, by keyboard, on a phone, in the dark, and with quiet exchange."""

import pytest

from tests import make
from tests.browser.conftest import barriers, overflows, sign_in
from training.access import Role

pytestmark = [pytest.mark.browser, pytest.mark.alike]


@pytest.fixture
async def guide(tab):
    """The style guide, opened by a member of staff."""
    await make.account(await make.center(), Role.SCHEDULER, name="陈静")
    await sign_in(tab, "scheduler@north.example", to="/styleguide")
    return tab


@pytest.mark.parametrize(
    ("lang", "width", "scheme"),
    [("zh_CN", 390, "dark"), ("zh_CN", 1440, "light"), ("zh_CN", 1440, "dark"), ("en", 390, "light")],
)
async def test_no_component_shuts_anybody_out(guide, lang, width, scheme):
    await guide.set_viewport_size({"width": width, "height": 900})
    await guide.emulate_media(color_scheme=scheme)
    await guide.goto(f"/display?lang={lang}&back=/styleguide")

    assert await barriers(guide) == []
    assert not await overflows(guide)


async def test_large_type_still_fits_a_phone(guide):
    await guide.set_viewport_size({"width": 390, "height": 900})
    await guide.goto("/display?large=1&back=/styleguide")

    assert await guide.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"
    assert not await overflows(guide)


async def test_a_choice_in_a_filter_answers_at_once_and_stays_in_the_address(guide):
    await guide.focus("#f-state")

    await guide.select_option("#f-state", "sent")
    await guide.wait_for_url("**state=sent*")

    assert await guide.locator("main").count() == 1
    assert await guide.evaluate("document.activeElement.id") == "f-state"


async def test_a_dialog_opens_by_keyboard_and_gives_the_focus_back(guide):
    opener = guide.locator("[data-opens=sample-dialog]")
    await opener.focus()

    await guide.keyboard.press("Enter")
    opened = await guide.locator("#sample-dialog").is_visible()
    await guide.keyboard.press("Escape")

    assert opened
    assert not await guide.locator("#sample-dialog").is_visible()
    assert await opener.evaluate("node => node === document.activeElement")


async def test_the_first_tab_skips_to_the_content(guide):
    await guide.goto("/north")

    await guide.keyboard.press("Tab")
    await guide.keyboard.press("Enter")

    assert guide.url.endswith("#main")


COUNT_WHAT_IS_SENT = """() => {
  window.sent = 0;
  addEventListener("submit", (event) => { window.sent += event.defaultPrevented ? 0 : 1; event.preventDefault(); });
}"""


async def test_a_form_sent_twice_is_sent_once(tab):
    await make.center()
    await tab.goto("/sign-in")
    await tab.evaluate(COUNT_WHAT_IS_SENT)

    await tab.evaluate("document.querySelector('main form').requestSubmit()")
    await tab.evaluate("document.querySelector('main form').requestSubmit()")

    assert await tab.evaluate("window.sent") == 1
