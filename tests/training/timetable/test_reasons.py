"""What found no place says why in a way somebody can act on: the first thing that leaves nothing over."""

from dataclasses import replace

import pytest

from tests.training.timetable.trade import (
    AUTUMN,
    HALL,
    LI,
    SPRING,
    VILLAGE,
    changed,
    lecture,
    problem,
    visit,
)
from training.timetable.problem import Budget, Pin, Supply
from training.timetable.solve import solve
from training.timetable.words import sentence

MONDAY = lecture(1, starts=(0,), instructors=(LI.id,), venues=(HALL.id,))
VISITS = (visit(1, starts=(0,), needs={"guide": 1}), visit(2, AUTUMN, starts=(0,), needs={"guide": 1}))

CASES = {
    "no-start-left": changed(problem(MONDAY), SPRING, blocked=frozenset({0})),
    "no-venue-large-enough": changed(problem(lecture(1)), SPRING, size=61),
    "too-many-groups-at-once": problem(visit(1, groups=2)),
    "instructors-away": changed(problem(MONDAY), LI, away=frozenset({0})),
    "cohort-full": problem(MONDAY, lecture(2, starts=(0,))),
    "order": problem(lecture(1, starts=(5,)), lecture(2, starts=(0,), after=(1,)), pins=(Pin(1, start=5),)),
    "lectures-a-day": problem(*(lecture(n, starts=(0, 1, 2)) for n in (1, 2, 3))),
    "evenings": changed(problem(lecture(1, starts=(4,)), lecture(2, starts=(9,))), SPRING, max_evenings=1),
    "supplies-taken": changed(
        replace(problem(*VISITS), supplies=(Supply("guide", 1),)), VILLAGE, groups_at_once=2
    ),
    "instructors-taken": changed(problem(MONDAY), LI, busy=frozenset({0})),
    "venues-taken": changed(problem(MONDAY), HALL, busy=(0,)),
    "nothing-free-together": changed(
        changed(problem(replace(MONDAY, starts=(0, 2))), LI, busy=frozenset({0})), HALL, busy=(2,)
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", CASES)
def test_each_reason_is_given_where_it_is_the_reason(code):
    plan = solve(CASES[code], budget=Budget(seconds=1, wall=600))

    (out,) = plan.unplaced
    assert [one.code for one in out.reasons] == [code]
    assert "{" not in sentence(out.reasons[0])
