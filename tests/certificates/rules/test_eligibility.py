from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.model import Attendance, Reason, Requirements, Share
from certificates.rules.eligibility import exceeds, limit, verdict

SEVENTH = Requirements(leave=Share(1, 7))
STRICT = Requirements(
    leave=Share(1, 7), absence_counts_as_leave=True, absent_half_days=3, presence=Share(3, 5), test=True
)


def test_exactly_one_seventh_of_leave_still_passes():
    assert verdict(SEVENTH, Attendance(total=5600, leave=800)).eligible


def test_one_hour_above_one_seventh_fails_and_says_by_how_much():
    found = verdict(SEVENTH, Attendance(total=5600, leave=900))

    assert found.reasons == (Reason("eligibility.leave-over-limit", {"leave": 900, "limit": 800, "total": 5600}),)
    assert not found.eligible


@given(st.integers(0, 10**7), st.integers(1, 10**7))
def test_the_seventh_is_exact_at_every_size(leave, total):
    assert exceeds(leave, Share(1, 7), total) is (Fraction(leave, total) > Fraction(1, 7))
    assert not exceeds(limit(Share(1, 7), total), Share(1, 7), total)
    assert exceeds(limit(Share(1, 7), total) + 1, Share(1, 7), total)


def test_a_hundredth_of_an_hour_decides():
    assert verdict(SEVENTH, Attendance(total=3850, leave=550)).eligible
    assert not verdict(SEVENTH, Attendance(total=3850, leave=551)).eligible


def test_absence_is_a_limit_of_its_own_unless_the_center_sums_them():
    missed = Attendance(total=5600, leave=600, absent=400)

    assert verdict(SEVENTH, missed).eligible
    assert [r.code for r in verdict(replace(SEVENTH, absence_counts_as_leave=True), missed).reasons] == [
        "eligibility.leave-over-limit"
    ]


def test_two_days_absent_without_leave_is_withdrawal_where_three_half_days_are_the_most():
    rule = Requirements(absent_half_days=3)

    assert verdict(rule, Attendance(total=5600, absent_half_days=3)).eligible
    assert verdict(rule, Attendance(total=5600, absent_half_days=4)).reasons == (
        Reason("eligibility.absent-without-leave", {"half_days": 4, "limit": 3}),
    )


@pytest.mark.parametrize(("absent", "eligible"), [(4000, True), (4001, False)])
def test_presence_of_sixty_percent_is_reached_exactly(absent, eligible):
    assert verdict(Requirements(presence=Share(3, 5)), Attendance(total=10000, absent=absent)).eligible is eligible


def test_presence_names_what_was_needed_rounded_up():
    found = verdict(Requirements(presence=Share(3, 5)), Attendance(total=101, leave=50))

    assert found.reasons == (Reason("eligibility.presence-too-low", {"present": 51, "needed": 61, "total": 101}),)


@pytest.mark.parametrize(("passed", "code"), [(None, "eligibility.test-missing"), (False, "eligibility.test-failed")])
def test_a_test_without_result_and_a_failed_one_are_two_reasons(passed, code):
    assert verdict(Requirements(test=True), Attendance(total=1, test_passed=passed)).reasons == (Reason(code, {}),)


def test_every_reason_is_given_at_once():
    found = verdict(STRICT, Attendance(total=700, leave=150, absent=200, absent_half_days=5, test_passed=False))

    assert [reason.code for reason in found.reasons] == [
        "eligibility.leave-over-limit",
        "eligibility.absent-without-leave",
        "eligibility.presence-too-low",
        "eligibility.test-failed",
    ]


def test_a_center_that_asks_nothing_certifies_everybody():
    assert verdict(Requirements(), Attendance(total=100, leave=100)).eligible
