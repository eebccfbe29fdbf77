"""What every certificate sheet is made of, and the corner all kinds share: code, number, seal and date."""

from typing import NamedTuple

from certificates.model import Certificate, Ink, Kind, Language, Template
from certificates.rules import codes, wording
from certificates.rules.wording import proper
from certificates.typesetting import BOLD, INK, REGULAR, SOFT, Line, Piece, Run, Typesetter

A4 = (595.28, 841.89)
NAME_SPREAD = 700  # of a two-character name, in thousandths of its size
NUMBER_WIDTH = 180.0
SEAL = 120.0  # points: a center's round seal is 42 mm wide

Color = tuple[float, float, float]


class Colors(NamedTuple):
    """Red, green and blue parts of the title and of the frame."""

    title: Color
    frame: Color


INKS = {
    Ink.RED: Colors((0.66, 0.08, 0.10), (0.72, 0.54, 0.25)),
    Ink.GOLD: Colors((0.50, 0.36, 0.10), (0.70, 0.53, 0.24)),
    Ink.BLUE: Colors((0.08, 0.20, 0.42), (0.36, 0.49, 0.64)),
    Ink.BLACK: Colors((0.0, 0.0, 0.0), (0.35, 0.35, 0.35)),
}


class Place(NamedTuple):
    """A rectangle on the page: lower left corner, width and height in points."""

    x: float
    y: float
    width: float
    height: float


class Rule(NamedTuple):
    """A thin straight line."""

    x1: float
    y1: float
    x2: float
    y2: float


class Sheet(NamedTuple):
    """One page: the words and lines that differ from certificate to certificate."""

    runs: list[Run]
    rules: list[Rule]
    qr: Place | None = None


class Foot(NamedTuple):
    """Where the foot of a kind stands: the QR code's corner, and the middle of issuer, seal and date."""

    x: float
    y: float
    seal_x: float
    date_y: float
    qr: float = 74.0
    issuer_width: float = 272.0  # at most, so that it stays inside the frame


def page_size(kind: Kind) -> tuple[float, float]:
    """Width and height in points: a certificate lies, a statement stands."""
    return (A4[1], A4[0]) if kind is Kind.COMPLETION else A4


def seal_place(foot: Foot) -> Place:
    """The square left free for the seal, over issuer and date; an electronic signature is anchored there."""
    return Place(foot.seal_x - SEAL / 2, foot.date_y - 36, SEAL, SEAL)


def sentence(template: Template, one: Certificate, language: Language, size: float) -> list[Piece]:
    """The certifying sentence in pieces, the name in bold, a name of two characters set wide."""
    pieces = []
    for phrase in wording.sentence(template, one, language):
        if phrase.field == "name":
            pieces.append(name_piece(phrase.text, size if language is Language.EN else size * 1.16))
        else:
            whole = phrase.field if phrase.field in {"start", "end", "hours"} else ""
            pieces.append(Piece(phrase.text, size, BOLD if phrase.field == "class_title" else REGULAR, whole=whole))
    return pieces


class Block(NamedTuple):
    """The sentence in one language, broken into lines."""

    lines: list[Line]
    leading: float
    indent: float
    justify: bool

    @property
    def height(self) -> float:
        return len(self.lines) * self.leading


def block(
    template: Template, one: Certificate, setter: Typesetter, *, language: Language, size: float, width: float
) -> Block:
    """The sentence set in lines of that width: Chinese with two characters' indent and both edges straight."""
    zh = language is Language.ZH
    indent = 2 * size if zh else 0.0
    lines = setter.lines(sentence(template, one, language, size), width, indent)
    return Block(lines, size * (1.85 if zh else 1.6), indent, zh)


def stacked(blocks: list[Block], setter: Typesetter, *, x: float, top: float, width: float, gap: float) -> list[Run]:
    """The blocks one under the other, the first line hanging from `top`."""
    runs = []
    for one in blocks:
        y = top - one.leading * 0.72
        runs += setter.paragraph(
            one.lines, x=x, y=y, width=width, leading=one.leading, indent=one.indent, justify=one.justify
        )
        top -= one.height + gap
    return runs


def name_piece(name: str, size: float) -> Piece:
    """A name that is never broken; two characters are set wide by the letter, never by a space."""
    return Piece(name, size, BOLD, NAME_SPREAD if is_two_characters(name) else 0, whole="name")


def is_two_characters(name: str) -> bool:
    """Whether the name is two Chinese characters."""
    return len(name) == 2 and all(char == "〇" or ord(char) >= 0x3400 for char in name)


def fixed_foot(template: Template, foot: Foot, setter: Typesetter) -> list[Run]:
    """The words of the foot that all certificates of a template share."""
    zh, en = (language in template.languages for language in (Language.ZH, Language.EN))
    left = foot.x + foot.qr + 13
    runs = [Run(left, foot.y + 62, 7.5, _both("证书编号", "Certificate No.", zh=zh, en=en), color=SOFT)]
    runs.append(Run(left, foot.y + 37, 7.5, _both("查验码", "Verification code", zh=zh, en=en), color=SOFT))
    runs.append(Run(left, foot.y + 12, 7.5, _both("在线查验", "Verify online", zh=zh, en=en), color=SOFT))
    address = Run(left, foot.y + 1, 8, f"{template.scheme}://{template.host}/c".lower())
    runs.append(setter.shrunk(address, NUMBER_WIDTH, "host"))
    return runs + _issuer(template, foot, setter, zh=zh, en=en)


def foot_runs(template: Template, one: Certificate, foot: Foot, setter: Typesetter) -> list[Run]:
    """The words of the foot that are this certificate's own."""
    left = foot.x + foot.qr + 13
    number = setter.shrunk(Run(left, foot.y + 50, 10, proper(one.number)), NUMBER_WIDTH, "number")
    runs = [number, Run(left, foot.y + 25, 10, codes.grouped(one.code))]
    on = one.issued_at.date()
    if Language.ZH in template.languages:
        runs.append(setter.centered(Run(foot.seal_x, foot.date_y, 13, wording.day(on, template.numerals))))
    if Language.EN in template.languages:
        alone = Run(foot.seal_x, foot.date_y, 12, wording.day_en(on))
        below = alone._replace(y=foot.date_y - 15, size=9, color=SOFT)
        runs.append(setter.centered(below if Language.ZH in template.languages else alone))
    return runs + _validity(template, one, foot)


def _validity(template: Template, one: Certificate, foot: Foot) -> list[Run]:
    if one.expires is None:
        return []
    zh, en = (language in template.languages for language in (Language.ZH, Language.EN))
    words = _both(f"有效期至{wording.day(one.expires)}", f"Valid until {wording.day_en(one.expires)}", zh=zh, en=en)
    return [Run(foot.x, foot.y - 13, 7.5, words, color=SOFT)]


def _issuer(template: Template, foot: Foot, setter: Typesetter, *, zh: bool, en: bool) -> list[Run]:
    x, y = foot.seal_x, foot.date_y
    mark = Run(x, y + (60 if zh else 66), 8, "（盖章）" if zh else "(seal)", color=SOFT)
    named = []
    if zh:
        named.append(("issuer", Run(x, y + 40, 14.5, proper(template.issuer), BOLD)))
    if en:
        field, english = ("issuer_en", template.issuer_en) if template.issuer_en else ("issuer", template.issuer)
        small, alone = Run(x, y + 26, 9, proper(english), color=SOFT), Run(x, y + 46, 13.5, proper(english), BOLD)
        named.append((field, small if zh else alone))
    fitting = [setter.shrunk(run, foot.issuer_width, field) for field, run in named]
    return [setter.centered(run) for run in (mark, *fitting)]


def heading(template: Template, setter: Typesetter, *, middle: float, y: float, size: float, width: float) -> list[Run]:
    """The title, Chinese above English where both are printed."""
    zh, en = (language in template.languages for language in (Language.ZH, Language.EN))
    runs = []
    if zh:
        chinese = Run(middle, y, size, proper(wording.title(template, Language.ZH)), BOLD, INK, 420)
        runs.append(setter.centered(setter.shrunk(chinese, width, "title")))
    if en:
        english = proper(wording.title(template, Language.EN))
        small = Run(middle, y - size * 0.66, size * 0.27, english, REGULAR, INK, 170)
        large = Run(middle, y, size * 0.66, english, BOLD, INK, 110)
        runs.append(setter.centered(setter.shrunk(small if zh else large, width, "title_en")))
    return runs


def sample_mark(template: Template, setter: Typesetter, x: float, y: float) -> list[Run]:
    """The words that tell a demonstration from a certificate."""
    if not template.sample:
        return []
    return [setter.centered(Run(x, y, 12, "演示样张　SPECIMEN", BOLD, INK, 200))]


def _both(chinese: str, english: str, *, zh: bool, en: bool) -> str:
    return f"{chinese}　{english}" if zh and en else chinese if zh else english
