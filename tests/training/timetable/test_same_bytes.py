"""The same problem and seed give the same bytes: in another process, with other hashes, while the machine is busy."""

import os
import subprocess
import sys

from tests.training.timetable.trade import lecture, problem
from training.timetable.problem import Budget, Ended
from training.timetable.solve import solve

MAKE = """
import sys
from pathlib import Path
from tests.training.timetable.trade import AUTUMN, SPRING, lecture, problem, visit
from training.timetable.files import write_plan
from training.timetable.problem import Budget, Ended
from training.timetable.solve import solve

if __name__ == "__main__":
    cohorts = (SPRING, AUTUMN)
    given = problem(
        *(lecture(n, cohorts[n % 2], method=("lecture", "case")[n % 4 > 1]) for n in range(1, 26)),
        visit(30, SPRING), visit(31, AUTUMN),
    )
    plan = solve(given, budget=Budget(seconds=float(sys.argv[2]), seed=7, wall=3600))
    assert plan.ended in {Ended.BUDGET, Ended.IDLE, Ended.OPTIMAL}
    write_plan(Path(sys.argv[1]), plan)
"""
BUSY = "while True: pass"


def started(path, hashes):
    return subprocess.Popen(
        [sys.executable, "-c", MAKE, str(path), "0.4"], env={**os.environ, "PYTHONHASHSEED": hashes, "PYTHONPATH": "."}
    )


def test_the_bytes_are_the_same_under_load(tmp_path):
    quiet = started(tmp_path / "quiet.json", "1")
    assert quiet.wait() == 0
    neighbour = subprocess.Popen([sys.executable, "-c", BUSY])
    try:
        loaded = [started(tmp_path / f"loaded{n}.json", str(n)) for n in (2, 3)]
        assert [one.wait() for one in loaded] == [0, 0]
    finally:
        neighbour.kill()
        neighbour.wait()

    expected = (tmp_path / "quiet.json").read_bytes()
    assert len(expected) > 1000
    assert [(tmp_path / f"loaded{n}.json").read_bytes() for n in (2, 3)] == [expected, expected]


def test_a_plan_that_hit_the_wall_says_so():
    plan = solve(problem(*(lecture(n) for n in range(1, 30))), budget=Budget(seconds=60, wall=0.0))

    assert plan.ended is Ended.WALL
