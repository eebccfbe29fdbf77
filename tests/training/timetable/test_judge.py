"""Problems as files, judged twice: by the engine's `check` and by a judge written from the description of the format."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.training.timetable import judge
from tests.tries import tries
from training.__main__ import main
from training.timetable.check import check
from training.timetable.files import read_problem
from training.timetable.problem import Budget, Placement, Rule
from training.timetable.solve import solve

WEIGHTS = {
    "unplaced": 10_000, "fee": 1, "rating": 4, "seats_wasted": 1, "extra_room": 15, "lectures_back_to_back": 8,
    "late_lecture": 5, "evening": 12, "busy_day": 6,
}  # fmt: skip
FIELD = {"field": 2, "case": 2, "lecture": 1, "seminar": 1}
STOP = {"venue": 21, "offset": 1, "length": 1}
FITS = {1: (0, 1, 2, 3, 4), 2: (0, 2)}


@some.composite
def files(draw):
    """A problem as it is written: two programs, two days, two of everything."""
    sessions = []
    for number in range(draw(some.integers(1, 6))):
        method = draw(some.sampled_from(sorted(FIELD)))
        length = FIELD[method]
        starts = [day * 5 + slot for day in (0, 1) for slot in FITS[length]]
        sessions.append(
            {
                "id": number,
                "program": draw(some.integers(0, 1)),
                "method": method,
                "length": length,
                "topic": 7,
                "starts": draw(some.lists(some.sampled_from(starts), min_size=1, max_size=6, unique=True)),
                "instructors": [] if method == "field" else draw(some.sampled_from(([0], [1], [0, 1]))),
                "venues": [20] if method == "field" else draw(some.sampled_from(([10], [10, 11]))),
                "after": [number - 1] if number and draw(some.booleans()) else [],
                "stops": draw(some.sampled_from(([], [STOP]))) if method == "field" else [],
            }
        )
    return {
        "format": "center-timetable/1",
        "slots_per_day": 5,
        "max_lectures_a_day": draw(some.integers(1, 2)),
        "weights": WEIGHTS,
        "programs": [{"id": one, "size": 24, "first_day": 0, "last_day": 1} for one in (0, 1)],
        "instructors": [
            {
                "id": one,
                "fee": draw(some.integers(4, 8)),
                "rating": {"7": draw(some.integers(2, 5))},
                "away_days": draw(some.lists(some.integers(0, 1), max_size=1)),
                "max_slots_a_day": draw(some.integers(1, 3)),
                "max_slots": draw(some.integers(2, 6)),
            }
            for one in (0, 1)
        ],
        "venues": [
            {"id": 10, "kind": "room", "capacity": 36, "features": [], "open_weekdays": list(range(7)), "groups_at_once": 1},
            {"id": 11, "kind": "room", "capacity": 80, "features": [], "open_weekdays": list(range(7)), "groups_at_once": 1},
            {"id": 20, "kind": "site", "capacity": 60, "features": [], "groups_at_once": draw(some.integers(1, 2)),
             "open_weekdays": draw(some.sampled_from(([0], [1], [0, 1])))},
            {"id": 21, "kind": "site", "capacity": draw(some.sampled_from((23, 24))), "features": [],
             "groups_at_once": draw(some.integers(1, 2)), "open_weekdays": draw(some.sampled_from(([0], [0, 1])))},
        ],
        "sessions": sessions,
        "pinned": draw(some.sampled_from(([], [{"session": 0, "start": sessions[0]["starts"][0]}]))),
    }  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("judged")


def written(folder, problem):
    path = folder / "problem.json"
    path.write_text(json.dumps(problem))
    return path


def as_file(placements):
    return {
        "placements": [
            {"session": one.session, "start": one.start, "instructor": one.instructor, "venue": one.venue}
            for one in placements
        ]
    }


@tries(150)
@given(files(), some.data())
def test_both_judges_see_the_same_rules_broken_and_the_same_cost(folder, problem, data):
    read = read_problem(written(folder, problem))
    placements = [
        Placement(
            one.id,
            data.draw(some.sampled_from(one.starts)),
            data.draw(some.sampled_from(one.instructors or (None,))),
            data.draw(some.sampled_from(one.venues)),
        )
        for one in read.sessions
        if data.draw(some.booleans())
    ]

    findings = check(read, placements)

    assert {str(one.rule) for one in findings.broken} == judge.hard(problem, as_file(placements))
    assert findings.cost == judge.price(problem, as_file(placements))


@tries(60)
@given(files())
def test_what_the_solver_makes_passes_the_other_judge_at_the_cost_it_says(folder, problem):
    plan = solve(read_problem(written(folder, problem)), budget=Budget(seconds=2, wall=600))

    broken = judge.hard(problem, as_file(plan.placements))

    pinned = {one["session"] for one in problem["pinned"]} & {one.session for one in plan.unplaced}
    assert broken == ({str(Rule.PIN)} if pinned else set())
    assert judge.price(problem, as_file(plan.placements)) == plan.cost


def test_the_command_writes_what_the_other_judge_accepts(folder):
    instructors = [
        {"id": n, "fee": 4, "rating": {"7": 5}, "away_days": [], "max_slots_a_day": 2, "max_slots": 9} for n in (0, 1)
    ]
    problem = {
        "format": "center-timetable/1",
        "max_lectures_a_day": 2,
        "weights": WEIGHTS,
        "programs": [{"id": n, "size": 24, "first_day": 0, "last_day": 4} for n in (0, 1)],
        "instructors": instructors,
        "venues": [
            {"id": 10 + n, "kind": "room", "capacity": 36, "open_weekdays": list(range(7)), "groups_at_once": 1}
            for n in (0, 1)
        ],
        "sessions": [
            {"id": n, "program": n % 2, "method": "lecture", "length": 1, "topic": 7, "instructors": [0, 1],
             "venues": [10, 11], "after": [n - 2] if n > 1 else [],
             "starts": [day * 5 + slot for day in range(5) for slot in range(4)]}
            for n in range(16)
        ],
        "pinned": [{"session": 3, "instructor": 1}],
    }  # fmt: skip
    path = written(folder, problem)

    assert main(["timetable", "solve", str(path), "--seconds", "3", "--out", str(folder / "plan.json")]) in {0, 3}

    plan = json.loads((folder / "plan.json").read_text())
    assert (judge.hard(problem, plan), judge.price(problem, plan)) == (set(), plan["cost"])
