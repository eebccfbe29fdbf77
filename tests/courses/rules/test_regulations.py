import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest

from courses.model import FundSource, InstructorFee, People, Run
from courses.rules import regulations
from courses.rules.pricing import price
from tests.courses.rules.examples import CENTRAL, CLASS_3_BOARD, lecture, package, taught
from training.model import Half

SHIPPED = {rules.key: rules for rules in regulations.shipped()}


def test_every_place_that_is_known_has_its_rule_set():
    assert sorted(SHIPPED) == [
        "CN-CENTRAL-2014",
        "CN-CENTRAL-2016-540",
        "CN-HA-ANYANG-2017",
        "CN-HN-ZHUZHOU",
        "CN-SD-2014",
        "CN-SD-JINAN-2014",
        "CN-ZJ",
    ]


def test_what_nobody_found_is_named_and_left_empty():
    zhejiang = SHIPPED["CN-ZJ"]

    assert (zhejiang.classes, zhejiang.lines, zhejiang.fees.caps) == ((), (), ())
    assert {"class", "line", "fees"} <= set(zhejiang.unknown)


@pytest.mark.parametrize(
    ("key", "ceilings"),
    [
        ("CN-CENTRAL-2016-540", [760, 650, 550]),
        ("CN-CENTRAL-2014", [450]),
        ("CN-HA-ANYANG-2017", [600, 550, 450]),
        ("CN-SD-JINAN-2014", [400]),
        ("CN-SD-2014", [400]),
        ("CN-HN-ZHUZHOU", []),
    ],
)
def test_ceilings_are_those_of_the_text(key, ceilings):
    assert [each.cap // 100 for each in SHIPPED[key].classes] == ceilings


def test_the_split_of_every_class_adds_up_to_its_ceiling():
    sums = {(r.key, c.code): sum(c.split.values()) - c.cap for r in SHIPPED.values() for c in r.classes if c.split}

    assert set(sums.values()) == {0}


def test_every_value_says_where_it_comes_from():
    silent = [(r.key, name) for r in SHIPPED.values() for name, s in r.sources.items() if s.verified and not s.text]

    assert silent == []


@pytest.mark.parametrize(
    ("title", "ceiling"),
    [("intermediate", 300), ("associate_senior", 500), ("full_senior", 1000), ("academician", 1500)],
)
def test_a_place_may_have_a_fourth_level_of_titles(title, ceiling):
    cap = regulations.fee_cap(InstructorFee("x", title), SHIPPED["CN-HN-ZHUZHOU"])

    assert cap.cap == ceiling * 100


def test_money_and_date_decide_the_rule_set():
    def at(day, fund=FundSource.BUDGET):
        found = regulations.in_force("CN-CENTRAL", fund, day, regulations.shipped())
        return found and found.key

    assert at(dt.date(2015, 6, 1)) == "CN-CENTRAL-2014"
    assert at(dt.date(2026, 3, 9)) == "CN-CENTRAL-2016-540"
    assert at(dt.date(2026, 3, 9), FundSource.UNION_DUES) is None


def test_a_package_keeps_the_edition_it_was_computed_under():
    newer = replace(CENTRAL, version=2)
    frozen = package(rule_set="CN-CENTRAL-2016-540@1", jurisdiction="CN-CENTRAL")

    assert regulations.binding(frozen, dt.date(2026, 3, 9), (CENTRAL, newer)).version == 1
    assert regulations.binding(replace(frozen, rule_set=""), dt.date(2026, 3, 9), (CENTRAL, newer)).version == 2


NOBODY = [{}, {"jurisdiction": "CN-ZJ"}, {"jurisdiction": "CN-CENTRAL", "fund_source": FundSource.PARTY_DUES}]


@pytest.mark.parametrize("payer", NOBODY)
def test_where_nothing_is_entered_there_is_a_figure_per_person_day_by_kind_of_cost_and_no_total(payer):
    plan = package(10, 2, costs=CLASS_3_BOARD, **payer)

    worth = price(plan, regulations.binding(plan, dt.date(2026, 3, 9)))

    assert (worth.missing, worth.total, worth.capitals, worth.cap) == (("rule_set",), None, "", None)
    assert worth.per_person_day == 55_000
    assert [line.code for line in worth.lines] == ["lodging", "meals", "venue", "other"]


def test_fees_after_tax_have_no_gross_where_the_tax_is_unknown():
    plan = taught((1, Half.AM, lecture()), plan=package(10, 2, costs=CLASS_3_BOARD))
    untaxed = replace(CENTRAL, tax=())

    worth = price(plan, untaxed)

    assert (worth.missing, worth.total, worth.teaching_gross, worth.teaching_net) == (("tax",), None, None, 400_000)
    assert [(paid.net, paid.tax, paid.gross) for paid in worth.teaching] == [(400_000, None, None)]
    assert price(package(10, 2, costs=CLASS_3_BOARD), untaxed).total == 1_100_000


def test_an_edition_that_is_not_there_is_replaced_by_nothing():
    plan = package(rule_set="CN-CENTRAL-2016-540@7", jurisdiction="CN-CENTRAL")

    assert regulations.binding(plan, dt.date(2026, 3, 9)).is_empty


def test_a_center_may_refer_to_ceilings_in_force_elsewhere_only_where_the_payer_has_none():
    day = dt.date(2026, 3, 9)

    elsewhere = [rules.key for rules in regulations.references(package(jurisdiction="CN-ZJ"), day)]

    assert "CN-CENTRAL-2016-540" in elsewhere
    assert {"CN-ZJ", "CN-HN-ZHUZHOU", "CN-CENTRAL-2014"}.isdisjoint(elsewhere)
    assert regulations.references(package(jurisdiction="CN-CENTRAL"), day) == ()


@pytest.mark.parametrize(
    ("days", "worth"), [(15, 15), (16, Fraction(79, 5)), (30, 27), (31, Fraction(277, 10)), (0, 0), (366, 27 + Fraction(2352, 10))]
)  # fmt: skip
def test_days_beyond_each_threshold_count_with_its_rate(days, worth):
    assert regulations.weighted_days(days, SHIPPED["CN-CENTRAL-2014"]) == worth


def test_of_two_classes_with_as_many_people_the_lower_ceiling_holds():
    run = Run((People("bureau", 10), People("section", 10)), 0)

    assert regulations.training_class(package(runs=(run,)), CENTRAL).code == "class-3"


def test_the_old_rule_holds_lecture_fees_in_a_line():
    lines = {kind: line.code for line in SHIPPED["CN-CENTRAL-2014"].lines for kind in line.holds}

    assert lines["lecture"] == "venue_lecture"


@pytest.mark.parametrize(("absent", "allowed"), [(8, True), (9, False)])
def test_one_seventh_of_56_hours_is_eight(absent, allowed):
    fraction = CENTRAL.leave_fraction

    assert (absent * fraction.denominator <= 56 * fraction.numerator) is allowed
