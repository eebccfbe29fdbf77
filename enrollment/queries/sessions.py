"""Sessions with who teaches and where: two statements, however many there are."""

from typing import Any

from piccolo.querystring import QueryString

from enrollment.model import Person, Session, SessionKind, SessionState
from enrollment.tables import Session as Row
from training import db
from training.access import Actor
from training.model import Half
from training.tenancy import seen_by

_WHO_AND_WHERE = (
    "SELECT 'who' AS what, s.session, s.position, i.id, i.name FROM session_instructor s "
    "JOIN instructor i ON i.id = s.instructor WHERE s.center = {{}} AND s.session IN ({0}) "
    "UNION ALL SELECT 'where' AS what, s.session, s.position, v.id, v.name FROM session_stop s "
    "JOIN venue v ON v.id = s.venue WHERE s.center = {{}} AND s.session IN ({0}) ORDER BY position"
)

TITLE_EN = QueryString(
    'COALESCE((SELECT c."title_en" FROM "course" c WHERE c."id" = "session"."course" '
    """AND c."title" = "session"."title"), '')""",
    alias="title_en",
)


async def asked(actor: Actor, where: Any) -> list[Session]:
    """The sessions of a clause that this actor may see, in the order of the calendar, then of the plan."""
    rows = await (
        Row.select(*Row.all_columns(), TITLE_EN)
        .where(seen_by(actor, Row), where)
        .order_by(Row.on_day)
        .order_by(Row.starts_at)
        .order_by(Row.position)
        .order_by(Row.id)
    )
    beside = await _who_and_where([row["id"] for row in rows], actor)
    return [value(row, beside) for row in rows]


async def of_cohort(actor: Actor, cohort: int) -> list[Session]:
    """Every session of a cohort that this actor may see."""
    return await asked(actor, Row.cohort == cohort)


async def of_cohorts(actor: Actor, cohorts: list[int]) -> list[Session]:
    """Every session of several cohorts."""
    return await asked(actor, Row.cohort.is_in(cohorts)) if cohorts else []


Beside = dict[tuple[str, int], list[Person]]


async def _who_and_where(sessions: list[int], actor: Actor) -> Beside:
    found: Beside = {}
    if not sessions:
        return found
    marks = ", ".join("{}" for _ in sessions)
    sql = _WHO_AND_WHERE.format(marks)
    for row in await db.raw(sql, actor.center, *sessions, actor.center, *sessions):
        found.setdefault((row["what"], row["session"]), []).append(Person(row["id"], row["name"]))
    return found


_SAME = (
    "id",
    "cohort",
    "package_item",
    "title",
    "course",
    "method",
    "minutes",
    "credit_hours",
    "slots",
    "wished_day",
    "wished_half",
    "position",
    "on_day",
    "cancelled_reason",
    "title_en",
    "version",
)


def value(row: dict[str, Any], beside: Beside) -> Session:
    """One row as a session."""
    return Session(
        kind=SessionKind(row["kind"]),
        state=SessionState(row["state"]),
        half=Half(row["half"]) if row["half"] else None,
        starts=row["starts_at"],
        ends=row["ends_at"],
        is_fixed=bool(row["is_fixed"]),
        is_pinned=bool(row["is_pinned"]),
        is_published=bool(row["is_published"]),
        instructors=tuple(beside.get(("who", row["id"]), ())),
        venues=tuple(beside.get(("where", row["id"]), ())),
        **{name: row[name] for name in _SAME},
    )
