"""Ctrl-C at a terminal: the command ends soon, writes the plan so far, and says so by its exit code."""

import json
import os
import random
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.training.timetable import judge
from training.timetable import ctt

WEIGHTS = {
    "unplaced": 10_000, "fee": 1, "rating": 4, "seats_wasted": 1, "extra_room": 15, "lectures_back_to_back": 8,
    "late_lecture": 5, "evening": 12, "busy_day": 6,
}  # fmt: skip
SLOTS = [day * 5 + slot for day in range(5) for slot in range(4)]
PATIENCE = 120  # seconds


def large():
    """Two weeks of six programs that want the same people: minutes of work."""
    chance, everyday = random.Random(1), list(range(7))
    return {
        "format": "center-timetable/1",
        "max_lectures_a_day": 2,
        "weights": WEIGHTS,
        "programs": [
            {"id": n, "size": 24, "first_day": 7 * (n % 2), "last_day": 7 * (n % 2) + 4} for n in range(12)
        ],
        "instructors": [
            {"id": n, "fee": chance.randrange(4, 20), "rating": {"7": chance.randrange(2, 6)}, "away_days": [],
             "max_slots_a_day": 3, "max_slots": 30}
            for n in range(20)
        ],
        "venues": [
            {"id": n, "kind": "room", "capacity": 30 + 10 * n, "open_weekdays": everyday, "groups_at_once": 1}
            for n in range(9)
        ],
        "sessions": [
            {"id": 12 * turn + n, "program": n, "method": ("lecture", "seminar")[turn % 2], "length": 1, "topic": 7,
             "starts": [35 * (n % 2) + slot for slot in SLOTS], "instructors": sorted(chance.sample(range(20), 6)),
             "venues": list(range(9)), "after": []}
            for turn in range(12)
            for n in range(12)
        ],
        "pinned": [],
    }  # fmt: skip


def courses():
    """A university whose curricula leave gaps whatever one does."""
    chance = random.Random(1)
    held = "".join(f"c{n} t{n % 15} 4 4 {chance.randrange(10, 90)}\n" for n in range(30))
    rooms = "".join(f"r{n} {20 + 10 * n}\n" for n in range(7))
    plans = "".join(f"q{n} 4 {' '.join(f'c{one}' for one in chance.sample(range(30), 4))}\n" for n in range(20))
    return (
        "Name: Large\nCourses: 30\nRooms: 7\nDays: 5\nPeriods_per_day: 5\nCurricula: 20\nConstraints: 0\n\n"
        f"COURSES:\n{held}\nROOMS:\n{rooms}\nCURRICULA:\n{plans}\nUNAVAILABILITY_CONSTRAINTS:\n\nEND.\n"
    )


def interrupted(*words, seconds, after):
    """Run the command at a terminal and press Ctrl-C once it has shown this; its exit code and what it printed."""
    terminal, theirs = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "training", "timetable", "solve", *map(str, words), "--seconds", str(seconds)],
        stdout=subprocess.PIPE,
        stderr=theirs,
        start_new_session=True,
        text=True,
    )
    os.close(theirs)
    try:
        seen, until = b"", time.monotonic() + PATIENCE
        while after not in seen and time.monotonic() < until:
            if select.select([terminal], [], [], 0.1)[0]:
                seen += os.read(terminal, 65536)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to everybody
        out, _ = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
        os.close(terminal)
    assert after in seen, seen
    return process.returncode, out


@pytest.mark.parametrize("processes", [1, 2])
def test_an_interrupted_solve_writes_the_plan_so_far(tmp_path, processes):
    problem, path, out = large(), tmp_path / "problem.json", tmp_path / "plan.json"
    path.write_text(json.dumps(problem))

    code, said = interrupted(path, "--processes", processes, "--out", out, seconds=600, after=b", program ")

    plan = json.loads(out.read_text())
    assert (code, plan["ended"], "ended: cancelled" in said) == (130, "cancelled", True)
    assert (len(plan["placements"]) > 0, judge.hard(problem, plan)) == (True, set())
    assert all(one["reason"] for one in plan["unplaced"])


def test_an_interrupted_course_timetable_keeps_every_rule(tmp_path: Path):
    path, out = tmp_path / "large.ctt", tmp_path / "large.out"
    path.write_text(courses())

    code, said = interrupted(path, "--format", "ctt", "--out", out, seconds=60, after=b" lectures, cost ")

    assert (code, "120 lectures" in said, "0 rules broken, ended: cancelled" in said) == (130, True, True)
    assert len(out.read_text().splitlines()) == ctt.read(courses()).lectures
