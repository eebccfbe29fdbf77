"""Which cohorts there are, and how far each has come."""

from datetime import date, timedelta
from typing import Any

from piccolo.querystring import QueryString

from enrollment.model import Cohort, CohortCard, CohortState, Person, Stage
from enrollment.tables import Cohort as Row
from training import db, listing
from training.access import Actor, Role
from training.errors import Missing
from training.listing import contains
from training.tables import Account, Venue
from training.tenancy import seen_by
from training.web.paging import Slice

OPEN = (CohortState.PREPARING, CohortState.SCHEDULED)
_SAME = (
    "id",
    "name",
    "program",
    "package",
    "agency",
    "headcount",
    "starts_on",
    "ends_on",
    "class_code",
    "roster_due",
    "cancelled_reason",
    "version",
)
_KEPT = listing.columns(Row, *_SAME, "state", "timetable_edition", "adviser", "home_room")
_SESSIONS = """(SELECT {} FROM "session" s WHERE s."cohort" = "cohort"."id" AND s."state" <> 'cancelled')"""
_CARD = (
    listing.columns(Row, "id", "name", "state", "starts_on", "ends_on", "headcount", "roster_due", "timetable_edition"),
    QueryString('(SELECT a."name" FROM "agency" a WHERE a."id" = "cohort"."agency")', alias="agency_name"),
    QueryString('(SELECT a."name" FROM "account" a WHERE a."id" = "cohort"."adviser")', alias="adviser_name"),
    QueryString(_SESSIONS.replace("{}", "COUNT(*)"), alias="sessions"),
    QueryString(_SESSIONS.replace("{}", 'COUNT(s."on_day")'), alias="placed"),
    QueryString(
        """(SELECT COUNT(*) FROM "enrollment" e WHERE e."cohort" = "cohort"."id" AND e."state" = 'confirmed')""",
        alias="named",
    ),
)
_BESIDE = (
    "SELECT 'agency' AS what, id, name, 0 AS a, 0 AS b, 0 AS c FROM agency WHERE id IN ({agency}) "
    "UNION ALL SELECT 'adviser', id, name, 0, 0, 0 FROM account WHERE id IN ({adviser}) "
    "UNION ALL SELECT 'home_room', id, name, 0, 0, 0 FROM venue WHERE id IN ({home_room}) "
    "UNION ALL SELECT 'sessions', cohort, '', COUNT(*), COUNT(on_day), SUM(CASE WHEN is_published THEN 1 ELSE 0 END) "
    "FROM session WHERE state <> 'cancelled' AND cohort IN ({id}) GROUP BY cohort "
    "UNION ALL SELECT 'named', cohort, '', COUNT(*), 0, 0 FROM enrollment WHERE state = 'confirmed' "
    "AND cohort IN ({id}) GROUP BY cohort"
)


async def _valued(rows: list[dict[str, Any]]) -> list[Cohort]:
    """Rows that were already seen, as cohorts, with the names and counts beside them: one statement for all."""
    beside = await _beside(rows) if rows else {}
    return [_value(row, beside) for row in rows]


async def _beside(rows: list[dict[str, Any]]) -> dict[tuple[str, int], dict[str, Any]]:
    """Only ids of rows the actor has seen go in, as whole numbers."""
    ids = {
        name: ", ".join(str(int(row[name])) for row in rows if row[name]) or "0"
        for name in ("agency", "adviser", "home_room", "id")
    }
    return {(row["what"], row["id"]): row for row in await db.raw(_BESIDE.format(**ids))}


def _value(row: dict[str, Any], beside: dict[tuple[str, int], dict[str, Any]]) -> Cohort:
    def person(what: str) -> Person | None:
        found = beside.get((what, row[what]))
        return Person(found["id"], found["name"]) if found else None

    agency, nothing = person("agency"), {"a": 0, "b": 0, "c": 0}
    sessions = beside.get(("sessions", row["id"]), nothing)
    return Cohort(
        state=CohortState(row["state"]),
        edition=row["timetable_edition"],
        agency_name=agency.name if agency else "",
        adviser=person("adviser"),
        home_room=person("home_room"),
        sessions=sessions["a"],
        placed=sessions["b"],
        published=sessions["c"],
        named=beside.get(("named", row["id"]), nothing)["a"],
        **{name: row[name] for name in _SAME},
    )


async def one(actor: Actor, id: int) -> Cohort:
    """Raises Missing."""
    row = await Row.select(_KEPT).where(seen_by(actor, Row), Row.id == id).first()
    if row is None:
        raise Missing("problem.not-found")
    return (await _valued([row]))[0]


async def listed(
    actor: Actor,
    asked: Slice,
    *,
    q: str = "",
    state: CohortState | None = None,
    stage: tuple[Stage, date] | None = None,
    program: int | None = None,
) -> tuple[list[CohortCard], int]:
    """A page of cohorts, the latest first, and how many there are; `q` is a part of the name. One statement or two.

    `state` is what is kept of a cohort, `stage` how far it is on a day.
    """
    mine = seen_by(actor, Row)
    if state:
        mine &= Row.state == state
    if stage:
        mine &= _at(*stage)
    if program:
        mine &= Row.program == program
    if q:
        mine &= contains(Row.name, q)
    rows, total = await listing.paged(
        Row.select(*_CARD).where(mine).order_by(Row.starts_on, ascending=False).order_by(Row.id, ascending=False), asked
    )
    return [_card(row) for row in rows], total


def _at(stage: Stage, today: date) -> Any:
    """The cohorts of which a list says this on that day; a class that has begun is running whatever its timetable."""
    if stage in (Stage.CLOSED, Stage.CANCELLED):
        return Row.state == stage.value
    if stage == Stage.RUNNING:
        return Row.state.is_in(list(OPEN)) & (Row.starts_on <= today) & (Row.ends_on >= today)
    if stage == Stage.OVER:
        return Row.state.is_in(list(OPEN)) & (Row.ends_on < today)
    return (Row.state == stage.value) & (Row.starts_on > today)


def _card(row: dict[str, Any]) -> CohortCard:
    return CohortCard(
        row["id"],
        row["name"],
        CohortState(row["state"]),
        row["starts_on"],
        row["ends_on"],
        row["headcount"],
        row["roster_due"],
        row["timetable_edition"],
        row["agency_name"] or "",
        row["adviser_name"] or "",
        row["sessions"],
        row["placed"],
        row["named"],
    )


async def of_week(actor: Actor, monday: date) -> list[Cohort]:
    """The cohorts with a day in a week, those that begin first first."""
    sunday = monday + timedelta(days=6)
    here = (Row.starts_on <= sunday) & (Row.ends_on >= monday) & (Row.state != CohortState.CANCELLED)
    rows = await Row.select(_KEPT).where(seen_by(actor, Row), here).order_by(Row.starts_on).order_by(Row.id)
    return await _valued(rows)


async def some(actor: Actor, ids: list[int]) -> list[Cohort]:
    """These cohorts, as far as this actor may see them."""
    if not ids:
        return []
    return await _valued(await Row.select(_KEPT).where(seen_by(actor, Row), Row.id.is_in(ids)).order_by(Row.id))


async def unfinished(actor: Actor, most: int) -> list[CohortCard]:
    """The cohorts that are neither closed nor cancelled, those that begin first first. One statement."""
    here = seen_by(actor, Row) & Row.state.is_in([state.value for state in OPEN])
    rows = await Row.select(*_CARD).where(here).order_by(Row.starts_on).order_by(Row.id).limit(most)
    return [_card(row) for row in rows]


async def open_from(actor: Actor, day: date) -> list[Cohort]:
    """The cohorts whose teaching is not over on that day and that can still be scheduled."""
    here = (Row.ends_on >= day) & Row.state.is_in(list(OPEN))
    return await _valued(
        await Row.select(_KEPT).where(seen_by(actor, Row), here).order_by(Row.starts_on).order_by(Row.id)
    )


async def advisers(actor: Actor) -> list[Person]:
    """Who can be a class adviser."""
    mine = seen_by(actor, Account) & Account.is_active.eq(True) & Account.roles.like(f"%{Role.ADVISER}%")
    return [Person(row["id"], row["name"]) for row in await Account.select().where(mine).order_by(Account.name)]


async def rooms(actor: Actor) -> list[tuple[Person, int]]:
    """The rooms a cohort can have as its home, with their seats."""
    mine = seen_by(actor, Venue) & (Venue.kind == "room") & Venue.is_active.eq(True)
    rows = await Venue.select().where(mine).order_by(Venue.capacity).order_by(Venue.id)
    return [(Person(row["id"], row["name"]), row["capacity"]) for row in rows]
