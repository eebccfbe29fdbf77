from dataclasses import replace

import pytest

from courses.model import FeeBasis, InstructorFee
from courses.rules.lecture_fees import gross, payments
from tests.courses.rules.examples import AFTERNOON, CENTRAL, MORNING, lecture, taught


@pytest.mark.parametrize(
    ("net", "whole"),
    [(2_000, 2_300_00), (4_000, 4_761_90), (6_000, 7_142_86), (8_000, 9_523_81), (800, 800_00), (3_360, 4_000_00)],
)
def test_the_gross_leaves_the_agreed_fee_after_tax(net, whole):
    assert gross(net * 100, CENTRAL.tax) == whole


def test_without_brackets_the_gross_is_the_net():
    assert gross(400_000, ()) == 400_000


def test_a_morning_of_four_hours_is_paid_four():
    assert payments(taught((1, MORNING, lecture(hours=400))), CENTRAL)[0].net == 400_000


def test_nine_hours_on_one_day_are_paid_eight():
    plan = taught((1, MORNING, lecture("a", hours=450)), (1, AFTERNOON, lecture("b", hours=450)))

    assert [(paid.paid_hours, paid.net) for paid in payments(plan, CENTRAL)] == [(800, 800_000)]


def test_a_lesson_of_a_whole_day_is_paid_two_half_days():
    plan = taught((1, MORNING, lecture(hours=900, slots=4)))

    assert payments(plan, CENTRAL)[0].net == 800_000


def test_fees_of_one_month_are_taxed_as_one():
    plan = taught((1, MORNING, lecture("a")), (2, MORNING, lecture("b")))

    assert [(paid.net, paid.gross) for paid in payments(plan, CENTRAL)] == [(800_000, 952_381)]


def test_a_fee_per_half_day_does_not_ask_for_hours():
    rules = replace(CENTRAL, fees=replace(CENTRAL.fees, basis=FeeBasis.HALF_DAY))
    fee = InstructorFee("wang", "full_senior", 200_000, FeeBasis.HALF_DAY)
    plan = taught((1, MORNING, lecture(instructors=(fee,))), (1, AFTERNOON, lecture("b", instructors=(fee,))))

    assert payments(plan, rules)[0].net == 400_000


def test_who_takes_no_fee_is_paid_nothing():
    plan = taught((1, MORNING, lecture(instructors=(InstructorFee("leader", takes_fee=False),))))

    assert payments(plan, CENTRAL) == ()
