"""What a reader sees of long or technical values, in his language."""

from datetime import date

import pytest

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
        ("curl/8.5.0", "curl/8.5.0"),
        ("", ""),
    ],
)
def test_a_browser_is_told_in_two_words_and_an_unknown_one_as_it_calls_itself(agent, shown):
    assert formats.browser(agent) == shown


@pytest.mark.parametrize(
    ("first", "last", "chinese", "english"),
    [
        (date(2026, 3, 9), date(2026, 3, 9), "2026年3月9日", "9 March 2026"),
        (date(2026, 3, 9), date(2026, 3, 11), "2026年3月9日至3月11日", "9 to 11 March 2026"),
        (date(2026, 3, 30), date(2026, 4, 3), "2026年3月30日至4月3日", "30 March to 3 April 2026"),
        (date(2026, 12, 28), date(2027, 1, 5), "2026年12月28日至2027年1月5日", "28 December 2026 to 5 January 2027"),
    ],
)
def test_a_span_of_days_says_what_they_share_once(first, last, chinese, english):
    said = []
    for lang in ("zh_CN", "en"):
        token = LANG.set(lang)
        said.append(formats.span(first, last))
        LANG.reset(token)

    assert said == [chinese, english]
