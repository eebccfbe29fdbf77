"""Who of a closed class has earned a certificate, with every reason against it, and what was issued already."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import Any

from certificates.model import ClassRow, Earned, Kind, Share, State
from certificates.queries import certificates
from certificates.rules import earned as rules
from certificates.rules.eligibility import verdict
from certificates.tables import Certificate
from enrollment.model import Class, CohortState, EnrollmentState, Mark
from enrollment.queries import attendance, roster
from enrollment.rules.attendance import leave_share, taught_halves
from enrollment.tables import Cohort
from training import clock, db
from training.access import Actor
from training.model import Half
from training.tenancy import seen_by
from training.web.paging import Slice


async def of_class(actor: Actor, cohort: Class) -> list[Earned]:
    """Everybody on the roster, in its order. The same number of statements whatever the size of the class."""
    seats = await roster.people_of(actor, cohort.id)
    sessions = await attendance.sessions(actor, cohort.id)
    marks = await attendance.taken(actor, cohort.id)
    allowed = leave_share(cohort)
    halves = taught_halves(sessions)
    tallies = attendance.summed(seats, halves, marks, allowed, clock.now())
    asked = rules.requirements(Share(allowed.numerator, allowed.denominator) if allowed else None)
    issued = await _issued(actor, cohort.id)
    theirs: dict[int, dict[tuple[date, Half], Mark]] = defaultdict(dict)
    for (enrollment, day, half), one in marks.items():
        theirs[enrollment][day, half] = one.mark
    return [
        _with(
            Earned(
                seat.id,
                seat.trainee,
                seat.name,
                seat.unit_post,
                verdict(asked, rules.attendance(tallies[seat.id])),
                rules.lines(sessions, theirs[seat.id]),
            ),
            issued[seat.id],
        )
        for seat in seats
    ]


def _with(one: Earned, issued: dict[str, dict[str, Any]]) -> Earned:
    """What was issued to somebody: the valid one, the last that could not be printed, the last that was revoked."""
    if row := issued.get(State.VALID):
        one = replace(one, certificate=row["id"], number=row["number"], is_made=row["document"] is not None)
    if row := issued.get(State.VOIDED):
        one = replace(one, void=row["id"], fault=certificates.reason(row["fault"]))
    if row := issued.get(State.REVOKED):
        one = replace(one, revoked=row["id"])
    return one


async def _issued(actor: Actor, cohort: int) -> dict[int, dict[str, dict[str, Any]]]:
    """By enrollment and state the last certificate of each."""
    mine = seen_by(actor, Certificate) & (Certificate.cohort == cohort) & (Certificate.kind == Kind.COMPLETION.value)
    names = (Certificate.id, Certificate.enrollment, Certificate.state, Certificate.number)
    rows = (
        await Certificate.select(*names, Certificate.document, Certificate.fault).where(mine).order_by(Certificate.id)
    )
    found: dict[int, dict[str, dict[str, Any]]] = defaultdict(dict)
    for row in rows:
        found[row["enrollment"]][row["state"]] = row
    return found


async def closed_classes(actor: Actor, part: Slice) -> tuple[list[ClassRow], int]:
    """The closed classes that the actor sees, the latest first. Four statements at most."""
    mine = seen_by(actor, Cohort) & (Cohort.state == CohortState.CLOSED.value)
    total = await Cohort.count().where(mine)
    names = (Cohort.id, Cohort.name, Cohort.ends_on)
    asked = Cohort.select(*names).where(mine).order_by(Cohort.ends_on, Cohort.id, ascending=False)
    rows = await asked.limit(part.size).offset(part.offset)
    ids = [row["id"] for row in rows]
    people = await _counted("enrollment", actor, ids, EnrollmentState.CONFIRMED)
    issued = await _counted("certificate", actor, ids, State.VALID)
    return [
        ClassRow(row["id"], row["name"], row["ends_on"], people.get(row["id"], 0), issued.get(row["id"], 0))
        for row in rows
    ], total


async def _counted(table: str, actor: Actor, cohorts: list[int], state: str) -> dict[int, int]:
    """How many rows of each cohort are in a state; the cohorts were seen by the actor already."""
    listed = ", ".join(str(int(one)) for one in cohorts) or "0"
    rows = await db.raw(
        f"SELECT cohort, COUNT(*) AS n FROM {table} WHERE center = {{}} AND state = {{}} AND cohort IN ({listed}) "
        "GROUP BY cohort",
        actor.center,
        state,
    )
    return {row["cohort"]: row["n"] for row in rows}
