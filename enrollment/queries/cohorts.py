"""Which cohorts there are, and how far each has come."""

from datetime import date, timedelta
from typing import Any

from piccolo.querystring import QueryString

from enrollment.model import Cohort, CohortState, Person
from enrollment.tables import Cohort as Row
from training import listing
from training.access import Actor, Role
from training.errors import Missing
from training.tables import Account, Venue
from training.tenancy import seen_by
from training.text import containing
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
    "version",
)
_SESSIONS = """(SELECT {} FROM "session" s WHERE s."cohort" = "cohort"."id" AND s."state" <> 'cancelled')"""
_COLUMNS = (
    listing.columns(Row, *_SAME, "state", "timetable_edition", "adviser", "home_room"),
    QueryString('(SELECT a."name" FROM "agency" a WHERE a."id" = "cohort"."agency")', alias="agency_name"),
    QueryString('(SELECT a."name" FROM "account" a WHERE a."id" = "cohort"."adviser")', alias="adviser_name"),
    QueryString('(SELECT v."name" FROM "venue" v WHERE v."id" = "cohort"."home_room")', alias="home_room_name"),
    QueryString(_SESSIONS.replace("{}", "COUNT(*)"), alias="sessions"),
    QueryString(_SESSIONS.replace("{}", 'COUNT(s."on_day")'), alias="placed"),
    QueryString(_SESSIONS.replace("{}", 'COUNT(NULLIF(s."is_published", false))'), alias="published"),
    QueryString(
        """(SELECT COUNT(*) FROM "enrollment" e WHERE e."cohort" = "cohort"."id" AND e."state" <> 'replaced')""",
        alias="named",
    ),
)


def _value(row: dict[str, Any]) -> Cohort:
    def person(what: str) -> Person | None:
        name = row[f"{what}_name"]
        return None if name is None else Person(row[what], name)

    return Cohort(
        state=CohortState(row["state"]),
        edition=row["timetable_edition"],
        agency_name=row["agency_name"] or "",
        adviser=person("adviser"),
        home_room=person("home_room"),
        sessions=row["sessions"],
        placed=row["placed"],
        published=row["published"],
        named=row["named"],
        **{name: row[name] for name in _SAME},
    )


async def one(actor: Actor, id: int) -> Cohort:
    """Raises Missing."""
    row = await Row.select(*_COLUMNS).where(seen_by(actor, Row), Row.id == id).first()
    if row is None:
        raise Missing("problem.not-found")
    return _value(row)


async def listed(
    actor: Actor, asked: Slice, *, q: str = "", state: CohortState | None = None, program: int | None = None
) -> tuple[list[Cohort], int]:
    """A page of cohorts, the latest first, and how many there are; `q` is a part of the name."""
    mine = seen_by(actor, Row)
    if state:
        mine &= Row.state == state
    if program:
        mine &= Row.program == program
    if q:
        mine &= Row.name.like(containing(q))
    rows = await (
        Row.select(*_COLUMNS, listing.COUNTED)
        .where(mine)
        .order_by(Row.starts_on, ascending=False)
        .order_by(Row.id, ascending=False)
        .limit(asked.size)
        .offset(asked.offset)
    )
    return [_value(row) for row in rows], await listing.total(rows, Row, mine, asked)


async def of_week(actor: Actor, monday: date) -> list[Cohort]:
    """The cohorts with a day in a week, those that begin first first."""
    sunday = monday + timedelta(days=6)
    here = (Row.starts_on <= sunday) & (Row.ends_on >= monday) & (Row.state != CohortState.CANCELLED)
    rows = await Row.select(*_COLUMNS).where(seen_by(actor, Row), here).order_by(Row.starts_on).order_by(Row.id)
    return [_value(row) for row in rows]


async def some(actor: Actor, ids: list[int]) -> list[Cohort]:
    """These cohorts, as far as this actor may see them."""
    if not ids:
        return []
    rows = await Row.select(*_COLUMNS).where(seen_by(actor, Row), Row.id.is_in(ids)).order_by(Row.id)
    return [_value(row) for row in rows]


async def unfinished(actor: Actor, most: int) -> list[Cohort]:
    """The cohorts that are neither closed nor cancelled, those that begin first first."""
    here = seen_by(actor, Row) & Row.state.is_in([state.value for state in OPEN])
    rows = await Row.select(*_COLUMNS).where(here).order_by(Row.starts_on).order_by(Row.id).limit(most)
    return [_value(row) for row in rows]


async def open_from(actor: Actor, day: date) -> list[Cohort]:
    """The cohorts whose teaching is not over on that day and that can still be scheduled."""
    here = (Row.ends_on >= day) & Row.state.is_in(list(OPEN))
    rows = await Row.select(*_COLUMNS).where(seen_by(actor, Row), here).order_by(Row.starts_on).order_by(Row.id)
    return [_value(row) for row in rows]


async def advisers(actor: Actor) -> list[Person]:
    """Who can be a class adviser."""
    mine = seen_by(actor, Account) & Account.is_active.eq(True) & Account.roles.like(f"%{Role.ADVISER}%")
    return [Person(row["id"], row["name"]) for row in await Account.select().where(mine).order_by(Account.name)]


async def rooms(actor: Actor) -> list[tuple[Person, int]]:
    """The rooms a cohort can have as its home, with their seats."""
    mine = seen_by(actor, Venue) & (Venue.kind == "room") & Venue.is_active.eq(True)
    rows = await Venue.select().where(mine).order_by(Venue.capacity).order_by(Venue.id)
    return [(Person(row["id"], row["name"]), row["capacity"]) for row in rows]
