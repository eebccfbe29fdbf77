"""TrueType faces as certificates need them: which face draws a character, and how wide. `subsets.py` makes files of them.

Font files are mapped, not read: a process pays only for the glyphs it draws. Nothing here knows of pages.
"""

import mmap
import struct
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from certificates import deflating

FOLDER = Path(__file__).parent.parent / "fonts"
REGULAR = ("NotoSerifSC_400Regular.ttf", "NotoSerifJP_400Regular.ttf", "NotoSansHK_400Regular.ttf")
BOLD = ("NotoSerifSC_700Bold.ttf", "NotoSerifJP_700Bold.ttf", "NotoSansHK_700Bold.ttf")

EM = 1000  # widths are told in thousandths of the size


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
    packed: bytes  # the outline deflated, to stand anywhere in a stream


class Face:
    """One font file. Raises ValueError for a file without TrueType outlines, or with letters put together from others."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self.bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.name = path.stem.replace("_400", "-").replace("_700", "-")
        self.tables = {tag: (start, length) for tag, start, length in self._directory()}
        if "glyf" not in self.tables:
            raise ValueError(f"{path.name} has no TrueType outlines")
        self.head, self.hhea, self.maxp = self.table("head"), self.table("hhea"), self.table("maxp")
        if self.maxp[30:32] != b"\0\0":  # its subsets would have to carry the parts too; no font of the lock is made so
            raise ValueError(f"{path.name} puts letters together from others")
        (self.units,) = struct.unpack_from(">H", self.head, 18)
        (self.metrics,) = struct.unpack_from(">H", self.hhea, 34)
        self.starts, self.ends, self.glyphs = self._characters()

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
        bearing = self.bearing(number)
        return Glyph(self, number, self.advance(number), char, outline, total, bearing, utf16, deflating.piece(outline))

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


def checked(body: bytes) -> tuple[bytes, int]:
    """The bytes padded to four, and the sum of their big-endian words."""
    padded = body + bytes(-len(body) % 4)
    words = array("I", padded)
    words.byteswap()
    return padded, sum(words)


def stripped(outline: bytes) -> bytes:
    """The outline without hinting instructions, which call programs that a subset does not carry."""
    if not outline:
        return outline
    (contours,) = struct.unpack_from(">h", outline)
    at = 10 + 2 * contours
    (length,) = struct.unpack_from(">H", outline, at)
    return outline[:at] + b"\x00\x00" + outline[at + 2 + length :]
