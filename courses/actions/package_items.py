"""What is done to the day plan of a package: courses and ceremonies put in, moved, fixed, taken out, findings mended."""

from collections.abc import Mapping
from typing import Annotated, Any

from piccolo.columns import Column
from pydantic import Field

from courses import tables
from courses.actions import packages
from courses.actions.packages import Number
from courses.model import ItemKind, Mend, PackageFacts, Per, TeachingMethod
from courses.queries import catalogue
from courses.queries import packages as queries
from courses.rules import mends, openings
from training import audit, db
from training.access import Actor
from training.errors import Clash, Fault, Invalid, Missing
from training.model import Half
from training.tenancy import seen_by
from training.text import Key, Text, Version
from training.web.forms import Form

MOST_ITEMS = 400
MOST_FEN = 10_000_000
Changes = dict[Column | str, Any]


class CourseItemForm(Form):
    """A course for one half-day; without a place it goes where there is room first."""

    version: Version
    course: Key
    day: Number | None = None
    half: Half | None = None
    is_fixed: bool = False


class RiteForm(Form):
    """A ceremony, a drive, a free half-day: what is no course but takes its time."""

    version: Version
    title: Annotated[Text, Field(min_length=1)]
    kind: ItemKind = ItemKind.CEREMONY
    minutes: Annotated[int, Field(ge=5, le=720)]
    day: Number
    half: Half
    is_fixed: bool = True


class ItemForm(Form):
    """Where an item stands, how firmly, and why it is needed (field teaching in a short class must say)."""

    version: Version
    day: Number
    half: Half
    is_fixed: bool = False
    reason: Text = ""


class MendForm(Form):
    """A mend as its finding gave it: its code and the figures it names."""

    version: Version
    code: Text
    item: Key | None = None
    course: Text = ""
    day: Number | None = None
    half: Half | None = None
    line: Text = ""
    by_fen: Annotated[int, Field(ge=0, le=MOST_FEN)] = 0
    staff: Annotated[int, Field(ge=0, le=500)] | None = None


async def add_course(actor: Actor, id: int, given: CourseItemForm) -> int:
    """Put a course into a half-day; returns the id of the item. Raises Invalid, Missing, Clash (no room, changed)."""
    async with db.write():
        course = await _course(actor, given.course)
        day, half = await _place(actor, id, given, course)
        return await _add(actor, id, given.version, _taught(course, given.is_fixed), day, half)


async def _course(actor: Actor, id: int) -> dict[str, Any]:
    table = tables.Course
    row: dict[str, Any] | None = await table.select().where(catalogue.visible(actor) & (table.id == id)).first()
    if row is None:
        raise Missing("problem.not-found")
    return row


def _taught(course: Mapping[str, Any], is_fixed: bool) -> dict[str, Any]:
    return {
        "kind": ItemKind.TEACHING.value,
        "course": course["id"],
        "title": course["title"],
        "method": TeachingMethod(course["method"]).value,
        "minutes": course["minutes"],
        "credit_hours": course["credit_hours"],
        "is_fixed": is_fixed,
    }


async def _place(actor: Actor, id: int, given: CourseItemForm, course: Mapping[str, Any]) -> tuple[int, Half]:
    """The half-day that was asked for, else the first with room."""
    if given.day and given.half:
        return given.day, given.half
    drawn = await queries.studio(actor, id)
    wanted = [each for each in drawn.catalogue if each.key == course["code"]]
    found = next(openings.for_courses(drawn.package, wanted), None)
    if found is None:
        if any(item.course == course["code"] for _, _, item in drawn.package.items):
            raise Clash("package.already-in", {"title": course["title"]})
        raise Clash("package.no-room", {"title": course["title"]})
    return found[1], found[2]


async def add_rite(actor: Actor, id: int, given: RiteForm) -> int:
    """Put a ceremony or the like into a half-day; returns the id of the item. Raises Invalid, Missing, Clash."""
    if given.kind is ItemKind.TEACHING:
        raise Invalid("form.invalid", {"n": 1}, {"kind": Fault("form.choose")})
    row = {"kind": given.kind.value, "title": given.title, "minutes": given.minutes, "is_fixed": given.is_fixed}
    async with db.write():
        return await _add(actor, id, given.version, row, given.day, given.half)


async def _add(actor: Actor, id: int, version: int, row: Mapping[str, Any], day: int, half: Half) -> int:
    table = tables.PackageItem
    facts = await packages.change(actor, id, version, {})
    _refuse_beyond(day, facts)
    if await table.count().where(seen_by(actor, table) & (table.package == id)) >= MOST_ITEMS:
        raise Invalid("package.too-many-items", {"most": MOST_ITEMS})
    position = await _last(actor, id, day, half)
    made = table(
        center=actor.center, agency=facts.agency, package=id, day=day, half=half.value, position=position, **row
    )
    await made.save()
    await audit.note(actor, "item-added", "package", id, {"item": made.id, "title": row["title"], "day": day})
    return int(made.id)


async def _last(actor: Actor, id: int, day: int, half: Half) -> int:
    """The place behind everything in a half-day. Ceremonies and lessons keep the order in which they were put."""
    table = tables.PackageItem
    rows = await table.select(table.position).where(
        seen_by(actor, table) & (table.package == id) & (table.day == day) & (table.half == half.value)
    )
    return max((row["position"] for row in rows), default=0) + 1


async def change_item(actor: Actor, id: int, item: int, given: ItemForm) -> None:
    """Move an item, fix it to its half-day, or say why it is needed. Raises Invalid, Missing, Clash."""
    table = tables.PackageItem
    async with db.write():
        facts = await packages.change(actor, id, given.version, {})
        _refuse_beyond(given.day, facts)
        before = await _item(actor, id, item)
        moved = (before["day"], before["half"]) != (given.day, given.half.value)
        position = await _last(actor, id, given.day, given.half) if moved else before["position"]
        changes: Changes = {
            table.day: given.day,
            table.half: given.half.value,
            table.position: position,
            table.is_fixed: given.is_fixed,
            table.reason: given.reason,
        }
        await table.update(changes).where(seen_by(actor, table) & (table.id == item))
        detail = {"item": item, "day": given.day, "half": given.half.value, "fixed": given.is_fixed}
        await audit.note(actor, "item-changed", "package", id, detail)


async def move(actor: Actor, id: int, item: int, *, version: int, day: int, half: Half) -> None:
    """Put an item at the end of another half-day, everything else on it kept. Raises Invalid, Missing, Clash."""
    async with db.read():
        kept = await _item(actor, id, item)
    given = ItemForm(version=version, day=day, half=half, is_fixed=bool(kept["is_fixed"]), reason=kept["reason"])
    await change_item(actor, id, item, given)


async def remove(actor: Actor, id: int, item: int, version: int) -> None:
    """Take an item out. Raises Missing, Clash."""
    table = tables.PackageItem
    async with db.write():
        await packages.change(actor, id, version, {})
        before = await _item(actor, id, item)
        await table.delete().where(seen_by(actor, table) & (table.id == item))
        await audit.note(actor, "item-removed", "package", id, {"item": item, "title": before["title"]})


async def _item(actor: Actor, package: int, item: int) -> dict[str, Any]:
    table = tables.PackageItem
    row: dict[str, Any] | None = (
        await table.select().where(seen_by(actor, table) & (table.package == package) & (table.id == item)).first()
    )
    if row is None:
        raise Missing("problem.not-found")
    return row


async def mend(actor: Actor, id: int, given: MendForm) -> None:
    """Carry out the change that a finding offers. Raises Invalid where only a person can do it, Missing, Clash."""
    match given.code:
        case "mend.remove-item" if given.item:
            await remove(actor, id, given.item, given.version)
        case "mend.move-item" if given.item and given.day and given.half:
            await move(actor, id, given.item, version=given.version, day=given.day, half=given.half)
        case "mend.add-course" if given.course and given.day and given.half:
            course = await _by_code(actor, given.course)
            place = {"day": given.day, "half": given.half}
            await add_course(actor, id, CourseItemForm(version=given.version, course=course, **place))
        case "mend.lower-line" if given.line:
            await _lower(actor, id, given)
        case "mend.set-staff" if given.staff is not None:
            await _set_staff(actor, id, given.version, given.staff)
        case _:
            raise Invalid("package.mend-by-hand")


async def _by_code(actor: Actor, code: str) -> int:
    table = tables.Course
    row = await table.select(table.id).where(catalogue.visible(actor) & (table.code == code)).first()
    if row is None:
        raise Missing("problem.not-found")
    return int(row["id"])


async def _lower(actor: Actor, id: int, given: MendForm) -> None:
    async with db.write():
        drawn = await queries.studio(actor, id)
        then = mends.mended(
            drawn.package, Mend(given.code, {"line": given.line, "by_fen": given.by_fen}), (), drawn.rules
        )
        costs = {cost.kind: cost.amount or 0 for cost in then.costs if cost.per is Per.PERSON_DAY}
        await packages.keep_costs(actor, id, given.version, costs)


async def _set_staff(actor: Actor, id: int, version: int, staff: int) -> None:
    async with db.write():
        await packages.change(actor, id, version, {tables.Package.staff: staff})
        await audit.note(actor, "revised", "package", id, {"staff": staff})


def _refuse_beyond(day: int, facts: PackageFacts) -> None:
    if day > facts.days:
        packages.refuse_faults({"day": Fault("form.at-most", {"most": facts.days})})
