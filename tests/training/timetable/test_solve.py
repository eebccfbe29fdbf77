from dataclasses import replace

import pytest

from tests.training.timetable.trade import (
    AUTUMN,
    CLASSROOM,
    HALL,
    LI,
    SPRING,
    WANG,
    ZHAO,
    changed,
    lecture,
    problem,
    visit,
)
from training.timetable.check import check
from training.timetable.problem import Budget, Ended, Pin, Placement
from training.timetable.solve import solve
from training.timetable.sound import Unsound


def test_every_session_of_a_small_center_finds_its_place():
    sessions = [lecture(1), lecture(2), lecture(3), visit(4), lecture(5, AUTUMN), lecture(6, AUTUMN), visit(7, AUTUMN)]

    plan = solve(problem(*sessions), budget=Budget(seconds=3))

    assert plan.unplaced == ()
    assert check(problem(*sessions), plan.placements).found == ()


def test_the_same_seed_gives_the_same_plan():
    given = problem(*(lecture(n, SPRING if n % 2 else AUTUMN) for n in range(1, 13)))

    budget = Budget(seconds=2, wall=600)

    assert solve(given, budget=budget) == solve(given, budget=budget)


def test_what_is_pinned_stays():
    pin = Pin(1, start=13, instructor=WANG.id, venue=CLASSROOM.id)

    plan = solve(problem(lecture(1), lecture(2), pins=(pin,)), budget=Budget(seconds=2))

    assert plan.by_session()[1] == Placement(1, 13, WANG.id, CLASSROOM.id)


def test_only_the_instructor_can_be_pinned_and_the_time_left_open():
    plan = solve(problem(lecture(1), pins=(Pin(1, instructor=WANG.id),)), budget=Budget(seconds=2))

    assert plan.by_session()[1].instructor == WANG.id


@pytest.mark.parametrize("half", [{"start": 13}, {"instructor": ZHAO.id}, {"venue": HALL.id}])
def test_each_half_can_be_locked_by_itself_and_the_others_stay_open(half):
    given = problem(lecture(1), lecture(2), pins=(Pin(1, **half),))
    ((name, value),) = half.items()

    plan = solve(given, budget=Budget(seconds=2, wall=600))
    free = solve(replace(given, pins=()), budget=Budget(seconds=2, wall=600))

    assert getattr(plan.by_session()[1], name) == value
    assert getattr(free.by_session()[1], name) != value
    assert check(given, plan.placements).broken == ()


def test_a_session_that_finds_no_place_is_listed_with_its_reason():
    given = problem(lecture(1, starts=(0,)), lecture(2, starts=(0,)))

    plan = solve(given, budget=Budget(seconds=2))

    assert [(one.session, [reason.code for reason in one.reasons]) for one in plan.unplaced] in (
        [(1, ["cohort-full"])],
        [(2, ["cohort-full"])],
    )


def test_a_promised_half_day_is_kept_when_it_can_be():
    plan = solve(problem(lecture(1, wished=frozenset({12, 13}))), budget=Budget(seconds=2))

    assert plan.by_session()[1].start in {12, 13}


def test_what_others_have_booked_is_left_alone():
    given = changed(problem(lecture(1, instructors=(LI.id,))), LI, busy=frozenset(range(25)) - {7}, max_slots_a_day=5)

    assert solve(given, budget=Budget(seconds=2)).by_session()[1].start == 7


def test_a_problem_with_an_unknown_venue_is_refused_by_name():
    with pytest.raises(Unsound, match="session 1: unknown venue 99"):
        solve(problem(lecture(1, venues=(HALL.id, 99))))


def test_a_cancelled_solve_returns_what_it_has():
    plan = solve(problem(lecture(1)), budget=Budget(seconds=2), cancelled=lambda: True)

    assert plan.ended is Ended.CANCELLED
