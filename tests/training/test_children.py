"""Children do heavy work and take nothing down with them."""

import os
import time

import pytest

from training import children


def double(n: int) -> int:
    return 2 * n


def refuse() -> None:
    raise ValueError("not this file")


def eat_memory() -> int:
    return len(bytearray(600 * 1024 * 1024))


def never_end() -> None:
    while True:
        time.sleep(0.01)


def die() -> None:
    os._exit(3)


async def test_a_child_returns_its_value():
    assert await children.run(double, 21) == 42


async def test_what_a_child_raises_is_raised_here():
    with pytest.raises(ValueError, match="not this file"):
        await children.run(refuse)


async def test_a_child_that_outgrows_its_memory_says_so():
    with pytest.raises(MemoryError):
        await children.run(eat_memory, memory_mib=400)


async def test_a_child_that_dies_is_noticed():
    with pytest.raises(children.ChildDied):
        await children.run(die)


async def test_a_child_that_never_ends_is_ended():
    started = time.monotonic()
    with pytest.raises(children.ChildDied, match="no answer"):
        await children.run(never_end, seconds=1)
    assert time.monotonic() - started < 10
