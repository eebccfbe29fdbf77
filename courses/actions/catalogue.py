"""What staff do to the catalogue: adding courses, changing and publishing them."""

from typing import Annotated, Any

from piccolo.columns import Column
from pydantic import Field

from courses import tables
from courses.model import Level, TeachingMethod
from courses.queries import catalogue
from training import audit, db
from training.access import Actor
from training.errors import Clash, Fault, Invalid
from training.tables import Instructor, Venue
from training.tenancy import seen_by
from training.text import Key, LongText, Text, Version
from training.web.forms import Form

Hours = Annotated[int, Field(ge=0, le=10_000)]
Code = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9._-]+$")]
Short = Annotated[Text, Field(max_length=40)]


class CourseForm(Form):
    """A catalogue entry. Credit and paid hours are hundredths; `requires`, `excludes` name courses by code, apart by spaces."""

    code: Code
    title: Annotated[Text, Field(min_length=1)]
    title_en: Annotated[Text, Field(max_length=300)] = ""
    theme: Annotated[Short, Field(min_length=1)]
    theme_en: Short = ""
    method: TeachingMethod
    local_label: Annotated[Text, Field(max_length=20)] = ""
    summary: LongText = ""
    summary_en: LongText = ""
    minutes: Annotated[int, Field(ge=10, le=1440)]
    credit_hours: Hours
    paid_hours: Hours | None = None
    slots: Annotated[int, Field(ge=1, le=4)] = 2
    levels: list[Level] = Field(default_factory=list, max_length=len(Level))
    topics: Text = ""
    requires: Text = ""
    excludes: Text = ""
    capacity: Annotated[int, Field(ge=0, le=10_000)] = 0
    instructors: list[Key] = Field(default_factory=list, max_length=100)
    sites: list[Key] = Field(default_factory=list, max_length=100)
    is_published: bool = False


class CourseRevision(CourseForm):
    """The same, changed on the version it names."""

    version: Version


async def add(actor: Actor, given: CourseForm) -> int:
    """Put a course into the catalogue. Raises Invalid naming every wrong field, a code used twice among them."""
    try:
        async with db.write():
            await _refuse_unknown(actor, given)
            row = tables.Course(center=actor.center, **_columns(given))
            await row.save()
            await _link(actor, row.id, given)
            await audit.note(actor, "added", "course", row.id, {"title": given.title})
    except db.Taken as taken:
        raise Invalid("form.invalid", {"n": 1}, {"code": Fault("course.code-taken")}) from taken
    return int(row.id)


async def change(actor: Actor, id: int, given: CourseRevision) -> None:
    """Change or publish a course. Packages keep what was agreed of it. Raises Invalid, Missing, Clash."""
    table = tables.Course
    try:
        async with db.write():
            await _refuse_unknown(actor, given)
            changes: dict[Column | str, Any] = {**_columns(given), table.version: given.version + 1}
            mine = seen_by(actor, table) & (table.id == id) & (table.version == given.version)
            if not await table.update(changes).where(mine).returning(table.id):
                now = await catalogue.one(actor, id)
                raise Clash("course.changed", {"version": now.version})
            await _link(actor, id, given)
            await audit.note(actor, "changed", "course", id, {"title": given.title, "published": given.is_published})
    except db.Taken as taken:
        raise Invalid("form.invalid", {"n": 1}, {"code": Fault("course.code-taken")}) from taken


def _columns(given: CourseForm) -> dict[Any, Any]:
    """The columns a form fills; everything a search may find is folded into one text."""
    kept = given.model_dump(exclude={"instructors", "sites", "levels", "method", "version"})
    found = (given.title, given.title_en, given.theme, given.theme_en, given.summary, given.local_label, given.topics)
    return {
        **kept,
        "method": given.method.value,
        "levels": " ".join(level.value for level in given.levels),
        "find_text": catalogue.folded(" ".join(found)),
    }


async def _refuse_unknown(actor: Actor, given: CourseForm) -> None:
    """Everything a course names is this center's own. Raises Invalid."""
    wrong = {}
    if lost := await _lost(actor, Instructor, given.instructors):
        wrong["instructors"] = Fault("course.unknown", {"names": lost})
    if lost := await _lost(actor, Venue, given.sites):
        wrong["sites"] = Fault("course.unknown", {"names": lost})
    for name in ("requires", "excludes"):
        codes = set(getattr(given, name).split())
        table = tables.Course
        there = (
            await table.select(table.code).where(seen_by(actor, table) & table.code.is_in([*codes])) if codes else []
        )
        if lost := " ".join(sorted(codes - {row["code"] for row in there})):
            wrong[name] = Fault("course.unknown", {"names": lost})
    if wrong:
        raise Invalid("form.invalid", {"n": len(wrong)}, wrong)


async def _lost(actor: Actor, table: Any, ids: list[int]) -> str:
    if not ids:
        return ""
    there = await table.select(table.id).where(seen_by(actor, table) & table.id.is_in(ids))
    return " ".join(map(str, sorted(set(ids) - {row["id"] for row in there})))


async def _link(actor: Actor, course: int, given: CourseForm) -> None:
    """Who teaches it and where it goes, in the order given."""
    teaching, visiting = tables.CourseInstructor, tables.CourseSite
    for table in (teaching, visiting):
        await table.delete().where(seen_by(actor, table) & (table.course == course))
    for position, instructor in enumerate(dict.fromkeys(given.instructors)):
        await teaching(center=actor.center, course=course, instructor=instructor, position=position).save()
    for position, venue in enumerate(given.sites):
        await visiting(center=actor.center, course=course, venue=venue, position=position).save()
