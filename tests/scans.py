"""Scans of sealed papers that open: one picture and one PDF, made here and small."""

import struct
import zlib


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width: int = 2, height: int = 2) -> bytes:
    """A white picture."""
    rows, head = (
        zlib.compress(b"\x00" * ((width + 7) // 8 + 1) * height),
        struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0),
    )
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


PNG = png()
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
)
