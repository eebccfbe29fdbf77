"""The demonstration catalogue is as broad as a center's, and can really be taught."""

import unicodedata
from collections import Counter
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

import pytest

from courses.demo import catalogue
from courses.model import TeachingMethod
from training.demo import facts

CENTERS = ["jiangcheng", "binjiang"]


def courses(center="jiangcheng"):
    return catalogue.catalogue(center).courses


def hop(one, other) -> int:
    """Minutes by road between two sites; a quarter of an hour where a map has no coordinates."""
    if None in (one.lat, one.lng, other.lat, other.lng):
        return 15
    north, east = radians(other.lat - one.lat), radians(other.lng - one.lng)
    arc = sin(north / 2) ** 2 + cos(radians(one.lat)) * cos(radians(other.lat)) * sin(east / 2) ** 2
    return round(12742 * asin(sqrt(arc)) * 1.3 / 50 * 60)


def test_about_sixty_courses_in_all_five_methods_and_eight_themes():
    methods = Counter(course.method for course in courses())

    assert 60 <= len(courses()) <= 66
    assert set(methods) == set(TeachingMethod)
    assert min(methods.values()) >= 4
    assert len({course.theme for course in courses()}) >= 8


@pytest.mark.parametrize("center", CENTERS)
def test_every_theme_is_taught(center):
    assert {theme.key for theme in catalogue.catalogue(center).themes} >= {course.theme for course in courses(center)}


@pytest.mark.parametrize("center", CENTERS)
def test_every_course_speaks_both_languages(center):
    for course in courses(center):
        for words in (course.title, course.summary):
            assert any("CJK" in unicodedata.name(char, "") for char in words.zh), course.key
            assert not any("CJK" in unicodedata.name(char, "") for char in words.en), course.key
            assert words.en, course.key


@pytest.mark.parametrize("center", CENTERS)
def test_no_title_stands_twice(center):
    assert len({course.title.zh for course in courses(center)}) == len(courses(center))


@pytest.mark.parametrize("center", CENTERS)
def test_somebody_can_teach_every_course(center):
    assert [course.key for course in courses(center) if not course.instructors] == []


def test_most_courses_have_somebody_to_fall_back_on():
    alone = [course.key for course in courses() if len(course.instructors) < 2]

    assert alone == []


def test_every_instructor_can_teach_something():
    teaching = {key for course in courses() for key in course.instructors}

    assert teaching == {instructor.key for instructor in facts.center("jiangcheng").instructors}


@pytest.mark.parametrize("center", CENTERS)
def test_only_field_courses_have_sites_and_all_have_some(center):
    assert [c.key for c in courses(center) if bool(c.sites) != (c.method is TeachingMethod.FIELD)] == []


@pytest.mark.parametrize("center", CENTERS)
def test_a_field_course_fits_its_half_days_with_all_driving(center):
    places = {site.key: site for site in facts.center(center).sites}
    room = {2: 240, 4: 600}  # minutes from leaving to being back

    for course in courses(center):
        stops = [places[key] for key in course.sites]
        if stops:
            driving = stops[0].travel_minutes + stops[-1].travel_minutes + sum(hop(*pair) for pair in pairwise(stops))
            assert driving + course.minutes <= room[course.slots], course.key


@pytest.mark.parametrize("center", CENTERS)
def test_a_field_course_visits_each_site_as_long_as_the_site_says(center):
    places = {site.key: site for site in facts.center(center).sites}

    for course in courses(center):
        if course.sites:
            assert course.minutes >= sum(places[key].visiting_minutes for key in course.sites), course.key


@pytest.mark.parametrize("center", CENTERS)
def test_a_class_room_course_fits_its_half_day_by_the_clock(center):
    room = {1: 90, 2: 210, 4: 420}

    assert [c.key for c in courses(center) if not c.sites and c.minutes > room[c.slots]] == []


def test_hours_and_minutes_are_kept_apart():
    ratios = {course.credit_hours / course.minutes for course in courses()}

    assert len(ratios) > 5
    assert {50, 400, 800} <= {course.credit_hours for course in courses()}


def test_prerequisites_come_first_and_never_run_in_circles():
    needs = {course.key: course.needs for course in courses()}
    done: set[str] = set()
    while ready := {key for key, first in needs.items() if key not in done and first <= done}:
        done |= ready

    assert done == set(needs)
    assert sum(bool(first) for first in needs.values()) >= 5


def test_no_course_needs_what_it_excludes():
    assert [course.key for course in courses() if course.needs & course.excludes] == []
    assert any(course.excludes for course in courses())


def test_the_center_has_its_own_names_for_ways_of_teaching():
    labels = {course.local_label for course in courses()}

    assert {"桌面推演", "结构化研讨", "访谈式", "激情教学", "音像教学"} <= labels


@pytest.mark.parametrize("center", CENTERS)
def test_the_rules_receive_the_same_courses_with_people_and_places(center):
    made = {course.key: course for course in catalogue.courses(center)}

    for course in courses(center):
        assert tuple(fee.instructor for fee in made[course.key].instructors) == course.instructors
        assert tuple(stop.site for stop in made[course.key].stops) == course.sites
        assert (made[course.key].minutes, made[course.key].credit_hours) == (course.minutes, course.credit_hours)


@pytest.mark.parametrize("word", ["防汛", "党性"])
def test_the_words_of_the_readmes_tour_find_a_course(word):
    tour = (Path(__file__).parents[3] / "README.md").read_text("utf-8")

    assert word in tour
    themes = {theme.key: theme.title.zh for theme in catalogue.catalogue("jiangcheng").themes}
    assert [course.key for course in courses() if word in course.title.zh + themes[course.theme] + course.summary.zh]
