"""Put what a demonstration center teaches, quoted and agreed into the database, through this room's own actions.

Only what an action rightly refuses (a class that began last month) is set on the rows afterwards: dates and states.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from courses.actions import programs as program_actions
from courses.actions import quotations as actions
from courses.demo import facts
from courses.demo.catalogue import CourseFacts
from courses.demo.facts import Facts, PackageFacts, ProgramFacts, QuotationFacts
from courses.demo.plans import PlanItem
from courses.model import ItemKind, PackageState, PaperKind, Per, QuotationState, Words
from courses.queries import quotations as queries
from courses.queries.catalogue import folded
from courses.rules import quotations as rules
from courses.scans import PDF, Scan
from courses.tables import Course, CourseInstructor, CourseSite, Package, PackageItem, Paper, Program, Quotation
from training import children, db
from training.access import Actor
from training.demo.load import Loaded
from training.tables import StoredFile

DAYS_TO_SIGN = 5


@dataclass(frozen=True)
class Ordered:
    """What was ordered, in the database: the ids that its keys became."""

    facts: Facts
    courses: Mapping[str, int]
    packages: Mapping[str, int]
    programs: Mapping[str, int]


async def load(loaded: Loaded) -> Ordered:
    """Write catalogue, packages, quotations and programs of one center. Opens its own writes."""
    made = facts.center(loaded.facts.center.key)
    async with db.write():
        courses = await _courses(loaded, made)
        packages = {each.key: await _package(loaded, made, courses, each) for each in made.packages}
    quotations = await _quotations(loaded, made, packages)
    return Ordered(made, courses, packages, await _programs(loaded, made, packages, quotations))


def moment(loaded: Loaded, offset: int, hour: int = 10) -> datetime:
    """An hour of a day counted from the day of loading, in the center's zone."""
    return loaded.at(loaded.day(offset), hour)


async def _courses(loaded: Loaded, made: Facts) -> dict[str, int]:
    themes = {theme.key: theme.title for theme in made.catalogue.themes}
    ids = {}
    for each in made.catalogue.courses:
        theme = themes[each.theme]
        row = Course(center=loaded.center, theme=theme.zh, theme_en=theme.en, **_entry(each, themes[each.theme]))
        await row.save()
        ids[each.key] = row.id
        for position, key in enumerate(each.instructors):
            teacher = loaded.instructors[key]
            await CourseInstructor(center=loaded.center, course=row.id, instructor=teacher, position=position).save()
        for position, key in enumerate(each.sites):
            await CourseSite(center=loaded.center, course=row.id, venue=loaded.venues[key], position=position).save()
    return ids


def _found(each: CourseFacts, theme: Words) -> tuple[str, ...]:
    """What a search finds a course by: the same as for one that staff enter."""
    return each.title.zh, each.title.en, theme.zh, theme.en, each.summary.zh, each.local_label, *sorted(each.topics)


def _entry(each: CourseFacts, theme: Words) -> dict[str, Any]:
    return {
        "code": each.key,
        "title": each.title.zh,
        "title_en": each.title.en,
        "method": each.method,
        "local_label": each.local_label,
        "summary": each.summary.zh,
        "summary_en": each.summary.en,
        "minutes": each.minutes,
        "credit_hours": each.credit_hours,
        "paid_hours": each.paid_hours,
        "slots": each.slots,
        "levels": " ".join(sorted(each.levels)),
        "topics": " ".join(sorted(each.topics)),
        "requires": " ".join(sorted(each.needs)),
        "excludes": " ".join(sorted(each.excludes)),
        "capacity": each.capacity,
        "find_text": folded(" ".join(_found(each, theme))),
        "satisfaction": each.value * 10,
        "ratings": 3 + len(each.key) % 12,
    }


def _handler(loaded: Loaded, key: str) -> Actor:
    return loaded.accounts[key or "designer"]


async def _package(loaded: Loaded, made: Facts, courses: Mapping[str, int], each: PackageFacts) -> int:
    agency = next((one for one in loaded.facts.agencies if one.key == each.agency), None)
    tariff = next((one.costs for one in made.tariffs if one.key == each.tariff), ())
    row = Package(
        center=loaded.center,
        agency=loaded.agencies.get(each.agency),
        kind=each.kind,
        title=each.title.zh,
        state=each.state,
        headcount=each.headcount,
        staff=each.staff,
        level=each.level or "",
        fund_source=agency.fund_source if agency else "budget",
        starts_on=each.starts.on(loaded.today) if each.starts else None,
        days=max(len(made.plans[each.plan].days), 1),
        has_arrival_day=each.has_arrival_day,
        has_departure_day=each.has_departure_day,
        costs={cost.kind.value: cost.amount for cost in tariff if cost.amount and cost.per is Per.PERSON_DAY},
        needs=each.needs,
        handled_by=_handler(loaded, each.handled_by).account,
        created_at=moment(loaded, each.composed),
        changed_at=moment(loaded, each.submitted if each.submitted is not None else each.composed, 11),
        submitted_at=moment(loaded, each.submitted, 11) if each.submitted is not None else None,
    )
    await row.save()
    entries = {one.key: one for one in made.catalogue.courses}
    for day in made.plans[each.plan].days:
        for half, items in day.halves:
            for position, item in enumerate(items):
                facts_of = _item(item, entries, courses)
                await PackageItem(
                    center=loaded.center,
                    agency=row.agency,
                    package=row.id,
                    day=day.number,
                    half=half,
                    position=position,
                    **facts_of,
                ).save()
    return int(row.id)


def _item(item: PlanItem, entries: Mapping[str, CourseFacts], courses: Mapping[str, int]) -> dict[str, Any]:
    if not item.course:
        return {"kind": item.kind, "title": item.title.zh, "minutes": item.minutes, "is_fixed": True}
    course = entries[item.course]
    return {
        "kind": ItemKind.TEACHING,
        "course": courses[item.course],
        "title": course.title.zh,
        "method": course.method,
        "minutes": course.minutes,
        "credit_hours": course.credit_hours,
        "is_fixed": item.is_fixed,
    }


async def _quotations(loaded: Loaded, made: Facts, packages: Mapping[str, int]) -> dict[str, int]:
    """Make, send and answer every quotation in the order of its editions. Returns the programs that came of them."""
    opened = {}
    for each in sorted(made.quotations, key=lambda one: (one.created, one.edition)):
        package = made.package(each.package)
        asked: dict[Any, Any] = {
            Package.state: PackageState.SUBMITTED,
            Package.rule_set: facts.package(made, each.package, loaded.today).rule_set,
        }
        await Package.update(asked).where(Package.id == packages[each.package])
        then = loaded.day(each.created)
        made_id = await actions.quote(_handler(loaded, each.handled_by), packages[each.package], today=then)
        if program := await _answered(loaded, each, package, made_id):
            opened[each.key] = program
        await _dated(loaded, each, made_id)
    return opened


async def _answered(loaded: Loaded, each: QuotationFacts, package: PackageFacts, id: int) -> int | None:
    if each.state is QuotationState.DRAFT:
        return None
    await actions.send(_handler(loaded, each.handled_by), id, today=loaded.day(each.created))
    liaison = next(actor for actor in loaded.accounts.values() if actor.agency == loaded.agencies[package.agency])
    then = loaded.day(each.created if each.answered is None else each.answered)
    if each.state is QuotationState.ACCEPTED:
        return await actions.accept(liaison, id, each.answered_by, each.answered_post, each.authority, today=then)
    if each.state is QuotationState.DECLINED:
        await actions.decline(liaison, id, each.answered_by, each.note, today=then)
    return None


async def _dated(loaded: Loaded, each: QuotationFacts, id: int) -> None:
    """When it all happened, and what time has done to it since."""
    eve = rules.last_eve((await queries.one(_handler(loaded, each.handled_by), id)).package)
    last = loaded.day(each.valid_until)
    changes: dict[Any, Any] = {
        Quotation.created_at: moment(loaded, each.created),
        Quotation.valid_until: min(last, eve) if eve else last,
    }
    if each.sent is not None:
        changes[Quotation.sent_at] = moment(loaded, each.sent, 15)
    if each.answered is not None:
        changes[Quotation.answered_at] = moment(loaded, each.answered, 16)
    if each.state in (QuotationState.EXPIRED, QuotationState.SUPERSEDED):
        changes[Quotation.state] = each.state
    await Quotation.update(changes).where(Quotation.id == id)


async def _programs(
    loaded: Loaded, made: Facts, packages: Mapping[str, int], opened: Mapping[str, int]
) -> dict[str, int]:
    ids: dict[str, int] = {}
    scan: bytes = await children.run("courses.demo.scan_sheet:render", loaded.facts.center.name)
    for each in made.programs:
        if each.quotation:
            program = opened[each.quotation]
        else:
            program = await program_actions.open_planned(
                loaded.accounts["designer"],
                packages[each.package],
                each.plan_number,
                each.cost_plan,
                today=loaded.day(each.agreed),
            )
        changes: dict[Any, Any] = {Program.state: each.state, Program.created_at: moment(loaded, each.agreed)}
        await Program.update(changes).where(Program.id == program)
        await _papers(loaded, program, each, scan)
        ids[each.key] = program
    return ids


async def _papers(loaded: Loaded, program: int, each: ProgramFacts, scan: bytes) -> None:
    """Seal and file as far as the papers of a program have come; what is signed has its scan, filed some days later."""
    staff = loaded.accounts["designer"]
    if each.agreement is facts.PaperState.SEALED_BY_CENTER:
        await program_actions.seal(staff, program, PaperKind.AGREEMENT)
    if each.agreement is not facts.PaperState.SIGNED:
        return
    filed = moment(loaded, min(each.agreed + DAYS_TO_SIGN, -1), 14)
    for kind in PaperKind:
        await program_actions.seal(staff, program, kind)
        await program_actions.file_scan(staff, program, kind, Scan("盖章件.pdf", scan, PDF))
        where = (Paper.program == program) & (Paper.kind == kind)
        await Paper.update({Paper.filed_at: filed}).where(where)
        stored = Paper.select(Paper.scan).where(where)
        await StoredFile.update({StoredFile.filed_at: filed}).where(StoredFile.id.is_in(stored))
