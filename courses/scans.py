"""The scans of sealed papers, as they are sent: a PDF or a picture that really opens, whatever its name says.

Opened in a child process with limits of its own (`training.children`): a foreign file can take any time and memory.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass

from training import children
from training.errors import Fault, of_fields

PDF = "application/pdf"
KINDS: Mapping[bytes, str] = {b"%PDF-": PDF, b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG"}
MOST_PIXELS = 100_000_000  # A3 at 600 dots an inch has 70 million
SECONDS, MEMORY_MIB = 10, 1024


@dataclass(frozen=True)
class Scan:
    """A file that was opened, and what it is."""

    name: str
    content: bytes
    media_type: str


async def opened(name: str, content: bytes) -> Scan:
    """A file as it was sent. Raises Invalid for anything but a PDF, JPEG or PNG, and for one that does not open."""
    found = next((kind for start, kind in KINDS.items() if content.startswith(start)), None)
    if found is None:
        raise of_fields({"scan": Fault("paper.wrong-kind")})
    try:
        is_whole = await children.run(opens, content, found, seconds=SECONDS, memory_mib=MEMORY_MIB)
    except (children.ChildDied, MemoryError):
        is_whole = False
    if not is_whole:
        raise of_fields({"scan": Fault("paper.unreadable")})
    return Scan(name, content, found)


def opens(content: bytes, kind: str) -> bool:
    """Whether a reader shows it: a PDF its first page, a picture all of itself. Only in a child."""
    return _has_page(content) if kind == PDF else _has_picture(content, PICTURES[kind])


def _has_page(content: bytes) -> bool:
    import pypdfium2  # heavy, and only in a child process

    try:
        paper = pypdfium2.PdfDocument(content)
        return len(paper) > 0 and min(paper[0].get_size()) > 0
    except (pypdfium2.PdfiumError, ValueError):
        return False


def _has_picture(content: bytes, kind: str) -> bool:
    from PIL import Image  # heavy, and only in a child process

    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return False
            picture.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
    return True
