"""A certificate as PDF: a template is published once, then every certificate costs its own words only.

    edition = publish(template)                 # once; frozen, keep it with the template's row
    press = Press(edition)                      # once per process
    pdf = press.render(certificate)             # the same bytes for the same certificate, on any machine
    pdf = render(certificate, template)         # by hand, both at once

Nothing here queries or knows a clock. `MissingGlyph` and `TooLong` say why one certificate cannot be printed;
`EditionChanged` that fonts or code are not those of the publication. `making.py` makes whole classes, signed.
"""

import json
import zlib
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, Protocol

from certificates import completion_sheet, pdf_objects, statement_sheet
from certificates.fonts import BOLD, FOLDER, REGULAR, Chain, MissingGlyph
from certificates.model import Certificate, Kind, Language, Template
from certificates.pdf_objects import Objects, Pen
from certificates.rules import codes, wording
from certificates.rules.wording import proper
from certificates.sheets import INKS, Sheet, page_size
from certificates.typesetting import INK, SOFT, TEXT, TooLong, Typesetter

__all__ = ["Document", "Edition", "EditionChanged", "MissingGlyph", "Press", "Seal", "TooLong", "publish", "render"]

LAYOUTS = {Kind.COMPLETION: completion_sheet, Kind.HOURS: statement_sheet}
CATALOG, PAGES, FIRST_FREE = 1, 2, 3
LEVEL, FROZEN_LEVEL = 6, 9  # of deflate
MOST_CLASSES = 20  # whose letters are kept ready
RANGE = b"0000000000 0000000000 0000000000"  # where the signature's reach is written once it is known
CREDENTIAL, EVIDENCE = "credential.json", "log.json"
SOURCES = (
    "deflating",
    "fonts",
    "subsets",
    "typesetting",
    "sheets",
    "completion_sheet",
    "statement_sheet",
    "artwork",
    "pdf_objects",
    "certificate_pdf",
)


class EditionChanged(Exception):
    """Fonts, code or deflate library at hand are not those that the edition was published with: publish it anew."""


class Seal(Protocol):
    """Whoever signs documents: `signing.Signer`, a hardware module, a signing service."""

    @property
    def name(self) -> str:
        """Whom the document says it was signed by."""

    @property
    def reserve(self) -> int:
        """Bytes to keep free for the signature."""

    def sign(self, digest: bytes) -> bytes:
        """The detached CMS signature over a document with this SHA-256 digest."""


class Document(NamedTuple):
    """A finished file, and the signature inside it (empty where there is none)."""

    pdf: bytes
    signature: bytes


@dataclass(frozen=True)
class Edition:
    """A template as published: its drawing, its font files and this code, by SHA-256. Plain values, kept as JSON."""

    template: Template
    drawing: bytes
    fonts: tuple[tuple[str, str], ...]  # file name, SHA-256
    engine: str

    @property
    def sha256(self) -> str:
        """One hash over all of it: what a certificate's row keeps to say what it was printed with."""
        frozen = [
            json.dumps(asdict(self.template), sort_keys=True),
            sha256(self.drawing).hexdigest(),
            self.fonts,
            self.engine,
        ]
        return sha256(json.dumps(frozen).encode()).hexdigest()


def publish(template: Template, folder: Path = FOLDER) -> Edition:
    """Freeze a template. Raises ValueError with its faults, MissingGlyph or TooLong where its words cannot be printed."""
    from certificates import artwork

    if faults := wording.faults(template):
        raise ValueError(f"the template cannot be published: {faults}")
    setter = _setter(folder)
    LAYOUTS[template.kind].fixed(template, setter)
    return Edition(template, artwork.drawing(template), _font_hashes(setter), engine())


def render(certificate: Certificate, template: Template, folder: Path = FOLDER) -> bytes:
    """One unsigned certificate by hand."""
    return Press(publish(template, folder), folder).render(certificate).pdf


@lru_cache(maxsize=1)
def engine() -> str:
    """A hash of everything beside template and fonts that decides the bytes: this code, and the deflate library.

    The library counts by what it makes of this code, not by its version: most versions make the same, some builds do not.
    """
    here = Path(__file__).parent
    sources = [here / f"{name}.py" for name in SOURCES] + [here / "rules" / "wording.py", here / "rules" / "codes.py"]
    code = b"".join([path.read_bytes() for path in sources])
    made = b"".join([zlib.compress(code, level) for level in (LEVEL, FROZEN_LEVEL)])
    return sha256(code + made).hexdigest()


class Frozen(NamedTuple):
    """The beginning of every file of an edition: drawing, fixed words and their fonts, as bytes and as numbers."""

    body: bytes
    places: dict[int, int]
    next: int
    forms: bytes  # resource entries: /D the drawing, /W the words


class Pages(NamedTuple):
    """Per sheet the number promised to its page and the number of its contents; what they all draw with."""

    numbers: list[int]
    contents: list[int]
    resources: bytes


class Press:
    """An edition ready to print: everything that all its certificates share is bytes already."""

    def __init__(self, edition: Edition, folder: Path = FOLDER) -> None:
        self.template = edition.template
        self.layout = LAYOUTS[self.template.kind]
        self.size = b"[0 0 %.2f %.2f]" % page_size(self.template.kind)
        self.setter = _setter(folder)
        if _font_hashes(self.setter) != edition.fonts:
            raise EditionChanged("the font files are not those of the publication")
        if engine() != edition.engine:
            raise EditionChanged("the code is not that of the publication")
        self.edition = edition.sha256
        self.colors = {TEXT: (0.1, 0.1, 0.1), SOFT: (0.42, 0.42, 0.42), INK: INKS[self.template.ink].title}
        self.pens: dict[Certificate, Pen] = {}
        self.frozen = self._freeze(edition.drawing)

    def render(
        self,
        certificate: Certificate,
        *,
        credential: bytes = b"",
        evidence: bytes = b"",
        seal: Seal | None = None,
        signature: bytes = b"",
    ) -> Document:
        """The certificate as a PDF, with the credential attached and signed in its first revision.

        `signature` puts a kept one in place instead of asking the seal again: for signers that never repeat themselves.
        Raises MissingGlyph and TooLong.
        """
        objects = Objects(len(self.frozen.body), self.frozen.next)
        pages = self._pages(certificate, objects)
        files = [
            (name, pdf_objects.attachment(objects, name, "application/json", body, certificate.issued_at))
            for name, body in ((CREDENTIAL, credential), (EVIDENCE, evidence))
            if body
        ]
        info = objects.put(self._info(certificate))
        field = self._field(certificate, objects, seal, pages.numbers[-1]) if seal else 0
        self._page_tree(objects, pages, field)
        objects.put(_catalog(files, field), CATALOG)
        identity = sha256(f"{self.edition}{certificate!r}".encode()).hexdigest()[:32].encode()
        entries = b"/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]" % (CATALOG, info, identity, identity)
        end = pdf_objects.ending(self.frozen.places | objects.places, objects.offset, entries)
        body = b"".join([self.frozen.body, *objects.parts, end])
        return _sealed(body, objects.places[field - 1], seal, signature) if seal else Document(body, b"")

    def _freeze(self, drawing: bytes) -> Frozen:
        objects = Objects(len(pdf_objects.HEADER), FIRST_FREE)
        pen = Pen(self.setter.chains, self.colors, "S")
        text = pen.text(self.layout.fixed(self.template, self.setter))
        rules = pdf_objects.lines(self.layout.fixed_rules(self.template))
        fonts = pen.fonts(objects)
        words = self._form(objects, b"%b%b" % (rules.encode(), text.encode()), fonts)
        drawn = self._form(objects, drawing, b"")
        forms = b"/XObject<</D %d 0 R/W %d 0 R>>" % (drawn, words)
        return Frozen(b"".join([pdf_objects.HEADER, *objects.parts]), objects.places, objects.next, forms)

    def _form(self, objects: Objects, operators: bytes, resources: bytes) -> int:
        entries = b"/Type/XObject/Subtype/Form/BBox%b/Resources<<%b>>" % (self.size, resources)
        return objects.stream(entries, zlib.compress(operators, FROZEN_LEVEL))

    def _pages(self, certificate: Certificate, objects: Objects) -> Pages:
        """Write the sheets' contents and fonts."""
        pen = self._pen(certificate)
        contents = []
        for index, sheet in enumerate(self.layout.sheets(self.template, certificate, self.setter)):
            drawn = "q /D Do Q\n" if index else "q /D Do Q\nq /W Do Q\n"
            operators = drawn + self._operators(sheet, certificate, pen)
            contents.append(objects.stream(b"", zlib.compress(operators.encode(), LEVEL)))
        resources = self.frozen.forms + pen.fonts(objects)
        return Pages([objects.promise() for _ in contents], contents, resources)

    def _pen(self, certificate: Certificate) -> Pen:
        """A pen that has drawn what all certificates of the class say: those letters and their outlines are ready.

        Which letters those are follows from the certificate alone, so its bytes do not depend on what was made before.
        """
        of_class = replace(certificate, number="", code="", name="", name_latin="", unit="")
        if (pen := self.pens.get(of_class)) is None:
            pen = Pen(self.setter.chains, self.colors, "V")
            for sheet in self.layout.sheets(self.template, of_class, self.setter):
                pen.text(sheet.runs)
            pen.share()
            if len(self.pens) >= MOST_CLASSES:
                self.pens.clear()
            self.pens[of_class] = pen
        return pen.branch()

    def _operators(self, sheet: Sheet, certificate: Certificate, pen: Pen) -> str:
        address = codes.address(self.template.host, certificate.code, self.template.scheme)
        qr = pdf_objects.qr(address, sheet.qr) if sheet.qr else ""
        return f"{pdf_objects.lines(sheet.rules)}{qr}{pen.text(sheet.runs)}"

    def _page_tree(self, objects: Objects, pages: Pages, field: int) -> None:
        resources = objects.put(b"<<%b>>" % pages.resources)
        for number, content in zip(pages.numbers, pages.contents, strict=True):
            fields = b"/Annots[%d 0 R]" % field if field and number == pages.numbers[-1] else b""
            page = b"<</Type/Page/Parent %d 0 R/MediaBox%b/Resources %d 0 R/Contents %d 0 R%b>>"
            objects.put(page % (PAGES, self.size, resources, content, fields), number)
        kids = b" ".join(b"%d 0 R" % number for number in pages.numbers)
        objects.put(b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(pages.numbers), kids), PAGES)

    def _info(self, certificate: Certificate) -> bytes:
        language = self.template.languages[0]
        heading = proper(f"{wording.title(self.template, language)} {certificate.number}")
        issuer = self.template.issuer if language is Language.ZH else self.template.issuer_en or self.template.issuer
        return b"<</Title%b/Author%b/CreationDate%b>>" % (
            pdf_objects.words(heading),
            pdf_objects.words(proper(issuer)),
            pdf_objects.moment(certificate.issued_at),
        )

    def _field(self, certificate: Certificate, objects: Objects, seal: Seal, page: int) -> int:
        """Write the signature with room for its bytes, and its field over the place of the seal; the field's number."""
        x, y, width, height = self.layout.SEAL
        signature = objects.put(
            b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M%b/Name%b"
            b"/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P 1/V/1.2>>>>]"
            b"/ByteRange[0 %b]/Contents<%b>>>"
            % (pdf_objects.moment(certificate.issued_at), pdf_objects.words(seal.name), RANGE, b"00" * seal.reserve)
        )
        return objects.put(
            b"<</Type/Annot/Subtype/Widget/FT/Sig/T(issuer)/F 132/P %d 0 R/V %d 0 R/Rect[%.2f %.2f %.2f %.2f]>>"
            % (page, signature, x, y, x + width, y + height)
        )


def _catalog(files: list[tuple[str, int]], field: int) -> bytes:
    named = b"".join(b"(%b)%d 0 R" % (name.encode(), number) for name, number in files)
    numbers = b" ".join(b"%d 0 R" % number for _, number in files)
    return b"<</Type/Catalog/Pages %d 0 R/Lang(zh-CN)/ViewerPreferences<</DisplayDocTitle true>>%b%b>>" % (
        PAGES,
        b"/Names<</EmbeddedFiles<</Names[%b]>>>>/AF[%b]" % (named, numbers) if files else b"",
        b"/AcroForm<</SigFlags 3/Fields[%d 0 R]>>/Perms<</DocMDP %d 0 R>>" % (field, field - 1) if field else b"",
    )


def _sealed(body: bytes, place: int, seal: Seal, kept: bytes) -> Document:
    """The file with its signature in the room that was left at `place`: over every byte but that room."""
    start = body.index(b"/Contents<", place) + len(b"/Contents")
    end = start + 2 * seal.reserve + 2
    signed = b"%010d %010d %010d" % (start, end, len(body) - end)
    first = body[:start].replace(RANGE, signed)
    whole = sha256(first)
    whole.update(memoryview(body)[end:])
    signature = kept or seal.sign(whole.digest())
    if len(signature) > seal.reserve:
        raise ValueError(f"the signature takes {len(signature)} bytes, {seal.reserve} are free")
    room = signature.hex().encode().ljust(2 * seal.reserve, b"0")
    return Document(b"".join([first, b"<", room, b">", memoryview(body)[end:]]), signature)


def _setter(folder: Path) -> Typesetter:
    return Typesetter(Chain(REGULAR, folder), Chain(BOLD, folder))


def _font_hashes(setter: Typesetter) -> tuple[tuple[str, str], ...]:
    return tuple((face.name, face.sha256) for chain in setter.chains.values() for face in chain.faces)
