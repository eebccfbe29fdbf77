"""The very first page of an installation: the operator opens his own account by the link that the server printed."""

from typing import Annotated, Any

from litestar import Request, Response, Router, get, post
from pydantic import Field

from training import db
from training.access import May
from training.actions import first_run as actions
from training.text import Text
from training.web import logins
from training.web.forms import BLANK, Filled, Form, Word, faults_to, form
from training.web.page import page, see

Ask = Request[Any, Any, Any]


class FirstAccount(Form):
    name: Annotated[Text, Field(min_length=1, max_length=60)]
    mail: Annotated[Text, Field(pattern=r"^[^@\s]+@[^@\s]+$")]
    password: Annotated[str, Field(min_length=1, max_length=200)]


async def _first(request: Ask, token: Word, form: Filled = BLANK) -> Response[Any]:
    await actions.look(token)
    return page(request, "training/first_run.html", form=form, token=token)


@get("/first-run/{token:str}", needs=May.ANYONE)
async def first_page(request: Ask, token: Word) -> Response[Any]:
    return await _first(request, token)


@post("/first-run/{token:str}", needs=May.ANYONE)
@faults_to(_first)
async def first_account(request: Ask, token: Word) -> Response[Any]:
    given = await form(request, FirstAccount)
    known = await actions.begin(token, name=given.name, mail=given.mail, password=given.password)
    async with db.write():
        cookie = await logins.start(request, center=known.center, account=known.account)
    return see("/home", "flash.first-account", cookies=[cookie])


routes = Router("/", route_handlers=[first_page, first_account])
