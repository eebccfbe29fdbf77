"""Files as offices send them, and files meant to do harm."""

import io
import struct
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from enrollment import roster_sheet
from training import children
from training.errors import Invalid

ROWS = [["姓名", "证件号码"], ["张伟", "11010519491231002X"], ["=1+1", "007"]]


def workbook(rows):
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def unpacking_to(mib):
    """A small xlsx whose sheet is one huge run of spaces."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(ROWS))) as fine, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as bomb:
        for member in fine.infolist():
            content = fine.read(member)
            bomb.writestr(
                member.filename, content + b" " * mib * 1024 * 1024 if "sheet1" in member.filename else content
            )
    return kept.getvalue()


async def read(content):
    return await children.run(
        roster_sheet.read, content, seconds=roster_sheet.SECONDS, memory_mib=roster_sheet.MEMORY_MIB
    )


async def code_of(content):
    with pytest.raises((Invalid, children.ChildDied)) as refused:
        await read(content)
    return getattr(refused.value, "code", "died")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030", "utf-16"])
def test_csv_is_read_in_the_encodings_offices_use(encoding):
    assert roster_sheet.read("姓名,证件号码\r\n张伟,11010519491231002X\r\n".encode(encoding)) == ROWS[:2]


def test_what_was_pasted_from_a_spreadsheet_is_read():
    assert roster_sheet.text("姓名\t证件号码\n张伟\t11010519491231002X") == ROWS[:2]


def test_a_number_the_spreadsheet_rounded_keeps_the_form_that_shows_it():
    [_, row] = roster_sheet.read(workbook([["姓名", "证件号码"], [13800001111, 360120196601012032]]))

    assert row == ["13800001111", "3.60120196601012E+17"]


async def test_an_xlsx_is_read_in_a_child():
    assert await read(workbook([["姓名", "证件号码"], ["张伟", "11010519491231002X"]])) == ROWS[:2]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04 and then nothing", "roster.file-unreadable"),
        (b"\x00\x01\x02\x03\x00", "roster.file-unreadable"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "roster.file-no-table"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "roster.file-no-table"),
        (b"\x00\x00\x00\x18ftypheic", "roster.file-no-table"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "roster.file-no-table"),
        (b"\n%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", "roster.file-no-table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2000, "roster.file-unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "roster.file-password"),
        (b"a,b\n" * 6000, "roster.file-too-large"),
    ],
)
def test_what_is_no_roster_is_named(content, code):
    with pytest.raises(Invalid) as refused:
        roster_sheet.read(content)
    assert refused.value.code == code


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_opened():
    with pytest.raises(Invalid) as refused:
        roster_sheet.read(unpacking_to(70))
    assert refused.value.code == "roster.file-too-large"


async def test_a_workbook_that_lies_about_its_size_takes_down_only_its_child():
    bomb = bytearray(unpacking_to(500))
    at = bomb.rindex(b"PK\x01\x02")
    while at >= 0:  # every entry of the directory claims to be small
        bomb[at + 24 : at + 28] = struct.pack("<I", 1000)
        at = bomb.rfind(b"PK\x01\x02", 0, at)

    assert await code_of(bytes(bomb)) in ("died", "roster.file-unreadable", "roster.file-too-large")


async def test_a_cell_at_the_far_corner_takes_down_only_its_child():
    book = Workbook()
    book.worksheets[0]["A1"] = "姓名"
    book.worksheets[0]["XFD1048576"] = "x"
    kept = io.BytesIO()
    book.save(kept)

    assert await code_of(kept.getvalue()) in ("died", "roster.file-too-large", "roster.file-unreadable")


def test_an_export_has_no_formula_and_loses_no_digit():
    content = roster_sheet.written("名册", ["姓名", "证件号码"], [["=cmd|' /C calc'!A0", "360120196601012032"]])

    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    cells = [cell for row in sheet.iter_rows(min_row=3) for cell in row]
    assert [(cell.value, cell.data_type) for cell in cells] == [
        ("=cmd|' /C calc'!A0", "s"),
        ("360120196601012032", "s"),
    ]


def test_a_letter_is_no_table():
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as letter:
        letter.writestr("word/document.xml", "<w:document/>")

    with pytest.raises(Invalid) as refused:
        roster_sheet.read(kept.getvalue())

    assert refused.value.code == "roster.file-no-table"
