"""Whether a certificate is genuine, and whether it still holds: each question answered by itself, then together.

Pure: what the file claims (`reading.py`), what the issuer publishes and what the asker kept come in as values; nothing is
fetched. What could not be checked is said, never passed over.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum
from hashlib import sha256
from operator import index
from typing import TYPE_CHECKING, Any

import rfc8785
from cryptography.x509 import load_der_x509_certificate

from certificates import credential, heads
from certificates.credential import CREDENTIAL_KEY, LOG_KEY, Document, Forged
from certificates.heads import Head, HeadUnreadable
from certificates.model import Reason
from certificates.rules import log, status
from certificates.signing import common_name, is_demonstration

if TYPE_CHECKING:  # reading.py loads pyHanko, which only children may
    from certificates.reading import Claim

MALFORMED = (ValueError, TypeError, AttributeError, KeyError, IndexError, OverflowError)
SKEW = timedelta(minutes=5)  # by which two honest clocks may differ


class Weight(IntEnum):
    """What a finding does to the whole; the heaviest decides."""

    GOOD = 0
    OPEN = 1
    ENDED = 2
    FALSE = 3


VERDICTS = {
    Weight.GOOD: "verify.verdict-genuine",
    Weight.OPEN: "verify.verdict-open",
    Weight.ENDED: "verify.verdict-ended",
    Weight.FALSE: "verify.verdict-false",
}


@dataclass(frozen=True)
class Finding:
    """The answer to one question. A parameter may be a Reason itself."""

    weight: Weight
    reason: Reason


@dataclass(frozen=True)
class Evidence:
    """A log's proof for one entry: the entry's index, the size it is proved at, the hashes, and that size's signed head."""

    index: int
    size: int
    proof: tuple[bytes, ...]
    head: str


@dataclass(frozen=True)
class Known:
    """What the asker has beside the file. None: was not to be had."""

    did: Document | None = None  # the issuer's DID document
    statuses: Document | None = None  # the list of revocations
    evidence: Evidence | None = None  # fetched or saved; stands before the one in the file
    head: str | None = None  # a signed head that the asker kept
    consistency: Sequence[bytes] | None = None  # proof between the evidence's size and the kept head's
    name: str | None = None  # whom the asker believes to hold the certificate


@dataclass(frozen=True)
class Judgement:
    """All findings, in the order they are read, and the address that the credential claims to come from.

    Anybody can issue genuine certificates under any name, so a verdict that says "genuine" says at whose address.
    """

    findings: tuple[Finding, ...]
    address: str = ""
    weight: Weight = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "weight", max(finding.weight for finding in self.findings))

    @property
    def verdict(self) -> Reason:
        return Reason(VERDICTS[self.weight], {"address": self.address} if self.address else {})


def judge(claim: "Claim", known: Known, now: datetime) -> Judgement:
    """Everything that can be said about a certificate."""
    try:
        document = credential.parsed(claim.credential) if claim.credential else None
    except MALFORMED:
        return Judgement((_signature(claim, known.did), _false("verify.credential-unreadable")))
    findings = [_signature(claim, known.did)]
    if document is None:
        return Judgement((*findings, _false("verify.credential-missing")))
    findings += _credential(document, known.did, now)
    if findings[-1].weight is Weight.FALSE:
        return Judgement(tuple(findings))
    findings.append(_log(document, claim, known))
    findings.append(_status(document, known, now))
    if known.name is not None:
        same = credential.is_about(document, known.name)
        findings.append(_good("verify.name-matches") if same else _false("verify.name-differs"))
    return Judgement(tuple(findings), credential.place(issuer_of(claim)))


def issuer_of(claim: "Claim") -> str:
    """The DID that the credential claims to come from, empty if there is none."""
    try:
        did = credential.parsed(claim.credential)["issuer"]["id"]
    except MALFORMED:
        return ""
    return str(did) if credential.is_identity(did) else ""


def status_address(claim: "Claim") -> str:
    """Where the credential says its revocation is listed, empty if nowhere."""
    try:
        return str(credential.parsed(claim.credential)["credentialStatus"]["statusListCredential"])
    except MALFORMED:
        return ""


def entry_of(document: Document) -> bytes:
    """What the log holds of a credential: its SHA-256, in canonical form."""
    return sha256(rfc8785.dumps(document)).digest()


def evidence_from(found: Any) -> Evidence:
    """Evidence from its JSON form. Raises ValueError."""
    try:
        proof = tuple(bytes.fromhex(one) for one in found["proof"])
        return Evidence(index(found["index"]), index(found["size"]), proof, str(found["head"]))
    except MALFORMED as broken:
        raise ValueError("not a proof of the log") from broken


def evidence_json(evidence: Evidence) -> Document:
    """Evidence as the issuer serves it and the PDF carries it."""
    proof = [one.hex() for one in evidence.proof]
    return {"index": evidence.index, "size": evidence.size, "proof": proof, "head": evidence.head}


def size_of(claim: "Claim") -> int | None:
    """The size at which the file's own evidence proves its entry, if it carries any."""
    try:
        return evidence_from(credential.parsed(claim.evidence)).size
    except ValueError:
        return None


def kept_size(known: Known) -> int | None:
    """The size of the head that the asker kept, where it is one of the issuer's log."""
    if known.did is None or known.head is None:
        return None
    try:
        return heads.opened(known.head, _key(known.did, LOG_KEY)).size
    except (HeadUnreadable, Forged):
        return None


def _signature(claim: "Claim", did: Document | None) -> Finding:
    if not claim.signer:
        return _false("verify.signature-missing")
    if not claim.is_intact:
        return _false("verify.signature-broken")
    if not claim.is_over_everything:
        return _false("verify.signature-added")
    try:
        certificate = load_der_x509_certificate(claim.signer)
        name, is_shown_only = common_name(certificate), is_demonstration(certificate)
    except MALFORMED:  # the reader of the file is more lenient than X.509
        return _false("verify.signature-broken")
    if is_shown_only:
        return Finding(Weight.OPEN, Reason("verify.signature-demonstration", {}))
    if did is None:
        return Finding(Weight.OPEN, Reason("verify.signature-unconfirmed", {"name": name}))
    if claim.signer not in _documents(did):
        return _false("verify.signature-stranger", name=name)
    return _good("verify.signature-valid", name=name)


def _documents(did: Document) -> list[bytes]:
    try:
        return credential.documents_of(did)
    except MALFORMED:
        return []


def _key(did: Document, name: str) -> Any:
    try:
        return credential.key_of(did, did["id"] + name)
    except MALFORMED as broken:
        raise Forged("the issuer's document cannot be read") from broken


def _credential(document: Document, did: Document | None, now: datetime) -> Iterator[Finding]:
    try:
        subject, issuer = document["credentialSubject"], document["issuer"]
        if not credential.is_identity(issuer["id"]):
            raise ValueError("the issuer names no address")
        said = {
            "issuer": issuer["name"],
            "address": credential.place(issuer["id"]),
            "number": subject["licenseNumber"],
            "class_title": subject["achievement"]["name"],
        }
        begins, ends = _instant(document.get("validFrom")), _instant(document.get("validUntil"))
        if did is None:
            yield Finding(Weight.OPEN, Reason("verify.credential-unconfirmed", {"did": issuer["id"]}))
            return
        if issuer["id"] != did["id"] or document["proof"]["verificationMethod"] != did["id"] + CREDENTIAL_KEY:
            raise Forged("another issuer")
        credential.check(document, _key(did, CREDENTIAL_KEY))
    except Forged:
        yield _false("verify.credential-forged")
        return
    except MALFORMED:
        yield _false("verify.credential-unreadable")
        return
    yield _good("verify.credential-valid", **said)
    if begins and begins > now + SKEW:
        yield Finding(Weight.OPEN, Reason("verify.credential-future", {"date": begins.date().isoformat()}))
    if ends and ends < now:
        yield Finding(Weight.ENDED, Reason("verify.credential-expired", {"date": ends.date().isoformat()}))


def _instant(text: Any) -> datetime | None:
    """The instant in a document, None where it says none. Raises ValueError for one without its zone."""
    if text is None:
        return None
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("an instant without its zone")
    return at


def _log(document: Document, claim: "Claim", known: Known) -> Finding:
    try:
        evidence = known.evidence or (evidence_from(credential.parsed(claim.evidence)) if claim.evidence else None)
    except ValueError:
        return _false("verify.log-absent")
    if evidence is None or known.did is None:
        return Finding(Weight.OPEN, Reason("verify.log-unchecked", {}))
    try:
        key = _key(known.did, LOG_KEY)
        head = heads.opened(evidence.head, key)
        kept = heads.opened(known.head, key) if known.head else head
    except (HeadUnreadable, Forged):
        return _false("verify.log-head-unreadable")
    if head.size != evidence.size or head.origin != kept.origin:
        return _false("verify.log-absent")
    if not log.is_included(entry_of(document), evidence.index, evidence.size, evidence.proof, head.root):
        return _false("verify.log-absent")
    return _agreed(head, kept, known.consistency)


def _agreed(head: Head, kept: Head, proof: Sequence[bytes] | None) -> Finding:
    """Whether the head that proves the entry and the head that was kept are of one history."""
    old, new = sorted((head, kept), key=lambda one: one.size)
    if old.size == new.size:
        is_one_history = old.root == new.root
    elif proof is None:
        return Finding(Weight.OPEN, Reason("verify.log-other-head", {"size": head.size, "kept": kept.size}))
    else:
        is_one_history = log.is_consistent(old.size, old.root, new.size, new.root, proof)
    if not is_one_history:
        return _false("verify.log-absent")
    return _good("verify.log-included", size=kept.size, date=kept.at.date().isoformat())


def _status(document: Document, known: Known, now: datetime) -> Finding:
    if known.statuses is None or known.did is None:
        return Finding(Weight.OPEN, Reason("verify.status-unchecked", {}))
    try:
        entry, listed = document["credentialStatus"], known.statuses
        credential.check(listed, _key(known.did, CREDENTIAL_KEY))
        if (
            listed["id"] != entry["statusListCredential"]
            or listed["credentialSubject"]["statusPurpose"] != "revocation"
        ):
            return _false("verify.status-forged")
        at = _instant(listed["validFrom"])
        is_revoked = status.is_set(listed["credentialSubject"]["encodedList"], int(entry["statusListIndex"]))
    except (Forged, *MALFORMED):
        return _false("verify.status-forged")
    if at is None:
        return _false("verify.status-forged")
    params = {"date": at.date().isoformat(), "age": age(now - at)}
    if is_revoked:
        return Finding(Weight.ENDED, Reason("verify.status-revoked", params))
    if at > now + SKEW:
        return Finding(Weight.OPEN, Reason("verify.status-future", params))
    return _good("verify.status-valid", **params)


def age(passed: timedelta) -> Reason:
    """How long ago, in the largest unit that fits."""
    if passed < -SKEW:
        return Reason("verify.age-future", {})
    minutes = max(0, int(passed.total_seconds() // 60))
    if minutes < 120:
        return Reason("verify.age-minutes", {"n": minutes})
    return (
        Reason("verify.age-hours", {"n": minutes // 60})
        if minutes < 2880
        else Reason("verify.age-days", {"n": minutes // 1440})
    )


def _good(code: str, **params: object) -> Finding:
    return Finding(Weight.GOOD, Reason(code, params))


def _false(code: str, **params: object) -> Finding:
    return Finding(Weight.FALSE, Reason(code, params))
