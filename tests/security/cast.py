"""One person of every kind at one center, signed in without a page: what the gates ask as."""

from datetime import timedelta

from tests import make
from training import clock, secrets
from training.access import Role
from training.tables import Center, Login, Trainee

ROLES = tuple(role for role in Role)


async def trainee(center: Center, name: str = "学员甲") -> Trainee:
    facts = {"gender": "male", "id_type": "resident", "id_index": secrets.token(), "created_at": clock.now()}
    return await make.saved(Trainee(center=center.id, name=name, name_as_given=name, **facts))


async def login(center: int, *, ago: timedelta = timedelta(0), **who: int) -> str:
    """The cookie of a login that was last seen so long ago: now, where nothing is said."""
    value, now = secrets.token(), clock.now()
    facts = {"created_at": now - ago, "seen_at": now - ago, "ends_at": now + timedelta(hours=1), "agent": ""}
    await Login(id_hash=secrets.hashed(value), center=center, **facts, **who).save()
    return value


async def cookie(center: Center, who: str) -> str:
    """The login cookie of somebody of this column of the permission table; empty for a stranger."""
    if who == "anonymous":
        return ""
    if who == "trainee":
        return await login(center.id, trainee=(await trainee(center)).id)
    if who == "instructor":
        return await login(center.id, instructor=(await make.instructor(center)).id)
    if who == "operator":
        return await login(0, account=(await make.operator()).id)
    agency = await make.agency(center) if who == "liaison" else None
    return await login(center.id, account=(await make.account(center, Role(who), agency=agency)).id)
