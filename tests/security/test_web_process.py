"""What a web process holds, and what its answers leave behind."""

import asyncio
import json
import subprocess
import sys

import pytest
import uvicorn

from tests import make
from tests.conftest import app
from tests.permissions.table import WHO, rows
from tests.security import sent
from training.access import Role

HEAVY = {
    "ortools", "reportlab", "openpyxl", "python_calamine", "pyhanko", "fontTools", "pypinyin", "icalendar", "httpx", "black",
}  # fmt: skip


def test_a_web_process_loads_no_heavy_library():
    """Once it has made itself and asked its database for something."""
    asked = (
        "import json, sys, training.app, training.tables as tables; training.app.create_app(); "
        "str(tables.Center.select()); print(json.dumps(sorted(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, timeout=60)

    assert HEAVY & {name.partition(".")[0] for name in json.loads(answer.stdout)} == set()


async def test_no_page_of_somebody_signed_in_is_stored_on_the_way(client):
    await make.account(await make.center(), Role.DIRECTOR)
    await client.sign_in("director@north.example")

    kept = {}
    for (method, path), row in rows().items():
        if method == "GET" and "{" not in path and row["director"] == "yes":
            kept[path] = (await client.get(path)).headers.get("cache-control", "")

    assert {path for path, how in kept.items() if "no-store" not in how} == set()


@pytest.mark.parametrize(
    ("path", "status"), [("/sign-in", 200), ("/health/ready", 200), ("/desk", 401), ("/nowhere/at/all", 404)]
)
async def test_the_head_of_a_page_can_be_asked_for_alone(client, path, status):
    whole = await client.http.get(path)
    client.forget()
    head = await client.http.head(path)

    assert head.status_code == whole.status_code == status
    assert head.headers.keys() == whole.headers.keys()


async def test_a_served_head_has_no_body(client):
    """Over a socket: what the application says is dropped by the server."""
    server = uvicorn.Server(uvicorn.Config(app(), port=0, log_level="error", lifespan="off"))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - the server tells by this alone
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"HEAD /sign-in HTTP/1.1\r\nhost: testserver.local\r\nconnection: close\r\n\r\n")

    head, _, body = (await reader.read()).partition(b"\r\n\r\n")

    writer.close()
    server.should_exit = True
    await serving
    assert head.startswith(b"HTTP/1.1 200")
    assert body == b""


async def test_every_route_names_the_writing_of_its_text_once(untouched):
    """Read by whom it opens to: two charsets in one head are a file that some calendars refuse."""
    mine = untouched.offices[0]
    feed = f"/north/calendar/{mine.ids['feeds']['trainee']}.ics"

    kinds = {feed: (await untouched.ask("GET", feed)).headers["content-type"]}
    for (method, path), row in rows().items():
        for who in [who for who in WHO if row[who] == "yes"] if method == "GET" else ():
            answer = await untouched.ask("GET", sent.address(path, {"token": "x", **mine.ids}), mine.cookies[who])
            kinds[path, answer.status_code] = answer.headers.get("content-type", "")
            if answer.status_code == 200:
                break

    assert {at: kind for at, kind in kinds.items() if kind.count("charset") > 1} == {}
    assert kinds[feed] == "text/calendar; charset=utf-8"
    assert kinds["/{slug:str}/log", 200] == "text/plain; charset=utf-8"
