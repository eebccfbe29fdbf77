"""Several processes: weeks that never meet side by side, one result however fast each was, and what there is when one dies."""

import multiprocessing
import threading
import time
from contextlib import contextmanager
from dataclasses import replace

from tests.training.timetable.trade import AUTUMN, DAYTIME, LI, SPRING, lecture, problem
from training.timetable.check import check
from training.timetable.parallel import blocks
from training.timetable.problem import Budget, Cohort, Ended
from training.timetable.solve import solve

WEEKS = 4


def weeks():
    """Four cohorts, each in a week of its own, taught by the same people."""
    cohorts = tuple(Cohort(n, 40, first_day=7 * n, last_day=7 * n + 4) for n in range(WEEKS))
    sessions = tuple(
        lecture(10 * one.id + n, one, starts=tuple(start + 35 * one.id for start in DAYTIME))
        for one in cohorts
        for n in range(8)
    )
    return problem(*sessions, cohorts=cohorts)


def test_weeks_that_never_meet_are_problems_of_their_own():
    assert [[one.id for one in block.cohorts] for block in blocks(weeks())] == [[0], [1], [2], [3]]


def test_what_an_instructor_may_teach_in_all_is_shared_out_and_never_exceeded():
    given = weeks()
    given = replace(given, instructors=tuple(replace(one, max_slots=13) for one in given.instructors))

    totals = [
        sum(next(one for one in block.instructors if one.id == LI.id).max_slots for block in blocks(given)),
        len(check(given, solve(given, budget=Budget(2, processes=2, wall=600)).placements).broken),
    ]

    assert totals == [13, 0]


def test_two_runs_on_two_processes_give_the_same_plan():
    budget = Budget(0.8, processes=2, wall=3600)

    assert solve(weeks(), budget=budget) == solve(weeks(), budget=budget)


def test_cohorts_that_meet_stay_together():
    assert len(blocks(problem(lecture(1, SPRING), lecture(2, AUTUMN)))) == 1


def test_when_a_process_is_killed_what_there_is_comes_back_marked():
    told = []

    def kill(progress):
        told.append(progress)
        for child in multiprocessing.active_children() if len(told) == 1 else ():
            child.kill()

    plan = solve(weeks(), budget=Budget(30, processes=2), on_progress=kill)

    assert plan.ended is Ended.DIED
    assert len(plan.placements) >= told[0].placed > 0
    assert check(weeks(), plan.placements).broken == ()


@contextmanager
def killing(most):
    """Kill so many processes, each as soon as it is there."""
    over, killed = threading.Event(), set()

    def kill():
        while not over.is_set() and len(killed) < most:
            for child in multiprocessing.active_children()[: most - len(killed)]:
                child.kill()
                killed.add(child.pid)
            time.sleep(0.01)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield killed
    finally:
        over.set()
        thread.join()


def test_a_process_that_dies_before_it_told_anything_costs_no_session():
    with killing(1) as killed:
        plan = solve(weeks(), budget=Budget(4, processes=2, wall=600))

    assert (len(killed), plan.ended, plan.unplaced) == (1, Ended.DIED, ())


def test_where_every_process_dies_each_session_says_that_it_was_not_reached():
    with killing(1000):
        plan = solve(weeks(), budget=Budget(4, processes=2, wall=600))

    assert (plan.ended, plan.placements) == (Ended.DIED, ())
    assert {one.code for out in plan.unplaced for one in out.reasons} == {"not-reached"}


def test_the_progress_of_several_processes_tells_the_cost_of_the_whole():
    told, placed = [], {}

    def hear(progress):
        for session in progress.lifted:
            placed.pop(session)
        placed.update((one.session, one) for one in progress.changed)
        told.append((progress.cost, check(weeks(), placed.values()).cost))

    solve(weeks(), budget=Budget(0.8, processes=2, wall=600), on_progress=hear)

    assert len(told) > WEEKS
    assert [said for said, _ in told] == [true for _, true in told]
