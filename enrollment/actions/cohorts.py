"""A cohort's life: opened when a program is agreed, given an adviser and a room."""

import secrets
from datetime import timedelta

from courses.actions import progress
from courses.tables import Program
from enrollment.model import CohortState, PlanItem, SessionState
from enrollment.queries import plans
from enrollment.rules import sessions
from enrollment.tables import Cohort, Session
from training import audit, clock, db
from training.access import Actor, Role
from training.errors import Clash, Fault, Invalid, Missing
from training.queries import centers
from training.tables import Account, Venue
from training.tenancy import seen_by

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8
ROSTER_DAYS = 10


async def open_cohort(actor: Actor, program: int) -> int:
    """Open the cohort of an agreed program with one session for each item to be held, and return its id.

    A second call, also at the same moment, returns the same cohort. Raises Missing.
    """
    try:
        async with db.write():
            return await _existing(actor, program) or await _open(actor, program)
    except db.Taken:
        found = await _existing(actor, program)
        if found is None:
            raise
        return found


async def _existing(actor: Actor, program: int) -> int | None:
    mine = seen_by(actor, Cohort) & (Cohort.program == program) & (Cohort.run_number == 1)
    row = await Cohort.select(Cohort.id).where(mine).first()
    return row["id"] if row else None


async def _open(actor: Actor, program: int) -> int:
    row = await Program.select().where(seen_by(actor, Program), Program.id == program).first()
    if row is None:
        raise Missing("problem.not-found")
    today = clock.today((await centers.half_days(actor.center)).zone)
    cohort = Cohort(
        center=row["center"],
        agency=row["agency"],
        program=program,
        package=row["package"],
        name=row["title"],
        state=CohortState.PREPARING,
        headcount=row["headcount"],
        starts_on=row["starts_on"],
        ends_on=row["ends_on"],
        class_code=class_code(),
        roster_due=max(today, row["starts_on"] - timedelta(days=ROSTER_DAYS)),
    )
    await cohort.save()
    count = await _hold(cohort, await plans.items(actor, row["package"]))
    await progress.tell(actor, program, sessions=count)
    await audit.note(actor, "cohort.opened", "cohort", cohort.id, {"program": program, "sessions": count})
    return int(cohort.id)


async def _hold(cohort: Cohort, items: list[PlanItem]) -> int:
    """One session for each item that is taught or celebrated; the item's id goes with it. Returns how many."""
    held = [
        Session(
            center=cohort.center,
            agency=cohort.agency,
            cohort=cohort.id,
            package_item=item.id,
            kind=item.kind,
            title=item.title,
            course=item.course,
            method=item.method,
            minutes=item.minutes,
            credit_hours=item.credit_hours,
            slots=sessions.slots(item, items),
            wished_day=item.day,
            wished_half=item.half,
            position=place,
            is_fixed=item.is_fixed,
            state=SessionState.UNPLACED,
        )
        for place, item in enumerate(sessions.to_be_held(items), start=1)
    ]
    for start in range(0, len(held), 500):
        await Session.insert(*held[start : start + 500])
    return len(held)


def class_code() -> str:
    """What stands in the QR of a class: short enough to type, too long to guess."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


async def look_after(actor: Actor, id: int, version: int, *, adviser: int | None, home_room: int | None) -> None:
    """Say who is the class adviser and which room is home. Raises Missing, Invalid (both fields) or Clash."""
    async with db.write():
        await _must_be_there(actor, id)
        faults = {**await _adviser_fault(actor, adviser), **await _room_fault(actor, home_room)}
        if faults:
            raise Invalid("form.invalid", {"n": len(faults)}, faults)
        mine = seen_by(actor, Cohort) & (Cohort.id == id) & (Cohort.version == version)
        changed = (
            await Cohort.update({Cohort.adviser: adviser, Cohort.home_room: home_room, Cohort.version: version + 1})
            .where(mine)
            .returning(Cohort.id)
        )
        if not changed:
            raise Clash("problem.changed-meanwhile")
        await audit.note(actor, "cohort.looked-after", "cohort", id, {"adviser": adviser, "home_room": home_room})


async def _must_be_there(actor: Actor, id: int) -> None:
    row = await Cohort.select(Cohort.state).where(seen_by(actor, Cohort), Cohort.id == id).first()
    if row is None:
        raise Missing("problem.not-found")
    if row["state"] == CohortState.CLOSED:
        raise Clash("cohort.closed")


async def _adviser_fault(actor: Actor, adviser: int | None) -> dict[str, Fault]:
    mine = seen_by(actor, Account) & (Account.id == adviser)
    row = await Account.select(Account.roles, Account.is_active).where(mine).first() if adviser else None
    fine = adviser is None or (row and row["is_active"] and Role.ADVISER in row["roles"].split())
    return {} if fine else {"adviser": Fault("form.choose")}


async def _room_fault(actor: Actor, room: int | None) -> dict[str, Fault]:
    mine = seen_by(actor, Venue) & (Venue.id == room) & (Venue.kind == "room")
    fine = room is None or await Venue.select(Venue.id).where(mine).first()
    return {} if fine else {"home_room": Fault("form.choose")}
