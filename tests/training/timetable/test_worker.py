import asyncio
import multiprocessing

import pytest

from tests.training.timetable.trade import AUTUMN, HALL, LI, SPRING, lecture, problem
from training.timetable.problem import Budget, Ended, Placement
from training.timetable.sound import Unsound
from training.timetable.worker import GRACE, solve_apart

GIVEN = problem(*(lecture(n, SPRING if n % 2 else AUTUMN) for n in range(1, 9)))


async def test_a_plan_comes_back_from_a_process_of_its_own_with_progress_on_the_way():
    told = []

    async def show(progress):
        told.append(progress)

    plan = await solve_apart(GIVEN, budget=Budget(seconds=2), on_progress=show)

    assert plan.unplaced == ()
    assert told[-1].placed == len(GIVEN.sessions)
    assert told[-1].cost == plan.cost


async def test_a_cancelled_solve_comes_back_with_the_plan_so_far():
    cancelled = asyncio.Event()
    cancelled.set()

    plan = await solve_apart(GIVEN, budget=Budget(seconds=60), cancelled=cancelled)

    assert plan.ended in {Ended.CANCELLED, Ended.OPTIMAL}


async def test_an_unsound_problem_is_refused_before_a_process_is_started():
    with pytest.raises(Unsound):
        await solve_apart(problem(lecture(1, length=0)))


async def test_when_the_process_is_killed_the_plan_so_far_comes_back():
    many = problem(*(lecture(n, SPRING if n % 2 else AUTUMN) for n in range(1, 21)))
    seen = []

    async def kill(progress):
        seen.append(progress)
        for child in multiprocessing.active_children():
            child.kill()

    plan = await solve_apart(many, budget=Budget(seconds=60), on_progress=kill)

    assert plan.ended is Ended.DIED
    assert len(plan.placements) >= seen[0].placed > 0


async def test_a_plan_that_was_cut_off_says_why_sessions_are_missing_and_breaks_no_rule():
    twice = (Placement(1, 0, LI.id, HALL.id), Placement(2, 0, LI.id, HALL.id))

    plan = await solve_apart(GIVEN, start=twice, budget=Budget(seconds=60, wall=-GRACE))

    assert (plan.ended, plan.placements) == (Ended.WALL, twice[:1])
    assert {one.code for out in plan.unplaced for one in out.reasons} == {"not-reached"}
