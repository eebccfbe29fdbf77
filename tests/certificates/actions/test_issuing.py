"""One press issues to everybody who has earned it: no gap, no double, each printed by itself."""

import asyncio

import pytest

from certificates.actions import ending, issuing, rendering
from certificates.queries import certificates as queries
from certificates.tables import Certificate, CertificateFile, CertificateLine, LogHead, LogLeaf
from enrollment.model import Mark
from enrollment.tables import Cohort
from tests.certificates import make
from training import outbox
from training.access import Actor, ActorKind, worker
from training.app import HANDLERS
from training.errors import Clash, Invalid, Missing
from training.tables import Center


async def test_everybody_present_gets_a_certificate_with_a_number_and_a_code(db):
    closed = await make.closed_class()

    told = await issuing.issue(closed.adviser, closed.cohort)

    assert (told.count, told.not_eligible) == (2, 0)
    rows = await Certificate.select().order_by(Certificate.running)
    assert [row["running"] for row in rows] == [1, 2]
    assert rows[0]["number"].startswith("示培证字〔")
    assert len({row["code"] for row in rows}) == 2


async def test_before_the_center_has_a_mark_nothing_is_issued_and_no_number_is_lost(db):
    closed = await make.closed_class()
    await Center.update({Center.mark: ""}).where(Center.id == closed.adviser.center)

    with pytest.raises(Clash, match=r"center\.mark-missing"):
        await issuing.issue(closed.adviser, closed.cohort)
    assert await Certificate.count() == 0
    await Center.update({Center.mark: "江培证字"}).where(Center.id == closed.adviser.center)
    told = await issuing.issue(closed.adviser, closed.cohort)

    assert told.first.startswith("江培证字〔")
    assert told.first.endswith("第00001号")


async def test_every_line_leads_back_to_its_package_item(db):
    closed = await make.closed_class()
    await issuing.issue(closed.adviser, closed.cohort)

    [first, _] = await Certificate.select(Certificate.id).order_by(Certificate.id)
    lines = await queries.lines(closed.adviser, first["id"])

    assert [line.package_item for line in lines] == closed.items
    assert sum(line.credit_hours for line in lines) == 1600
    assert await CertificateLine.count() == 8


async def test_exactly_one_seventh_of_leave_passes_and_more_does_not(db):
    closed = await make.closed_class(names=("张伟", "李娜"), halves=7)
    await make.away(closed.enrollments[0], 1, Mark.PERSONAL)
    await make.away(closed.enrollments[1], 2, Mark.PERSONAL)

    told = await issuing.issue(closed.adviser, closed.cohort)

    assert (told.count, told.not_eligible) == (1, 1)
    assert await Certificate.select(Certificate.name).output(as_list=True) == ["张伟"]


async def test_a_second_press_issues_nothing_again(db):
    closed = await make.closed_class()
    await issuing.issue(closed.adviser, closed.cohort)

    assert (await issuing.issue(closed.adviser, closed.cohort)).count == 0
    assert await Certificate.count() == 2


async def test_two_people_pressing_at_once_issue_each_certificate_once_without_a_gap(db):
    closed = await make.closed_class(names=tuple(f"学员{n}" for n in "甲乙丙丁戊己庚辛"))

    told = await asyncio.gather(
        *(issuing.issue(actor, closed.cohort) for actor in (closed.adviser, closed.director) for _ in range(3))
    )

    assert sum(one.count for one in told) == 8
    numbers = await Certificate.select(Certificate.running).order_by(Certificate.running).output(as_list=True)
    assert numbers == list(range(1, 9))


async def test_an_open_class_gets_no_certificates(db):
    closed = await make.closed_class()
    await Cohort.update({Cohort.state: "scheduled"}).where(Cohort.id == closed.cohort)

    with pytest.raises(Invalid) as refused:
        await issuing.issue(closed.adviser, closed.cohort)

    assert refused.value.code == "certificate.class-open"


async def test_what_was_issued_is_printed_signed_and_logged_by_the_worker(db):
    closed = await make.closed_class(names=("杜𬘭佳", "阿依古丽·买买提"))
    await issuing.issue(closed.adviser, closed.cohort)

    await outbox.drain(HANDLERS)

    rows = await Certificate.select().order_by(Certificate.id)
    assert all(row["document"] and len(row["document_hash"]) == 64 for row in rows)
    assert await CertificateFile.count() == 6
    assert (await LogLeaf.count(), (await LogHead.select(LogHead.size))[-1]["size"]) == (2, 2)
    pdf = await queries.file(closed.adviser, rows[0]["id"], "pdf")
    assert pdf.content.startswith(b"%PDF-")
    assert pdf.sha256 == rows[0]["document_hash"]
    png = await queries.file(closed.adviser, rows[0]["id"], "png")
    assert png.content.startswith(b"\x89PNG")
    assert await rendering.render(worker(closed.adviser.center), closed.cohort) == 0


async def test_a_character_that_no_font_has_stops_one_certificate_by_name(db):
    closed = await make.closed_class(names=("张伟", "李\U000323ad"))
    await issuing.issue(closed.adviser, closed.cohort)

    await rendering.render(worker(closed.adviser.center), closed.cohort)

    told = (Certificate.id, Certificate.state, Certificate.fault)
    rows = await Certificate.select(*told).order_by(Certificate.running)
    assert [row["state"] for row in rows] == ["valid", "voided"]
    assert "glyph-missing" in rows[1]["fault"]
    with pytest.raises(Missing, match=r"certificate\.never-made"):
        await queries.file(closed.adviser, rows[1]["id"], "pdf")


async def test_revoking_says_why_once(db):
    closed = await make.closed_class()
    await issuing.issue(closed.adviser, closed.cohort)
    [kept, _] = await Certificate.select().order_by(Certificate.id)

    await ending.revoke(closed.director, kept["id"], kept["version"], "参训时间与实际不符")

    answer = await queries.by_code(kept["code"])
    assert (answer.state, answer.ended_reason) == ("revoked", "参训时间与实际不符")
    with pytest.raises(Clash):
        await ending.revoke(closed.director, kept["id"], kept["version"], "再次")


async def test_a_trainee_sees_his_own_and_no_other(db):
    closed = await make.closed_class()
    await issuing.issue(closed.adviser, closed.cohort)
    mine = Actor(kind=ActorKind.TRAINEE, center=closed.director.center, trainee=closed.trainees[0])

    [own] = await queries.own(mine)

    assert own.name == "张伟"
    [other] = await Certificate.select(Certificate.id).where(Certificate.trainee == closed.trainees[1])
    with pytest.raises(Missing):
        await queries.one(mine, other["id"])
