"""The certificate as a verifiable credential: Open Badges 3.0 on W3C VC 2.0, proved with `eddsa-jcs-2022`.

No JSON-LD is processed, so a credential is checked without asking anybody for a context. The holder stands in it by
salted hash only. The DID document names, beside the credential key, the key of the log and the certificate that signs
the PDFs: one file at the issuer's address is enough to check everything offline.
"""

import base64
import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from hashlib import sha256
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import load_der_x509_certificate

from certificates.model import Certificate
from certificates.rules import status
from certificates.rules.wording import hours, proper

VC, OB = "https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
DID_CONTEXT = [
    "https://www.w3.org/ns/did/v1",
    "https://w3id.org/security/multikey/v1",
    "https://w3id.org/security/jwk/v1",
]
SUITE = "eddsa-jcs-2022"
ED25519 = b"\xed\x01"  # multicodec of a public key
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
CREDENTIAL_KEY, LOG_KEY, DOCUMENT_KEY = "#credential", "#log", "#document"
IDENTITY = re.compile(
    r"did:[a-z0-9]+:[A-Za-z0-9._:%-]+"
)  # the letters that a DID may have: none that looks like another
DEEPEST = 64  # levels of a document; a credential has six

Document = dict[str, Any]


class Forged(Exception):
    """A proof that does not hold, or none at all."""


@dataclass(frozen=True)
class Issuer:
    """Who issues credentials: its DID (did:web), its legal name, its service, its list of revocations, its secret."""

    did: str
    name: str
    host: str
    status_list: str  # address of the first list of revocations; the next ones stand below it
    seed: bytes  # 32 secret bytes: the Ed25519 key
    scheme: str = "https"  # of the certificate's address; a demonstration may be served by http

    @property
    def key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def did_web(host: str, *path: str) -> str:
    """The issuer's identity at an address: did:web:px.example.cn:jiangcheng."""
    return ":".join(("did:web", host.replace(":", "%3A"), *path))


def is_identity(did: object) -> bool:
    """Whether it is a DID, of whatever method."""
    return isinstance(did, str) and IDENTITY.fullmatch(did) is not None


def place(did: str) -> str:
    """The issuer's address as people read it: px.example.cn/jiangcheng."""
    return did.removeprefix("did:web:").replace(":", "/").replace("%3A", ":")


def did_address(did: str) -> str:
    """Where the DID document is fetched. Raises ValueError for another method."""
    method, _, rest = did.partition("did:web:")
    if method or not rest or not is_identity(did):
        raise ValueError(f"not a did:web: {did}")
    host, *path = rest.split(":")
    return f"https://{host.replace('%3A', ':')}/{'/'.join(path or ['.well-known'])}/did.json"


def credential(issuer: Issuer, one: Certificate, *, salt: str, index: int) -> Document:
    """The unsigned credential of a certificate; `index` is its place in all lists of revocations together."""
    which, place = status.split(index)
    listed = status.address(issuer.status_list, which)
    address = f"{issuer.scheme}://{issuer.host}/C/{one.code}"
    document: Document = {
        "@context": [VC, OB],
        "id": address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": issuer.did, "type": ["Profile"], "name": proper(issuer.name)},
        "validFrom": moment(one.issued_at),
        "name": proper(one.class_title),
        "credentialSubject": _subject(one, address, salt),
        "credentialStatus": {
            "id": f"{listed}#{place}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(place),
            "statusListCredential": listed,
        },
    }
    if one.expires:
        document["validUntil"] = moment(datetime.combine(one.expires, time(23, 59, 59), one.issued_at.tzinfo))
    return document


def status_list(issuer: Issuer, revoked: Iterable[int], at: datetime, which: int = 0) -> Document:
    """The unsigned credential that lists what is revoked of one list, as of a moment."""
    address = status.address(issuer.status_list, which)
    return {
        "@context": [VC],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.did,
        "validFrom": moment(at),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": status.encoded(revoked),
        },
    }


def proved(issuer: Issuer, document: Document, at: datetime) -> bytes:
    """The document with its proof, as canonical JSON: the same bytes for the same values."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": moment(at),
        "verificationMethod": issuer.did + CREDENTIAL_KEY,
        "proofPurpose": "assertionMethod",
        "@context": document["@context"],
    }
    signature = issuer.key.sign(_message(document, proof))
    return rfc8785.dumps({**document, "proof": {**proof, "proofValue": "z" + base58(signature)}})


def check(document: Document, key: Ed25519PublicKey) -> None:
    """Accept a proved document, or raise Forged."""
    proof = document.get("proof")
    if not isinstance(proof, dict) or (proof.get("type"), proof.get("cryptosuite")) != ("DataIntegrityProof", SUITE):
        raise Forged(f"no {SUITE} proof")
    if proof.get("proofPurpose") != "assertionMethod" or proof.get("@context") != document.get("@context"):
        raise Forged("the proof was made for something else")
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    try:
        key.verify(unbase58(str(proof.get("proofValue", ""))[1:]), _message(unsecured, options))
    except (InvalidSignature, ValueError) as broken:
        raise Forged("the proof does not hold") from broken


def is_about(document: Document, name: str) -> bool:
    """Whether the credential was given to somebody of that name; never where it does not say to whom."""
    try:
        entries = document["credentialSubject"]["identifier"]
        return any(entry["identityHash"] == identity_hash(name, entry.get("salt", "")) for entry in entries)
    except (ValueError, TypeError, AttributeError, KeyError):
        return False


def identity_hash(name: str, salt: str) -> str:
    """A name as the credential carries it: not to be read, only to be compared."""
    return f"sha256${sha256((proper(name) + salt).encode()).hexdigest()}"


def did_document(did: str, keys: Mapping[str, Ed25519PublicKey], documents: Iterable[bytes] = ()) -> Document:
    """What stands at the issuer's address: its keys by `CREDENTIAL_KEY` and `LOG_KEY`, and the DER certificates that
    sign its PDFs. Retired ones stay, so that what they signed can still be checked."""
    methods: list[Document] = [
        {"id": did + name, "type": "Multikey", "controller": did, "publicKeyMultibase": multikey(key)}
        for name, key in keys.items()
    ]
    for number, der in enumerate(documents, 1):
        method = {"id": f"{did}{DOCUMENT_KEY}-{number}", "type": "JsonWebKey", "controller": did}
        methods.append({**method, "publicKeyJwk": jwk(der)})
    return {
        "@context": DID_CONTEXT,
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods if method["type"] == "Multikey"],
    }


def key_of(document: Document, method: str) -> Ed25519PublicKey:
    """The key that a DID document names so. Raises Forged where it does not, or does not allow it to assert."""
    allowed = document.get("assertionMethod", [])
    for found in document.get("verificationMethod", []):
        if found.get("id") == method and method in allowed:
            raw = unbase58(str(found.get("publicKeyMultibase", ""))[1:])
            if raw.startswith(ED25519) and len(raw) == 34:
                return Ed25519PublicKey.from_public_bytes(raw[2:])
    raise Forged("the issuer does not name the key of the proof")


def documents_of(document: Document) -> list[bytes]:
    """The DER certificates that an issuer signs its PDFs with."""
    keys = (method.get("publicKeyJwk", {}) for method in document.get("verificationMethod", []))
    return [base64.b64decode(one) for key in keys for one in key.get("x5c", [])[:1]]


def multikey(key: Ed25519PublicKey) -> str:
    """A public key as DID documents write it."""
    return "z" + base58(ED25519 + key.public_bytes_raw())


def jwk(der: bytes) -> Document:
    """An X.509 certificate and its key as a JSON Web Key."""
    key = load_der_x509_certificate(der).public_key()
    chain = [base64.b64encode(der).decode()]
    if isinstance(key, RSAPublicKey):
        numbers = key.public_numbers()
        return {"kty": "RSA", "n": _unsigned(numbers.n), "e": _unsigned(numbers.e), "x5c": chain}
    if isinstance(key, EllipticCurvePublicKey):
        point = key.public_numbers()
        return {"kty": "EC", "crv": "P-256", "x": _unsigned(point.x, 32), "y": _unsigned(point.y, 32), "x5c": chain}
    raise ValueError("documents are signed with RSA or P-256")


def moment(at: datetime) -> str:
    """An instant as credentials write it, in UTC and whole seconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def base58(raw: bytes) -> str:
    """The bytes in the alphabet of Bitcoin."""
    number, text = int.from_bytes(raw, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = BASE58[digit] + text
    return "1" * (len(raw) - len(raw.lstrip(b"\0"))) + text


def unbase58(text: str) -> bytes:
    """The bytes again. Raises ValueError for a character outside the alphabet, or for a text longer than any key."""
    if len(text) > 256:
        raise ValueError("too long")
    number = 0
    for char in text:
        number = number * 58 + BASE58.index(char)
    return bytes(len(text) - len(text.lstrip("1"))) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def _subject(one: Certificate, address: str, salt: str) -> Document:
    return {
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": True,
                "identityHash": identity_hash(one.name, salt),
                "identityType": "name",
                "salt": salt,
            }
        ],
        "activityStartDate": f"{one.start.isoformat()}T00:00:00Z",
        "activityEndDate": f"{one.end.isoformat()}T00:00:00Z",
        "licenseNumber": proper(one.number),
        "achievement": {
            "id": f"{address}#class",
            "type": ["Achievement"],
            "achievementType": "CertificateOfCompletion" if one.kind == "completion" else "Course",
            "name": proper(one.class_title),
            "description": proper(one.class_title_en or one.class_title),
            "criteria": {"narrative": f"{hours(one.hours)}学时"},
        },
    }


def _unsigned(number: int, size: int = 0) -> str:
    raw = number.to_bytes(size or (number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _message(document: Document, proof: Document) -> bytes:
    return sha256(rfc8785.dumps(proof)).digest() + sha256(rfc8785.dumps(document)).digest()


def parsed(body: bytes) -> Document:
    """JSON that stands for one document. Raises ValueError for anything else, and for what no document may hold: a name
    given twice, half a character, NaN, a number beyond all bounds, more levels than `DEEPEST`."""
    try:
        document = json.loads(body, object_pairs_hook=_once, parse_constant=_refused, parse_float=_finite)
    except RecursionError as deep:
        raise ValueError("nested too deep") from deep
    if not isinstance(document, dict):
        raise ValueError("not a document")
    _refuse_unfit(document)
    return document


def _once(pairs: list[tuple[str, Any]]) -> Document:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is given twice")
    return found


def _refused(text: str) -> float:
    raise ValueError(f"{text} is not a number")


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _refused(text[:20])


def _refuse_unfit(document: Document) -> None:
    """Level by level rather than by recursion: whoever reads the document next may stand deep in a stack already."""
    level: list[Any] = [document]
    for _ in range(DEEPEST):
        for text in level:
            if isinstance(text, str):
                text.encode()  # half a character raises UnicodeEncodeError, which is a ValueError
        level = [each for value in level for each in _parts(value)]
        if not level:
            return
    raise ValueError("nested too deep")


def _parts(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [*value, *value.values()]
    return value if isinstance(value, list) else []
