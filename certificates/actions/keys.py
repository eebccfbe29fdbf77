"""The keys of an issuer: made at first use, sealed in the database; the one for documents may stand in a file."""

import asyncio
import base64
import secrets as randomness
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

from certificates import signing
from certificates.tables import IssuerKey
from training import clock, db, secrets
from training.access import Actor
from training.model import CenterCard
from training.settings import settings
from training.tenancy import seen_by

CREDENTIAL, LOG, DOCUMENT = "credential", "log", "document"
FIRST = "first"


async def seed(actor: Actor, purpose: str) -> bytes:
    """The 32 secret bytes of the Ed25519 key for credentials or for the log. Two at once make one key."""
    fresh = randomness.token_bytes(32)
    public = Ed25519PrivateKey.from_private_bytes(fresh).public_key().public_bytes_raw().hex()
    return base64.b64decode(await _first(actor, purpose, public, fresh))


async def bundle(actor: Actor, center: CenterCard, now: datetime | None = None) -> tuple[bytes, bytes | None]:
    """What signs documents, as PKCS #12 with its password: the operator's file, else a key marked as a demonstration."""
    if settings().key_file:
        content, password = (
            await asyncio.to_thread(Path(settings().key_file).read_bytes),
            settings().key_password.encode() or None,
        )
        await _published(actor, content, password)
        return content, password
    fresh = signing.demonstration(center.name, now or clock.now())
    return base64.b64decode(await _first(actor, DOCUMENT, _certificate(fresh, None), fresh)), None


async def documents(actor: Actor) -> list[bytes]:
    """The certificates, as DER, that documents of this center were ever signed with."""
    mine = seen_by(actor, IssuerKey) & (IssuerKey.purpose == DOCUMENT)
    rows = await IssuerKey.select(IssuerKey.public).where(mine).order_by(IssuerKey.id)
    return [base64.b64decode(row["public"]) for row in rows]


async def _first(actor: Actor, purpose: str, public: str, secret: bytes) -> str:
    mine = seen_by(actor, IssuerKey) & (IssuerKey.purpose == purpose) & (IssuerKey.fingerprint == FIRST)
    row = await IssuerKey.select(IssuerKey.sealed).where(mine).first()
    where = f"issuer_key:{actor.center}:{purpose}"
    if row is None:
        await _insert(actor, purpose, FIRST, public, secrets.seal(base64.b64encode(secret).decode(), row=where))
        row = await IssuerKey.select(IssuerKey.sealed).where(mine).first()
    assert row is not None
    return secrets.unseal(row["sealed"], row=where)


async def _published(actor: Actor, content: bytes, password: bytes | None) -> None:
    """A file's certificate is remembered, so that what it signed can be checked after it was changed for another."""
    public = _certificate(content, password)
    await _insert(actor, DOCUMENT, sha256(public.encode()).hexdigest(), public, "")


async def _insert(actor: Actor, purpose: str, fingerprint: str, public: str, sealed: str) -> None:
    await db.raw(
        "INSERT INTO issuer_key (center, purpose, fingerprint, public, sealed, made_at) VALUES ({}, {}, {}, {}, {}, {}) "
        "ON CONFLICT (center, purpose, fingerprint) DO NOTHING",
        actor.center,
        purpose,
        fingerprint,
        public,
        sealed,
        clock.now(),
    )


def _certificate(content: bytes, password: bytes | None) -> str:
    """The certificate of a bundle, DER in base64. Raises signing.KeyUnfit."""
    _, certificate, _ = pkcs12.load_key_and_certificates(content, password)
    if certificate is None:
        raise signing.KeyUnfit("the file holds no certificate")
    return base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()
