"""Quotations for programs: the list, one whole, make, send, accept, decline."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from courses.actions import change_wishes
from courses.actions import quotations as actions
from courses.model import ChangeWish, QuotationCard, QuotationState
from courses.pages.quotations import Accept, AskChange, Decline, Quote
from courses.queries import change_wishes as wishes
from courses.queries import quotations as queries
from courses.rules.documents import plain
from training import children
from training.access import Actor, May
from training.queries import centers
from training.web.forms import Id, query
from training.web.page import download
from training.web.paging import SearchQuery

Ask = Request[Any, Any, Any]


class QuotationQuery(SearchQuery):
    state: QuotationState | None = None


@dataclass(frozen=True)
class Quotations:
    """One page of quotations."""

    rows: list[QuotationCard]
    total: int
    page: int


@dataclass(frozen=True)
class QuotationOut:
    """One edition: what was quoted, what is wished of it and of the one before, how it was answered. Money in fen."""

    id: int
    number: str
    edition: int
    state: str
    agency: int
    total: int
    per_person_day: int
    valid_until: date
    document_hash: str
    sent_at: datetime | None
    answered_by: str
    changes: list[ChangeWish]
    program: int | None
    package: dict[str, Any]
    price: dict[str, Any]


@dataclass(frozen=True)
class Made:
    """The id of what was made."""

    id: int


async def _out(actor: Actor, id: int) -> QuotationOut:
    """What an agency may know; internal cost and surplus stay with the center."""
    found = await queries.one(actor, id)
    price = {name: value for name, value in plain(found.price).items() if name not in ("internal", "surplus")}
    return QuotationOut(
        id=found.id,
        number=found.number,
        edition=found.edition,
        state=found.state,
        agency=found.agency,
        total=found.total,
        per_person_day=found.per_person_day,
        valid_until=found.valid_until,
        document_hash=found.document_hash,
        sent_at=found.sent_at,
        answered_by=found.answer.name,
        changes=await wishes.on(actor, found),
        program=found.program,
        package=plain(found.package),
        price=price,
    )


@get("/quotations", needs=May.SEE_QUOTATIONS, asks=QuotationQuery)
async def listed(request: Ask, actor: NamedDependency[Actor]) -> Quotations:
    asked = query(request, QuotationQuery)
    rows, total = await queries.listed(actor, asked.state or "", asked.q, asked.part)
    return Quotations(rows, total, asked.page)


@get("/quotations/{id:int}", needs=May.SEE_QUOTATIONS)
async def one(actor: NamedDependency[Actor], id: Id) -> QuotationOut:
    return await _out(actor, id)


@post("/quotations", needs=May.QUOTE)
async def quote(actor: NamedDependency[Actor], data: JSONBody[Quote]) -> Made:
    return Made(await actions.quote(actor, data.package, data.valid_days))


@post("/quotations/{id:int}/send", needs=May.QUOTE, status_code=200)
async def send(actor: NamedDependency[Actor], id: Id) -> QuotationOut:
    await actions.send(actor, id)
    return await _out(actor, id)


@post("/quotations/{id:int}/resend", needs=May.QUOTE, status_code=200)
async def resend(actor: NamedDependency[Actor], id: Id) -> QuotationOut:
    await actions.resend(actor, id)
    return await _out(actor, id)


@post("/quotations/{id:int}/accept", needs=May.ACCEPT_QUOTATIONS, status_code=200)
async def accept(actor: NamedDependency[Actor], id: Id, data: JSONBody[Accept]) -> QuotationOut:
    await actions.accept(actor, id, data.name, data.post, data.authority)
    return await _out(actor, id)


@post("/quotations/{id:int}/decline", needs=May.ACCEPT_QUOTATIONS, status_code=200)
async def decline(actor: NamedDependency[Actor], id: Id, data: JSONBody[Decline]) -> QuotationOut:
    await actions.decline(actor, id, data.name, data.note)
    return await _out(actor, id)


@post("/quotations/{id:int}/changes", needs=May.ACCEPT_QUOTATIONS, status_code=200)
async def ask_change(actor: NamedDependency[Actor], id: Id, data: JSONBody[AskChange]) -> QuotationOut:
    await change_wishes.ask(actor, id, data.change)
    return await _out(actor, id)


@get("/quotations/{id:int}/pdf", needs=May.SEE_QUOTATIONS, gives=["application/pdf"])
async def pdf(actor: NamedDependency[Actor], id: Id) -> Response[bytes]:
    quotation = await queries.one(actor, id)
    card = await centers.by_id(actor.center or 0)
    made: bytes = await children.run("courses.quotation_pdf:render", quotation, card)
    return download(made, f"{quotation.number}.pdf", "application/pdf")


handlers = [listed, one, quote, send, resend, accept, decline, ask_change, pdf]
