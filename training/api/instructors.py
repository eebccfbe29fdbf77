"""Instructors for programs: entering and changing them, and the days on which they cannot teach."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody

from training.access import Actor, May
from training.actions import away as actions
from training.actions import instructors as entries
from training.actions.instructors import InstructorForm, InstructorRevision
from training.model import Away, Contact, Instructor
from training.queries import centers, venues
from training.queries import instructors as queries
from training.web.forms import Id, query
from training.web.paging import SearchQuery

Ask = Request[Any, Any, Any]
Who = NamedDependency[Actor]


@dataclass(frozen=True)
class InstructorList:
    """One page of instructors; `total` counts all that the filter leaves."""

    rows: list[Instructor]
    total: int
    page: int


@dataclass(frozen=True)
class InstructorOut:
    """An instructor, how he is reached, and when he is away from today on."""

    instructor: Instructor
    contact: Contact
    away: list[Away]


async def _out(actor: Actor, id: int) -> InstructorOut:
    found = await queries.one(actor, id)
    contact = await queries.contact(actor, id)
    return InstructorOut(found, contact, await venues.away(actor, [found.resource], await centers.today(actor.center)))


@get("/instructors", needs=May.SEE_INSTRUCTORS, asks=SearchQuery)
async def all_instructors(request: Ask, actor: Who) -> InstructorList:
    """Those who can be asked first."""
    asked = query(request, SearchQuery)
    rows, total = await queries.listed(actor, asked.part, asked.q)
    return InstructorList(rows, total, asked.page)


@get("/instructors/{id:int}", needs=May.SEE_INSTRUCTORS)
async def instructor(actor: Who, id: Id) -> InstructorOut:
    return await _out(actor, id)


@post("/instructors", needs=May.MANAGE_INSTRUCTORS)
async def add_instructor(actor: Who, data: JSONBody[InstructorForm]) -> InstructorOut:
    """Enter an instructor; the fee in fen."""
    return await _out(actor, await entries.add(actor, data))


@put("/instructors/{id:int}", needs=May.MANAGE_INSTRUCTORS)
async def change_instructor(actor: Who, id: Id, data: JSONBody[InstructorRevision]) -> InstructorOut:
    """Change an instructor on the version the body names; without `mobile` the number stays."""
    await entries.change(actor, id, data)
    return await _out(actor, id)


@post("/instructors/{id:int}/away", needs=May.MANAGE_INSTRUCTORS)
async def excuse(actor: Who, id: Id, data: JSONBody[actions.DaysOff]) -> InstructorOut:
    """Note that an instructor is away for some days, both ends included."""
    await actions.add(actor, (await queries.one(actor, id)).resource, data.first, data.last, data.reason)
    return await _out(actor, id)


@delete("/instructors/{id:int}/away/{entry:int}", needs=May.MANAGE_INSTRUCTORS)
async def recall(actor: Who, id: Id, entry: Id) -> None:
    """Take days away back."""
    await actions.drop(actor, (await queries.one(actor, id)).resource, entry)


handlers = [all_instructors, instructor, add_instructor, change_instructor, excuse, recall]
