"""What is told as "at best" is never above what can be had."""

from dataclasses import replace

import pytest

from tests.training.timetable.trade import AUTUMN, CLASSROOM, HALL, SPRING, WANG, ZHAO, lecture, problem
from training.timetable.facts import Facts
from training.timetable.problem import Budget, Ended, Weights
from training.timetable.search import Meter, Search
from training.timetable.solve import solve

LONG = Budget(seconds=60, wall=3600)


def joint(one_method_day, extra_room):
    """Two lectures that two cohorts hear together in two rooms, and two cases of the second on the first of these days."""
    return problem(
        lecture(1, cohorts=(SPRING.id, AUTUMN.id), starts=(0,), venues=(CLASSROOM.id,)),
        lecture(2, cohorts=(SPRING.id, AUTUMN.id), starts=(10,), venues=(HALL.id,)),
        lecture(3, AUTUMN, starts=(2,), method="case", venues=(CLASSROOM.id,), instructors=(WANG.id,)),
        lecture(4, AUTUMN, starts=(3,), method="case", venues=(HALL.id,), instructors=(ZHAO.id,)),
        cohorts=(replace(SPRING, size=20), replace(AUTUMN, size=20)),
        weights=Weights(one_method_day=one_method_day, extra_room=extra_room),
    )


@pytest.mark.parametrize(("one_method_day", "extra_room"), [(9, 0), (0, 15)])
def test_what_a_joint_session_pays_for_or_mends_is_not_counted_for_each_of_its_cohorts(one_method_day, extra_room):
    given = joint(one_method_day, extra_room)
    best = solve(given, budget=LONG)
    assert best.ended is Ended.OPTIMAL
    assert best.unplaced == ()
    search = Search(Facts(given), Meter(LONG))

    while search.bounds.waiting:
        search.look_lower()

    assert search.bound <= best.cost
