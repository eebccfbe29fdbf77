"""Both demonstration centers load whole on any day, and no date in them contradicts another."""

from datetime import UTC, datetime

import pytest

from certificates.demo import load
from certificates.tables import Certificate
from courses.tables import Paper, Program, Quotation
from enrollment.tables import Attendance, Cohort, Session, Timetable
from training import clock

LEAP_DAY = datetime(2028, 2, 29, 3, 30, tzinfo=UTC)


@pytest.fixture
async def loaded(db, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: LEAP_DAY)
    await load.everything()
    return LEAP_DAY.date()


async def test_the_demonstration_of_a_leap_day_holds_together(loaded):
    cohorts = {row["id"]: row for row in await Cohort.select()}
    over = [row["name"] for row in cohorts.values() if row["ends_on"] < loaded and row["state"] != "closed"]
    running = {row["id"] for row in cohorts.values() if row["starts_on"] < loaded <= row["ends_on"]}
    unplaced = await Session.select(Session.title, Session.cohort).where(Session.on_day.is_null(), Session.slots > 0)
    taken = await Attendance.select(Attendance.cohort, Attendance.on_day, Attendance.taken_at)
    editions = await Timetable.select(Timetable.cohort, Timetable.published_at)

    assert over == []
    assert [one["title"] for one in unplaced if cohorts[one["cohort"]]["state"] != "preparing"] == []
    assert running <= {row["cohort"] for row in taken}
    assert [row for row in taken if row["taken_at"].date() != row["on_day"] or row["on_day"] > loaded] == []
    assert [one for one in editions if one["published_at"].date() >= cohorts[one["cohort"]]["starts_on"]] == []
    assert [row for row in cohorts.values() if row["closed_at"] and row["closed_at"].date() != row["ends_on"]] == []
    assert await Quotation.count().where(Quotation.sent_at > LEAP_DAY) == 0
    assert await Paper.count().where(Paper.state == "signed", Paper.scan.is_null()) == 0
    assert await Program.count().where(Program.state == "running", Program.starts_on > loaded) == 0
    assert await Certificate.count() > 500
    dated = await Certificate.select(Certificate.ends_on, Certificate.issued_on).where(Certificate.issued_on != loaded)
    assert len(dated) > 500
    assert [row for row in dated if row["issued_on"] != row["ends_on"]] == []
    states = await Certificate.select(Certificate.state).output(as_list=True)
    assert {state: states.count(state) for state in ("replaced", "revoked")} == {"replaced": 1, "revoked": 1}
