"""The product's own processes over the test's database, to be killed in the middle of their work."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx


def begin(*words: str) -> subprocess.Popen[bytes]:
    """`training …` in a group of its own, so that its children die with it."""
    return subprocess.Popen(
        [sys.executable, "-m", "training", *words],
        env=dict(os.environ),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def kill(process: subprocess.Popen[bytes]) -> None:
    """At once, without a word, with everything it started."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@asynccontextmanager
async def working() -> AsyncIterator[None]:
    """A worker until the block ends."""
    process = begin("work")
    try:
        yield
    finally:
        kill(process)


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


async def answering(address: str) -> None:
    """Wait until a process is ready to serve."""
    async with httpx.AsyncClient() as http:
        for _ in range(1500):
            try:
                if (await http.get(f"{address}/health/ready")).status_code == 200:
                    return
            except httpx.TransportError:
                pass  # it does not listen yet
            await asyncio.sleep(0.02)
    raise TimeoutError(address)
