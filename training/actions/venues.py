"""Rooms and field sites: entering them and changing what the center knows of them."""

from typing import Annotated, Any

from piccolo.columns import Column
from pydantic import Field

from training import audit, db
from training.access import Actor
from training.errors import Clash, Fault, Invalid
from training.model import ResourceKind, VenueKind
from training.queries import audit_log
from training.queries import venues as queries
from training.tables import Center, Resource, Venue
from training.tenancy import seen_by
from training.text import Telephone, Text, Version
from training.web.forms import Form

Minutes = Annotated[int, Field(ge=0, le=1440)]
Weekday = Annotated[int, Field(ge=1, le=7)]


class VenueFacts(Form):
    """What the center knows of a room or a field site.

    `capacity` 0 is without limit, `lanes` are the classes received at once, `closed_weekdays` ISO numbers (1 is Monday);
    `visiting_minutes`, `travel_minutes` (one way) and `fee` (fen per group) are those of a field site.
    """

    name: Annotated[Text, Field(min_length=1)]
    name_en: Text = ""
    capacity: Annotated[int, Field(ge=0, le=10_000)] = 0
    lanes: Annotated[int, Field(ge=1, le=50)] = 1
    closed_weekdays: Annotated[list[Weekday], Field(max_length=6)] = Field(default_factory=list)
    visiting_minutes: Minutes = 0
    travel_minutes: Minutes = 0
    fee: Annotated[int, Field(ge=0, le=10_000_000)] = 0
    address: Text = ""
    telephone: Telephone = ""
    is_active: bool = True


class VenueForm(VenueFacts):
    """A new one. Whether it is a room or a field site is not changed later."""

    kind: VenueKind


class VenueRevision(VenueFacts):
    """The same, changed on the version it names."""

    version: Version


async def add(actor: Actor, given: VenueForm) -> int:
    """Enter a room or a field site. Raises Invalid: of one kind no two have one name, or nobody could tell them apart."""
    _refuse_unvisited(given.kind, given)
    async with db.write():
        await _alone(actor)
        added = await enter(actor, given)
        await _refuse_same_name(actor, added, given.kind, given.name)
        await audit.note(actor, "added", "venue", added, {"title": given.name})
    return added


async def enter(actor: Actor, given: VenueForm, features: tuple[str, ...] = ()) -> int:
    """The rows of a new venue: what can be booked, and what it is. Call it inside a write."""
    resource = Resource(center=actor.center, kind=ResourceKind.VENUE, name=given.name)
    await resource.save()
    told = {"kind": given.kind.value, "features": " ".join(features), **_columns(given)}
    row = Venue(center=actor.center, resource=resource.id, **told)
    await row.save()
    return int(row.id)


async def change(actor: Actor, id: int, given: VenueRevision) -> None:
    """Change a venue. What it is booked for stays booked. Raises Invalid, Missing, Clash naming who was first."""
    kind = (await queries.one(actor, id)).kind
    _refuse_unvisited(kind, given)
    async with db.write():
        await _alone(actor)
        changes: dict[Column | str, Any] = {**_columns(given), Venue.version: given.version + 1}
        mine = seen_by(actor, Venue) & (Venue.id == id) & (Venue.version == given.version)
        rows = await Venue.update(changes).where(mine).returning(Venue.resource)
        if not rows:
            raise Clash("record.changed", {"name": await audit_log.last_hand(actor, "changed", "venue", id)})
        await _refuse_same_name(actor, id, kind, given.name)
        known = seen_by(actor, Resource) & (Resource.id == rows[0]["resource"])
        await Resource.update({Resource.name: given.name}).where(known)
        await audit.note(actor, "changed", "venue", id, {"title": given.name, "active": given.is_active})


def _columns(given: VenueFacts) -> dict[Any, Any]:
    kept = given.model_dump(include=set(VenueFacts.model_fields) - {"closed_weekdays"})
    return {**kept, "closed_weekdays": " ".join(str(day) for day in sorted(set(given.closed_weekdays)))}


def _refuse_unvisited(kind: VenueKind, given: VenueFacts) -> None:
    """A site that nobody stays at cannot be planned. Raises Invalid."""
    if kind is VenueKind.FIELD_SITE and not given.visiting_minutes:
        raise Invalid("form.invalid", {"n": 1}, {"visiting_minutes": Fault("venue.visiting-minutes")})


async def _alone(actor: Actor) -> None:
    """Of two who enter one name at once the second waits here, and then sees the first."""
    await Center.update({Center.version: Center.version}).where(Center.id == (actor.center or 0))


async def _refuse_same_name(actor: Actor, id: int, kind: VenueKind, name: str) -> None:
    same = seen_by(actor, Venue) & (Venue.kind == kind.value) & (Venue.name == name) & (Venue.id != id)
    if await Venue.exists().where(same):
        raise Invalid("form.invalid", {"n": 1}, {"name": Fault("venue.name-taken")})
