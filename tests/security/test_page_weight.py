"""What a page weighs on the way: its HTML and everything it asks for, at fifty rows; pictures of papers aside."""

import re

import pytest

from tests.security.lists import LISTS, scene
from tests.security.test_statements import address, cookie
from training.assets import assets

pytestmark = pytest.mark.alike

KIB = 1024
PUBLIC, SIGNED_IN = (60 * KIB, 8), (120 * KIB, 10)
ASKED_FOR = re.compile(r'(?:href|src)="/static/\w+/([^"]+)"')
PAGES = sorted(path for path in LISTS if not path.startswith("/api/"))


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_of_fifty_rows_is_light(client, path):
    on, grows = await scene(), LISTS[path]
    while on.n < 50:
        await grows.more(on)
        on.n += 1

    answer = await client.http.get(
        address(path, await grows.at(on) if grows.at else {}),
        headers={"cookie": f"login={await cookie(on, grows.who)}"},
    )
    asked_for = set(ASKED_FOR.findall(answer.text))
    weight = len(answer.content) + sum(len(assets()[name].packed) for name in asked_for)
    most, requests = PUBLIC if grows.who == "anonymous" else SIGNED_IN

    assert weight <= most
    assert 1 + len(asked_for) <= requests
