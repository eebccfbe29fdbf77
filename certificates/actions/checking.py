"""A stranger's file judged by what its issuer publishes, where the issuer is a center of this service."""

from certificates.actions import publishing, rendering
from certificates.credential import Document, did_web, parsed
from certificates.inspection import claim_of
from certificates.verification import Evidence, Judgement, Known, entry_of, issuer_of, judge
from training import clock
from training.errors import Missing
from training.model import CenterCard
from training.queries import centers


async def check(pdf: bytes) -> Judgement:
    """Everything that can be said of a file. Raises inspection.Refused for what is no certificate at all."""
    claim = await claim_of(pdf)
    center = await _center(issuer_of(claim))
    if center is None:
        return judge(claim, Known(), clock.now())
    statuses = parsed(await publishing.revocations(center))
    known = Known(await publishing.identity(center), statuses, await _evidence(center, claim.credential))
    return judge(claim, known, clock.now())


async def _center(did: str) -> CenterCard | None:
    """The center of this service that the file names as its issuer."""
    slug = did.rpartition(":")[2]
    if did != did_web(rendering.host(), slug):
        return None
    try:
        return await centers.by_slug(slug)
    except Missing:
        return None


async def _evidence(center: CenterCard, credential: bytes) -> Evidence | None:
    try:
        document: Document = parsed(credential)
        return await publishing.evidence(center, entry_of(document).hex())
    except (Missing, ValueError):
        return None
