"""The letters of one document as a font of their own: the smallest file that draws them, and the map back to text.

What a class shares is made once: outlines, widths and map of those letters are bytes already, and each document adds its
own. The same glyphs give the same bytes, whatever was made before.
"""

import struct
import zlib
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from certificates import deflating
from certificates.fonts import EM, Face, Glyph, checked

DIRECTORY = 12 + 16 * 6  # bytes before the first of six tables
MAP_BLOCK = 100  # characters in one block of a text map: the most that readers must take
MAP_HEAD = (
    b"/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n"
    b"/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
    b"/CMapName/Adobe-Identity-UCS def/CMapType 2 def\n"
    b"1 begincodespacerange<0000><FFFF>endcodespacerange\n"
)
MAP_END = b"endcmap CMapName currentdict/CMap defineresource pop end end"


class Embedded(NamedTuple):
    """A subset as a document carries it."""

    length: int  # of the font file
    file: bytes  # deflated
    text_map: bytes  # deflated
    widths: bytes


class Shared:
    """The glyphs that the fonts of many documents begin with, as bytes that need nothing done to them again."""

    def __init__(self, face: Face, glyphs: list[Glyph]) -> None:
        self.face, self.count = face, len(glyphs)
        self.outlines = b"".join([glyph.outline for glyph in glyphs])
        self.total = sum([glyph.total for glyph in glyphs])
        self.starts = _starts(0, glyphs)
        self.metrics = _metrics(face, glyphs)
        self.packed = deflating.piece(self.outlines)
        self.widths = _widths(glyphs)
        self.text_map = MAP_HEAD + _mapped(1, glyphs[1:])
        self.packed_map = deflating.piece(self.text_map)

    def embedded(self, own: list[Glyph]) -> Embedded:
        """The font of these glyphs and a document's own."""
        outlines = [glyph.outline for glyph in own]
        body = b"".join((self.outlines, *outlines))
        directory, tables = self._tables(own, len(body))
        checksum = zlib.adler32(tables, zlib.adler32(body, zlib.adler32(directory)))
        file = deflating.stream(directory, (self.packed, *[glyph.packed for glyph in own]), tables, checksum)
        end = _mapped(self.count, own) + MAP_END
        mapped = deflating.stream(b"", (self.packed_map,), end, zlib.adler32(end, self.map_checksum))
        length = len(directory) + len(body) + len(tables)
        return Embedded(length, file, mapped, self.widths + _widths(own))

    @cached_property
    def map_checksum(self) -> int:
        return zlib.adler32(self.text_map)

    def _tables(self, own: list[Glyph], length: int) -> tuple[bytes, bytes]:
        """The directory that stands before the outlines, and the tables that follow them."""
        face, count = self.face, self.count + len(own)
        tables = (
            (b"head", face.head[:8] + bytes(4) + face.head[12:50] + b"\x00\x01" + face.head[52:]),
            (b"hhea", face.hhea[:34] + struct.pack(">H", count)),
            (b"hmtx", self.metrics + _metrics(face, own)),
            (b"loca", self.starts + _starts(len(self.outlines), own)[4:]),
            (b"maxp", face.maxp[:4] + struct.pack(">H", count) + face.maxp[6:]),
        )
        total = self.total + sum([glyph.total for glyph in own])
        directory = [
            struct.pack(">LHHHH", 0x00010000, 6, 64, 2, 32),
            struct.pack(">4sLLL", b"glyf", total & 0xFFFFFFFF, DIRECTORY, length),
        ]
        bodies, offset = [], DIRECTORY + length
        for tag, table in tables:
            padded, words = checked(table)
            directory.append(struct.pack(">4sLLL", tag, words & 0xFFFFFFFF, offset, len(table)))
            bodies.append(padded)
            offset += len(padded)
        return b"".join(directory), b"".join(bodies)


class Subset:
    """The glyphs of one face that one document draws, numbered from 1 in order of first use."""

    def __init__(self, one: Face) -> None:
        self.face = one
        self.glyphs: list[Glyph] = []
        self.slots: dict[tuple[str, int], int] = {}
        self.shared: Shared | None = None

    def share(self) -> None:
        """Make ready what all branches begin with."""
        self.shared = self._whole()

    def branch(self) -> "Subset":
        """A subset that begins with these glyphs."""
        one = Subset(self.face)
        one.glyphs, one.slots, one.shared = self.glyphs.copy(), self.slots.copy(), self.shared
        return one

    def slot(self, glyph: Glyph, spread: int = 0) -> int:
        """The number by which the document calls the glyph.

        A glyph set wide is a glyph of its own with that advance: the gap is part of the letter, so whoever reads the
        text back finds no space in it.
        """
        key = (glyph.char, spread)
        if (found := self.slots.get(key)) is None:
            self.glyphs.append(glyph._replace(advance=glyph.advance + spread) if spread else glyph)
            found = self.slots[key] = len(self.glyphs)
        return found

    def embedded(self) -> Embedded:
        """The font of these glyphs alone."""
        if self.shared is None:
            return self._whole().embedded([])
        return self.shared.embedded(self.glyphs[self.shared.count - 1 :])

    def _whole(self) -> Shared:
        return Shared(self.face, [self.face.missing, *self.glyphs])


def _starts(at: int, glyphs: list[Glyph]) -> bytes:
    """Where each outline begins, and where the last one ends."""
    ends = accumulate([len(glyph.outline) for glyph in glyphs], initial=at)
    return struct.pack(f">{len(glyphs) + 1}L", *ends)


def _metrics(face: Face, glyphs: list[Glyph]) -> bytes:
    scale = face.units / EM
    pairs = [half for glyph in glyphs for half in (int(glyph.advance * scale + 0.5), glyph.bearing)]
    return struct.pack(">" + "Hh" * len(glyphs), *pairs)


def _widths(glyphs: list[Glyph]) -> bytes:
    return b"".join([b"%d " % glyph.advance for glyph in glyphs])


def _mapped(first: int, glyphs: list[Glyph]) -> bytes:
    """Numbers to text, the glyphs numbered from `first`; above U+FFFF as a surrogate pair, as the format asks."""
    pairs = [f"<{slot:04X}><{glyph.utf16}>" for slot, glyph in enumerate(glyphs, first)]
    blocks = [pairs[start : start + MAP_BLOCK] for start in range(0, len(pairs), MAP_BLOCK)]
    return "".join(f"{len(block)} beginbfchar\n{chr(10).join(block)}\nendbfchar\n" for block in blocks).encode()
