"""Quotations: making, sending, reading by secret link or signed in, answering."""

from typing import Annotated, Any

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from pydantic import Field

from courses.actions import change_wishes
from courses.actions import quotations as actions
from courses.model import Quotation, QuotationState
from courses.queries import change_wishes as wishes
from courses.queries import packages
from courses.queries import quotations as queries
from courses.rules import quotations as rules
from training import children, clock
from training.access import Actor, May
from training.queries import centers
from training.text import Key, LongText, Text
from training.web import paging
from training.web.forms import BLANK, Filled, Form, Id, Word, faults_to, form
from training.web.page import download, page, see

Ask = Request[Any, Any, Any]


class Quote(Form):
    package: Key
    valid_days: Annotated[int, Field(ge=1, le=180)] = 30


class Accept(Form):
    """Who accepts, and on what authority."""

    name: Annotated[Text, Field(min_length=1, max_length=60)]
    post: Annotated[Text, Field(min_length=1, max_length=100)]
    authority: Annotated[Text, Field(min_length=1)]


class Decline(Form):
    name: Annotated[Text, Field(min_length=1, max_length=60)]
    note: Annotated[LongText, Field(min_length=1)]


class AskChange(Form):
    """What should change before the quotation is accepted."""

    change: Annotated[LongText, Field(min_length=1)]


@get("/quotations", needs=May.SEE_QUOTATIONS)
async def index(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    state, search = request.query_params.get("state", ""), request.query_params.get("q", "")[:60]
    rows, total = await queries.listed(actor, state, search, paging.asked(request))
    return page(request, "courses/quotations.html", pages=paging.page(request, rows, total), state=state, q=search)


@post("/quotations", needs=May.QUOTE)
async def quote(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    given = await form(request, Quote)
    made = await actions.quote(actor, given.package, given.valid_days)
    return see(f"/quotations/{made}", "flash.quotation-made")


async def _show(request: Ask, actor: Actor, id: int, form: Filled = BLANK) -> Response[Any]:
    return await _page(request, actor, await queries.one(actor, id), form)


async def _page(request: Ask, actor: Actor, quotation: Quotation, form: Filled) -> Response[Any]:
    center = await centers.by_id(actor.center or 0)
    today = clock.today(center.zone)
    return page(
        request,
        "courses/quotation.html",
        center=center,
        quotation=quotation,
        changes=await wishes.on(actor, quotation),
        others=await queries.of_package(actor, quotation.package_id),
        is_open=quotation.state is QuotationState.SENT and quotation.valid_until >= today,
        facts=await packages.facts(actor, quotation.package_id),
        today=today,
        eve=rules.last_eve(quotation.package),
        form=form,
    )


@get("/quotations/{id:int}", needs=May.SEE_QUOTATIONS)
async def show(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    return await _show(request, actor, id)


@get("/q/{token:str}", needs=May.ANYONE)
async def by_link(request: Ask, token: Word) -> Response[Any]:
    """The secret link of a mail shows the quotation; answering it needs a signed-in liaison."""
    quotation, center = await queries.by_secret(token)
    return page(
        request,
        "courses/quotation_link.html",
        center=center,
        quotation=quotation,
        today=clock.today(center.zone),
        eve=rules.last_eve(quotation.package),
    )


@post("/quotations/{id:int}/send", needs=May.QUOTE)
async def send(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    await actions.send(actor, id)
    return see(f"/quotations/{id}", "flash.quotation-sent")


@post("/quotations/{id:int}/resend", needs=May.QUOTE)
@faults_to(_show)
async def resend(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    return see(f"/quotations/{id}", "flash.quotation-sent-again", n=await actions.resend(actor, id))


@post("/quotations/{id:int}/accept", needs=May.ACCEPT_QUOTATIONS)
@faults_to(_show)
async def accept(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    given = await form(request, Accept)
    program = await actions.accept(actor, id, given.name, given.post, given.authority)
    return see(f"/programs/{program}", "flash.quotation-accepted")


@post("/quotations/{id:int}/decline", needs=May.ACCEPT_QUOTATIONS)
@faults_to(_show)
async def decline(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    given = await form(request, Decline)
    await actions.decline(actor, id, given.name, given.note)
    return see(f"/quotations/{id}", "flash.quotation-declined")


@post("/quotations/{id:int}/changes", needs=May.ACCEPT_QUOTATIONS)
@faults_to(_show)
async def ask_change(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    await change_wishes.ask(actor, id, (await form(request, AskChange)).change)
    return see(f"/quotations/{id}", "flash.quotation-change-asked")


@get("/quotations/{id:int}/pdf", needs=May.SEE_QUOTATIONS)
async def pdf(actor: NamedDependency[Actor], id: Id) -> Response[bytes]:
    quotation = await queries.one(actor, id)
    made: bytes = await children.run("courses.quotation_pdf:render", quotation, await centers.by_id(actor.center or 0))
    return download(made, f"{quotation.number}第{quotation.edition}版.pdf", "application/pdf")


routes = Router("/", route_handlers=[index, quote, show, by_link, send, resend, accept, decline, ask_change, pdf])
