from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.model import Resets, Series
from certificates.rules import numbering
from certificates.rules.numbering import faults, number, parse, period

SERIES = Series(mark="示培证字")
FOREVER = Series(mark="JC", pattern="{mark}-{n}", width=8, resets=Resets.NEVER)


def test_a_number_is_written_as_offices_write_it():
    assert number(SERIES, year=2026, n=1) == "示培证字〔2026〕第00001号"


def test_the_width_is_a_minimum():
    assert number(SERIES, year=2026, n=123456) == "示培证字〔2026〕第123456号"


def test_a_yearly_series_counts_each_year_from_one_counter_of_its_own():
    assert period(SERIES, date(2026, 12, 31)) == 2026
    assert period(FOREVER, date(2026, 12, 31)) == 0


@given(st.integers(1000, 9999), st.integers(0, 10**7))
def test_what_is_written_is_read_back(year, n):
    assert parse(SERIES, number(SERIES, year=year, n=n)) == (year, n)
    assert parse(FOREVER, number(FOREVER, year=year, n=n)) == (0, n)


@pytest.mark.parametrize(
    "typed",
    [
        "示培证字[2026]第00001号",
        "示培证字（2026）第 1 号",
        " 示培证字(2026)第00001号",
        "示培证字【2026】第1号",
        "示培证字〔２０２６〕第１号",
    ],
)
def test_brackets_spaces_and_left_out_zeros_are_forgiven(typed):
    assert parse(SERIES, typed) == (2026, 1)


@pytest.mark.parametrize(
    "typed", ["", "浙培字〔2026〕第00001号", "示培证字〔26〕第1号", "示培证字〔2026〕第号", "示培证字〔2026〕第1号副本"]
)
def test_a_number_of_another_series_is_not_read(typed):
    assert parse(SERIES, typed) is None


@pytest.mark.parametrize(
    ("series", "found"),
    [
        (SERIES, {}),
        (FOREVER, {}),
        (Series("证", pattern="{mark}{year}"), {"pattern": "series.count-missing"}),
        (Series("证", pattern="{mark}{n}"), {"pattern": "series.year-missing"}),
        (Series("证", pattern="{mark}{year}{n}{person}"), {"pattern": "series.field-unknown"}),
        (Series("证", pattern="{mark}{year}{n.__class__}"), {"pattern": "series.field-unknown"}),
        (Series("证", pattern="{mark"), {"pattern": "series.pattern-unreadable"}),
        (Series("证", width=0), {"width": "series.width-out-of-range"}),
    ],
)
def test_a_series_that_could_repeat_or_misprint_a_number_is_refused(series, found):
    assert faults(series) == found


def test_a_mark_with_signs_of_its_own_is_read_literally():
    assert parse(Series(mark="江.培*"), "江.培*〔2026〕第7号") == (2026, 7)
    assert parse(Series(mark="江.培*"), "江x培培〔2026〕第7号") is None
    assert numbering.number(Series(mark="江.培*"), year=2026, n=7) == "江.培*〔2026〕第00007号"
