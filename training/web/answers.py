"""A problem becomes a page for a browser, problem+json (RFC 9457) for a program. Nowhere else, and nothing internal leaks."""

import secrets
from dataclasses import dataclass
from typing import Any, cast

import structlog
from litestar import Request, Response
from litestar._signature.types import ExtendedMsgSpecValidationError
from litestar.exceptions import HTTPException, ValidationException
from litestar.types import Message, Scope
from pydantic_core import ErrorDetails

from training import errors, i18n
from training.db import DatabaseUnavailable
from training.errors import Clash, Invalid, Missing, Problem, Refused, TooLarge, TooMany, Unavailable, Unknown
from training.settings import settings
from training.web.forms import invalid
from training.web.page import page, see

log = structlog.get_logger()

STATUS: dict[type[Problem], int] = {
    Invalid: 422,
    Unknown: 401,
    Refused: 403,
    Missing: 404,
    Clash: 409,
    TooLarge: 413,
    TooMany: 429,
    Unavailable: 503,
}
_BY_STATUS: dict[int, Problem] = {
    400: Invalid("problem.bad-request"),
    401: Unknown("access.sign-in"),
    403: Refused("access.refused"),
    404: Missing("problem.not-found"),
    405: Missing("problem.wrong-method"),
    413: TooLarge("problem.too-large"),
    415: Invalid("problem.bad-request"),
}


@dataclass(frozen=True)
class Told:
    """A problem in the reader's words."""

    status: int
    title: str
    detail: str
    code: str
    id: str = ""


def is_browser(request: Request[Any, Any, Any]) -> bool:
    return not request.url.path.startswith("/api/") and "application/json" not in request.headers.get("accept", "")


def _lang(request: Request[Any, Any, Any]) -> None:
    """Where no route matched, the corridor was not entered and nobody chose a language yet."""
    if "asking" not in request.scope["state"]:
        i18n.LANG.set(i18n.choose(request.cookies.get("lang"), request.headers.get("accept-language", "")))


def _respond(request: Request[Any, Any, Any], problem: Problem, status: int, id: str = "") -> Response[Any]:
    _lang(request)
    told = Told(status, i18n.say(f"problem.title-{status}"), i18n.say(problem.code, problem.params), problem.code, id)
    headers = {"retry-after": "60"} if status in (429, 503) else {}
    if is_browser(request):
        return page(request, "problem.html", problem=told, status=status, headers=headers)
    body: dict[str, Any] = {
        "type": f"/problems/{problem.code}",
        "title": told.title,
        "status": status,
        "detail": told.detail,
        "code": problem.code,
    }
    if problem.fields:
        body["fields"] = {
            name: {"code": fault.code, "detail": i18n.say(fault.code, {"field": name, **fault.params})}
            for name, fault in problem.fields.items()
        }
    if id:
        body["instance"] = id
    return Response(body, status_code=status, media_type="application/problem+json", headers=headers)


def answer_problem(request: Request[Any, Any, Any], problem: Problem) -> Response[Any]:
    if problem.code == "access.second-factor" and is_browser(request):
        return see("/account/second-factor", problem.code, kind="wait")
    return _respond(request, problem, STATUS[type(problem)])


def answer_http(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """What the framework refuses before a room is entered: no such route, a senseless path, too much sent."""
    status = error.status_code if error.status_code in _BY_STATUS else (500 if error.status_code >= 500 else 400)
    if status == 500:
        return answer_fault(request, error)
    response = _respond(request, _BY_STATUS[status], status)
    for name, value in (error.headers or {}).items():
        response.headers[name.lower()] = value
    return response


def answer_validation(request: Request[Any, Any, Any], error: ValidationException) -> Response[Any]:
    """A faulty body names every wrong field; what no address can be is simply not there."""
    cause = error.__cause__
    if isinstance(cause, ExtendedMsgSpecValidationError):
        return answer_problem(request, invalid(cast("list[ErrorDetails]", cause.errors)))
    nowhere = is_browser(request) or any(each.get("source") == "path" for each in cast("list[Any]", error.extra or []))
    return answer_problem(request, Missing("problem.not-found") if nowhere else Invalid("problem.bad-request"))


def answer_unavailable(request: Request[Any, Any, Any], error: DatabaseUnavailable) -> Response[Any]:
    log.error("database.unavailable", error=str(error), path=request.url.path)
    return _respond(request, Unavailable("problem.unavailable"), 503)


def answer_fault(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Our own fault: a number to quote, everything else in the log. A body that nobody can read is the sender's."""
    if errors.is_of_the_sender(error):
        return answer_problem(request, Invalid("problem.bad-request"))
    reference = secrets.token_hex(4)
    log.error("fault", id=reference, path=request.url.path, method=request.method, exc_info=error)
    return _respond(request, Unavailable("problem.fault", {"id": reference}), 500, reference)


EXCEPTION_HANDLERS: dict[Any, Any] = {
    Problem: answer_problem,
    ValidationException: answer_validation,
    HTTPException: answer_http,
    DatabaseUnavailable: answer_unavailable,
    Exception: answer_fault,
}

_CSP = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS: list[tuple[bytes, bytes]] = [
    (b"content-security-policy", _CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=()"),
    (b"cache-control", b"no-store"),
]


async def protect(message: Message, scope: Scope) -> None:
    """Security headers on every answer, also where no route matched; what an answer set itself is kept."""
    if message["type"] != "http.response.start":
        return
    headers = list(message.get("headers", []))
    given = {name.lower() for name, _ in headers}
    wanted = [*HEADERS, (b"strict-transport-security", b"max-age=31536000")] if settings().secure_cookies else HEADERS
    message["headers"] = headers + [(name, value) for name, value in wanted if name not in given]
