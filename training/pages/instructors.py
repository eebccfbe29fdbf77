"""Instructors: the list, one instructor, entering and changing one, days away."""

from typing import Annotated, Any

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from pydantic import BeforeValidator, Field

from training import money
from training.access import Actor, May
from training.actions import away as actions
from training.actions import instructors as entries
from training.actions.instructors import Fee, InstructorForm, InstructorRevision, Weekday
from training.model import Contact, Half, Instructor
from training.pages import choices
from training.pages.typed import fen
from training.queries import instructors as queries
from training.queries import venues
from training.web import paging
from training.web.forms import BLANK, Filled, Id, faults_to, form
from training.web.page import page, see, today

Ask = Request[Any, Any, Any]


TypedFee = Annotated[Fee, BeforeValidator(fen)]
Weekdays = Annotated[list[Weekday], Field(max_length=7)]
ROWS = {Half.AM: "mornings", Half.PM: "afternoons", Half.EVENING: "evenings"}


def _never(given: Any) -> list[tuple[int, Half]]:
    return [(day, half) for half, row in ROWS.items() for day in getattr(given, row)]


class TypedInstructor(InstructorForm):
    """Somebody new as the form is filled in: the fee in yuan, a box for each half-day of the week in three rows."""

    takes_fee: bool = False
    fee: TypedFee | None = None
    mornings: Weekdays = Field(default_factory=list)
    afternoons: Weekdays = Field(default_factory=list)
    evenings: Weekdays = Field(default_factory=list)
    is_active: bool = False

    @property
    def entered(self) -> InstructorForm:
        return self.model_copy(update={"unavailable": _never(self)})


class TypedInstructorRevision(InstructorRevision):
    """The same, changed. An empty box keeps the mobile number, which is not shown; `no_mobile` takes it away."""

    takes_fee: bool = False
    fee: TypedFee | None = None
    mornings: Weekdays = Field(default_factory=list)
    afternoons: Weekdays = Field(default_factory=list)
    evenings: Weekdays = Field(default_factory=list)
    is_active: bool = False
    no_mobile: bool = False

    @property
    def entered(self) -> InstructorRevision:
        mobile = "" if self.no_mobile and not self.mobile else self.mobile
        return self.model_copy(update={"unavailable": _never(self), "mobile": mobile})


@get("/instructors", needs=May.SEE_INSTRUCTORS)
async def index(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    search = request.query_params.get("q", "")[:60]
    rows, total = await queries.listed(actor, paging.asked(request), search)
    return page(request, "training/instructors.html", pages=paging.page(request, rows, total), q=search)


async def _show(request: Ask, actor: Actor, id: int, form: Filled = BLANK) -> Response[Any]:
    found = await queries.one(actor, id)
    away = await venues.away(actor, [found.resource], today(request))
    return page(
        request,
        "training/instructor.html",
        instructor=found,
        contact=await queries.contact(actor, id),
        titles=choices.TITLES,
        away=away,
        form=form,
    )


@get("/instructors/{id:int}", needs=May.SEE_INSTRUCTORS)
async def show(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    return await _show(request, actor, id)


def _form_page(request: Ask, form: Filled, instructor: Instructor | None, contact: Contact | None) -> Response[Any]:
    return page(
        request, "training/instructor_edit.html", instructor=instructor, contact=contact, form=form, choices=choices
    )


async def _new_page(request: Ask, actor: Actor, form: Filled = BLANK) -> Response[Any]:
    return _form_page(request, form, None, None)


@get("/instructors/new", needs=May.MANAGE_INSTRUCTORS)
async def new_instructor(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    return await _new_page(request, actor, Filled({"takes_fee": True, "is_active": True}))


@post("/instructors/new", needs=May.MANAGE_INSTRUCTORS)
@faults_to(_new_page)
async def add_instructor(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    added = await entries.add(actor, (await form(request, TypedInstructor)).entered)
    return see(f"/instructors/{added}", "flash.saved")


async def _edit_page(request: Ask, actor: Actor, id: int, form: Filled | None = None) -> Response[Any]:
    found, contact = await queries.one(actor, id), await queries.contact(actor, id)
    return _form_page(request, form or Filled(_values(found, contact)), found, contact)


@get("/instructors/{id:int}/edit", needs=May.MANAGE_INSTRUCTORS)
async def edit_instructor(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    return await _edit_page(request, actor, id)


@post("/instructors/{id:int}/edit", needs=May.MANAGE_INSTRUCTORS)
@faults_to(_edit_page)
async def change_instructor(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    await entries.change(actor, id, (await form(request, TypedInstructorRevision)).entered)
    return see(f"/instructors/{id}", "flash.saved")


def _values(one: Instructor, contact: Contact) -> dict[str, Any]:
    """An instructor as the form shows him; his mobile number is typed anew or stays."""
    return {
        "name": one.name,
        "title": one.title,
        "organization": one.organization,
        "post": one.post,
        "mail": contact.mail,
        "takes_fee": one.takes_fee,
        "fee": "" if one.fee is None else money.typed(one.fee),
        **{row: [day for day, half in one.unavailable if half is of] for of, row in ROWS.items()},
        "is_active": one.is_active,
    }


@post("/instructors/{id:int}/away", needs=May.MANAGE_INSTRUCTORS)
@faults_to(_show)
async def add_days_off(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    given = await form(request, actions.DaysOff)
    await actions.add(actor, (await queries.one(actor, id)).resource, given.first, given.last, given.reason)
    return see(f"/instructors/{id}", "flash.saved")


@post("/instructors/{id:int}/away/{entry:int}/drop", needs=May.MANAGE_INSTRUCTORS)
async def drop_days_off(actor: NamedDependency[Actor], id: Id, entry: Id) -> Response[Any]:
    await actions.drop(actor, (await queries.one(actor, id)).resource, entry)
    return see(f"/instructors/{id}", "flash.saved")


routes = Router(
    "/",
    route_handlers=[
        index,
        show,
        new_instructor,
        add_instructor,
        edit_instructor,
        change_instructor,
        add_days_off,
        drop_days_off,
    ],
)
