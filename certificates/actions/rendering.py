"""Print what was issued: one child makes a class's documents; each certificate is refused or kept by itself."""

import json
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from certificates.actions import keys, logging
from certificates.credential import Issuer, did_web
from certificates.model import Certificate as Printed
from certificates.model import Issuance, Kind, Made, Refusal, State, Template
from certificates.tables import Certificate, CertificateFile
from training import audit, children, db
from training.access import Actor
from training.model import CenterCard
from training.queries import centers
from training.settings import settings
from training.tenancy import seen_by

BATCH = 100
PICTURE_WIDTH = 1080


async def render(actor: Actor, cohort: int) -> int:
    """Make every certificate of a class that is issued and not yet made; returns how many were made.

    A second run makes nothing again. What cannot be printed is void, its number stays listed with the reason.
    """
    card, made = await centers.by_id(actor.center or 0), 0
    while rows := await _waiting(actor, cohort):
        issuances = [_issuance(row, card) for row in rows]
        bundle, password = await keys.bundle(actor, card)
        results: list[Made | Refusal] = await children.run(
            "certificates.printing:make_class",
            template(card),
            tuple(issuances),
            await issuer(actor, card),
            bundle,
            password,
            settings().timestamp_url,
            PICTURE_WIDTH,
            seconds=100,
            memory_mib=2048,
        )
        for row, result in zip(rows, results, strict=True):
            made += await _keep(actor, row, result)
    await logging.sign_head(actor, f"{host()}/{card.slug}")
    return made


def host() -> str:
    """The host of the short address in the QR."""
    return urlsplit(settings().base_url).netloc


def scheme(card: CenterCard) -> str:
    """https, but for a demonstration center: its specimens lead where it is served, so that they can be followed."""
    return urlsplit(settings().base_url).scheme if card.is_demo else "https"


def template(card: CenterCard) -> Template:
    """How the certificates of a center look, until it publishes its own."""
    return Template(
        Kind.COMPLETION,
        issuer=card.name.removesuffix("（演示）"),
        issuer_en=card.name_en,
        host=host(),
        sample=card.is_demo,
        scheme=scheme(card),
    )


async def issuer(actor: Actor, card: CenterCard) -> Issuer:
    """The center as an issuer of credentials."""
    seed = await keys.seed(actor, keys.CREDENTIAL)
    return Issuer(did_web(host(), card.slug), card.name, host(), status_list(card), seed, scheme(card))


def status_list(card: CenterCard) -> str:
    """The address of the center's first list of revocations."""
    return f"{settings().base_url}/{card.slug}/status"


async def _waiting(actor: Actor, cohort: int) -> list[dict[str, Any]]:
    t = Certificate
    mine = seen_by(actor, t) & (t.cohort == cohort) & (t.state == State.VALID.value) & t.document.is_null()
    return await t.select().where(mine).order_by(t.running).limit(BATCH).output(load_json=True)


def _issuance(row: dict[str, Any], card: CenterCard) -> Issuance:
    facts = row["facts"]
    printed = Printed(
        kind=Kind(row["kind"]),
        number=row["number"],
        code=row["code"],
        name=row["name"],
        class_title=row["class_title"],
        start=row["starts_on"],
        end=row["ends_on"],
        hours=row["credit_hours"],
        issued_at=datetime.fromisoformat(facts["issued_at"]).astimezone(ZoneInfo(card.zone)),
        unit=facts["unit"],
    )
    return Issuance(printed, salt=facts["salt"], status_index=row["status_index"])


async def _keep(actor: Actor, row: dict[str, Any], result: Made | Refusal) -> int:
    """The files, the leaf of the log and the hash in one write; or the number void with its reason."""
    t = Certificate
    mine = seen_by(actor, t) & (t.id == row["id"]) & (t.state == State.VALID.value) & t.document.is_null()
    if isinstance(result, Refusal):
        fault = json.dumps([result.reason.code, dict(result.reason.params)], ensure_ascii=False)
        void: dict[Any, Any] = {t.state: State.VOIDED.value, t.fault: fault, t.version: t.version + 1}
        async with db.write():
            if await t.update(void).where(mine).returning(t.id):
                await audit.note(actor, "certificate.voided", "certificate", row["id"], {"number": row["number"]})
                await _restore(actor, row["id"])
        return 0
    async with db.write():
        if not await t.update({t.document_hash: result.sha256}).where(mine).returning(t.id):
            return 0  # somebody else made it meanwhile
        document = await _filed(actor, row, result)
        position = await logging.append(actor, row["id"], sha256(result.credential).digest())
        facts = {**row["facts"], "edition": result.edition}
        kept: dict[Any, Any] = {t.document: document, t.log_index: position, t.facts: facts}
        await t.update(kept).where(mine)
    return 1


async def _restore(actor: Actor, void: int) -> None:
    """What a void one should have replaced is valid again: nobody is left without, because of a character that no font has."""
    t = Certificate
    mine = seen_by(actor, t) & (t.replaced_by == void)
    valid: dict[Any, Any] = {t.state: State.VALID.value, t.ended_on: None, t.ended_reason: ""}
    again: dict[Any, Any] = {t.replaced_by: None, t.version: t.version + 1}
    await t.update(valid).where(mine, t.state == State.REPLACED.value)
    for old in await t.update(again).where(mine).returning(t.id):
        await audit.note(actor, "certificate.restored", "certificate", old["id"], {"void": void})


async def _filed(actor: Actor, row: dict[str, Any], made: Made) -> int:
    """Keep the bytes that are handed out; the id of the document's."""
    ids = []
    for kind, content in (("pdf", made.pdf), ("png", made.picture), ("json", made.credential)):
        file = CertificateFile(
            center=actor.center,
            agency=row["agency"],
            trainee=row["trainee"],
            certificate=row["id"],
            kind=kind,
            sha256=sha256(content).hexdigest(),
            content=content,
        )
        await file.save()
        ids.append(int(file.id))
    return ids[0]
