"""When somebody was last seen: noted while pages are answered, written beside them, never later than it was."""

import asyncio
from datetime import timedelta

import pytest

from tests import make
from tests.security import cast
from training import clock, secrets, seen
from training import db as database
from training.access import May, Role
from training.tables import ApiToken, Login

LONG = timedelta(minutes=10)


@pytest.fixture(autouse=True)
def nobody_before(monkeypatch):
    monkeypatch.setattr(seen, "_noted", {Login: {}, ApiToken: {}})


async def last_seen(cookie):
    return (await Login.select(Login.seen_at).where(Login.id_hash == secrets.hashed(cookie)).first())["seen_at"]


@pytest.fixture
async def director(client):
    return await make.account(await make.center(), Role.DIRECTOR)


async def test_a_page_writes_nothing_and_what_was_noted_is_written_beside_it(client, director):
    cookie = await cast.login(director.center, account=director.id, ago=LONG)
    before, told = clock.now(), []

    database.ENGINE.watch = told.append
    await client.http.get("/account", headers={"cookie": f"login={cookie}"})
    database.ENGINE.watch = None
    assert not [sql for sql in told if "UPDATE" in sql]
    await seen.write()

    assert before <= await last_seen(cookie) <= clock.now()
    told.clear()
    database.ENGINE.watch = told.append
    await seen.write()
    database.ENGINE.watch = None
    assert told == []


async def test_of_a_batch_nobody_is_seen_later_than_he_was(client, director):
    first, second = [await cast.login(director.center, account=director.id, ago=LONG) for _ in range(2)]
    [early, late] = [row["id"] for row in await Login.select(Login.id).order_by(Login.id)]
    now = clock.now()

    seen.note(Login, early, now - timedelta(seconds=15))
    seen.note(Login, late, now)
    await seen.write()

    assert await last_seen(first) == await last_seen(second) == now - timedelta(seconds=15)


async def test_a_token_says_when_it_was_used(client, director):
    facts = {"token_hash": secrets.hashed("t" * 32), "scopes": f"{May.SEE_COHORTS}", "created_at": clock.now()}
    await ApiToken(account=director.id, name="x", **facts).save()

    await client.json("GET", "/api/v1/cohorts", token="t" * 32)
    await seen.write()

    assert (await ApiToken.select(ApiToken.used_at).first())["used_at"] is not None


async def test_what_cannot_be_written_now_is_written_later(client, director, monkeypatch):
    cookie = await cast.login(director.center, account=director.id, ago=LONG)
    await client.http.get("/account", headers={"cookie": f"login={cookie}"})
    write, tries, stop = seen.write, [], asyncio.Event()

    async def at_first_not():
        tries.append(1)
        if len(tries) == 1:
            raise database.DatabaseUnavailable("down")
        await write()
        stop.set()

    monkeypatch.setattr(seen, "write", at_first_not)
    monkeypatch.setattr(seen, "SECONDS", 0.01)
    await seen.keep_writing(stop)

    assert clock.now() - await last_seen(cookie) < LONG / 2


async def test_at_the_end_of_a_process_the_last_is_written_too(client, director):
    cookie = await cast.login(director.center, account=director.id, ago=LONG)
    await client.http.get("/account", headers={"cookie": f"login={cookie}"})
    stop = asyncio.Event()
    writing = asyncio.create_task(seen.keep_writing(stop))
    await asyncio.sleep(0)

    stop.set()
    await writing

    assert clock.now() - await last_seen(cookie) < LONG / 2
