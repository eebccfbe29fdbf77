"""The list of revoked credentials: one bit each, at a place that tells nothing about its neighbours."""

import gzip
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from hashlib import sha256
from io import BytesIO

SIZE = 131_072  # bits in one list: the smallest that the standard allows, so that a place hides among many
MOST_LISTS = 2**31 // SIZE  # an index over all of them is kept in 31 bits
HALF_BITS = 9  # 2¹⁸ places are shuffled, those beyond SIZE are walked over
ROUNDS = 6


def split(index: int) -> tuple[int, int]:
    """Which list an index of all lists together is in, counted from 0, and its bit there."""
    return divmod(index, SIZE)


def address(first: str, which: int) -> str:
    """Where a list is published; the first stands at the address that all begin with."""
    return f"{first}/{which + 1}" if which else first


def list_at(first: str, published: str) -> int | None:
    """Which list stands at an address, None where it is none of these."""
    if published == first:
        return 0
    rest = published.removeprefix(f"{first}/")
    if not rest.isdecimal() or len(rest) > 6:
        return None
    which = int(rest) - 1
    return which if 0 < which < MOST_LISTS and address(first, which) == published else None


class ListUnreadable(ValueError):
    """What should be a list of bits is none."""


def place(n: int, key: bytes) -> int:
    """The bit of the n-th certificate of a list: a permutation, so no two share one. Raises ValueError beyond SIZE."""
    if not 0 <= n < SIZE:
        raise ValueError("the list is full")
    shuffled = _shuffled(n, key)
    while shuffled >= SIZE:
        shuffled = _shuffled(shuffled, key)
    return shuffled


def encoded(revoked: Iterable[int]) -> str:
    """The list as multibase base64url of gzip, the first bit the most significant; the same bits give the same text."""
    bits = bytearray(SIZE // 8)
    for index in revoked:
        bits[index >> 3] |= 0x80 >> (index & 7)
    return "u" + urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).rstrip(b"=").decode()


def is_set(text: str, index: int) -> bool:
    """Whether the bit is set. Raises ListUnreadable, also for a list that unpacks to more than it may."""
    if not text.startswith("u"):
        raise ListUnreadable("not multibase base64url")
    try:
        packed = urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4))
        with gzip.GzipFile(fileobj=BytesIO(packed)) as file:
            bits = file.read(SIZE // 8 * 64 + 1)
    except (ValueError, OSError, EOFError, zlib.error) as broken:
        raise ListUnreadable(str(broken)) from broken
    if not 0 <= index < 8 * len(bits) <= SIZE * 64:
        raise ListUnreadable("no such place in the list")
    return bool(bits[index >> 3] & 0x80 >> (index & 7))


def _shuffled(n: int, key: bytes) -> int:
    mask = (1 << HALF_BITS) - 1
    left, right = n >> HALF_BITS, n & mask
    for turn in range(ROUNDS):
        mixed = int.from_bytes(sha256(key + bytes([turn]) + right.to_bytes(2, "big")).digest()[:2], "big")
        left, right = right, left ^ mixed & mask
    return left << HALF_BITS | right
