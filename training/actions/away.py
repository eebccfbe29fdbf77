"""Days on which an instructor cannot come or a venue is closed."""

from datetime import date
from typing import Annotated

from pydantic import Field

from training import audit, db
from training.access import Actor
from training.errors import Fault, Invalid, Missing
from training.tables import Away, Resource
from training.tenancy import seen_by
from training.text import Day, Text
from training.web.forms import Form

LONGEST = 366


class DaysOff(Form):
    """Days off, both ends included."""

    first: Day
    last: Day
    reason: Annotated[Text, Field(max_length=200)] = ""


async def add(actor: Actor, resource: int, first: date, last: date, reason: str = "") -> int:
    """Enter days off, both ends included, and return the entry's id. What is booked already stays booked.

    Raises Missing, Invalid when the last day lies before the first or more than a year after it.
    """
    if not first <= last or (last - first).days > LONGEST:
        raise Invalid("form.invalid", {"n": 1}, {"last": Fault("away.last-before-first", {"most": LONGEST})})
    async with db.write():
        if not await Resource.exists().where(seen_by(actor, Resource), Resource.id == resource):
            raise Missing("problem.not-found")
        row = Away(center=actor.center, resource=resource, first=first, last=last, reason=reason)
        await row.save()
        await audit.note(actor, "away.added", "resource", resource, {"first": first, "last": last, "reason": reason})
        return int(row.id)


async def drop(actor: Actor, resource: int, id: int) -> None:
    """Take an entry back. Raises Missing."""
    async with db.write():
        mine = seen_by(actor, Away) & (Away.id == id) & (Away.resource == resource)
        if not await Away.delete().where(mine).returning(Away.id):
            raise Missing("problem.not-found")
        await audit.note(actor, "away.dropped", "resource", resource, {"entry": id})
