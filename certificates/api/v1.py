"""/api/v1: what a program may do here, over the same queries and actions as the pages."""

from dataclasses import dataclass
from typing import Annotated, Any

from litestar import Request, Response, Router, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, JSONBody
from pydantic import Field

from certificates.actions import ending, issuing
from certificates.model import Answer, ClassRow, Earned, Issued, Kept
from certificates.pages.certificates import Reissue, Revoke, documents
from certificates.pages.verify import BY_CODE, BY_NUMBER, Name, about, counted, judged
from certificates.queries import certificates as queries
from certificates.queries import completion, desk
from certificates.queries.desk import Group
from certificates.rules.codes import read
from certificates.saying import words
from enrollment.queries import roster
from training.access import Actor, May
from training.errors import Missing
from training.text import Key, Text
from training.web.forms import Form, Id, Word, query
from training.web.page import download, today
from training.web.paging import ListQuery, SearchQuery

Ask = Request[Any, Any, Any]


class CertificateQuery(SearchQuery):
    cohort: Key | None = None


@dataclass(frozen=True)
class Certificates:
    """One page of certificates."""

    rows: list[Kept]
    total: int
    page: int


@get("/certificates", needs=May.SEE_CERTIFICATES, asks=CertificateQuery)
async def listed(request: Ask, actor: NamedDependency[Actor]) -> Certificates:
    asked = query(request, CertificateQuery)
    rows, total = await queries.listed(actor, asked.part, cohort=asked.cohort, search=asked.q)
    return Certificates(rows, total, asked.page)


@dataclass(frozen=True)
class Classes:
    """One page of closed classes."""

    rows: list[ClassRow]
    total: int
    page: int


@get("/certificates/classes", needs=May.SEE_CERTIFICATES, asks=ListQuery)
async def classes(request: Ask, actor: NamedDependency[Actor]) -> Classes:
    """The closed classes, the latest first, each with how many of its people have a certificate."""
    asked = query(request, ListQuery)
    rows, total = await completion.closed_classes(actor, asked.part)
    return Classes(rows, total, asked.page)


@get("/certificates/{id:int}", needs=May.SEE_CERTIFICATES)
async def one(actor: NamedDependency[Actor], id: Id) -> Kept:
    return await queries.one(actor, id)


@get("/certificates/{id:int}/pdf", needs=May.SEE_CERTIFICATES, gives=["application/pdf"])
async def pdf(actor: NamedDependency[Actor], id: Id) -> Response[bytes]:
    found = await queries.file(actor, id, "pdf")
    return download(found.content, found.name, found.media_type)


@get("/certificates/{id:int}/png", needs=May.SEE_CERTIFICATES, gives=["image/png"])
async def picture(actor: NamedDependency[Actor], id: Id) -> Response[bytes]:
    """The certificate as a picture, for a phone."""
    found = await queries.file(actor, id, "png")
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


class NumberAndName(Form):
    """What stands on a certificate. Both must be right, and which of them is not is not told."""

    number: Annotated[Text, Field(min_length=1)]
    name: Annotated[Text, Field(min_length=1)]


@dataclass(frozen=True)
class SameName:
    """Whether a certificate was given to somebody of that name."""

    same: bool


def _told(answer: Answer | None) -> Answer:
    if answer is None:
        raise Missing("verify.unknown")
    return answer


@get("/verify/{code:str}", needs=May.ANYONE)
async def verify(request: Ask, code: Word) -> Answer:
    """What anybody who holds a code is told; the name is masked. 300 an address in ten minutes."""
    await counted(request, "verify-code", BY_CODE)
    return _told(await queries.by_code(read(code) or ""))


@post("/verify", needs=May.ANYONE, status_code=200)
async def verify_number(request: Ask, data: JSONBody[NumberAndName]) -> Answer:
    """The same by number and name, which so stand in no address. Twenty an address in ten minutes."""
    await counted(request, "verify-number", BY_NUMBER)
    return _told(await queries.by_number(data.number, data.name))


@post("/verify/{code:str}/name", needs=May.ANYONE, status_code=200)
async def verify_name(request: Ask, code: Word, data: JSONBody[Name]) -> SameName:
    """Compare a name with the masked one. Twenty an address in ten minutes."""
    await counted(request, "verify-name", BY_NUMBER)
    return SameName(await queries.is_name(_told(await queries.by_code(read(code) or "")).code, data.name))


@dataclass(frozen=True)
class Found:
    """What one question to a file came to; `weight` is good, open, ended or false."""

    weight: str
    code: str
    text: str


@dataclass(frozen=True)
class FileVerdict:
    """The heaviest finding decides."""

    weight: str
    text: str
    findings: list[Found]
    certificate: Answer | None = None  # what the page of its code says, where the file is the issuer's own


@dataclass(frozen=True)
class FileBody:
    """The certificate as a file."""

    document: UploadFile


@post("/verify/file", needs=May.ANYONE, status_code=200)
async def verify_file(
    request: Ask, data: Annotated[FileBody, Body(media_type=RequestEncodingType.MULTI_PART)]
) -> FileVerdict:
    """Read in a limited child, judged by what the issuer publishes, and forgotten. Twenty an address in ten minutes."""
    judgement = await judged(request, data.document)
    findings = [Found(each.weight.name.lower(), each.reason.code, words(each.reason)) for each in judgement.findings]
    return FileVerdict(judgement.weight.name.lower(), words(judgement.verdict), findings, await about(judgement))


@get("/cohorts/{id:int}/completion", needs=May.SEE_CERTIFICATES)
async def earned(actor: NamedDependency[Actor], id: Id) -> list[Earned]:
    """What each trainee of a closed class has earned, and the certificate he has."""
    return await completion.of_class(actor, await roster.of_class(actor, id))


@get("/desk", needs=May.SEE_DESK)
async def waiting(request: Ask, actor: NamedDependency[Actor]) -> list[Group]:
    """What waits for whoever the token belongs to, the overdue first."""
    return await desk.desk(actor, today(request))


routes = Router(
    "/api/v1",
    include_in_schema=True,
    route_handlers=[
        listed,
        classes,
        one,
        pdf,
        picture,
        documents,
        issue,
        earned,
        revoke,
        reissue,
        verify,
        verify_number,
        verify_name,
        verify_file,
        waiting,
    ],
)
