"""Asking for a liaison's account. Here and not further left, because the payer's regulation is chosen among the rule sets."""

from collections.abc import Iterator
from typing import Annotated, Any

from litestar import Request, Response, Router, get, post
from pydantic import AfterValidator, Field

from courses.rules import regulations
from training import i18n
from training.access import May
from training.actions import registering as actions
from training.queries import centers
from training.rules import people
from training.settings import settings
from training.text import Text
from training.web.forms import BLANK, Filled, Form, Word, faults_to, form, wrong
from training.web.page import page

Ask = Request[Any, Any, Any]


def _credit_code(given: str) -> str:
    if code := people.credit_code(given):
        return code
    raise wrong("agency.credit-code")


def _telephone(given: str) -> str:
    if not people.is_telephone(given):
        raise wrong("account.telephone")
    return given


def _jurisdiction(given: str) -> str:
    if given and given not in {rules.jurisdiction for rules in regulations.shipped()}:
        raise wrong("form.choose")
    return given


class Registration(Form):
    unit: Annotated[Text, Field(min_length=2)]
    credit_code: Annotated[Text, Field(min_length=1), AfterValidator(_credit_code)]
    jurisdiction: Annotated[Text, AfterValidator(_jurisdiction)] = ""
    address: Text = ""
    name: Annotated[Text, Field(min_length=1, max_length=60)]
    mail: Annotated[Text, Field(pattern=r"^[^@\s]+@[^@\s]+$")]
    telephone: Annotated[Text, Field(min_length=1, max_length=40), AfterValidator(_telephone)]


def _regulations() -> Iterator[tuple[str, str]]:
    """Each place whose regulation is known, by the title of its newest."""
    english = i18n.LANG.get() == "en"
    newest = {rules.jurisdiction: rules.title for rules in regulations.shipped()}
    for place, title in newest.items():
        yield place, title.en if english and title.en else title.zh


async def _register(request: Ask, slug: Word, form: Filled = BLANK) -> Response[Any]:
    center = await centers.by_slug(slug)
    return page(request, "courses/register.html", center=center, form=form, asked="", regulations=list(_regulations()))


@get("/{slug:str}/register", needs=May.ANYONE)
async def register_page(request: Ask, slug: Word) -> Response[Any]:
    return await _register(request, slug)


@post("/{slug:str}/register", needs=May.ANYONE, status_code=200)
@faults_to(_register)
async def register(request: Ask, slug: Word) -> Response[Any]:
    """The same answer whether or not anybody has the address."""
    given, center = await form(request, Registration), await centers.by_slug(slug)
    address = request.client.host if request.client else ""
    await actions.ask(center, actions.Asked(**given.model_dump()), address, i18n.LANG.get())
    mails = bool(settings().smtp_url)
    return page(request, "courses/register.html", center=center, form=BLANK, asked=given.mail, mails=mails)


routes = Router("/", route_handlers=[register_page, register])
