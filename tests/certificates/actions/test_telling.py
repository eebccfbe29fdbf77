"""A closed class and its certificates reach those they concern, and nobody twice."""

import pytest

from certificates.actions import issuing, telling
from certificates.jobs import HANDLERS
from enrollment.model import Mark
from enrollment.tables import Cohort
from tests import make as center_of
from tests.certificates import make
from training import jobs, outbox, secrets
from training.access import Role, worker
from training.tables import Agency, Center, Outbox, Trainee

ALL = {**jobs.HANDLERS, **HANDLERS}


@pytest.fixture
async def closed(db):
    """A class of two with an adviser and a liaison; the first can be reached by mobile, the second cannot."""
    made = await make.closed_class()
    center, agency = await Center.objects().get(Center.slug == "north"), await Agency.objects().first()
    await center_of.account(center, Role.LIAISON, agency=agency, language="en")
    sealed = secrets.seal("13800138000", row=f"trainee:{made.trainees[0]}:mobile")
    await Trainee.update({Trainee.mobile_sealed: sealed}).where(Trainee.id == made.trainees[0])
    return made


def addressed(postbox):
    return {receivers[0]: mail for receivers, mail in postbox.mails}


async def test_who_issues_is_told_how_many_wait_when_a_class_is_closed(closed, postbox):
    await make.away(closed.enrollments[1], 4, Mark.ABSENT)

    await telling.closed(worker(closed.adviser.center), closed.cohort)
    await outbox.drain(ALL)

    [[address, mail]] = addressed(postbox).items()
    assert address == "adviser@north.example"
    assert mail["Subject"] == "“法治乡村建设培训班（第1期）”已结班，请发放证书"
    assert "待发放证书的学员1人，不符合结业条件的1人" in mail.get_content()
    assert f"http://testserver.local/certificates/classes/{closed.cohort}" in mail.get_content()


async def test_without_a_class_adviser_the_director_is_told(closed, postbox):
    await Cohort.update({Cohort.adviser: None}).where(Cohort.id == closed.cohort)

    await telling.closed(worker(closed.adviser.center), closed.cohort)
    await outbox.drain(ALL)

    assert set(addressed(postbox)) == {"director@north.example"}


async def test_holders_and_their_agency_are_told_once_that_certificates_are_there(closed, postbox, gateway):
    await issuing.issue(closed.adviser, closed.cohort)
    await outbox.drain(ALL)
    await telling.issued(worker(closed.adviser.center), closed.cohort)
    await outbox.drain(ALL)

    [text] = gateway.taken
    assert text["to"] == "13800138000"
    assert "“法治乡村建设培训班（第1期）”的证书已发放" in text["text"]
    assert text["text"].endswith("http://testserver.local/north/enter?back=/me/certificates")
    [[address, mail]] = addressed(postbox).items()
    assert address == "liaison@north.example"
    assert "issued to 2 people" in mail.get_content()
    gateway.taken.clear()


async def test_those_who_get_theirs_later_are_told_then_and_the_others_not_again(closed, postbox, gateway):
    await make.away(closed.enrollments[0], 4, Mark.ABSENT)
    await issuing.issue(closed.adviser, closed.cohort)
    await outbox.drain(ALL)
    assert gateway.taken == []
    await make.away(closed.enrollments[0], 4, Mark.PRESENT)

    await issuing.issue(closed.adviser, closed.cohort)
    await outbox.drain(ALL)

    assert [text["to"] for text in gateway.taken] == ["13800138000"]
    assert [receivers for receivers, _ in postbox.mails] == [["liaison@north.example"]] * 2
    gateway.taken.clear()


async def test_nobody_is_told_of_a_certificate_that_is_not_made(closed, postbox, gateway):
    await issuing.issue(closed.adviser, closed.cohort)

    assert await telling.issued(worker(closed.adviser.center), closed.cohort) == 0


async def test_without_a_mail_server_and_a_gateway_nothing_is_posted(closed):
    await issuing.issue(closed.adviser, closed.cohort)
    await outbox.drain(ALL)

    assert await Outbox.count().where(Outbox.kind.like("notice.%")) == 0
