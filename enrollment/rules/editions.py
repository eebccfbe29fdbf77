"""Editions of a timetable: what one says of each session, and what differs from the last."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from enrollment.model import Change, Difference, Session

Entry = Mapping[str, Any]


def snapshot(sessions: Iterable[Session]) -> dict[str, Entry]:
    """What an edition says, by session: plain text and ids, frozen as it is published."""
    return {str(session.id): entry(session) for session in sessions if session.on_day}


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
