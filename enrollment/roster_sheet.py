"""Rosters as files: whatever an office sends becomes rows of text, and a saved roster becomes a workbook again.

Both run in a child process with a limit of its own (`training.children`), because a hostile workbook can take any memory.
"""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from training.errors import Invalid

MOST_UNPACKED = 60 * 1024 * 1024
MOST_MEMBERS = 300
MOST_LINES = 5000
MOST_COLUMNS = 80
EXACT = 10**15
SECONDS = 4
MEMORY_MIB = 700
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NO_TABLE = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"{\\rtf")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
Sheet = list[list[str]]


def read(content: bytes) -> Sheet:
    """The cells of the first sheet that has any, by what the file is, not by what it is called.

    Raises Invalid for a file that is no table, cannot be read, is too large once unpacked, or asks for a password.
    """
    if content.startswith(_ZIP):
        _measure(content)
        return _workbook(content)
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise Invalid("roster.file-password")
        return _workbook(content)
    if _is_no_table(content):
        raise Invalid("roster.file-no-table")
    return text(_decoded(content))


def _is_no_table(content: bytes) -> bool:
    """A PDF, a picture or a letter, by its first bytes: its text would be searched for heads in vain."""
    is_picture = (content[:4] == b"RIFF" and content[8:12] == b"WEBP") or content[4:8] == b"ftyp"
    return is_picture or content.lstrip()[:10].startswith(_NO_TABLE)


def _measure(content: bytes) -> None:
    """What a zip says of itself, before anything is unpacked; what it hides, the limits of the process stop."""
    try:
        members = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Invalid("roster.file-unreadable") from error
    if any(member.filename.startswith(("word/", "ppt/")) for member in members):
        raise Invalid("roster.file-no-table")
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        raise Invalid("roster.file-too-large")


def _workbook(content: bytes) -> Sheet:
    import python_calamine  # heavy, and only in a child process

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        for number in range(len(book.sheet_names)):
            sheet = book.get_sheet_by_index(number)
            if sheet.total_height and sheet.total_width:
                return _bounded([[_cell(value) for value in row] for row in sheet.iter_rows()])
    except python_calamine.PasswordError as error:
        raise Invalid("roster.file-password") from error
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise Invalid("roster.file-unreadable") from error
    raise Invalid("roster.empty")


def _cell(value: object) -> str:
    """A cell as a person would type it. A number too long for a spreadsheet keeps the form that shows the damage."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float):
        if abs(value) >= EXACT:
            return f"{value:.14E}"
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return "" if value is None else str(value)


def _decoded(content: bytes) -> str:
    """Text in the encodings that offices save csv in. Raises Invalid."""
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            decoded = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in decoded:
            return decoded
    raise Invalid("roster.file-unreadable")


def text(given: str) -> Sheet:
    """Cells of csv, or of what was pasted from a spreadsheet (separated by tabs)."""
    head = given.split("\n", maxsplit=1)[0]
    separator = max("\t,;，", key=head.count)
    lines = csv.reader(io.StringIO(given, newline=""), delimiter=separator)
    try:
        return _bounded([[cell.removeprefix("'") for cell in line] for line in _few(lines)])
    except csv.Error as error:
        raise Invalid("roster.file-unreadable") from error


def _few(lines: Iterator[list[str]]) -> Iterator[list[str]]:
    for number, line in enumerate(lines):
        if number > MOST_LINES:
            raise Invalid("roster.file-too-large")
        yield line


def _bounded(sheet: Sheet) -> Sheet:
    if len(sheet) > MOST_LINES or any(len(line) > MOST_COLUMNS for line in sheet[:50]):
        raise Invalid("roster.file-too-large")
    return sheet


def written(title: str, heads: Sequence[str], lines: Sequence[Sequence[str]]) -> bytes:
    """A workbook of one sheet. Every cell is text: what begins with = is no formula, and no number loses digits."""
    from openpyxl import Workbook  # heavy, and only in a child process
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "名册"
    for row, line in enumerate([[title], heads, *lines], start=1):
        for column, value in enumerate(line, start=1):
            cell = sheet.cell(row=row, column=column)
            cell.value = value
            cell.data_type = "s"
            cell.number_format = "@"
            cell.font = Font(name="SimSun", size=14 if row == 1 else 11, bold=row <= 2)
            cell.alignment = Alignment(vertical="center", wrap_text=row > 1)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(heads))
    for column, head in enumerate(heads, start=1):
        longest = max([len(head), *(len(line[column - 1]) for line in lines)])
        sheet.column_dimensions[get_column_letter(column)].width = min(2 * longest + 2, 44)
    sheet.freeze_panes = "A3"
    sheet.print_title_rows = "2:2"
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
