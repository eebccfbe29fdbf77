"""Whose a mobile number may be, at which door, and which codes a class waits for."""

from typing import Any

from enrollment.model import CLASS, WHOLE_CENTER, Asked, Candidate, CohortState, Door, EnrollmentState
from enrollment.tables import Cohort, Enrollment
from training import clock, db, secrets
from training.access import Actor, ActorKind, worker
from training.errors import Missing
from training.model import CenterCard
from training.rules import people
from training.tables import Instructor, OneTimeCode, Trainee
from training.tenancy import seen_by


async def of_class(class_code: str) -> Door:
    """The door of a class. Whoever has its code may knock, so nobody is asked who he is. Raises Missing."""
    row = await Cohort.select().where(Cohort.class_code == class_code, Cohort.state != CohortState.CANCELLED).first()
    if row is None or not class_code:
        raise Missing("entry.no-class")
    return Door(row["center"], row["id"], row["name"], f"/j/{class_code}")


def of_center(center: CenterCard) -> Door:
    """The door of the whole center, for trainees of any class and for instructors."""
    return Door(center.id, None, center.name, f"/{center.slug}/enter")


async def last_center(login: str) -> int:
    """The center of a login that may be over by now, while it is not forgotten; 0 where there is none."""
    rows = await db.raw("SELECT center FROM login WHERE id_hash = {}", secrets.hashed(login)) if login else []
    return (rows[0]["center"] or 0) if rows else 0


async def candidates(door: Door, mobile: str) -> list[Candidate]:
    """Everybody whose number it is, at this door; the oldest record first."""
    index = secrets.blind_index(mobile, center=door.center, kind="mobile")
    seen = seen_by(worker(door.center), Trainee) & (Trainee.mobile_index == index)
    if door.cohort:
        here = seen_by(worker(door.center), Enrollment) & (Enrollment.cohort == door.cohort)
        seated = here & (Enrollment.state == EnrollmentState.CONFIRMED.value)
        seen &= Trainee.id.is_in(Enrollment.select(Enrollment.trainee).where(seated))
    rows = await Trainee.select(Trainee.id, Trainee.name, Trainee.unit_post).where(seen).order_by(Trainee.id)
    found = [_candidate(ActorKind.TRAINEE, row, row["unit_post"]) for row in rows]
    if door.cohort is None:
        mine = seen_by(worker(door.center), Instructor) & (Instructor.mobile_index == index)
        teaching = await Instructor.select().where(mine, Instructor.is_active.eq(True)).order_by(Instructor.id)
        found += [_candidate(ActorKind.INSTRUCTOR, row, row["organization"], row["mail"]) for row in teaching]
    return found


def _candidate(kind: ActorKind, row: dict[str, Any], unit: str, mail: str = "") -> Candidate:
    return Candidate(kind, row["id"], row["name"], people.masked_name(row["name"]), unit, mail)


async def one(center: int, kind: ActorKind, id: int) -> Candidate:
    """A person by what a link names. Raises Missing."""
    table = Trainee if kind == ActorKind.TRAINEE else Instructor
    row = await table.select().where(seen_by(worker(center), table), table.id == id).first()
    if row is None or not row.get("is_active", True):
        raise Missing("link.spent")
    return _candidate(kind, row, row.get("unit_post") or row.get("organization", ""), row.get("mail", ""))


async def asked(actor: Actor, cohort: int) -> list[Asked]:
    """Who of a class waits for a code just now, at its own door or the center's. Codes are not told here.

    The newest code of each number at each door is the one that counts.
    """
    rows = await db.raw(
        "SELECT c.id, e.name, e.unit_post, c.ends_at, c.purpose FROM one_time_code c "
        "JOIN trainee t ON t.center = c.center AND t.mobile_index = c.mobile_index "
        "JOIN enrollment e ON e.trainee = t.id AND e.cohort = {} AND e.state = {} "
        "WHERE c.center = {} AND c.purpose IN ({}, {}) AND c.spent_at IS NULL AND c.tries_left > 0 AND c.ends_at > {} "
        "AND NOT EXISTS (SELECT 1 FROM one_time_code n WHERE n.center = c.center AND n.purpose = c.purpose "
        "AND n.mobile_index = c.mobile_index AND n.id > c.id) ORDER BY e.position, c.id",
        cohort,
        EnrollmentState.CONFIRMED.value,
        actor.center,
        f"{CLASS}{cohort}",
        WHOLE_CENTER,
        clock.now(),
    )
    return [
        Asked(row["id"], row["name"], row["unit_post"], row["ends_at"], row["purpose"] == WHOLE_CENTER) for row in rows
    ]


async def told(actor: Actor, codes: list[int]) -> dict[int, str]:
    """The codes themselves, for a reading aloud that is audited."""
    if not codes:
        return {}
    rows = await OneTimeCode.select().where(seen_by(actor, OneTimeCode), OneTimeCode.id.is_in(codes))
    return {row["id"]: secrets.unseal(row["sealed_code"], row=f"one_time_code:{row['id']}") for row in rows}
