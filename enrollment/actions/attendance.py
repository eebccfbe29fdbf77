"""Attendance of a half-day: all present in one press, then the exceptions; a correction has a reason and is audited."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from piccolo.columns import Column

from enrollment.actions import holding
from enrollment.model import Class, Mark, Seat, Taken
from enrollment.queries import attendance as queries
from enrollment.queries import roster
from enrollment.rules import attendance as rules
from enrollment.tables import Attendance, Cohort
from training import audit, clock, db
from training.access import Actor
from training.errors import Clash, Fault, Invalid, Missing
from training.model import Half
from training.tenancy import seen_by


@dataclass(frozen=True)
class Entered:
    """One mark as somebody enters it. `version` is that of the mark he saw, 0 where there was none."""

    mark: Mark
    reason: str = ""
    version: int = 0


async def all_present(actor: Actor, cohort: int, day: date, half: Half, now: datetime | None = None) -> int:
    """全部出勤: everybody without a mark is present; marks that are there stay. Returns how many were written."""
    facts, people = await _takeable(actor, cohort, day, half, now or clock.now())
    there = await queries.taken(actor, cohort, day=day, half=half)
    missing = [place for place in people if (place.id, day, half) not in there]
    async with db.write():
        await _still_open(actor, facts)
        for place in missing:
            await _insert(actor, facts, place, day, half, Entered(Mark.PRESENT))
        await holding.half_day(actor, cohort, day, half)
        if missing:
            await audit.note(actor, "attendance.all-present", "cohort", cohort, _detail(day, half, count=len(missing)))
    return len(missing)


async def record(
    actor: Actor, cohort: int, day: date, half: Half, entered: Mapping[int, Entered], now: datetime | None = None
) -> int:
    """Enter or correct marks, by place. Returns how many changed; what is as it was stays untouched.

    Raises Invalid with a fault for each correction that lacks its reason, Clash where somebody changed a mark meanwhile,
    Missing for a place that is not, or no longer, of this class.
    """
    now = now or clock.now()
    facts, people = await _takeable(actor, cohort, day, half, now)
    if set(entered) - {place.id for place in people}:
        raise Missing("problem.not-found")
    there = await queries.taken(actor, cohort, day=day, half=half)
    changed = [
        (place, there.get((place.id, day, half)), entered[place.id])
        for place in people
        if place.id in entered and _differs(there.get((place.id, day, half)), entered[place.id])
    ]
    _reasoned(changed, same_day=now.astimezone(ZoneInfo(facts.zone)).date() == day)
    async with db.write():
        await _still_open(actor, facts)
        for place, before, mark in changed:
            await _write(actor, facts, place, day, half, before, mark)
        await holding.half_day(actor, cohort, day, half)
        if changed:
            await audit.note(actor, "attendance.recorded", "cohort", cohort, _detail(day, half, marks=_told(changed)))
    return len(changed)


Change = tuple[Seat, Taken | None, Entered]


def _differs(before: Taken | None, entered: Entered) -> bool:
    return before is None or (before.mark, before.reason) != (entered.mark, entered.reason)


def _reasoned(changed: list[Change], *, same_day: bool) -> None:
    faults: dict[str, Fault] = {}
    for place, before, entered in changed:
        fault = rules.correction_fault(before.mark if before else None, entered.mark, entered.reason, same_day=same_day)
        if fault:
            faults[f"reason.{place.id}"] = fault
    if faults:
        raise Invalid("form.invalid", {"n": len(faults)}, faults)


def _told(changed: list[Change]) -> list[dict[str, Any]]:
    return [
        {"place": place.id, "from": before.mark if before else "", "to": entered.mark, "reason": entered.reason}
        for place, before, entered in changed
    ]


def _detail(day: date, half: Half, **more: Any) -> dict[str, Any]:
    return {"day": day, "half": half, **more}


async def _takeable(actor: Actor, cohort: int, day: date, half: Half, now: datetime) -> tuple[Class, list[Seat]]:
    facts = await roster.of_class(actor, cohort)
    found = next((each for each in await queries.halves(actor, cohort) if each.key == (day, half)), None)
    rules.may_take(facts.state, found, now, facts.zone)
    return facts, await roster.people_of(actor, cohort)


async def _still_open(actor: Actor, cohort: Class) -> None:
    """Touch the class, so that nothing is recorded in one that is being closed."""
    mine = seen_by(actor, Cohort) & (Cohort.id == cohort.id) & (Cohort.state == cohort.state.value)
    if not await Cohort.update({Cohort.state: cohort.state.value}).where(mine).returning(Cohort.id):
        raise Clash("attendance.class-closed")


async def _write(
    actor: Actor, cohort: Class, place: Seat, day: date, half: Half, before: Taken | None, entered: Entered
) -> None:
    if before is None:
        if entered.version or not await _insert(actor, cohort, place, day, half, entered):
            raise Clash("attendance.changed", {"name": place.name})
        return
    mine = seen_by(actor, Attendance) & (Attendance.enrollment == place.id) & (Attendance.version == entered.version)
    here = mine & (Attendance.on_day == day) & (Attendance.half == half.value)
    changes: dict[Column | str, Any] = {
        Attendance.mark: entered.mark.value,
        Attendance.reason: entered.reason,
        Attendance.taken_by: actor.name,
        Attendance.taken_at: clock.now(),
        Attendance.version: entered.version + 1,
    }
    if not await Attendance.update(changes).where(here).returning(Attendance.id):
        raise Clash("attendance.changed", {"name": place.name})


async def _insert(actor: Actor, cohort: Class, place: Seat, day: date, half: Half, entered: Entered) -> bool:
    """Write a mark where there is none; False where somebody was first."""
    rows = await db.raw(
        "INSERT INTO attendance (center, agency, cohort, enrollment, trainee, on_day, half, mark, reason, taken_by, "
        "taken_at, version) VALUES ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, 1) "
        "ON CONFLICT (enrollment, on_day, half) DO NOTHING RETURNING id",
        actor.center,
        cohort.agency,
        cohort.id,
        place.id,
        place.trainee,
        day,
        half.value,
        entered.mark.value,
        entered.reason,
        actor.name,
        clock.now(),
    )
    return bool(rows)
