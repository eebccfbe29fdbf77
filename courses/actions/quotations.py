"""What may be done with quotations: make, send, accept, decline, lapse. Accepting opens the program."""

from datetime import date
from typing import Any

from courses.actions import packages as packaging
from courses.model import PackageState, PaperKind, PaperState, ProgramState, Quotation, QuotationState
from courses.queries import packages, quotations
from courses.rules import composing, documents
from courses.rules import quotations as rules
from courses.tables import Package as PackageTable
from courses.tables import Paper, Program, QuotationCost
from courses.tables import Quotation as Table
from training import audit, clock, db, i18n, notices, numbering, outbox, secrets
from training.access import Actor
from training.errors import Clash, Invalid, Missing
from training.model import CenterCard
from training.queries import centers
from training.settings import settings
from training.tables import Account
from training.tenancy import seen_by


async def quote(actor: Actor, package_id: int, valid_days: int = rules.VALID_DAYS, *, today: date | None = None) -> int:
    """Freeze a submitted package with its price as the next edition of its quotation, a draft until it is sent.

    `today` other than the center's own day is, here and below, for a demonstration that lies in the past.

    Raises Missing, Clash when the package is not submitted or the center has no mark, Invalid when a fact is missing, a rule
    forbids it or its class would have begun.
    """
    async with db.write():
        version = await packaging.hold(actor, package_id)
        row = await _submitted(actor, package_id)
        drawn, today = await packages.studio(actor, package_id), today or await _today(actor)
        packaging.refuse_begun(row["starts_on"], today)
        money = drawn.price
        if refused := rules.faults_of_price(money, drawn.findings):
            raise refused
        told = {"package": drawn.package, "price": money, "findings": drawn.findings, "rules": drawn.rules.title}
        snapshot = {name: documents.plain(value) for name, value in told.items()}
        edition = await _next_edition(actor, package_id)
        number = edition[1] or rules.number(
            await centers.mark(actor.center), today.year, await numbering.take(actor, "quotation", today.year)
        )
        quotation = Table(
            center=actor.center,
            agency=row["agency"],
            package=package_id,
            package_version=version,
            number=number,
            edition=edition[0],
            state=QuotationState.DRAFT,
            total=money.total,
            per_person_day=money.per_person_day or 0,
            valid_until=rules.valid_until(today, valid_days, package=drawn.package),
            snapshot=snapshot,
            document_hash=rules.document_hash(snapshot),
            handled_by=actor.account or 0,
            created_at=clock.now(),
        )
        await quotation.save()
        await QuotationCost(
            center=actor.center,
            quotation=quotation.id,
            internal_cost=money.internal or 0,
            detail={"surplus": money.surplus},
        ).save()
        await audit.note(actor, "quotation.made", "quotation", quotation.id, {"number": number, "edition": edition[0]})
        return quotation.id


async def _submitted(actor: Actor, package_id: int) -> dict[str, Any]:
    t = PackageTable
    row = await t.select(t.agency, t.state, t.starts_on).where(seen_by(actor, t), t.id == package_id).first()
    if row is None:
        raise Missing("problem.not-found")
    if row["agency"] is None:
        raise Clash("quotation.planned-class")
    if row["state"] != PackageState.SUBMITTED:
        raise Clash("quotation.not-submitted")
    await packaging.refuse_agreed(actor, package_id)
    return row


async def _today(actor: Actor) -> date:
    return clock.today((await _card(actor)).zone)


async def _card(actor: Actor) -> CenterCard:
    return await centers.by_id(actor.center or 0)


async def _next_edition(actor: Actor, package_id: int) -> tuple[int, str]:
    """The next edition of a package's quotation, and the number that all its editions share."""
    last = Table.select(Table.edition, Table.number).where(seen_by(actor, Table), Table.package == package_id)
    row = await last.order_by(Table.edition, ascending=False).first()
    return (row["edition"] + 1, row["number"]) if row else (1, "")


async def send(actor: Actor, id: int, *, today: date | None = None) -> str:
    """Send a draft: earlier editions are superseded, the liaison is told. Returns the token of its secret link.

    Raises Clash when it is no draft any more, the package has changed, its class would have begun, or another edition
    was accepted.
    """
    token = secrets.token()
    async with db.write():
        quotation = await quotations.one(actor, id)
        version = await packaging.hold(actor, quotation.package_id)
        await packaging.refuse_agreed(actor, quotation.package_id)
        mine = seen_by(actor, Table) & (Table.id == id)
        sent: dict[Any, Any] = {
            Table.state: QuotationState.SENT,
            Table.sent_at: clock.now(),
            Table.secret_hash: secrets.hashed(token),
            Table.version: Table.version + 1,
        }
        rows = (
            await Table.update(sent)
            .where(mine, Table.state == QuotationState.DRAFT)
            .returning(Table.id, Table.package, Table.edition)
        )
        if not rows:
            raise Clash("quotation.not-draft")
        _refuse_changed(quotation, version)
        _refuse_begun(quotation, today or await _today(actor))
        older = seen_by(actor, Table) & (Table.package == rows[0]["package"]) & (Table.edition < rows[0]["edition"])
        await Table.update({Table.state: QuotationState.SUPERSEDED}).where(
            older, Table.state.is_in([QuotationState.SENT, QuotationState.DRAFT, QuotationState.EXPIRED])
        )
        await audit.note(actor, "quotation.sent", "quotation", id)
        await _tell_liaisons(actor, id, token)
    return token


def _refuse_changed(quotation: Quotation, version: int) -> None:
    """What is agreed is what was quoted: a package that has moved on asks for the next edition. Raises Clash."""
    if version != quotation.package_version:
        raise Clash("quotation.package-changed", {"n": quotation.edition, "person": quotation.handled_by})


def _refuse_begun(quotation: Quotation, today: date) -> None:
    """Nobody agrees on a class that would have begun: it asks for another date and the next edition. Raises Clash."""
    if composing.begun(quotation.starts_on, today):
        raise Clash("quotation.class-begun", {"date": quotation.starts_on, "person": quotation.handled_by})


async def resend(actor: Actor, id: int) -> int:
    """Mail a sent quotation to its liaisons again and return to how many. Only the new secret link opens it from now on.

    Raises Missing, Clash when it cannot be agreed on any more, or no mail can be sent.
    """
    token = secrets.token()
    async with db.write():
        await packaging.refuse_agreed(actor, (await quotations.one(actor, id)).package_id)
        await _offered(actor, id, await _today(actor))
        renewed: dict[Any, Any] = {Table.secret_hash: secrets.hashed(token), Table.version: Table.version + 1}
        mine = seen_by(actor, Table) & (Table.id == id) & (Table.state == QuotationState.SENT)
        if not await Table.update(renewed).where(mine).returning(Table.id):
            raise Clash("quotation.not-open")
        if not (told := await _tell_liaisons(actor, id, token)):
            raise Clash("quotation.no-mail")
        await audit.note(actor, "quotation.sent-again", "quotation", id)
    return told


async def _tell_liaisons(actor: Actor, id: int, token: str) -> int:
    """Mail the secret link to everybody who acts for the agency; to how many a mail goes out."""
    quotation, told = await quotations.one(actor, id), 0
    people = Account.select(Account.id, Account.mail, Account.language).where(
        seen_by(actor, Account), Account.agency == quotation.agency, Account.is_active.eq(True)
    )
    card = await _card(actor)
    for person in await people:
        told += await notices.mail(
            actor,
            person["mail"],
            "quotation_sent",
            f"quotation.sent:{id}:{quotation.version}:{person['id']}",
            lang=person["language"] or i18n.DEFAULT,
            program=quotation.title,
            n=quotation.edition,
            agency=quotation.agency_name,
            until=quotation.valid_until,
            link=f"{settings().base_url}/q/{token}",
            center=card,
        )
    return told


async def accept(actor: Actor, id: int, name: str, post: str, authority: str, *, today: date | None = None) -> int:
    """Accept a quotation by name: the program and its papers exist from this moment. Returns the program's id.

    Of two acceptances at once one wins; the other is told who was first. Raises Clash when it is over, replaced,
    expired, its class would have begun, or the package has changed since.
    """
    today = today or await _today(actor)
    async with db.write():
        quotation = await _offered(actor, id, today)
        answered: dict[Any, Any] = {
            Table.state: QuotationState.ACCEPTED,
            Table.answered_at: clock.now(),
            Table.answered_by: name,
            Table.answered_post: post,
            Table.authority: authority,
            Table.version: Table.version + 1,
        }
        mine = seen_by(actor, Table) & (Table.id == id) & (Table.state == QuotationState.SENT)
        if not await Table.update(answered).where(mine).returning(Table.id):
            raise Clash("quotation.accepted-already", {"name": ""})
        try:
            program = await _open_program(actor, quotation, today)
        except db.Taken as taken:  # the same package by another edition, accepted just now
            raise Clash("package.agreed") from taken
        await audit.note(
            actor,
            "quotation.accepted",
            "quotation",
            id,
            {"name": name, "post": post, "authority": authority, "document": quotation.document_hash},
        )
        return program


async def _offered(actor: Actor, id: int, today: date) -> Quotation:
    """A quotation that can be agreed on, as it is now that nobody else can answer it. Raises Missing, Clash."""
    version = await packaging.hold(actor, (await quotations.one(actor, id)).package_id)
    quotation = await quotations.one(actor, id)
    await _answerable(actor, quotation, today)
    _refuse_changed(quotation, version)
    _refuse_begun(quotation, today)
    return quotation


async def _answerable(actor: Actor, quotation: Quotation, today: date) -> None:
    newest = await quotations.newest_edition(actor, quotation.package_id)
    if refused := rules.refusal(quotation, today, newest):
        raise refused


async def _open_program(actor: Actor, quotation: Quotation, today: date) -> int:
    """The accepted commitment: a program, the two papers that hands will sign, and word to the right."""
    starts = quotation.starts_on
    if starts is None:
        raise Invalid("quotation.no-date")
    ends = last_day(starts, quotation.package.day_count or 1)
    mark = await centers.mark(actor.center)
    number = rules.program_number(mark, today.year, await numbering.take(actor, "program", today.year))
    program = Program(
        center=actor.center,
        agency=quotation.agency,
        package=quotation.package_id,
        quotation=quotation.id,
        number=number,
        title=quotation.title,
        state=ProgramState.AGREED,
        headcount=quotation.price.headcount or 0,
        starts_on=starts,
        ends_on=ends,
        created_at=clock.now(),
    )
    await program.save()
    for kind, suffix in ((PaperKind.ACCEPTANCE, "确认"), (PaperKind.AGREEMENT, "协议")):
        await Paper(
            center=actor.center,
            agency=quotation.agency,
            program=program.id,
            kind=kind,
            number=rules.paper_number(number, suffix),
            state=PaperState.TO_SIGN,
            facts={"document_hash": quotation.document_hash},
            created_at=clock.now(),
        ).save()
    await outbox.post(actor, "program.agreed", f"program.agreed:{program.id}", {"program": program.id})
    return program.id


def last_day(starts: date, days: int) -> date:
    """The day on which a class of so many days ends, when it runs without a break."""
    return date.fromordinal(starts.toordinal() + max(days, 1) - 1)


async def decline(actor: Actor, id: int, name: str, note: str, *, today: date | None = None) -> None:
    """Decline a quotation, with the reason. Raises Clash when it can no longer be answered."""
    async with db.write():
        await _answerable(actor, await quotations.one(actor, id), today or await _today(actor))
        answered: dict[Any, Any] = {
            Table.state: QuotationState.DECLINED,
            Table.answered_at: clock.now(),
            Table.answered_by: name,
            Table.answer_note: note,
            Table.version: Table.version + 1,
        }
        mine = seen_by(actor, Table) & (Table.id == id) & (Table.state == QuotationState.SENT)
        if not await Table.update(answered).where(mine).returning(Table.id):
            raise Clash("quotation.not-open")
        await audit.note(actor, "quotation.declined", "quotation", id, {"name": name})


async def lapse(actor: Actor, today: date) -> int:
    """Let every sent quotation whose last day is over expire; returns how many."""
    expired = 0
    for late_one in await quotations.overdue(actor.center or 0, today):
        async with db.write():
            late = seen_by(actor, Table) & (Table.id == late_one) & (Table.state == QuotationState.SENT)
            changes: dict[Any, Any] = {Table.state: QuotationState.EXPIRED}
            if await Table.update(changes).where(late).returning(Table.id):
                await audit.note(actor, "quotation.expired", "quotation", late_one)
                expired += 1
    return expired
