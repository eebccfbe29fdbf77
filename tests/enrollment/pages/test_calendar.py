"""The calendar feed: an instructor's and a trainee's own sessions behind a secret address."""

import pytest
from icalendar import Calendar

from enrollment.actions import publishing
from enrollment.queries import feeds, sessions
from tests import make
from tests.enrollment.pages.test_timetable import scheduled
from training.access import Actor, ActorKind


async def test_an_instructor_finds_his_published_sessions_in_his_calendar(client):
    one = await scheduled(client)
    await publishing.publish(one.scheduler, one.cohort, 1)
    teacher = one.teachers[0]
    mine = [
        session
        for session in await sessions.of_cohort(one.scheduler, one.cohort)
        if teacher.id in [person.id for person in session.instructors]
    ]
    secret = feeds.token(Actor(kind=ActorKind.INSTRUCTOR, center=one.center.id, instructor=teacher.id))
    client.forget()

    answer = await client.http.get(f"/north/calendar/{secret}.ics")

    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert answer.headers["content-type"].startswith("text/calendar")
    assert [str(event["summary"]) for event in events] == [session.title for session in mine]
    assert [event["dtstart"].dt for event in events] == [session.starts for session in mine]


async def test_nothing_is_in_it_before_it_is_published(client):
    one = await scheduled(client)
    secret = feeds.token(Actor(kind=ActorKind.INSTRUCTOR, center=one.center.id, instructor=one.teachers[0].id))

    answer = await client.http.get(f"/north/calendar/{secret}.ics")

    assert Calendar.from_ical(answer.content).walk("VEVENT") == []


@pytest.mark.parametrize("secret", ["i1-guess.ics", "t1.ics", "x", "i٣-a.ics", "i1-" + "0" * 40 + ".ics"])
async def test_a_guessed_address_and_another_centers_are_not_there(client, secret):
    await make.center()
    await make.center("south")
    known = feeds.token(Actor(kind=ActorKind.INSTRUCTOR, center=1, instructor=1))

    assert (await client.http.get(f"/north/calendar/{secret}")).status_code == 404
    assert (await client.http.get(f"/south/calendar/{known}.ics")).status_code == 404
