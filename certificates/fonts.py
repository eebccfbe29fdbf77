"""TrueType faces as certificates need them: which face draws a character, how wide, and the smallest file that does.

Font files are mapped, not read: a process pays only for the glyphs it draws. Nothing here knows of pages.
"""

import mmap
import struct
import zlib
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property, lru_cache
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent.parent / "fonts"
REGULAR = ("NotoSerifSC_400Regular.ttf", "NotoSerifJP_400Regular.ttf", "NotoSansHK_400Regular.ttf")
BOLD = ("NotoSerifSC_700Bold.ttf", "NotoSerifJP_700Bold.ttf", "NotoSansHK_700Bold.ttf")

TABLES = 6  # of a subset's file
DIRECTORY = 12 + 16 * TABLES
EM = 1000  # widths are told in thousandths of the size
COMPOSITE_WORDS, COMPOSITE_SCALE, COMPOSITE_MORE, COMPOSITE_SQUARE, COMPOSITE_MATRIX = 1, 8, 32, 64, 128


class MissingGlyph(Exception):
    """No face of the chain draws the character."""

    def __init__(self, char: str) -> None:
        super().__init__(f"no font has {char!r} ({code_point(char)})")
        self.char = char


def code_point(char: str) -> str:
    """The character's number as people look it up: U+2CB2D."""
    return f"U+{ord(char):04X}"


class Glyph(NamedTuple):
    """A character as one face draws it: everything that a subset says about it."""

    face: "Face"
    number: int
    advance: int  # thousandths of the size
    char: str
    outline: bytes
    total: int  # of the outline's words, for the file's checksum
    bearing: int  # font units
    utf16: str  # hexadecimal


class Face:
    """One font file. Raises ValueError for a file that has no TrueType outlines."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self.bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.name = path.stem.replace("_400", "-").replace("_700", "-")
        self.tables = {tag: (start, length) for tag, start, length in self._directory()}
        if "glyf" not in self.tables:
            raise ValueError(f"{path.name} has no TrueType outlines")
        self.head, self.hhea, self.maxp = self.table("head"), self.table("hhea"), self.table("maxp")
        (self.units,) = struct.unpack_from(">H", self.head, 18)
        (self.metrics,) = struct.unpack_from(">H", self.hhea, 34)
        self.starts, self.ends, self.glyphs = self._characters()

    @cached_property
    def is_composed(self) -> bool:
        """Whether any glyph is put together from others, by the font's own account."""
        return self.maxp[30:32] != b"\0\0"

    @cached_property
    def missing(self) -> Glyph:
        """The glyph that every font begins with."""
        return self.glyph(0)

    def table(self, tag: str) -> bytes:
        """The bytes of one table."""
        start, length = self.tables[tag]
        return bytes(self.bytes[start : start + length])

    @cached_property
    def sha256(self) -> str:
        return sha256(self.bytes).hexdigest()

    def number(self, char: str) -> int:
        """The number of the glyph that draws the character, or 0."""
        code = ord(char)
        at = bisect_right(self.starts, code) - 1
        if at < 0 or code > self.ends[at]:
            return 0
        return int(self.glyphs[at]) + code - int(self.starts[at])

    def glyph(self, number: int, char: str = "") -> Glyph:
        """The glyph of that number, drawing that character."""
        outline, total = checked(stripped(self._outline(number)))
        utf16 = char.encode("utf-16-be").hex()
        return Glyph(self, number, self.advance(number), char, outline, total, self.bearing(number), utf16)

    def advance(self, glyph: int) -> int:
        """How far the pen moves, in thousandths of the size."""
        start, _ = self.tables["hmtx"]
        (units,) = struct.unpack_from(">H", self.bytes, start + 4 * min(glyph, self.metrics - 1))
        return int(units * EM / self.units + 0.5)

    def bearing(self, glyph: int) -> int:
        """The glyph's left side bearing, in font units."""
        start, _ = self.tables["hmtx"]
        beyond = glyph - self.metrics
        at = start + 4 * glyph + 2 if beyond < 0 else start + 4 * self.metrics + 2 * beyond
        return int(struct.unpack_from(">h", self.bytes, at)[0])

    def _outline(self, glyph: int) -> bytes:
        loca, _ = self.tables["loca"]
        if struct.unpack_from(">h", self.head, 50)[0]:
            first, last = struct.unpack_from(">LL", self.bytes, loca + 4 * glyph)
        else:
            first, last = (2 * half for half in struct.unpack_from(">HH", self.bytes, loca + 2 * glyph))
        glyf, _ = self.tables["glyf"]
        return self.bytes[glyf + first : glyf + last]

    def _directory(self) -> list[tuple[str, int, int]]:
        (count,) = struct.unpack_from(">H", self.bytes, 4)
        entries = (struct.unpack_from(">4sLLL", self.bytes, 12 + 16 * index) for index in range(count))
        return [(tag.decode("latin-1"), start, length) for tag, _, start, length in entries]

    def _characters(self) -> tuple[Sequence[int], Sequence[int], Sequence[int]]:
        """The groups of the format-12 character map: first character, last, glyph of the first."""
        cmap = self.table("cmap")
        (count,) = struct.unpack_from(">H", cmap, 2)
        offsets = [struct.unpack_from(">L", cmap, 8 + 8 * index)[0] for index in range(count)]
        full = [at for at in offsets if struct.unpack_from(">H", cmap, at)[0] == 12]
        if not full:
            raise ValueError(f"{self.name} has no map of all characters")
        (groups,) = struct.unpack_from(">L", cmap, full[0] + 12)
        flat = array("I", cmap[full[0] + 16 : full[0] + 16 + 12 * groups])
        flat.byteswap()
        return flat[0::3], flat[1::3], flat[2::3]


@lru_cache(maxsize=16)
def face(path: Path) -> Face:
    """The face of a file, opened once in a process."""
    return Face(path)


class Chain:
    """Faces in order of preference: each character is drawn by the first that has it.

    The first must be there. A fallback that is not installed is passed over: its characters are refused by name.
    """

    def __init__(self, names: tuple[str, ...], folder: Path = FOLDER) -> None:
        first, *others = (folder / name for name in names)
        self.faces = (face(first), *(face(path) for path in others if path.exists()))
        self.found: dict[str, Glyph] = {}

    def find(self, char: str) -> Glyph:
        """The glyph that draws the character. Raises MissingGlyph."""
        if (hit := self.found.get(char)) is None:
            hit = self.found[char] = self._search(char)
        return hit

    def width(self, text: str) -> int:
        """The text's width in thousandths of its size. Raises MissingGlyph."""
        found = self.found
        try:
            return sum([found[char][2] for char in text])
        except KeyError:
            return sum([self.find(char).advance for char in text])

    def _search(self, char: str) -> Glyph:
        for one in self.faces:
            if number := one.number(char):
                return one.glyph(number, char)
        raise MissingGlyph(char)


class Subset:
    """The glyphs of one face that one document draws, numbered from 1 in order of first use."""

    def __init__(self, one: Face) -> None:
        self.face = one
        self.glyphs: list[Glyph] = []
        self.slots: dict[tuple[str, int], int] = {}
        self.beginning: Beginning | None = None

    def share(self, level: int) -> None:
        """Deflate the glyphs so far once for all branches."""
        if not self.face.is_composed:
            self.beginning = Beginning([self.face.missing, *self.glyphs], level)

    def branch(self) -> "Subset":
        """A subset that begins with these glyphs."""
        one = Subset(self.face)
        one.glyphs, one.slots, one.beginning = self.glyphs.copy(), self.slots.copy(), self.beginning
        return one

    def deflated(self, file: bytes, level: int) -> bytes:
        """The font file deflated, from where the branches part."""
        return self.beginning.deflated(file) if self.beginning else zlib.compress(file, level)

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

    def file(self) -> bytes:
        """A font file of these glyphs alone, the same bytes for the same glyphs."""
        glyphs = [self.face.missing, *self.glyphs]
        if self.face.is_composed and any(is_composite(glyph.outline) for glyph in glyphs):
            glyphs = self._closed(glyphs)
        return _font_file(self.face, glyphs)

    def _closed(self, glyphs: list[Glyph]) -> list[Glyph]:
        """The glyphs with the parts of composite ones appended, and the composites pointing at them."""
        at = 0
        while at < len(glyphs):
            if is_composite(glyphs[at].outline):
                composite = bytearray(glyphs[at].outline)
                for place in component_places(composite):
                    (part,) = struct.unpack_from(">H", composite, place)
                    struct.pack_into(">H", composite, place, len(glyphs))
                    glyphs.append(self.face.glyph(part))
                outline, total = checked(bytes(composite))
                glyphs[at] = glyphs[at]._replace(outline=outline, total=total)
            at += 1
        return glyphs


class Beginning:
    """The glyphs that the fonts of many documents begin with, deflated once.

    A font file is its directory and then its outlines. The directory differs, so it is put in front as a stored block;
    the outlines go on from a copy of the compressor that has seen the shared ones.
    """

    def __init__(self, glyphs: list[Glyph], level: int) -> None:
        body = b"".join([glyph.outline for glyph in glyphs])
        self.length = len(body)
        self.compressor = zlib.compressobj(level, wbits=-15)
        self.written = self.compressor.compress(body)

    def deflated(self, file: bytes) -> bytes:
        """A font file that begins with these glyphs, as one zlib stream."""
        directory, rest = file[:DIRECTORY], file[DIRECTORY + self.length :]
        stored = struct.pack("<BHH", 0, DIRECTORY, DIRECTORY ^ 0xFFFF) + directory
        going_on = self.compressor.copy()
        tail = going_on.compress(rest) + going_on.flush()
        return b"".join((b"\x78\x9c", stored, self.written, tail, zlib.adler32(file).to_bytes(4, "big")))


def _font_file(one: Face, glyphs: list[Glyph]) -> bytes:
    count, scale = len(glyphs), one.units / EM
    outlines = [glyph.outline for glyph in glyphs]
    ends = [0, *accumulate(map(len, outlines))]
    pairs = [half for glyph in glyphs for half in (int(glyph.advance * scale + 0.5), glyph.bearing)]
    tables = (
        (b"glyf", b"".join(outlines), sum([glyph.total for glyph in glyphs])),
        (b"head", one.head[:8] + bytes(4) + one.head[12:50] + b"\x00\x01" + one.head[52:], None),
        (b"hhea", one.hhea[:34] + struct.pack(">H", count), None),
        (b"hmtx", struct.pack(">" + "Hh" * count, *pairs), None),
        (b"loca", struct.pack(f">{count + 1}L", *ends), None),
        (b"maxp", one.maxp[:4] + struct.pack(">H", count) + one.maxp[6:], None),
    )
    return _tables_file(tables)


def _tables_file(tables: tuple[tuple[bytes, bytes, int | None], ...]) -> bytes:
    """The tables as a font file: directory first, each table padded to four bytes."""
    offset = 12 + 16 * len(tables)
    directory = [struct.pack(">LHHHH", 0x00010000, len(tables), 64, 2, len(tables) * 16 - 64)]
    bodies = []
    for tag, body, known in tables:
        padded, total = (body, known) if known is not None else checked(body)
        directory.append(struct.pack(">4sLLL", tag, total & 0xFFFFFFFF, offset, len(body)))
        bodies.append(padded)
        offset += len(padded)
    return b"".join(directory + bodies)


def checked(body: bytes) -> tuple[bytes, int]:
    """The bytes padded to four, and the sum of their big-endian words."""
    padded = body + bytes(-len(body) % 4)
    words = array("I", padded)
    words.byteswap()
    return padded, sum(words)


def is_composite(outline: bytes) -> bool:
    """Whether the glyph is put together from others."""
    return outline[:1] >= b"\x80"


def stripped(outline: bytes) -> bytes:
    """The outline without hinting instructions, which call programs that a subset does not carry."""
    if not outline or is_composite(outline):
        return outline
    (contours,) = struct.unpack_from(">h", outline)
    at = 10 + 2 * contours
    (length,) = struct.unpack_from(">H", outline, at)
    return outline[:at] + b"\x00\x00" + outline[at + 2 + length :]


def component_places(outline: bytes | bytearray) -> list[int]:
    """Where a composite outline names the glyphs it is made of."""
    places, at, more = [], 10, True
    while more:
        (flags,) = struct.unpack_from(">H", outline, at)
        places.append(at + 2)
        at += 8 if flags & COMPOSITE_WORDS else 6
        at += (
            2 * bool(flags & COMPOSITE_SCALE) + 4 * bool(flags & COMPOSITE_SQUARE) + 8 * bool(flags & COMPOSITE_MATRIX)
        )
        more = bool(flags & COMPOSITE_MORE)
    return places
