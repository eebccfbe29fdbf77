"""The roster: upload or paste, faults by row, saving what was checked; substitutes; export."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from litestar import Request, Response, Router, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from pydantic import Field

from enrollment import roster_sheet
from enrollment.actions import places
from enrollment.actions import roster as actions
from enrollment.model import Class, EnrollmentState, Place, RosterCheck, RosterRow
from enrollment.queries import roster as queries
from enrollment.rules import roster as rules
from training import children, i18n
from training.access import Actor, May
from training.errors import Fault, Invalid
from training.rules import people
from training.text import Text, Version
from training.web import paging
from training.web.forms import BLANK, Filled, Form, Id, faults_to, form, parse
from training.web.page import download, page, see

Ask = Request[Any, Any, Any]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A_PAGE = 200
Cell = Literal["name", "gender", "ethnic", "unit_post", "level", "id_type", "id_number", "mobile", "note"]
Line = Annotated[int, Field(ge=1, le=100_000)]


class Mended(Form):
    """The grid as it comes back: changed cells by line, lines to leave out, and which button was pressed."""

    version: Version
    press: Literal["check", "save"] = "check"
    over: bool = False
    cells: dict[Line, dict[Cell, Annotated[str, Field(max_length=400)]]] = Field(default_factory=dict)
    drop: frozenset[Line] = frozenset()


class Substitute(Form):
    name: Text
    gender: Text = ""
    ethnic: Text = ""
    unit_post: Text = ""
    id_type: Text = ""
    id_number: Text
    mobile: Text = ""
    reason: Annotated[Text, Field(min_length=1)]


class Withdrawal(Form):
    why: Annotated[Text, Field(min_length=1)]


@dataclass(frozen=True)
class GridRow:
    """One row of the grid: what was typed, what is wrong with each cell, whether its cells are open to be changed."""

    row: RosterRow
    faults: Mapping[str, Fault]
    is_open: bool
    masked: str


async def _roster_page(request: Ask, actor: Actor, id: int, form: Filled = BLANK) -> Response[Any]:
    cohort = await queries.of_class(actor, id)
    asked = paging.Slice(paging.asked(request).number, A_PAGE)
    counted = await queries.counts(actor, id)
    listed = paging.Page(await queries.places(actor, id, asked), sum(counted.values()), asked)
    upload = await queries.waiting(actor, id) if actor.may(May.UPLOAD_ROSTER) else None
    seated = counted.get(EnrollmentState.CONFIRMED, 0)
    return page(
        request, "enrollment/roster.html", cohort=cohort, places=listed, upload=upload, seated=seated, form=form
    )


@get("/cohorts/{id:int}/roster", needs=May.SEE_ROSTER)
async def roster_page(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    return await _roster_page(request, actor, id)


@post("/cohorts/{id:int}/roster", needs=May.UPLOAD_ROSTER)
@faults_to(_roster_page)
async def send_roster(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    await places.open_class(actor, id)
    name, sheet = await _sheet(request)
    await actions.keep(actor, id, name, rules.rows(sheet))
    return see(f"/cohorts/{id}/roster/check")


async def _sheet(request: Ask) -> tuple[str, roster_sheet.Sheet]:
    """What was sent, a file or pasted cells. Raises Invalid."""
    posted = await request.form()
    file, pasted = posted.get("roster"), posted.get("pasted")
    if isinstance(file, UploadFile) and file.filename:
        return file.filename, await read_file(await file.read())
    if isinstance(pasted, str) and pasted.strip():
        return "", roster_sheet.text(pasted)
    raise Invalid("form.invalid", {"n": 1}, {"roster": Fault("form.file")})


async def read_file(content: bytes) -> roster_sheet.Sheet:
    """The cells of a file, read where it can do no harm. Raises Invalid."""
    limits = {"seconds": roster_sheet.SECONDS, "memory_mib": roster_sheet.MEMORY_MIB}
    try:
        return await children.run(roster_sheet.read, content, **limits)
    except children.ChildDied as died:
        raise Invalid("roster.file-too-large") from died


async def _check_page(request: Ask, actor: Actor, id: int, form: Filled = BLANK) -> Response[Any]:
    cohort, upload = await places.open_class(actor, id), await queries.waiting(actor, id)
    if upload is None:
        return see(f"/cohorts/{id}/roster")
    check = await places.judge(actor, cohort, upload.rows)
    opened = request.query_params.get("edit", "")
    grid = [_grid_row(row, check, opened) for row in upload.rows]
    whom = await queries.whom_to_ask(actor, cohort) if check.crowd and not actor.is_staff else ""
    return page(
        request,
        "enrollment/roster_check.html",
        cohort=cohort,
        upload=upload,
        grid=grid,
        check=check,
        whom=whom,
        form=form,
    )


def _grid_row(row: RosterRow, check: RosterCheck, opened: str) -> GridRow:
    """A number is shown in full only where it is none that anybody has."""
    faults = {remark.field: remark.fault for remark in check.faults if remark.line == row.line}
    is_whole = rules.number_of(row) or "id_number" not in faults
    masked = people.masked_id(row.id_number) if row.id_number and is_whole else ""
    return GridRow(row, faults, bool(faults) or opened == str(row.line), masked)


@get("/cohorts/{id:int}/roster/check", needs=May.UPLOAD_ROSTER)
async def check_page(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    return await _check_page(request, actor, id)


@post("/cohorts/{id:int}/roster/check", needs=May.UPLOAD_ROSTER)
@faults_to(_check_page)
async def mend_roster(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    given = await _mended(request)
    cells: dict[int, dict[str, str]] = {
        line: {name: value for name, value in row.items() if value or name != "id_number"}
        for line, row in given.cells.items()
    }
    check = await actions.amend(actor, id, given.version, cells, given.drop)
    if given.press == "check" or check.faults:
        return see(f"/cohorts/{id}/roster/check")
    saved = await actions.confirm(actor, id, given.version + 1, over=given.over)
    return see(f"/cohorts/{id}/roster", "flash.roster-saved", count=saved.new + saved.kept)


async def _mended(request: Ask) -> Mended:
    """Boxes are named like `mobile.12`: the field and the row of the sheet."""
    given: dict[str, Any] = {"cells": {}, "drop": []}
    posted = await request.form()
    for name in dict.fromkeys(posted.keys()):
        field, _, line = name.partition(".")
        if field == "drop":
            given["drop"].append(line)
        elif line:
            given["cells"].setdefault(line, {})[field] = posted[name]
        elif name != "_csrf":
            given[name] = posted[name]
    return parse(Mended, given)


@post("/cohorts/{id:int}/roster/drop", needs=May.UPLOAD_ROSTER)
async def drop_roster(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    await actions.drop(actor, id)
    return see(f"/cohorts/{id}/roster", "flash.roster-dropped")


@post("/cohorts/{id:int}/roster/export", needs=May.SEE_ROSTER)
async def export_roster(actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    """The roster as it is read on the page: numbers masked."""
    return await _export(actor, id, full=False)


@post("/cohorts/{id:int}/roster/export/full", needs=May.EXPORT_NUMBERS)
async def export_numbers(actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    """The copy for lodging and insurance: ID and mobile numbers in full."""
    return await _export(actor, id, full=True)


async def _export(actor: Actor, id: int, *, full: bool) -> Response[Any]:
    cohort, listed = await queries.of_class(actor, id), await queries.places(actor, id)
    seated = [place for place in listed if place.state == EnrollmentState.CONFIRMED]
    await actions.note_export(actor, id, full=full, count=len(seated))
    heads, lines = await _exported(actor, seated, full=full)
    content = await children.run(roster_sheet.written, cohort.name, heads, lines, seconds=20)
    return download(content, f"{i18n.gettext('学员名册')}_{cohort.name}.xlsx", XLSX)


async def _exported(actor: Actor, seated: list[Place], *, full: bool) -> tuple[list[str], list[list[str]]]:
    """The columns that a roster has on paper. ID numbers have one only on the full copy."""
    words = {"male": i18n.gettext("男"), "female": i18n.gettext("女")}
    numbers = await queries.full_numbers(actor, [place.trainee for place in seated]) if full else {}
    heads = ["序号", "姓名", "性别", "民族", "单位及职务", "联系电话", *(["证件号码"] if full else []), "备注"]
    lines = []
    for at, place in enumerate(seated, 1):
        number, mobile = numbers.get(place.trainee, ("", place.mobile_masked))
        facts = [str(at), place.name, words.get(place.gender, ""), place.ethnic, place.unit_post, mobile]
        lines.append([*facts, *([number] if full else []), place.note])
    return [i18n.gettext(head) for head in heads], lines


async def _place_page(request: Ask, actor: Actor, id: int, form: Filled = BLANK) -> Response[Any]:
    place, cohort = await queries.place(actor, id)
    return page(request, "enrollment/roster_place.html", place=place, cohort=cohort, form=form)


@get("/places/{id:int}", needs=May.UPLOAD_ROSTER)
async def place_page(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    return await _place_page(request, actor, id)


@post("/places/{id:int}/substitute", needs=May.UPLOAD_ROSTER)
@faults_to(_place_page)
async def substitute(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    given = await form(request, Substitute)
    cohort = await _substitute(actor, id, given)
    return see(f"/cohorts/{cohort.id}/roster", "flash.substituted", name=given.name)


async def _substitute(actor: Actor, id: int, given: Substitute) -> Class:
    _, cohort = await queries.place(actor, id)
    try:
        await places.substitute(actor, id, RosterRow(1, **given.model_dump(exclude={"reason"})), given.reason)
    except Invalid as wrong:
        fields = {name.removeprefix("rows.1."): fault for name, fault in wrong.fields.items()}
        raise Invalid(wrong.code, wrong.params, fields) from wrong
    return cohort


@post("/places/{id:int}/withdraw", needs=May.UPLOAD_ROSTER)
@faults_to(_place_page)
async def withdraw(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    given = await form(request, Withdrawal)
    _, cohort = await queries.place(actor, id)
    await places.withdraw(actor, id, given.why)
    return see(f"/cohorts/{cohort.id}/roster", "flash.withdrawn")


routes = Router(
    "/",
    route_handlers=[
        roster_page,
        send_roster,
        check_page,
        mend_roster,
        drop_roster,
        export_roster,
        export_numbers,
        place_page,
        substitute,
        withdraw,
    ],
)
