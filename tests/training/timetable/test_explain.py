"""Why a cohort cannot be placed: exactly the facts that exclude one another, and giving up any one of them mends it."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given

from tests.training.timetable.test_brute_force import problems
from tests.training.timetable.trade import (
    AUTUMN,
    CLASSROOM,
    HALL,
    LI,
    MUSEUM,
    SPRING,
    VILLAGE,
    WANG,
    ZHAO,
    changed,
    lecture,
    problem,
    visit,
)
from tests.tries import tries
from training.timetable import sat
from training.timetable.check import check
from training.timetable.explain import Conflict, explain
from training.timetable.problem import Pin, Placement, Stop, Supply
from training.timetable.words import fact

NOBODY = ()
MONDAY = lecture(1, starts=(0,), instructors=(LI.id,), venues=(HALL.id,))
ONLY_TUESDAY = changed(problem(visit(1), pins=(Pin(1, start=10),)), VILLAGE, open_weekdays=frozenset({1}))
ALL_AWAY = changed(
    changed(changed(problem(lecture(1)), LI, away=frozenset(range(25))), WANG, away=frozenset(range(25))),
    ZHAO,
    away=frozenset(range(25)),
)
THREE_ON_MONDAY = problem(*(lecture(n, starts=(0, 1, 2, 3)) for n in (1, 2, 3)))
BACKWARDS = problem(lecture(1, starts=(5,)), lecture(2, starts=(0,), after=(1,)))
NO_EVENING = changed(problem(lecture(1, starts=(4,))), SPRING, max_evenings=0)
LATE_LUNCH = changed(problem(lecture(1, starts=(2,))), SPRING, lunch_delay=30)
ONE_GUIDE = replace(problem(visit(1, starts=(0,), needs={"guide": 2})), supplies=(Supply("guide", 1),))
SHARED_GUIDE = replace(
    changed(
        problem(visit(1, starts=(0,), needs={"guide": 1}), visit(2, AUTUMN, starts=(0,), needs={"guide": 1})),
        VILLAGE,
        groups_at_once=2,
    ),
    supplies=(Supply("guide", 1),),
)
SHARED_TEACHER = problem(MONDAY, lecture(2, AUTUMN))

# what is impossible, the others' placements, and each fact of the conflict with the problem in which it was given up
CASES = {
    "a pin to a day its site is closed": (
        ONLY_TUESDAY,
        NOBODY,
        {
            ("pinned", (1,)): replace(ONLY_TUESDAY, pins=()),
            ("closed", (VILLAGE.id,)): problem(visit(1), pins=(Pin(1, start=10),)),
        },
    ),
    "everybody away": (
        ALL_AWAY,
        NOBODY,
        {
            ("away", (one.id,)): replace(
                ALL_AWAY,
                instructors=tuple(
                    replace(other, away=frozenset()) if other.id == one.id else other for other in ALL_AWAY.instructors
                ),
            )
            for one in (LI, WANG, ZHAO)
        },
    ),
    "three lectures on one day": (
        THREE_ON_MONDAY,
        NOBODY,
        {("lectures-a-day", (2,)): replace(THREE_ON_MONDAY, max_lectures_a_day=3)},
    ),
    "an order against the days": (
        BACKWARDS,
        NOBODY,
        {("order", (1, 2)): problem(lecture(1, starts=(5,)), lecture(2, starts=(0,)))},
    ),
    "time that is kept free": (
        changed(problem(MONDAY), SPRING, blocked=frozenset({0})),
        NOBODY,
        {("blocked", (SPRING.id,)): problem(MONDAY)},
    ),
    "an instructor booked elsewhere": (
        changed(problem(MONDAY), LI, busy=frozenset({0})),
        NOBODY,
        {("booked-instructor", (LI.id,)): problem(MONDAY)},
    ),
    "an instructor who teaches no more": (
        changed(problem(MONDAY), LI, max_slots=0),
        NOBODY,
        {("limits", (LI.id,)): problem(MONDAY)},
    ),
    "a room booked elsewhere": (
        changed(problem(MONDAY), HALL, busy=(0,)),
        NOBODY,
        {("booked-venue", (HALL.id,)): problem(MONDAY)},
    ),
    "another cohort has the instructor": (
        SHARED_TEACHER,
        (Placement(2, 0, LI.id, CLASSROOM.id),),
        {("used-by", (AUTUMN.id,)): problem(MONDAY)},
    ),
    "an evening nobody agreed to": (
        NO_EVENING,
        NOBODY,
        {("evenings", (SPRING.id,)): problem(lecture(1, starts=(4,)))},
    ),
    "a lunch that is late": (
        LATE_LUNCH,
        NOBODY,
        {("meal-wave", (SPRING.id,)): problem(lecture(1, starts=(2,)))},
    ),
    "too few guides": (
        ONE_GUIDE,
        NOBODY,
        {("supply", ("guide",)): replace(ONE_GUIDE, supplies=(Supply("guide", 2),))},
    ),
    "the guide is with another cohort": (
        SHARED_GUIDE,
        (Placement(2, 0, None, VILLAGE.id),),
        {
            ("supply", ("guide",)): replace(SHARED_GUIDE, supplies=(Supply("guide", 2),)),
            ("used-by", (AUTUMN.id,)): replace(SHARED_GUIDE, sessions=SHARED_GUIDE.sessions[:1]),
        },
    ),
}


def others(given, placements):
    known = {one.id for one in given.sessions}
    return [one for one in placements if one.session in known]


@pytest.mark.parametrize("case", CASES)
def test_the_conflict_is_exactly_what_excludes_one_another(case):
    given, placements, mended = CASES[case]

    conflict = explain(given, SPRING.id, placements)

    assert {(one.code, one.about) for one in conflict.facts} == mended.keys()
    assert {(one.code, one.about) for one in conflict.enough} == mended.keys()
    assert all(fact(one.code, one.about) for one in conflict.facts)


@pytest.mark.parametrize("case", CASES)
def test_giving_up_any_one_of_them_makes_it_possible(case):
    _, placements, mended = CASES[case]

    assert [explain(one, SPRING.id, others(one, placements)) for one in mended.values()] == [None] * len(mended)


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("no-start", problem(lecture(1, starts=()))),
        ("no-venue-large-enough", changed(problem(lecture(1)), SPRING, size=61)),
        ("too-many-groups-at-once", problem(visit(1, groups=2))),
        ("stop-too-small", changed(problem(visit(1, stops=(Stop(MUSEUM.id, 1, 1),))), MUSEUM, capacity=39)),
        (
            "stop-too-crowded",
            changed(problem(visit(1, groups=2, stops=(Stop(MUSEUM.id, 1, 1),))), VILLAGE, groups_at_once=2),
        ),
        ("more-than-the-days-hold", problem(*(lecture(n, starts=(0, 1)) for n in (1, 2, 3)))),
    ],
)
def test_what_no_fact_could_mend_is_said_at_once(code, given):
    hopeless = explain(given, SPRING.id).hopeless[0]

    assert hopeless.code == code
    assert "{" not in fact(hopeless.code, hopeless.about)


OPEN = sat.Answer((), 0, 0, False, False, 0.0)


def test_what_stays_open_is_neither_possible_nor_impossible(monkeypatch):
    monkeypatch.setattr(sat.Model, "solve", lambda *_, **__: OPEN)

    conflict = explain(problem(lecture(1)), SPRING.id)

    assert (conflict, conflict.is_proved) == (Conflict((), is_open=True), False)


def test_a_conflict_found_by_half_claims_no_way_out_and_says_that_it_may_not_be_the_smallest(monkeypatch):
    asked, solve = [], sat.Model.solve

    def first_alone(model, *given, **named):
        asked.append(1)
        return solve(model, *given, **named) if len(asked) == 1 else OPEN

    monkeypatch.setattr(sat.Model, "solve", first_alone)

    conflict = explain(THREE_ON_MONDAY, SPRING.id)

    assert (bool(conflict.facts), conflict.enough, conflict.is_open) == (True, (), True)


@tries(60)
@given(problems())
def test_a_cohort_is_explained_when_and_only_when_no_plan_holds_all_of_it(given):
    mine = [one for one in given.sessions if 1 in one.cohorts]
    alone = replace(given, sessions=tuple(replace(one, after=()) for one in mine), pins=())
    choices = [
        [
            Placement(one.id, start, who, where)
            for start in one.starts
            for who in one.instructors or (None,)
            for where in one.venues
        ]
        for one in mine
    ]
    possible = any(not check(alone, plan).broken for plan in product(*choices))

    assert (explain(alone, 1) is None) == possible
