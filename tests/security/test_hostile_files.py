"""Every upload is sent every hostile file and every hostile name: a clear answer, and no other page notices."""

import asyncio
import re
import resource

import pytest

from courses.tables import Paper
from tests.conftest import app
from tests.security import sent
from tests.security.conftest import nothing_kept
from tests.security.hostile_files import NAMES, PNG, bombs, broken, workbook
from tests.security.markup import faults
from tests.security.sending import FILES, VISITOR, send, token_of
from training import attempts, children
from training.tables import StoredFile
from training.text import file_name

UPLOADS = sorted(key for key, row in sent.ROWS.items() if row.upload)
IN_CHILDREN = ["POST /cohorts/{id:int}/roster", "POST /programs/{id:int}/papers/{kind:str}/scan", "POST /verify/file"]
HARMLESS = re.compile(r"[^/\\\x00-\x1f\u202e\ud800]{1,200}")
MIB = 1024 * 1024


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    async def uncounted(keys, minutes):
        pass

    monkeypatch.setattr(attempts, "count", uncounted)


@pytest.fixture
def here(monkeypatch):
    """What only is broken, and grows nowhere, is read in this process: starting a child takes longer than reading."""

    async def run(function, *args, **limits):
        return children._found(function)(*args)

    monkeypatch.setattr(children, "run", run)


async def sending(world, key, name, content):
    return await send(world, key, world.offices[0], files={sent.ROWS[key].upload: (name, content)})


def runs(answer):
    return faults(answer.text) if "text/html" in answer.headers.get("content-type", "") else []


@pytest.mark.parametrize("key", UPLOADS)
async def test_a_broken_file_gets_an_answer_in_words(world, here, key):
    wrong = {}

    with nothing_kept():
        for name, content in broken().items():
            answer = await sending(world, key, name, content)
            allowed = {200, 303} if content.startswith((PNG, b"%PDF", b"\xff\xd8\xff", b"PK")) else {422}
            if key not in IN_CHILDREN and answer.status_code not in allowed & {200, 303, 422} | {422}:
                wrong[name] = answer.status_code
            if answer.status_code not in {200, 303, 422} or runs(answer):
                wrong[name] = answer.status_code, runs(answer)

    assert wrong == {}


@pytest.mark.parametrize("key", IN_CHILDREN)
async def test_a_bomb_is_refused_in_seconds_and_this_process_does_not_grow(world, key):
    """By the CPU time of the children, which no other work on the machine lengthens."""
    content = bombs()
    before, used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, _of_children()
    told = {}

    with nothing_kept():
        for name, bomb in content.items():
            answer = await sending(world, key, name, bomb)
            told[name] = answer.status_code
            now = _of_children()
            assert now - used < 6, (name, now - used)
            used = now

    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert {name: status for name, status in told.items() if status != 422 and key.endswith("/roster")} == {}
    assert set(told.values()) <= {200, 303, 422}
    assert grown < 64


@pytest.mark.parametrize(
    ("key", "bomb"),
    [
        ("POST /cohorts/{id:int}/roster", "a cell at the far corner.xlsx"),
        ("POST /cohorts/{id:int}/roster", "a billion laughs.xlsx"),
        ("POST /verify/file", "a stream that unpacks to 200 MiB.pdf"),
    ],
)
async def test_another_page_is_answered_while_a_bomb_is_being_read(world, monkeypatch, key, bomb):
    """Asked when the reading has begun, answered before it is over: by order, not by time."""
    office, content = world.offices[0], bombs()[bomb]
    run, begun, order, statuses = children.run, asyncio.Event(), [], {}

    async def told(*args, **limits):
        begun.set()
        try:
            return await run(*args, **limits)
        finally:
            order.append("read")

    async def upload():
        statuses["bomb"] = (await sending(world, key, bomb, content)).status_code
        begun.set()  # also where it was refused unread, which the order then tells

    async def page():
        await begun.wait()
        statuses["page"] = (await world.ask("GET", "/desk", office.cookies["adviser"])).status_code
        order.append("page answered")

    monkeypatch.setattr(children, "run", told)
    with nothing_kept():
        await asyncio.gather(upload(), page())

    assert order == ["page answered", "read"]
    assert statuses["page"] == 200
    assert statuses["bomb"] in {200, 422}


def _of_children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.parametrize("key", UPLOADS)
async def test_a_hostile_name_of_a_file_does_nothing(world, here, key):
    content = {"roster": workbook(), "document": PNG}.get(sent.ROWS[key].upload, FILES["scan"][1])
    wrong = {}

    with nothing_kept():
        for name in NAMES:
            answer = await sending(world, key, name, content)
            if answer.status_code not in {200, 303, 422} or runs(answer):
                wrong[name] = answer.status_code, answer.text[:200]

    assert wrong == {}


@pytest.mark.parametrize("name", NAMES)
async def test_a_filed_scan_comes_back_under_a_harmless_name(world, name):
    office = world.offices[0]
    row, key = (
        sent.ROWS["POST /programs/{id:int}/papers/{kind:str}/scan"],
        "POST /programs/{id:int}/papers/{kind:str}/scan",
    )
    await Paper.update({Paper.scan: None, Paper.state: "sealed"}, force=True)

    answer = await sending(world, key, name, FILES["scan"][1])
    back = await world.ask("GET", sent.address(key.split(" ")[1], office.ids, row.at), office.cookies[row.who])

    assert (answer.status_code, back.status_code) == (303, 200)
    told = back.headers["content-disposition"]
    assert re.fullmatch(r"""attachment; filename="[\w.-]+"; filename\*=UTF-8''[\w.%~-]+""", told, re.ASCII)
    assert back.headers["content-type"] == "image/png"
    kept = await StoredFile.select(StoredFile.name).order_by(StoredFile.id, ascending=False).first()
    assert HARMLESS.fullmatch(kept["name"])


@pytest.mark.parametrize("name", [*NAMES, "a\ud800.png", "", "/", "\x00"])
def test_a_name_is_kept_without_folders_and_what_no_text_may_contain(name):
    assert HARMLESS.fullmatch(file_name(name))


@pytest.mark.parametrize("key", UPLOADS)
@pytest.mark.parametrize("says_its_length", [True, False])
async def test_a_hundred_megabytes_are_refused_before_eleven_were_read(world, key, says_its_length):
    office, row = world.offices[0], sent.ROWS[key]
    cookie = office.cookies[row.who]
    head = f'--x\r\ncontent-disposition: form-data; name="{row.upload}"; filename="a.xlsx"\r\n\r\n'.encode()
    read, told = 0, []
    headers = [
        (b"host", b"testserver.local"),
        (b"content-type", b"multipart/form-data; boundary=x"),
        (b"x-csrf", token_of(cookie).encode()),
        (b"cookie", f"login={cookie}; visitor={VISITOR}".encode()),
    ]
    if says_its_length:
        headers.append((b"content-length", str(100 * MIB).encode()))

    async def receive():
        nonlocal read
        chunk = head if not read else b"x" * MIB
        read += len(chunk)
        return {"type": "http.request", "body": chunk, "more_body": read < 100 * MIB}

    async def answer(message):
        told.append(message)

    path = sent.address(key.split(" ")[1], office.ids, row.at)
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "scheme": "http",
    }
    scope |= {"query_string": b"", "headers": headers, "client": ("127.0.0.1", 1), "server": ("testserver.local", 80)}
    scope |= {"http_version": "1.1", "asgi": {"version": "3.0"}, "state": {}}
    await app()(scope, receive, answer)

    assert told[0]["status"] == 413
    assert read < 11 * MIB


UNREADABLE = (
    b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\xfe\r\n--x--\r\n',
    b'--x\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: text/plain; charset=nope\r\n\r\na\r\n--x--\r\n',
)


@pytest.mark.parametrize("body", UNREADABLE, ids=["no-utf-8", "no-charset"])
@pytest.mark.parametrize("path", ["/sign-in", "/verify", "/verify/file", "/api/v1/verify/file"])
async def test_a_form_in_no_writing_is_not_understood(world, path, body):
    answer = await world.ask(
        "POST", path, content=body, headers={"content-type": "multipart/form-data; boundary=x", "x-csrf": "x"}
    )

    assert answer.status_code in {400, 403, 422}


@pytest.mark.parametrize("body", UNREADABLE, ids=["no-utf-8", "no-charset"])
async def test_a_form_in_no_writing_is_not_understood_before_its_token_is_looked_for(world, body):
    headers = {"content-type": "multipart/form-data; boundary=x"}

    answer = await world.ask("POST", "/sign-in", content=body, headers=headers)

    assert answer.status_code == 422
