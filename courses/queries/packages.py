"""Packages: lists, one with its day plan as the rules know it, and the studio with price and findings."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from piccolo.columns.combination import WhereRaw
from piccolo.querystring import QueryString

from courses import tables
from courses.model import (
    Binding,
    Cost,
    CostKind,
    Course,
    Day,
    FundSource,
    HalfDay,
    Item,
    ItemKind,
    Package,
    PackageCard,
    PackageFacts,
    PackageKind,
    PackageStage,
    PackageState,
    People,
    Per,
    ProgramState,
    Run,
    Studio,
    TeachingMethod,
    Words,
)
from courses.queries import catalogue, wishes
from courses.rules import composing, openings, regulations
from courses.rules.findings import findings
from courses.rules.pricing import price
from training import clock, listing
from training.access import Actor
from training.errors import Missing
from training.model import Half
from training.tables import Agency
from training.tenancy import seen_by
from training.web.paging import Slice

Row = dict[str, Any]
HALVES = list(Half)
_STAGE = (
    '(CASE WHEN EXISTS (SELECT 1 FROM "program" p WHERE p."package" = "package"."id") THEN \'agreed\' '
    'WHEN "package"."state" = \'submitted\' AND EXISTS (SELECT 1 FROM "quotation" q '
    'WHERE q."package" = "package"."id" AND q."state" <> \'draft\') THEN \'quoted\' ELSE "package"."state" END)'
)


async def listed(
    actor: Actor, part: Slice, *, stage: PackageStage | None = None, text: str = ""
) -> tuple[list[PackageCard], int]:
    """One page of the packages somebody may see, the last changed first, and how many there are. Two statements."""
    table = tables.Package
    where = _narrowed(actor, stage, text)
    latest = (
        table.select(
            *table.all_columns(exclude=[table.costs, table.needs, table.wishes]),
            QueryString('(SELECT a."name" FROM "agency" a WHERE a."id" = "package"."agency")', alias="agency_name"),
            QueryString(_STAGE, alias="stage"),
        )
        .where(where)
        .order_by(table.changed_at, ascending=False)
        .order_by(table.id, ascending=False)
    )
    rows, total = await listing.paged(latest, part)
    lessons = await _lessons(actor, [row["id"] for row in rows])
    return [_card(row, lessons.get(row["id"], 0)) for row in rows], total


def _narrowed(actor: Actor, stage: PackageStage | None, text: str) -> Any:
    where = seen_by(actor, tables.Package)
    if stage:
        where &= WhereRaw(f"{_STAGE} = {{}}", stage.value)
    if text:
        where &= listing.contains(tables.Package.title, text)
    return where


async def _lessons(actor: Actor, packages: Sequence[int]) -> dict[int, int]:
    if not packages:
        return {}
    table = tables.PackageItem
    rows = (
        await table.select(table.package, QueryString("COUNT(*)", alias="lessons"))
        .where(seen_by(actor, table) & table.package.is_in(list(packages)) & (table.kind == ItemKind.TEACHING.value))
        .group_by(table.package)
    )
    return {row["package"]: row["lessons"] for row in rows}


def _card(row: Row, lessons: int) -> PackageCard:
    return PackageCard(
        id=row["id"],
        title=row["title"],
        agency=row["agency_name"] or "",
        kind=PackageKind(row["kind"]),
        stage=PackageStage(row["stage"]),
        days=row["days"],
        headcount=row["headcount"],
        starts_on=row["starts_on"],
        changed_at=row["changed_at"],
        lessons=lessons,
    )


async def facts(actor: Actor, id: int) -> PackageFacts:
    """What was entered about one package. Raises Missing."""
    row = await _row(actor, id)
    return _facts(row)


async def one(actor: Actor, id: int) -> Package:
    """One package as the rules, the quotation and the designer know it: every fee and cost in it. Raises Missing."""
    return (await studio(actor, id)).package


async def studio(actor: Actor, id: int) -> Studio:
    """One package with its rule set, price, findings and the catalogue it is composed from. Nine statements.

    Raises Missing.
    """
    row = await _row(actor, id)
    items = await _items(actor, id)
    also = [each["course"] for each in items if each["course"]]
    courses = await catalogue.courses(actor, also=also, headcount=row["headcount"])
    heard = await _heard(actor, row["agency"], id)
    drawn = _package(row, items, courses)
    on = row["starts_on"] or clock.today(row["zone"])
    rules = regulations.binding(drawn, on)
    package = composing.paid_by_title(drawn, rules)
    menu = tuple(courses.values())
    return Studio(
        facts=_facts(row),
        package=package,
        rules=rules,
        price=price(package, rules),
        findings=findings(package, rules, targets=composing.AIMS, catalogue=menu, taught_before=heard),
        catalogue=menu,
        references=regulations.references(drawn, on),
    )


_CENTER = QueryString('(SELECT c."zone" FROM "center" c WHERE c."id" = "package"."center")', alias="zone")
_AGENCY = tuple(
    QueryString(f'(SELECT a."{name}" FROM "agency" a WHERE a."id" = "package"."agency")', alias=f"agency_{name}")
    for name in ("name", "jurisdiction", "state")
)
_PROGRAM = QueryString('(SELECT p."id" FROM "program" p WHERE p."package" = "package"."id")', alias="program")
_BESIDE = (_CENTER, *_AGENCY, _PROGRAM, QueryString(_STAGE, alias="stage"))
"""The clock of the center, who pays (nobody, when it is a planned class of the center), what was agreed on, how far it is."""


def _quoted(actor: Actor) -> tuple[QueryString, ...]:
    """The newest quotation that this reader may see. Drafts are the center's own."""
    hidden = "" if actor.is_staff else "AND q.\"state\" <> 'draft' "
    newest = f'FROM "quotation" q WHERE q."package" = "package"."id" {hidden}ORDER BY q."edition" DESC LIMIT 1'
    return (
        QueryString(f'(SELECT q."id" {newest})', alias="quotation"),
        QueryString(f'(SELECT q."package_version" {newest})', alias="quoted_version"),
    )


async def _row(actor: Actor, id: int) -> Row:
    table = tables.Package
    row: Row | None = (
        await table.select(*table.all_columns(), *_BESIDE, *_quoted(actor))
        .where(seen_by(actor, table) & (table.id == id))
        .first()
        .output(load_json=True)
    )
    if row is None:
        raise Missing("problem.not-found")
    return row


async def _heard(actor: Actor, agency: int | None, but: int) -> frozenset[str]:
    """Courses, and their topics, of the programs this agency agreed on beside this package."""
    if agency is None:
        return frozenset()
    course, program, item = tables.Course, tables.Program, tables.PackageItem
    held = seen_by(actor, program) & (program.agency == agency) & (program.package != but)
    taught = held & (program.state != ProgramState.CANCELLED.value)
    lessons = seen_by(actor, item) & item.package.is_in(program.select(program.package).where(taught))
    inside = course.id.is_in(item.select(item.course).where(lessons))
    rows = await course.select(course.code, course.topics).where(seen_by(actor, course) & inside)
    return frozenset(word for row in rows for word in (row["code"], *row["topics"].split()))


async def _items(actor: Actor, package: int) -> list[Row]:
    table = tables.PackageItem
    rows: list[Row] = (
        await table.select()
        .where(seen_by(actor, table) & (table.package == package))
        .order_by(table.day, table.position, table.id)
    )
    return rows


def _facts(row: Row) -> PackageFacts:
    kept = ("id", "agency", "title", "headcount", "staff", "level", "fund_source", "rule_set", "starts_on", "days")
    more = ("has_arrival_day", "has_departure_day", "costs", "needs", "changed_at", "submitted_at", "version")
    after = ("quotation", "quoted_version", "program")
    return PackageFacts(
        agency_name=row["agency_name"] or "",
        is_agency_confirmed=row["agency_state"] == "confirmed",
        kind=PackageKind(row["kind"]),
        state=PackageState(row["state"]),
        stage=PackageStage(row["stage"]),
        wishes=wishes.stated(row["wishes"] or {}),
        **{name: row[name] for name in (*kept, *more, *after)},
    )


def _package(row: Row, items: Sequence[Row], courses: Mapping[int, Course]) -> Package:
    """The rows of a package as one value; days are counted from 1, every day of the plan is there."""
    return Package(
        key=str(row["id"]),
        title=Words(row["title"]),
        kind=PackageKind(row["kind"]),
        days=tuple(_days(row["days"], items, courses)),
        runs=(Run(people=(People(row["level"], row["headcount"]),), staff=row["staff"], start=row["starts_on"]),),
        day_count=row["days"],
        arrival_days=int(row["has_arrival_day"]),
        departure_days=int(row["has_departure_day"]),
        costs=tuple(Cost(kind, amount, Per.PERSON_DAY) for kind, amount in composing.costs(row["costs"]).items()),
        jurisdiction=row["agency_jurisdiction"] or "",
        fund_source=FundSource(row["fund_source"]) if row["fund_source"] else FundSource.BUDGET,
        rule_set=row["rule_set"],
    )


def _days(count: int, items: Sequence[Row], courses: Mapping[int, Course]) -> list[Day]:
    by_half: dict[tuple[int, Half], list[Item]] = defaultdict(list)
    for each in items:
        by_half[each["day"], Half(each["half"])].append(item(each, courses.get(each["course"])))
    return [
        Day(number, tuple(HalfDay(half, tuple(by_half[number, half])) for half in HALVES if (number, half) in by_half))
        for number in range(1, count + 1)
    ]


def item(row: Row, course: Course | None) -> Item:
    """A kept item: what was agreed on it stands, the rest is its course's."""
    drawn = openings.item_of(course, key=str(row["id"])) if course else Item(str(row["id"]), Words(""))
    return replace(
        drawn,
        title=Words(row["title"], drawn.title.en if drawn.title.zh == row["title"] else ""),
        kind=ItemKind(row["kind"]),
        method=TeachingMethod(row["method"]) if row["method"] else None,
        minutes=row["minutes"] or None,
        credit_hours=row["credit_hours"] or None,
        binding=Binding.FIXED if row["is_fixed"] else Binding.WISHED,
        reason=row["reason"],
    )


async def usual_costs(actor: Actor) -> dict[CostKind, int]:
    """What the center usually asks per person-day, in fen: where a new package starts from."""
    table = tables.CenterCosts
    row = await table.select().where(seen_by(actor, table)).first().output(load_json=True)
    return composing.costs(row["costs"]) if row else dict(composing.USUAL)


async def open_drafts(actor: Actor) -> list[tuple[int, str]]:
    """The drafts a course can be added to, the last changed first."""
    table = tables.Package
    rows = (
        await table.select(table.id, table.title)
        .where(seen_by(actor, table) & (table.state == PackageState.DRAFT.value))
        .order_by(table.changed_at, ascending=False)
        .limit(20)
    )
    return [(row["id"], row["title"]) for row in rows]


async def payers(actor: Actor) -> list[tuple[int, str]]:
    """The agencies a package can be for, by name."""
    rows = await Agency.select(Agency.id, Agency.name).where(seen_by(actor, Agency)).order_by(Agency.name, Agency.id)
    return [(row["id"], row["name"]) for row in rows]
