"""Verification by anybody: by code, or by number and name. No login, no cookie needed to read an answer."""

from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.datastructures import UploadFile

from certificates.actions import checking
from certificates.inspection import Refused
from certificates.model import Answer
from certificates.pages import issuer
from certificates.queries import certificates as queries
from certificates.rules.codes import grouped, read
from certificates.saying import words
from certificates.verification import Judgement, Weight
from training import attempts
from training.access import May
from training.errors import Fault, Invalid
from training.text import Text
from training.web.forms import BLANK, Filled, Form, Word, faults_to, form, upload
from training.web.page import page, see

Ask = Request[Any, Any, Any]
HEADERS = {"x-robots-tag": "noindex", "referrer-policy": "no-referrer"}
BY_NUMBER = 20  # look-ups by number and name from one address in ten minutes: numbers can be counted up, codes cannot
BY_CODE = 300
MINUTES = 10


class Sought(Form):
    """A code, or a number together with the name."""

    code: Text = ""
    number: Text = ""
    name: Text = ""


class Name(Form):
    name: Text = ""


def _page(
    request: Ask, answer: Answer | None = None, *, asked: bool = False, of_file: Answer | None = None, **more: Any
) -> Response[Any]:
    shown: dict[str, Any] = {"form": BLANK, "same": None, "verdict": None, "findings": [], "of_file": of_file, **more}
    found = answer or of_file
    code = grouped(found.code) if found else ""
    return page(request, "certificates/verify.html", headers=HEADERS, answer=answer, asked=asked, code=code, **shown)


async def _box(request: Ask, form: Filled = BLANK) -> Response[Any]:
    return _page(request, form=form)


async def counted(request: Ask, kind: str, most: int) -> None:
    """Count a question of this address; pages and API share the count. Raises TooMany."""
    address = request.client.host if request.client else ""
    await attempts.count({attempts.key(kind, address): most}, MINUTES)


@get(["/verify", "/c", "/C"], needs=May.ANYONE)
async def box(request: Ask) -> Response[Any]:
    return await _box(request)


@post("/verify", needs=May.ANYONE)
@faults_to(_box)
async def seek(request: Ask) -> Response[Any]:
    given = await form(request, Sought)
    if given.code:
        code = read(given.code)
        return see(f"/c/{code}") if code else _page(request, asked=True, form=Filled({"code": given.code}))
    await counted(request, "verify-number", BY_NUMBER)
    answer = await queries.by_number(given.number, given.name) if given.number and given.name else None
    return _page(request, answer, asked=True, form=Filled({"number": given.number, "name": given.name}))


@post("/verify/file", needs=May.ANYONE)
@faults_to(_box)
async def check_file(request: Ask) -> Response[Any]:
    """Read in a limited child, judged by what the issuer publishes, and forgotten."""
    judgement = await judged(request, await upload(request, "document"))
    findings = [(finding.weight.name.lower(), words(finding.reason)) for finding in judgement.findings]
    verdict = (judgement.weight.name.lower(), words(judgement.verdict))
    return _page(request, verdict=verdict, findings=findings, of_file=await about(judgement))


async def judged(request: Ask, sent: UploadFile) -> Judgement:
    """What a stranger's file is worth. Raises TooMany, or Invalid where it is no certificate at all."""
    await counted(request, "verify-file", BY_NUMBER)
    try:
        return await checking.check(await sent.read())
    except Refused as refused:
        raise Invalid(
            "form.invalid", {"n": 1}, {"document": Fault(refused.reason.code, refused.reason.params)}
        ) from None


async def about(judgement: Judgement) -> Answer | None:
    """What the page of its code says of a file's certificate, once the file was found to be the issuer's own."""
    proven = [each.reason.params for each in judgement.findings if each.reason.code == "verify.credential-valid"]
    if judgement.weight is Weight.FALSE or not proven:
        return None
    return await queries.of_issuer(str(proven[0]["address"]).rpartition("/")[2], str(proven[0]["number"]))


async def _of_code(request: Ask, code: str, **more: Any) -> Response[Any]:
    await counted(request, "verify-code", BY_CODE)
    plain = read(code)
    answer = await queries.by_code(plain) if plain else None
    response = _page(request, answer, asked=True, **more)
    response.status_code = 200 if answer else 404
    return response


@get(["/c/{code:str}", "/C/{code:str}"], needs=May.ANYONE)
async def by_code(request: Ask, code: Word) -> Response[Any]:
    return await _of_code(request, code)


@post("/c/{code:str}/name", needs=May.ANYONE)
async def match_name(request: Ask, code: Word) -> Response[Any]:
    given = await form(request, Name)
    await counted(request, "verify-name", BY_NUMBER)
    same = await queries.is_name(read(code) or "", given.name)
    return await _of_code(request, code, same=same, form=Filled({"name": given.name}))


routes = Router("/", route_handlers=[box, seek, by_code, match_name, check_file, *issuer.handlers])
