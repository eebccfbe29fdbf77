"""One page: a template, what it shows, and what every page says of its reader and its center."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote, unquote

from litestar import Request
from litestar.datastructures import Cookie
from litestar.response import Redirect, Response, Template

from training import clock, i18n, navigation, secrets
from training.access import ActorKind
from training.i18n import LANG
from training.model import DEFAULT_ZONE, CenterCard
from training.settings import settings
from training.templating import FORM_TOKEN
from training.web.logins import asking, cookie, form_token


@dataclass(frozen=True)
class Flash:
    """One word about what was just done, shown once."""

    kind: str
    text: str


def _flash(request: Request[Any, Any, Any]) -> Flash | None:
    raw = request.cookies.get("flash", "")
    body, _, seal = unquote(raw).rpartition(".")
    if not body or not secrets.same(seal, secrets.mac(body, "flash")):
        return None
    told = json.loads(body)
    return Flash(told["kind"], i18n.say(told["code"], told["params"]))


def today(request: Request[Any, Any, Any]) -> date:
    """The calendar day it is at the center of who asks."""
    center = asking(request).center
    return clock.today(center.zone if center else DEFAULT_ZONE)


def page(
    request: Request[Any, Any, Any],
    template: str,
    /,
    *,
    center: CenterCard | None = None,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **shown: Any,
) -> Template:
    """Answer with a page. `center` is the public center of the address where nobody is signed in."""
    known = asking(request)
    center = center or known.center
    flash = _flash(request)
    cookies: list[Cookie] = []
    if flash:
        cookies.append(Cookie(key="flash", value="", path="/", max_age=0))
    if known.fresh_visitor:
        cookies.append(cookie("visitor", known.fresh_visitor))
    lang = LANG.get()
    FORM_TOKEN.set(form_token(known.key))
    context = {
        "html_lang": i18n.LANGUAGES[lang],
        "actor": None if known.actor.kind == ActorKind.VISITOR else known.actor,
        "center": center,
        "nav": navigation.entries(known.actor, center, request.url.path),
        "path": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        "large": request.cookies.get("large") == "1",
        "flash": flash,
        "is_demo": settings().demo,
        "now": clock.now(),
        **shown,
    }
    return Template(template, context=context, status_code=status, cookies=cookies, headers=dict(headers or {}))


def see(path: str, flash: str = "", *, cookies: Sequence[Cookie] = (), kind: str = "ok", **params: Any) -> Redirect:
    """Go on to another page (303), with one word about what was done. `path` is always one of our own."""
    answer = Redirect(path, status_code=303)
    for each in cookies:
        answer.set_cookie(each)
    if flash:
        body = json.dumps({"kind": kind, "code": flash, "params": params}, ensure_ascii=False, default=str)
        sealed = quote(f"{body}.{secrets.mac(body, 'flash')}", safe="")
        answer.set_cookie(Cookie(key="flash", value=sealed, path="/", max_age=60, httponly=True, samesite="lax"))
    return answer


def own_path(given: str, otherwise: str = "/") -> str:
    """An address to come back to, if it is one of our own; nothing else is ever followed."""
    fine = given.startswith("/") and not given.startswith(("//", "/\\")) and given.isprintable() and "\\" not in given
    return given if fine and len(given) <= 500 else otherwise


def download(
    content: bytes, name: str, media_type: str, *, inline: bool = False, headers: Mapping[str, str] | None = None
) -> Response[bytes]:
    """A file to keep. The name is encoded, the content never sniffed, never cached for others."""
    plain = "".join(char if char.isascii() and (char.isalnum() or char in "._-") else "_" for char in name)
    how = "inline" if inline else "attachment"
    return Response(
        content,
        media_type=media_type,
        headers={
            "content-disposition": f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
            "cache-control": "private, no-store",
            **(headers or {}),
        },
    )
