"""Print what was issued: one child makes a class's documents; each certificate is refused or kept by itself."""

import json
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certificates import heads
from certificates.actions import keys
from certificates.credential import Issuer, did_web
from certificates.heads import Head
from certificates.model import Certificate as Printed
from certificates.model import Issuance, Kind, Made, Refusal, State, Template
from certificates.rules.log import Log
from certificates.tables import Certificate, CertificateFile, LogLeaf
from training import audit, children, clock, db
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
            PICTURE_WIDTH,
            seconds=100,
            memory_mib=2048,
        )
        for row, result in zip(rows, results, strict=True):
            made += await _keep(actor, row, result)
        await _sign_head(actor, card)
    return made


def host() -> str:
    """The host of the short address in the QR."""
    return urlsplit(settings().base_url).netloc


def template(card: CenterCard) -> Template:
    """How the certificates of a center look, until it publishes its own."""
    return Template(
        Kind.COMPLETION,
        issuer=card.name.removesuffix("（演示）"),
        issuer_en=card.name_en,
        host=host(),
        sample=card.is_demo,
    )


async def issuer(actor: Actor, card: CenterCard) -> Issuer:
    """The center as an issuer of credentials."""
    seed = await keys.seed(actor, keys.CREDENTIAL)
    address = f"{settings().base_url}/{card.slug}/status"
    return Issuer(did_web(host(), card.slug), card.name, host(), address, seed)


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
        return 0
    async with db.write():
        position = await _append(actor, row["id"], sha256(result.credential).digest())
        document, facts = None, {**row["facts"], "edition": result.edition}
        for kind, content in (("pdf", result.pdf), ("png", result.picture), ("json", result.credential)):
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
            document = document or file.id
        kept: dict[Any, Any] = {
            t.document: document,
            t.document_hash: result.sha256,
            t.log_index: position,
            t.facts: facts,
        }
        return len(await t.update(kept).where(mine).returning(t.id))


async def _append(actor: Actor, certificate: int, entry: bytes) -> int:
    """The next leaf of the center's log; two at once collide on its position and one is tried again by the outbox."""
    last = LogLeaf.select(LogLeaf.position).where(seen_by(actor, LogLeaf))
    row = await last.order_by(LogLeaf.position, ascending=False).first()
    position = row["position"] + 1 if row else 0
    leaf = LogLeaf(center=actor.center, position=position, leaf=entry.hex(), certificate=certificate, at=clock.now())
    await leaf.save()
    return position


async def _sign_head(actor: Actor, card: CenterCard) -> None:
    """A signed statement of the log as it is now; nothing where it has not grown."""
    rows = await LogLeaf.select(LogLeaf.leaf).where(seen_by(actor, LogLeaf)).order_by(LogLeaf.position)
    log, key = Log(bytes.fromhex(row["leaf"]) for row in rows), await keys.seed(actor, keys.LOG)
    head = Head(f"{host()}/{card.slug}", len(log), log.root(), clock.now())
    note = heads.signed(head, Ed25519PrivateKey.from_private_bytes(key))
    await db.raw(
        "INSERT INTO log_head (center, size, root, signature, at) VALUES ({}, {}, {}, {}, {}) "
        "ON CONFLICT (center, size) DO NOTHING",
        actor.center,
        head.size,
        head.root.hex(),
        note,
        head.at,
    )
