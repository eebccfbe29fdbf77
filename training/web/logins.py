"""Who is behind a request: a login by cookie, a program by token, or a visitor. Own table, hashed ids, rotation.

The cookie holds a random id, the database its hash. A login ends after an idle time, after an absolute time, when it is
signed out, and when its account is switched off. A value that a visitor made up is never taken over.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from http.cookies import CookieError, SimpleCookie
from typing import Any

from litestar import Request
from litestar.datastructures import Cookie
from litestar.types import ASGIApp, Receive, Scope, Send

from training import clock, db, i18n, secrets, seen
from training.access import STAFF, Actor, ActorKind, May, Role
from training.model import CenterCard
from training.settings import settings
from training.tables import ApiToken, Login

VISITOR = Actor()


def cookie_name(name: str) -> str:
    """`__Host-` binds a cookie to this host over HTTPS; without HTTPS browsers refuse the prefix."""
    return f"__Host-{name}" if settings().secure_cookies else name


def cookie(name: str, value: str, seconds: int | None = None) -> Cookie:
    """One cookie of ours: HttpOnly, SameSite=Lax, for the whole site; `seconds` 0 deletes it."""
    return Cookie(
        key=cookie_name(name),
        value=value,
        path="/",
        httponly=True,
        samesite="lax",
        secure=settings().secure_cookies,
        max_age=seconds,
    )


@dataclass(frozen=True)
class Asking:
    """What the corridor knows of one request: who, at which center, and the key that its form token is bound to."""

    actor: Actor
    center: CenterCard | None
    key: str
    by_cookie: bool
    fresh_visitor: str = ""


_CENTER = "c.id AS c_id, c.slug, c.name AS c_name, c.short_name, c.name_en, c.zone, c.is_demo, c.address, c.telephone, c.icp, c.police_filing, c.bank_account, c.catalogue_stamp"
_LOGIN = f"""
SELECT l.id AS l_id, l.center, l.seen_at, l.ends_at, l.trainee, l.instructor,
    a.id AS account, a.agency, a.roles, a.name AS a_name, a.is_active, a.totp_secret, c.second_factor,
    t.name AS t_name, i.name AS i_name, {_CENTER}
FROM login l
LEFT JOIN account a ON a.id = l.account
LEFT JOIN trainee t ON t.id = l.trainee
LEFT JOIN instructor i ON i.id = l.instructor
LEFT JOIN center c ON c.id = l.center
WHERE l.id_hash = {{}}
"""
_TOKEN = f"""
SELECT k.id AS k_id, k.scopes, k.used_at, a.id AS account, a.agency, a.roles, a.name AS a_name, a.center, a.totp_secret,
    c.second_factor, {_CENTER}
FROM api_token k JOIN account a ON a.id = k.account LEFT JOIN center c ON c.id = a.center
WHERE k.token_hash = {{}} AND k.revoked_at IS NULL AND a.is_active = {{}}
"""


_SAME = ("slug", "short_name", "name_en", "zone", "address", "telephone", "icp", "police_filing", "bank_account")


@lru_cache(maxsize=512)
def _card(id: int, name: str, is_demo: object, stamp: str, *same: str) -> CenterCard:
    told = dict(zip(_SAME, same, strict=True))
    return CenterCard(id=id, name=name, is_demo=bool(is_demo), catalogue_stamp=stamp, **told)


def card(row: dict[str, Any]) -> CenterCard | None:
    """The center of a joined row; the same few are asked for at every request."""
    if row["c_id"] is None:
        return None
    return _card(row["c_id"], row["c_name"], row["is_demo"], row["catalogue_stamp"], *(row[name] for name in _SAME))


def _kind(row: dict[str, Any]) -> ActorKind:
    if row["trainee"] is not None:
        return ActorKind.TRAINEE
    return ActorKind.INSTRUCTOR if row["instructor"] is not None else ActorKind.ACCOUNT


def _roles(text: str | None) -> frozenset[Role]:
    return frozenset(Role(word) for word in (text or "").split())


def _owes_factor(row: dict[str, Any]) -> bool:
    return bool(row["second_factor"]) and not row["totp_secret"] and bool(_roles(row["roles"]) & STAFF)


def _has_ended(row: dict[str, Any], now: datetime) -> bool:
    idle = now - row["seen_at"] > timedelta(minutes=settings().idle_minutes)
    return idle or row["ends_at"] <= now or row["is_active"] in (False, 0)


async def _by_cookie(value: str) -> tuple[Actor, CenterCard | None] | None:
    hashed = secrets.hashed(value)
    rows = await db.raw(_LOGIN, hashed)
    now = clock.now()
    if not rows or _has_ended(rows[0], now):
        return None
    row = rows[0]
    if now - row["seen_at"] > timedelta(minutes=1):
        seen.note(Login, row["l_id"], now)
    actor = Actor(
        kind=_kind(row),
        center=row["center"],
        name=row["a_name"] or row["t_name"] or row["i_name"] or "",
        account=row["account"],
        agency=row["agency"],
        trainee=row["trainee"],
        instructor=row["instructor"],
        roles=_roles(row["roles"]),
        login=hashed,
        owes_factor=_owes_factor(row),
    )
    return actor, card(row)


async def _by_token(value: str) -> tuple[Actor, CenterCard | None] | None:
    rows = await db.raw(_TOKEN, secrets.hashed(value), True)
    if not rows:
        return None
    row, now = rows[0], clock.now()
    if row["used_at"] is None or now - row["used_at"] > timedelta(minutes=1):
        seen.note(ApiToken, row["k_id"], now)
    actor = Actor(
        kind=ActorKind.ACCOUNT,
        center=row["center"],
        name=row["a_name"],
        account=row["account"],
        agency=row["agency"],
        roles=_roles(row["roles"]),
        scopes=frozenset(May(scope) for scope in row["scopes"].split() if scope in set(May)),
        owes_factor=_owes_factor(row),
    )
    return actor, card(row)


def _cookies(headers: dict[bytes, bytes]) -> dict[str, str]:
    try:
        return {
            name: morsel.value for name, morsel in SimpleCookie(headers.get(b"cookie", b"").decode("latin-1")).items()
        }
    except CookieError:
        return {}


async def ask(scope: Scope) -> Asking:
    """Find out who is asking. At most one statement."""
    headers = dict(scope["headers"])
    bearer = headers.get(b"authorization", b"").decode("latin-1")
    if bearer[:7].lower() == "bearer " and (found := await _by_token(bearer[7:].strip())):
        return Asking(*found, key="", by_cookie=False)
    cookies = _cookies(headers)
    value = cookies.get(cookie_name("login"), "")
    if value and (found := await _by_cookie(value)):
        return Asking(*found, key=found[0].login, by_cookie=True)
    visitor = cookies.get(cookie_name("visitor"), "")
    on_page = not scope["path"].startswith("/api/")  # a program without a token has nothing that a form could misuse
    if len(visitor) == 32 and visitor.isascii():
        return Asking(VISITOR, None, key=visitor, by_cookie=on_page)
    fresh = secrets.token()
    return Asking(VISITOR, None, key=fresh, by_cookie=on_page, fresh_visitor=fresh)


def form_token(key: str) -> str:
    """What every form carries: a seal bound to the login or the visitor, worth nothing elsewhere.

    Different on each page, so that compressing a page tells nothing about it (BREACH).
    """
    salt = secrets.token()[:8]
    return salt + secrets.mac(salt + key, "form token")


def is_form_token(given: str, key: str) -> bool:
    """Whether a form was made for this login or visitor."""
    return secrets.same(given, given[:8] + secrets.mac(given[:8] + key, "form token"))


def corridor(app: ASGIApp) -> ASGIApp:
    """Know who asks before any room is entered; set the language of this request."""

    async def enter(scope: Scope, receive: Receive, send: Send) -> None:
        if "method" in scope:
            scope["query_string"] = scope["query_string"].replace(b"%00", b"")  # PostgreSQL takes no NUL
            asking = await ask(scope)
            scope["state"]["asking"] = asking
            headers = dict(scope["headers"])
            chosen = _cookies(headers).get("lang")
            i18n.LANG.set(i18n.choose(chosen, headers.get(b"accept-language", b"").decode("latin-1")))
        await app(scope, receive, send)

    return enter


def asking(request: Request[Any, Any, Any]) -> Asking:
    """What the corridor found out; a visitor where no route matched and nobody was asked."""
    found: Asking | None = request.scope["state"].get("asking")
    return found or Asking(VISITOR, None, key="", by_cookie=True)


async def provide_actor(request: Request[Any, Any, Any]) -> Actor:
    return asking(request).actor


async def start(
    request: Request[Any, Any, Any],
    *,
    center: int,
    account: int | None = None,
    trainee: int | None = None,
    instructor: int | None = None,
) -> Cookie:
    """Begin a login under a new id and end the one this browser had. Call it inside a write."""
    value, now = secrets.token(), clock.now()
    if old := asking(request).actor.login:
        await Login.delete().where(Login.id_hash == old)
    await Login(
        id_hash=secrets.hashed(value),
        account=account,
        trainee=trainee,
        instructor=instructor,
        center=center,
        created_at=now,
        seen_at=now,
        ends_at=now + timedelta(hours=settings().login_hours),
        agent=request.headers.get("user-agent", "")[:200],
    ).save()
    return cookie("login", value, settings().login_hours * 3600)


async def end(actor: Actor) -> Cookie:
    """End a login on the server; its cookie is worth nothing from now on."""
    await Login.delete().where(Login.id_hash == actor.login)
    return cookie("login", "", 0)
