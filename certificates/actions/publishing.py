"""What a center publishes as an issuer: its identity, what it revoked, its log. Enough to check everything without it."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certificates.actions import keys, rendering
from certificates.credential import CREDENTIAL_KEY, LOG_KEY, Document, did_document, proved, status_list
from certificates.model import State
from certificates.queries import log as queries
from certificates.rules import status
from certificates.tables import Certificate, LogHead
from certificates.verification import Evidence
from training import clock
from training.access import worker
from training.errors import Missing
from training.model import CenterCard
from training.tenancy import seen_by

ENDED = [State.REVOKED.value, State.REPLACED.value]


async def identity(center: CenterCard) -> Document:
    """The DID document: every key that proves something here."""
    actor = worker(center.id)
    own = await rendering.issuer(actor, center)
    await keys.bundle(actor, center)  # the first asker may come before the first certificate
    log = Ed25519PrivateKey.from_private_bytes(await keys.seed(actor, keys.LOG))
    public = {CREDENTIAL_KEY: own.key.public_key(), LOG_KEY: log.public_key()}
    return did_document(own.did, public, await keys.documents(actor))


async def revocations(center: CenterCard, which: int = 0) -> bytes:
    """A list of revoked and replaced certificates as a proved credential, as of now. Raises Missing beyond the last."""
    actor = worker(center.id)
    first = which * status.SIZE
    listed = seen_by(actor, Certificate) & (Certificate.status_index >= first)
    if which >= status.MOST_LISTS or (which and not await Certificate.exists().where(listed)):
        raise Missing("problem.not-found")
    ended = listed & Certificate.state.is_in(ENDED) & (Certificate.status_index < first + status.SIZE)
    rows = await Certificate.select(Certificate.status_index).where(ended)
    own, now = await rendering.issuer(actor, center), clock.now()
    return proved(own, status_list(own, (row["status_index"] - first for row in rows), now, which), now)


async def head(center: CenterCard, size: int | None = None) -> str:
    """The latest signed head of the log, or the one of that size. Raises Missing."""
    mine = seen_by(worker(center.id), LogHead)
    asked = LogHead.select(LogHead.signature).where(mine if size is None else mine & (LogHead.size == size))
    row = await asked.order_by(LogHead.size, ascending=False).first()
    if row is None:
        raise Missing("problem.not-found")
    return str(row["signature"])


async def evidence(center: CenterCard, entry: str, size: int | None = None) -> Evidence:
    """The log's proof for one entry under a signed head. Raises Missing."""
    actor, note = worker(center.id), await head(center, size)
    whole = int(note.split("\n", 2)[1])
    position = await queries.position(actor, entry)
    if position is None or position >= whole:
        raise Missing("problem.not-found")
    return Evidence(position, whole, tuple(await queries.inclusion(actor, position, whole)), note)


async def consistency(center: CenterCard, old: int, size: int) -> list[str]:
    """The proof that the log of `old` entries is the beginning of the one of `size`. Raises Missing for no such log."""
    actor = worker(center.id)
    if not 0 < old <= size <= await queries.size(actor):
        raise Missing("problem.not-found")
    return [one.hex() for one in await queries.consistency(actor, old, size)]
