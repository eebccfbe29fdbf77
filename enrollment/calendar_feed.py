"""A timetable as iCalendar (RFC 5545), for the calendar of a phone. Takes values, returns bytes."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from enrollment.model import Session, SessionState
from training import i18n

REFRESH = timedelta(hours=1)


def feed(name: str, sessions: Iterable[Session], *, host: str, now: datetime) -> bytes:
    """Every placed session as an event; its uid never changes, so that a moved session moves in the calendar too.

    A cancelled one stays, and says so in its title too: not every calendar shows the state of an event.
    """
    from icalendar import Calendar  # heavy: only where a calendar is fetched

    calendar = Calendar()
    calendar.add("prodid", "-//training//timetable//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for session in sessions:
        if session.starts and session.ends:
            calendar.add_component(_event(session, host, now))
    return bytes(calendar.to_ical())


def _event(session: Session, host: str, now: datetime) -> Any:
    from icalendar import Event  # as above

    event = Event()
    event.add("uid", f"session-{session.id}@{host}")
    event.add("sequence", session.version)
    event.add("dtstamp", now)
    event.add("dtstart", session.starts)
    event.add("dtend", session.ends)
    cancelled = session.state is SessionState.CANCELLED
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    title = session.title_en if i18n.LANG.get() == "en" and session.title_en else session.title
    event.add("summary", i18n.gettext("（已取消）{title}").format(title=title) if cancelled else title)
    event.add("location", ", ".join(venue.name for venue in session.venues))
    event.add("description", ", ".join(person.name for person in session.instructors))
    return event
