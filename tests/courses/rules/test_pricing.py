from dataclasses import replace

import pytest

from courses.model import Cost, CostKind, People, Per, Run, Together
from courses.rules.pricing import price
from tests.courses.rules.examples import CENTRAL, CLASS_3_BOARD, MORNING, lecture, package, taught
from training.money import capitals


@pytest.mark.parametrize(
    ("plan", "ceiling"),
    [
        (package(50, 5, arrival_days=1, departure_days=1), 192_500),
        (package(40, 35), 737_000),
        (package(35, 5, level="bureau"), 113_750),
        (package(35, 5, level="bureau", staff=3), 123_500),
        (package(200, 5), 550_000),
        (package(200, 5, staff=20), 577_500),
    ],
)
def test_the_ceiling_of_a_class_is_its_person_days_at_the_rate_of_its_class(plan, ceiling):
    assert price(plan, CENTRAL).cap == ceiling * 100


def test_two_days_of_arrival_count_as_one():
    assert price(package(50, 5, arrival_days=2, departure_days=1), CENTRAL).days == 7


def test_arrival_and_departure_may_be_limited_together():
    rules = replace(CENTRAL, day_count=replace(CENTRAL.day_count, together_most=1))

    assert price(package(50, 5, arrival_days=1, departure_days=1), rules).days == 6


def test_lines_stand_in_the_order_of_the_rule_set_beside_their_limits():
    lines = price(package(10, 2, costs=CLASS_3_BOARD), CENTRAL).lines

    assert [(line.code, line.amount, line.limit) for line in lines] == [
        ("lodging", 680_000, 680_000),
        ("meals", 260_000, 260_000),
        ("venue_material_transport", 100_000, 100_000),
        ("other", 60_000, 60_000),
    ]


def test_admission_to_a_site_is_no_transport():
    plan = package(10, 2, costs=(Cost(CostKind.SITE, 1_000, Per.PERSON),))

    amounts = {line.code: line.amount for line in price(plan, CENTRAL).lines}

    assert amounts == {"lodging": 0, "meals": 0, "venue_material_transport": 0, "other": 10_000}


def test_teaching_stands_apart_with_the_tax_on_it():
    worth = price(taught((1, MORNING, lecture()), plan=package(10, 1, costs=CLASS_3_BOARD)), CENTRAL)

    assert (worth.within_cap, worth.teaching_net, worth.teaching_gross) == (550_000, 400_000, 476_190)
    assert worth.total == 550_000 + 476_190
    assert worth.capitals == "壹万零贰佰陆拾壹元玖角"


def test_without_a_headcount_there_is_a_figure_per_person_day_and_no_total():
    worth = price(package(None, 5, costs=CLASS_3_BOARD), CENTRAL)

    assert (worth.per_person_day, worth.total, worth.capitals, worth.missing) == (55_000, None, "", ("headcount",))


def test_without_its_days_a_package_still_has_a_figure_per_person_day():
    worth = price(package(50, None, costs=CLASS_3_BOARD), CENTRAL)

    assert (worth.per_person_day, worth.cap_per_person_day, worth.total) == (55_000, 55_000, None)
    assert [line.per_person_day for line in worth.lines] == [34_000, 13_000, 5_000, 3_000]


@pytest.mark.parametrize(
    ("plan", "missing"),
    [
        (package(days=None), ("days",)),
        (package(staff=None), ("staff",)),
        (package(runs=(Run((People("section", 1000),), 0, times=None),)), ("runs",)),
        (package(costs=(Cost(CostKind.LODGING, 100, Per.PERSON_NIGHT),)), ("nights",)),
        (package(costs=(Cost(CostKind.LODGING, None),)), ("cost",)),
        (taught((1, MORNING, lecture(fee=None))), ("fee",)),
        (taught((1, MORNING, lecture(hours=None))), ("paid_hours",)),
        (taught((1, MORNING, lecture(instructors=()))), ("instructor",)),
    ],
)
def test_a_total_is_never_guessed(plan, missing):
    worth = price(plan, CENTRAL)

    assert (worth.total, worth.missing) == (None, missing)


def test_what_the_center_keeps_stands_apart():
    plan = package(10, 2, costs=(Cost(CostKind.LODGING, 34_000, Per.PERSON_DAY, internal=30_000),))

    worth = price(plan, CENTRAL)

    assert (worth.total, worth.internal, worth.surplus) == (680_000, 600_000, 80_000)


def test_a_lecture_to_two_runs_together_is_paid_once():
    runs = (Run((People("section", 30),), 0), Run((People("section", 20),), 0))
    apart = taught((1, MORNING, lecture()), plan=package(runs=runs))
    together = taught((1, MORNING, lecture(together=Together.ALL_RUNS)), plan=package(runs=runs))

    assert price(apart, CENTRAL).teaching_net == 800_000
    assert price(together, CENTRAL).teaching_net == 400_000


def test_a_figure_changed_in_the_rule_set_changes_the_price():
    class_3 = replace(CENTRAL.classes[2], cap=50_000)
    rules = replace(CENTRAL, classes=(*CENTRAL.classes[:2], class_3))

    assert price(package(50, 5), rules).cap == 12_500_000


@pytest.mark.parametrize(
    ("fen", "written"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (10, "壹角"),
        (100_05, "壹佰元零伍分"),
        (10_010_00, "壹万零壹拾元整"),
        (192_500_00, "壹拾玖万贰仟伍佰元整"),
        (100_000_000_00, "壹亿元整"),
        (10**18, ""),
    ],
)
def test_amounts_are_written_in_capitals_as_papers_want_them(fen, written):
    assert capitals(fen) == written
