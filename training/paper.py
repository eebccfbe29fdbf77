"""Office papers as PDF: A4, Song type, title, facts, tables, places for seals. Only ever used in a child process.

Texts are never taken as markup; a paper of the same values is the same bytes. No image of a seal is ever printed: a paper
ends with the name of the unit, （盖章） and a line for the date.
"""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib import colors, textsplit
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

DATE_LINE = "日期：{0}年{1}月{1}日".format(
    "\u00a0" * 12, "\u00a0" * 6
)  # filled in by hand; plain spaces would fold into one
FONTS = Path(__file__).parents[1] / "fonts"
REGULAR, BOLD = "Song", "SongBold"
LAST_LINES = 4
LANGUAGE = "zh_CN"  # whoever reads it
LINE = colors.Color(0.35, 0.38, 0.42)
UNIT = re.compile(r"[《〈（“‘〔]*(?:[!-~]+|.)[》〉）”’〕，。；：、！？]*", re.DOTALL)


_stock_map = ttfonts.makeToUnicodeCMap


def _to_unicode(name: str, subset: Sequence[int]) -> str:
    """ReportLab writes characters above U+FFFF as five hex digits, which no reader understands; they are UTF-16BE."""
    text: str = _stock_map(name, subset)
    for code_point in {each for each in subset if each > 0xFFFF}:
        text = text.replace(f"> <{code_point:04X}>", f"> <{chr(code_point).encode('utf-16-be').hex().upper()}>")
    return text


def _lines(text: str, widths: Sequence[float], room: float | Sequence[float]) -> list[list[Any]]:
    """The lines of a paragraph, each with the width it leaves: no mark that ends something begins a line, none that opens
    something ends one, and numbers and Latin words stay whole. ReportLab knows the rules of Japanese, and one mark at a time.
    """
    rooms = room if isinstance(room, Sequence) else [room]
    lines: list[list[Any]] = []
    begun, left = 0, rooms[0]
    for start, end in _units(text, widths, min(rooms)):
        width = sum(widths[start:end])
        if width > left + 1e-6 and start > begun:
            lines.append([left, text[begun:start].strip(" ")])
            begun, left = start, rooms[min(len(lines), len(rooms) - 1)]
        left -= width
    return [*lines, [left, text[begun:]]]


def _units(text: str, widths: Sequence[float], most: float) -> Iterator[tuple[int, int]]:
    """What is not parted; what is wider than a line is parted anywhere."""
    for start, end in (unit.span() for unit in UNIT.finditer(text)):
        if sum(widths[start:end]) <= most:
            yield start, end
        else:
            yield from ((at, at + 1) for at in range(start, end))


@cache
def _register() -> None:
    """Both weights, once a process."""
    setattr(ttfonts, "makeToUnicodeCMap", _to_unicode)  # noqa: B010 - a stand-in for the library's own
    setattr(textsplit, "dumbSplit", _lines)  # noqa: B010 - a stand-in for the library's own
    pdfmetrics.registerFont(ttfonts.TTFont(REGULAR, str(FONTS / "NotoSerifSC_400Regular.ttf")))
    pdfmetrics.registerFont(ttfonts.TTFont(BOLD, str(FONTS / "NotoSerifSC_700Bold.ttf")))


def _style(size: float = 10.5, **more: Any) -> ParagraphStyle:
    given = {"fontName": REGULAR, "leading": size * 1.6, "wordWrap": "CJK", **more}
    return ParagraphStyle("paper", fontSize=size, **given)


def _fact(label: str, value: str) -> tuple[Flowable, Flowable]:
    return Paragraph(escape(label), _style(textColor=LINE)), Paragraph(escape(value), _style())


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, its share of the width, whether its amounts stand right."""

    head: str
    share: float
    is_amount: bool = False


def _cell(column: Column, **more: Any) -> ParagraphStyle:
    return _style(9.5, leading=13, alignment=TA_RIGHT if column.is_amount else 0, **more)


class Paper:
    """A paper being written, from the top."""

    def __init__(self, title: str, *, center: str, sample: str = "") -> None:
        _register()
        self.title, self.center, self.sample = title, center, sample
        self.parts: list[Flowable] = []
        self.heading(title)

    def heading(self, text: str) -> None:
        self.parts += [
            Paragraph(escape(text), _style(18, fontName=BOLD, alignment=TA_CENTER, leading=26)),
            Spacer(1, 4 * mm),
        ]

    def section(self, text: str) -> None:
        self.parts += [Spacer(1, 2 * mm), Paragraph(escape(text), _style(12, fontName=BOLD)), Spacer(1, 0.5 * mm)]

    def text(self, text: str, *, right: bool = False, bold: bool = False) -> None:
        style = _style(alignment=TA_RIGHT if right else 0, fontName=BOLD if bold else REGULAR)
        self.parts.append(Paragraph(escape(text).replace("\n", "<br/>"), style))

    def line(self, text: str) -> None:
        """A line in the middle."""
        self.parts += [Spacer(1, 3 * mm), Paragraph(escape(text), _style(12, alignment=TA_CENTER))]

    def qr(self, address: str, *, side: int) -> None:
        """A QR code in the middle, `side` millimetres wide."""
        drawing = Drawing(side * mm, side * mm, hAlign="CENTER")
        drawing.add(QrCodeWidget(address, barLevel="M", barWidth=side * mm, barHeight=side * mm))
        self.parts.append(drawing)

    def gap(self) -> None:
        """Some air before what follows."""
        self.parts.append(Spacer(1, 3 * mm))

    def note(self, text: str) -> None:
        self.parts.append(Paragraph(escape(text), _style(8.5, textColor=LINE)))

    def facts(self, rows: Sequence[tuple[str, str]]) -> None:
        """Label and value, line by line."""
        self._facts([[*_fact(label, value)] for label, value in rows], [42 * mm, 128 * mm])

    def paired_facts(self, rows: Sequence[tuple[str, str]]) -> None:
        """Label and value, two to a line: for short ones, where the page is full."""
        cells = [_fact(label, value) for label, value in rows]
        cells += [_fact("", "")] * (len(cells) % 2)
        pairs = [[*one, *other] for one, other in zip(cells[::2], cells[1::2], strict=True)]
        self._facts(pairs, [24 * mm, 66 * mm, 20 * mm, 60 * mm])

    def _facts(self, cells: list[list[Flowable]], widths: list[float]) -> None:
        table = Table(cells, colWidths=widths)
        table.setStyle(
            TableStyle(
                [
                    ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
                    ("TOPPADDING", (0, 0), (-1, -1), 1),
                ]
            )
        )
        self.parts.append(table)

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[str]], *, last_is_sum: bool = False) -> None:
        """Rows under heads, hairlines between; a long table goes on with its head on the next page."""
        width = 170 * mm / sum(column.share for column in columns)
        head = [Paragraph(escape(column.head), _cell(column, fontName=BOLD)) for column in columns]
        body = [
            [Paragraph(escape(value), _cell(column)) for column, value in zip(columns, row, strict=True)]
            for row in rows
        ]
        table = Table([head, *body], colWidths=[column.share * width for column in columns], repeatRows=1)
        lines: list[Any] = [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
            ("LINEABOVE", (0, 0), (-1, 0), 0.8, LINE),
            ("LINEBELOW", (0, 0), (-1, 0), 0.5, LINE),
            ("LINEBELOW", (0, 1), (-1, -1), 0.25, colors.lightgrey),
            ("LINEBELOW", (0, -1), (-1, -1), 0.8, LINE),
        ]
        if last_is_sum:
            lines.append(("LINEABOVE", (0, -1), (-1, -1), 0.5, LINE))
        table.setStyle(TableStyle(lines))
        self.parts += [table, Spacer(1, 2 * mm)]

    def seals(self, places: Sequence[tuple[str, str]], *, signed_by: str = "") -> None:
        """Space for hands: the name of each unit, （盖章） and a date line, side by side.

        `signed_by` is a line above the date for whoever signs. A seal never stands alone on a page: the last lines of
        the text go over with it.
        """
        cells = [[Paragraph(escape(f"{role}{name}（盖章）"), _style()) for role, name in places]]
        lines = [signed_by, DATE_LINE] if signed_by else [DATE_LINE]
        cells += [[Paragraph(escape(line), _style()) for _ in places] for line in lines]
        heights = [(31 - 8 * len(lines)) * mm] + [8 * mm] * len(lines)
        table = Table(cells, colWidths=[170 * mm / len(places)] * len(places), rowHeights=heights)
        table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP")]))
        last = self.parts[-LAST_LINES:]
        self.parts[-LAST_LINES:] = [KeepTogether([*last, Spacer(1, 5 * mm), table])]

    def _frame(self, canvas: Any, document: Any) -> None:
        canvas.saveState()
        canvas.setFont(REGULAR, 8.5)
        canvas.setFillColor(LINE)
        canvas.drawString(20 * mm, 12 * mm, self.center)
        canvas.drawRightString(190 * mm, 12 * mm, f"{document.page}")
        if self.sample:
            canvas.setFont(BOLD, 9)
            canvas.drawRightString(190 * mm, 285 * mm, self.sample)
        canvas.restoreState()

    def pdf(self) -> bytes:
        """The finished paper."""
        made = io.BytesIO()
        document = SimpleDocTemplate(
            made,
            pagesize=A4,
            title=self.title,
            author=self.center,
            leftMargin=20 * mm,
            rightMargin=20 * mm,
            topMargin=20 * mm,
            bottomMargin=19 * mm,
            invariant=1,
        )
        document.build(self.parts, onFirstPage=self._frame, onLaterPages=self._frame)
        return made.getvalue()
