"""Repair: what was taught stays, what is lost is gone, everything else moves as little as it can, and the diff says it all."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

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
    lecture,
    problem,
    visit,
)
from tests.tries import tries
from training.timetable.check import check
from training.timetable.problem import Budget, Pin, Placement, Stop
from training.timetable.repair import Loss, repair
from training.timetable.solve import solve
from training.timetable.words import sentence

WEEK = problem(
    *(lecture(n, SPRING) for n in range(1, 6)),
    visit(6, SPRING, venues=(VILLAGE.id, MUSEUM.id)),
    *(lecture(n, AUTUMN) for n in range(11, 16)),
    visit(16, AUTUMN, venues=(VILLAGE.id, MUSEUM.id)),
)
LOSSES = some.one_of(
    some.builds(Loss, instructor=some.sampled_from((LI.id, WANG.id, ZHAO.id)), from_slot=some.integers(0, 25)),
    some.builds(
        Loss, venue=some.sampled_from((HALL.id, CLASSROOM.id, VILLAGE.id, MUSEUM.id)), from_slot=some.integers(0, 25)
    ),
)


@pytest.fixture(scope="module")
def published():
    return solve(WEEK, budget=Budget(seconds=0.3, wall=600)).placements


@tries(30)
@given(LOSSES)
def test_whoever_falls_out_what_was_taught_stays_and_the_diff_is_whole(published, loss):
    done = repair(WEEK, published, loss)

    before, after = {one.session: one for one in published}, done.plan.by_session()
    assert all(after[key] == one for key, one in before.items() if one.start < loss.from_slot)
    assert all(one.start >= loss.from_slot for key, one in after.items() if one != before.get(key))
    assert check(WEEK, after.values()).broken == ()
    assert not any(
        (one.instructor is not None and one.instructor == loss.instructor)
        or (one.venue is not None and one.venue == loss.venue)
        for one in after.values()
        if one.start >= loss.from_slot
    )
    assert {one.session: (one.was, one.now) for one in done.changes} == {
        key: (was, after.get(key)) for key, was in before.items() if was != after.get(key)
    }


def test_another_instructor_steps_in_at_the_same_time():
    given = problem(lecture(1), lecture(2, AUTUMN))

    done = repair(given, [Placement(1, 5, LI.id, HALL.id), Placement(2, 5, WANG.id, CLASSROOM.id)], Loss(LI.id))

    assert [(one.session, one.now, one.why.code) for one in done.changes] == [
        (1, Placement(1, 5, ZHAO.id, HALL.id), "instructor-gone")
    ]


def test_a_session_moves_only_when_nobody_can_step_in():
    given = problem(lecture(1, instructors=(LI.id, WANG.id)), lecture(2, AUTUMN, instructors=(WANG.id,), starts=(5,)))

    done = repair(given, [Placement(1, 5, LI.id, HALL.id), Placement(2, 5, WANG.id, CLASSROOM.id)], Loss(LI.id))

    (change,) = done.changes
    assert (change.session, change.now.instructor, change.now.start != 5) == (1, WANG.id, True)


def test_what_cannot_be_mended_is_left_open_with_its_reason():
    given = problem(lecture(1, instructors=(LI.id,)))

    done = repair(given, [Placement(1, 5, LI.id, HALL.id)], Loss(LI.id))

    assert [(one.session, one.now) for one in done.changes] == [(1, None)]
    assert [one.reasons[0].code for one in done.plan.unplaced] == ["instructors-away"]


def test_nothing_is_moved_into_days_that_are_over():
    given = problem(lecture(1, starts=(0, 5)), lecture(2, AUTUMN))

    done = repair(given, [Placement(1, 5, LI.id, HALL.id)], Loss(venue=HALL.id, from_slot=3))

    assert done.plan.by_session()[1] == Placement(1, 5, LI.id, CLASSROOM.id)


def test_what_was_taught_stays_even_where_it_broke_a_rule():
    given = problem(lecture(1), lecture(2), lecture(3))
    taught = [Placement(1, 0, LI.id, HALL.id), Placement(2, 0, LI.id, HALL.id)]

    done = repair(given, [*taught, Placement(3, 10, LI.id, HALL.id)], Loss(LI.id, from_slot=5))

    assert list(done.plan.placements[:2]) == taught
    assert done.plan.by_session()[3].instructor == WANG.id


def test_a_pin_to_whoever_is_gone_is_released_and_the_rest_of_it_holds():
    given = problem(lecture(1), pins=(Pin(1, start=5, instructor=LI.id, venue=HALL.id),))

    done = repair(given, [Placement(1, 5, LI.id, HALL.id)], Loss(LI.id))

    assert done.plan.by_session()[1] == Placement(1, 5, WANG.id, HALL.id)


def test_a_closed_venue_is_left_for_another():
    given = replace(problem(visit(1, venues=(VILLAGE.id, MUSEUM.id))))

    done = repair(given, [Placement(1, 5, None, VILLAGE.id)], Loss(venue=VILLAGE.id))

    assert done.plan.by_session()[1] == Placement(1, 5, None, MUSEUM.id)


@pytest.mark.parametrize(
    ("loss", "said"),
    [
        (Loss(LI.id), "instructor 1 is gone"),
        (Loss(venue=HALL.id), "venue 11 is gone"),
        (Loss(LI.id, HALL.id), "instructor 1 and venue 11 are gone"),
    ],
)
def test_what_changes_names_who_or_what_is_gone_and_nothing_else(loss, said):
    done = repair(problem(lecture(1)), [Placement(1, 5, LI.id, HALL.id)], loss)

    assert [sentence(one.why) for one in done.changes] == [said]


def test_an_outing_that_loses_a_stop_says_so():
    outing = visit(1, stops=(Stop(MUSEUM.id, 1, 1),))

    done = repair(problem(outing), [Placement(1, 5, None, VILLAGE.id)], Loss(venue=MUSEUM.id))

    assert [(one.now, sentence(one.why)) for one in done.changes] == [(None, "venue 22 is gone")]
    assert [one.reasons[0].code for one in done.plan.unplaced] == ["stops-taken"]
