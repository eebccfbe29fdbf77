"""What a database that fails once does to an action: the same action again and again, the fault one statement later each time."""

from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any

from training.db import ENGINE

Scene = Any


class Fault(Exception):
    """The database gave up in the middle."""


class Striking:
    """Raises at the n-th statement from now on, BEGIN and COMMIT included, once."""

    def __init__(self, nth: int) -> None:
        self.left = nth

    def __call__(self, sql: str) -> None:
        self.left -= 1
        if self.left == 0:
            raise Fault(sql)

    @property
    def has_struck(self) -> bool:
        return self.left <= 0


async def each(
    begin: Callable[[int], Awaitable[Scene]],
    act: Callable[[Scene], Awaitable[object]],
    check: Callable[[Scene], Awaitable[None]],
    whole: Callable[[Scene], Awaitable[None]],
) -> int:
    """Run `act` on a scene of its own for every place where a statement may fail, until none is left; how many there were.

    After each fault `check` holds what must always hold; then the action is done again without a fault, and `whole`
    holds what it was for.
    """
    for nth in count(1):
        scene, striking = await begin(nth), Striking(nth)
        ENGINE.watch = striking
        try:
            await act(scene)
        except Fault:
            assert striking.has_struck
        finally:
            ENGINE.watch = None
        await check(scene)
        await act(scene)
        await whole(scene)
        if not striking.has_struck:
            return nth - 1
    raise AssertionError
