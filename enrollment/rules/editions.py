"""Editions of a timetable: what one says of each session, and what differs from the last."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from enrollment.model import Change, Difference, Session

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Held:
    """Where and when an edition holds a session, as a message says it."""

    day: date
    starts: datetime
    ends: datetime
    instructors: tuple[str, ...]
    venues: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """One change as somebody it concerns is told: how it was, how it is; None on a side where he has no part in it."""

    title: str
    was: Held | None
    now: Held | None


def snapshot(sessions: Iterable[Session]) -> dict[str, Entry]:
    """What an edition says, by session: plain text and ids, frozen as it is published."""
    return {str(session.id): entry(session) for session in sessions if session.on_day and not session.is_off}


def entry(session: Session) -> Entry:
    """One session as an edition keeps it."""
    return {
        "title": session.title,
        "method": session.method,
        "day": session.on_day.isoformat() if session.on_day else "",
        "half": session.half or "",
        "starts": session.starts.isoformat() if session.starts else "",
        "ends": session.ends.isoformat() if session.ends else "",
        "instructors": [person.name for person in session.instructors],
        "instructor_ids": [person.id for person in session.instructors],
        "venues": [venue.name for venue in session.venues],
    }


def differences(before: Mapping[str, Entry], after: Mapping[str, Entry]) -> list[Difference]:
    """What the next edition changes, in the order of the calendar."""
    found = []
    for key in {**before, **after}:
        was, now = before.get(key), after.get(key)
        if changes := tuple(_changes(was, now)):
            found.append(Difference(int(key), (now or was or {})["title"], changes, was, now))
    return sorted(found, key=lambda one: ((one.now or one.was or {})["starts"], one.session))


def _changes(was: Entry | None, now: Entry | None) -> Iterator[Change]:
    if was is None or now is None:
        yield Change.ADDED if was is None else Change.REMOVED
        return
    if (was["day"], was["starts"], was["ends"]) != (now["day"], now["starts"], now["ends"]):
        yield Change.MOVED
    if was["instructors"] != now["instructors"]:
        yield Change.INSTRUCTOR
    if was["venues"] != now["venues"]:
        yield Change.VENUE


def touched(changes: Iterable[Difference]) -> list[int]:
    """The instructors whom these changes concern: who teaches now, and who did."""
    sides = [side for one in changes for side in (one.was, one.now) if side]
    return sorted({who for side in sides for who in side["instructor_ids"]})


def for_instructor(changes: Iterable[Difference], instructor: int) -> list[Told]:
    """The changes that concern one instructor, as he sees them: a lesson given to another is gone for him."""

    def own(side: Entry | None) -> Entry | None:
        return side if side and instructor in side["instructor_ids"] else None

    seen = [(one.title, own(one.was), own(one.now)) for one in changes]
    return [told(title, was, now) for title, was, now in seen if was or now]


def for_class(changes: Iterable[Difference]) -> list[Told]:
    """The changes as everybody of the class is told them."""
    return [told(one.title, one.was, one.now) for one in changes]


def told(title: str, was: Entry | None, now: Entry | None) -> Told:
    """One change with its two sides."""
    return Told(title, held(was) if was else None, held(now) if now else None)


def held(side: Entry) -> Held:
    """A session of an edition, from the text that the edition keeps."""
    starts, ends = datetime.fromisoformat(side["starts"]), datetime.fromisoformat(side["ends"])
    day = date.fromisoformat(side["day"])
    return Held(day, starts, ends, tuple(side["instructors"]), tuple(side["venues"]))
