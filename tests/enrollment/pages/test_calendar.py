"""The calendar feed: an instructor's and a trainee's own sessions behind a secret address."""

import re

import pytest
from icalendar import Calendar

from enrollment.actions import entry, places, publishing
from enrollment.queries import feeds, sessions
from enrollment.tables import Session
from tests import make
from tests.enrollment import make as classes
from tests.enrollment.pages.test_timetable import scheduled
from training.access import Actor, ActorKind
from training.tables import Trainee


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


async def test_a_cancelled_session_stays_and_says_so(client):
    one = await scheduled(client)
    await publishing.publish(one.scheduler, one.cohort, 1)
    gone = (await sessions.of_cohort(one.scheduler, one.cohort))[0]
    await Session.update({Session.state: "cancelled"}).where(Session.id == gone.id)
    trainee = await seated(one)

    answer = await client.http.get(f"/north/calendar/{feeds.token(trainee)}.ics")

    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert len(events) == 5
    cancelled = [event for event in events if event["status"] == "CANCELLED"]
    assert [str(event["summary"]) for event in cancelled] == [f"（已取消）{gone.title}"]


async def seated(one):
    """A trainee with a place in the class."""
    await places.enroll(one.scheduler, one.cohort, [classes.row(0)])
    [row] = await Trainee.select(Trainee.id)
    return Actor(kind=ActorKind.TRAINEE, center=one.center.id, trainee=row["id"])


async def test_a_trainee_and_an_instructor_read_where_to_subscribe(client):
    one = await scheduled(client)
    await publishing.publish(one.scheduler, one.cohort, 1)
    trainee = await seated(one)
    teacher = Actor(kind=ActorKind.INSTRUCTOR, center=one.center.id, instructor=one.teachers[0].id)

    for actor, path in ((trainee, "/me/timetable"), (teacher, "/teach")):
        client.forget()
        link = await entry.link(one.scheduler, actor.kind, actor.trainee or actor.instructor)
        await client.get(link)
        await client.post(link)
        shown = (await client.get(path)).text
        address = re.search(r'href="http://testserver.local(/north/calendar/[^"]+)"', shown)[1]
        feed = await client.http.get(address)
        assert Calendar.from_ical(feed.content).walk("VEVENT")
