"""What is done to a package: composing, changing its day plan, submitting, copying. Every change raises its version.

An agency changes its drafts; the center's staff also what was submitted, until it is agreed.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Annotated, Any

from piccolo.columns import Column
from pydantic import Field

from courses import tables
from courses.model import (
    CostKind,
    FundSource,
    Level,
    PackageFacts,
    PackageKind,
    PackageState,
)
from courses.queries import catalogue, packages
from courses.rules import composing
from training import audit, clock, db
from training.access import Actor
from training.errors import Clash, Fault, Invalid, Missing
from training.i18n import N_
from training.queries import centers
from training.tables import Agency, AuditRow
from training.tenancy import seen_by
from training.text import Day, Key, LongText, Text, Version
from training.web.forms import Form

NOT_IN_STATE = {PackageState.DRAFT: N_("package.is-draft"), PackageState.SUBMITTED: N_("package.is-submitted")}
Changes = dict[Column | str, Any]
Number = Annotated[int, Field(ge=1, le=composing.MOST_DAYS)]


class PackageForm(Form):
    """What is entered about a package. `agency` is the center's to say; an agency's own packages are always its own."""

    title: Annotated[Text, Field(min_length=1)]
    kind: PackageKind = PackageKind.MENU
    agency: Key | None = None
    days: Number
    starts_on: Day | None = None
    headcount: Annotated[int, Field(ge=1, le=composing.MOST_PEOPLE)] | None = None
    staff: Annotated[int, Field(ge=0, le=500)] = 0
    level: Level
    fund_source: FundSource = FundSource.BUDGET
    has_arrival_day: bool = False
    has_departure_day: bool = False
    needs: LongText = ""


class RevisionForm(PackageForm):
    """The same, changed: `version` is the one that the change was made on."""

    version: Version


async def compose(actor: Actor, given: PackageForm) -> int:
    """Begin a package with what the center usually asks. Raises Invalid naming every wrong field."""
    async with db.write():
        today = await centers.today(actor.center)
        agency = await _agency(actor, given)
        refuse_faults(composing.faults(given.starts_on, given.staff, given.headcount, today))
        row = tables.Package(
            center=actor.center,
            agency=agency,
            state=PackageState.DRAFT.value,
            costs={kind.value: fen for kind, fen in (await packages.usual_costs(actor)).items()},
            composed_by=actor.account,
            handled_by=actor.account if actor.is_staff else None,
            created_at=clock.now(),
            changed_at=clock.now(),
            **_entered(given),
        )
        await row.save()
        await audit.note(actor, "composed", "package", row.id, {"title": given.title})
    return int(row.id)


async def revise(actor: Actor, id: int, given: RevisionForm) -> None:
    """Change what was entered. Raises Invalid, Missing, Clash."""
    async with db.write():
        today = await centers.today(actor.center)
        before = await packages.facts(actor, id)
        starts = given.starts_on if given.starts_on != before.starts_on else None
        wrong = composing.faults(starts, given.staff, given.headcount, today)
        if await _has_items_after(actor, id, given.days):
            wrong["days"] = Fault("package.items-beyond", {"days": given.days})
        refuse_faults(wrong)
        changes: Changes = dict(_entered(given))
        if given.fund_source != before.fund_source:
            changes[tables.Package.rule_set] = ""  # other money, other rules: what was frozen or chosen is off
        await change(actor, id, given.version, changes)
        await audit.note(actor, "revised", "package", id, given.model_dump(mode="json", exclude={"version", "agency"}))


async def turn(actor: Actor, id: int, version: int, kind: PackageKind) -> None:
    """From the menu to an order, or back: everything chosen so far stays. Raises Missing, Clash."""
    async with db.write():
        await change(actor, id, version, {tables.Package.kind: kind.value})
        await audit.note(actor, "turned", "package", id, {"kind": kind.value})


async def set_costs(actor: Actor, id: int, version: int, costs: Mapping[CostKind, int]) -> None:
    """Change what is asked per person-day, in fen by kind. Raises Missing, Clash."""
    async with db.write():
        await keep_costs(actor, id, version, costs)


async def keep_costs(actor: Actor, id: int, version: int, costs: Mapping[CostKind, int]) -> None:
    """`set_costs` for an action that has its write open already."""
    kept = {kind.value: amount for kind, amount in costs.items() if amount}
    await change(actor, id, version, {tables.Package.costs: kept})
    await audit.note(actor, "priced", "package", id, kept)


async def set_usual_costs(actor: Actor, costs: Mapping[CostKind, int]) -> None:
    """What new packages of this center start from, in fen per person-day by kind."""
    table, kept = tables.CenterCosts, {kind.value: amount for kind, amount in costs.items() if amount}
    async with db.write():
        changed = await table.update({table.costs: kept}).where(seen_by(actor, table)).returning(table.id)
        if not changed:
            await table(center=actor.center, costs=kept).save()
        await audit.note(actor, "usual-costs", "center", actor.center or 0, kept)


async def submit(actor: Actor, id: int, version: int) -> None:
    """Ask for a quotation. The rule set it was judged by is frozen with it.

    Raises Invalid while something is missing, blocks, would have begun, or the agency is not confirmed yet; Missing, Clash.
    """
    async with db.write():
        drawn = await packages.studio(actor, id)
        if drawn.facts.agency is not None and not drawn.facts.is_agency_confirmed:
            raise Invalid("package.agency-unconfirmed")
        if lacking := next(composing.lacks(drawn.facts, drawn.package), ""):
            raise Invalid(lacking)
        refuse_begun(drawn.facts.starts_on, await centers.today(actor.center))
        if drawn.blocked:
            raise Invalid("package.blocked")
        changes: Changes = {
            tables.Package.state: PackageState.SUBMITTED.value,
            tables.Package.submitted_at: clock.now(),
            tables.Package.rule_set: drawn.rules.edition,
        }
        await change(actor, id, version, changes, only=PackageState.DRAFT)
        await audit.note(actor, "submitted", "package", id, {"rules": drawn.rules.edition})


async def withdraw(actor: Actor, id: int, version: int) -> None:
    """Take a submitted package back to draft, as long as nothing was quoted on it. Raises Missing, Clash."""
    quoted = tables.Quotation
    async with db.write():
        await hold(actor, id)
        if await quoted.exists().where(seen_by(catalogue.house(actor), quoted) & (quoted.package == id)):
            await packages.facts(actor, id)
            raise Clash("package.quoted")
        changes: Changes = {
            tables.Package.state: PackageState.DRAFT.value,
            tables.Package.submitted_at: None,
            tables.Package.rule_set: "",
        }
        await change(actor, id, version, changes, only=PackageState.SUBMITTED)
        await audit.note(actor, "withdrawn", "package", id)


async def copy(actor: Actor, id: int) -> int:
    """A new draft like an old package, without its date: last year's class, to change what differs. Raises Missing."""
    async with db.write():
        drawn = await packages.facts(actor, id)
        fields = ("agency", "title", "headcount", "staff", "level", "fund_source", "days", "costs", "needs")
        row = tables.Package(
            center=actor.center,
            kind=drawn.kind.value,
            state=PackageState.DRAFT.value,
            has_arrival_day=drawn.has_arrival_day,
            has_departure_day=drawn.has_departure_day,
            composed_by=actor.account,
            handled_by=actor.account if actor.is_staff else None,
            created_at=clock.now(),
            changed_at=clock.now(),
            wishes=json.dumps(asdict(replace(drawn.wishes, earliest=None, latest=None)), default=str),
            **{name: getattr(drawn, name) for name in fields},
        )
        await row.save()
        await _copy_items(actor, id, row.id)
        await audit.note(actor, "copied", "package", row.id, {"from": id})
    return int(row.id)


async def _copy_items(actor: Actor, old: int, new: int) -> None:
    table = tables.PackageItem
    kept = await table.select().where(seen_by(actor, table) & (table.package == old)).order_by(table.id)
    if kept:
        without = ({name: value for name, value in row.items() if name not in ("id", "package")} for row in kept)
        await table.insert(*(table(package=new, **row) for row in without))


async def delete(actor: Actor, id: int, version: int) -> None:
    """Throw a draft away. Raises Missing, Clash; what was quoted stays."""
    table, items = tables.Package, tables.PackageItem
    try:
        async with db.write():
            facts = await change(actor, id, version, {}, only=PackageState.DRAFT)
            await items.delete().where(seen_by(actor, items) & (items.package == id))
            await table.delete().where(seen_by(actor, table) & (table.id == id))
            await audit.note(actor, "deleted", "package", id, {"title": facts.title})
    except db.Taken as taken:
        raise Clash("package.quoted") from taken


async def _agency(actor: Actor, given: PackageForm) -> int | None:
    """Whose package it is: an agency's own; staff name one, or none for a planned class. Raises Invalid."""
    if actor.agency is not None:
        return actor.agency
    wanted = seen_by(actor, Agency) & (Agency.id == given.agency)
    if given.agency is not None and not await Agency.exists().where(wanted):
        refuse_faults({"agency": Fault("form.choose")})
    return given.agency


def _entered(given: PackageForm) -> dict[Any, Any]:
    """The columns that a form fills, the agency apart: it never changes."""
    return given.model_dump(exclude={"agency", "version"}, mode="python") | {
        "kind": given.kind.value,
        "level": given.level.value,
        "fund_source": given.fund_source.value,
    }


def refuse_faults(wrong: Mapping[str, Fault]) -> None:
    if wrong:
        raise Invalid("form.invalid", {"n": len(wrong)}, wrong)


def refuse_begun(starts_on: date | None, today: date) -> None:
    """Nobody asks for, quotes or opens a class that would have begun. Raises Invalid."""
    if past := composing.begun(starts_on, today):
        raise Invalid(past.code, past.params)


async def _has_items_after(actor: Actor, id: int, days: int) -> bool:
    table = tables.PackageItem
    return bool(await table.exists().where(seen_by(actor, table) & (table.package == id) & (table.day > days)))


async def hold(actor: Actor, id: int) -> int:
    """Let nobody else change, quote, send or agree on a package before this write ends; its version. Raises Missing."""
    table = tables.Package
    mine = seen_by(actor, table) & (table.id == id)
    held = await table.update({table.version: table.version}).where(mine).returning(table.version)
    if not held:
        raise Missing("problem.not-found")
    return int(held[0]["version"])


async def refuse_agreed(actor: Actor, id: int) -> None:
    """What was agreed is frozen: it is not changed, quoted or sent any more. Raises Clash."""
    agreed = tables.Program
    if await agreed.exists().where(seen_by(catalogue.house(actor), agreed) & (agreed.package == id)):
        raise Clash("package.agreed")


async def change(
    actor: Actor, id: int, version: int, changes: Changes, only: PackageState | None = None
) -> PackageFacts:
    """Raise the version and make these changes, if the package still is as it was seen; what it is afterwards.

    Raises Missing for who may not see it, Clash when somebody else was first or it may no longer be changed.
    """
    table = tables.Package
    await hold(actor, id)
    await refuse_agreed(actor, id)
    state = only or (None if actor.is_staff else PackageState.DRAFT)
    mine = seen_by(actor, table) & (table.id == id) & (table.version == version)
    mine = mine & (table.state == state.value) if state else mine
    raised: Changes = {table.version: version + 1, table.changed_at: clock.now(), **changes}
    if not await table.update(raised).where(mine).returning(table.id):
        await _explain_clash(actor, id, state)
    return await packages.facts(actor, id)


async def _explain_clash(actor: Actor, id: int, state: PackageState | None) -> None:
    """Say why a change did not find its package: gone, in another state, or changed by somebody, named with the time."""
    now = await packages.facts(actor, id)
    if state is not None and now.state is not state:
        raise Clash(NOT_IN_STATE[now.state])
    who = seen_by(catalogue.house(actor), AuditRow) & (AuditRow.noun == "package") & (AuditRow.noun_id == id)
    last = await AuditRow.select(AuditRow.actor_name).where(who).order_by(AuditRow.id, ascending=False).first()
    raise Clash("package.changed", {"name": last["actor_name"] if last else "", "version": now.version})
