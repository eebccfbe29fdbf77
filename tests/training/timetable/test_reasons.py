"""What found no place says why in a way somebody can act on: the first thing that leaves nothing over."""

from dataclasses import replace

import pytest

from tests.training.timetable.trade import (
    AUTUMN,
    HALL,
    LI,
    MUSEUM,
    SPRING,
    VILLAGE,
    changed,
    lecture,
    problem,
    visit,
)
from training.timetable.problem import Budget, Ended, Pin, Rule, Stop, Strength, Strengths, Supply
from training.timetable.solve import solve
from training.timetable.words import sentence

MONDAY = lecture(1, starts=(0,), instructors=(LI.id,), venues=(HALL.id,))
OUTING = visit(1, starts=(0,), stops=(Stop(MUSEUM.id, 1, 1),))
VISITS = (visit(1, starts=(0,), needs={"guide": 1}), visit(2, AUTUMN, starts=(0,), needs={"guide": 1}))

CASES = {
    "no-start-left": changed(problem(MONDAY), SPRING, blocked=frozenset({0})),
    "no-venue-large-enough": changed(problem(lecture(1)), SPRING, size=61),
    "too-many-groups-at-once": problem(visit(1, groups=2)),
    "stops-too-small": changed(problem(OUTING), MUSEUM, capacity=39),
    "stops-too-crowded": changed(problem(replace(OUTING, groups=2)), VILLAGE, groups_at_once=2),
    "stops-taken": changed(problem(OUTING), MUSEUM, closed=frozenset({1})),
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


def test_what_the_search_had_not_come_to_is_said_to_be_that_and_when_it_could_be():
    given = problem(replace(MONDAY, starts=(0, 2, 5)), *(lecture(n) for n in range(2, 30)))

    plan = solve(changed(given, LI, busy=frozenset({2})), budget=Budget(seconds=60, wall=0.0))

    assert (plan.ended, len(plan.unplaced)) == (Ended.WALL, 29)
    assert {one.code for out in plan.unplaced for one in out.reasons} == {"not-reached"}
    assert plan.unplaced[0].reasons[0].params == {"starts": [0, 5]}


@pytest.mark.parametrize(
    ("rule", "given"),
    [
        (Rule.INSTRUCTOR_DAY, changed(problem(MONDAY), LI, max_slots_a_day=0)),
        (Rule.INSTRUCTOR_TOTAL, changed(problem(MONDAY), LI, max_slots=0)),
        (Rule.CLOSED, changed(problem(MONDAY), HALL, closed=frozenset({0}))),
    ],
)
def test_a_rule_that_only_warns_is_never_the_reason(rule, given):
    warned = replace(given, strengths=Strengths({rule: Strength.WARN}))

    (kept_out,) = solve(given, budget=Budget(seconds=1, wall=600)).unplaced
    (not_reached,) = solve(warned, budget=Budget(seconds=1, wall=0.0)).unplaced

    assert kept_out.reasons[0].code in {"instructors-taken", "venues-taken"}
    assert [one.code for one in not_reached.reasons] == ["not-reached"]
