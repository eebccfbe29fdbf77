"""Who is on a roster, what was sent and waits, and what the center knows already of the bearers of ID numbers."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from piccolo.querystring import QueryString

from enrollment.model import (
    Class,
    CohortState,
    EnrollmentState,
    Known,
    Overlap,
    Place,
    RosterRow,
    Seat,
    Upload,
)
from enrollment.tables import Cohort, Enrollment, RosterUpload
from training import db, secrets
from training.access import Actor, worker
from training.errors import Missing
from training.queries import centers
from training.rules import people
from training.tables import Account, Trainee
from training.tenancy import seen_by
from training.web.paging import Slice

OPEN = "open"
_CLASS = (
    "id",
    "name",
    "agency",
    "package",
    "headcount",
    "starts_on",
    "ends_on",
    "adviser",
    "class_code",
    "version",
    "zone",
)

_ZONE = QueryString('(SELECT c."zone" FROM "center" c WHERE c."id" = "cohort"."center")', alias="zone")
_OF_PACKAGE = 'FROM "package" p WHERE p."id" = "cohort"."package" AND p."center" = "cohort"."center"'
_RULES = (
    QueryString(f'(SELECT p."rule_set" {_OF_PACKAGE})', alias="rule_set"),
    QueryString(f'(SELECT p."fund_source" {_OF_PACKAGE})', alias="fund_source"),
    QueryString(
        f'(SELECT (SELECT a."jurisdiction" FROM "agency" a WHERE a."id" = p."agency") {_OF_PACKAGE})',
        alias="jurisdiction",
    ),
)


async def of_class(actor: Actor, cohort: int) -> Class:
    """The class as roster and attendance need it. Raises Missing."""
    mine = seen_by(actor, Cohort) & (Cohort.id == cohort)
    row = await Cohort.select(*Cohort.all_columns(), _ZONE, *_RULES).where(mine).first()
    if row is None:
        raise Missing("problem.not-found")
    rules: dict[str, Any] = {name: row[name] or "" for name in ("rule_set", "fund_source", "jurisdiction")}
    return Class(state=CohortState(row["state"]), **{name: row[name] for name in _CLASS}, **rules)


async def people_of(actor: Actor, cohort: int) -> list[Seat]:
    """Who is in a class now, in the order of the roster. One statement."""
    mine = seen_by(actor, Enrollment) & (Enrollment.cohort == cohort)
    rows = await (
        Enrollment.select(Enrollment.id, Enrollment.trainee, Enrollment.name, Enrollment.unit_post)
        .where(mine, Enrollment.state == EnrollmentState.CONFIRMED.value)
        .order_by(Enrollment.position)
        .order_by(Enrollment.id)
    )
    return [Seat(**row) for row in rows]


async def seated(actor: Actor, cohort: int) -> frozenset[int]:
    """The trainees who have a place in a class now."""
    mine = seen_by(actor, Enrollment) & (Enrollment.cohort == cohort)
    rows = await Enrollment.select(Enrollment.trainee).where(mine, Enrollment.state == EnrollmentState.CONFIRMED.value)
    return frozenset(row["trainee"] for row in rows)


async def whom_to_ask(actor: Actor, cohort: Class) -> str:
    """Who at the center answers for a class: its adviser, else the center; with the telephone where there is one."""
    card = await centers.by_id(actor.center or 0)
    mine = seen_by(worker(actor.center), Account) & (Account.id == (cohort.adviser or 0))
    adviser = await Account.select(Account.name).where(mine).first()
    name = adviser["name"] if adviser else card.short_name
    return f"{name}（{card.telephone}）" if card.telephone else name


async def places(actor: Actor, cohort: int, part: Slice | None = None) -> list[Place]:
    """The places of a class in the order of the roster. Two statements, however many there are."""
    asked = Enrollment.select().where(seen_by(actor, Enrollment), Enrollment.cohort == cohort)
    asked = asked.order_by(Enrollment.position).order_by(Enrollment.id)
    rows = await (asked.limit(part.size).offset(part.offset) if part else asked)
    trainees = await _trainees(actor, [row["trainee"] for row in rows])
    return [_place(actor, row, trainees[row["trainee"]]) for row in rows]


async def place(actor: Actor, id: int) -> tuple[Place, Class]:
    """One place and its class. Raises Missing."""
    row = await Enrollment.select().where(seen_by(actor, Enrollment), Enrollment.id == id).first()
    if row is None:
        raise Missing("problem.not-found")
    trainees = await _trainees(actor, [row["trainee"]])
    return _place(actor, row, trainees[row["trainee"]]), await of_class(actor, row["cohort"])


async def counts(actor: Actor, cohort: int) -> dict[EnrollmentState, int]:
    """How many places there are in each state."""
    rows = await db.raw(
        "SELECT state, COUNT(*) AS n FROM enrollment WHERE center = {} AND cohort = {} GROUP BY state",
        actor.center,
        cohort,
    )
    return {EnrollmentState(row["state"]): row["n"] for row in rows}


async def _trainees(actor: Actor, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Trainees whose places the actor has seen; whose they are otherwise does not matter."""
    found: dict[int, dict[str, Any]] = {}
    for start in range(0, len(ids), 500):
        some = list(ids[start : start + 500])
        for row in await Trainee.select().where(seen_by(worker(actor.center), Trainee), Trainee.id.is_in(some)):
            found[row["id"]] = row
    return found


def _place(actor: Actor, row: dict[str, Any], trainee: dict[str, Any]) -> Place:
    """What is kept of another agency's trainee stays with it; the number that led to him was sent by the actor."""
    ours = is_ours(actor, trainee)
    mobile = mobile_of(trainee) if ours else ""
    return Place(
        id=row["id"],
        trainee=row["trainee"],
        position=row["position"],
        state=EnrollmentState(row["state"]),
        name=row["name"],
        gender=trainee["gender"],
        ethnic=trainee["ethnic"] if ours else "",
        unit_post=row["unit_post"],
        level=trainee["level"] if ours else "",
        id_type=trainee["id_type"],
        id_masked=trainee["id_masked"],
        mobile_masked=people.masked_mobile(mobile) if mobile else "",
        note=row["note"],
        replaced_by=row["replaced_by"],
    )


def mobile_of(trainee: dict[str, Any]) -> str:
    """The mobile of a trainee's row, "" where he has none."""
    sealed = trainee["mobile_sealed"]
    return secrets.unseal(sealed, row=f"trainee:{trainee['id']}:mobile") if sealed else ""


async def full_numbers(actor: Actor, trainees: Sequence[int]) -> dict[int, tuple[str, str]]:
    """ID number and mobile in full, by trainee. Only for an export that is audited."""
    rows = await _trainees(actor, trainees)
    return {
        who: (secrets.unseal(row["id_sealed"], row=f"trainee:{who}:id"), mobile_of(row) if is_ours(actor, row) else "")
        for who, row in rows.items()
    }


async def waiting(actor: Actor, cohort: int) -> Upload | None:
    """The roster that was sent last and waits to be checked."""
    mine = seen_by(actor, RosterUpload) & (RosterUpload.cohort == cohort) & (RosterUpload.state == OPEN)
    row = await RosterUpload.select().where(mine).order_by(RosterUpload.id, ascending=False).first()
    if row is None:
        return None
    rows = json.loads(secrets.unseal(row["sealed_rows"], row=f"roster_upload:{row['id']}"))
    names = ("id", "cohort", "file_name", "uploaded_by", "uploaded_at", "version")
    return Upload(rows=tuple(RosterRow(**each) for each in rows), **{name: row[name] for name in names})


async def known(actor: Actor, cohort: Class, numbers: Iterable[str]) -> dict[str, Known]:
    """What the center knows of the bearers of these ID numbers. Names are told only of one's own agency's people."""
    center = actor.center or 0
    by_index = {secrets.blind_index(number, center=center, kind="id"): number for number in numbers if number}
    found: list[dict[str, Any]] = []
    indexes = list(by_index)
    for start in range(0, len(indexes), 500):
        mine = seen_by(worker(center), Trainee) & Trainee.id_index.is_in(indexes[start : start + 500])
        found += await Trainee.select().where(mine)
    overlaps = await overlapping(actor, cohort, [row["id"] for row in found])
    return {by_index[row["id_index"]]: _known(actor, row, overlaps.get(row["id"], ())) for row in found}


def is_ours(actor: Actor, trainee: dict[str, Any]) -> bool:
    """Whether the actor may see and correct what is kept of this trainee."""
    return actor.is_staff or (actor.agency is not None and trainee["agency"] == actor.agency)


def _known(actor: Actor, row: dict[str, Any], overlaps: Sequence[Overlap]) -> Known:
    ours = is_ours(actor, row)
    return Known(row["id"], ours, row["name"] if ours else "", mobile_of(row), tuple(overlaps))


async def overlapping(actor: Actor, cohort: Class, trainees: Sequence[int]) -> dict[int, list[Overlap]]:
    """Other classes of these people on the days of this one. Another agency's class has no name here."""
    found: dict[int, list[Overlap]] = defaultdict(list)
    for start in range(0, len(trainees), 500):
        some = ", ".join(str(int(trainee)) for trainee in trainees[start : start + 500])
        rows = await db.raw(
            "SELECT e.trainee, c.name, c.agency, c.starts_on, c.ends_on FROM enrollment e JOIN cohort c ON c.id = e.cohort "
            f"WHERE e.center = {{}} AND e.trainee IN ({some}) AND e.state = {{}} AND c.id <> {{}} AND c.state <> {{}} "
            "AND c.starts_on <= {} AND c.ends_on >= {} ORDER BY c.starts_on",
            actor.center,
            EnrollmentState.CONFIRMED,
            cohort.id,
            CohortState.CANCELLED,
            cohort.ends_on,
            cohort.starts_on,
        )
        for row in rows:
            may_know = actor.is_staff or (row["agency"] is not None and row["agency"] == actor.agency)
            found[row["trainee"]].append(Overlap(row["name"] if may_know else "", row["starts_on"], row["ends_on"]))
    return found
