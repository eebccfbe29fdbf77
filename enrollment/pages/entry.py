"""Coming in without a password: the class QR, the center's own door, one-time links, also those that staff hand over;
codes that the adviser reads out."""

from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from pydantic import Field

from enrollment.actions import entry as actions
from enrollment.model import Candidate, Class, Door
from enrollment.pages import doors
from enrollment.queries import entry as queries
from enrollment.queries import roster
from training import children, db, i18n
from training.access import Actor, ActorKind, May
from training.model import CenterCard
from training.queries import centers, instructors
from training.settings import settings
from training.text import Text
from training.web import logins
from training.web.forms import BLANK, Filled, Form, Id, Word, faults_to, form
from training.web.page import download, page, see

Ask = Request[Any, Any, Any]


class Mobile(Form):
    """A number, and the page that is wanted afterwards."""

    mobile: Annotated[Text, Field(min_length=1)]
    back: Text = ""


class Code(Form):
    mobile: Annotated[Text, Field(min_length=1)]
    code: Annotated[Text, Field(min_length=1, max_length=12)]
    who: Text = ""
    back: Text = ""


async def _class_door(code: str) -> tuple[Door, CenterCard]:
    door = await queries.of_class(code)
    return door, await centers.by_id(door.center)


async def _center_door(slug: str) -> tuple[Door, CenterCard]:
    center = await centers.by_slug(slug)
    return queries.of_center(center), center


def _mobile_page(request: Ask, door: Door, center: CenterCard, form: Filled) -> Response[Any]:
    back = doors.asked(request, form)
    return page(request, "enrollment/enter.html", center=center, door=door, form=form, back=back)


def _code_page(request: Ask, door: Door, center: CenterCard, form: Filled) -> Response[Any]:
    back = doors.asked(request, form)
    return page(request, "enrollment/enter_code.html", center=center, door=door, form=form, back=back)


async def _ask(request: Ask, door: Door, center: CenterCard) -> Response[Any]:
    given = await form(request, Mobile)
    address = request.client.host if request.client else ""
    number = actions.mobile(given.mobile)
    await actions.ask(door, number, address, i18n.LANG.get())
    return _code_page(request, door, center, Filled({"mobile": number, "back": given.back}))


async def _enter(request: Ask, door: Door, center: CenterCard) -> Response[Any]:
    given = await form(request, Code)
    found = await actions.enter(door, actions.mobile(given.mobile), given.code, given.who)
    if len(found) > 1:
        return page(request, "enrollment/enter_choose.html", center=center, door=door, found=found, given=given)
    return await _welcome(request, door.center, found[0], given.back)


async def _welcome(request: Ask, center: int, who: Candidate, back: str = "") -> Response[Any]:
    is_trainee = who.kind == ActorKind.TRAINEE
    async with db.write():
        cookie = await logins.start(
            request,
            center=center,
            trainee=who.id if is_trainee else None,
            instructor=None if is_trainee else who.id,
        )
    return see(doors.wanted(back, who.kind), cookies=[cookie])


async def _class_page(request: Ask, code: Word, form: Filled = BLANK) -> Response[Any]:
    return _mobile_page(request, *await _class_door(code), form)


async def _class_code_page(request: Ask, code: Word, form: Filled = BLANK) -> Response[Any]:
    return _code_page(request, *await _class_door(code), form)


async def _center_page(request: Ask, slug: Word, form: Filled = BLANK) -> Response[Any]:
    door, center = await _center_door(slug)
    inside = doors.inside(request, center.id)
    return see(inside) if inside else _mobile_page(request, door, center, form)


async def _center_code_page(request: Ask, slug: Word, form: Filled = BLANK) -> Response[Any]:
    return _code_page(request, *await _center_door(slug), form)


@get("/j/{code:str}", needs=May.ANYONE)
async def class_page(request: Ask, code: Word) -> Response[Any]:
    return await _class_page(request, code)


@post("/j/{code:str}", needs=May.ANYONE, status_code=200)
@faults_to(_class_page)
async def class_ask(request: Ask, code: Word) -> Response[Any]:
    return await _ask(request, *await _class_door(code))


@post("/j/{code:str}/code", needs=May.ANYONE, status_code=200)
@faults_to(_class_code_page)
async def class_enter(request: Ask, code: Word) -> Response[Any]:
    return await _enter(request, *await _class_door(code))


@get("/{slug:str}/enter", needs=May.ANYONE)
async def center_page(request: Ask, slug: Word) -> Response[Any]:
    return await _center_page(request, slug)


@post("/{slug:str}/enter", needs=May.ANYONE, status_code=200)
@faults_to(_center_page)
async def center_ask(request: Ask, slug: Word) -> Response[Any]:
    return await _ask(request, *await _center_door(slug))


@post("/{slug:str}/enter/code", needs=May.ANYONE, status_code=200)
@faults_to(_center_code_page)
async def center_enter(request: Ask, slug: Word) -> Response[Any]:
    return await _enter(request, *await _center_door(slug))


@get("/t/{token:str}", needs=May.ANYONE)
async def link_page(request: Ask, token: Word) -> Response[Any]:
    center, who = await actions.look_at_link(token)
    return page(request, "enrollment/link.html", center=await centers.by_id(center), who=who, token=token)


@post("/t/{token:str}", needs=May.ANYONE)
async def link_press(request: Ask, token: Word) -> Response[Any]:
    return await _welcome(request, *await actions.spend_link(token))


@get("/cohorts/{id:int}/codes", needs=May.TAKE_ATTENDANCE)
async def codes_page(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    cohort, waiting = await roster.of_class(actor, id), await queries.asked(actor, id)
    return page(request, "enrollment/codes.html", cohort=cohort, waiting=[(each, "") for each in waiting])


@post("/cohorts/{id:int}/codes", needs=May.TAKE_ATTENDANCE, status_code=200)
async def read_codes(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    cohort, told = await roster.of_class(actor, id), await actions.read_out(actor, id)
    return page(request, "enrollment/codes.html", cohort=cohort, waiting=told)


@post("/instructors/{id:int}/link", needs=May.MANAGE_INSTRUCTORS, status_code=200)
async def instructor_link(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    name = (await instructors.one(actor, id)).name
    return _made_page(request, name, await actions.link(actor, ActorKind.INSTRUCTOR, id), f"/instructors/{id}")


@post("/places/{id:int}/link", needs=May.TAKE_ATTENDANCE, status_code=200)
async def trainee_link(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    place, cohort, path = await actions.link_of_place(actor, id)
    return _made_page(request, place.name, path, f"/cohorts/{cohort.id}/roster")


def _made_page(request: Ask, name: str, path: str, back: str) -> Response[Any]:
    """The link is shown once, in the answer itself: it stands in no address of ours, and only its hash is kept."""
    link = f"{settings().base_url}{path}"
    return page(request, "enrollment/link_made.html", name=name, link=link, days=actions.LINK_DAYS, back=back)


async def _door(actor: Actor, id: int) -> tuple[Class, CenterCard, str]:
    """A class of the adviser's, its center, and the address that its QR opens."""
    cohort, center = await roster.of_class(actor, id), await centers.by_id(actor.center or 0)
    return cohort, center, f"{settings().base_url}/j/{cohort.class_code}"


@get("/cohorts/{id:int}/door.svg", needs=May.TAKE_ATTENDANCE, gives=["image/svg+xml"])
async def door_picture(actor: NamedDependency[Actor], id: Id) -> Response[bytes]:
    """The QR of the class's door."""
    _, _, address = await _door(actor, id)
    made: bytes = await children.run("training.qr:svg", address)
    return Response(made, media_type="image/svg+xml", headers={"cache-control": "private, no-store"})


@get("/cohorts/{id:int}/door.pdf", needs=May.TAKE_ATTENDANCE, gives=["application/pdf"])
async def door_sheet(actor: NamedDependency[Actor], id: Id) -> Response[bytes]:
    """The QR of the class's door on a sheet to be hung up."""
    cohort, center, address = await _door(actor, id)
    made: bytes = await children.run("enrollment.door_sheet:render", cohort.name, cohort.class_code, address, center)
    return download(made, f"{cohort.name}二维码.pdf", "application/pdf")


HANDLERS = [
    doors.door,
    door_picture,
    door_sheet,
    class_page,
    class_ask,
    class_enter,
    center_page,
    center_ask,
    center_enter,
    link_page,
    link_press,
    codes_page,
    read_codes,
    instructor_link,
    trainee_link,
]
