"""What attendance comes to, in whole numbers: half-days, marks, leave against the share that a rule allows. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from courses.model import FundSource
from courses.rules import regulations
from enrollment.model import ON_LEAVE, Class, CohortState, Mark, Session, SessionState, Taken, Tally, TaughtHalf
from training.errors import Clash, Fault, Invalid
from training.model import Half

Key = tuple[date, Half]
HALVES = list(Half)
CENTRAL = "CN-CENTRAL"


def taught_halves(sessions: Iterable[Session]) -> list[TaughtHalf]:
    """The half-days with published sessions, in order. Hours of a session over two half-days are shared evenly."""
    parts: dict[Key, list[tuple[Session, int]]] = defaultdict(list)
    for session in sessions:
        if session.is_published and session.state != SessionState.CANCELLED and session.on_day:
            for half, hours in _shares(session):
                parts[session.on_day, half].append((session, hours))
    return [_taught(key, parts[key]) for key in sorted(parts, key=lambda key: (key[0], HALVES.index(key[1])))]


def _shares(session: Session) -> list[tuple[Half, int]]:
    """What does not divide evenly goes to the earlier half-days, so that the sum is exact."""
    halves = session.halves
    share, rest = divmod(session.credit_hours, len(halves)) if halves else (0, 0)
    return [(half, share + (place < rest)) for place, half in enumerate(halves)]


def _taught(key: Key, parts: list[tuple[Session, int]]) -> TaughtHalf:
    starts = [session.starts for session, _ in parts if session.starts]
    ends = [session.ends for session, _ in parts if session.ends]
    return TaughtHalf(
        day=key[0],
        half=key[1],
        credit_hours=sum(hours for _, hours in parts),
        starts=min(starts),
        ends=max(ends),
        titles=tuple(session.title for session, _ in parts),
        titles_en=tuple(session.title_en or session.title for session, _ in parts),
    )


def tally(halves: Sequence[TaughtHalf], taken: Iterable[Taken], share: Fraction | None, now: datetime) -> Tally:
    """One person's sums. Exactly the share still passes: 8 of 56 hours is one seventh, 9 is more."""
    marks = {(each.day, each.half): each.mark for each in taken}
    due = [half for half in halves if half.starts <= now]
    total = sum(half.credit_hours for half in halves)
    leave = sum(half.credit_hours for half in halves if marks.get(half.key) in ON_LEAVE)
    absences = [half for half in halves if marks.get(half.key) == Mark.ABSENT]
    absent = sum(half.credit_hours for half in absences)
    return Tally(
        total=total,
        leave=leave,
        absent=absent,
        absent_half_days=len(absences),
        recorded=sum(half.key in marks for half in due),
        due=len(due),
        limit=None if share is None else total * share.numerator // share.denominator,
        is_over=share is not None and (leave + absent) * share.denominator > total * share.numerator,
    )


def may_take(state: CohortState, half: TaughtHalf | None, now: datetime, zone: str) -> None:
    """Raises Clash for a closed class, Invalid for a half-day that has no class or has not begun."""
    if state.is_over:
        raise Clash("attendance.class-closed")
    if half is None:
        raise Invalid("attendance.no-class")
    if now < half.starts:
        raise Invalid("attendance.too-early", {"time": f"{half.starts.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"})


def correction_fault(before: Mark | None, after: Mark, reason: str, *, same_day: bool) -> Fault | None:
    """A change of what was recorded on an earlier day needs a reason; on the day itself it is an exception being entered."""
    if before is None or before == after or same_day or reason:
        return None
    return Fault("attendance.reason-missing")


def unrecorded(
    halves: Iterable[TaughtHalf], enrollments: Iterable[int], taken: Mapping[tuple[int, date, Half], Taken]
) -> list[tuple[TaughtHalf, int]]:
    """The half-days in which somebody has no mark, each with how many; a class is closed only when there are none."""
    people = list(enrollments)
    missing = [(half, sum((who, half.day, half.half) not in taken for who in people)) for half in halves]
    return [(half, count) for half, count in missing if count]


def leave_share(cohort: Class) -> Fraction | None:
    """The share of all hours that leave may reach, by the rule set of the class's package.

    Where the payer's own set is silent, the central one speaks: the ordinance behind it binds cadres everywhere.
    """
    known, day = regulations.shipped(), cohort.starts_on
    own = regulations.find(cohort.rule_set, known) if cohort.rule_set else None
    if own is None:
        own = regulations.in_force(cohort.jurisdiction, FundSource(cohort.fund_source or FundSource.BUDGET), day, known)
    central = regulations.in_force(CENTRAL, FundSource.BUDGET, day, known)
    return next((each.leave_fraction for each in (own, central) if each and each.leave_fraction), None)
