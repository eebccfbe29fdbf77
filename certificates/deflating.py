"""Deflate in pieces that are ready beforehand: a stream is put together from them without deflating anything again.

Each piece ends on a whole byte and looks back at nothing before itself, so it may stand anywhere in a stream.
"""

import zlib
from collections.abc import Iterable

HEADER = b"\x78\x9c"
LEVEL = 9  # pieces are made once and used often
MOST_STORED = 0xFFFF  # bytes of a block that is not deflated


def piece(body: bytes) -> bytes:
    """The body as a piece of a stream: deflated, or as it is where that is shorter."""
    deflate = zlib.compressobj(LEVEL, wbits=-15)
    packed = deflate.compress(body) + deflate.flush(zlib.Z_FULL_FLUSH)
    return min(packed, stored(body, last=False), key=len)


def stored(body: bytes, *, last: bool) -> bytes:
    """The body as it is, in blocks that say so."""
    starts = range(0, max(len(body), 1), MOST_STORED)
    blocks = [body[start : start + MOST_STORED] for start in starts]
    heads = [
        b"\x00%b%b" % (len(one).to_bytes(2, "little"), (len(one) ^ 0xFFFF).to_bytes(2, "little")) for one in blocks
    ]
    if last:
        heads[-1] = b"\x01" + heads[-1][1:]
    return b"".join([part for pair in zip(heads, blocks, strict=True) for part in pair])


def stream(first: bytes, pieces: Iterable[bytes], end: bytes, checksum: int) -> bytes:
    """A whole zlib stream: `first` and `end` as they are, the pieces between; the checksum is over all of it unpacked."""
    ready = b"".join(pieces)
    return b"".join(
        (
            HEADER,
            stored(first, last=False) if first else b"",
            ready,
            stored(end, last=True),
            checksum.to_bytes(4, "big"),
        )
    )
