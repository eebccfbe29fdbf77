"""The outbox: each row is done once, retried when it fails, taken over when its worker dies."""

import asyncio
from datetime import timedelta

from training import clock, lease, outbox
from training import db as database
from training.access import worker
from training.tables import Lease, Outbox


async def posted(count: int, kind: str = "thing") -> None:
    async with database.write():
        for n in range(count):
            await outbox.post(worker(1), kind, f"{kind}:{n}", {"n": n})


async def test_every_row_is_done_once_by_many_workers(db):
    await posted(40)
    done: list[int] = []

    async def handle(job: outbox.Job) -> None:
        await asyncio.sleep(0)
        done.append(job.payload["n"])

    await asyncio.gather(*(outbox.drain({"thing": handle}) for _ in range(6)))

    assert sorted(done) == list(range(40))
    assert await Outbox.count().where(Outbox.state == "done") == 40


async def test_the_same_key_is_posted_once(db):
    await posted(3)
    await posted(3)

    assert await Outbox.count() == 3


async def test_what_failed_comes_again_later_and_at_last_stays_visible(db):
    await posted(1)

    async def fail(job: outbox.Job) -> None:
        raise ConnectionError("no mail server")

    for attempt in range(1, outbox.MOST_ATTEMPTS + 1):
        assert await outbox.work_once({"thing": fail})
        [row] = await Outbox.select()
        assert row["attempts"] == attempt
        assert "no mail server" in row["last_error"]
        assert row["due_at"] > clock.now()
        await Outbox.update({Outbox.due_at: clock.now()}).where(Outbox.id == row["id"])

    assert row["state"] == "failed"
    assert not await outbox.work_once({"thing": fail})


async def test_a_row_whose_worker_died_is_taken_over(db):
    await posted(1)
    assert await outbox.claim(["thing"])
    assert await outbox.claim(["thing"]) is None

    await Outbox.update({Outbox.claimed_until: clock.now() - timedelta(seconds=1)}).where(Outbox.kind == "thing")

    assert (await outbox.claim(["thing"])).attempts == 2


async def test_long_work_keeps_its_row(db, monkeypatch):
    await posted(1)
    monkeypatch.setattr(outbox, "CLAIM_SECONDS", 3)  # renewed every second: a busy machine may be late by two

    async def long_work(job: outbox.Job) -> None:
        for _ in range(12):
            await asyncio.sleep(0.3)
            assert await outbox.claim(["thing"]) is None

    assert await outbox.work_once({"thing": long_work})
    [row] = await Outbox.select()
    assert (row["state"], row["attempts"], row["last_error"]) == ("done", 1, "")


async def test_who_lost_a_row_changes_nothing_of_it(db, monkeypatch):
    await posted(1)

    async def overtaken(job: outbox.Job) -> None:
        await Outbox.update({Outbox.claimed_by: "another process", Outbox.attempts: 2}, force=True)

    await outbox.work_once({"thing": overtaken})

    [row] = await Outbox.select()
    assert (row["state"], row["claimed_by"], row["attempts"]) == ("claimed", "another process", 2)


async def test_an_effect_of_a_failed_change_is_never_posted(db):
    try:
        async with database.write():
            await outbox.post(worker(1), "thing", "thing:1", {})
            raise ValueError
    except ValueError:
        assert await Outbox.count() == 0


async def test_one_process_holds_the_clock(db, monkeypatch):
    assert await lease.hold("clock", 30)
    assert await lease.hold("clock", 30)
    monkeypatch.setattr(lease, "ME", "another process")

    assert not await lease.hold("clock", 30)
    await Lease.update({Lease.until: clock.now()}).where(Lease.name == "clock")
    assert await lease.hold("clock", 30)
