"""A quotation is numbered, frozen, answered once, and opens the program."""

import asyncio
import re
from datetime import timedelta

import pytest

from courses import tables
from courses.actions import packages, programs, quotations
from courses.model import CostKind, PaperKind, PaperState, QuotationState
from courses.queries import packages as package_queries
from courses.queries import programs as program_queries
from courses.queries import quotations as queries
from courses.tables import Package, Program, Quotation
from tests import make
from tests.courses import make as courses
from training import clock, jobs, outbox
from training import db as database
from training.access import Role
from training.errors import Clash, Invalid, Missing
from training.model import DEFAULT_ZONE
from training.tables import Center, Outbox, Series


async def house(slug: str = "north"):
    """A center with a designer, an agency with its liaison, and a submitted package of two courses."""
    center = await make.center(slug)
    agency = await make.agency(center)
    designer = make.acting(await make.account(center, Role.DESIGNER))
    liaison = make.acting(await make.account(center, Role.LIAISON, agency=agency))
    teacher = await make.instructor(center)
    first = await courses.course(center, teachers=(teacher,))
    second = await courses.course(center, "山洪灾害防御及案例分析", teachers=(teacher,), method="case")
    package = await courses.package(liaison, first, second)
    await submit(liaison, package)
    return designer, liaison, package


async def submit(liaison, package: int) -> None:
    [row] = await Package.select(Package.version).where(Package.id == package)
    await packages.submit(liaison, package, row["version"])


async def sent(designer, package: int, **more) -> int:
    made = await quotations.quote(designer, package, **more)
    await quotations.send(designer, made)
    return made


async def accepted(liaison, quotation: int) -> int:
    return await quotations.accept(liaison, quotation, "周敏", "人事科科长", "办公会批准")


async def test_a_submitted_package_is_quoted_and_frozen(db):
    designer, liaison, package = await house()

    made = await sent(designer, package)
    quotation = await queries.one(liaison, made)

    assert quotation.state == QuotationState.SENT
    assert quotation.number.startswith("示培报〔")
    assert quotation.number.endswith("〕1号")
    assert quotation.total == quotation.price.total > 0
    await Package.update({Package.title: "另一个名称"}).where(Package.id == package)
    assert (await queries.one(liaison, made)).title == quotation.title


async def test_a_draft_package_cannot_be_quoted(db):
    designer, _liaison, package = await house()
    await Package.update({Package.state: "draft"}).where(Package.id == package)

    with pytest.raises(Clash) as refused:
        await quotations.quote(designer, package)

    assert refused.value.code == "quotation.not-submitted"


async def test_before_a_center_has_a_mark_nothing_is_numbered_and_no_number_is_lost(db):
    designer, liaison, package = await house()
    planned = await tables.Course.objects().first()
    await Center.update({Center.mark: ""}).where(Center.id == designer.center)

    with pytest.raises(Clash, match=r"center\.mark-missing"):
        await quotations.quote(designer, package)
    with pytest.raises(Clash, match=r"center\.mark-missing"):
        await programs.open_planned(designer, await courses.package(designer, planned), "市委组〔2026〕3号", None)
    assert (await Quotation.count(), await Program.count(), await Series.count()) == (0, 0, 0)
    await Center.update({Center.mark: "江培证字"}).where(Center.id == designer.center)
    made = await queries.one(liaison, await sent(designer, package))

    assert made.number == f"江培报〔{clock.today(DEFAULT_ZONE).year}〕1号"


async def test_the_agency_does_not_see_a_draft(db):
    designer, liaison, package = await house()
    made = await quotations.quote(designer, package)

    with pytest.raises(Missing):
        await queries.one(liaison, made)


async def test_accepting_opens_program_and_papers_and_tells_the_right(db):
    designer, liaison, package = await house()
    made = await sent(designer, package)

    program = await program_queries.one(liaison, await accepted(liaison, made))

    assert (program.quotation, program.headcount) == (made, 50)
    assert {paper.kind: paper.state for paper in program.papers} == dict.fromkeys(PaperKind, PaperState.TO_SIGN)
    assert await Outbox.count().where(Outbox.kind == "program.agreed") == 1
    quotation = await queries.one(liaison, made)
    assert (quotation.answer.name, quotation.answer.authority) == ("周敏", "办公会批准")


async def test_of_two_acceptances_at_once_one_wins(db):
    designer, liaison, package = await house()
    made = await sent(designer, package)

    answers = await asyncio.gather(*(accepted(liaison, made) for _ in range(6)), return_exceptions=True)

    assert sum(isinstance(answer, int) for answer in answers) == 1
    assert sum(isinstance(answer, Clash) for answer in answers) == 5
    assert await Program.count() == 1


async def test_an_expired_quotation_accepted_twice_at_once_is_refused_both_times(db):
    designer, liaison, package = await house()
    made = await sent(designer, package)
    yesterday = clock.today(DEFAULT_ZONE) - timedelta(days=2)
    await Quotation.update({Quotation.valid_until: yesterday}).where(Quotation.id == made)

    answers = await asyncio.gather(*(accepted(liaison, made) for _ in range(2)), return_exceptions=True)

    assert [answer.code for answer in answers] == ["quotation.expired"] * 2
    assert await Program.count() == 0


async def test_a_new_version_supersedes_the_one_before(db):
    designer, liaison, package = await house()
    first = await sent(designer, package)
    second = await sent(designer, package)

    assert (await queries.one(liaison, first)).state == QuotationState.SUPERSEDED
    newer = await queries.one(liaison, second)
    assert newer.edition == 2
    assert newer.number == (await queries.one(liaison, first)).number
    with pytest.raises(Clash) as refused:
        await accepted(liaison, first)
    assert refused.value.code == "quotation.newer"


async def test_what_was_accepted_is_neither_quoted_nor_sent_again(db):
    designer, liaison, package = await house()
    first, second = [await quotations.quote(designer, package) for _ in range(2)]
    await quotations.send(designer, first)
    await accepted(liaison, first)

    for again in (lambda: quotations.send(designer, second), lambda: quotations.quote(designer, package)):
        with pytest.raises(Clash, match=r"package\.agreed"):
            await again()
    assert await Program.count() == 1


async def test_two_editions_of_one_package_open_one_program(db):
    designer, liaison, package = await house()
    first, second = [await quotations.quote(designer, package) for _ in range(2)]
    await quotations.send(designer, first)
    await accepted(liaison, first)
    await Quotation.update({Quotation.state: QuotationState.SENT}).where(Quotation.id == second)

    with pytest.raises(Clash, match=r"package\.agreed"):
        await accepted(liaison, second)

    [row] = await Quotation.select(Quotation.state).where(Quotation.id == second)
    assert (await Program.count(), row["state"]) == (1, QuotationState.SENT)


async def test_what_is_not_answered_in_time_lapses(db):
    designer, liaison, package = await house()
    made = await sent(designer, package)

    later = clock.today(DEFAULT_ZONE) + timedelta(days=40)
    assert await quotations.lapse(designer, later) == 1
    assert await quotations.lapse(designer, later) == 0
    assert (await queries.one(liaison, made)).state == QuotationState.EXPIRED


async def test_another_agency_and_another_center_see_nothing(db):
    designer, _liaison, package = await house()
    made = await sent(designer, package)
    stranger, other, _ = await house("south")

    for actor in (stranger, other):
        with pytest.raises(Missing):
            await queries.one(actor, made)
        with pytest.raises((Missing, Clash)):
            await accepted(actor, made)
    assert await Program.count() == 0


async def test_a_planned_class_needs_a_plan_number_and_no_quotation(db):
    center = await make.center()
    designer = make.acting(await make.account(center, Role.DESIGNER))
    first = await courses.course(center, teachers=(await make.instructor(center),))
    package = await courses.package(designer, first)

    program = await program_queries.one(
        designer, await programs.open_planned(designer, package, "市委组〔2026〕3号", 9_000_000)
    )

    assert (program.quotation, program.agency, program.plan_number) == (None, None, "市委组〔2026〕3号")
    with pytest.raises(Clash):
        await programs.open_planned(designer, package, "市委组〔2026〕3号", None)


async def test_an_empty_package_opens_no_class(db):
    center = await make.center()
    designer = make.acting(await make.account(center, Role.DESIGNER))
    package = await courses.package(designer)

    with pytest.raises(Invalid) as refused:
        await programs.open_planned(designer, package, "1", None)

    assert refused.value.fields["package.items"].code == "program.no-items"


async def test_a_fault_at_any_statement_of_accepting_leaves_all_or_nothing(db):
    designer, liaison, package = await house()
    made = await sent(designer, package)
    nth = 0
    while await Program.count() == 0:
        nth += 1
        left = nth

        def fail(sql: str) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                raise OSError("fault")

        database.ENGINE.watch = fail
        try:
            await accepted(liaison, made)
        except OSError:
            pass
        finally:
            database.ENGINE.watch = None
        answered = (await queries.one(liaison, made)).state == QuotationState.ACCEPTED
        assert answered == (await Program.count() == 1)

    assert nth > 8


async def test_what_has_changed_since_it_was_quoted_is_neither_sent_nor_agreed(db):
    designer, liaison, package = await house()
    first = await sent(designer, package)
    draft = await quotations.quote(designer, package)
    await revised(designer, package)

    with pytest.raises(Clash) as unsent:
        await quotations.send(designer, draft)
    with pytest.raises(Clash) as unanswered:
        await accepted(liaison, first)

    assert {unsent.value.code, unanswered.value.code} == {"quotation.package-changed"}
    assert not await Program.exists()
    assert (await package_queries.facts(liaison, package)).is_changed_since_quoted
    await accepted(liaison, await sent(designer, package))
    assert (await package_queries.facts(liaison, package)).program


async def test_of_a_change_and_an_acceptance_at_once_one_happens(db):
    """On PostgreSQL both write at the same time; each waits for the other's package."""
    for turn in range(3):
        designer, liaison, package = await house(f"center-{turn}")
        quotation = await sent(designer, package)

        done = await asyncio.gather(accepted(liaison, quotation), revised(designer, package), return_exceptions=True)

        refused = [each for each in done if isinstance(each, Clash)]
        assert len(refused) == 1, done
        assert refused[0].code in {"package.agreed", "quotation.package-changed"}


async def revised(designer, package: int) -> None:
    [row] = await Package.select(Package.version).where(Package.id == package)
    await packages.set_costs(designer, package, row["version"], {CostKind.VENUE: 1_00})


def later(monkeypatch, days: int) -> None:
    """So many days pass."""
    now = clock.now
    monkeypatch.setattr(clock, "now", lambda: now() + timedelta(days=days))


async def test_a_class_that_would_have_begun_is_neither_submitted_nor_quoted(db, monkeypatch):
    designer, liaison, package = await house()
    draft = await packages.copy(liaison, package)
    starts = clock.today(DEFAULT_ZONE) + timedelta(days=30)
    await Package.update({Package.starts_on: starts}).where(Package.id == draft)
    later(monkeypatch, 31)

    with pytest.raises(Invalid) as not_submitted:
        await submit(liaison, draft)
    with pytest.raises(Invalid) as not_quoted:
        await quotations.quote(designer, package)

    assert not_submitted.value.code == not_quoted.value.code == "package.in-the-past"
    assert await Quotation.count() == 0


async def test_a_class_that_begins_today_can_still_be_agreed(db, monkeypatch):
    designer, liaison, package = await house()
    later(monkeypatch, 30)

    assert await accepted(liaison, await sent(designer, package))


async def test_a_class_that_would_have_begun_is_not_agreed_and_the_answer_says_when_and_whom_to_ask(db, monkeypatch):
    designer, liaison, package = await house()
    made = await sent(designer, package, valid_days=60)
    draft = await quotations.quote(designer, package)
    starts = (await queries.one(liaison, made)).starts_on
    await Quotation.update({Quotation.valid_until: starts + timedelta(days=30)}, force=True)  # as it once could be
    later(monkeypatch, 31)

    with pytest.raises(Clash) as refused:
        await accepted(liaison, made)
    with pytest.raises(Clash) as unsent:
        await quotations.send(designer, draft)

    assert refused.value.code == unsent.value.code == "quotation.class-begun"
    assert refused.value.params == {"date": starts, "person": "designer"}
    assert await Program.count() == 0
    await quotations.decline(liaison, made, "周敏", "改期")


async def test_a_quotation_is_mailed_again_with_the_link_that_then_works(db, postbox):
    designer, liaison, package = await house()
    made = await sent(designer, package)

    assert await quotations.resend(designer, made) == 1
    await outbox.drain(jobs.HANDLERS)

    links = [re.search(r"/q/(\S+)", mail.get_content())[1] for _, mail in postbox.mails]
    assert len(set(links)) == 2
    opened = [token for token in links if await _opens(token)]
    assert len(opened) == 1
    assert await accepted(liaison, made)


async def _opens(token: str) -> bool:
    try:
        return bool(await queries.by_secret(token))
    except Missing:
        return False


async def test_where_no_mail_goes_out_the_link_stays_as_it_was(db):
    designer, _liaison, package = await house()
    draft = await quotations.quote(designer, package)
    token = await quotations.send(designer, draft)

    with pytest.raises(Clash, match=r"quotation\.no-mail"):
        await quotations.resend(designer, draft)

    assert await _opens(token)


async def test_what_is_no_longer_open_is_not_mailed_again(db, postbox):
    designer, liaison, package = await house()
    draft = await quotations.quote(designer, package)
    with pytest.raises(Clash):
        await quotations.resend(designer, draft)
    await quotations.send(designer, draft)
    await quotations.decline(liaison, draft, "周敏", "预算未获批准")

    with pytest.raises(Clash):
        await quotations.resend(designer, draft)
