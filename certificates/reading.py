"""What a foreign PDF claims: read in a child process with limits, believed in nothing. `verification.py` judges it.

Import this in child processes only: a PDF is a program for its reader, and pyHanko is heavy.
"""

import asyncio
import logging
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from certificates.certificate_pdf import CREDENTIAL, EVIDENCE

MOST_ATTACHED = 64 * 1024  # bytes of one attachment
MOST_ATTACHMENTS = 16


class Unreadable(ValueError):
    """The bytes are no PDF, or one that contradicts itself."""


@dataclass(frozen=True)
class Claim:
    """What the file holds, unjudged: the signer's certificate (DER, empty without signature), what the signature is
    worth by itself, and the attachments as bytes."""

    signer: bytes = b""
    is_intact: bool = False
    is_over_everything: bool = False
    credential: bytes = b""
    evidence: bytes = b""


def read(pdf: bytes) -> Claim:
    """Read a file. Raises Unreadable; may also take all the memory and time it is given."""
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # what it thinks of a file is the answer, not a log line
    try:
        return asyncio.run(_claim(PdfFileReader(BytesIO(pdf))))
    except MemoryError:
        raise
    except Exception as broken:
        raise Unreadable(f"{type(broken).__name__}: {broken}"[:500]) from broken


async def _claim(reader: PdfFileReader) -> Claim:
    attached = dict(_attachments(reader))
    credential, evidence = attached.get(CREDENTIAL, b""), attached.get(EVIDENCE, b"")
    signatures = reader.embedded_signatures
    if not signatures:
        return Claim(credential=credential, evidence=evidence)
    first: EmbeddedPdfSignature = signatures[0]
    trusted_by_itself = ValidationContext(trust_roots=[first.signer_cert], allow_fetching=False)
    status = await async_validate_pdf_signature(first, signer_validation_context=trusted_by_itself)
    return Claim(
        signer=first.signer_cert.dump(),
        is_intact=bool(status.intact and status.valid),
        is_over_everything=len(signatures) == 1 and status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        credential=credential,
        evidence=evidence,
    )


def _attachments(reader: PdfFileReader) -> list[tuple[str, bytes]]:
    tree: Any = reader.root.get("/Names", {}).get("/EmbeddedFiles", {}).get("/Names", [])
    found = []
    for index in range(0, min(len(tree) - 1, 2 * MOST_ATTACHMENTS), 2):
        body = tree[index + 1]["/EF"]["/F"].data
        if len(body) > MOST_ATTACHED:
            raise Unreadable("an attachment is larger than any credential")
        found.append((str(tree[index]), bytes(body)))
    return found
