"""Signed heads of the log: what an outsider keeps, to notice later if anything below it was changed.

A head is a text of the C2SP form `tlog-checkpoint`, a signed note with an Ed25519 signature: readable by eye, and by
tools that are not ours. Its third line says when it was signed.
"""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519_NOTE = b"\x01"


class HeadUnreadable(ValueError):
    """A text that is no signed head, or not of this log."""


@dataclass(frozen=True)
class Head:
    """The state of a log at one moment: its first `size` entries have this root."""

    origin: str  # the log's name: the issuer's host and center
    size: int
    root: bytes
    at: datetime


def signed(head: Head, key: Ed25519PrivateKey) -> str:
    """The head as a signed note."""
    text = _text(head)
    mark = _key_mark(head.origin, key.public_key()) + key.sign(text.encode())
    return f"{text}\n— {head.origin} {base64.b64encode(mark).decode()}\n"


def opened(note: str, key: Ed25519PublicKey) -> Head:
    """The head in a note signed with the key. Raises HeadUnreadable."""
    text, _, signatures = note.replace("\r\n", "\n")[:10_000].partition("\n\n")
    head = _head(text)
    for line in signatures.splitlines():
        if _is_signed(f"{text}\n", line, head.origin, key):
            return head
    raise HeadUnreadable("the head is not signed by the issuer's log")


def _text(head: Head) -> str:
    at = head.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"{head.origin}\n{head.size}\n{base64.b64encode(head.root).decode()}\n{at}\n"


def _head(text: str) -> Head:
    try:
        origin, size, root, at = text.split("\n")
        head = Head(origin, int(size), base64.b64decode(root, validate=True), datetime.fromisoformat(at))
        is_one = len(head.root) == 32 and head.size >= 0 and _text(head) == f"{text}\n"
    except (ValueError, OverflowError) as broken:  # the year 1 has no hour in UTC east of it
        raise HeadUnreadable("not a head of a log") from broken
    if not is_one:
        raise HeadUnreadable("not a head of a log")
    return head


def _is_signed(text: str, line: str, origin: str, key: Ed25519PublicKey) -> bool:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.rpartition(" ")
    try:
        mark = base64.b64decode(encoded, validate=True)
        key.verify(mark[4:], text.encode())
    except (ValueError, InvalidSignature):
        return False
    return dash == "—" and name == origin and mark[:4] == _key_mark(origin, key)


def _key_mark(origin: str, key: Ed25519PublicKey) -> bytes:
    return sha256(f"{origin}\n".encode() + ED25519_NOTE + key.public_bytes_raw()).digest()[:4]
