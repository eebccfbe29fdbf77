"""Programs and their papers: planned classes, agreement, the filed scans."""

from typing import Annotated, Any

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from pydantic import Field

from courses.actions import programs as actions
from courses.queries import programs as queries
from courses.queries import quotations
from courses.scans import KINDS, opened
from training import children
from training.access import Actor, May
from training.queries import centers
from training.text import Key, Text
from training.web import paging
from training.web.forms import BLANK, Filled, Form, Id, Word, faults_to, form, upload
from training.web.page import download, page, see

Ask = Request[Any, Any, Any]


class Planned(Form):
    """A class of the center's own plan."""

    package: Key
    plan_number: Annotated[Text, Field(min_length=1, max_length=100)]
    cost_plan: Annotated[int, Field(ge=0, le=10**10)] | None = None


class Return(Form):
    """Why a scan is taken back."""

    reason: Annotated[Text, Field(min_length=1, max_length=200)]


@get("/programs", needs=May.SEE_PROGRAMS)
async def index(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    state, search = request.query_params.get("state", ""), request.query_params.get("q", "")[:60]
    rows, total = await queries.listed(actor, state, search, paging.asked(request))
    return page(request, "courses/programs.html", pages=paging.page(request, rows, total), state=state, q=search)


async def _new(request: Ask, actor: Actor, form: Filled = BLANK) -> Response[Any]:
    return page(request, "courses/program_new.html", form=form, packages=await queries.to_open(actor))


@get("/programs/new", needs=May.OPEN_PROGRAMS)
async def new(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    return await _new(request, actor)


@post("/programs", needs=May.OPEN_PROGRAMS)
@faults_to(_new)
async def open_planned(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    given = await form(request, Planned)
    cost = None if given.cost_plan is None else given.cost_plan * 100
    program = await actions.open_planned(actor, given.package, given.plan_number, cost)
    return see(f"/programs/{program}", "flash.program-opened")


async def _show(request: Ask, actor: Actor, id: int, form: Filled = BLANK, kind: str = "") -> Response[Any]:
    return page(request, "courses/program.html", program=await queries.one(actor, id), form=form, kind=kind)


@get("/programs/{id:int}", needs=May.SEE_PROGRAMS)
async def show(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    return await _show(request, actor, id)


@get("/programs/{id:int}/papers/{kind:str}/pdf", needs=May.SEE_PROGRAMS, gives=["application/pdf"])
async def paper(actor: NamedDependency[Actor], id: Id, kind: Word) -> Response[bytes]:
    program = await queries.one(actor, id)
    found = await queries.paper(actor, id, queries.kind_of(kind))
    quotation = await quotations.one(actor, program.quotation or 0)
    party = await queries.party(actor, program)
    card = await centers.by_id(actor.center or 0)
    made: bytes = await children.run(
        "courses.agreement_pdf:render", found.kind, found.number, program, quotation, party, card
    )
    return download(made, f"{found.number}.pdf", "application/pdf")


@post("/programs/{id:int}/papers/{kind:str}/seal", needs=May.OPEN_PROGRAMS)
@faults_to(_show)
async def seal(request: Ask, actor: NamedDependency[Actor], id: Id, kind: Word) -> Response[Any]:
    await actions.seal(actor, id, queries.kind_of(kind))
    return see(f"/programs/{id}", "flash.paper-sealed")


@post("/programs/{id:int}/papers/{kind:str}/scan", needs=May.FILE_PAPERS)
@faults_to(_show)
async def file_scan(request: Ask, actor: NamedDependency[Actor], id: Id, kind: Word) -> Response[Any]:
    sent = await upload(request, "scan")
    await actions.file_scan(actor, id, queries.kind_of(kind), await opened(sent.filename, await sent.read()))
    return see(f"/programs/{id}", "flash.paper-filed")


@post("/programs/{id:int}/papers/{kind:str}/return", needs=May.OPEN_PROGRAMS)
@faults_to(_show)
async def return_scan(request: Ask, actor: NamedDependency[Actor], id: Id, kind: Word) -> Response[Any]:
    await actions.return_scan(actor, id, queries.kind_of(kind), (await form(request, Return)).reason)
    return see(f"/programs/{id}", "flash.paper-returned")


@get("/programs/{id:int}/papers/{kind:str}/scan", needs=May.SEE_PROGRAMS, gives=[*KINDS.values()])
async def scan(request: Ask, actor: NamedDependency[Actor], id: Id, kind: Word) -> Response[bytes]:
    """The scan that is filed; with `?earlier=` and its id one that was taken back."""
    found, asked = await queries.paper(actor, id, queries.kind_of(kind)), request.query_params.get("earlier", "")
    earlier = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None
    stored = await queries.scan(actor, found, earlier)
    return download(stored["content"], stored["name"], stored["media_type"])


routes = Router("/", route_handlers=[index, new, open_planned, show, paper, seal, file_scan, return_scan, scan])
