"""The drawn part of a certificate, made once when a template is published: border, corners, ground.

Drawn with ReportLab, so this is imported only where templates are published, never where pages are served.
"""

from io import BytesIO
from math import cos, pi, sin

import pikepdf
from reportlab.pdfgen.canvas import Canvas

from certificates import completion_sheet
from certificates.model import Border, Kind, Language, Template
from certificates.sheets import INKS, Color, page_size

# The running key of the border, one repeat in units of the band's grid: a square spiral and the ground line under it.
KEY = ((0, 0), (0, 4), (4, 4), (4, 1), (2, 1), (2, 2.6)), ((0, 0), (5, 0))
KEY_WIDTH, KEY_HEIGHT = 5, 4
STEPS = 36  # of a petal


def drawing(template: Template) -> bytes:
    """The page's drawing as PDF operators, without any text."""
    width, height = page_size(template.kind)
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(width, height), pageCompression=0, invariant=1)
    draw(canvas, template, width, height)
    canvas.showPage()
    canvas.save()
    return _operators(buffer.getvalue())


def draw(canvas: Canvas, template: Template, width: float, height: float) -> None:
    """Draw border and ground on the canvas."""
    frame = INKS[template.ink].frame
    margin = 24.0 if template.kind is Kind.COMPLETION else 28.0
    if template.border is Border.NONE:
        return
    ground(canvas, width / 2, height / 2, 0.36 * min(width, height), _tint(frame, 0.83))
    canvas.setFillColorRGB(*frame)
    lines(canvas, margin, width, height, frame)
    if template.border is Border.MEANDER:
        meander(canvas, margin + 5, width, height, frame)
    if template.kind is Kind.COMPLETION:  # the sheets of a statement are full to their corners
        notches(canvas, margin + 30, width, height)
        divider(canvas, width / 2, _below_heading(template))


def ground(canvas: Canvas, x: float, y: float, radius: float, color: Color) -> None:
    """The rosette in the middle of the sheet: two closed curves in hair lines, light enough to read over.

    One petal is drawn again and again on a turning sheet, which deflates to almost nothing.
    """
    canvas.setStrokeColorRGB(*color)
    canvas.setLineWidth(0.3)
    for outer, inner, reach in ((48, 19, 1.5), (36, 13, 1.25)):
        petal = _trochoid(outer, inner, reach, radius)
        canvas.saveState()
        canvas.translate(x, y)
        for _ in range(outer):
            path = canvas.beginPath()
            for index, point in enumerate(petal):
                (path.lineTo if index else path.moveTo)(*point)
            canvas.drawPath(path)
            canvas.rotate(360 / outer)
        canvas.restoreState()


def lines(canvas: Canvas, margin: float, width: float, height: float, color: Color) -> None:
    """The outer line and the two inner ones."""
    canvas.setStrokeColorRGB(*color)
    for inset, thickness in ((0.0, 2.2), (21.0, 0.9), (24.0, 0.35)):
        canvas.setLineWidth(thickness)
        at = margin + inset
        canvas.rect(at, at, width - 2 * at, height - 2 * at)


def meander(canvas: Canvas, margin: float, width: float, height: float, color: Color) -> None:
    """The running key 回纹 along the four sides, a square spiral in each corner."""
    band = 11.0
    canvas.setStrokeColorRGB(*color)
    canvas.setFillColorRGB(*color)
    canvas.setLineWidth(1.0)
    canvas.setLineJoin(0)
    for x, y in (
        (margin, margin),
        (width - margin, margin),
        (width - margin, height - margin),
        (margin, height - margin),
    ):
        _corner(canvas, x, y, band if x < width / 2 else -band, band if y < height / 2 else -band)
    inset = margin + band + 3
    for turn, length in enumerate((width, height, width, height)):
        canvas.saveState()
        canvas.translate(*((0, 0), (width, 0), (width, height), (0, height))[turn])
        canvas.rotate(90 * turn)
        _side(canvas, inset, margin, length - 2 * inset, band)
        canvas.restoreState()


def notches(canvas: Canvas, margin: float, width: float, height: float) -> None:
    """A stepped line in each corner of the sheet, with a small square in its step."""
    canvas.setLineWidth(0.7)
    for turn_x, turn_y in ((1, 1), (-1, 1), (1, -1), (-1, -1)):
        canvas.saveState()
        canvas.translate(margin if turn_x > 0 else width - margin, margin if turn_y > 0 else height - margin)
        canvas.scale(turn_x, turn_y)
        for step, reach in ((0.0, 42.0), (3.5, 30.0)):
            path = canvas.beginPath()
            path.moveTo(step, reach)
            for point in ((step, step + 11), (step + 11, step + 11), (step + 11, step), (reach, step)):
                path.lineTo(*point)
            canvas.drawPath(path)
        canvas.rect(2.2, 2.2, 4.6, 4.6, stroke=0, fill=1)
        canvas.restoreState()


def divider(canvas: Canvas, x: float, y: float) -> None:
    """The line under the heading: three lozenges and a line to either side."""
    canvas.setLineWidth(0.7)
    for shift, half in ((0.0, 3.6), (-10.0, 1.9), (10.0, 1.9)):
        path = canvas.beginPath()
        path.moveTo(x + shift - half, y)
        for point in ((x + shift, y + half), (x + shift + half, y), (x + shift, y - half)):
            path.lineTo(*point)
        path.close()
        canvas.drawPath(path, stroke=0, fill=1)
    canvas.line(x - 96, y, x - 16, y)
    canvas.line(x + 16, y, x + 96, y)


def _below_heading(template: Template) -> float:
    has_both = {Language.ZH, Language.EN} <= set(template.languages)
    return completion_sheet.HEADING - (47.0 if has_both else 30.0)


def _side(canvas: Canvas, x: float, y: float, length: float, band: float) -> None:
    count = round(length / (band * KEY_WIDTH / KEY_HEIGHT))
    across, up = length / count / KEY_WIDTH, band / KEY_HEIGHT
    canvas.translate(x, y)
    for _ in range(count):
        path = canvas.beginPath()
        for points in KEY:
            for order, (u, v) in enumerate(points):
                (path.lineTo if order else path.moveTo)(u * across, v * up)
        canvas.drawPath(path)
        canvas.translate(KEY_WIDTH * across, 0)
    canvas.line(0, 0, 0, band)


def _corner(canvas: Canvas, x: float, y: float, dx: float, dy: float) -> None:
    """Three squares one in the other."""
    for inset in (0.0, 0.28):
        canvas.rect(x + inset * dx, y + inset * dy, dx * (1 - 2 * inset), dy * (1 - 2 * inset))
    canvas.rect(x + 0.44 * dx, y + 0.44 * dy, dx * 0.12, dy * 0.12, stroke=0, fill=1)


def _trochoid(outer: int, inner: int, reach: float, radius: float) -> list[tuple[float, float]]:
    """One petal of the curve that a point on a wheel draws while it rolls inside a ring, scaled to the radius."""
    scale = radius / (outer - inner + reach * inner)
    points = []
    for step in range(STEPS + 1):
        t = 2 * pi * inner / outer * step / STEPS
        roll = (outer - inner) / inner * t
        x = (outer - inner) * cos(t) + reach * inner * cos(roll)
        y = (outer - inner) * sin(t) - reach * inner * sin(roll)
        points.append((round(x * scale, 1), round(y * scale, 1)))
    return points


def _tint(color: Color, light: float) -> Color:
    red, green, blue = (part + (1 - part) * light for part in color)
    return red, green, blue


def _operators(pdf: bytes) -> bytes:
    """The page's operators without the Helvetica that ReportLab opens every page with."""
    with pikepdf.open(BytesIO(pdf)) as document:
        kept = [
            one for one in pikepdf.parse_content_stream(document.pages[0]) if str(one.operator) not in TEXT_OPERATORS
        ]
        return bytes(pikepdf.unparse_content_stream(kept))


TEXT_OPERATORS = {"BT", "ET", "Tf", "TL", "Tj", "Td", "Tm", "T*"}
