"""The statement of hours 学时证明: standing sheets with the sentence, every session, and each day's hours."""

from collections import Counter
from typing import NamedTuple

from certificates.model import Certificate, Kind, Language, Session, Template
from certificates.rules import wording
from certificates.rules.wording import proper
from certificates.sheets import (
    Foot,
    Place,
    Rule,
    Sheet,
    block,
    fixed_foot,
    foot_runs,
    heading,
    page_size,
    sample_mark,
    seal_place,
    stacked,
)
from certificates.typesetting import BOLD, SOFT, Line, Piece, Run, TooLong, Typesetter

WIDTH, HEIGHT = page_size(Kind.HOURS)
LEFT, MEASURE = 66.0, WIDTH - 132.0
FOOT = Foot(x=66.0, y=82.0, seal_x=WIDTH - 172.0, date_y=102.0, qr=66.0, issuer_width=224.0)
SEAL = seal_place(FOOT)
FIRST_TOP, NEXT_TOP = 706.0, 776.0  # of the sentence, of the table on later sheets
LAST_BOTTOM, BOTTOM = 196.0, 70.0  # of the table: above the foot, and on sheets without one
SIZES = (12.5, 11.5, 10.5, 9.5)
PRINT, LEADING, PADDING = 9.0, 12.0, 8.0
MOST_LINES = 6  # of one session's title


class Column(NamedTuple):
    """A column of the table: where it begins, how wide, and its two headings."""

    x: float
    width: float
    zh: str
    en: str


DAY = Column(LEFT, 74, "日期", "Date")
PERIOD = Column(LEFT + 74, 72, "时段", "Time")
TITLE = Column(LEFT + 146, 183, "课次内容", "Session")
KIND = Column(LEFT + 329, 62, "学时类别", "Kind")
HOURS = Column(LEFT + 391, 34, "学时", "Hours")
DAY_HOURS = Column(LEFT + 425, MEASURE - 425, "当日", "Day")
COLUMNS = (DAY, PERIOD, TITLE, KIND, HOURS, DAY_HOURS)


class Row(NamedTuple):
    """One session set in lines, the hours of its day, and whether it is the first of that day."""

    session: Session
    lines: list[Line]
    of_day: int
    opens_day: bool

    @property
    def height(self) -> float:
        return len(self.lines) * LEADING + PADDING


def fixed(template: Template, setter: Typesetter) -> list[Run]:
    """The words on every first sheet of the template."""
    runs = heading(template, setter, middle=WIDTH / 2, y=746.0, size=28.0, width=MEASURE)
    return runs + sample_mark(template, setter, WIDTH / 2, 790.0)


def fixed_rules(template: Template) -> list[Rule]:
    """No line is on every statement."""
    return []


def sheets(template: Template, one: Certificate, setter: Typesetter) -> list[Sheet]:
    """As many sheets as the sessions need, the foot on the last. Raises TooLong."""
    runs, top = _opening(template, one, setter)
    pages = _pages(_rows(one, setter), top)
    made = []
    for index, rows in enumerate(pages):
        sheet = _table(template, rows, top if index == 0 else NEXT_TOP, setter)
        sheet.runs.extend(_page_number(index + 1, len(pages), setter))
        made.append(sheet)
    made[0].runs[:0] = runs
    return [*made[:-1], _closed(template, one, made[-1], setter)]


def _opening(template: Template, one: Certificate, setter: Typesetter) -> tuple[list[Run], float]:
    """The sentence, and where the table may begin below it."""
    for size in SIZES:
        blocks = [
            block(template, one, setter, language=language, size=_size(template, language, size), width=MEASURE)
            for language in template.languages
        ]
        height = sum(each.height for each in blocks) + 4.0 * (len(blocks) - 1)
        if height <= 150:
            return stacked(blocks, setter, x=LEFT, top=FIRST_TOP, width=MEASURE, gap=4.0), FIRST_TOP - height - 10
    raise TooLong("class_title")


def _size(template: Template, language: Language, size: float) -> float:
    return size * 0.76 if language is Language.EN and len(template.languages) > 1 else size


def _rows(one: Certificate, setter: Typesetter) -> list[Row]:
    per_day = Counter[object]()
    for session in one.sessions:
        per_day[session.day] += session.hours
    rows, before = [], None
    for session in one.sessions:
        lines = setter.lines([Piece(proper(session.title), PRINT)], TITLE.width - 8)
        if len(lines) > MOST_LINES:
            raise TooLong("sessions")
        rows.append(Row(session, lines, per_day[session.day], opens_day=session.day != before))
        before = session.day
    return rows


def _pages(rows: list[Row], top: float) -> list[list[Row]]:
    """The rows dealt onto sheets; the last one keeps room for total and foot."""
    pages: list[list[Row]] = [[]]
    left = top - BOTTOM - _head_height()
    for row in rows:
        if row.height > left:
            pages.append([])
            left = NEXT_TOP - BOTTOM - _head_height()
        pages[-1].append(row)
        left -= row.height
    if left < LAST_BOTTOM - BOTTOM + LEADING + PADDING:
        start = _closing(pages[-1])
        pages[-1:] = [pages[-1][:start], pages[-1][start:]]
    return pages


def _closing(rows: list[Row]) -> int:
    """From which row on a sheet goes on over with the foot, so that no seal stands under an empty table: the last day."""
    room = NEXT_TOP - LAST_BOTTOM - _head_height() - LEADING - PADDING
    start = len(rows) - 1
    while start > 1 and not rows[start].opens_day and sum(row.height for row in rows[start - 1 :]) <= room:
        start -= 1
    return start


def _head_height() -> float:
    return 2 * LEADING + 4


def _table(template: Template, rows: list[Row], top: float, setter: Typesetter) -> Sheet:
    sheet = Sheet([], [])
    y = top
    if rows:
        sheet.runs.extend(_heads(template, y))
        sheet.rules.append(Rule(LEFT, y, LEFT + MEASURE, y))
        y -= _head_height()
    for index, row in enumerate(rows):
        says_day = row.opens_day or index == 0
        sheet.rules.append(Rule(LEFT if says_day else PERIOD.x, y, LEFT + MEASURE, y))
        sheet.runs.extend(_cells(template, row, y, setter, says_day=says_day))
        y -= row.height
    sheet.rules.append(Rule(LEFT, y, LEFT + MEASURE, y))
    return sheet


def _heads(template: Template, top: float) -> list[Run]:
    zh, en = (language in template.languages for language in (Language.ZH, Language.EN))
    runs = []
    for column in COLUMNS:
        if zh:
            runs.append(Run(column.x + 4, top - (12 if en else 17), PRINT, column.zh, BOLD))
        if en:
            small, alone = (
                Run(column.x + 4, top - 22, 7, column.en, color=SOFT),
                Run(column.x + 4, top - 17, PRINT, column.en, BOLD),
            )
            runs.append(small if zh else alone)
    return runs


def _cells(template: Template, row: Row, top: float, setter: Typesetter, *, says_day: bool) -> list[Run]:
    y, session = top - PADDING / 2 - PRINT, row.session
    runs = [Run(HOURS.x + 4, y, PRINT, wording.hours(session.hours))]
    if says_day:
        day = wording.day if Language.ZH in template.languages else wording.day_en
        runs.append(setter.shrunk(Run(DAY.x + 4, y, PRINT, day(session.day)), DAY.width - 6, "sessions"))
        runs.append(Run(DAY_HOURS.x + 4, y, PRINT, wording.hours(row.of_day)))
    for column, text in ((PERIOD, session.period), (KIND, session.kind)):
        if text:
            runs.append(setter.shrunk(Run(column.x + 4, y, PRINT, proper(text)), column.width - 6, "sessions"))
    return runs + setter.paragraph(row.lines, x=TITLE.x + 4, y=y, width=TITLE.width, leading=LEADING, justify=False)


def _page_number(index: int, count: int, setter: Typesetter) -> list[Run]:
    return [setter.centered(Run(WIDTH / 2, 58, 8, f"{index} / {count}", color=SOFT))] if count > 1 else []


def _closed(template: Template, one: Certificate, sheet: Sheet, setter: Typesetter) -> Sheet:
    """The last sheet with the total and the foot."""
    zh, en = (language in template.languages for language in (Language.ZH, Language.EN))
    words = "　".join(
        [f"合计{wording.hours(one.hours)}学时"] * zh + [f"Total: {wording.hours(one.hours)} credit hours"] * en
    )
    lowest = min((rule.y1 for rule in sheet.rules), default=NEXT_TOP)
    total = setter.right(Run(LEFT + MEASURE - 4, lowest - 16, 10, words, BOLD))
    runs = [*sheet.runs, total, *fixed_foot(template, FOOT, setter), *foot_runs(template, one, FOOT, setter)]
    return Sheet(runs, sheet.rules, Place(FOOT.x, FOOT.y, FOOT.qr, FOOT.qr))
