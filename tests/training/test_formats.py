"""What a reader sees of long or technical values, in his language."""

import pytest

from training import formats

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
