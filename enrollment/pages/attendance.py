"""Attendance by half-day: all present, then exceptions; and closing the class."""

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from pydantic import Field

from enrollment.actions import attendance as actions
from enrollment.actions import closing
from enrollment.model import Mark, TaughtHalf
from enrollment.queries import attendance as queries
from enrollment.queries import roster
from enrollment.rules import attendance as rules
from training import clock, formats, i18n
from training.access import Actor, May
from training.i18n import N_
from training.model import Half
from training.text import Day, Key, Text, VersionOrNone
from training.web.forms import BLANK, Filled, Form, Id, faults_to, form, parse
from training.web.page import page, see, today

Ask = Request[Any, Any, Any]
MARKS = {
    Mark.PRESENT: N_("出勤"),
    Mark.LATE: N_("迟到"),
    Mark.EARLY: N_("早退"),
    Mark.PERSONAL: N_("事假"),
    Mark.SICK: N_("病假"),
    Mark.OFFICIAL: N_("公假"),
    Mark.ABSENT: N_("旷课"),
}
HALVES = {Half.AM: N_("上午"), Half.PM: N_("下午"), Half.EVENING: N_("晚上")}


class HalfDay(Form):
    day: Day
    half: Half


class Sheet(HalfDay):
    """The sheet of one half-day as it comes back, by place."""

    mark: dict[Key, Mark]
    reason: dict[Key, Text] = Field(default_factory=dict)
    version: dict[Key, VersionOrNone] = Field(default_factory=dict)


def _chosen(halves: Sequence[TaughtHalf], asked: str) -> TaughtHalf | None:
    """The half-day of the address, else the last that has begun, else the first."""
    begun = [half for half in halves if half.starts <= clock.now()]
    by_name = {f"{half.day}.{half.half.value}": half for half in halves}
    return by_name.get(asked) or next(iter(begun[-1:] or halves[:1]), None)


async def _sheet_page(request: Ask, actor: Actor, id: int, form: Filled = BLANK) -> Response[Any]:
    cohort, halves, seats = (
        await roster.of_class(actor, id),
        await queries.halves(actor, id),
        await roster.people_of(actor, id),
    )
    asked = f"{form.get('day')}.{form.get('half')}" if form.values else request.query_params.get("at", "")
    shown, taken = _chosen(halves, asked), await queries.taken(actor, id)
    here = {each.enrollment: each for key, each in taken.items() if shown and key[1:] == shown.key}
    allowed = rules.leave_share(cohort)
    return page(
        request,
        "enrollment/attendance.html",
        cohort=cohort,
        seats=seats,
        shown=shown,
        at=f"{shown.day}.{shown.half.value}" if shown else "",
        choices=[(f"{half.day}.{half.half.value}", _when(half)) for half in halves],
        marks=here,
        mark_choices=[(mark.value, i18n.gettext(word)) for mark, word in MARKS.items()],
        recorded=sum(seat.id in here for seat in seats),
        tallies=queries.summed(seats, halves, taken, allowed, clock.now()),
        today=today(request),
        form=form,
    )


def _when(half: TaughtHalf) -> str:
    between = "" if i18n.LANG.get() == "zh_CN" else ", "
    return f"{formats.day(half.day)}{between}{i18n.gettext(HALVES[half.half])}"


@get("/cohorts/{id:int}/attendance", needs=May.TAKE_ATTENDANCE)
async def sheet_page(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    return await _sheet_page(request, actor, id)


@post("/cohorts/{id:int}/attendance/all-present", needs=May.TAKE_ATTENDANCE)
@faults_to(_sheet_page)
async def all_present(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    given = await form(request, HalfDay)
    count = await actions.all_present(actor, id, given.day, given.half)
    return see(_address(id, given), "flash.all-present", count=count)


@post("/cohorts/{id:int}/attendance", needs=May.TAKE_ATTENDANCE)
@faults_to(_sheet_page)
async def record(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    given = await _sheet(request)
    entered = {
        place: actions.Entered(mark, given.reason.get(place, ""), given.version.get(place, 0))
        for place, mark in given.mark.items()
    }
    count = await actions.record(actor, id, given.day, given.half, entered)
    return see(_address(id, given), "flash.attendance-saved", count=count)


async def _sheet(request: Ask) -> Sheet:
    """Boxes are named like `mark.17`, by place."""
    given: dict[str, Any] = {"mark": {}, "reason": {}, "version": {}}
    posted = await request.form()
    for name in dict.fromkeys(posted.keys()):
        field, _, place = name.partition(".")
        if place and field in given:
            given[field][place] = posted[name]
        elif name != "_csrf":
            given[name] = posted[name]
    return parse(Sheet, given)


def _address(id: int, given: HalfDay) -> str:
    return f"/cohorts/{id}/attendance?at={given.day}.{given.half.value}"


async def _close_page(request: Ask, actor: Actor, id: int, form: Filled = BLANK) -> Response[Any]:
    cohort, ready = await roster.of_class(actor, id), await closing.readiness(actor, id)
    sums = await queries.tallies(actor, cohort, clock.now()) if ready.is_ready or cohort.is_over else {}
    missed = [(seat, sums[seat.id]) for seat in await roster.people_of(actor, id) if seat.id in sums]
    short = [(seat, found) for seat, found in missed if found.is_over]
    return page(request, "enrollment/close.html", cohort=cohort, ready=ready, short=short, form=form)


@get("/cohorts/{id:int}/close", needs=May.CLOSE_COHORTS)
async def close_page(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    return await _close_page(request, actor, id)


@post("/cohorts/{id:int}/close", needs=May.CLOSE_COHORTS)
@faults_to(_close_page)
async def close(request: Ask, actor: NamedDependency[Actor], id: Id) -> Response[Any]:
    await closing.close(actor, id)
    return see(f"/cohorts/{id}", "flash.class-closed")


routes = Router("/", route_handlers=[sheet_page, all_present, record, close_page, close])
