"""Every wish, alone left undone: a plan that breaks nothing, and only that price is counted."""

from dataclasses import replace

import pytest

from tests.training.timetable.trade import CLASSROOM, HALL, LI, SPRING, WANG, changed, lecture, problem, visit
from training.timetable.check import check
from training.timetable.prices import PRICES
from training.timetable.problem import Budget, Placement, Weights
from training.timetable.solve import solve

NOTHING = Weights(**dict.fromkeys(PRICES, 0))
ONE = Placement(1, 0, LI.id, HALL.id)
ALIKE = problem(lecture(1), lecture(2))

# each wish with a problem and a plan that leaves it undone, and how many times
CASES = {
    "unplaced": (ALIKE, [ONE], 1),
    "wish_left": (problem(lecture(1, wished=frozenset({5, 6}))), [ONE], 1),
    "extra_room": (ALIKE, [ONE, Placement(2, 5, LI.id, CLASSROOM.id)], 1),
    "evening": (problem(lecture(1, starts=(4,))), [replace(ONE, start=4)], 1),
    "lectures_back_to_back": (ALIKE, [ONE, Placement(2, 1, WANG.id, HALL.id)], 1),
    "busy_day": (ALIKE, [ONE, Placement(2, 3, LI.id, HALL.id)], 1),
    "disliked": (changed(problem(lecture(1)), LI, dislikes=frozenset({0, 1})), [ONE], 1),
    "one_method_day": (ALIKE, [ONE, Placement(2, 2, WANG.id, HALL.id)], 1),
    "late_lecture": (problem(lecture(1)), [replace(ONE, start=3)], 1),
    "rating": (problem(lecture(1)), [replace(ONE, instructor=WANG.id)], 5 - WANG.ratings["law"]),
    "over_load": (changed(ALIKE, LI, wished_slots=1, busy=frozenset({20})), [ONE, Placement(2, 5, LI.id, HALL.id)], 2),
    "fee": (problem(visit(1, instructors=(LI.id,))), [Placement(1, 0, LI.id, 21)], 2 * LI.fee),
    "seats_wasted": (problem(lecture(1)), [ONE], (HALL.capacity - SPRING.size) // 20),
}


def test_there_is_a_case_for_every_wish():
    assert CASES.keys() == PRICES.keys()


@pytest.mark.parametrize("wish", CASES)
def test_each_price_is_counted_alone(wish):
    given, placements, times = CASES[wish]
    priced = replace(given, weights=replace(NOTHING, **{wish: 7}))

    findings = check(priced, placements)

    assert (findings.broken, findings.terms, findings.cost) == ((), {wish: 7 * times}, 7 * times)


@pytest.mark.parametrize("wish", [one for one in CASES if one not in {"evening", "unplaced"}])
def test_the_solver_leaves_no_wish_undone_that_could_be_met(wish):
    given, placements, times = CASES[wish]
    priced = replace(given, weights=replace(NOTHING, unplaced=10_000, **{wish: 7}))

    plan = solve(priced, start=placements, budget=Budget(seconds=1, wall=600))

    assert (plan.unplaced, plan.cost) == ((), 7 * times if wish == "fee" else 0)
