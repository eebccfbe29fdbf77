"""Issuing, listing and revoking certificates; a trainee's own."""

from typing import Annotated, Any
from urllib.parse import quote

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.response import Stream
from pydantic import Field

from certificates import archive
from certificates.actions import ending, issuing
from certificates.queries import certificates as queries
from certificates.queries import completion
from certificates.rules.codes import grouped
from enrollment.pages import doors
from enrollment.queries import own as own_classes
from enrollment.queries import roster
from training.access import Actor, May
from training.errors import Missing
from training.text import Text, Version
from training.web import paging
from training.web.forms import BLANK, Filled, Form, Id, Word, faults_to, form
from training.web.page import download, page, see

Ask = Request[Any, Any, Any]
SHOWN_INLINE = {"png"}
WECHAT = "MicroMessenger"  # its browser saves no file, only a picture that is pressed long


class Revoke(Form):
    reason: Annotated[Text, Field(min_length=1)]
    version: Version


class Reissue(Form):
    name: Annotated[Text, Field(min_length=1, max_length=60)]
    reason: Annotated[Text, Field(min_length=1)]
    version: Version


@get("/certificates", needs=May.SEE_CERTIFICATES)
async def index(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    asked = request.query_params.get("cohort", "")
    if asked.isascii() and asked.isdigit() and len(asked) < 10:
        return see(f"/certificates/classes/{int(asked)}")
    rows, total = await completion.closed_classes(actor, paging.asked(request))
    return page(request, "certificates/classes.html", pages=paging.page(request, rows, total))


@get("/certificates/issued", needs=May.SEE_CERTIFICATES)
async def issued(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    search = request.query_params.get("q", "")[:60]
    rows, total = await queries.listed(actor, paging.asked(request), search=search)
    return page(request, "certificates/issued.html", pages=paging.page(request, rows, total), q=search)


async def _class(request: Ask, actor: Actor, id: int, form: Filled = BLANK) -> Response[Any]:
    cohort = await roster.of_class(actor, id)
    people = await completion.of_class(actor, cohort)
    return page(request, "certificates/class.html", cohort=cohort, people=people, form=form)


@get("/certificates/classes/{id:int}", needs=May.SEE_CERTIFICATES)
async def class_page(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    return await _class(request, actor, id)


@post("/certificates/classes/{id:int}/issue", needs=May.ISSUE_CERTIFICATES)
@faults_to(_class)
async def issue(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    told = await issuing.issue(actor, id)
    return see(f"/certificates/classes/{id}", "flash.certificates-issued", n=told.count, refused=told.not_eligible)


@get("/certificates/classes/{id:int}/documents", needs=May.SEE_CERTIFICATES, gives=["application/zip"])
async def documents(actor: NamedDependency[Actor], id: Id) -> Stream:
    """Every valid document of the class in one ZIP."""
    cohort = await roster.of_class(actor, id)
    found = await queries.documents(actor, id)
    name = quote(f"{cohort.name}.zip", safe="")
    headers = {"content-disposition": f"attachment; filename=\"certificates.zip\"; filename*=UTF-8''{name}"}
    return Stream(archive.pieces(found), media_type="application/zip", headers=headers)


async def _one(request: Ask, actor: Actor, id: int, form: Filled = BLANK) -> Response[Any]:
    kept, lines, before = await queries.one(actor, id), await queries.lines(actor, id), await queries.before(actor, id)
    shown: dict[str, Any] = {"kept": kept, "lines": lines, "before": before, "code": grouped(kept.code), "form": form}
    return page(request, "certificates/certificate.html", **shown)


@get("/certificates/{id:int}", needs=May.SEE_CERTIFICATES)
async def one(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    return await _one(request, actor, id)


@get("/certificates/{id:int}/{kind:str}", needs=May.SEE_CERTIFICATES)
async def file(actor: NamedDependency[Actor], id: Id, kind: Word) -> Response[bytes]:
    return await _file(actor, id, kind)


async def _file(actor: Actor, id: int, kind: str) -> Response[bytes]:
    """The same bytes every time."""
    if kind not in queries.MEDIA:
        raise Missing("problem.not-found")
    found = await queries.file(actor, id, kind)
    return download(found.content, found.name, found.media_type, inline=kind in SHOWN_INLINE)


@post("/certificates/{id:int}/revoke", needs=May.REVOKE_CERTIFICATES)
@faults_to(_one)
async def revoke(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    given = await form(request, Revoke)
    await ending.revoke(actor, id, given.version, given.reason)
    return see(f"/certificates/{id}", "flash.certificate-revoked")


async def _reissue(request: Ask, actor: Actor, id: int, form: Filled = BLANK) -> Response[Any]:
    kept = await queries.one(actor, id)
    return page(
        request, "certificates/reissue.html", kept=kept, form=form if form.problem else Filled({"name": kept.name})
    )


@get("/certificates/{id:int}/reissue", needs=May.REISSUE_CERTIFICATES)
async def reissue_page(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    return await _reissue(request, actor, id)


@post("/certificates/{id:int}/reissue", needs=May.REISSUE_CERTIFICATES)
@faults_to(_reissue)
async def reissue(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    given = await form(request, Reissue)
    new = await ending.reissue(actor, id, given.version, given.name, given.reason)
    return see(f"/certificates/{new}", "flash.certificate-reissued")


@get("/me/certificates", needs=May.BE_TRAINEE)
async def own(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    rows, asked = await queries.own(actor), request.query_params.get("class", "")
    given = {row.cohort for row in rows}
    without = [each for each in await own_classes.classes(actor) if each.is_closed and each.id not in given]
    chosen = next((each for each in without if str(each.id) == asked), next(iter(without), None))
    earned = await completion.of_class(actor, await roster.of_class(actor, chosen.id)) if chosen else []
    return page(request, "certificates/me.html", rows=rows, without=without, chosen=chosen, earned=earned)


@get("/me/certificates/{id:int}", needs=May.BE_TRAINEE)
async def own_one(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    kept = await queries.one(actor, id)
    in_wechat = WECHAT in request.headers.get("user-agent", "")
    return page(request, "certificates/me_one.html", kept=kept, code=grouped(kept.code), in_wechat=in_wechat)


@get("/me/certificates/{id:int}/{kind:str}", needs=May.BE_TRAINEE)
async def own_file(actor: NamedDependency[Actor], id: Id, kind: Word) -> Response[bytes]:
    return await _file(actor, id, kind)


routes = Router(
    "/",
    route_handlers=[
        index,
        issued,
        class_page,
        issue,
        documents,
        one,
        file,
        revoke,
        reissue_page,
        reissue,
        doors.own_routes(own, own_one, own_file),
    ],
)
