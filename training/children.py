"""Heavy or dangerous work in a child process: started clean, limited in time and memory, gone afterwards.

Fonts, signing, solving and foreign files never enter a web process; what a hostile workbook takes down is only its child.
"""

import asyncio
import importlib
import multiprocessing
import resource
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, TypeVar

T = TypeVar("T")
_SPAWN = multiprocessing.get_context("spawn")
_TURNS = asyncio.Semaphore(2)
MIB = 1024 * 1024


class ChildDied(Exception):
    """The child ran out of time or memory, or was killed."""


def _found(function: Callable[..., Any] | str) -> Callable[..., Any]:
    """A function named "package.module:name" is imported here, in the child, with all its heavy libraries."""
    if not isinstance(function, str):
        return function
    module, _, name = function.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found


def _serve(
    answer: Connection, function: Callable[..., Any] | str, args: tuple[Any, ...], seconds: int, memory: int
) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        told: tuple[bool, Any] = (True, _found(function)(*args))
    except Exception as error:  # noqa: BLE001 - the caller gets it and decides
        told = (False, error)
    try:
        answer.send(told)
    except (MemoryError, OSError, TypeError, AttributeError) as error:
        answer.send((False, ChildDied(f"the answer could not be sent: {error}")))


def _receive(answer: Connection) -> tuple[bool, Any]:
    try:
        received: tuple[bool, Any] = answer.recv()
    except (EOFError, OSError) as error:
        raise ChildDied("the child ended without an answer") from error
    return received


async def run(function: Callable[..., T] | str, *args: Any, seconds: int = 30, memory_mib: int = 1024) -> T:
    """Run a top-level function in a child and return its value; what it raises is raised here.

    Name it "package.module:function" when its module imports what this process must not.

    Raises ChildDied after `seconds` of its own CPU time (on a busy machine that may be thrice as long by the wall clock,
    and starting takes a while) or when it outgrows `memory_mib` MiB of address space. At most two children at a time in one process; others wait their turn.
    """
    wait = 3 * seconds + 5
    async with _TURNS:
        ours, theirs = _SPAWN.Pipe(duplex=False)
        child = _SPAWN.Process(target=_serve, args=(theirs, function, args, seconds, memory_mib * MIB), daemon=True)
        await asyncio.to_thread(child.start)
        theirs.close()
        waiting = asyncio.create_task(asyncio.to_thread(_receive, ours))
        try:
            async with asyncio.timeout(wait):
                fine, value = await asyncio.shield(waiting)
        except TimeoutError as error:
            raise ChildDied(f"no answer within {wait} seconds") from error
        finally:
            child.kill()
            await asyncio.gather(waiting, return_exceptions=True)
            await asyncio.to_thread(child.join)
            ours.close()
            child.close()
    if fine:
        answer: T = value
        return answer
    raise value
