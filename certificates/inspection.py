"""Foreign files in, claims out, for web processes and the command line: the reading itself happens in a limited child."""

from typing import TYPE_CHECKING

from certificates.model import Reason
from training import children

if TYPE_CHECKING:  # reading.py loads pyHanko, which only children may
    from certificates.reading import Claim

LIMIT = 5 * 1024 * 1024  # bytes of a file; a certificate has a hundredth of it
SECONDS, MEMORY = 20, 768  # of the child; memory in MiB of address space


class Refused(Exception):
    """A file that is no certificate, and why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


async def claim_of(pdf: bytes) -> "Claim":
    """What a file claims, for `verification.judge`. Raises Refused for what is no certificate at all."""
    if len(pdf) > LIMIT:
        raise Refused(Reason("verify.file-too-large", {"limit": f"{LIMIT // 1024 // 1024} MiB"}))
    try:
        return await children.run(claim_in_child, pdf, seconds=SECONDS, memory_mib=MEMORY)
    except (children.ChildDied, MemoryError) as died:
        raise Refused(Reason("verify.file-exhausting", {})) from died
    except ValueError as unreadable:
        raise Refused(Reason("verify.file-unreadable", {})) from unreadable


def claim_in_child(pdf: bytes) -> "Claim":
    """What the child does. Raises ValueError for what cannot be read."""
    from certificates import reading  # pyHanko, for the child alone

    return reading.read(pdf)
