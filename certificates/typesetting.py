"""Words into lines: measuring, breaking and placing text as Chinese print does. Knows faces, not pages or files."""

import re
from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from certificates.fonts import EM, Chain

REGULAR, BOLD = "regular", "bold"
TEXT, SOFT, INK = "text", "soft", "ink"  # black, grey, the template's own color
MOST_STRETCH = 0.06  # of the size, between letters: below what anybody reads as a space
SMALLEST = 4.5  # points: half a point below 八号, the smallest type of Chinese print
MOST_KEPT = 1000  # phrases whose breaking is remembered

# No line begins with closing punctuation or ends with opening punctuation; Latin words and numbers stay whole.
TOKENS = re.compile(
    r"[（《〈「『【〔“‘(]*"
    r"(?:[A-Za-z0-9À-ɏ][A-Za-z0-9À-ɏ'’.,:;%/&)\-]*(?:学时|年|月|日)?|\s+|.)"
    r"[，。、；：！？）》〉」』】〕”’…]*"
)


class TooLong(Exception):
    """A text does not fit its place even in the smallest print that can be read."""

    def __init__(self, field: str) -> None:
        super().__init__(f"{field} is too long for the certificate")
        self.field = field


class Run(NamedTuple):
    """Text of one style from one point on. `spread` widens every letter but the last, in thousandths of the size;
    `stretch` is set between all letters, in points."""

    x: float
    y: float
    size: float
    text: str
    style: str = REGULAR
    color: str = TEXT
    spread: int = 0
    stretch: float = 0.0


class Piece(NamedTuple):
    """A stretch of a paragraph. With `whole`, the name of its field, it is never broken over two lines."""

    text: str
    size: float
    style: str = REGULAR
    spread: int = 0
    whole: str = ""


class Line(NamedTuple):
    """Pieces side by side, and how wide they are without stretching."""

    pieces: tuple[Piece, ...]
    width: float

    @property
    def gaps(self) -> int:
        """Where the line can stretch: between letters of one piece. Between pieces nothing is put, because a reader of
        the file takes the smallest gap beside a larger letter for a space."""
        return sum(len(piece.text) - 1 for piece in self.pieces)


class Typesetter:
    """Sets text in the two weights of a template. Every call raises MissingGlyph where no face has a character."""

    def __init__(self, regular: Chain, bold: Chain) -> None:
        self.chains = {REGULAR: regular, BOLD: bold}
        self.broken: dict[Piece, list[tuple[Piece, float]]] = {}

    def width(self, text: str, size: float, style: str = REGULAR, spread: int = 0) -> float:
        """The width in points."""
        return (self.chains[style].width(text) + spread * (len(text) - 1)) * size / EM

    def centered(self, run: Run) -> Run:
        """The run with its middle where it began."""
        return run._replace(x=run.x - self.width(run.text, run.size, run.style, run.spread) / 2)

    def right(self, run: Run) -> Run:
        """The run with its end where it began."""
        return run._replace(x=run.x - self.width(run.text, run.size, run.style, run.spread))

    def shrunk(self, run: Run, width: float, field: str) -> Run:
        """The run in a size at which it is no wider than that. Raises TooLong, naming the field, where nobody could read it."""
        natural = self.width(run.text, run.size, run.style, run.spread)
        return run if natural <= width else run._replace(size=_smaller(run.size * width / natural, field))

    def lines(self, pieces: Iterable[Piece], width: float, indent: float = 0.0) -> list[Line]:
        """The pieces broken into lines; a whole piece wider than a line is made small enough for one.
        Raises TooLong where nobody could read it."""
        made: list[Line] = []
        line: list[Piece] = []
        used = indent
        for piece in pieces:
            for token, wide in self._whole(piece, width) if piece.whole else self._tokens(piece):
                if line and used + wide > width + 0.01 and not token.text.isspace():
                    made.append(_line(line, used))
                    line, used = [], 0.0
                if line or not token.text.isspace():
                    line.append(token)
                    used += wide
        return [*made, _line(line, used)] if line else made

    def paragraph(
        self, lines: list[Line], *, x: float, y: float, width: float, leading: float, indent: float = 0.0, justify: bool
    ) -> list[Run]:
        """The lines placed one under the other, the first baseline at y."""
        runs = []
        for index, line in enumerate(lines):
            stretch = _stretch(line, width) if justify and index < len(lines) - 1 else 0.0
            runs += self._placed(line, x + (indent if index == 0 else 0.0), y - index * leading, stretch)
        return runs

    def _placed(self, line: Line, x: float, y: float, stretch: float) -> list[Run]:
        runs = []
        for piece in line.pieces:
            runs.append(Run(x, y, piece.size, piece.text, piece.style, TEXT, piece.spread, stretch))
            x += self.width(piece.text, piece.size, piece.style, piece.spread) + stretch * (len(piece.text) - 1)
        return runs

    def _tokens(self, piece: Piece) -> list[tuple[Piece, float]]:
        """What the piece may be broken into, with widths; kept, because a class shares most of its words."""
        if (found := self.broken.get(piece)) is None:
            text, size, style, spread, _ = piece
            tokens = [Piece(token, size, style, spread) for token in TOKENS.findall(text)]
            if len(self.broken) >= MOST_KEPT:
                self.broken.clear()
            found = self.broken[piece] = [(token, self.width(token.text, size, style, spread)) for token in tokens]
        return found

    def _whole(self, piece: Piece, width: float) -> list[tuple[Piece, float]]:
        natural = self.width(piece.text, piece.size, piece.style, piece.spread)
        if natural <= width:
            return [(piece, natural)]
        return [(piece._replace(size=_smaller(piece.size * width / natural, piece.whole)), width)]


def _smaller(size: float, field: str) -> float:
    if size < SMALLEST:
        raise TooLong(field)
    return size


def _line(pieces: list[Piece], width: float) -> Line:
    return Line(tuple(_joined(pieces[:-1] if pieces[-1].text.isspace() else pieces)), width)


def _stretch(line: Line, width: float) -> float:
    gap = (width - line.width) / max(line.gaps, 1)
    return gap if gap <= MOST_STRETCH * line.pieces[0].size else 0.0


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Neighbours of one style as one piece."""
    made: list[Piece] = []
    for (size, style, spread), group in groupby(pieces, key=itemgetter(1, 2, 3)):
        alike = list(group)
        if spread:
            made += alike
        else:
            made.append(Piece("".join([piece.text for piece in alike]), size, style, spread))
    return made
