"""The few PDF objects a certificate is made of, written straight to bytes: text, subset fonts, QR codes, attachments.

Everything is a function of its input: the same values give the same bytes. Knows no certificate and no template.
"""

import zlib
from collections.abc import Iterable, Mapping
from copy import copy
from datetime import datetime
from hashlib import sha256
from io import StringIO
from math import isqrt
from typing import Any

from certificates.fonts import Chain, Face
from certificates.sheets import Color, Place, Rule
from certificates.subsets import Subset
from certificates.typesetting import Run

HEADER = b"%PDF-1.7\n%\xe4\xb8\xad\xe6\x96\x87\n"
DIGITS_ALONE = str.maketrans("", "", "-:T")
MASK = 4  # of a QR code
BLACK, WHITE = 0, 255  # in a barcode's raster


class Objects:
    """Numbered objects one after another, beginning at `offset` in the file and with the number `first`."""

    def __init__(self, offset: int, first: int) -> None:
        self.parts: list[bytes] = []
        self.places: dict[int, int] = {}
        self.offset = offset
        self.next = first

    def promise(self) -> int:
        """The number of an object that is written later."""
        self.next += 1
        return self.next - 1

    def put(self, body: bytes, number: int | None = None) -> int:
        """Write one object; its number is the next, or one that was promised before."""
        if number is None:
            number = self.promise()
        return self._write(number, body)

    def stream(self, entries: bytes, body: bytes) -> int:
        """Write one stream whose body is deflated already."""
        head = b"<<%b/Filter/FlateDecode/Length %d>>\nstream\n" % (entries, len(body))
        return self._write(self.promise(), head, body, b"\nendstream")

    def _write(self, number: int, *pieces: bytes) -> int:
        whole = (b"%d 0 obj\n" % number, *pieces, b"\nendobj\n")
        self.places[number] = self.offset
        self.parts += whole
        self.offset += sum(map(len, whole))
        return number


class Pen:
    """Writes runs as PDF operators and remembers which glyphs of which faces they took."""

    def __init__(self, chains: Mapping[str, Chain], colors: Mapping[str, Color], prefix: str) -> None:
        self.chains, self.prefix = chains, prefix
        self.colors = {name: "{:.3g} {:.3g} {:.3g} rg\n".format(*color) for name, color in colors.items()}
        self.subsets: dict[Face, tuple[str, Subset]] = {}
        self.slots: dict[str, dict[str, str]] = {}  # per style, what each character is called

    def share(self) -> None:
        """Prepare what has been written so far for branches."""
        for _, subset in self.subsets.values():
            subset.share()

    def branch(self) -> "Pen":
        """A pen that knows what this one knows, and goes its own way."""
        one = copy(self)
        one.subsets = {face: (name, subset.branch()) for face, (name, subset) in self.subsets.items()}
        one.slots = {style: known.copy() for style, known in self.slots.items()}
        return one

    def text(self, runs: Iterable[Run]) -> str:
        """The operators that show the runs."""
        out = StringIO()
        out.write("BT\n")
        color, stretch = "", 0.0
        for run in runs:
            if run.color != color:
                color = run.color
                out.write(self.colors[color])
            if run.stretch != stretch:
                stretch = run.stretch
                out.write(f"{stretch:.3f} Tc\n")
            self._show(run, out)
        out.write("0 Tc\nET\n")
        return out.getvalue()

    def _show(self, run: Run, out: StringIO) -> None:
        out.write(f"1 0 0 1 {run.x:.2f} {run.y:.2f} Tm\n")
        if not run.spread and (shown := self._known(run)):
            out.write(shown)
            return
        current, last = "", len(run.text) - 1
        find, subset = self.chains[run.style].find, self._subset
        for index, char in enumerate(run.text):
            glyph = find(char)
            name, glyphs = subset(glyph.face)
            if name != current:
                out.write(f"{'> Tj ' if current else ''}/{name} {run.size:.2f} Tf <")
                current = name
            out.write(f"{glyphs.slot(glyph, run.spread if index < last else 0):04X}")
        out.write("> Tj\n")

    def _known(self, run: Run) -> str:
        """The run where its chain's first face has all of it, as nearly always; empty otherwise."""
        known = self.slots.setdefault(run.style, {})
        try:
            shown = "".join([known[char] for char in run.text])
        except KeyError:
            if not self._learn(run, known):
                return ""
            shown = "".join([known[char] for char in run.text])
        name, _ = self._subset(self.chains[run.style].faces[0])
        return f"/{name} {run.size:.2f} Tf <{shown}> Tj\n"

    def _learn(self, run: Run, known: dict[str, str]) -> bool:
        chain = self.chains[run.style]
        found = [chain.find(char) for char in run.text if char not in known]
        if any(glyph.face is not chain.faces[0] for glyph in found):
            return False
        _, glyphs = self._subset(chain.faces[0])
        for glyph in found:
            known[glyph.char] = f"{glyphs.slot(glyph):04X}"
        return True

    def _subset(self, face: Face) -> tuple[str, Subset]:
        if (found := self.subsets.get(face)) is None:
            found = self.subsets[face] = (f"{self.prefix}{len(self.subsets)}", Subset(face))
        return found

    def fonts(self, objects: Objects) -> bytes:
        """Write the fonts that were used; their entries for a resource dictionary."""
        entries = [
            b"/%b %d 0 R" % (name.encode(), font(objects, subset, name)) for name, subset in self.subsets.values()
        ]
        return b"/Font<<%b>>" % b"".join(entries)


def font(objects: Objects, subset: Subset, name: str) -> int:
    """Write a subset as an embedded font with its text map; the number of the font object."""
    made = subset.embedded()
    called = f"/{_tag(name)}+{subset.face.name}".encode()
    file = objects.stream(b"/Length1 %d" % made.length, made.file)
    text_map = objects.stream(b"", made.text_map)
    descriptor = objects.put(
        b"<</Type/FontDescriptor/FontName%b/Flags 4/FontBBox[-200 -300 1200 1200]/ItalicAngle 0"
        b"/Ascent 880/Descent -120/CapHeight 729/StemV 90/FontFile2 %d 0 R>>" % (called, file)
    )
    descendant = objects.put(
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont%b/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        b"/FontDescriptor %d 0 R/DW 1000/W[0[%b]]/CIDToGIDMap/Identity>>" % (called, descriptor, made.widths)
    )
    return objects.put(
        b"<</Type/Font/Subtype/Type0/BaseFont%b/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>"
        % (called, descendant, text_map)
    )


def qr(address: str, place: Place) -> str:
    """A QR code of medium error correction as a one-bit image.

    Readers take any of the eight masks. To score them all for each code would cost a quarter of the whole certificate,
    and this one was read from blurred and turned pictures more often than the one with the best score.
    """
    import zxingcpp

    code = zxingcpp.create_barcode(address, zxingcpp.BarcodeFormat.QRCode, ec_level="M", data_mask=MASK)
    image: Any = code.to_image(scale=1, add_quiet_zones=False)
    raster = bytes(image)
    side = isqrt(len(raster))
    return (
        f"q {place.width:g} 0 0 {place.height:g} {place.x:g} {place.y:g} cm\n"
        f"BI /W {side} /H {side} /IM true /F /AHx ID {_packed(raster, side)}>\nEI Q\n"
    )


def _packed(raster: bytes, side: int) -> str:
    """The raster's rows as hexadecimal bits, 0 where there is ink."""
    bits = raster.translate(bytes.maketrans(bytes((BLACK, WHITE)), b"01"))
    wide = -(-side // 8) * 8
    rows = b"".join([bits[start : start + side].ljust(wide, b"1") for start in range(0, side * side, side)])
    return f"{int(rows, 2):0{wide * side // 4}X}"


def lines(rules: Iterable[Rule]) -> str:
    """Hair lines."""
    drawn = "".join(f"{x1:.2f} {y1:.2f} m {x2:.2f} {y2:.2f} l\n" for x1, y1, x2, y2 in rules)
    return f"0.4 w 0.45 G\n{drawn}S\n" if drawn else ""


def words(text: str) -> bytes:
    """A text string outside the page, such as the title."""
    return b"<FEFF%b>" % text.encode("utf-16-be").hex().upper().encode()


def moment(at: datetime) -> bytes:
    """A date and time with its zone."""
    said = at.isoformat(timespec="seconds")
    zone = said[19:] or "+00:00"
    return f"(D:{said[:19].translate(DIGITS_ALONE)}{zone[:3]}'{zone[4:6]}')".encode()


def attachment(objects: Objects, name: str, media: str, body: bytes, made: datetime) -> int:
    """Write an embedded file; the number of its file specification."""
    kind = media.replace("/", "#2F").encode()
    packed = zlib.compress(body, 6)
    file = objects.stream(
        b"/Type/EmbeddedFile/Subtype/%b/Params<</Size %d/ModDate%b>>" % (kind, len(body), moment(made)), packed
    )
    return objects.put(
        b"<</Type/Filespec/F(%b)/UF%b/AFRelationship/Data/EF<</F %d 0 R/UF %d 0 R>>>>"
        % (name.encode(), words(name), file, file)
    )


def ending(places: Mapping[int, int], offset: int, entries: bytes) -> bytes:
    """Cross-reference table and trailer. `places` holds every object's offset, the numbers without a gap."""
    table = b"".join([b"%010d 00000 n \n" % places[number] for number in range(1, len(places) + 1)])
    count = len(places) + 1
    return b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<</Size %d%b>>\nstartxref\n%d\n%%%%EOF\n" % (
        count,
        table,
        count,
        entries,
        offset,
    )


def _tag(name: str) -> str:
    """The six letters that mark a subset, its own for each font of the document."""
    return "".join(chr(65 + byte % 26) for byte in sha256(name.encode()).digest()[:6])
