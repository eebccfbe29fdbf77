"""A certificate is taken back or replaced: nothing is edited, every number keeps its story, and nobody is left without."""

import pytest

from certificates.actions import ending, issuing, publishing, rendering
from certificates.model import State
from certificates.queries import certificates as queries
from certificates.queries import completion
from certificates.rules import status
from certificates.tables import Certificate, CertificateLine
from enrollment.queries import roster
from enrollment.tables import Enrollment
from tests.certificates import make
from training.access import Actor, ActorKind, worker
from training.errors import Clash, Invalid, Missing
from training.queries import centers
from training.tables import AuditRow, Trainee


@pytest.fixture
async def closed(db):
    """A class of two, both certificates issued, not printed."""
    made = await make.closed_class()
    await issuing.issue(made.adviser, made.cohort)
    return made


async def first_of(closed):
    first = await Certificate.select(Certificate.id).order_by(Certificate.id).first()
    return await queries.one(closed.director, first["id"])


async def people(closed):
    return await completion.of_class(closed.adviser, await roster.of_class(closed.adviser, closed.cohort))


async def test_a_corrected_certificate_has_a_number_and_a_code_of_its_own_and_the_old_one_names_it(closed):
    old = await first_of(closed)

    new = await queries.one(
        closed.adviser, await ending.reissue(closed.adviser, old.id, old.version, "张玮", "姓名更正")
    )

    assert (new.name, new.state, new.number) == ("张玮", State.VALID, old.number.replace("00001", "00003"))
    assert new.code != old.code
    assert new.credit_hours == old.credit_hours
    told = await queries.by_code(old.code)
    assert (told.state, told.ended_reason, told.replaced_by) == (State.REPLACED, "姓名更正", new.code)
    assert told.name == "张*"


async def test_a_corrected_certificate_counts_the_same_sessions(closed):
    old = await first_of(closed)
    before = await queries.lines(closed.adviser, old.id)

    new = await ending.reissue(closed.adviser, old.id, old.version, "张玮", "姓名更正")

    assert await queries.lines(closed.adviser, new) == before
    assert await CertificateLine.count() == 12


async def test_the_roster_is_corrected_with_the_certificate(closed):
    old = await first_of(closed)

    await ending.reissue(closed.adviser, old.id, old.version, "张 玮", "姓名更正")

    assert await Enrollment.select(Enrollment.name).order_by(Enrollment.id).output(as_list=True) == ["张玮", "李娜"]
    assert await Trainee.select(Trainee.name).order_by(Trainee.id).output(as_list=True) == ["张玮", "李娜"]
    assert [one.name for one in await people(closed)] == ["张玮", "李娜"]
    note = await AuditRow.select(AuditRow.noun_id).where(AuditRow.verb == "certificate.replaced").output(as_list=True)
    assert note == [old.id]


@pytest.mark.parametrize("name", ["张伟", " 张 伟 "])
async def test_a_name_that_corrects_nothing_needs_no_new_certificate(closed, name):
    old = await first_of(closed)

    with pytest.raises(Invalid) as refused:
        await ending.reissue(closed.adviser, old.id, old.version, name, "遗失")

    assert refused.value.fields["name"].code == "certificate.same-name"
    assert await Certificate.count() == 2


async def test_a_certificate_is_replaced_once(closed):
    old = await first_of(closed)
    await ending.reissue(closed.adviser, old.id, old.version, "张玮", "姓名更正")

    for version in (old.version, old.version + 1):
        with pytest.raises(Clash):
            await ending.reissue(closed.adviser, old.id, version, "张炜", "再次")
        with pytest.raises(Clash):
            await ending.revoke(closed.director, old.id, version, "再次")

    assert await Certificate.count() == 3


async def test_another_centers_certificate_is_not_there(closed):
    old = await first_of(closed)
    other = await make.closed_class("south", names=("王芳",))

    with pytest.raises(Missing):
        await ending.reissue(other.director, old.id, old.version, "王五", "冒领")


async def test_a_replaced_certificate_is_on_the_list_of_revocations_and_its_successor_is_not(closed):
    old = await first_of(closed)
    new = await ending.reissue(closed.adviser, old.id, old.version, "张玮", "姓名更正")

    indexes = {row["id"]: row["status_index"] for row in await Certificate.select()}
    listed = (await publishing.revocations(await centers.by_slug("north"))).decode()
    bits = listed.partition('"encodedList":"')[2].partition('"')[0]
    assert [status.is_set(bits, indexes[one]) for one in (old.id, new)] == [True, False]


async def test_what_was_revoked_is_not_due_again(closed):
    old = await first_of(closed)
    await ending.revoke(closed.director, old.id, old.version, "参训时间与实际不符")

    [revoked, _] = await people(closed)
    assert (revoked.is_due, revoked.certificate, revoked.revoked) == (False, None, old.id)
    assert (await issuing.issue(closed.adviser, closed.cohort)).count == 0
    assert await Certificate.count() == 2


async def test_what_was_revoked_by_mistake_is_issued_anew_and_stays_revoked(closed):
    old = await first_of(closed)
    await ending.revoke(closed.director, old.id, old.version, "误操作")
    old = await first_of(closed)

    new = await ending.reissue(closed.director, old.id, old.version, "张伟", "撤销有误")

    assert (await people(closed))[0].certificate == new
    kept = await queries.one(closed.director, old.id)
    assert (kept.state, kept.ended_reason, kept.replaced_by) == (State.REVOKED, "误操作", new)
    with pytest.raises(Clash):
        await ending.reissue(closed.director, old.id, kept.version, "张伟", "再次")


async def test_a_correction_that_cannot_be_printed_leaves_the_old_certificate_valid(closed):
    await rendering.render(worker(closed.adviser.center), closed.cohort)
    old = await first_of(closed)
    new = await ending.reissue(closed.adviser, old.id, old.version, "张\U000323ad", "姓名更正")

    await rendering.render(worker(closed.adviser.center), closed.cohort)

    void, again = await queries.one(closed.adviser, new), await first_of(closed)
    assert (void.state, void.fault.code) == (State.VOIDED, "certificate.glyph-missing")
    assert (again.state, again.replaced_by, again.ended_on, again.ended_reason) == (State.VALID, None, None, "")
    assert (await people(closed))[0].certificate == old.id
    assert (await queries.by_code(old.code)).state is State.VALID


async def test_a_name_that_could_not_be_printed_is_corrected_by_the_next(db):
    made = await make.closed_class(names=("张\U000323ad",))
    await issuing.issue(made.adviser, made.cohort)
    await rendering.render(worker(made.adviser.center), made.cohort)
    [void] = await people(made)
    kept = await queries.one(made.adviser, void.void)

    new = await ending.reissue(made.adviser, kept.id, kept.version, "张伟", "姓名更正")
    await rendering.render(worker(made.adviser.center), made.cohort)

    assert (await queries.one(made.adviser, kept.id)).state is State.VOIDED
    assert [(one.certificate, one.is_made, one.name) for one in await people(made)] == [(new, True, "张伟")]
    assert await queries.by_code(kept.code) is None


async def test_the_holder_keeps_both_the_old_and_the_new_one(closed):
    old = await first_of(closed)
    new = await ending.reissue(closed.adviser, old.id, old.version, "张玮", "姓名更正")
    mine = Actor(kind=ActorKind.TRAINEE, center=closed.director.center, trainee=closed.trainees[0])

    assert [(one.id, one.state) for one in await queries.own(mine)] == [
        (new, State.VALID),
        (old.id, State.REPLACED),
    ]
