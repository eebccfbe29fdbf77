"""Certificates as the center, its agencies and their holders see them, and as a stranger may."""

import json
from dataclasses import replace
from typing import Any

from certificates.model import Answer, File, Kept, Kind, Line, Reason, State
from certificates.rules.names import compared, masked
from certificates.rules.numbering import candidates
from certificates.tables import Certificate, CertificateFile, CertificateLine
from training import db, secrets
from training.access import Actor, worker
from training.errors import Missing
from training.listing import contains
from training.queries import centers
from training.tenancy import seen_by
from training.web.paging import Slice

MEDIA = {"pdf": "application/pdf", "png": "image/png", "json": "application/json"}
_SAME = (
    "id",
    "cohort",
    "enrollment",
    "trainee",
    "number",
    "code",
    "name",
    "class_title",
    "starts_on",
    "ends_on",
    "credit_hours",
    "issued_on",
    "issued_by",
    "document_hash",
    "ended_on",
    "ended_reason",
    "version",
    "replaced_by",
)
_COLUMNS = [
    *(getattr(Certificate, name) for name in _SAME),
    Certificate.kind,
    Certificate.state,
    Certificate.document,
    Certificate.fault,
]


def _kept(row: dict[str, Any]) -> Kept:
    return Kept(
        kind=Kind(row["kind"]),
        state=State(row["state"]),
        is_made=row["document"] is not None,
        fault=reason(row["fault"]) if row["fault"] else None,
        **{name: row[name] for name in _SAME},
    )


def reason(text: str) -> Reason:
    """A kept fault: its code and what its text names."""
    code, params = json.loads(text)
    return Reason(code, params)


async def one(actor: Actor, id: int) -> Kept:
    """Raises Missing."""
    row = await Certificate.select(*_COLUMNS).where(seen_by(actor, Certificate), Certificate.id == id).first()
    if row is None:
        raise Missing("problem.not-found")
    return _kept(row)


async def before(actor: Actor, id: int) -> Kept | None:
    """The one in whose place this was issued."""
    mine = seen_by(actor, Certificate) & (Certificate.replaced_by == id)
    row = await Certificate.select(*_COLUMNS).where(mine).first()
    return _kept(row) if row else None


async def lines(actor: Actor, id: int) -> list[Line]:
    """The sessions that a certificate counts, each with the package item it came from."""
    mine = seen_by(actor, CertificateLine) & (CertificateLine.certificate == id)
    rows = await CertificateLine.select().where(mine).order_by(CertificateLine.on_day, CertificateLine.id)
    names = ("session", "package_item", "title", "on_day", "credit_hours")
    return [Line(**{name: row[name] for name in names}) for row in rows]


async def listed(actor: Actor, part: Slice, *, cohort: int | None = None, search: str = "") -> tuple[list[Kept], int]:
    """The certificates that the actor sees, the latest first. Two statements."""
    mine = seen_by(actor, Certificate)
    if cohort is not None:
        mine = mine & (Certificate.cohort == cohort)
    if search:
        mine = mine & (contains(Certificate.name, search) | contains(Certificate.number, search))
    asked = Certificate.select(*_COLUMNS).where(mine).order_by(Certificate.id, ascending=False)
    return [_kept(row) for row in await asked.limit(part.size).offset(part.offset)], await Certificate.count().where(
        mine
    )


async def own(actor: Actor) -> list[Kept]:
    """Everything that a trainee holds, the latest first; void numbers are the center's own affair."""
    mine = (
        seen_by(actor, Certificate) & (Certificate.trainee == actor.trainee) & (Certificate.state != State.VOIDED.value)
    )
    rows = await Certificate.select(*_COLUMNS).where(mine).order_by(Certificate.id, ascending=False)
    return [_kept(row) for row in rows]


async def file(actor: Actor, id: int, kind: str) -> File:
    """The document, picture or credential: the same bytes every time. Raises Missing, also while it is being made."""
    kept = await one(actor, id)
    mine = seen_by(actor, CertificateFile) & (CertificateFile.certificate == id) & (CertificateFile.kind == kind)
    row = await CertificateFile.select(CertificateFile.content, CertificateFile.sha256).where(mine).first()
    if row is None:
        if kept.state != State.VALID:
            raise Missing("certificate.never-made")
        raise Missing("certificate.not-made")
    return File(f"{kept.name} {kept.number}.{kind}", MEDIA[kind], bytes(row["content"]), row["sha256"])


async def documents(actor: Actor, cohort: int) -> list[tuple[str, bytes]]:
    """The valid documents of a class with the names they are saved by."""
    mine = seen_by(actor, Certificate) & (Certificate.cohort == cohort) & (Certificate.state == State.VALID.value)
    names = (Certificate.id, Certificate.name, Certificate.number)
    rows = await Certificate.select(*names).where(mine).order_by(Certificate.running)
    named = {row["id"]: f"{row['number']} {row['name']}.pdf" for row in rows}
    found: dict[int, bytes] = {}
    ids = list(named)
    for start in range(0, len(ids), 100):
        some = CertificateFile.certificate.is_in(ids[start : start + 100]) & (CertificateFile.kind == "pdf")
        asked = CertificateFile.select(CertificateFile.certificate, CertificateFile.content)
        for row in await asked.where(seen_by(actor, CertificateFile), some):
            found[row["certificate"]] = bytes(row["content"])
    return [(name, found[each]) for each, name in named.items() if each in found]


async def by_code(code: str) -> Answer | None:
    """What anybody who holds a code is told, None where nothing is known. A code belongs to one center of them all."""
    found = await db.raw("SELECT id, center FROM certificate WHERE code = {}", code)
    return await _answer(found)


async def by_number(number: str, name: str) -> Answer | None:
    """The same for number and name together, brackets of any shape. Both answers of "no" are one: number or name."""
    written = candidates(number)
    marks = ", ".join("{}" for _ in written)
    found = await db.raw(f"SELECT id, center, name FROM certificate WHERE number IN ({marks})", *written)
    same = [row for row in found if secrets.same(compared(row["name"]), compared(name))]
    return await _answer(same)


async def of_issuer(slug: str, number: str) -> Answer | None:
    """The certificate that a center of this service gave a number to; for who holds its file."""
    found = await db.raw(
        "SELECT c.id, c.center FROM certificate c JOIN center o ON o.id = c.center WHERE o.slug = {} AND c.number = {}",
        slug,
        number,
    )
    return await _answer(found)


async def is_name(code: str, name: str) -> bool:
    """Whether the certificate was given to somebody of that name; compared in a time that tells nothing."""
    found = await db.raw("SELECT name FROM certificate WHERE code = {}", code)
    return bool(found) and secrets.same(compared(found[0]["name"]), compared(name))


async def _answer(found: list[dict[str, Any]]) -> Answer | None:
    if len(found) != 1:
        return None
    reader = worker(found[0]["center"])
    kept, center = await one(reader, found[0]["id"]), await centers.by_id(found[0]["center"])
    if kept.state == State.VOIDED:
        return None
    same = ("state", "kind", "number", "code", "class_title", "starts_on", "ends_on", "credit_hours", "issued_on")
    answer = Answer(
        name=masked(kept.name),
        issuer=center.name,
        issuer_en=center.name_en,
        telephone=center.telephone,
        ended_on=kept.ended_on,
        ended_reason=kept.ended_reason,
        **{name: getattr(kept, name) for name in same},
    )
    if kept.replaced_by is None:
        return answer
    return replace(answer, replaced_by=(await one(reader, kept.replaced_by)).code)
