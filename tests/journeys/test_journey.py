"""The main job from end to end, through the pages: alone, and with another center's at the same time."""

import asyncio
from datetime import timedelta

import pytest
from httpx import ASGITransport, AsyncClient

from certificates.tables import Certificate, CertificateLine
from courses.tables import PackageItem
from enrollment.tables import Session, SessionInstructor
from tests.browser_client import Browser
from tests.journeys.journey import Journey, next_monday
from training import clock, outbox
from training.app import HANDLERS, create_app


@pytest.fixture
async def pair(db):
    """Two centers with an agency each, which never hear of each other; their classes hold the same days."""
    transport = ASGITransport(create_app(), raise_app_exceptions=False)
    async with (
        AsyncClient(transport=transport, base_url="http://testserver.local") as one,
        AsyncClient(transport=transport, base_url="http://testserver.local") as other,
    ):
        monday = next_monday()
        journeys = (
            Journey(Browser(one), "north", "北方防汛专题班", ("赵一北", "钱二北"), monday),
            Journey(Browser(other), "south", "南方山洪专题班", ("孙三南", "李四南", "周五南"), monday),
        )
        for journey in journeys:
            await journey.furnish()
        yield journeys


async def together(steps):
    """Both walk at the same time, then the worker works."""
    done = await asyncio.gather(*steps)
    await outbox.drain(HANDLERS)
    return done


async def up_to_the_roster(*journeys):
    for step in ("order", "agree", "solve", "publish", "name_people"):
        await together(getattr(journey, step)() for journey in journeys)


async def after_class(monkeypatch, *journeys):
    """A month later the class is over: attendance, closing, certificates, and the first trainee's PDF."""
    now = clock.now
    monkeypatch.setattr(clock, "now", lambda: now() + timedelta(days=31))
    await together(journey.attend() for journey in journeys)
    await together(journey.issue() for journey in journeys)
    return await together(journey.fetch() for journey in journeys)


async def test_an_order_becomes_a_certificate_that_a_stranger_checks(pair, monkeypatch):
    north, _ = pair

    await up_to_the_roster(north)
    [pdf] = await after_class(monkeypatch, north)
    by_code = await north.verify(code=north.code)
    by_number = await north.verify(number=north.number, name=north.names[0])
    by_another_name = await north.verify(number=north.number, name=north.names[1])

    assert pdf.startswith(b"%PDF-")
    assert "证书有效" in by_code
    assert north.title in by_code
    assert north.names[0] not in by_code
    assert "证书有效" in by_number
    assert "未查到" in by_another_name


async def test_one_records_ids_lead_from_package_item_to_certificate_line(pair, monkeypatch):
    north, _ = pair
    await up_to_the_roster(north)
    await after_class(monkeypatch, north)

    items = await PackageItem.select().where(PackageItem.package == north.found["package"]).order_by(PackageItem.id)
    sessions = await Session.select().where(Session.cohort == north.found["cohort"]).order_by(Session.package_item)
    taught = await SessionInstructor.select().where(SessionInstructor.session.is_in([row["id"] for row in sessions]))
    lines = await (
        CertificateLine.select()
        .where(CertificateLine.certificate == north.found["certificate"])
        .order_by(CertificateLine.package_item)
    )

    assert [row["course"] for row in items] == list(north.courses)
    assert [row["package_item"] for row in sessions] == [row["id"] for row in items]
    assert {row["session"] for row in taught} == {row["id"] for row in sessions}
    assert [(row["session"], row["package_item"]) for row in lines] == [
        (row["id"], row["package_item"]) for row in sessions
    ]
    assert [row["title"] for row in lines] == [row["title"] for row in items]
    assert [row["credit_hours"] for row in lines] == [row["credit_hours"] for row in items]


async def test_two_centers_at_once_never_meet(pair, monkeypatch):
    north, south = pair

    await up_to_the_roster(north, south)
    await after_class(monkeypatch, north, south)

    assert await Certificate.count() == len(north.names) + len(south.names)
    for mine, theirs in (pair, pair[::-1]):
        for role in ("liaison", "scheduler", "adviser", "designer"):
            mine.browser.forget()
            await mine.browser.sign_in(f"{role}@{mine.slug}.example")
            for noun in ("package", "quotation", "program", "cohort"):
                assert (await mine.browser.get(f"/{noun}s/{mine.found[noun]}")).status_code == 200
                assert (await mine.browser.get(f"/{noun}s/{theirs.found[noun]}")).status_code == 404
            assert (await mine.browser.get(f"/certificates/{theirs.found['certificate']}")).status_code == 404
            for path in ("/packages", "/quotations", "/programs", "/cohorts", "/certificates/issued"):
                shown = (await mine.browser.get(path)).text
                assert theirs.title not in shown
                assert theirs.names[0] not in shown
