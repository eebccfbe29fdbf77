"""The roster for programs: rows in as they would stand in a sheet, places out, ID and mobile always masked."""

from dataclasses import dataclass
from typing import Annotated

from litestar import delete, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from pydantic import Field

from enrollment.actions import places
from enrollment.actions.places import Saved
from enrollment.model import Place, RosterRow
from enrollment.pages.roster import Substitute, Withdrawal
from enrollment.queries import roster as queries
from training.access import Actor, May
from training.i18n import say
from training.text import Text
from training.web.forms import Form, Id

Who = NamedDependency[Actor]


class RowBody(Form):
    """One person. Gender and type of document as words of a sheet (男, 居民身份证) or as codes (male, resident)."""

    name: Text
    gender: Text = ""
    ethnic: Text = ""
    unit_post: Text = ""
    level: Text = ""
    id_type: Text = ""
    id_number: Text
    mobile: Text = ""
    note: Text = ""


class RosterBody(Form):
    """A whole roster in the order of precedence; `rows.1` in an answer is the first of them.

    `over` is the center's word that more people than agreed are meant.
    """

    rows: Annotated[list[RowBody], Field(min_length=1, max_length=2000)]
    over: bool = False

    def as_rows(self) -> list[RosterRow]:
        return [RosterRow(line, **row.model_dump()) for line, row in enumerate(self.rows, 1)]


@dataclass(frozen=True)
class Told:
    """What is to be said of one field of one row; a fault keeps the roster from being saved, a note does not."""

    row: int
    field: str
    code: str
    detail: str
    is_note: bool


@dataclass(frozen=True)
class Checked:
    remarks: list[Told]
    can_be_saved: bool


@dataclass(frozen=True)
class Made:
    """What was made, by its id."""

    id: int


@get("/cohorts/{id:int}/roster", needs=May.SEE_ROSTER)
async def listed(actor: Who, id: Id) -> list[Place]:
    """The places of a class in the order of its roster, also those replaced or given back."""
    await queries.of_class(actor, id)
    return await queries.places(actor, id)


@post("/cohorts/{id:int}/roster/check", needs=May.UPLOAD_ROSTER, status_code=200)
async def check(actor: Who, id: Id, data: JSONBody[RosterBody]) -> Checked:
    """Judge a roster without saving anything."""
    found = await places.judge(actor, await places.open_class(actor, id), data.as_rows())
    told = [
        Told(each.line, each.field, each.fault.code, say(each.fault.code, each.fault.params), each.is_note)
        for each in found.remarks
    ]
    may_be_over = found.crowd is None or (actor.is_staff and data.over)
    return Checked(told, can_be_saved=not found.faults and may_be_over)


@post("/cohorts/{id:int}/roster", needs=May.UPLOAD_ROSTER)
async def enroll(actor: Who, id: Id, data: JSONBody[RosterBody]) -> Saved:
    """Enroll everybody or nobody; every fault is named like `rows.3.id_number`."""
    return await places.enroll(actor, id, data.as_rows(), over=data.over)


@get("/places/{id:int}", needs=May.UPLOAD_ROSTER)
async def place(actor: Who, id: Id) -> Place:
    found, _ = await queries.place(actor, id)
    return found


@post("/places/{id:int}/substitute", needs=May.UPLOAD_ROSTER)
async def substitute(actor: Who, id: Id, data: JSONBody[Substitute]) -> Made:
    """Give a place to somebody else; the old one stays with its reason."""
    facts = data.model_dump()
    reason = facts.pop("reason")
    return Made(await places.substitute(actor, id, RosterRow(1, **facts), reason))


@delete("/places/{id:int}", needs=May.UPLOAD_ROSTER)
async def withdraw(actor: Who, id: Id, data: JSONBody[Withdrawal]) -> None:
    """Give a place back, with its reason (`why`)."""
    await places.withdraw(actor, id, data.why)


handlers = [listed, check, enroll, place, substitute, withdraw]
