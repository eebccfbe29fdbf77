"""The clock asks, any worker does: each recurring effect is one row of the outbox, whoever held the clock."""

import asyncio

from training import clock, clockwork, lease, outbox
from training.jobs import Tick
from training.tables import Outbox


def ticking(seconds: int = 1, *, failing: bool = False) -> tuple[Tick, list[int]]:
    """A tick, and how often it was done."""
    done: list[int] = []

    async def run() -> None:
        done.append(1)
        if failing:
            raise ConnectionError("not now")

    return Tick("thing", seconds, run), done


async def test_a_beat_only_asks_and_many_beats_ask_once(db):
    tick, done = ticking()
    for _ in range(3):
        await clockwork.beat(tick)

    assert not done
    assert await Outbox.count() == 1
    await outbox.drain(clockwork.recurring([tick]))
    assert len(done) == 1
    await clockwork.beat(tick)
    await outbox.drain(clockwork.recurring([tick]))
    assert len(done) == 2
    assert await Outbox.count() == 1


async def test_who_does_not_hold_the_clock_asks_for_nothing(db, monkeypatch):
    tick, _done = ticking()
    with monkeypatch.context() as another:
        another.setattr(lease, "ME", "another process")
        assert await lease.hold(clockwork.LEASE, 30)

    await clockwork.beat(tick)

    assert await Outbox.count() == 0


async def test_what_fails_is_tried_again_and_asked_for_anew_when_it_is_given_up(db):
    tick, done = ticking(failing=True)
    for attempt in range(1, outbox.MOST_ATTEMPTS + 1):
        await clockwork.beat(tick)  # asked for again while it waits: nothing changes
        await Outbox.update({Outbox.due_at: clock.now()}, force=True)
        await outbox.work_once(clockwork.recurring([tick]))
        [row] = await Outbox.select()
        assert (row["attempts"], len(done)) == (attempt, attempt)
    assert row["state"] == "failed"

    await clockwork.beat(tick)

    [row] = await Outbox.select()
    assert (row["state"], row["attempts"]) == ("ready", 0)


async def test_the_worker_does_what_its_clock_asks_for_beside_slow_work(db):
    stop, slow, tick_done = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def run() -> None:
        tick_done.set()

    tick = Tick("thing", 1, run)

    async def wait(job: outbox.Job) -> None:
        await slow.wait()

    for n in range(4):
        await outbox.post(outbox.worker(1), "slow", f"slow:{n}", {})
    working = asyncio.create_task(clockwork.run({"slow": wait}, [tick], stop))
    try:
        async with asyncio.timeout(60):
            await tick_done.wait()
    finally:
        stop.set()
        slow.set()
        await working

    assert await Outbox.count().where(Outbox.kind == "clock.thing") == 1
