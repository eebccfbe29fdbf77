"""The catalogue for programs: the published courses, one course, rule sets."""

from dataclasses import dataclass
from typing import Annotated, Any

from litestar import Request, get, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody
from pydantic import Field

from courses.actions import catalogue as entries
from courses.actions import packages as actions
from courses.actions.catalogue import CourseForm, CourseRevision
from courses.api.packages import Made
from courses.model import CostKind, CourseCard, CourseFacts, CourseFilter, Level, TeachingMethod
from courses.queries import catalogue, packages
from courses.rules import documents, regulations
from training.access import Actor, May
from training.errors import Missing
from training.text import Key, Text
from training.web.forms import Form, Id, Word, query
from training.web.logins import asking
from training.web.paging import SearchQuery

Ask = Request[Any, Any, Any]
Who = NamedDependency[Actor]


class CourseQuery(SearchQuery):
    theme: Annotated[Text, Field(max_length=40)] = ""
    method: TeachingMethod | None = None
    level: Level | None = None
    hours: Annotated[int, Field(ge=0, le=999)] | None = None
    site: Key | None = None

    @property
    def filter(self) -> CourseFilter:
        most = None if self.hours is None else self.hours * 100
        return CourseFilter(self.q, self.theme, self.method, self.level, most, self.site)


@dataclass(frozen=True)
class CourseList:
    """One page of courses; `total` counts all that the filter leaves."""

    rows: list[CourseCard]
    total: int
    page: int


@dataclass(frozen=True)
class RuleSetCard:
    """A rule set that can be priced under; `unknown` names the parts nobody has entered."""

    edition: str
    title: str
    jurisdiction: str
    unknown: tuple[str, ...]


class UsualCosts(Form):
    """What the center usually asks per person-day, in fen by kind of cost."""

    costs: dict[CostKind, Annotated[int, Field(ge=0, le=10_000_000)]]


@get("/courses", needs=May.SEE_PACKAGES, asks=CourseQuery)
async def courses(request: Ask, actor: Who) -> CourseList:
    """Search and filter as on the page; `hours` is the most a course may take."""
    asked = query(request, CourseQuery)
    center = asking(request).center
    menu = await catalogue.menu(actor, asked.filter, asked.part, stamp=center.catalogue_stamp if center else "")
    return CourseList(menu.courses, menu.total, asked.page)


@get("/courses/{id:int}", needs=May.SEE_PACKAGES)
async def course(actor: Who, id: Id) -> CourseFacts:
    return await catalogue.one(actor, id)


@post("/courses", needs=May.EDIT_CATALOGUE)
async def add_course(actor: Who, data: JSONBody[CourseForm]) -> Made:
    """Put a course into the catalogue; hours in hundredths."""
    return Made(await entries.add(actor, data))


@put("/courses/{id:int}", needs=May.EDIT_CATALOGUE)
async def change_course(actor: Who, id: Id, data: JSONBody[CourseRevision]) -> CourseFacts:
    """Change a course on the version the body names."""
    await entries.change(actor, id, data)
    return await catalogue.one(actor, id)


@get("/rule-sets", needs=May.SEE_RULE_SETS)
async def rule_sets() -> list[RuleSetCard]:
    return [
        RuleSetCard(rules.edition, rules.title.zh, rules.jurisdiction, rules.unknown) for rules in regulations.shipped()
    ]


@get("/rule-sets/{edition:str}", needs=May.SEE_RULE_SETS)
async def rule_set(edition: Word) -> dict[str, Any]:
    """Every value of a rule set with its sources, as the command line shows it."""
    rules = regulations.find(edition, regulations.shipped())
    if rules is None:
        raise Missing("problem.not-found")
    plain: dict[str, Any] = documents.plain(rules)
    return plain


@put("/usual-costs", needs=May.EDIT_CATALOGUE)
async def usual_costs(actor: Who, data: JSONBody[UsualCosts]) -> dict[CostKind, int]:
    """Keep what the next package begins with."""
    await actions.set_usual_costs(actor, data.costs)
    return await packages.usual_costs(actor)


handlers = [courses, course, add_course, change_course, rule_sets, rule_set, usual_costs]
