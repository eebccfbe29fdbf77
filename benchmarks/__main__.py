"""`make bench`: every figure beside its floor or peer, from one run. Name parts of it to run only those."""

import importlib
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

from benchmarks.report import line

HERE = Path(__file__).parent
SHARED = Path(os.environ.get("SHARED", HERE.parent.parent / "shared"))


NAMED = ("litestar", "uvicorn", "piccolo", "jinja2", "reportlab", "pyhanko", "ortools")


def _processor() -> str:
    """The processor's name where the system tells it."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.exists() else []
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())


def main(wanted: list[str]) -> int:
    parts = sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))
    if unknown := set(wanted) - set(parts):
        sys.exit(f"unknown: {', '.join(sorted(unknown))}; there are: {', '.join(parts)}")
    print(f"{_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}")
    print(", ".join([f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in NAMED)]))
    missed = 0
    for part in wanted or parts:
        print(f"\n== {part}")
        module = importlib.import_module(f"benchmarks.bench_{part}")
        for figure in module.figures(SHARED if SHARED.is_dir() else None):
            print(line(figure), flush=True)
            missed += figure.holds is False
    print(f"\n{missed} bar(s) missed" if missed else "\nevery bar holds")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
