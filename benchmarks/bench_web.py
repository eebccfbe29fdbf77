"""Pages against bare Litestar: the same server, engine and run, on a scratch SQLite with 50 rows of each."""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx

from benchmarks.load import WITH, press
from benchmarks.report import Figure

PORT = 8497
ADDRESS = f"http://127.0.0.1:{PORT}"
SECONDS = 3
SERVED = "training.app:create_working_app"
PAGES = (
    ("catalogue", "/north/courses", 0.5),
    ("staff list of 50 classes", "/cohorts", 0.4),
    ("one class", "/cohorts/1", None),
    ("JSON list of 50 packages", "/api/v1/packages", None),
    ("verification page", "/c/{code}", None),
)


def figures(shared: Path | None) -> Iterator[Figure]:
    yield Figure(f"load by {WITH}", SECONDS, "s each")
    with tempfile.TemporaryDirectory() as folder:
        chosen = {
            **os.environ,
            "PICCOLO_CONF": "training.piccolo_conf",
            "DATABASE_URL": f"sqlite:///{folder}/web.sqlite",
            "SECURE_COOKIES": "false",
        }
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "training", "migrate"], env=chosen, check=True, capture_output=True)
        first = round(time.perf_counter() - began, 2)
        yield Figure("first migration", first, "s", bar=lambda value: value <= 10, bar_text="<= 10 s")
        told = json.loads(
            subprocess.run(
                [sys.executable, "-m", "benchmarks.web_rows"], env=chosen, check=True, capture_output=True, text=True
            ).stdout
        )
        load = partial(_load, login=told["login"], folder=Path(folder))
        with _served("benchmarks.floor:create_app", "/text", chosen) as (pid, _):
            yield from _figures("bare text", *load(pid, "/text"))
            floor, cpu = load(pid, "/rows")
            yield from _figures("floor: database, Jinja, 50 rows", floor, cpu)
        starts = []
        for _ in range(2):
            with _served(SERVED, "/health/ready", chosen) as (_, seconds):
                starts.append(seconds)
        with _served(SERVED, "/health/ready", chosen) as (pid, seconds):
            best = min(*starts, seconds)  # what else the machine does can only add to it
            yield Figure("cold start, best of 3", best, "s", bar=lambda value: value <= 2, bar_text="<= 2 s")
            for name, path, bar in PAGES:
                yield from _figures(name, *load(pid, path.format(**told)), floor=floor, bar=bar)
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


def _load(pid: int, path: str, *, login: str, folder: Path) -> tuple[float, float]:
    """Requests a second and CPU milliseconds of the server a request. Refuses to measure an answer that is no page."""
    httpx.get(ADDRESS + path, headers={"cookie": f"login={login}"}).raise_for_status()
    before = _cpu(pid)
    done = press(ADDRESS + path, login, SECONDS, folder)
    return done.rate, round((_cpu(pid) - before) * 1000 / done.count, 3)


def _cpu(pid: int) -> float:
    """Processor seconds a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _mib(pid: int) -> float:
    pss = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    assert pss
    return round(int(pss[1]) / 1024, 1)
