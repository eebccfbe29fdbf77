"""The demonstration's classes stand at every stage, agree with their programs, and show what class advisers meet."""

from datetime import date, timedelta

import pytest

from courses.demo import facts as orders
from courses.model import ProgramState
from enrollment.demo import facts
from enrollment.demo.facts import Mark, Stage
from training.demo import facts as center_facts

WEEK = [date(2026, 3, 2) + timedelta(days=n) for n in range(7)]
CENTERS = ["jiangcheng", "binjiang"]
LEAVE = {Mark.PERSONAL_LEAVE, Mark.SICK_LEAVE, Mark.OFFICIAL_LEAVE}
STAGES = {
    ProgramState.AGREED: {Stage.OPENED, Stage.SCHEDULED, Stage.ROSTERED},
    ProgramState.POSTPONED: {Stage.OPENED},
    ProgramState.RUNNING: {Stage.RUNNING},
    ProgramState.CLOSED: {Stage.CLOSED, Stage.CERTIFIED},
    ProgramState.SETTLED: {Stage.CERTIFIED},
}


@pytest.fixture(scope="module")
def main():
    return facts.center("jiangcheng")


def hours(made, cohort):
    """Credit hours in hundredths by day and half-day of a class."""
    known = {course.key: course for course in orders.center(made.center).catalogue.courses}
    found: dict = {}
    for day, half, item in made.plan(cohort).items:
        if item.course:
            found[day.number, half] = found.get((day.number, half), 0) + known[item.course].credit_hours
    return found


def missed(made, cohort, marks):
    """Hours by trainee that were missed under these marks."""
    taught, found = hours(made, cohort), {}
    for each in made.away(cohort):
        if each.mark in marks:
            found[each.trainee] = found.get(each.trainee, 0) + taught[each.day, each.half]
    return found


def test_classes_fill_more_than_one_page_and_stand_at_every_stage(main):
    assert len(main.cohorts) >= 30
    assert {cohort.stage for cohort in main.cohorts} == set(Stage)


@pytest.mark.parametrize("center", CENTERS)
def test_every_program_that_takes_place_has_a_class_for_each_run(center):
    made, ordered = facts.center(center), orders.center(center)

    for program in ordered.programs:
        runs = [cohort.run_number for cohort in made.cohorts if cohort.program == program.key]
        expected = 0 if program.state is ProgramState.CANCELLED else ordered.package(program.package).runs
        assert runs == list(range(1, expected + 1)), program.key


@pytest.mark.parametrize("center", CENTERS)
def test_the_stage_of_a_class_agrees_with_its_program(center):
    states = {program.key: program.state for program in orders.center(center).programs}

    for cohort in facts.center(center).cohorts:
        assert cohort.stage in STAGES[states[cohort.program]], cohort.key


@pytest.mark.parametrize("center", CENTERS)
def test_a_class_sits_in_a_room_that_holds_it(center):
    seats = {room.key: room.capacity for room in center_facts.center(center).rooms}

    assert [c.key for c in facts.center(center).cohorts if c.seats + 2 > seats[c.home_room]] == []


@pytest.mark.parametrize("loaded", WEEK, ids=lambda day: day.strftime("%a"))
@pytest.mark.parametrize("center", CENTERS)
def test_no_two_classes_share_a_room_on_a_day(center, loaded):
    made = facts.center(center)
    taken = [
        (cohort.home_room, made.starts(cohort, loaded) + timedelta(days=day.number - 1))
        for cohort in made.cohorts
        for day in made.plan(cohort).days
        if day.halves
    ]

    assert len(taken) > 10
    assert sorted({place for place in taken if taken.count(place) > 1}) == []


@pytest.mark.parametrize("loaded", WEEK, ids=lambda day: day.strftime("%a"))
@pytest.mark.parametrize("center", CENTERS)
def test_nobody_attends_two_classes_on_a_day(center, loaded):
    made = facts.center(center)
    seen = set()

    for cohort in made.cohorts:
        for day in made.plan(cohort).days:
            on = made.starts(cohort, loaded) + timedelta(days=day.number - 1)
            for trainee in made.attending(cohort):
                assert (trainee.key, on) not in seen, (cohort.key, trainee.key)
                seen.add((trainee.key, on))


@pytest.mark.parametrize("center", CENTERS)
def test_whoever_was_taught_is_named(center):
    made = facts.center(center)
    named = {Stage.ROSTERED, Stage.RUNNING, Stage.CLOSED, Stage.CERTIFIED}

    for cohort in made.cohorts:
        assert len(made.named(cohort)) == cohort.named <= cohort.seats, cohort.key
        assert cohort.named == cohort.seats or cohort.stage not in named, cohort.key


def test_one_roster_is_empty_one_is_short_and_both_are_overdue(main):
    late = {
        cohort.key: cohort.named for cohort in main.cohorts if cohort.roster_due is not None and cohort.roster_due < 0
    }

    assert late == {"united-front-next": 18, "village-next": 0}


def test_timetables_are_published_from_their_stage_on(main):
    for cohort in main.cohorts:
        assert (cohort.editions > 0) == (cohort.stage is not Stage.OPENED), cohort.key
    assert max(cohort.editions for cohort in main.cohorts) >= 3


@pytest.mark.parametrize("center", CENTERS)
def test_a_substitute_comes_before_the_class_and_was_not_on_its_roster(center):
    made = facts.center(center)
    cohorts = {cohort.key: cohort for cohort in made.cohorts}

    assert made.substitutions
    for each in made.substitutions:
        cohort = cohorts[each.cohort]
        named = [trainee.key for trainee in made.named(cohort)]
        assert each.out in named
        assert each.into not in named
        assert each.on <= 0
        assert all(loaded + timedelta(days=each.on) < made.starts(cohort, loaded) for loaded in WEEK), each.cohort


def test_a_substitute_stands_where_the_other_stood(main):
    cohort = next(cohort for cohort in main.cohorts if cohort.key == "flood-40")

    before = [trainee.key for trainee in main.named(cohort)]
    after = [trainee.key for trainee in main.attending(cohort)]
    assert [(was, now) for was, now in zip(before, after, strict=True) if was != now] == [("yunxi-44", "yunxi-47")]


@pytest.mark.parametrize("center", CENTERS)
def test_people_are_only_away_from_half_days_that_were_taught(center):
    made = facts.center(center)

    for cohort in made.cohorts:
        taught = hours(made, cohort)
        assert [each for each in made.away(cohort) if (each.day, each.half) not in taught] == [], cohort.key


@pytest.mark.parametrize("loaded", WEEK, ids=lambda day: day.strftime("%a"))
def test_nobody_is_away_from_what_lies_ahead(main, loaded):
    cohorts = {cohort.key: cohort for cohort in main.cohorts}

    for each in main.exceptions:
        assert main.starts(cohorts[each.cohort], loaded) + timedelta(days=each.day - 1) < loaded


def test_every_kind_of_absence_was_met(main):
    assert {each.mark for each in main.exceptions} == set(Mark)


def test_nobody_is_marked_twice_for_one_half_day(main):
    places = [(each.cohort, each.trainee, each.day, each.half) for each in main.exceptions]

    assert len(set(places)) == len(places)


def test_one_trainee_missed_exactly_one_seventh_and_another_more(main):
    cohort = next(cohort for cohort in main.cohorts if cohort.key == "governance-5")
    total, leave = sum(hours(main, cohort).values()), missed(main, cohort, LEAVE)

    assert 7 * leave["songtao-05"] == total
    assert 7 * leave["songtao-12"] > total


def test_a_running_class_has_somebody_near_the_limit_of_leave(main):
    cohort = next(cohort for cohort in main.cohorts if cohort.key == "flood-now")
    total = sum(hours(main, cohort).values())

    assert any(total < 14 * leave and 7 * leave <= total for leave in missed(main, cohort, LEAVE).values())


def test_certificates_fill_more_than_one_page(main):
    certified = [cohort for cohort in main.cohorts if cohort.stage is Stage.CERTIFIED]

    assert sum(cohort.named for cohort in certified) >= 300


def test_the_agency_of_the_main_journey_has_no_roster_yet(main):
    cohort = next(cohort for cohort in main.cohorts if cohort.key == "flood-next")

    assert (cohort.stage, cohort.named) == (Stage.SCHEDULED, 0)
    assert len(center_facts.center("jiangcheng").named("yunxi")) == cohort.seats
