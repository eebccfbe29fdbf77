"""Instructors: entering them and changing what the center knows of them."""

import json
from typing import Annotated, Any

from piccolo.columns import Column
from pydantic import AfterValidator, Field

from training import audit, db, secrets
from training.access import Actor
from training.errors import Clash
from training.model import Half, ResourceKind, Title
from training.queries import audit_log
from training.queries import instructors as queries
from training.rules import people
from training.tables import Instructor, Resource
from training.tenancy import seen_by
from training.text import Mail, Mobile, Text, Version
from training.web.forms import Form

Weekday = Annotated[int, Field(ge=1, le=7)]
Fee = Annotated[int, Field(ge=1, le=10_000_000)]


class InstructorFacts(Form):
    """What the center knows of somebody who teaches.

    `fee` is in fen per paid hour after tax, left out where he takes the ceiling of his title. `unavailable` are the
    half-days of every week on which he never teaches: ISO weekday (1 is Monday) and half.
    """

    name: Annotated[Text, Field(min_length=1, max_length=60), AfterValidator(people.name)]
    title: Title | None = None
    organization: Text = ""
    post: Text = ""
    mail: Mail = ""
    takes_fee: bool = True
    fee: Fee | None = None
    unavailable: Annotated[list[tuple[Weekday, Half]], Field(max_length=21)] = Field(default_factory=list)
    is_active: bool = True


class InstructorForm(InstructorFacts):
    """Somebody new."""

    mobile: Mobile = ""


class InstructorRevision(InstructorFacts):
    """The same, changed on the version it names. Without `mobile` the number stays; an empty one takes it away."""

    mobile: Mobile | None = None
    version: Version


async def add(actor: Actor, given: InstructorForm) -> int:
    """Enter an instructor. Two people may have one name."""
    async with db.write():
        added = await enter(actor, given)
        await audit.note(actor, "added", "instructor", added.id, {"name": given.name})
    return int(added.id)


async def enter(actor: Actor, given: InstructorForm) -> Instructor:
    """The rows of a new instructor: what can be booked, who he is, his number sealed. Call it inside a write."""
    resource = Resource(center=actor.center, kind=ResourceKind.INSTRUCTOR, name=given.name)
    await resource.save()
    row = Instructor(center=actor.center, resource=resource.id, **_columns(given))
    await row.save()
    if given.mobile:
        mine = seen_by(actor, Instructor) & (Instructor.id == row.id)
        await Instructor.update(_sealed(actor, row.id, given.mobile)).where(mine)
    return row


async def change(actor: Actor, id: int, given: InstructorRevision) -> None:
    """Change an instructor. What he is booked for stays booked. Raises Missing, Clash naming who was first."""
    async with db.write():
        changes: dict[Column | str, Any] = {**_columns(given), Instructor.version: given.version + 1}
        if given.mobile is not None:
            changes |= _sealed(actor, id, given.mobile)
        mine = seen_by(actor, Instructor) & (Instructor.id == id) & (Instructor.version == given.version)
        rows = await Instructor.update(changes).where(mine).returning(Instructor.resource)
        if not rows:
            await queries.one(actor, id)
            raise Clash("record.changed", {"name": await audit_log.last_hand(actor, "changed", "instructor", id)})
        known = seen_by(actor, Resource) & (Resource.id == rows[0]["resource"])
        await Resource.update({Resource.name: given.name}).where(known)
        await audit.note(actor, "changed", "instructor", id, {"name": given.name, "active": given.is_active})


def _columns(given: InstructorFacts) -> dict[Any, Any]:
    kept = given.model_dump(include={"name", "organization", "post", "mail", "takes_fee", "is_active"})
    return {
        **kept,
        "title": given.title.value if given.title else "",
        "fee": given.fee if given.takes_fee else None,
        "unavailable": json.dumps(sorted({(day, half.value) for day, half in given.unavailable})),
    }


def _sealed(actor: Actor, id: int, mobile: str) -> dict[Column | str, Any]:
    """A mobile number as it is kept: encrypted, and found by its blind index."""
    return {
        Instructor.mobile_sealed: secrets.seal(mobile, row=f"instructor:{id}:mobile") if mobile else "",
        Instructor.mobile_index: secrets.blind_index(mobile, center=actor.center or 0, kind="mobile") if mobile else "",
    }
