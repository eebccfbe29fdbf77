"""When exactly a session begins and ends by the clock, the ceremonies of its half-day counted in."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from enrollment.model import Session
from enrollment.rules.demand import is_ceremony
from training.model import Half
from training.rules.half_days import SLOTS, HalfDays

Stretch = tuple[datetime, datetime]


def day_of(starts_on: date, wished_day: int | None) -> date:
    """The calendar day of a day of the plan, which counts from 1."""
    return starts_on + timedelta(days=(wished_day or 1) - 1)


def opens(ceremony: Session, sessions: Iterable[Session]) -> bool:
    """Whether a ceremony comes before the teaching of its half-day, as the plan has it."""
    beside = [
        session.position
        for session in sessions
        if session.slots and (session.wished_day, session.wished_half) == (ceremony.wished_day, ceremony.wished_half)
    ]
    return all(ceremony.position < position for position in beside)


def of_ceremony(ceremony: Session, sessions: list[Session], starts_on: date, half_days: HalfDays) -> Stretch:
    """At the head or the end of the half-day that the plan names."""
    begins, over = half_days.of_half(day_of(starts_on, ceremony.wished_day), Half(ceremony.wished_half))
    length = timedelta(minutes=ceremony.minutes)
    return (begins, begins + length) if opens(ceremony, sessions) else (over - length, over)


def of_teaching(
    session: Session, day: date, slot: int, sessions: list[Session], starts_on: date, half_days: HalfDays
) -> Stretch:
    """From the start of its slots, after the opening ceremony where there is one, for as long as it lasts.

    What takes more than a half-day fills its slots to the end: the road and lunch are part of it.
    """
    begins, over = half_days.stretch(day, slot, session.slots)
    for ceremony in (one for one in sessions if is_ceremony(one)):
        if day_of(starts_on, ceremony.wished_day) == day:
            begins, over = _beside(begins, over, of_ceremony(ceremony, sessions, starts_on, half_days))
    lasts = timedelta(minutes=session.minutes)
    whole = session.slots > SLOTS[Half.AM] or not session.minutes or begins + lasts > over
    return begins, over if whole else begins + lasts


def _beside(begins: datetime, over: datetime, ceremony: Stretch) -> Stretch:
    if ceremony[0] <= begins < ceremony[1] < over:
        return ceremony[1], over
    if begins < ceremony[0] < over <= ceremony[1]:
        return begins, ceremony[0]
    return begins, over
