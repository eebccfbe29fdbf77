"""Dates, titles and browsers, as a reader sees them in either language."""

from datetime import UTC, date, datetime

import pytest
from markupsafe import Markup

from training import formats
from training.i18n import LANG

pytestmark = pytest.mark.alike
WINDOWS, KIT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "shown"),
    [
        (f"{WINDOWS} {KIT} Chrome/120.0.0.0 Safari/537.36", "Chrome 120 · Windows"),
        (f"{WINDOWS} {KIT} Chrome/120.0.0.0 Safari/537.36 Edg/119.0.2151.97", "Edge 119 · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0", "Firefox 115 · Linux"),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {KIT} Version/17.1 Safari/605.1.15", "Safari 17 · macOS"),
        (f"Mozilla/5.0 (Linux; Android 13) {KIT} Chrome/107.0 Mobile MicroMessenger/8.0.47", "微信 8 · Android"),
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) {KIT} MicroMessenger/8.0.44", "微信 8 · iPhone"),
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) {KIT} CriOS/120.0.6099", "Chrome 120 · iPhone"),
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) {KIT} FxiOS/119.0", "Firefox 119 · iPhone"),
        (f"{WINDOWS} Chrome/{'9' * 100}", "Windows"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", ""),
    ],
)
def test_a_browser_is_told_in_two_words_and_an_unknown_one_as_it_calls_itself(agent, shown):
    assert formats.browser(agent) == shown


@pytest.fixture(params=["zh_CN", "en"])
def lang(request):
    token = LANG.set(request.param)
    yield request.param
    LANG.reset(token)


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (date(2026, 3, 9), {"zh_CN": "2026年3月9日", "en": "9 March 2026"}),
        (date(2026, 3, 13), {"zh_CN": "2026年3月9日至13日", "en": "9 to 13 March 2026"}),
        (date(2026, 4, 2), {"zh_CN": "2026年3月9日至4月2日", "en": "9 March to 2 April 2026"}),
        (date(2027, 3, 2), {"zh_CN": "2026年3月9日至2027年3月2日", "en": "9 March 2026 to 2 March 2027"}),
    ],
)
def test_a_range_of_days_says_once_what_both_share(lang, last, said):
    assert formats.span(date(2026, 3, 9), last) == said[lang]


def test_a_moment_stands_without_a_space_in_chinese(lang):
    said = {"zh_CN": "2026年3月9日14:30", "en": "9 March 2026, 14:30"}

    assert formats.when(datetime(2026, 3, 9, 6, 30, tzinfo=UTC)) == said[lang]


def test_the_run_and_the_version_in_a_title_stay_whole_and_the_rest_stays_text():
    assert formats.whole("<i>防汛班（第2期）报价单（第12版）") == Markup(
        '&lt;i&gt;防汛班<span class="nowrap">（第2期）</span>报价单<span class="nowrap">（第12版）</span>'
    )
