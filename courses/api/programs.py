"""Programs for programs: the list, one whole, planned classes, papers and their scans."""

from dataclasses import dataclass
from typing import Annotated, Any

from litestar import Request, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, JSONBody

from courses.actions import programs as actions
from courses.api.quotations import Made
from courses.model import Program, ProgramState
from courses.pages.programs import Planned, Return
from courses.queries import programs as queries
from courses.scans import opened
from training.access import Actor, May
from training.web.forms import Id, Word, query
from training.web.paging import SearchQuery

Ask = Request[Any, Any, Any]


class ProgramQuery(SearchQuery):
    state: ProgramState | None = None


@dataclass(frozen=True)
class Programs:
    """One page of programs."""

    rows: list[Program]
    total: int
    page: int


@get("/programs", needs=May.SEE_PROGRAMS, asks=ProgramQuery)
async def listed(request: Ask, actor: NamedDependency[Actor]) -> Programs:
    asked = query(request, ProgramQuery)
    rows, total = await queries.listed(actor, asked.state or "", asked.q, asked.part)
    return Programs(rows, total, asked.page)


@get("/programs/{id:int}", needs=May.SEE_PROGRAMS)
async def one(actor: NamedDependency[Actor], id: Id) -> Program:
    return await queries.one(actor, id)


@post("/programs", needs=May.OPEN_PROGRAMS)
async def open_planned(actor: NamedDependency[Actor], data: JSONBody[Planned]) -> Made:
    cost = None if data.cost_plan is None else data.cost_plan * 100
    return Made(await actions.open_planned(actor, data.package, data.plan_number, cost))


@post("/programs/{id:int}/papers/{kind:str}/seal", needs=May.OPEN_PROGRAMS, status_code=200)
async def seal(actor: NamedDependency[Actor], id: Id, kind: Word) -> Program:
    await actions.seal(actor, id, queries.kind_of(kind))
    return await queries.one(actor, id)


@dataclass(frozen=True)
class ScanBody:
    """The paper, signed and sealed by both: PDF, JPEG or PNG."""

    scan: UploadFile


@post("/programs/{id:int}/papers/{kind:str}/scan", needs=May.FILE_PAPERS, status_code=200)
async def file_scan(
    actor: NamedDependency[Actor],
    id: Id,
    kind: Word,
    data: Annotated[ScanBody, Body(media_type=RequestEncodingType.MULTI_PART)],
) -> Program:
    """Once the center has sealed it."""
    await actions.file_scan(actor, id, queries.kind_of(kind), await opened(data.scan.filename, await data.scan.read()))
    return await queries.one(actor, id)


@post("/programs/{id:int}/papers/{kind:str}/return", needs=May.OPEN_PROGRAMS, status_code=200)
async def return_scan(actor: NamedDependency[Actor], id: Id, kind: Word, data: JSONBody[Return]) -> Program:
    """Take back a scan that was filed by mistake; it stays among `earlier`, and the right one can be filed."""
    await actions.return_scan(actor, id, queries.kind_of(kind), data.reason)
    return await queries.one(actor, id)


handlers = [listed, one, open_planned, seal, file_scan, return_scan]
