"""Which sessions count for whom, and from when on a class's certificates can be issued. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date

from certificates.model import Attendance, Line, Requirements, Share
from enrollment.model import ON_LEAVE, Mark, Session, SessionState, Tally
from training.model import Half

MISSED = ON_LEAVE | {Mark.ABSENT}


def attendance(tally: Tally) -> Attendance:
    """The sums of the leave meter as the eligibility rules read them."""
    return Attendance(
        total=tally.total, leave=tally.leave, absent=tally.absent, absent_half_days=tally.absent_half_days
    )


def requirements(leave: Share | None) -> Requirements:
    """Leave within the share of the rule set. Absence without leave is judged as leave is: it never counts for more."""
    return Requirements(leave=leave, absence_counts_as_leave=True)


def lines(sessions: Iterable[Session], marks: Mapping[tuple[date, Half], Mark]) -> tuple[Line, ...]:
    """The sessions of which somebody missed no half-day; ceremonies carry no hours and are not listed."""
    return tuple(
        Line(one.id, one.package_item, one.title, one.on_day, one.credit_hours)
        for one in sessions
        if one.on_day
        and one.credit_hours
        and one.state != SessionState.CANCELLED
        and not any(marks.get((one.on_day, half)) in MISSED for half in one.halves)
    )
