"""Attendance for programs: what is recorded and what it comes to, marks in, closing the class, links for people."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from pydantic import Field

from enrollment.actions import attendance as actions
from enrollment.actions import closing, entry
from enrollment.actions.closing import Readiness
from enrollment.model import Mark, Taken, Tally, TaughtHalf
from enrollment.pages.attendance import HalfDay
from enrollment.pages.entry import door_picture, door_sheet
from enrollment.queries import attendance as queries
from enrollment.queries import entry as asked_for
from enrollment.queries import roster
from enrollment.rules import attendance as rules
from training import clock
from training.access import Actor, ActorKind, May
from training.model import Half
from training.text import Day, Key, Text, VersionOrNone
from training.web.forms import Form, Id

Who = NamedDependency[Actor]


@dataclass(frozen=True)
class CodeAsked:
    """Somebody of a class who waits for a code, and the code."""

    name: str
    unit: str
    code: str
    ends_at: datetime


@dataclass(frozen=True)
class Waits:
    """Somebody of a class who waits for a code, and until when it is good."""

    name: str
    unit: str
    ends_at: datetime


class MarkBody(Form):
    """One person's mark. `version` is that of the mark it changes, 0 where there is none yet."""

    place: Key
    mark: Mark
    reason: Text = ""
    version: VersionOrNone = 0


class SheetBody(Form):
    day: Day
    half: Half
    marks: Annotated[list[MarkBody], Field(min_length=1, max_length=2000)]


@dataclass(frozen=True)
class Meter:
    """One person's sums; hours in hundredths."""

    place: int
    name: str
    sums: Tally


@dataclass(frozen=True)
class Sheet:
    halves: list[TaughtHalf]
    taken: list[Taken]
    people: list[Meter]


@dataclass(frozen=True)
class Changed:
    count: int


@dataclass(frozen=True)
class Link:
    """A path that one press of its button spends."""

    path: str


@get("/cohorts/{id:int}/attendance", needs=May.TAKE_ATTENDANCE)
async def sheet(actor: Who, id: Id) -> Sheet:
    """Everything recorded in a class, and each person's leave against what is allowed."""
    cohort, seats = await roster.of_class(actor, id), await roster.people_of(actor, id)
    halves, taken = await queries.halves(actor, id), await queries.taken(actor, id)
    sums = queries.summed(seats, halves, taken, rules.leave_share(cohort), clock.now())
    return Sheet(halves, list(taken.values()), [Meter(seat.id, seat.name, sums[seat.id]) for seat in seats])


@post("/cohorts/{id:int}/attendance/all-present", needs=May.TAKE_ATTENDANCE, status_code=200)
async def all_present(actor: Who, id: Id, data: JSONBody[HalfDay]) -> Changed:
    """Everybody without a mark is present."""
    return Changed(await actions.all_present(actor, id, data.day, data.half))


@post("/cohorts/{id:int}/attendance", needs=May.TAKE_ATTENDANCE, status_code=200)
async def record(actor: Who, id: Id, data: JSONBody[SheetBody]) -> Changed:
    """Enter or correct marks; a correction of an earlier day needs its reason."""
    entered = {each.place: actions.Entered(each.mark, each.reason, each.version) for each in data.marks}
    return Changed(await actions.record(actor, id, data.day, data.half, entered))


@get("/cohorts/{id:int}/close", needs=May.CLOSE_COHORTS)
async def readiness(actor: Who, id: Id) -> Readiness:
    """What still stands in the way of closing a class."""
    return await closing.readiness(actor, id)


@post("/cohorts/{id:int}/close", needs=May.CLOSE_COHORTS, status_code=200)
async def close(actor: Who, id: Id) -> Readiness:
    """Close a class; what is missing is named."""
    await closing.close(actor, id)
    return await closing.readiness(actor, id)


@post("/instructors/{id:int}/link", needs=May.MANAGE_INSTRUCTORS)
async def instructor_link(actor: Who, id: Id) -> Link:
    """A one-time link for an instructor, mailed to him where he has an address."""
    return Link(await entry.link(actor, ActorKind.INSTRUCTOR, id))


@post("/places/{id:int}/link", needs=May.TAKE_ATTENDANCE)
async def trainee_link(actor: Who, id: Id) -> Link:
    """A one-time link for the trainee of a place, to be handed to him where no text message reaches him."""
    _, _, path = await entry.link_of_place(actor, id)
    return Link(path)


@get("/cohorts/{id:int}/codes", needs=May.TAKE_ATTENDANCE)
async def waiting(actor: Who, id: Id) -> list[Waits]:
    """Who of a class waits for a code just now. The codes themselves are told by POST, which is written down."""
    await roster.of_class(actor, id)
    return [Waits(each.name, each.unit, each.ends_at) for each in await asked_for.asked(actor, id)]


@post("/cohorts/{id:int}/codes", needs=May.TAKE_ATTENDANCE, status_code=200)
async def codes(actor: Who, id: Id) -> list[CodeAsked]:
    """The codes that people of a class wait for, to be read out to them. That they were read is written down."""
    return [CodeAsked(each.name, each.unit, code, each.ends_at) for each, code in await entry.read_out(actor, id)]


handlers = [
    waiting,
    codes,
    door_picture,
    door_sheet,
    sheet,
    all_present,
    record,
    readiness,
    close,
    instructor_link,
    trainee_link,
]
