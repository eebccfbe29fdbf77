"""The public catalogue of courses, and what staff see of it: adding, changing, publishing."""

from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from pydantic import BeforeValidator

from courses.actions import catalogue as actions
from courses.actions.catalogue import CourseForm, CourseRevision
from courses.model import CourseFacts, CourseFilter, Level, TeachingMethod
from courses.pages import choices
from courses.queries import catalogue
from training import formats
from training.access import Actor, May, visitor
from training.model import CenterCard
from training.queries import centers
from training.web import paging
from training.web.forms import BLANK, Filled, Id, Word, faults_to, form, wrong
from training.web.logins import asking
from training.web.page import page, see

Ask = Request[Any, Any, Any]
E = TypeVar("E", bound=StrEnum)
MOST_HOURS = 100


def hundredths(given: object) -> int:
    """Hours as a person types them (4, 2.5, 0.25), in hundredths."""
    try:
        amount = Decimal(str(given).strip()) * 100
    except InvalidOperation:
        raise wrong("form.number") from None
    if not amount.is_finite():
        raise wrong("form.number")
    if amount < 0:
        raise wrong("form.at-least", least=0)
    if amount > MOST_HOURS * 100:
        raise wrong("form.at-most", most=MOST_HOURS)
    if amount != amount.to_integral_value():
        raise wrong("course.hours-too-fine")
    return int(amount)


TypedHours = Annotated[int, BeforeValidator(hundredths)]


class TypedCourse(CourseForm):
    """A catalogue entry as its form is filled in: hours as hours."""

    credit_hours: TypedHours
    paid_hours: TypedHours | None = None


class TypedRevision(CourseRevision):
    """The same, changed."""

    credit_hours: TypedHours
    paid_hours: TypedHours | None = None


async def _center(request: Ask, slug: str) -> CenterCard:
    """The center of the address; somebody signed in there has it with him."""
    own = asking(request).center
    return own if own and own.slug == slug else await centers.by_slug(slug)


def _looking(actor: Actor, center: CenterCard) -> Actor:
    """Who signed in elsewhere looks at this center as anybody does."""
    return actor if actor.center == center.id else visitor(center.id)


def _chosen(kind: type[E], given: str) -> E | None:
    return kind(given) if given in set(kind) else None


def wanted(request: Ask) -> CourseFilter:
    """The filter in the address; what makes no sense narrows nothing."""
    asked = request.query_params
    hours, site = asked.get("hours", ""), asked.get("site", "")
    return CourseFilter(
        text=asked.get("q", "").strip()[:60],
        theme=asked.get("theme", "")[:40],
        method=_chosen(TeachingMethod, asked.get("method", "")),
        level=_chosen(Level, asked.get("level", "")),
        most_hours=int(hours) * 100 if hours.isascii() and hours.isdigit() and len(hours) < 4 else None,
        site=int(site) if site.isascii() and site.isdigit() and len(site) < 10 else None,
    )


@get("/{slug:str}", needs=May.ANYONE)
async def front(request: Ask, actor: NamedDependency[Actor], slug: Word) -> Response[Any]:
    """A center's own first page: what it teaches and how one comes to a class."""
    center = await _center(request, slug)
    methods, themes = await catalogue.taught(_looking(actor, center))
    return page(request, "courses/front.html", center=center, methods=methods, themes=themes)


@get("/{slug:str}/courses", needs=May.ANYONE)
async def courses(request: Ask, actor: NamedDependency[Actor], slug: Word) -> Response[Any]:
    center = await _center(request, slug)
    here, narrowed = _looking(actor, center), wanted(request)
    menu = await catalogue.menu(here, narrowed, paging.asked(request), stamp=center.catalogue_stamp)
    return page(
        request,
        "courses/catalogue.html",
        center=center,
        wanted=narrowed,
        menu=menu,
        courses=paging.page(request, menu.courses, menu.total),
        choices=choices,
    )


@get("/{slug:str}/courses/{id:int}", needs=May.ANYONE)
async def course(request: Ask, actor: NamedDependency[Actor], slug: Word, id: Id) -> Response[Any]:
    center = await _center(request, slug)
    found = await catalogue.one(_looking(actor, center), id)
    return page(request, "courses/course.html", center=center, course=found, choices=choices)


async def _form_page(request: Ask, actor: Actor, *, course: CourseFacts | None, form: Filled) -> Response[Any]:
    people, places = await catalogue.choices(actor)
    return page(
        request, "courses/course_edit.html", course=course, form=form, people=people, places=places, choices=choices
    )


async def _new_page(request: Ask, actor: Actor, form: Filled = BLANK) -> Response[Any]:
    return await _form_page(request, actor, course=None, form=form)


@get("/courses/new", needs=May.EDIT_CATALOGUE)
async def new_course(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    return await _new_page(request, actor, Filled({"slots": 2, "capacity": 0, "is_published": True}))


@post("/courses/new", needs=May.EDIT_CATALOGUE)
@faults_to(_new_page)
async def add_course(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    added = await actions.add(actor, await form(request, TypedCourse))
    return see(_address(request, added), "flash.course-saved")


async def _edit_page(request: Ask, actor: Actor, id: int, form: Filled | None = None) -> Response[Any]:
    found = await catalogue.one(actor, id)
    return await _form_page(request, actor, course=found, form=form or Filled(_values(found)))


@get("/courses/{id:int}/edit", needs=May.EDIT_CATALOGUE)
async def edit_course(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    return await _edit_page(request, actor, id)


@post("/courses/{id:int}/edit", needs=May.EDIT_CATALOGUE)
@faults_to(_edit_page)
async def change_course(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    await actions.change(actor, id, await form(request, TypedRevision))
    return see(_address(request, id), "flash.course-saved")


def _address(request: Ask, id: int) -> str:
    center = asking(request).center
    return f"/{center.slug if center else ''}/courses/{id}"


def _values(course: CourseFacts) -> dict[str, Any]:
    """A course as its form shows it."""
    card = course.card
    return {
        "code": card.code,
        "title": card.title.zh,
        "title_en": card.title.en,
        "theme": card.theme.zh,
        "theme_en": card.theme.en,
        "method": card.method,
        "local_label": card.local_label,
        "summary": course.summary.zh,
        "summary_en": course.summary.en,
        "minutes": card.minutes,
        "credit_hours": formats.hours(card.credit_hours),
        "paid_hours": "" if course.paid_hours is None else formats.hours(course.paid_hours),
        "slots": card.slots,
        "levels": card.levels,
        "topics": " ".join(course.topics),
        "requires": " ".join(each.code for each in course.requires),
        "excludes": " ".join(each.code for each in course.excludes),
        "capacity": course.capacity,
        "instructors": [person for person, _ in course.instructors],
        "sites": [site.id for site in course.sites],
        "is_published": card.is_published,
    }


routes = Router("/", route_handlers=[front, courses, course, new_course, add_course, edit_course, change_course])
