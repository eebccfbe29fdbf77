"""What may be done with programs: open a planned class, seal and file the papers."""

import hashlib
from datetime import date
from typing import Any

from courses.actions.quotations import last_day
from courses.model import PackageState, PaperKind, PaperState, ProgramState
from courses.queries import programs
from courses.rules import composing
from courses.rules import quotations as rules
from courses.scans import Scan
from courses.tables import Package, PackageItem, Paper, Program
from training import audit, clock, db, numbering, outbox
from training.access import Actor
from training.errors import Clash, Fault, Missing, of_fields
from training.queries import centers
from training.tables import StoredFile
from training.tenancy import seen_by
from training.text import file_name


async def open_planned(
    actor: Actor, package_id: int, plan_number: str, cost_plan: int | None, *, today: date | None = None
) -> int:
    """Open a planned class (计划内班次): a program of the center's own, with a plan number and no quotation.

    `today` other than the center's own day is for a demonstration that lies in the past.

    Raises Missing, Clash when the package is an agency's or the center has no mark, Invalid naming everything of it that no
    class can begin with.
    """
    async with db.write():
        t = Package
        row = await t.select().where(seen_by(actor, t), t.id == package_id).first()
        if row is None:
            raise Missing("problem.not-found")
        if row["agency"] is not None:
            raise Clash("program.agency-package")
        today = today or await centers.today(actor.center)
        await _fit_to_open(actor, row, today)
        year = today.year
        mark = await centers.mark(actor.center)
        number = rules.program_number(mark, year, await numbering.take(actor, "program", year))
        changes: dict[Any, Any] = {t.state: PackageState.SUBMITTED, t.version: t.version + 1}
        mine = seen_by(actor, t) & (t.id == package_id) & (t.version == row["version"])
        if not await t.update(changes).where(mine).returning(t.id):
            raise Clash("program.package-changed")
        program = Program(
            center=actor.center,
            package=package_id,
            number=number,
            title=row["title"],
            state=ProgramState.AGREED,
            headcount=row["headcount"],
            starts_on=row["starts_on"],
            ends_on=last_day(row["starts_on"], row["days"]),
            plan_number=plan_number,
            cost_plan=cost_plan,
            created_at=clock.now(),
        )
        await program.save()
        await outbox.post(actor, "program.agreed", f"program.agreed:{program.id}", {"program": program.id})
        await audit.note(actor, "program.opened", "program", program.id, {"number": number, "plan": plan_number})
        return program.id


async def _fit_to_open(actor: Actor, row: dict[str, Any], today: date) -> None:
    if await Program.exists().where(seen_by(actor, Program), Program.package == row["id"]):
        raise Clash("program.opened-already")
    faults = {}
    if past := composing.begun(row["starts_on"], today):
        faults["package.starts_on"] = past
    if not row["starts_on"]:
        faults["package.starts_on"] = Fault("program.no-date")
    if not row["headcount"]:
        faults["package.headcount"] = Fault("program.no-headcount")
    if not await PackageItem.exists().where(seen_by(actor, PackageItem), PackageItem.package == row["id"]):
        faults["package.items"] = Fault("program.no-items")
    if faults:
        raise of_fields(faults)


async def seal(actor: Actor, program: int, kind: PaperKind) -> None:
    """Note that the center has sealed a paper (我方已盖章). Raises Clash when it was past that."""
    async with db.write():
        await programs.paper(actor, program, kind)
        t = Paper
        mine = seen_by(actor, t) & (t.program == program) & (t.kind == kind) & (t.state == PaperState.TO_SIGN)
        changes: dict[Any, Any] = {t.state: PaperState.SEALED, t.version: t.version + 1}
        if not await t.update(changes).where(mine).returning(t.id):
            raise Clash("paper.sealed-already")
        await audit.note(actor, "paper.sealed", "program", program, {"kind": kind})


async def file_scan(actor: Actor, program: int, kind: PaperKind, scan: Scan) -> None:
    """File the scan of the paper that both have signed and sealed (双方已签订): who filed it and when is kept.

    The center seals first: whoever could file before would alone say what both have signed. Raises Clash when it has not,
    and when a scan is filed already.
    """
    async with db.write():
        paper = await programs.paper(actor, program, kind)
        agency = (await programs.one(actor, program)).agency
        stored = StoredFile(
            center=actor.center,
            agency=agency,
            name=file_name(scan.name),
            media_type=scan.media_type,
            size=len(scan.content),
            sha256=hashlib.sha256(scan.content).hexdigest(),
            content=scan.content,
            kind="scan",
            owner=paper.id,
            filed_by=actor.name,
            filed_at=clock.now(),
        )
        await stored.save()
        t = Paper
        mine = seen_by(actor, t) & (t.id == paper.id) & (t.state == PaperState.SEALED)
        changes: dict[Any, Any] = {
            t.state: PaperState.SIGNED,
            t.scan: stored.id,
            t.filed_by: actor.name,
            t.filed_at: clock.now(),
            t.version: t.version + 1,
        }
        if not await t.update(changes).where(mine).returning(t.id):
            if (await programs.paper(actor, program, kind)).state is PaperState.TO_SIGN:
                raise Clash("paper.not-sealed")
            raise Clash("paper.filed-already")
        await audit.note(actor, "paper.filed", "program", program, {"kind": kind, "sha256": stored.sha256})


async def return_scan(actor: Actor, program: int, kind: PaperKind, reason: str) -> None:
    """Take back a scan that was filed by mistake, so that the right one can be filed (我方已盖章 again).

    The old one stays where it is kept, with who filed it, and why it was returned. Raises Clash when none is filed.
    """
    async with db.write():
        paper = await programs.paper(actor, program, kind)
        t = Paper
        mine = seen_by(actor, t) & (t.id == paper.id) & (t.state == PaperState.SIGNED) & (t.scan == paper.scan)
        changes: dict[Any, Any] = {
            t.state: PaperState.SEALED,
            t.scan: None,
            t.filed_by: "",
            t.filed_at: None,
            t.returned: reason,
            t.version: t.version + 1,
        }
        if not await t.update(changes).where(mine).returning(t.id):
            raise Clash("paper.not-filed")
        said = {"kind": kind, "reason": reason, "file": paper.scan, "filed_by": paper.filed_by}
        await audit.note(actor, "paper.returned", "program", program, said)
