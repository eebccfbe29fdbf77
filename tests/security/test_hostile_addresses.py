"""Hostile words in addresses, queries, headers and cookies: there is nothing there, or they narrow nothing."""

import re
from itertools import product
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.conftest import app
from tests.permissions.table import rows
from tests.security import sent
from tests.security.hostile import PATHS, SQL
from tests.security.lists import LISTS
from tests.security.markup import faults, read
from tests.security.sending import FORM, VISITOR, token_of, typed
from training import attempts
from training.api.document import document
from training.web.page import own_path

SHARP = (
    *(path for path in PATHS if path.strip(".")), *SQL[:20], "%00", "a%00b", "%ED%A0%80", "%FF%FE", "%0d%0aSet-Cookie:x=1", "%E2%80%AE", "<script>xss9()</script>",
    '"onmouseover=xss9()"', "{{7*7}}", "-1", "1e9", "9" * 23, "٣", "²", "½", "１", "2026-02-30", "9999-12-31", "0001-01-01",
    "10000-01-01", "2026-W99", "甲" * 300, "=1+1", "%E7%94", "&&==", "true", "NaN",
)  # fmt: skip
NUMBERS = ("-1", "%C2%B2", "0", "2147483648", "9" * 23, "1.0", "1e3", "0x1", "1%00", "..%2f1", "1%0d%0a2", "%00", "'")
QUERY = (
    "q", "state", "stage", "kind", "page", "at", "by", "week", "edit", "class", "cohort", "program", "back", "lang", "large", "hours",
    "site", "theme", "method", "level", "day", "half", "item", "first", "second", "size", "old", "noun", "id", "who", "last", "earlier",
)  # fmt: skip
PACKAGES = ("training", "courses", "enrollment", "certificates")


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    async def uncounted(keys, minutes):
        pass

    monkeypatch.setattr(attempts, "count", uncounted)


def runs(answer):
    return faults(answer.text) if "text/html" in answer.headers.get("content-type", "") else []


def told(path):
    """A program is told that its address is senseless; to a person there is nothing there."""
    return {422} if path.startswith("/api/") else set()


def test_every_word_of_a_query_is_tried():
    asked = re.compile(r'(?:query_params|asked|chosen)(?:\.get\(|\[)"(\w+)"|_size\(request, "(\w+)"\)')
    names = {each["name"] for item in document(app())["paths"].values() for each in asked_of(item)} | {
        name
        for package in PACKAGES
        for file in Path(package).rglob("*.py")
        for found in asked.findall(file.read_text(encoding="utf-8"))
        for name in found
        if name
    }

    assert names - set(QUERY) == set()


def asked_of(item):
    return [each for each in item.get("get", {}).get("parameters", ()) if each["in"] == "query"]


def texts_of(path):
    """What a program may ask in words: with anything else senseless beside it, the words would not be looked at."""
    asked = asked_of(document(app())["paths"].get(re.sub(r":\w+", "", path), {}))
    return [each["name"] for each in asked if set(each["schema"]) == {"type", "maxLength"}]


@pytest.mark.parametrize("path", sorted(LISTS))
async def test_a_hostile_query_narrows_nothing_or_finds_nothing(untouched, path):
    mine, wrong = untouched.offices[0], {}
    who = LISTS[path].who
    address = sent.address(path, mine.ids)
    plain = (await untouched.ask("GET", address, mine.cookies[who])).status_code

    for n, names in product(range(len(SHARP)), filter(None, (QUERY, texts_of(path)))):
        query = "&".join(f"{name}={SHARP[(n + 3 * place) % len(SHARP)]}" for place, name in enumerate(names))
        answer = await untouched.ask("GET", f"{address}?{query}".replace("<", "%3C"), mine.cookies[who])
        if answer.status_code not in {plain, 400, 404} | told(address) or runs(answer):
            wrong[query] = answer.status_code, runs(answer), answer.text[:200]

    assert wrong == {}


def with_words():
    return sorted({path for _, path in rows() if re.search(r"\{\w+:(str|path)\}", path)})


@pytest.mark.parametrize("path", with_words())
async def test_a_hostile_word_in_an_address_is_not_there_and_opens_no_file(untouched, path):
    mine, wrong = untouched.offices[0], {}

    for word in SHARP:
        given = word if "%" in word else quote(word, safe="")
        where = re.sub(r"\{\w+:(str|path)\}", given, path, count=1)
        answer = await untouched.ask("GET", sent.address(where, mine.ids), mine.cookies["director"])
        if answer.status_code not in {303, 400, 403, 404, 405} | told(path) or runs(answer):
            wrong[word] = answer.status_code, runs(answer), answer.text[:200]
        assert "root:x:0" not in answer.text

    assert wrong == {}


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_senseless_id_is_not_there(untouched, method):
    mine, wrong = untouched.offices[0], {}
    paths = sorted(path for asked, path in rows() if asked == method and ":int}" in path)
    headers = {"x-csrf": token_of(mine.cookies["director"]), **FORM}

    for path in paths:
        for number in NUMBERS:
            where = sent.address(re.sub(r"\{\w+:int\}", number, path, count=1), mine.ids)
            more = {"headers": headers} if method == "POST" else {}
            answer = await untouched.ask(method, where, mine.cookies["director"], **more)
            if answer.status_code not in {303, 400, 403, 404, 405} | told(path):
                wrong[method, where] = answer.status_code

    assert wrong == {}


HEADERS = (
    "accept-language",
    "user-agent",
    "accept",
    "cookie",
    "referer",
    "x-forwarded-for",
    "authorization",
    "content-type",
)
BYTES = (b"\x01\xff\xfe", b"a" * 8000, b"\xed\xa0\x80", b"*/*;q=NaN", b"zh;q=9e999,\xe4", b"login=\x80; login", b"Bearer \xff",
         b"form; charset=\x00x".replace(b"\x00", b"\x7f"), b"multipart/form-data", b"=;=;=", b"'\"<script>xss9()</script>", b"flash=%ZZ.%00")  # fmt: skip


@pytest.mark.parametrize("name", HEADERS)
async def test_a_hostile_header_is_no_fault_of_ours(untouched, name):
    wrong = {}

    for given in BYTES:
        for method, content in (("GET", None), ("POST", typed({"mail": "x@y.example", "password": "x"}))):
            headers = [(b"x-csrf", token_of("").encode()), (b"cookie", f"visitor={VISITOR}".encode())]
            headers = [*(each for each in headers if each[0] != name.encode()), (name.encode(), given)]
            if content and name != "content-type":
                headers.append((b"content-type", FORM["content-type"].encode()))
            answer = await untouched.http.request(method, "/sign-in", headers=headers, content=content)
            if answer.status_code not in {200, 303, 400, 403, 404, 415, 422} or runs(answer):
                wrong[method, given] = answer.status_code, answer.text[:200]

    assert wrong == {}


ELSEWHERE = (
    "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "https:evil.example",
    "//evil.example/%2f..", "/\t/evil.example", "/\n/evil.example", "javascript:alert(1)", "data:text/html,x",
    "/%09/evil.example\r\nLocation: //evil.example", " //evil.example", "evil.example", "/desk\x01//evil.example", "/" + "a" * 600,
)  # fmt: skip


@pytest.mark.parametrize("given", ELSEWHERE)
async def test_nobody_is_led_elsewhere(untouched, given):
    """The ways back: of the display's switches, of the sign-in page and of what it is sent."""
    office = untouched.offices[0]

    shown = await untouched.ask("GET", "/display?large=1&back=" + quote(given, safe=""))
    page = await untouched.ask("GET", "/sign-in?back=" + quote(given, safe=""))
    form = {"mail": "liaison10@north.example", "password": "a good long password", "back": given}
    headers = {"x-csrf": token_of(""), "cookie": f"visitor={VISITOR}", **FORM}
    entered = await untouched.ask("POST", "/sign-in", headers=headers, content=typed(form))

    assert shown.headers["location"] == "/"
    assert given not in read(page.text).values("back")
    assert entered.headers.get("location", "/home") == "/home"
    assert entered.status_code == (303 if given.isprintable() and len(given) <= 200 else 422)
    assert office.slug == "north"


def test_a_way_back_of_our_own_is_kept():
    assert own_path("/packages/3?page=2") == "/packages/3?page=2"
