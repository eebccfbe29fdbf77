"""What may be asked about programs and their papers."""

from collections import defaultdict
from typing import Any

from courses.model import EarlierScan, Paper, PaperKind, PaperState, Party, Program, ProgramState
from courses.tables import Package
from courses.tables import Paper as PaperTable
from courses.tables import Program as Table
from training.access import Actor, worker
from training.errors import Missing
from training.listing import contains
from training.tables import Agency, StoredFile
from training.tenancy import seen_by
from training.web.paging import Slice


async def _agencies(center: int, ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    rows = await Agency.select(Agency.id, Agency.name).where(
        seen_by(worker(center), Agency), Agency.id.is_in(sorted(ids))
    )
    return {row["id"]: row["name"] for row in rows}


def _program(row: dict[str, Any], agencies: dict[int, str], papers: tuple[Paper, ...] = ()) -> Program:
    same = (
        "id",
        "number",
        "title",
        "agency",
        "package",
        "quotation",
        "headcount",
        "starts_on",
        "ends_on",
        "plan_number",
        "cost_plan",
        "sessions",
        "placed",
        "named",
        "certified",
    )
    return Program(
        state=ProgramState(row["state"]),
        agency_name=agencies.get(row["agency"] or 0, ""),
        papers=papers,
        **{name: row[name] for name in same},
    )


async def listed(actor: Actor, state: str, search: str, part: Slice) -> tuple[list[Program], int]:
    """One page of programs, the next to begin last, and how many there are. `search` is part of a title or number."""
    where = seen_by(actor, Table)
    if state in set(ProgramState):
        where &= Table.state == state
    if search:
        where &= contains(Table.title, search) | contains(Table.number, search)
    newest = Table.select().where(where).order_by(Table.starts_on, ascending=False).order_by(Table.id, ascending=False)
    rows = await newest.limit(part.size).offset(part.offset)
    agencies = await _agencies(actor.center or 0, {row["agency"] for row in rows if row["agency"]})
    return [_program(row, agencies) for row in rows], await Table.count().where(where)


async def one(actor: Actor, id: int) -> Program:
    """A program with its papers. Raises Missing."""
    row = await Table.select().where(seen_by(actor, Table), Table.id == id).first()
    if row is None:
        raise Missing("problem.not-found")
    agencies = await _agencies(row["center"], {row["agency"]} if row["agency"] else set())
    return _program(row, agencies, await _papers(actor, id))


def _paper(row: dict[str, Any], earlier: tuple[EarlierScan, ...]) -> Paper:
    return Paper(
        id=row["id"],
        kind=PaperKind(row["kind"]),
        number=row["number"],
        state=PaperState(row["state"]),
        scan=row["scan"],
        filed_by=row["filed_by"],
        filed_at=row["filed_at"],
        facts=row["facts"],
        version=row["version"],
        returned=row["returned"],
        earlier=earlier,
    )


async def _papers(actor: Actor, program: int) -> tuple[Paper, ...]:
    t = PaperTable
    rows = await t.select().where(seen_by(actor, t), t.program == program).order_by(t.id).output(load_json=True)
    earlier = await _earlier(actor, rows)
    return tuple(_paper(row, tuple(earlier[row["id"]])) for row in rows)


async def _earlier(actor: Actor, papers: list[dict[str, Any]]) -> dict[int, list[EarlierScan]]:
    """The scans that were taken back, by paper, the last first. Asks only where one was."""
    t, found = StoredFile, defaultdict[int, list[EarlierScan]](list)
    if ids := [row["id"] for row in papers if row["returned"]]:
        mine = seen_by(actor, t) & (t.kind == "scan") & t.owner.is_in(ids)
        now = {row["scan"] for row in papers}
        for row in (
            await t.select(t.id, t.owner, t.name, t.filed_by, t.filed_at).where(mine).order_by(t.id, ascending=False)
        ):
            if row["id"] not in now:
                found[row.pop("owner")].append(EarlierScan(**row))
    return found


async def paper(actor: Actor, program: int, kind: PaperKind) -> Paper:
    """One paper of a program. Raises Missing."""
    found = next((each for each in await _papers(actor, program) if each.kind == kind), None)
    if found is None:
        raise Missing("problem.not-found")
    return found


async def scan(actor: Actor, paper: Paper, earlier: int | None = None) -> dict[str, Any]:
    """The scan of a paper as it is filed, or one of the earlier: name, media_type and content. Raises Missing."""
    t = StoredFile
    asked = paper.scan if earlier is None else next((each.id for each in paper.earlier if each.id == earlier), None)
    mine = seen_by(actor, t) & (t.id == (asked or 0)) & (t.kind == "scan")
    row = await t.select(t.name, t.media_type, t.content).where(mine).first()
    if row is None:
        raise Missing("problem.not-found")
    return row


async def party(actor: Actor, program: Program) -> Party:
    """The client agency of a program, as its papers name it. Raises Missing for a planned class."""
    t = Agency
    mine = seen_by(worker(actor.center), t) & (t.id == (program.agency or 0))
    row = await t.select(t.name, t.uscc, t.address, t.telephone).where(mine).first()
    if row is None:
        raise Missing("problem.not-found")
    return Party(**row)


async def to_open(actor: Actor) -> list[tuple[int, str]]:
    """The center's own packages from which no class was opened yet: id and title."""
    t = Package
    opened = Table.select(Table.package).where(seen_by(actor, Table))
    mine = seen_by(actor, t) & t.agency.is_null() & t.id.not_in(opened)
    return [(row["id"], row["title"]) for row in await t.select(t.id, t.title).where(mine).order_by(t.id)]


def kind_of(word: str) -> PaperKind:
    """The kind of paper that an address names. Raises Missing."""
    if word not in set(PaperKind):
        raise Missing("problem.not-found")
    return PaperKind(word)
