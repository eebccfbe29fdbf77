"""One page: a template, what it shows, and what every page says of its reader and its center."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from litestar import Request
from litestar.datastructures import Cookie
from litestar.response import Redirect, Response, Template

from training import clock, i18n, secrets
from training.access import Actor, ActorKind, May
from training.i18n import LANG, N_
from training.model import CenterCard
from training.settings import settings
from training.templating import FORM_TOKEN
from training.web.logins import asking, cookie, form_token

NAV: tuple[tuple[May, str, str], ...] = (
    (May.OPERATE, N_("培训中心"), "/operator"),
    (May.SEE_DESK, N_("工作台"), "/desk"),
    (May.SEE_PACKAGES, N_("培训方案"), "/packages"),
    (May.SEE_QUOTATIONS, N_("报价与协议"), "/quotations"),
    (May.SEE_PROGRAMS, N_("培训项目"), "/programs"),
    (May.SEE_COHORTS, N_("班次管理"), "/cohorts"),
    (May.PLAN_TIMETABLE, N_("课表编排"), "/timetable"),
    (May.SEE_INSTRUCTORS, N_("师资管理"), "/instructors"),
    (May.SEE_VENUES, N_("教室与教学点"), "/venues"),
    (May.SEE_CERTIFICATES, N_("结业与证书"), "/certificates"),
    (May.SEE_RULE_SETS, N_("标准与规则"), "/rule-sets"),
    (May.MANAGE_CENTER, N_("单位与账号"), "/accounts"),
    (May.BE_TRAINEE, N_("今日安排"), "/me"),
    (May.BE_TRAINEE, N_("我的课表"), "/me/timetable"),
    (May.BE_TRAINEE, N_("我的证书与学时"), "/me/certificates"),
    (May.BE_INSTRUCTOR, N_("我的课表"), "/teach"),
)


@dataclass(frozen=True)
class Entry:
    """One link of the navigation."""

    label: str
    href: str
    current: bool


def _navigation(actor: Actor, center: CenterCard | None, path: str) -> tuple[Entry, ...]:
    if actor.kind == ActorKind.VISITOR:
        links = [] if center is None else [(N_("课程目录"), f"/{center.slug}/courses")]
        links.append((N_("证书查验"), "/verify"))
    else:
        links = [(label, href) for needs, label, href in NAV if actor.may(needs)]
        if center is not None and actor.kind == ActorKind.ACCOUNT:
            links.insert(1, (N_("课程目录"), f"/{center.slug}/courses"))
    here = max((href for _, href in links if path == href or path.startswith(href + "/")), key=len, default="")
    return tuple(Entry(i18n.gettext(label), href, href == here) for label, href in links)


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
        "nav": _navigation(known.actor, center, request.url.path),
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
