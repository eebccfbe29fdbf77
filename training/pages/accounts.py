"""Signing in and out, a forgotten password, and setting one by a one-time link."""

from typing import Annotated, Any

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from pydantic import Field

from training import db, i18n
from training.access import Actor, ActorKind, May
from training.actions import accounts as actions
from training.actions import forgotten
from training.settings import settings
from training.text import Text
from training.web import logins
from training.web.forms import BLANK, Filled, Form, Word, faults_to, form
from training.web.page import own_path, page, see

Ask = Request[Any, Any, Any]


class SignIn(Form):
    mail: Annotated[Text, Field(min_length=1)]
    password: Annotated[str, Field(min_length=1, max_length=200)]
    code: Text = ""
    back: Text = ""


class NewPassword(Form):
    password: Annotated[str, Field(min_length=1, max_length=200)]


class Forgotten(Form):
    mail: Annotated[Text, Field(pattern=r"^[^@\s]+@[^@\s]+$")]


async def _sign_in_page(request: Ask, actor: Actor, form: Filled = BLANK) -> Response[Any]:
    asks_code = form.problem is not None and form.problem.code in ("sign-in.code-needed", "sign-in.wrong-code")
    back = own_path(request.query_params.get("back", "") or form.get("back"), "")
    return page(request, "training/sign_in.html", form=form, asks_code=asks_code, back=back)


@get("/sign-in", needs=May.ANYONE)
async def sign_in_page(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    if actor.kind != ActorKind.VISITOR:
        return see(home(actor))
    return await _sign_in_page(request, actor)


@post("/sign-in", needs=May.ANYONE)
@faults_to(_sign_in_page)
async def sign_in(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    given = await form(request, SignIn)
    address = request.client.host if request.client else ""
    known = await actions.sign_in(given.mail, given.password, address, given.code)
    if known.needs_code:
        return await _sign_in_page(
            request, actor, Filled({"mail": given.mail, "password": given.password}, {}, actions.code_needed())
        )
    async with db.write():
        cookie = await logins.start(request, center=known.center, account=known.account)
    return see(own_path(given.back, "/home"), cookies=[cookie])


@post("/sign-out", needs=May.ANYONE)
async def sign_out(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    return see("/", "flash.signed-out", cookies=[await logins.end(actor)])


@get("/home", needs=May.ANYONE)
async def own_home(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    return see(home(actor))


def home(actor: Actor) -> str:
    """Where somebody's own work begins."""
    if actor.owes_factor:
        return "/account/second-factor"
    if actor.may(May.OPERATE):
        return "/operator"
    if actor.may(May.SEE_DESK):
        return "/desk"
    return {ActorKind.TRAINEE: "/me", ActorKind.INSTRUCTOR: "/teach"}.get(actor.kind, "/")


async def _forgotten_page(request: Ask, form: Filled = BLANK) -> Response[Any]:
    return page(request, "training/forgotten.html", form=form, asked=False, mails=bool(settings().smtp_url))


@get("/forgot-password", needs=May.ANYONE)
async def forgotten_page(request: Ask) -> Response[Any]:
    return await _forgotten_page(request)


@post("/forgot-password", needs=May.ANYONE, status_code=200)
@faults_to(_forgotten_page)
async def forgot(request: Ask) -> Response[Any]:
    """The same answer for every address."""
    given = await form(request, Forgotten)
    address = request.client.host if request.client else ""
    await forgotten.ask(given.mail, address, i18n.LANG.get())
    return page(
        request,
        "training/forgotten.html",
        form=BLANK,
        asked=True,
        mails=True,
        mail=given.mail,
        minutes=forgotten.MINUTES,
    )


async def _password_page(request: Ask, token: Word, form: Filled = BLANK) -> Response[Any]:
    await actions.look_at_link(token, "set-password")
    return page(request, "training/set_password.html", form=form, token=token)


@get("/set-password/{token:str}", needs=May.ANYONE)
async def password_page(request: Ask, token: Word) -> Response[Any]:
    return await _password_page(request, token)


@post("/set-password/{token:str}", needs=May.ANYONE)
@faults_to(_password_page)
async def set_password(request: Ask, token: Word) -> Response[Any]:
    given = await form(request, NewPassword)
    known = await actions.set_password(token, given.password)
    if known.needs_code:
        return see("/sign-in", "flash.password-set-code")
    async with db.write():
        cookie = await logins.start(request, center=known.center, account=known.account)
    return see("/home", "flash.password-set", cookies=[cookie])


routes = Router(
    "/", route_handlers=[sign_in_page, sign_in, sign_out, own_home, forgotten_page, forgot, password_page, set_password]
)
