"""What may be asked about quotations: the list, one whole, one by its secret link."""

from datetime import date
from typing import Any

import msgspec
from piccolo.querystring import QueryString

from courses.model import (
    Answer,
    Finding,
    Package,
    Price,
    Quotation,
    QuotationCard,
    QuotationState,
    Words,
)
from courses.tables import Program as ProgramTable
from courses.tables import Quotation as Table
from training import secrets
from training.access import Actor, worker
from training.errors import Missing
from training.listing import contains
from training.model import CenterCard
from training.queries import centers
from training.tables import Account, Agency
from training.tenancy import seen_by
from training.web.paging import Slice

SHOWN_TO_AGENCIES = [state for state in QuotationState if state is not QuotationState.DRAFT]


_CHANGES_ASKED = QueryString(
    '(SELECT COUNT(*) FROM "change_wish" w WHERE w."quotation" = "quotation"."id")', alias="changes_asked"
)


def _visible(actor: Actor) -> Any:
    """Drafts are the center's own until they are sent."""
    mine = seen_by(actor, Table)
    return mine & Table.state.is_in(list(SHOWN_TO_AGENCIES)) if actor.agency is not None else mine


async def _names(center: int, table: Any, ids: set[int]) -> dict[int, str]:
    """What the center calls the rows that are shown."""
    if not ids:
        return {}
    rows = await table.select(table.id, table.name).where(seen_by(worker(center), table), table.id.is_in(sorted(ids)))
    return {row["id"]: row["name"] for row in rows}


async def _cards(actor: Actor, where: Any, part: Slice) -> list[QuotationCard]:
    columns = (
        Table.id,
        Table.number,
        Table.edition,
        Table.snapshot,
        Table.agency,
        Table.state,
        Table.total,
        Table.per_person_day,
        Table.valid_until,
        Table.handled_by,
        _CHANGES_ASKED,
    )
    newest = Table.select(*columns).where(where).order_by(Table.id, ascending=False)
    rows = await newest.limit(part.size).offset(part.offset).output(load_json=True)
    center = actor.center or 0
    agencies = await _names(center, Agency, {row["agency"] for row in rows})
    people = await _names(center, Account, {row["handled_by"] for row in rows})
    return [
        QuotationCard(
            id=row["id"],
            number=row["number"],
            edition=row["edition"],
            title=row["snapshot"]["package"]["title"]["zh"],
            agency_name=agencies.get(row["agency"], ""),
            state=QuotationState(row["state"]),
            total=row["total"],
            per_person_day=row["per_person_day"],
            valid_until=row["valid_until"],
            handled_by=people.get(row["handled_by"], ""),
            changes_asked=row["changes_asked"],
        )
        for row in rows
    ]


async def listed(actor: Actor, state: str, search: str, part: Slice) -> tuple[list[QuotationCard], int]:
    """One page of quotations, newest first, and how many there are. `search` is part of a number."""
    where = _visible(actor)
    if state in set(QuotationState):
        where &= Table.state == state
    if search:
        where &= contains(Table.number, search)
    return await _cards(actor, where, part), await Table.count().where(where)


async def of_package(actor: Actor, package: int) -> list[QuotationCard]:
    """Every edition for a package, newest first."""
    return await _cards(actor, _visible(actor) & (Table.package == package), Slice(1, 100))


def _whole(row: dict[str, Any], agency: str, person: str, program: int | None) -> Quotation:
    told = row["snapshot"]
    return Quotation(
        id=row["id"],
        number=row["number"],
        edition=row["edition"],
        state=QuotationState(row["state"]),
        agency=row["agency"],
        agency_name=agency,
        package_id=row["package"],
        package_version=row["package_version"],
        package=msgspec.convert(told["package"], Package),
        price=msgspec.convert(told["price"], Price),
        findings=msgspec.convert(told["findings"], tuple[Finding, ...]),
        rules=msgspec.convert(told["rules"], Words),
        valid_until=row["valid_until"],
        total=row["total"],
        per_person_day=row["per_person_day"],
        document_hash=row["document_hash"],
        handled_by=person,
        sent_at=row["sent_at"],
        answer=Answer(
            row["answered_by"], row["answered_post"], row["authority"], row["answered_at"], row["answer_note"]
        ),
        version=row["version"],
        program=program,
    )


async def one(actor: Actor, id: int) -> Quotation:
    """A quotation, whole. Raises Missing."""
    rows = await Table.select().where(_visible(actor), Table.id == id).output(load_json=True)
    if not rows:
        raise Missing("problem.not-found")
    return await _with_names(rows[0])


async def by_secret(token: str) -> tuple[Quotation, CenterCard]:
    """The quotation that a secret link opens, and its center. Raises Missing."""
    found = (Table.secret_hash == secrets.hashed(token)) & Table.state.is_in(list(SHOWN_TO_AGENCIES))
    rows = await Table.select().where(found).output(load_json=True)
    if not rows:
        raise Missing("problem.not-found")
    return await _with_names(rows[0]), await centers.by_id(rows[0]["center"])


async def _with_names(row: dict[str, Any]) -> Quotation:
    center = row["center"]
    agencies = await _names(center, Agency, {row["agency"]})
    people = await _names(center, Account, {row["handled_by"]})
    mine = seen_by(worker(center), ProgramTable) & (ProgramTable.quotation == row["id"])
    made = await ProgramTable.select(ProgramTable.id).where(mine).first()
    program = made["id"] if made else None
    return _whole(row, agencies.get(row["agency"], ""), people.get(row["handled_by"], ""), program)


async def newest_edition(actor: Actor, package: int) -> int:
    """The highest edition that was sent for a package; 0 when none was."""
    rows = (
        await Table.select(Table.edition)
        .where(_visible(actor), Table.package == package, Table.state != QuotationState.DRAFT)
        .order_by(Table.edition, ascending=False)
        .limit(1)
    )
    return int(rows[0]["edition"]) if rows else 0


async def overdue(center: int, today: date) -> list[int]:
    """Sent quotations whose last day is over."""
    late = (Table.state == QuotationState.SENT) & (Table.valid_until < today)
    rows = await Table.select(Table.id).where(seen_by(worker(center), Table), late)
    return [row["id"] for row in rows]
