"""Packages for programs: everything the studio can do. Every change names the version it was made on."""

from dataclasses import dataclass
from typing import Annotated, Any

from litestar import Request, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody
from pydantic import Field

from courses.actions import package_items as items
from courses.actions import packages as actions
from courses.actions import references, wishes
from courses.actions.package_items import CourseItemForm, ItemForm, MendForm, RiteForm
from courses.actions.packages import PackageForm, RevisionForm
from courses.actions.references import ReferenceForm
from courses.actions.wishes import WishesForm
from courses.model import CostKind, Finding, PackageCard, PackageFacts, PackageStage
from courses.pages.packages import VersionForm
from courses.queries import packages
from courses.rules import documents
from training.access import Actor, May
from training.text import Version
from training.web.forms import Form, Id, query
from training.web.paging import SearchQuery

Ask = Request[Any, Any, Any]
Who = NamedDependency[Actor]


class CostsBody(Form):
    """What is asked per person-day, in fen by kind of cost."""

    version: Version
    costs: dict[CostKind, Annotated[int, Field(ge=0, le=10_000_000)]]


class PackageQuery(SearchQuery):
    stage: PackageStage | None = None


@dataclass(frozen=True)
class PackageList:
    rows: list[PackageCard]
    total: int
    page: int


@dataclass(frozen=True)
class Made:
    """What was made, by its id."""

    id: int


@dataclass(frozen=True)
class PackageOut:
    """A package with its plan, price line by line and findings. What the center keeps to itself is not in it."""

    facts: PackageFacts
    days: list[dict[str, Any]]
    rule_set: str
    price: dict[str, Any]
    findings: list[dict[str, Any]]


def _item(plain: dict[str, Any]) -> dict[str, Any]:
    """An item without what is agreed with its instructors."""
    return plain | {"instructors": [each["name"]["zh"] for each in plain["instructors"]], "costs": []}


def _days(plain: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        day | {"halves": [half | {"items": [_item(each) for each in half["items"]]} for half in day["halves"]]}
        for day in plain
    ]


def _findings(found: tuple[Finding, ...]) -> list[dict[str, Any]]:
    return [documents.plain(each) for each in found]


@get("/packages", needs=May.SEE_PACKAGES, asks=PackageQuery)
async def all_packages(request: Ask, actor: Who) -> PackageList:
    """The last changed first."""
    asked = query(request, PackageQuery)
    rows, total = await packages.listed(actor, asked.part, stage=asked.stage, text=asked.q)
    return PackageList(rows, total, asked.page)


@get("/packages/{id:int}", needs=May.SEE_PACKAGES)
async def package(actor: Who, id: Id) -> PackageOut:
    drawn = await packages.studio(actor, id)
    kept = {"teaching", "internal", "surplus"}
    price = {name: value for name, value in documents.plain(drawn.price).items() if name not in kept}
    days = _days(documents.plain(drawn.package.days))
    return PackageOut(drawn.facts, days, drawn.rules.edition, price, _findings(drawn.findings))


@post("/packages", needs=May.COMPOSE_PACKAGES)
async def compose(actor: Who, data: JSONBody[PackageForm]) -> Made:
    return Made(await actions.compose(actor, data))


@put("/packages/{id:int}", needs=May.COMPOSE_PACKAGES)
async def revise(actor: Who, id: Id, data: JSONBody[RevisionForm]) -> PackageFacts:
    await actions.revise(actor, id, data)
    return await packages.facts(actor, id)


@put("/packages/{id:int}/costs", needs=May.COMPOSE_PACKAGES)
async def set_costs(actor: Who, id: Id, data: JSONBody[CostsBody]) -> PackageFacts:
    await actions.set_costs(actor, id, data.version, data.costs)
    return await packages.facts(actor, id)


@put("/packages/{id:int}/reference", needs=May.QUOTE)
async def refer(actor: Who, id: Id, data: JSONBody[ReferenceForm]) -> PackageFacts:
    """The rule set a package is priced by where nothing is entered for its payer; an empty one takes the choice back."""
    await references.refer(actor, id, data)
    return await packages.facts(actor, id)


@put("/packages/{id:int}/wishes", needs=May.COMPOSE_PACKAGES)
async def state_wishes(actor: Who, id: Id, data: JSONBody[WishesForm]) -> PackageFacts:
    """What is wished of an order, in the place of what was stated before."""
    await wishes.state(actor, id, data)
    return await packages.facts(actor, id)


@post("/packages/{id:int}/courses", needs=May.COMPOSE_PACKAGES)
async def add_course(actor: Who, id: Id, data: JSONBody[CourseItemForm]) -> Made:
    return Made(await items.add_course(actor, id, data))


@post("/packages/{id:int}/rites", needs=May.COMPOSE_PACKAGES)
async def add_rite(actor: Who, id: Id, data: JSONBody[RiteForm]) -> Made:
    return Made(await items.add_rite(actor, id, data))


@patch("/packages/{id:int}/items/{item:int}", needs=May.COMPOSE_PACKAGES)
async def change_item(actor: Who, id: Id, item: Id, data: JSONBody[ItemForm]) -> PackageFacts:
    await items.change_item(actor, id, item, data)
    return await packages.facts(actor, id)


@post("/packages/{id:int}/items/{item:int}/remove", needs=May.COMPOSE_PACKAGES, status_code=200)
async def remove_item(actor: Who, id: Id, item: Id, data: JSONBody[VersionForm]) -> PackageFacts:
    await items.remove(actor, id, item, data.version)
    return await packages.facts(actor, id)


@post("/packages/{id:int}/mend", needs=May.COMPOSE_PACKAGES, status_code=200)
async def mend(actor: Who, id: Id, data: JSONBody[MendForm]) -> PackageFacts:
    """Carry out a mend as a finding offers it: its code and its figures."""
    await items.mend(actor, id, data)
    return await packages.facts(actor, id)


@post("/packages/{id:int}/submit", needs=May.COMPOSE_PACKAGES, status_code=200)
async def submit(actor: Who, id: Id, data: JSONBody[VersionForm]) -> PackageFacts:
    await actions.submit(actor, id, data.version)
    return await packages.facts(actor, id)


@post("/packages/{id:int}/withdraw", needs=May.COMPOSE_PACKAGES, status_code=200)
async def withdraw(actor: Who, id: Id, data: JSONBody[VersionForm]) -> PackageFacts:
    await actions.withdraw(actor, id, data.version)
    return await packages.facts(actor, id)


@post("/packages/{id:int}/copy", needs=May.COMPOSE_PACKAGES)
async def copy(actor: Who, id: Id) -> Made:
    return Made(await actions.copy(actor, id))


@post("/packages/{id:int}/delete", needs=May.COMPOSE_PACKAGES, status_code=204)
async def throw_away(actor: Who, id: Id, data: JSONBody[VersionForm]) -> None:
    await actions.delete(actor, id, data.version)


handlers = [
    all_packages,
    package,
    compose,
    revise,
    set_costs,
    refer,
    state_wishes,
    add_course,
    add_rite,
    change_item,
    remove_item,
    mend,
    submit,
    withdraw,
    copy,
    throw_away,
]
