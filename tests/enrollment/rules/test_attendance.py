"""What attendance comes to: exact sums, leave against one seventh."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from courses.rules import regulations
from enrollment.model import Class, CohortState, Mark, Session, SessionKind, SessionState, Taken, TaughtHalf
from enrollment.rules import attendance
from training.errors import Clash, Fault, Invalid
from training.model import Half

MONDAY = date(2026, 3, 9)
MORNING = datetime(2026, 3, 9, 0, 30, tzinfo=UTC)
LATER = datetime(2026, 12, 1, tzinfo=UTC)
SEVENTH = Fraction(1, 7)


def session(half=Half.AM, slots=2, hours=400, **more):
    facts = {
        "id": 1, "cohort": 1, "package_item": 1, "kind": SessionKind.TEACHING, "title": "防汛", "course": None, "method": "lecture",
        "minutes": 180, "wished_day": None, "wished_half": "", "position": 0, "is_fixed": False, "is_pinned": False,
        "is_published": True, "state": SessionState.CONFIRMED, "on_day": MONDAY, "starts": MORNING, "ends": MORNING + timedelta(hours=3),
        "version": 1,
    }  # fmt: skip
    return Session(half=half, slots=slots, credit_hours=hours, **{**facts, **more})


def halves(count=14, hours=400):
    start = MORNING
    return [
        TaughtHalf(
            MONDAY + timedelta(days=n), Half.AM, hours, start + timedelta(days=n), start + timedelta(days=n, hours=3)
        )
        for n in range(count)
    ]


def taken(number, mark):
    return Taken(1, MONDAY + timedelta(days=number), Half.AM, mark, "", "", 1)


def test_half_days_come_from_published_sessions_in_order():
    sessions = [
        session(Half.EVENING, 1, 100),
        session(Half.PM),
        session(Half.AM),
        session(is_published=False, on_day=MONDAY + timedelta(days=1)),
        session(state=SessionState.CANCELLED, on_day=MONDAY + timedelta(days=2)),
    ]

    assert [(half.half, half.credit_hours) for half in attendance.taught_halves(sessions)] == [
        (Half.AM, 400),
        (Half.PM, 400),
        (Half.EVENING, 100),
    ]


def test_a_whole_day_is_two_half_days_and_no_hundredth_is_lost():
    found = attendance.taught_halves([session(slots=4, hours=725)])

    assert [(half.half, half.credit_hours) for half in found] == [(Half.AM, 363), (Half.PM, 362)]


def test_a_ceremony_and_a_lecture_share_one_half_day():
    [half] = attendance.taught_halves([session(slots=0, hours=0, title="开班式"), session()])

    assert half.titles == ("开班式", "防汛")
    assert half.credit_hours == 400


@pytest.mark.parametrize(
    ("hours", "leave", "is_over"),
    [(55, 7, False), (55, 8, True), (56, 8, False), (56, 9, True), (57, 8, False), (57, 9, True)],
)
def test_one_seventh_of_the_rule_set_is_exact_at_every_number_of_hours(hours, leave, is_over):
    central = regulations.find("CN-CENTRAL-2016-540", regulations.shipped())
    marks = [taken(n, Mark.PERSONAL) for n in range(leave)]

    sums = attendance.tally(halves(hours, 100), marks, central.leave_fraction, LATER)

    assert (sums.total, sums.leave, sums.is_over) == (hours * 100, leave * 100, is_over)


@pytest.mark.parametrize(("leave", "is_over"), [(2, False), (3, True)])
def test_exactly_one_seventh_of_leave_passes_and_more_does_not(leave, is_over):
    marks = [taken(n, Mark.PERSONAL) for n in range(leave)]

    sums = attendance.tally(halves(14), marks, SEVENTH, LATER)

    assert (sums.total, sums.limit, sums.leave, sums.is_over) == (5600, 800, leave * 400, is_over)


def test_one_hundredth_above_one_seventh_is_too_much():
    every = [*halves(6, 700), TaughtHalf(MONDAY + timedelta(days=6), Half.AM, 699, MORNING, MORNING)]

    assert attendance.tally(every, [taken(6, Mark.SICK)], SEVENTH, LATER).is_over is False
    assert attendance.tally(every, [taken(0, Mark.SICK)], SEVENTH, LATER).is_over is True


def test_absence_is_counted_apart_from_leave():
    sums = attendance.tally(
        halves(14), [taken(0, Mark.ABSENT), taken(1, Mark.OFFICIAL), taken(2, Mark.LATE)], None, LATER
    )

    assert (sums.absent, sums.absent_half_days, sums.leave) == (400, 1, 400)
    assert (sums.limit, sums.is_over, sums.recorded, sums.due) == (None, False, 3, 14)


def test_a_half_day_is_due_once_it_has_begun():
    assert attendance.tally(halves(14), [], SEVENTH, MORNING).due == 1


def test_attendance_is_taken_only_in_a_running_class():
    [half, *_] = halves()

    attendance.may_take(CohortState.SCHEDULED, half, MORNING, "Asia/Shanghai")
    for state, given, now, problem, code in [
        (CohortState.CLOSED, half, LATER, Clash, "attendance.class-closed"),
        (CohortState.SCHEDULED, None, LATER, Invalid, "attendance.no-class"),
        (CohortState.SCHEDULED, half, MORNING - timedelta(minutes=1), Invalid, "attendance.too-early"),
    ]:
        with pytest.raises(problem) as refused:
            attendance.may_take(state, given, now, "Asia/Shanghai")
        assert refused.value.code == code


def test_a_correction_on_a_later_day_needs_a_reason():
    fault = Fault("attendance.reason-missing")

    assert attendance.correction_fault(Mark.PRESENT, Mark.SICK, "", same_day=False) == fault
    assert attendance.correction_fault(Mark.PRESENT, Mark.SICK, "补交病假条", same_day=False) is None
    assert attendance.correction_fault(Mark.PRESENT, Mark.SICK, "", same_day=True) is None
    assert attendance.correction_fault(None, Mark.SICK, "", same_day=False) is None
    assert attendance.correction_fault(Mark.SICK, Mark.SICK, "", same_day=False) is None


def test_what_is_not_recorded_is_counted_by_half_day():
    first, second = halves(2)
    known = {(1, first.day, first.half): taken(0, Mark.PRESENT), (2, first.day, first.half): taken(0, Mark.PRESENT)}

    assert attendance.unrecorded([first, second], [1, 2], known) == [(second, 2)]


def of_package(**rules):
    facts = {"name": "班", "agency": 1, "package": 1, "state": CohortState.SCHEDULED, "headcount": 40, "adviser": None}
    days = {"starts_on": MONDAY, "ends_on": MONDAY, "class_code": "A", "version": 1, "zone": "Asia/Shanghai"}
    return Class(1, **facts, **days, **rules)


@pytest.mark.parametrize(
    "rules",
    [
        {"rule_set": "CN-CENTRAL-2016-540"},
        {"rule_set": "CN-ZJ", "jurisdiction": "CN-ZJ"},  # silent about leave: the central ordinance speaks
        {"jurisdiction": "CN-CENTRAL", "fund_source": "budget"},
        {"rule_set": "gone", "jurisdiction": "nowhere"},
        {},
    ],
)
def test_leave_may_reach_one_seventh_whatever_the_payers_own_rules_leave_out(rules):
    assert attendance.leave_share(of_package(**rules)) == SEVENTH


def test_before_any_ordinance_leave_has_no_limit():
    assert attendance.leave_share(replace(of_package(), starts_on=date(2001, 3, 9))) is None
