"""The package studio: composing, price and findings while composing, submitting. Every change works without scripts."""

from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency

from courses.actions import package_items as items
from courses.actions import packages as actions
from courses.actions import references
from courses.actions.package_items import CourseItemForm, ItemForm, MendForm, RiteForm
from courses.actions.packages import PackageForm, RevisionForm
from courses.actions.references import ReferenceForm
from courses.model import CostKind, PackageFacts, PackageKind, PackageStage, PackageState, TeachingMethod
from courses.pages import choices, studio
from courses.pages.studio import Looking
from courses.queries import packages
from courses.rules import composing
from training.access import Actor, May
from training.errors import Clash
from training.model import Half
from training.pages.typed import Yuan
from training.text import Key, Version
from training.web import paging
from training.web.forms import BLANK, Filled, Form, Id, faults_to, form
from training.web.page import page, see, today

Ask = Request[Any, Any, Any]
Who = NamedDependency[Actor]


class CostsForm(Form):
    """What is asked per person-day, typed in yuan."""

    lodging: Yuan = 0
    meals: Yuan = 0
    venue: Yuan = 0
    materials: Yuan = 0
    transport: Yuan = 0
    other: Yuan = 0

    @property
    def costs(self) -> dict[CostKind, int]:
        return {kind: getattr(self, kind.value) for kind in composing.LEAD}


class PackageCostsForm(CostsForm):
    version: Version


class VersionForm(Form):
    """A button that acts on what was seen."""

    version: Version


class TurnForm(VersionForm):
    """Menu or order."""

    kind: PackageKind


class AddForm(Form):
    course: Key


@get("/packages", needs=May.SEE_PACKAGES)
async def all_packages(request: Ask, actor: Who) -> Response[Any]:
    stage, text = request.query_params.get("stage", ""), request.query_params.get("q", "").strip()[:60]
    chosen = PackageStage(stage) if stage in set(PackageStage) else None
    rows, total = await packages.listed(actor, paging.asked(request), stage=chosen, text=text)
    listed = paging.page(request, rows, total)
    return page(request, "courses/packages.html", packages=listed, stage=stage, text=text, choices=choices)


async def _facts_page(
    request: Ask, actor: Actor, form: Filled = BLANK, id: int = 0, known: PackageFacts | None = None
) -> Response[Any]:
    known = known or (await packages.facts(actor, id) if id else None)
    ordering = [] if actor.agency or id else await packages.payers(actor)
    return page(request, "courses/package_facts.html", form=form, facts=known, agencies=ordering, choices=choices)


@get("/packages/new", needs=May.COMPOSE_PACKAGES)
async def new_package(request: Ask, actor: Who) -> Response[Any]:
    start = {"days": 5, "kind": "menu", "fund_source": "budget", "staff": 0}
    return await _facts_page(request, actor, Filled(start))


@post("/packages/new", needs=May.COMPOSE_PACKAGES)
@faults_to(_facts_page)
async def compose(request: Ask, actor: Who) -> Response[Any]:
    made = await actions.compose(actor, await form(request, PackageForm))
    return see(f"/packages/{made}", "flash.package-saved")


@get("/packages/{id:int}/facts", needs=May.COMPOSE_PACKAGES)
async def facts(request: Ask, actor: Who, id: Id) -> Response[Any]:
    known = await packages.facts(actor, id)
    kept = {name: getattr(known, name) for name in RevisionForm.model_fields}
    return await _facts_page(request, actor, Filled(kept), known=known)


@post("/packages/{id:int}/facts", needs=May.COMPOSE_PACKAGES)
@faults_to(_facts_page)
async def revise(request: Ask, actor: Who, id: Id) -> Response[Any]:
    await actions.revise(actor, id, await form(request, RevisionForm))
    return see(f"/packages/{id}", "flash.package-saved")


def _looking(request: Ask) -> Looking:
    asked = request.query_params
    day, half, method = asked.get("day", ""), asked.get("half", ""), asked.get("method", "")
    return Looking(
        text=asked.get("q", "").strip()[:60],
        theme=asked.get("theme", "")[:40],
        method=TeachingMethod(method) if method in set(TeachingMethod) else None,
        day=int(day) if day.isascii() and day.isdigit() and len(day) < 4 else None,
        half=Half(half) if half in set(Half) else None,
        item=asked.get("item", "")[:12],
    )


def _kept(request: Ask) -> str:
    """What was searched for in the menu, as the end of an address: it stays while courses are added one by one."""
    asked = {name: request.query_params.get(name, "").strip()[:60] for name in ("q", "method")}
    found = urlencode({name: value for name, value in asked.items() if value})
    return f"?{found}" if found else ""


async def _studio_page(request: Ask, actor: Actor, id: int, item: int = 0, form: Filled = BLANK) -> Response[Any]:
    drawn, looking = await packages.studio(actor, id), _looking(request)
    offers, found = studio.offers(drawn, looking)
    opened = str(item) if item else looking.item
    return page(
        request,
        "courses/package.html",
        frame="courses/bare.html" if request.headers.get("hx-request") else "base.html",
        studio=drawn,
        view=studio,
        form=form,
        looking=looking,
        kept=_kept(request),
        offers=offers,
        found=found,
        opened=next((each for each in drawn.package.items if each[2].key == opened), None),
        composes=actor.may(May.COMPOSE_PACKAGES)
        and not drawn.facts.program
        and (actor.is_staff or drawn.facts.state is PackageState.DRAFT),
        begun=composing.begun(drawn.facts.starts_on, today(request)),
        choices=choices,
        aims=composing.AIMS,
        lead=composing.LEAD,
    )


@get("/packages/{id:int}", needs=May.SEE_PACKAGES)
async def package(request: Ask, actor: Who, id: Id) -> Response[Any]:
    return await _studio_page(request, actor, id)


@post("/packages/{id:int}/courses", needs=May.COMPOSE_PACKAGES)
@faults_to(_studio_page)
async def add_course(request: Ask, actor: Who, id: Id) -> Response[Any]:
    await items.add_course(actor, id, await form(request, CourseItemForm))
    return see(f"/packages/{id}{_kept(request)}")


@post("/packages/{id:int}/rites", needs=May.COMPOSE_PACKAGES)
@faults_to(_studio_page)
async def add_rite(request: Ask, actor: Who, id: Id) -> Response[Any]:
    await items.add_rite(actor, id, await form(request, RiteForm))
    return see(f"/packages/{id}{_kept(request)}")


@post("/packages/{id:int}/items/{item:int}", needs=May.COMPOSE_PACKAGES)
@faults_to(_studio_page)
async def change_item(request: Ask, actor: Who, id: Id, item: Id) -> Response[Any]:
    await items.change_item(actor, id, item, await form(request, ItemForm))
    return see(f"/packages/{id}{_kept(request)}")


@post("/packages/{id:int}/items/{item:int}/remove", needs=May.COMPOSE_PACKAGES)
@faults_to(_studio_page)
async def remove_item(request: Ask, actor: Who, id: Id, item: Id) -> Response[Any]:
    await items.remove(actor, id, item, (await form(request, VersionForm)).version)
    return see(f"/packages/{id}{_kept(request)}")


@post("/packages/{id:int}/mend", needs=May.COMPOSE_PACKAGES)
@faults_to(_studio_page)
async def mend(request: Ask, actor: Who, id: Id) -> Response[Any]:
    await items.mend(actor, id, await form(request, MendForm))
    return see(f"/packages/{id}{_kept(request)}")


@post("/packages/{id:int}/costs", needs=May.COMPOSE_PACKAGES)
@faults_to(_studio_page)
async def set_costs(request: Ask, actor: Who, id: Id) -> Response[Any]:
    given = await form(request, PackageCostsForm)
    await actions.set_costs(actor, id, given.version, given.costs)
    return see(f"/packages/{id}{_kept(request)}", "flash.package-saved")


@post("/packages/{id:int}/reference", needs=May.QUOTE)
@faults_to(_studio_page)
async def refer(request: Ask, actor: Who, id: Id) -> Response[Any]:
    await references.refer(actor, id, await form(request, ReferenceForm))
    return see(f"/packages/{id}", "flash.package-saved")


@post("/packages/{id:int}/kind", needs=May.COMPOSE_PACKAGES)
@faults_to(_studio_page)
async def turn(request: Ask, actor: Who, id: Id) -> Response[Any]:
    """这还不够: an order is described on the page of facts, a menu is chosen from in the studio."""
    given = await form(request, TurnForm)
    await actions.turn(actor, id, given.version, given.kind)
    if given.kind is PackageKind.ORDER:
        return see(f"/packages/{id}/facts", "flash.package-order")
    return see(f"/packages/{id}", "flash.package-menu")


@post("/packages/{id:int}/submit", needs=May.COMPOSE_PACKAGES)
@faults_to(_studio_page)
async def submit(request: Ask, actor: Who, id: Id) -> Response[Any]:
    await actions.submit(actor, id, (await form(request, VersionForm)).version)
    return see(f"/packages/{id}", "flash.package-submitted")


@post("/packages/{id:int}/withdraw", needs=May.COMPOSE_PACKAGES)
@faults_to(_studio_page)
async def withdraw(request: Ask, actor: Who, id: Id) -> Response[Any]:
    await actions.withdraw(actor, id, (await form(request, VersionForm)).version)
    return see(f"/packages/{id}", "flash.package-withdrawn")


@post("/packages/{id:int}/copy", needs=May.COMPOSE_PACKAGES)
async def copy(request: Ask, actor: Who, id: Id) -> Response[Any]:
    return see(f"/packages/{await actions.copy(actor, id)}", "flash.package-copied")


@post("/packages/{id:int}/delete", needs=May.COMPOSE_PACKAGES)
@faults_to(_studio_page)
async def delete(request: Ask, actor: Who, id: Id) -> Response[Any]:
    await actions.delete(actor, id, (await form(request, VersionForm)).version)
    return see("/packages", "flash.package-deleted")


@post("/packages/add", needs=May.COMPOSE_PACKAGES)
async def add_to_draft(request: Ask, actor: Who) -> Response[Any]:
    """A course from the catalogue goes into the draft changed last; without one, a package is begun first."""
    given = await form(request, AddForm)
    draft = next(iter(await packages.open_drafts(actor)), None)
    if draft is None:
        return see("/packages/new", "flash.package-first", kind="wait")
    version = (await packages.facts(actor, draft[0])).version
    try:
        await items.add_course(actor, draft[0], CourseItemForm(version=version, course=given.course))
    except Clash as clash:
        told: dict[str, Any] = dict(clash.params)
        return see(f"/packages/{draft[0]}", clash.code, kind="stop", **told)
    return see(f"/packages/{draft[0]}", "flash.course-added", title=draft[1])


routes = Router(
    "/",
    route_handlers=[
        all_packages,
        new_package,
        compose,
        facts,
        revise,
        package,
        add_course,
        add_rite,
        change_item,
        remove_item,
        mend,
        set_costs,
        refer,
        turn,
        submit,
        withdraw,
        copy,
        delete,
        add_to_draft,
    ],
)
