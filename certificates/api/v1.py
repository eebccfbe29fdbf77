"""/api/v1: what a program may do here, over the same queries and actions as the pages."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from certificates.actions import ending, issuing
from certificates.model import Answer, Issued, Kept
from certificates.pages.certificates import Reissue, Revoke
from certificates.queries import certificates as queries
from certificates.rules.codes import read
from training.access import Actor, May
from training.errors import Missing
from training.web import paging
from training.web.forms import Id, Word
from training.web.page import download

Ask = Request[Any, Any, Any]


@dataclass(frozen=True)
class Certificates:
    """One page of certificates."""

    rows: list[Kept]
    total: int
    page: int


@get("/certificates", needs=May.SEE_CERTIFICATES)
async def listed(request: Ask, actor: NamedDependency[Actor]) -> Certificates:
    part = paging.asked(request)
    rows, total = await queries.listed(actor, part)
    return Certificates(rows, total, part.number)


@get("/certificates/{id:int}", needs=May.SEE_CERTIFICATES)
async def one(actor: NamedDependency[Actor], id: Id) -> Kept:
    return await queries.one(actor, id)


@get("/certificates/{id:int}/pdf", needs=May.SEE_CERTIFICATES)
async def pdf(actor: NamedDependency[Actor], id: Id) -> Response[bytes]:
    found = await queries.file(actor, id, "pdf")
    return download(found.content, found.name, found.media_type)


@post("/cohorts/{id:int}/certificates", needs=May.ISSUE_CERTIFICATES)
async def issue(actor: NamedDependency[Actor], id: Id) -> Issued:
    return await issuing.issue(actor, id)


@post("/certificates/{id:int}/revoke", needs=May.REVOKE_CERTIFICATES, status_code=200)
async def revoke(actor: NamedDependency[Actor], id: Id, data: JSONBody[Revoke]) -> Kept:
    await ending.revoke(actor, id, data.version, data.reason)
    return await queries.one(actor, id)


@post("/certificates/{id:int}/reissue", needs=May.REISSUE_CERTIFICATES)
async def reissue(actor: NamedDependency[Actor], id: Id, data: JSONBody[Reissue]) -> Kept:
    """Correct the name: the new certificate, with a number of its own; the old one says that it was replaced."""
    return await queries.one(actor, await ending.reissue(actor, id, data.version, data.name, data.reason))


@get("/verify/{code:str}", needs=May.ANYONE)
async def verify(code: Word) -> Answer:
    """What anybody who holds a code is told; the name is masked."""
    answer = await queries.by_code(read(code) or "")
    if answer is None:
        raise Missing("verify.unknown")
    return answer


routes = Router("/api/v1", include_in_schema=True, route_handlers=[listed, one, pdf, issue, revoke, reissue, verify])
