"""Random small problems against trying everything: the solver places as many, at the same cost, and its bound is true."""

from dataclasses import replace
from itertools import product

from hypothesis import given
from hypothesis import strategies as some

from tests.tries import tries
from training.timetable.check import check
from training.timetable.facts import Facts
from training.timetable.occupancy import Occupancy
from training.timetable.problem import (
    Budget,
    Cohort,
    Instructor,
    Pin,
    Placement,
    Problem,
    Rule,
    Session,
    Stop,
    Strength,
    Strengths,
    Supply,
    Venue,
    VenueKind,
)
from training.timetable.solve import solve

STARTS = (0, 1, 2, 3, 4)
PEOPLE, PLACES = (1, 2), (11, 12)
SOFT = (Rule.ORDER, Rule.AWAY, Rule.LECTURES_A_DAY, Rule.INSTRUCTOR_DAY)
SOFTER = (Rule.SEATS, Rule.CLOSED, Rule.BLOCKED, Rule.EVENINGS, Rule.MEAL_WAVE, Rule.SUPPLY, Rule.INSTRUCTOR_TOTAL)


@some.composite
def problems(draw):
    sessions = []
    for number in range(1, draw(some.integers(2, 3)) + 1):
        length = draw(some.sampled_from((1, 1, 2)))
        starts = draw(
            some.sets(some.sampled_from([one for one in STARTS if one + length <= 5]), min_size=1, max_size=3)
        )
        sessions.append(
            Session(
                number,
                (draw(some.sampled_from((1, 2))),),
                draw(some.sampled_from(("lecture", "seminar"))),
                length,
                tuple(sorted(starts)),
                "law",
                tuple(sorted(draw(some.sets(some.sampled_from(PEOPLE), max_size=2)))),
                tuple(sorted(draw(some.sets(some.sampled_from(PLACES), min_size=1, max_size=2)))),
                after=(number - 1,) if number > 1 and draw(some.booleans()) else (),
                wished=frozenset(draw(some.sets(some.sampled_from(STARTS), max_size=1))),
            )
        )
    return Problem(
        cohorts=(Cohort(1, 20), Cohort(2, 40)),
        sessions=tuple(sessions),
        instructors=tuple(
            Instructor(
                one,
                fee=draw(some.integers(1, 9)),
                ratings={"law": draw(some.integers(2, 5))},
                away=frozenset(draw(some.sets(some.sampled_from(STARTS), max_size=2))),
                busy=frozenset(draw(some.sets(some.sampled_from(STARTS), max_size=3))),
                dislikes=frozenset(draw(some.sets(some.sampled_from(STARTS), max_size=2))),
                max_slots_a_day=draw(some.integers(1, 4)),
                wished_slots=draw(some.none() | some.integers(0, 2)),
            )
            for one in PEOPLE
        ),
        venues=(Venue(11, capacity=40), Venue(12, capacity=80)),
        max_lectures_a_day=draw(some.integers(1, 2)),
        strengths=Strengths({rule: draw(some.sampled_from(Strength)) for rule in SOFT}),
    )


TOWN, HILL = 21, 22  # sites


@some.composite
def centers(draw):
    """What centers need beyond the benchmark: joint sessions, groups, sites, stops, guides, meals, evenings, pins."""
    base = draw(problems())
    sessions = []
    for one in base.sessions:
        at_a_site = one.length == 2 and draw(some.booleans())
        stop = Stop(HILL, draw(some.integers(0, 1)), 1)
        sessions.append(
            replace(
                one,
                cohorts=draw(some.sampled_from(((1,), (2,), (1, 2)))),
                group=draw(some.sampled_from(("", "", "A", "B"))),
                method=draw(some.sampled_from(("lecture", "case"))),
                venues=(TOWN,) if at_a_site else one.venues,
                groups=draw(some.integers(1, 2)) if at_a_site else 1,
                stops=(stop,) if at_a_site and draw(some.booleans()) else (),
                needs={"guide": draw(some.integers(1, 2))} if draw(some.booleans()) else {},
                minutes=draw(some.sampled_from((0, 60))),
            )
        )
    pinned = draw(some.none() | some.sampled_from(sessions))
    return replace(
        base,
        sessions=tuple(sessions),
        cohorts=tuple(
            replace(
                one,
                blocked=frozenset(draw(some.sets(some.sampled_from(STARTS), max_size=1))),
                max_evenings=draw(some.none() | some.integers(0, 1)),
                lunch_delay=draw(some.sampled_from((0, 30))),
            )
            for one in base.cohorts
        ),
        venues=(
            *base.venues,
            Venue(TOWN, VenueKind.SITE, draw(some.sampled_from((20, 40))), groups_at_once=draw(some.integers(1, 3))),
            Venue(HILL, VenueKind.SITE, closed=frozenset(draw(some.sets(some.sampled_from(STARTS), max_size=1)))),
        ),
        supplies=(Supply("guide", draw(some.integers(0, 2)), tuple(draw(some.sets(some.just(1), max_size=1)))),),
        pins=() if pinned is None else (Pin(pinned.id, start=draw(some.sampled_from(pinned.starts))),),
        strengths=Strengths({rule: draw(some.sampled_from(Strength)) for rule in SOFTER}),
    )


def everything(problem):
    """The cost of the cheapest of all plans that break nothing."""
    choices = [
        [
            None,
            *(
                Placement(session.id, start, who, where)
                for start in session.starts
                for who in session.instructors or (None,)
                for where in session.venues
            ),
        ]
        for session in problem.sessions
    ]
    plans = ([one for one in picked if one is not None] for picked in product(*choices))
    return min(found.cost for plan in plans if not broken(found := check(problem, plan), plan))


def broken(found, plan):
    """What a plan breaks by what it holds; a pinned session that finds no place breaks nothing by that."""
    placed = {one.session for one in plan}
    return [one for one in found.broken if placed >= set(one.sessions)]


@tries(60)
@given(problems())
def test_no_plan_is_cheaper_than_the_one_found_and_the_bound_is_true(problem):
    plan = solve(problem, budget=Budget(seconds=5))

    cheapest = everything(problem)

    assert (plan.cost, check(problem, plan.placements).broken) == (cheapest, ())
    assert plan.bound <= cheapest


def test_a_booked_day_that_grows_too_long_pays_for_being_busy_and_for_being_too_long():
    """Elsewhere in the morning already, the first would pay both for his one lecture; the second teaches twice for less."""
    lecture = Session(1, (1,), "lecture", 1, (1,), "law", (2,), (11,))
    booked = Instructor(1, fee=1, busy=frozenset({1, 2}), max_slots_a_day=1, wished_slots=0)
    problem = Problem(
        cohorts=(Cohort(1, 20), Cohort(2, 40)),
        sessions=(lecture, replace(lecture, id=2, cohorts=(2,), starts=(0,), instructors=(1, 2))),
        instructors=(booked, Instructor(2, fee=1, max_slots_a_day=1)),
        venues=(Venue(11, capacity=40),),
        strengths=Strengths({Rule.INSTRUCTOR_DAY: Strength.WARN}),
    )

    plan = solve(problem, budget=Budget(seconds=5))

    assert (plan.cost, plan.bound, plan.terms["busy_day"]) == (everything(problem), everything(problem), 6)
    assert {one.instructor for one in plan.placements} == {2}


@tries(60)
@given(centers())
def test_what_centers_need_is_solved_to_the_best_as_well(problem):
    plan = solve(problem, budget=Budget(seconds=5, wall=600))

    cheapest = everything(problem)

    assert (plan.cost, broken(check(problem, plan.placements), plan.placements)) == (cheapest, [])
    assert plan.bound <= cheapest


@tries(100)
@given(problems(), some.data())
def test_the_running_cost_of_a_search_is_what_the_judge_counts(problem, data):
    taken = Occupancy(Facts(problem))
    placements = []
    for session in problem.sessions:
        who = data.draw(some.sampled_from(session.instructors or (None,)))
        one = Placement(session.id, data.draw(some.sampled_from(session.starts)), who, session.venues[0])
        if not check(problem, [*placements, one]).broken:
            placements.append(one)
            taken.put(one)
    missing = len(problem.sessions) - len(placements)

    assert taken.cost + missing * problem.weights.unplaced == check(problem, placements).cost

    for one in placements:
        taken.lift(one.session)
    assert taken.cost == 0
