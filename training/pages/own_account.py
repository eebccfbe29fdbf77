"""One's own account: facts, password, second factor, where one is signed in, tokens of one's programs."""

import base64
from typing import Annotated, Any, Literal

from litestar import Request, Response, Router, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from pydantic import AfterValidator, Field
from pyotp import TOTP

from training import children
from training.access import Actor, May
from training.actions import own_account as actions
from training.queries import own_account as queries
from training.rules import people, scopes
from training.text import Text
from training.web.forms import BLANK, Filled, Form, Id, faults_to, form, wrong
from training.web.page import page, see

Ask = Request[Any, Any, Any]
Password = Annotated[str, Field(min_length=1, max_length=200)]


def _telephone(given: str) -> str:
    if given and not people.is_telephone(given):
        raise wrong("account.telephone")
    return given


class Facts(Form):
    name: Annotated[Text, Field(min_length=1, max_length=60)]
    mail: Annotated[Text, Field(pattern=r"^[^@\s]+@[^@\s]+$")]
    mobile: Annotated[Text, Field(max_length=40), AfterValidator(_telephone)] = ""
    language: Literal["zh_CN", "en"]
    password: Annotated[str, Field(max_length=200)] = ""


class ChangedPassword(Form):
    old: Password
    password: Password


class Factor(Form):
    offer: Annotated[Text, Field(min_length=1)]
    code: Annotated[Text, Field(min_length=1, max_length=20)]


class OwnPassword(Form):
    password: Password


class NewToken(Form):
    name: Annotated[Text, Field(min_length=1, max_length=100)]
    scopes: Annotated[list[May], Field(min_length=1, max_length=60)]


async def _account(request: Ask, actor: Actor, form: Filled = BLANK) -> Response[Any]:
    return page(request, "training/own_account.html", account=await queries.facts(actor), form=form)


@get("/account", needs=May.OWN_ACCOUNT)
async def show(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    return await _account(request, actor)


@post("/account", needs=May.OWN_ACCOUNT)
@faults_to(_account)
async def change(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    given = await form(request, Facts)
    await actions.change_facts(actor, **given.model_dump())
    lang = Cookie(key="lang", value=given.language, path="/", max_age=31536000, samesite="lax")
    return see("/account", "flash.saved", cookies=[lang])


async def _password(request: Ask, actor: Actor, form: Filled = BLANK) -> Response[Any]:
    return page(request, "training/own_password.html", form=form)


@get("/account/password", needs=May.OWN_ACCOUNT)
async def password_page(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    return await _password(request, actor)


@post("/account/password", needs=May.OWN_ACCOUNT)
@faults_to(_password)
async def change_password(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    given = await form(request, ChangedPassword)
    await actions.change_password(actor, old=given.old, new=given.password)
    return see("/account/password", "flash.password-changed")


async def _factor(request: Ask, actor: Actor, form: Filled = BLANK) -> Response[Any]:
    """The same secret again after a mistyped code: it is in the authenticator already."""
    account = await queries.facts(actor)
    shown: dict[str, Any] = {}
    if not account.has_second_factor:
        offer = form.get("offer") or actions.offer_factor(actor)
        secret = actions.opened(actor, offer)
        address = TOTP(secret).provisioning_uri(name=account.mail, issuer_name=request.url.hostname or "training")
        picture: bytes = await children.run("training.qr:svg", address)
        shown = {"offer": offer, "secret": secret, "qr": base64.b64encode(picture).decode()}
    return page(
        request,
        "training/own_factor.html",
        account=account,
        required=await queries.factor_is_required(actor),
        form=form,
        **shown,
    )


@get("/account/second-factor", needs=May.OWN_ACCOUNT)
async def factor_page(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    return await _factor(request, actor)


@post("/account/second-factor", needs=May.OWN_ACCOUNT)
@faults_to(_factor)
async def set_factor(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    given = await form(request, Factor)
    await actions.set_factor(actor, offer=given.offer, code=given.code)
    return see("/account/second-factor", "flash.factor-set")


@post("/account/second-factor/drop", needs=May.OWN_ACCOUNT)
@faults_to(_factor)
async def drop_factor(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    given = await form(request, OwnPassword)
    await actions.drop_factor(actor, given.password)
    return see("/account/second-factor", "flash.factor-dropped")


@get("/account/logins", needs=May.OWN_ACCOUNT)
async def logins(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    return page(request, "training/own_logins.html", logins=await queries.logins(actor))


@post("/account/logins/end", needs=May.OWN_ACCOUNT)
async def end_logins(actor: NamedDependency[Actor]) -> Response[Any]:
    await actions.end_other_logins(actor)
    return see("/account/logins", "flash.logins-ended")


async def _tokens(request: Ask, actor: Actor, form: Filled = BLANK) -> Response[Any]:
    return page(
        request,
        "training/own_tokens.html",
        tokens=await queries.tokens(actor),
        offered=scopes.offered(actor),
        words=scopes.SCOPES,
        form=form,
    )


@get("/account/tokens", needs=May.OWN_ACCOUNT)
async def tokens(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    return await _tokens(request, actor)


@post("/account/tokens", needs=May.OWN_ACCOUNT)
@faults_to(_tokens)
async def make_token(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    """The token is shown once, in the answer itself: it stands in no address and is not kept."""
    given = await form(request, NewToken)
    token = await actions.make_token(actor, name=given.name, wanted=frozenset(given.scopes))
    return page(request, "training/own_token.html", name=given.name, token=token)


@post("/account/tokens/{id:int}/revoke", needs=May.OWN_ACCOUNT)
async def revoke_token(actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    await actions.revoke_token(actor, id)
    return see("/account/tokens", "flash.token-revoked")


routes = Router(
    "/",
    route_handlers=[
        show,
        change,
        password_page,
        change_password,
        factor_page,
        set_factor,
        drop_factor,
        logins,
        end_logins,
        tokens,
        make_token,
        revoke_token,
    ],
)
