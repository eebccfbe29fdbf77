"""定制需求: the form of an order, beside its free text. Boxes are named like `sites.17`, by what they are about."""

from typing import Annotated, Any

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from pydantic import BeforeValidator

from courses.actions import wishes as actions
from courses.actions.wishes import MOST_FIXED, Money, WishesForm
from courses.model import PackageFacts
from courses.pages import choices
from courses.queries import packages
from courses.queries import wishes as queries
from training import money
from training.access import Actor, May
from training.pages.typed import fen
from training.web.forms import BLANK, Filled, Id, faults_to, parse
from training.web.page import page, see

Ask = Request[Any, Any, Any]
Who = NamedDependency[Actor]
MONEY = ("budget_per_person_day", "budget_total")
GROUPS = ("themes", "sites", "instructors")


class TypedWishes(WishesForm):
    """The same as its form is filled in: money in yuan."""

    budget_per_person_day: Annotated[Money | None, BeforeValidator(fen)] = None
    budget_total: Annotated[Money | None, BeforeValidator(fen)] = None


async def _wishes_page(request: Ask, actor: Actor, id: int, form: Filled = BLANK) -> Response[Any]:
    facts, offered = await packages.facts(actor, id), await queries.offered(actor)
    shown = form if form.values else Filled(_typed(facts))
    return page(
        request,
        "courses/wishes.html",
        facts=facts,
        offered=offered,
        form=shown,
        choices=choices,
        most=MOST_FIXED,
    )


def _typed(facts: PackageFacts) -> dict[str, Any]:
    """What was stated before, under the names of the boxes."""
    wishes = facts.wishes
    typed: dict[str, Any] = {f"themes.{theme}": urgency.value for theme, urgency in wishes.themes}
    typed |= {f"sites.{each.id}": each.liking.value for each in wishes.sites}
    typed |= {f"instructors.{each.id}": each.liking.value for each in wishes.instructors}
    for place, each in enumerate(wishes.fixed):
        typed |= {f"fixed.{place}.title": each.title, f"fixed.{place}.day": each.day, f"fixed.{place}.half": each.half}
    typed |= {name: money.typed(getattr(wishes, name)) for name in MONEY if getattr(wishes, name)}
    return typed | {"earliest": wishes.earliest or "", "latest": wishes.latest or ""}


async def _given(request: Ask) -> TypedWishes:
    """Raises Invalid. A fixed thing without a title is none."""
    posted = {name: value for name, value in (await request.form()).items() if name != "_csrf" and value != ""}
    given: dict[str, Any] = {group: {} for group in GROUPS}
    fixed: dict[str, dict[str, Any]] = {}
    for name, value in posted.items():
        group, _, key = name.partition(".")
        if group in GROUPS and key:
            given[group][key] = value
        elif group == "fixed" and key:
            place, _, field = key.partition(".")
            fixed.setdefault(place, {})[field] = value
        else:
            given[name] = value
    given["fixed"] = [fixed[place] for place in sorted(fixed) if fixed[place].get("title")]
    return parse(TypedWishes, given)


@get("/packages/{id:int}/wishes", needs=May.COMPOSE_PACKAGES)
async def wishes_page(request: Ask, actor: Who, id: Id) -> Response[Any]:
    return await _wishes_page(request, actor, id)


@post("/packages/{id:int}/wishes", needs=May.COMPOSE_PACKAGES)
@faults_to(_wishes_page)
async def state(request: Ask, actor: Who, id: Id) -> Response[Any]:
    await actions.state(actor, id, await _given(request))
    return see(f"/packages/{id}", "flash.wishes-saved")


routes = Router("/", route_handlers=[wishes_page, state])
