"""The platform: its centers, and opening a new one. Rows of a center are never shown here."""

from typing import Annotated, Any

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from pydantic import Field

from training.access import Actor, May
from training.actions import centers as actions
from training.errors import Fault, Invalid
from training.queries import platform
from training.settings import settings
from training.text import Text
from training.web.forms import BLANK, Filled, Form, faults_to, form
from training.web.page import page

Ask = Request[Any, Any, Any]


class NewCenter(Form):
    slug: Annotated[Text, Field(pattern=r"^[a-z][a-z0-9-]{1,38}$")]
    name: Annotated[Text, Field(min_length=1, max_length=48)]  # as much as a certificate prints legibly
    short_name: Annotated[Text, Field(min_length=1, max_length=40)]
    director: Annotated[Text, Field(min_length=1, max_length=60)]
    mail: Annotated[Text, Field(pattern=r"^[^@\s]+@[^@\s]+$")]


def refuse_own_word(request: Ask, slug: str) -> None:
    """A center may not take the first word of one of our own addresses: nobody would ever reach it. Raises Invalid."""
    if slug in {route.path.split("/")[1] for route in request.app.routes}:
        raise Invalid("form.invalid", {"n": 1}, {"slug": Fault("center.slug-taken")})


async def _centers(request: Ask, actor: Actor, form: Filled = BLANK) -> Response[Any]:
    return page(request, "training/operator.html", centers=await platform.counted(), form=form)


@get("/operator", needs=May.OPERATE)
async def index(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    return await _centers(request, actor)


@post("/operator", needs=May.OPERATE)
@faults_to(_centers)
async def open_center(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    given = await form(request, NewCenter)
    refuse_own_word(request, given.slug)
    token = await actions.open_center(actor, **given.model_dump())
    link = f"{settings().base_url}/set-password/{token}"
    return page(request, "training/account_link.html", name=given.director, link=link)


routes = Router("/", route_handlers=[index, open_center])
