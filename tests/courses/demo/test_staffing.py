"""The demonstration's programs can be held together: enough instructors, enough room at every site, on any weekday."""

from collections import Counter
from datetime import date, timedelta
from itertools import groupby

import pytest

from courses.demo import facts
from courses.model import ProgramState
from training.demo import facts as center_facts
from training.model import Half

WEEK = [date(2026, 3, 2) + timedelta(days=n) for n in range(7)]
CENTERS = ["jiangcheng", "binjiang"]


@pytest.mark.parametrize("loaded", WEEK, ids=lambda day: day.strftime("%a"))
@pytest.mark.parametrize("center", CENTERS)
def test_no_site_receives_more_classes_at_once_than_it_takes(center, loaded):
    lanes = {site.key: site.lanes for site in center_facts.center(center).sites}
    sites = {course.key: course.sites for course in facts.center(center).catalogue.courses}
    visits = Counter((on, half, s) for on, half, _, course, _ in _lessons(center, loaded) for s in sites[course])

    assert len(visits) > 5
    assert [visit for visit, classes in visits.items() if classes > lanes[visit[2]]] == []


@pytest.mark.parametrize("loaded", WEEK, ids=lambda day: day.strftime("%a"))
@pytest.mark.parametrize("center", CENTERS)
def test_every_lesson_can_be_staffed_with_nobody_in_two_places(center, loaded):
    lessons = sorted(_lessons(center, loaded), key=lambda lesson: lesson[:2])

    assert len(lessons) > 30
    for (on, half), together in groupby(lessons, key=lambda lesson: lesson[:2]):
        asked = [(key, free) for _, _, key, _, free in together]
        assert _unstaffed(asked) == [], (on, half)


def _lessons(center, loaded):
    """Every lesson of a program that takes place: its date, half-day, course, and who of its instructors is free."""
    made, people = facts.center(center), center_facts.center(center).instructors
    known = {course.key: course for course in made.catalogue.courses}
    off = {ProgramState.CANCELLED, ProgramState.POSTPONED}
    for program in made.programs:
        package = made.package(program.package)
        if program.state in off:
            continue
        for day, half, item in made.plans[package.plan].items:
            if item.course:
                on = package.starts.on(loaded) + timedelta(days=day.number - 1)
                able = {one.key for one in people if _is_free(one, on, half, loaded)}
                for part in (Half.AM, Half.PM) if known[item.course].slots == 4 else (half,):
                    free = [key for key in known[item.course].instructors if key in able]
                    yield on, part, f"{program.key} {item.key}", item.course, free


def _is_free(instructor, on, half, loaded):
    days = (on - loaded).days
    weekly = any(weekday == on.isoweekday() and half == part for weekday, part in instructor.unavailable)
    return not weekly and not any(away.first <= days <= away.last for away in instructor.away)


def _unstaffed(asked):
    """Lessons of one half-day that find nobody, when each takes one of its free instructors (augmenting paths)."""
    taken = {}

    def place(lesson, seen):
        for person in dict(asked)[lesson]:
            if person not in seen:
                seen.add(person)
                if person not in taken or place(taken[person], seen):
                    taken[person] = lesson
                    return True
        return False

    return [lesson for lesson, _ in asked if not place(lesson, set())]
