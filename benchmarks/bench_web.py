"""Pages against bare Litestar: the same server, engine and run. Load by wrk, on a scratch SQLite with 50 rows of each."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from benchmarks.report import Figure

PORT = 8497
ADDRESS = f"http://127.0.0.1:{PORT}"
SECONDS = 3
PAGES = (
    ("catalogue", "/north/courses", 0.5),
    ("staff list of classes", "/cohorts", 0.4),
    ("one class", "/cohorts/1", None),
    ("JSON list of packages", "/api/v1/packages", None),
)


def figures(shared: Path | None) -> Iterator[Figure]:
    if shutil.which("wrk") is None:
        yield Figure("web pages", 0, "", "wrk is not installed: not measured")
        return
    with tempfile.TemporaryDirectory() as folder:
        chosen = {
            **os.environ,
            "PICCOLO_CONF": "training.piccolo_conf",
            "DATABASE_URL": f"sqlite:///{folder}/web.sqlite",
            "SECURE_COOKIES": "false",
        }
        login = subprocess.run(
            [sys.executable, "-m", "benchmarks.web_rows"], env=chosen, check=True, capture_output=True, text=True
        ).stdout.strip()
        with _served("benchmarks.floor:create_app", "/text", chosen) as (pid, _):
            yield from _figures("bare text", *_load(pid, "/text", login))
            floor, cpu = _load(pid, "/rows", login)
            yield from _figures("floor: database, Jinja, 50 rows", floor, cpu)
        with _served("training.app:create_app", "/health/ready", chosen) as (pid, seconds):
            yield Figure("cold start", seconds, "s", bar=lambda value: value <= 2, bar_text="<= 2 s")
            for name, path, bar in PAGES:
                yield from _figures(name, *_load(pid, path, login), floor=floor, bar=bar)
            yield Figure("memory of a web process", _mib(pid), "MiB PSS", bar=lambda mib: mib <= 120, bar_text="<= 120")


def _figures(
    name: str, rate: float, cpu: float, *, floor: float | None = None, bar: float | None = None
) -> Iterator[Figure]:
    least = bar * floor if bar and floor else None
    yield Figure(
        name,
        rate,
        "req/s",
        "of the floor's" if floor else "",
        floor,
        bar=None if least is None else lambda value: value >= least,
        bar_text=f">= {bar:.0%}" if bar else "",
    )
    yield Figure(f"  {name}, CPU", cpu, "ms/req")


@contextmanager
def _served(app: str, path: str, chosen: dict[str, str]) -> Iterator[tuple[int, float]]:
    """One uvicorn process that answers; its id and the seconds until its first answer."""
    words = [sys.executable, "-m", "uvicorn", "--factory", app, "--port", str(PORT), "--no-access-log"]
    began = time.perf_counter()
    with subprocess.Popen(words, env=chosen, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _await(path)
            yield server.pid, round(time.perf_counter() - began, 2)
        finally:
            server.terminate()


def _await(path: str) -> None:
    for _ in range(600):
        try:
            httpx.get(ADDRESS + path).raise_for_status()
        except httpx.ConnectError:
            time.sleep(0.02)
        else:
            return
    raise TimeoutError(path)


def _load(pid: int, path: str, login: str) -> tuple[float, float]:
    """Requests a second and CPU milliseconds of the server a request. Refuses to measure an answer that is no page."""
    httpx.get(ADDRESS + path, headers={"cookie": f"login={login}"}).raise_for_status()
    before = _cpu(pid)
    words = ["wrk", "-t1", "-c8", f"-d{SECONDS}s", "-H", f"Cookie: login={login}", ADDRESS + path]
    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    used = _cpu(pid) - before
    if "Non-2xx" in said:
        raise ValueError(said)
    count, rate = re.search(r"(\d+) requests in", said), re.search(r"Requests/sec:\s*([\d.]+)", said)
    assert count
    assert rate
    return float(rate[1]), round(used * 1000 / int(count[1]), 3)


def _cpu(pid: int) -> float:
    """Processor seconds a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _mib(pid: int) -> float:
    pss = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    assert pss
    return round(int(pss[1]) / 1024, 1)
