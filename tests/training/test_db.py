"""The promises db.py makes, on whichever engine the suite runs."""

import asyncio
from contextvars import Context
from datetime import timedelta

import pytest
from piccolo.engine.exceptions import TransactionError

from training import clock
from training import db as database
from training.tables import Booking, Center, Lease, Resource


async def a_center(slug: str = "north") -> int:
    center = Center(slug=slug, name=slug, created_at=clock.now())
    await center.save()
    return center.id


async def test_a_failed_action_leaves_nothing(db):
    with pytest.raises(ZeroDivisionError):
        async with database.write():
            await a_center()
            1 / 0

    assert await Center.count() == 0


async def test_a_write_refuses_to_nest(db):
    async with database.write():
        with pytest.raises(TransactionError):
            async with database.write():
                pass
        with pytest.raises(TransactionError):
            async with database.read():
                pass


async def test_a_read_cannot_write(db):
    with pytest.raises(Exception, match=r"(?i)read.?only"):
        async with database.read():
            await a_center()


async def test_a_read_sees_one_moment(db):
    await a_center("north")

    async with database.read():
        before = await Center.count()
        await asyncio.create_task(a_center_elsewhere(), context=Context())
        assert await Center.count() == before

    assert await Center.count() == before + 1


async def a_center_elsewhere() -> None:
    async with database.write():
        await a_center("south")


async def test_a_task_started_inside_a_transaction_may_not_use_it(db):
    async with database.write():
        inherited = asyncio.create_task(Center.count().run())
        with pytest.raises(TransactionError, match="start it after the commit"):
            await inherited
        await a_center()

    assert await Center.count() == 1


async def test_a_task_that_outlives_the_transaction_goes_its_own_way(db):
    ended = asyncio.Event()

    async def later() -> int:
        await ended.wait()
        return await Center.count()

    async with database.write():
        task = asyncio.create_task(later())
        await a_center()
    ended.set()

    assert await task == 1


async def test_of_many_clicks_one_wins(db):
    await Lease(name="door", holder="", until=clock.now()).save()

    async def take(who: int) -> list[dict]:
        async with database.write():
            return await Lease.update({Lease.holder: str(who)}).where(Lease.holder == "").returning(Lease.id)

    won = await asyncio.gather(*(take(who) for who in range(8)))

    assert sorted(len(rows) for rows in won) == [0] * 7 + [1]


async def test_a_unique_constraint_has_one_name_on_both_engines(db):
    await a_center("north")

    with pytest.raises(database.Taken) as refused:
        await a_center("north")

    assert refused.value.what == "u_center_slug"


async def test_part_of_a_write_may_fail_alone(db):
    async with database.write():
        await a_center("north")
        with pytest.raises(database.Taken):
            async with database.savepoint():
                await a_center("south")
                await a_center("north")
        await a_center("west")

    assert await Center.select(Center.slug).order_by(Center.slug).output(as_list=True) == ["north", "west"]


@pytest.mark.parametrize("word", ["COMMIT", "ROLLBACK"])
async def test_a_failed_end_leaves_no_dead_transaction(db, word):
    def fail(sql: str) -> None:
        if sql == word:
            raise OSError("the disk is full")

    database.ENGINE.watch = fail
    with pytest.raises(OSError, match="disk is full"):
        async with database.write():
            await a_center("lost")
            if word == "ROLLBACK":
                raise ValueError
    database.ENGINE.watch = None

    assert await Center.count() == 0
    async with database.write():
        await a_center("kept")
    assert await Center.count() == 1


async def test_the_nth_fault_never_leaves_half(db):
    """Raise at every statement in turn: either all of the action is there or none, and the next one works."""

    async def action(slug: str) -> None:
        async with database.write():
            center = await a_center(slug)
            await Resource(center=center, kind="venue", name=slug).save()
            await Lease(name=slug, until=clock.now()).save()

    for nth in range(1, 6):
        left = nth

        def fail(sql: str) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                raise OSError("fault")

        database.ENGINE.watch = fail
        with pytest.raises(OSError, match="fault"):
            await action(f"c{nth}")
        database.ENGINE.watch = None
        assert (await Center.count(), await Resource.count(), await Lease.count()) == (nth - 1,) * 3
        await action(f"c{nth}-again")


@pytest.mark.parametrize("moment", [0.0, 0.001, 0.005, 0.02])
async def test_a_cancelled_write_leaves_nothing_and_the_next_one_works(db, moment):
    async def slow() -> None:
        async with database.write():
            await a_center("cut-off")
            await asyncio.sleep(5)

    task = asyncio.create_task(slow())
    await asyncio.sleep(moment)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert await Center.count() == 0
    async with asyncio.timeout(5):
        await a_center("next")


async def test_many_readers_and_writers_at_once(db):
    async def work(n: int) -> None:
        async with database.write():
            await a_center(f"c{n}")
        async with database.read():
            await Center.count()

    await asyncio.gather(*(work(n) for n in range(40)))

    assert await Center.count() == 40


async def a_room() -> tuple[int, int]:
    center = await a_center()
    room = Resource(center=center, kind="venue", name="101")
    await room.save()
    return center, room.id


async def book(center: int, resource: int, start: int, end: int, lane: int = 0) -> bool:
    noon = clock.now().replace(microsecond=0, second=0, minute=0)
    booking = Booking(
        center=center,
        resource=resource,
        lane=lane,
        state="held",
        session=1,
        starts_at=noon + timedelta(minutes=start),
        ends_at=noon + timedelta(minutes=end),
    )
    try:
        async with database.write():
            await booking.save()
    except database.Taken as refused:
        return "booking_overlap" not in refused.what
    return True


async def test_of_forty_overlapping_bookings_one_is_made(db):
    center, room = await a_room()

    made = await asyncio.gather(*(book(center, room, n, n + 60) for n in range(40)))

    assert sum(made) == 1
    assert await Booking.count() == 1


async def test_adjoining_bookings_and_other_lanes_both_pass(db):
    center, room = await a_room()

    assert await book(center, room, 0, 60)
    assert await book(center, room, 60, 120)
    assert await book(center, room, 0, 60, lane=1)
    assert not await book(center, room, 59, 61)


async def test_a_booking_cannot_be_moved_by_update(db):
    center, room = await a_room()
    await book(center, room, 0, 60)

    with pytest.raises(database.Taken, match="booking_never_moves"):
        await Booking.update({Booking.ends_at: clock.now() + timedelta(days=3)}).where(Booking.resource == room)


async def test_a_booking_has_length(db):
    center, room = await a_room()

    with pytest.raises(Exception, match="booking_has_length"):
        await Booking.insert(empty_booking(center, room))
    assert await Booking.count() == 0


def empty_booking(center: int, resource: int) -> Booking:
    now = clock.now()
    return Booking(center=center, resource=resource, state="held", session=1, starts_at=now, ends_at=now)
