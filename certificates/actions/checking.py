"""A stranger's file judged by what its issuer publishes, where the issuer is a center of this service."""

from typing import TYPE_CHECKING

from certificates.actions import publishing, rendering
from certificates.credential import Document, did_web, parsed
from certificates.inspection import claim_of
from certificates.rules import status
from certificates.verification import Evidence, Judgement, Known, entry_of, issuer_of, judge, status_address
from training import clock
from training.errors import Missing
from training.model import CenterCard
from training.queries import centers

if TYPE_CHECKING:  # reading.py loads pyHanko, which only children may
    from certificates.reading import Claim


async def check(pdf: bytes) -> Judgement:
    """Everything that can be said of a file. Raises inspection.Refused for what is no certificate at all."""
    claim = await claim_of(pdf)
    center = await _center(issuer_of(claim))
    if center is None:
        return judge(claim, Known(), clock.now())
    identity, evidence = await publishing.identity(center), await _evidence(center, claim.credential)
    known = Known(identity, await _statuses(center, claim), evidence)
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


async def _statuses(center: CenterCard, claim: "Claim") -> Document | None:
    """The list that the file names, where it is one of the center's."""
    which = status.list_at(rendering.status_list(center), status_address(claim))
    if which is None:
        return None
    try:
        return parsed(await publishing.revocations(center, which))
    except Missing:
        return None


async def _evidence(center: CenterCard, credential: bytes) -> Evidence | None:
    try:
        document: Document = parsed(credential)
        return await publishing.evidence(center, entry_of(document).hex())
    except (Missing, ValueError):
        return None
