"""What a center publishes as an issuer: its identity, what it revoked, its log. Enough to check everything without it."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certificates.actions import keys, rendering
from certificates.credential import CREDENTIAL_KEY, LOG_KEY, Document, did_document, proved, status_list
from certificates.model import State
from certificates.rules import status
from certificates.rules.log import Log
from certificates.tables import Certificate, LogHead, LogLeaf
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


async def revocations(center: CenterCard) -> bytes:
    """The list of revoked and replaced certificates as a proved credential, as of now."""
    actor = worker(center.id)
    ended = seen_by(actor, Certificate) & Certificate.state.is_in(ENDED) & (Certificate.status_index < status.SIZE)
    rows = await Certificate.select(Certificate.status_index).where(ended)
    own, now = await rendering.issuer(actor, center), clock.now()
    return proved(own, status_list(own, (row["status_index"] for row in rows), now), now)


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
    note = await head(center, size)
    whole = int(note.split("\n", 2)[1])
    mine = seen_by(worker(center.id), LogLeaf) & (LogLeaf.leaf == entry)
    leaf = await LogLeaf.select(LogLeaf.position).where(mine).first()
    if leaf is None or leaf["position"] >= whole:
        raise Missing("problem.not-found")
    proof = (await _log(center, whole)).inclusion(leaf["position"])
    return Evidence(leaf["position"], whole, tuple(proof), note)


async def consistency(center: CenterCard, old: int, size: int) -> list[str]:
    """The proof that the log of `old` entries is the beginning of the one of `size`. Raises Missing for no such log."""
    log = await _log(center, size)
    if not 0 < old <= size == len(log):
        raise Missing("problem.not-found")
    return [one.hex() for one in log.consistency(old)]


async def _log(center: CenterCard, size: int) -> Log:
    asked = LogLeaf.select(LogLeaf.leaf).where(seen_by(worker(center.id), LogLeaf)).order_by(LogLeaf.position)
    return Log(bytes.fromhex(row["leaf"]) for row in await asked.limit(max(size, 0)))
