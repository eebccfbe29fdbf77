"""Load on one address: by wrk where it is installed, else by a client of our own in a process of its own.

Each request says that it was passed on for another address, as many visitors behind a proxy would; otherwise what is
counted for an address would be refused after some hundred requests.
"""

import asyncio
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

CONNECTIONS = 8
SCRIPT = """
local n = 0
request = function()
  n = n + 1
  wrk.headers["X-Forwarded-For"] = "198.18." .. math.floor(n / 250) % 250 .. "." .. n % 250
  return wrk.format("GET")
end
"""
WITH = "wrk" if shutil.which("wrk") else "own client"


@dataclass(frozen=True)
class Load:
    """Answers in all, and answers a second."""

    count: int
    rate: float


def press(address: str, login: str, seconds: int, folder: Path) -> Load:
    """Ask for a page again and again over eight connections. Raises ValueError when any answer is not 200."""
    if WITH != "wrk":
        words = [sys.executable, "-m", "benchmarks.load", address, login, str(seconds)]
        told = subprocess.run(words, check=True, capture_output=True, text=True).stdout.split()
        return Load(int(told[0]), float(told[1]))
    script = folder / "visitors.lua"
    script.write_text(SCRIPT)
    words = [
        "wrk",
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{seconds}s",
        "-s",
        str(script),
        "-H",
        f"Cookie: login={login}",
        address,
    ]
    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    count, rate = re.search(r"(\d+) requests in", said), re.search(r"Requests/sec:\s*([\d.]+)", said)
    if "Non-2xx" in said or not count or not rate:
        raise ValueError(said)
    return Load(int(count[1]), float(rate[1]))


async def _visitor(place: int, address: str, login: str, until: float) -> int:
    """One connection kept alive; how many answers it got."""
    where = urlsplit(address)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    count = 0
    while time.perf_counter() < until:
        writer.write(
            f"GET {where.path} HTTP/1.1\r\nHost: {where.netloc}\r\nCookie: login={login}\r\n"
            f"X-Forwarded-For: 198.18.{count // 250 % 250}.{place * 31 + count % 31}\r\n\r\n".encode()
        )
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        if not head.startswith(b"HTTP/1.1 200") or not length:
            raise ValueError(head.decode("latin-1"))
        await reader.readexactly(int(length[1]))
        count += 1
    writer.close()
    return count


async def _own(address: str, login: str, seconds: float) -> None:
    began = time.perf_counter()
    counts = await asyncio.gather(*(_visitor(place, address, login, began + seconds) for place in range(CONNECTIONS)))
    print(sum(counts), round(sum(counts) / (time.perf_counter() - began), 1))


if __name__ == "__main__":
    asyncio.run(_own(sys.argv[1], sys.argv[2], float(sys.argv[3])))
