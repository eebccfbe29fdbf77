"""What a worker process calls: a class's certificates in, documents out, each by itself.

    results = make(batch)                       # in order; Made, or a Refusal that names what is wrong
    archive.pieces(files)                       # the class as one ZIP, streamed (`archive.py`)

Import this in worker processes only: it draws, signs and renders. A `Batch` and its results are plain values and cross a
process boundary. One trainee's rare character never stops the others.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Protocol

import pypdfium2

from certificates import credential, signing, timestamping
from certificates.certificate_pdf import Edition, MissingGlyph, Press, Seal, TooLong
from certificates.credential import Issuer
from certificates.fonts import FOLDER, code_point
from certificates.model import Issuance, Made, Reason, Refusal
from certificates.rules.printable import PARTS
from certificates.rules.wording import proper


class Keyring(Protocol):
    """Where a worker gets its seal: plain values that open to something that signs."""

    def open(self) -> Seal: ...


@dataclass(frozen=True)
class Pkcs12:
    """A PKCS #12 file as bytes; with the address of a time-stamp authority if there is one."""

    bundle: bytes
    password: bytes | None = None
    stamps: str = ""

    def open(self) -> Seal:
        """The signer. Raises signing.KeyUnfit, ValueError for a wrong password."""
        return _opened(self)


@dataclass(frozen=True)
class Batch:
    """A class's certificates, and all that is needed to make them."""

    edition: Edition
    issuances: tuple[Issuance, ...]
    issuer: Issuer | None = None  # None: no credentials
    keyring: Keyring | None = None  # None: unsigned
    picture_width: int = 0  # pixels; 0: no pictures
    fonts: Path = FOLDER


def make(batch: Batch) -> list[Made | Refusal]:
    """Every certificate of the batch, in its order."""
    return list(each(batch))


def each(batch: Batch) -> Iterator[Made | Refusal]:
    """Every certificate as soon as it is made."""
    press = press_of(batch.edition, batch.fonts)
    seal = batch.keyring.open() if batch.keyring else None
    for issuance in batch.issuances:
        yield _one(batch, issuance, press, seal)


def _one(batch: Batch, issuance: Issuance, press: Press, seal: Seal | None) -> Made | Refusal:
    certificate = issuance.certificate
    attached = credential_of(batch.issuer, issuance) if batch.issuer else b""
    try:
        document = press.render(
            certificate, credential=attached, evidence=issuance.evidence, seal=seal, signature=issuance.signature
        )
    except MissingGlyph as missing:
        named = {"char": missing.char, "code": code_point(missing.char), "name": proper(certificate.name)}
        return Refusal(certificate.code, Reason("certificate.glyph-missing", named))
    except TooLong as long:
        named = {"field": PARTS[long.field], "name": proper(certificate.name)}
        return Refusal(certificate.code, Reason("certificate.text-too-long", named))
    image = picture(document.pdf, batch.picture_width) if batch.picture_width else b""
    digest = sha256(document.pdf).hexdigest()
    return Made(certificate.code, document.pdf, digest, image, attached, document.signature, press.edition)


def credential_of(issuer: Issuer, issuance: Issuance) -> bytes:
    """The proved credential; cheap enough to be made where the log entry is written."""
    one = issuance.certificate
    document = credential.credential(issuer, one, salt=issuance.salt, index=issuance.status_index)
    return credential.proved(issuer, document, one.issued_at)


def picture(pdf: bytes, width: int) -> bytes:
    """The first page as PNG, `width` pixels wide."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        image = page.render(scale=width / page.get_width(), rev_byteorder=True).to_pil()
    out = BytesIO()
    image.save(out, "PNG", compress_level=6)
    return out.getvalue()


@lru_cache(maxsize=8)
def press_of(edition: Edition, fonts: Path = FOLDER) -> Press:
    """The press of an edition, set up once in a process."""
    return Press(edition, fonts)


@lru_cache(maxsize=8)
def _opened(ring: Pkcs12) -> Seal:
    stamp = timestamping.authority(timestamping.over_http(ring.stamps)) if ring.stamps else None
    return signing.from_pkcs12(ring.bundle, ring.password, stamp)
