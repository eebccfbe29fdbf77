"""The product serves for minutes: no answer is a fault, and its memory does not grow. SOAK_SECONDS says how long."""

import asyncio
import os
import re
import time
from pathlib import Path

import httpx
import pytest

from tests.conftest import restore
from tests.security.conftest import furnished  # noqa: F401 - the fixture of the test
from tests.soak.processes import answering, begin, free_port, kill

pytestmark = pytest.mark.soak
SECONDS = float(os.environ.get("SOAK_SECONDS", "120"))
PUBLIC = ("/", "/verify", "/sign-in", "/privacy", "/nothing-here")
MOST_GROWTH = 1.25


def resident(pid: int) -> int:
    """Memory of a process and its children that nobody shares, in KiB."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+)", told, re.MULTILINE)
    assert found
    return int(found[1]) + sum(resident(int(child)) for child in children)


async def look(address: str, paths: tuple[str, ...], until: float, statuses: set[int]) -> None:
    async with httpx.AsyncClient(base_url=address) as http:
        n = 0
        while time.monotonic() < until:
            answer = await http.get(paths[n % len(paths)], headers={"accept-language": ("zh", "en")[n % 2]})
            statuses.add(answer.status_code)
            n += 1


async def test_minutes_of_visitors_leave_no_fault_and_no_memory_behind(furnished):  # noqa: F811
    kept, offices = furnished
    await restore(kept)
    paths = (*PUBLIC, *(f"/{office.slug}" for office in offices), *(f"/{office.slug}/courses" for office in offices))
    port, statuses = free_port(), set()
    address = f"http://127.0.0.1:{port}"
    server = begin("serve", "--port", str(port))
    try:
        await answering(address)
        await asyncio.gather(*(look(address, paths, time.monotonic() + SECONDS / 4, statuses) for _ in range(4)))
        warm = resident(server.pid)
        await asyncio.gather(*(look(address, paths, time.monotonic() + SECONDS, statuses) for _ in range(4)))
        grown = resident(server.pid)
    finally:
        kill(server)

    assert statuses <= {200, 404}
    assert grown <= warm * MOST_GROWTH
