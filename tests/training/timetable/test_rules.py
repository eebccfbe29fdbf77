"""Every hard rule, alone broken: a sound plan, one thing changed, and only that rule speaks."""

from dataclasses import replace

import pytest

from tests.training.timetable.trade import (
    AUTUMN,
    CLASSROOM,
    HALL,
    LI,
    MUSEUM,
    SPRING,
    VILLAGE,
    WANG,
    changed,
    lecture,
    problem,
    visit,
)
from training.timetable.check import breaks, check
from training.timetable.meals import delays
from training.timetable.problem import (
    Budget,
    Cohort,
    Pin,
    Placement,
    Rule,
    Stop,
    Strength,
    Strengths,
    Supply,
)
from training.timetable.solve import solve
from training.timetable.travel import outing


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


ROADS = {(None, VILLAGE.id): 60, (None, MUSEUM.id): 30, (VILLAGE.id, MUSEUM.id): 90}
BOTH = (SPRING.id, AUTUMN.id)
WINTER = Cohort(3, size=40, last_day=4)


def tour(id, *visits, cohort=SPRING, **changes):
    """An outing as long as its roads and visits make it."""
    made = outing(visits, ROADS, 90)
    return visit(id, cohort, length=made.length, venues=(), stops=made.stops, starts=(0, 5), **changes)


def opening(id, **changes):
    """A ceremony: nobody teaches, and it has one start."""
    return lecture(id, **{"method": "opening", "starts": (0,), "instructors": (), **changes})


FAR = tour(1, (VILLAGE.id, 120))  # an hour there, two hours, an hour back
ROUND = tour(1, (VILLAGE.id, 30), (MUSEUM.id, 45))  # 60, 30, 90 between them, 45, 30
WAVES = delays({SPRING.id: 40, AUTUMN.id: 40}, seats=60)
HERE = Placement(1, 0)
AT_THE_VILLAGE = Placement(1, 0, None, VILLAGE.id)

KNOWN_TO_CENTERS = {
    "the road back from a site runs into a lecture": (
        Rule.COHORT_TWICE,
        problem(FAR, lecture(2)),
        [HERE, Placement(2, 2, LI.id, HALL.id)],
    ),
    "the road between two sites runs into a lecture": (
        Rule.COHORT_TWICE,
        problem(ROUND, lecture(2)),
        [HERE, Placement(2, 2, LI.id, HALL.id)],
    ),
    "the second stop of a half-day is taken by others": (
        Rule.VENUE_FULL,
        problem(
            tour(1, (MUSEUM.id, 30), (VILLAGE.id, 20)),
            visit(2, AUTUMN, venues=(VILLAGE.id,), length=1, starts=(1,)),
        ),
        [HERE, Placement(2, 1, None, VILLAGE.id)],
    ),
    "the second stop of a half-day is closed": (
        Rule.CLOSED,
        changed(problem(ROUND), MUSEUM, closed=frozenset({2})),
        [HERE],
    ),
    "the second stop of a half-day seats too few": (
        Rule.SEATS,
        changed(problem(ROUND), MUSEUM, capacity=39),
        [HERE],
    ),
    "a lecture during the opening": (
        Rule.COHORT_TWICE,
        problem(opening(1), lecture(2)),
        [replace(FIRST, instructor=None), replace(SECOND, start=0)],
    ),
    "an opening on the second day": (
        Rule.CHOICE,
        problem(opening(1)),
        [Placement(1, 5, None, HALL.id)],
    ),
    "an opening of two cohorts in a hall for one": (
        Rule.SEATS,
        problem(opening(1, cohorts=BOTH)),
        [Placement(1, 0, None, HALL.id)],
    ),
    "a joint lecture while one of its cohorts hears another": (
        Rule.COHORT_TWICE,
        changed(problem(lecture(1, cohorts=BOTH), lecture(2, AUTUMN)), HALL, capacity=80),
        [FIRST, replace(SECOND, start=0)],
    ),
    "the one instructor of a joint lecture teaches elsewhere": (
        Rule.INSTRUCTOR_TWICE,
        changed(
            problem(lecture(1, cohorts=BOTH), lecture(2, WINTER), cohorts=(SPRING, AUTUMN, WINTER)), HALL, capacity=80
        ),
        [FIRST, Placement(2, 0, LI.id, CLASSROOM.id)],
    ),
    "a third group at a site that takes two": (
        Rule.VENUE_FULL,
        changed(problem(visit(1, groups=2), visit(2, AUTUMN)), VILLAGE, groups_at_once=2),
        [AT_THE_VILLAGE, Placement(2, 0, None, VILLAGE.id)],
    ),
    "two groups of a cohort where one fits": (
        Rule.VENUE_FULL,
        problem(visit(1, groups=2)),
        [AT_THE_VILLAGE],
    ),
    "a cohort that would have to come in groups": (
        Rule.SEATS,
        changed(problem(visit(1)), VILLAGE, capacity=20, groups_at_once=2),
        [AT_THE_VILLAGE],
    ),
    "a group is away while all of its cohort meet": (
        Rule.COHORT_TWICE,
        problem(visit(1, group="A"), lecture(2, group="B"), lecture(3)),
        [AT_THE_VILLAGE, Placement(2, 0, LI.id, HALL.id), Placement(3, 1, WANG.id, CLASSROOM.id)],
    ),
    "one guide and two cohorts that need one": (
        Rule.SUPPLY,
        changed(
            replace(
                problem(visit(1, needs={"guide": 1}), visit(2, AUTUMN, needs={"guide": 1})),
                supplies=(Supply("guide", 1),),
            ),
            VILLAGE,
            groups_at_once=2,
        ),
        [AT_THE_VILLAGE, Placement(2, 0, None, VILLAGE.id)],
    ),
    "a guide somebody else has booked": (
        Rule.SUPPLY,
        replace(problem(visit(1, needs={"guide": 1})), supplies=(Supply("guide", 1, busy=(1,)),)),
        [AT_THE_VILLAGE],
    ),
    "the second meal wave has not eaten yet": (
        Rule.MEAL_WAVE,
        changed(problem(lecture(2, AUTUMN)), AUTUMN, lunch_delay=WAVES[AUTUMN.id]),
        [Placement(2, 2, LI.id, HALL.id)],
    ),
    "a second evening where one was agreed": (
        Rule.EVENINGS,
        changed(problem(lecture(1, starts=(4,)), lecture(2, starts=(9,))), SPRING, max_evenings=1),
        [replace(FIRST, start=4), replace(SECOND, start=9)],
    ),
    "the order holds between cohorts as well": (
        Rule.ORDER,
        problem(lecture(1), lecture(2, AUTUMN, after=(1,))),
        [FIRST, replace(SECOND, start=0)],
    ),
}


@pytest.mark.parametrize("case", KNOWN_TO_CENTERS)
def test_what_a_center_knows_speaks_alone(case):
    rule, given, placements = KNOWN_TO_CENTERS[case]

    assert set(rules_broken(given, *placements)) == {rule}


@pytest.mark.parametrize("case", KNOWN_TO_CENTERS)
def test_what_a_center_knows_is_judged_of_a_move_as_well(case):
    rule, given, placements = KNOWN_TO_CENTERS[case]

    assert {one.rule for one in breaks(given, placements[:-1], placements[-1])} == {rule}


@pytest.mark.parametrize("case", KNOWN_TO_CENTERS)
def test_the_solver_keeps_what_a_center_knows(case):
    _, given, placements = KNOWN_TO_CENTERS[case]

    plan = solve(given, start=placements, budget=Budget(seconds=2, wall=600))

    assert check(given, plan.placements).broken == ()


def test_the_road_is_length_from_the_center_between_sites_and_back():
    assert (FAR.length, ROUND.length) == (3, 3)
    assert [(stop.venue, stop.offset, stop.length) for stop in ROUND.stops] == [(VILLAGE.id, 0, 1), (MUSEUM.id, 2, 1)]


def test_a_joint_lecture_is_one_booking_of_its_instructor():
    given = changed(changed(problem(lecture(1, cohorts=BOTH)), LI, max_slots_a_day=1, max_slots=1), HALL, capacity=80)

    assert rules_broken(given, FIRST) == []


def test_a_site_takes_as_many_groups_as_it_can():
    given = changed(problem(visit(1), visit(2, AUTUMN)), VILLAGE, groups_at_once=2)

    assert rules_broken(given, AT_THE_VILLAGE, Placement(2, 0, None, VILLAGE.id)) == []


def test_a_cohort_in_groups_needs_a_seat_for_one_of_them():
    given = changed(problem(visit(1, groups=2)), VILLAGE, capacity=20, groups_at_once=2)

    assert rules_broken(given, AT_THE_VILLAGE) == []


def test_a_session_that_is_short_enough_begins_when_the_last_wave_has_eaten():
    given = changed(problem(lecture(2, AUTUMN, minutes=60)), AUTUMN, lunch_delay=WAVES[AUTUMN.id])

    assert (WAVES[AUTUMN.id], rules_broken(given, Placement(2, 2, LI.id, HALL.id))) == (30, [])


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


@pytest.mark.parametrize("rule", list(Rule))
def test_a_move_by_hand_is_judged_by_the_same_rules(rule):
    given, placements = CASES[rule]

    assert {one.rule for one in breaks(given, placements[:-1], placements[-1])} == {rule}


def test_a_cohort_in_groups_needs_a_seat_for_one_of_them_at_a_stop_as_well():
    outing = visit(1, venues=(), groups=2, stops=(Stop(MUSEUM.id, 0, 1),))
    given = changed(problem(outing), MUSEUM, capacity=20, groups_at_once=2)

    assert rules_broken(given, HERE) == []


def test_the_solver_counts_a_stop_that_only_warns_as_the_judge_does():
    given = replace(
        changed(problem(visit(1, stops=(Stop(MUSEUM.id, 1, 1),))), MUSEUM, capacity=39),
        strengths=Strengths({Rule.SEATS: Strength.WARN}),
    )

    plan = solve(given, budget=Budget(seconds=2, wall=600))

    assert (len(plan.placements), plan.cost, plan.bound) == (1, given.weights.warned, given.weights.warned)
