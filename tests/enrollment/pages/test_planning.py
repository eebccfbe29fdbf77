"""The one table of planning rules: seen, saved by hand and by a program, and obeyed by solver and judge."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from enrollment.actions import planning as actions
from enrollment.model import Person, PlanningRules, Spot
from enrollment.queries import timetable as queries
from enrollment.rules import conflicts, demand, planning
from enrollment.tables import PlanningRules as Kept
from tests import make
from tests.enrollment import classes
from training.model import Half
from training.timetable.problem import Rule, Strength, Weights

LONG_AGO = date(2000, 1, 3)


@pytest.fixture
async def one(client):
    one = await classes.ready(await make.center())
    await client.sign_in(f"scheduler{one.cohort}@north.example")
    await client.get("/cohorts")
    return one


async def test_a_center_sees_what_is_usual_and_what_it_saved(client, one):
    usual = await client.get("/timetable/rules")
    assert usual.text.count('value="warn" selected') == 2

    saved = await client.post("/timetable/rules", {"evenings": "block-publishing", "seats": "ignore", "fee": "7"})

    assert "排课规则已保存" in saved.text
    assert 'value="block-publishing" selected' in saved.text
    assert 'name="fee" value="7"' in saved.text
    await client.post("/timetable/rules", {"fee": "8"})
    assert await Kept.count() == 1


@pytest.mark.parametrize("given", [{"fee": "-1"}, {"fee": "501"}, {"fee": "viel"}, {"seats": "perhaps"}])
async def test_senseless_rules_are_refused_with_what_was_typed(client, one, given):
    await client.get("/timetable/rules")
    answer = await client.post("/timetable/rules", given)

    assert answer.status_code == 422
    assert "有1处需要修改" in answer.text
    assert await Kept.count() == 0


async def test_a_program_reads_and_sets_the_same_table(client, one):
    before = (await client.json("GET", "/api/v1/timetable/rules")).json()
    after = (await client.json("PUT", "/api/v1/timetable/rules", {"evenings": "ignore", "rating": 0})).json()

    assert (before["strengths"]["evenings"], before["weights"]["rating"]) == ("warn", 4)
    assert after == {
        "strengths": before["strengths"] | {"evenings": "ignore"},
        "weights": before["weights"] | {"rating": 0},
    }
    assert (await client.json("GET", "/api/v1/timetable/rules")).json() == after


async def test_the_solver_and_the_judge_obey_it_and_another_center_does_not(client, one):
    other = await classes.ready(await make.center("south"))
    await actions.set_rules(one.scheduler, PlanningRules({"seats": "ignore"}, {"fee": 9}))

    mine = demand.problem(await queries.demand_of(one.scheduler, one.cohort), LONG_AGO)
    theirs = demand.problem(await queries.demand_of(other.scheduler, other.cohort), LONG_AGO)

    assert (mine.strengths.of(Rule.SEATS), mine.weights.fee) == (Strength.IGNORE, 9)
    assert (theirs.strengths.of(Rule.SEATS), theirs.weights) == (Strength.BLOCK, Weights())


SAID = {  # a move is refused, a move is warned of, publishing is refused
    Strength.BLOCK: (True, False, True),
    Strength.BLOCK_PUBLISHING: (False, True, True),
    Strength.WARN: (False, True, False),
    Strength.IGNORE: (False, False, False),
}


@pytest.mark.parametrize("strength", list(Strength))
async def test_a_rule_stops_a_move_or_publishing_or_is_said_or_is_silent(client, one, strength):
    given = await queries.demand_of(one.scheduler, one.cohort)
    crowded = replace(
        given,
        venues=tuple(replace(venue, capacity=1) for venue in given.venues),
        planning=PlanningRules({"seats": strength.value}),
    )
    lecture = next(each for each in given.sessions if each.title.endswith("讲授"))
    day = given.cohort(one.cohort).starts_on
    spot = Spot(lecture.id, day, 1, one.teachers[0].id, (one.room.id,))

    placed = replace(
        lecture,
        on_day=day,
        half=Half.AM,
        starts=given.half_days.at(day, given.half_days.hours[0].starts),
        instructors=(Person(one.teachers[0].id, ""),),
        venues=(Person(one.room.id, ""),),
    )

    moved = conflicts.judge(crowded, spot, datetime.combine(LONG_AGO, time(), UTC))
    published = conflicts.of_cohort(replace(crowded, sessions=(placed,)), LONG_AGO)

    told = (moved.stops, moved.warns, published.stops)
    assert tuple("conflict.too-few-seats" in {fault.code for fault in faults} for faults in told) == SAID[strength]


def test_what_is_nobodys_to_weaken_cannot_be_weakened():
    chosen = planning.strengths(PlanningRules({"instructor-twice": "ignore", "pin": "ignore", "cohort-twice": "warn"}))

    assert {chosen.of(rule) for rule in (Rule.INSTRUCTOR_TWICE, Rule.PIN, Rule.COHORT_TWICE)} == {Strength.BLOCK}
