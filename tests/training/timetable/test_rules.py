"""Every hard rule, alone broken: a sound plan, one thing changed, and only that rule speaks."""

from dataclasses import replace

import pytest

from tests.training.timetable.trade import (
    AUTUMN,
    CLASSROOM,
    HALL,
    LI,
    SPRING,
    VILLAGE,
    WANG,
    changed,
    lecture,
    problem,
    visit,
)
from training.timetable.check import breaks, check
from training.timetable.problem import (
    Pin,
    Placement,
    Rule,
    Stop,
    Strength,
    Strengths,
    Supply,
)


def rules_broken(given, *placements):
    return [one.rule for one in check(given, placements).found]


FIRST = Placement(1, 0, LI.id, HALL.id)
SECOND = Placement(2, 5, WANG.id, CLASSROOM.id)
TWO = problem(lecture(1), lecture(2))
OF_TWO_COHORTS = problem(lecture(1), lecture(2, AUTUMN))

CASES = {
    Rule.CHOICE: (problem(lecture(1, starts=(5,))), [FIRST]),
    Rule.PIN: (problem(lecture(1), pins=(Pin(1, start=5),)), [FIRST]),
    Rule.COHORT_TWICE: (TWO, [FIRST, replace(SECOND, start=0)]),
    Rule.INSTRUCTOR_TWICE: (OF_TWO_COHORTS, [FIRST, Placement(2, 0, LI.id, CLASSROOM.id)]),
    Rule.VENUE_FULL: (OF_TWO_COHORTS, [FIRST, Placement(2, 0, WANG.id, HALL.id)]),
    Rule.ORDER: (problem(lecture(1), lecture(2, after=(1,))), [replace(FIRST, start=10), SECOND]),
    Rule.AWAY: (changed(TWO, LI, away=frozenset({0})), [FIRST]),
    Rule.CLOSED: (
        changed(problem(visit(1)), VILLAGE, open_weekdays=frozenset({1})),
        [Placement(1, 0, None, VILLAGE.id)],
    ),
    Rule.BLOCKED: (changed(TWO, SPRING, blocked=frozenset({0})), [FIRST]),
    Rule.SEATS: (changed(TWO, SPRING, size=61), [FIRST]),
    Rule.LECTURES_A_DAY: (replace(TWO, max_lectures_a_day=1), [FIRST, replace(SECOND, start=2)]),
    Rule.EVENINGS: (
        changed(problem(lecture(1, starts=(4,))), SPRING, max_evenings=0),
        [replace(FIRST, start=4)],
    ),
    Rule.INSTRUCTOR_DAY: (changed(TWO, LI, max_slots_a_day=1), [FIRST, Placement(2, 2, LI.id, HALL.id)]),
    Rule.INSTRUCTOR_TOTAL: (changed(TWO, LI, max_slots=1), [FIRST, Placement(2, 5, LI.id, HALL.id)]),
    Rule.MEAL_WAVE: (changed(TWO, SPRING, lunch_delay=30), [replace(FIRST, start=2)]),
    Rule.SUPPLY: (
        replace(problem(visit(1, needs={"guide": 2})), supplies=(Supply("guide", 1),)),
        [Placement(1, 0, None, VILLAGE.id)],
    ),
}


@pytest.mark.parametrize("rule", list(Rule))
def test_each_rule_speaks_alone(rule):
    given, placements = CASES[rule]

    assert set(rules_broken(given, *placements)) == {rule}


def test_a_plan_that_keeps_every_rule_is_silent():
    assert rules_broken(TWO, FIRST, SECOND) == []


def test_groups_of_one_cohort_may_part():
    given = problem(lecture(1, group="A"), lecture(2, group="B"))

    assert rules_broken(given, FIRST, replace(SECOND, start=0)) == []


def test_a_session_of_two_cohorts_keeps_both_busy():
    given = problem(lecture(1, cohorts=(1, 2), venues=(HALL.id,)), lecture(2, AUTUMN))

    assert Rule.COHORT_TWICE in rules_broken(given, FIRST, replace(SECOND, start=0))


def test_a_stop_of_an_outing_is_booked_as_well():
    given = problem(visit(1, venues=(), stops=(Stop(VILLAGE.id, 1, 1),)), visit(2, AUTUMN))

    assert rules_broken(given, Placement(1, 0), Placement(2, 0, None, VILLAGE.id)) == [Rule.VENUE_FULL]


def test_what_others_booked_counts_against_an_instructor():
    given = changed(TWO, LI, busy=frozenset({0}))

    assert rules_broken(given, FIRST) == [Rule.INSTRUCTOR_TWICE]


def test_a_rule_that_only_warns_costs_and_does_not_block():
    given, placements = CASES[Rule.LECTURES_A_DAY]
    findings = check(replace(given, strengths=Strengths({Rule.LECTURES_A_DAY: Strength.WARN})), placements)

    assert (findings.broken, findings.terms["warned"]) == ((), given.weights.warned)


def test_an_ignored_rule_is_silent():
    given, placements = CASES[Rule.AWAY]

    assert rules_broken(replace(given, strengths=Strengths({Rule.AWAY: Strength.IGNORE})), *placements) == []


def test_nobody_can_weaken_that_nothing_is_in_two_places():
    given, placements = CASES[Rule.INSTRUCTOR_TWICE]
    weakened = replace(given, strengths=Strengths({Rule.INSTRUCTOR_TWICE: Strength.IGNORE}))

    assert rules_broken(weakened, *placements) == [Rule.INSTRUCTOR_TWICE]


@pytest.mark.parametrize("rule", [one for one in Rule if one is not Rule.ORDER])
def test_a_move_by_hand_is_judged_by_the_same_rules(rule):
    given, placements = CASES[rule]

    assert {one.rule for one in breaks(given, placements[:-1], placements[-1])} == {rule}
