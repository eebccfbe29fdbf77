"""Static files, held in memory under addresses that change with their content."""

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True)
class Asset:
    """A static file in memory: only what is known by name at start can be asked for."""

    content: bytes
    packed: bytes
    media_type: str
    digest: str


@cache
def assets() -> Mapping[str, Asset]:
    """Every static file by its path, with the digest that its address carries."""
    found = {}
    for path in sorted([*STATIC.glob("*"), *STATIC.glob("vendor/*")]):
        if path.is_file() and not path.name.startswith("."):
            content = path.read_bytes()
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            digest = hashlib.sha256(content).hexdigest()[:12]
            found[path.relative_to(STATIC).as_posix()] = Asset(content, gzip.compress(content, mtime=0), kind, digest)
    return found


def asset(name: str) -> str:
    """The address of a static file; it changes with the content and so may be kept for ever."""
    return f"/static/{assets()[name].digest}/{name}"
