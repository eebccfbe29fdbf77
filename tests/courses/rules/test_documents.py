import datetime as dt

import pytest

from courses.model import Package
from courses.rules.brief import Brief, Catalogue
from courses.rules.documents import read, write
from courses.rules.rule_files import Faulty
from tests.courses.rules.examples import CLASS_3_BOARD, MORNING, lecture, package, taught
from tests.courses.rules.test_design import FRIDAY, asks, talk

PLAN = write(taught((1, MORNING, lecture()), plan=package(costs=CLASS_3_BOARD)))


def refused(text, kind=Package):
    with pytest.raises(Faulty) as fault:
        read(text.encode() if isinstance(text, str) else text, "plan.json", kind)
    return str(fault.value)


def test_what_is_written_can_be_read():
    plan = taught((1, MORNING, lecture()), plan=package(costs=CLASS_3_BOARD))

    assert read(write(plan).encode(), "plan.json", Package) == plan


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "plan.json:line 1: no JSON: Expecting value"),
        ("{", "plan.json:line 1: no JSON: Expecting property name enclosed in double quotes"),
        ("[]", "plan.json:$: Expected `object`, got `array`"),
        ("NaN", "plan.json:$: no JSON: NaN is no number"),
        (PLAN.replace('"key": "p"', '"kee": "p"'), "plan.json:$: Object missing required field `key`"),
        (PLAN.replace('"day_count": 5', '"day_count": "5"'), "plan.json:$.day_count: Expected `int | null`, got `str`"),
        (PLAN.replace('"day_count": 5', '"day_count": -5'), "plan.json:$.day_count: a whole number from 0 to 1000000000000 is needed"),
        (PLAN.replace('"day_count": 5', '"day_count": 5, "dayz": 1'), "plan.json:$.dayz: unknown name"),
        (PLAN.replace('"half": "am"', '"half": "noon"'), "plan.json:$.days[0].halves[0].half: Invalid enum value 'noon'"),
        (PLAN.replace('"slots": null', '"slots": 9'), "plan.json:$.days[0].halves[0].items[0].slots: 1 to 5 slots of a day can be taken"),
        (r'{"\ud800": "\ud800"}', "plan.json:$: half a character, which no text can hold"),
        (PLAN.replace('"key": "p"', r'"key": "\ud800"'), "plan.json:$.key: half a character, which no text can hold"),
        (PLAN.replace('"half": "am"', r'"half": "\udfff"'), "plan.json:$.days[0].halves[0].half: half a character, which no text can hold"),
        ("[" * 100_000, None),
        (b"\xff\xfe\x00", None),
        (PLAN.replace('"day_count": 5', '"day_count": 367'), "plan.json:$.day_count: 0 to 366 days can be planned"),
        (PLAN.replace('"number": 1', '"number": 0'), "plan.json:$.days[0].number: days are numbered from 1 to 366"),
        (PLAN.replace('"date": null', '"date": "9999-12-31"', 1), "plan.json:$.days[0].date: a date from 1990 to 2999 is needed"),
        (PLAN.replace('"count": 50', '"count": 1000000001'), "plan.json:$.runs[0].people[0].count: 0 to 1000000000 people can be planned for"),
    ],
)  # fmt: skip
def test_a_fault_names_its_place_and_its_reason(text, said):
    assert refused(text).startswith("plan.json:")
    assert said is None or refused(text) == said


def test_a_character_written_as_two_halves_is_whole():
    assert read(PLAN.replace('"key": "p"', r'"key": "\ud867\udde5"').encode(), "plan.json", Package).key == "\U00029de5"


def test_two_items_of_one_name_are_refused():
    twice = write(taught((1, MORNING, lecture("a"), lecture("a"))))

    assert refused(twice) == "plan.json:$.days: two items are called a"


def test_two_courses_of_one_name_are_refused():
    twice = write(Catalogue((talk("a"), talk("b"), talk("a"))))

    assert refused(twice, Catalogue) == "plan.json:$.courses: two courses are called a"


@pytest.mark.parametrize(
    ("window", "reason"),
    [
        ({"start": FRIDAY, "latest_start": FRIDAY - dt.timedelta(days=1)}, "it is before start"),
        ({"latest_start": FRIDAY}, "a window needs its first day as well: start"),
    ],
)
def test_a_window_that_is_none_is_refused(window, reason):
    assert refused(write(asks(1, **window)), Brief) == f"plan.json:$.latest_start: {reason}"


@pytest.mark.parametrize("kind", [Brief, Catalogue])
def test_briefs_and_catalogues_are_read_the_same_way(kind):
    assert refused('{"themes": 3, "courses": 4}', kind).startswith("plan.json:$")
