"""Every route says what it needs (`needs=May.…`); one guard checks it. A route that says nothing is closed."""

from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler

from training.access import May
from training.errors import Refused
from training.web.logins import asking, is_form_token

SAFE = {"GET", "HEAD", "OPTIONS"}


async def gate(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Raises Unknown or Refused. Unsafe methods by cookie also need the form token and a request of our own pages."""
    request = connection if isinstance(connection, Request) else Request(connection.scope)
    needs = handler.opt.get("needs")
    if not isinstance(needs, May):
        raise Refused("access.undeclared")
    asking(request).actor.must(needs)
    if request.method not in SAFE and asking(request).by_cookie:
        await _own_form(request)


async def _own_form(request: Request[Any, Any, Any]) -> None:
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Refused("access.other-site")
    given = request.headers.get("x-csrf", "")
    if not given and "form" in request.headers.get("content-type", ""):
        posted = (await request.form()).get("_csrf")
        given = posted if isinstance(posted, str) else ""
    if not is_form_token(given, asking(request).key):
        raise Refused("access.form-token")
