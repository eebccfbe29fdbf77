"""`make bench`: every figure beside its floor or peer, from one run. Name parts of it to run only those."""

import importlib
import os
import platform
import sys
from pathlib import Path

from benchmarks.report import line

HERE = Path(__file__).parent
SHARED = Path(os.environ.get("SHARED", HERE.parent.parent / "shared"))


def main(wanted: list[str]) -> int:
    parts = sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))
    if unknown := set(wanted) - set(parts):
        sys.exit(f"unknown: {', '.join(sorted(unknown))}; there are: {', '.join(parts)}")
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()} {platform.release()}"
    )
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
