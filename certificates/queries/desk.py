"""What waits for whom: the desk reads all rooms, so it lives in the rightmost. Each group is one or two statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from piccolo.query import OrderByRaw
from piccolo.querystring import QueryString

from courses.model import PackageState, QuotationState
from courses.tables import Package, Quotation
from enrollment.model import CohortCard, CohortState
from enrollment.queries import attendance, cohorts
from training import clock, db
from training.access import Actor, May
from training.model import AgencyState
from training.tenancy import seen_by

MOST = 20


@dataclass(frozen=True)
class Waiting:
    """One thing to be dealt with. `due` None: no day was set for it."""

    title: str
    href: str
    about: str
    due: date | None
    is_late: bool
    half: str = ""  # where it is due in a half-day


@dataclass(frozen=True)
class Group:
    """Things of one kind, the overdue first, then by date, at most twenty."""

    kind: str
    rows: Sequence[Waiting]


def _of_agency(table: str) -> QueryString:
    return QueryString(f'(SELECT a."name" FROM "agency" a WHERE a."id" = "{table}"."agency")', alias="about")


_TITLE = QueryString('(SELECT p."title" FROM "package" p WHERE p."id" = "quotation"."package")', alias="title")
_IS_CHANGING = QueryString(
    'EXISTS (SELECT 1 FROM "change_wish" w WHERE w."quotation" = "quotation"."id")', alias="is_changing"
)


async def desk(actor: Actor, today: date, now: datetime | None = None) -> list[Group]:
    """What waits for this person, kind by kind, the most urgent kind first; a kind without anything is left out."""
    groups = [
        *await _both_ends(actor),
        await _packages(actor),
        *await _quotations(actor, today),
        *await _classes(actor, today, now or clock.now()),
    ]
    ordered = [Group(group.kind, sorted(group.rows, key=_urgency)) for group in groups if group.rows]
    return sorted(ordered, key=lambda group: _urgency(group.rows[0]))


def _urgency(row: Waiting) -> tuple[bool, date]:
    """The overdue first, then by date; what has no day comes last."""
    return not row.is_late, row.due or date.max


_BOTH_ENDS = """
SELECT * FROM (SELECT 'to-confirm' AS kind, a.id, a.name, '' AS due, '' AS about FROM agency a
WHERE a.center = {} AND (a.state = {} OR (a.state = {} AND EXISTS (SELECT 1 FROM account p
WHERE p.agency = a.id AND p.center = a.center AND NOT p.is_active AND p.password_hash = '')))
ORDER BY a.id LIMIT {}) first
UNION ALL SELECT * FROM (SELECT 'to-issue' AS kind, c.id, c.name, CAST(c.ends_on AS VARCHAR(10)) AS due,
(SELECT g.name FROM agency g WHERE g.id = c.agency) AS about FROM cohort c
WHERE c.center = {} AND c.state = {} AND NOT EXISTS (SELECT 1 FROM certificate k
WHERE k.cohort = c.id AND k.center = c.center)
ORDER BY c.ends_on LIMIT {}) last
"""


async def _both_ends(actor: Actor) -> list[Group]:
    """Where the work begins and ends, for staff who may: units (and more people of known units) that registered themselves,
    and closed classes without a single certificate.
    """
    may = {"to-confirm": actor.may(May.MANAGE_AGENCIES), "to-issue": actor.may(May.ISSUE_CERTIFICATES)}
    if not actor.is_staff or not any(may.values()):
        return []
    rows = await db.raw(
        _BOTH_ENDS,
        *(actor.center, AgencyState.UNCONFIRMED.value, AgencyState.CONFIRMED.value, MOST),
        *(actor.center, CohortState.CLOSED.value, MOST),
    )
    groups: dict[str, list[Waiting]] = {"to-confirm": [], "to-issue": []}
    for row in rows:
        href = f"/agencies/{row['id']}" if row["kind"] == "to-confirm" else f"/certificates?cohort={row['id']}"
        due = date.fromisoformat(row["due"]) if row["due"] else None
        groups[row["kind"]].append(Waiting(row["name"], href, row["about"] or "", due, False))
    return [Group(kind, found) for kind, found in groups.items() if may[kind]]


async def _packages(actor: Actor) -> Group:
    """Submitted packages for those who quote; an agency's own drafts."""
    t = Package
    wanted: Any
    if actor.agency is None:
        quoted = Quotation.select(Quotation.package).where(seen_by(actor, Quotation))
        ordered = t.agency.is_not_null()  # a class that the center planned itself is never quoted
        kind, wanted = "to-quote", (t.state == PackageState.SUBMITTED) & ordered & t.id.not_in(quoted)
    else:
        kind, wanted = "to-submit", t.state == PackageState.DRAFT
    if not actor.may(May.QUOTE if actor.agency is None else May.COMPOSE_PACKAGES):
        return Group(kind, ())
    rows = (
        await t.select(t.id, t.title, t.starts_on, _of_agency("package"))
        .where(seen_by(actor, t), wanted)
        .order_by(t.starts_on)
        .order_by(t.id)
        .limit(MOST)
    )
    return Group(
        kind,
        [Waiting(row["title"], f"/packages/{row['id']}", row["about"] or "", row["starts_on"], False) for row in rows],
    )


async def _quotations(actor: Actor, today: date) -> list[Group]:
    """Quotations that an agency has not answered, the first to lapse first; for who quotes, what it wishes changed apart."""
    t = Quotation
    if not (actor.may(May.QUOTE) or actor.may(May.ACCEPT_QUOTATIONS)):
        return []
    rows = (
        await t.select(t.id, _TITLE, t.valid_until, _of_agency("quotation"), _IS_CHANGING)
        .where(seen_by(actor, t), t.state == QuotationState.SENT)
        .order_by(OrderByRaw('"is_changing"'), ascending=False)
        .order_by(t.valid_until)
        .limit(3 * MOST)
    )
    changing = [_answer_due(row, today) for row in rows if row["is_changing"] and actor.may(May.QUOTE)]
    waiting = [_answer_due(row, today) for row in rows if not (row["is_changing"] and actor.may(May.QUOTE))]
    waiting.sort(key=lambda each: each.due or today)
    return [Group("to-change", changing[:MOST]), Group("to-answer", waiting[:MOST])]


def _answer_due(row: dict[str, Any], today: date) -> Waiting:
    due = row["valid_until"]
    return Waiting(row["title"], f"/quotations/{row['id']}", row["about"] or "", due, due < today)


async def _classes(actor: Actor, today: date, now: datetime) -> list[Group]:
    """Classes that run today, half-days without attendance, classes without a timetable or names, or over and not closed."""
    if not actor.may(May.SEE_COHORTS):
        return []
    found = await cohorts.unfinished(actor, 3 * MOST)
    begun = [each for each in found if each.starts_on <= today]
    unplanned = [_due(each, "", each.starts_on, today) for each in found if not each.edition]
    nameless = [
        _due(each, "/roster", each.roster_due or each.starts_on, today) for each in found if each.named < each.headcount
    ]
    over = [_due(each, "/close", each.ends_on, today) for each in found if each.ends_on < today]
    here = [
        Waiting(each.name, f"/cohorts/{each.id}", each.agency_name, each.ends_on, False)
        for each in begun
        if each.ends_on >= today
    ]
    unmarked = await _unmarked(actor, begun, today, now) if actor.may(May.TAKE_ATTENDANCE) else []
    wanted = (
        ("to-mark", May.TAKE_ATTENDANCE, unmarked),
        ("today", May.TAKE_ATTENDANCE, here),
        ("to-plan", May.PLAN_TIMETABLE, unplanned),
        ("to-name", May.UPLOAD_ROSTER, nameless),
        ("to-close", May.CLOSE_COHORTS, over),
    )
    return [Group(kind, sorted(rows, key=_urgency)[:MOST]) for kind, needs, rows in wanted if actor.may(needs)]


async def _unmarked(actor: Actor, begun: list[CohortCard], today: date, now: datetime) -> list[Waiting]:
    """The half-days that have begun and in which somebody has no mark."""
    named = {each.id: each for each in begun}
    return [
        Waiting(
            named[gap.cohort].name,
            f"/cohorts/{gap.cohort}/attendance?at={gap.day}.{gap.half.value}",
            named[gap.cohort].agency_name,
            gap.day,
            gap.day < today,
            gap.half.value,
        )
        for gap in await attendance.unmarked(actor, list(named), now)
    ]


def _due(cohort: CohortCard, page: str, due: date, today: date) -> Waiting:
    return Waiting(cohort.name, f"/cohorts/{cohort.id}{page}", cohort.agency_name, due, due < today)
