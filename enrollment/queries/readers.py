"""Whom a published timetable concerns, and how each is reached."""

from dataclasses import dataclass

from enrollment.model import Cohort, EnrollmentState
from enrollment.queries.roster import mobile_of
from enrollment.tables import Enrollment
from training import secrets
from training.access import Actor
from training.i18n import DEFAULT
from training.model import CenterCard
from training.settings import settings
from training.tables import Account, Instructor, Trainee
from training.tenancy import seen_by


@dataclass(frozen=True)
class Reader:
    """Somebody to be told. `instructor` is set for one who is told of his own lessons only."""

    key: str
    name: str
    mail: str
    mobile: str
    lang: str
    path: str
    instructor: int | None = None


def link(who: Reader, center: CenterCard) -> str:
    """The address that a message to somebody carries: to the center's door first where he has no password."""
    base, is_own = settings().base_url, who.path.startswith(("/me", "/teach"))
    return f"{base}/{center.slug}/enter?back={who.path}" if is_own else f"{base}{who.path}"


async def instructors(actor: Actor, ids: list[int]) -> list[Reader]:
    """These instructors: one statement, also for none."""
    these = Instructor.id.is_in(ids or [0])
    rows = await Instructor.select().where(seen_by(actor, Instructor), these).order_by(Instructor.id)
    return [
        Reader(f"i{row['id']}", row["name"], row["mail"], _mobile(row), DEFAULT, "/teach", row["id"]) for row in rows
    ]


def _mobile(row: dict[str, str]) -> str:
    sealed = row["mobile_sealed"]
    return secrets.unseal(sealed, row=f"instructor:{row['id']}:mobile") if sealed else ""


async def accounts(actor: Actor, cohort: Cohort) -> list[Reader]:
    """The class adviser, and the liaisons of the agency that sends the class."""
    ours = Account.id == (cohort.adviser.id if cohort.adviser else 0)
    theirs = Account.agency == (cohort.agency or 0)
    mine = seen_by(actor, Account) & Account.is_active.eq(True) & (ours | theirs)
    rows = await Account.select().where(mine).order_by(Account.id)
    return [
        Reader(
            f"a{row['id']}",
            row["name"],
            row["mail"],
            row["mobile"],
            row["language"] or DEFAULT,
            f"/cohorts/{cohort.id}",
        )
        for row in rows
    ]


async def trainees(actor: Actor, cohort: Cohort) -> list[Reader]:
    """Everybody who has a place in the class; a trainee is reached by his mobile alone."""
    seated = (Enrollment.cohort == cohort.id) & (Enrollment.state == EnrollmentState.CONFIRMED.value)
    places = Enrollment.select(Enrollment.trainee).where(seen_by(actor, Enrollment), seated)
    rows = await Trainee.select().where(seen_by(actor, Trainee), Trainee.id.is_in(places)).order_by(Trainee.id)
    return [Reader(f"t{row['id']}", row["name"], "", mobile_of(row), DEFAULT, "/me/timetable") for row in rows]
