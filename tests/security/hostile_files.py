"""Our own corpus of hostile files: bombs, polyglots, truncated and mislabelled ones, broken workbooks, by name.

Each is made here and small; what it would become is not. A `.xlsx` of `BOMBS` is read only where it can do no harm.
"""

import io
import struct
import zipfile
import zlib
from functools import cache

from openpyxl import Workbook

PNG = b"\x89PNG\r\n\x1a\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"


@cache
def workbook() -> bytes:
    """A plain roster of one person."""
    book, kept = Workbook(), io.BytesIO()
    for line in (["姓名", "性别", "证件类型", "证件号码"], ["张伟", "男", "居民身份证", "11010519491231002X"]):
        book.worksheets[0].append(line)
    book.save(kept)
    return kept.getvalue()


def rezipped(**members: bytes | None) -> bytes:
    """The plain roster with members replaced (or taken out); `sheet`, `strings`, `book`, `types` by nickname."""
    names = {
        "sheet": SHEET,
        "strings": "xl/sharedStrings.xml",
        "book": "xl/workbook.xml",
        "types": "[Content_Types].xml",
    }
    changed = {names.get(name, name): content for name, content in members.items()}
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as fine, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as out:
        for member in fine.namelist():
            content = changed.pop(member, fine.read(member))
            if content is not None:
                out.writestr(member, content)
        for name, content in changed.items():
            out.writestr(name, content or b"")
    return kept.getvalue()


def sheet(rows: str, dimension: str = "A1:D2") -> bytes:
    return f'{XML}<worksheet xmlns="{MAIN}"><dimension ref="{dimension}"/><sheetData>{rows}</sheetData></worksheet>'.encode()


def inline(text: str, at: str = "A1") -> str:
    return f'<row r="{at[1:]}"><c r="{at}" t="inlineStr"><is><t>{text}</t></is></c></row>'


def zipped(**members: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in members.items():
            out.writestr(name, content)
    return kept.getvalue()


def many(count: int) -> bytes:
    return zipped(**{f"m{number}": b"" for number in range(count)})


def lying(content: bytes, size: int = 1000) -> bytes:
    """The directory of this zip claims that each of its members is small."""
    told, at = bytearray(content), content.rindex(b"PK\x01\x02")
    while at >= 0:
        told[at + 24 : at + 28] = struct.pack("<I", size)
        at = told.rfind(b"PK\x01\x02", 0, at)
    return bytes(told)


def entities(depth: int) -> bytes:
    """A billion laughs."""
    grown = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, depth))
    return (
        f'{XML}<!DOCTYPE x [<!ENTITY e0 "ha">{grown}]><worksheet xmlns="{MAIN}"><sheetData>'
        f"{inline(f'&e{depth - 1};')}</sheetData></worksheet>"
    ).encode()


def outside() -> bytes:
    """An entity that is a file of ours."""
    head = f'{XML}<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    return f'{head}<worksheet xmlns="{MAIN}"><sheetData>{inline("&f;")}</sheetData></worksheet>'.encode()


def png(width: int, height: int, data: bytes = b"") -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return PNG + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


def pdf(body: bytes = b"", trailer: bytes = b"") -> bytes:
    return b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n" + (
        body + b"\ntrailer<</Root 1 0 R" + trailer + b">>\n%%EOF"
    )


def pdf_stream(content: bytes, more: bytes = b"") -> bytes:
    return b"3 0 obj<</Length %d%s>>stream\n%s\nendstream endobj" % (len(content), more, content)


SPACES = b" " * (200 * 1024 * 1024)
FAR = sheet(
    inline("姓名") + '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>', "A1:XFD1048576"
)


@cache
def bombs() -> dict[str, bytes]:
    """What grows when it is opened."""
    large = rezipped(sheet=sheet(inline("姓名")) + SPACES)
    cell = rezipped(sheet=sheet(inline("甲" * 20_000_000)))
    return {
        "unpacks to 200 MiB.xlsx": large,
        "says it is small and unpacks to 200 MiB.xlsx": lying(large),
        "one cell of 60 MB that says it is small.xlsx": lying(cell),
        "a billion laughs.xlsx": rezipped(sheet=entities(10)),
        "a cell at the far corner.xlsx": rezipped(sheet=FAR),
        "a hundred thousand members.zip": many(100_000),
        "a zip in a zip in a zip.xlsx": zipped(a=zipped(b=zipped(c=SPACES))),
        "a picture of 60 000 by 60 000.png": png(60_000, 60_000, b"\x00" * 1000),
        "a stream that unpacks to 200 MiB.pdf": pdf(pdf_stream(zlib.compress(SPACES), b"/Filter/FlateDecode")),
    }


@cache
def broken() -> dict[str, bytes]:
    """What is not what it seems, or only part of it."""
    fine = workbook()
    return {
        "empty.xlsx": b"",
        "one byte.csv": b"\x00",
        "only the mark of a byte order.csv": b"\xef\xbb\xbf",
        "half.xlsx": fine[: len(fine) // 2],
        "without its end.xlsx": fine[:-22],
        "with a tail.xlsx": fine + b"\x00" * 5000,
        "only an end.zip": b"PK\x05\x06" + b"\x00" * 18,
        "no workbook in it.xlsx": zipped(a=b"a"),
        "no sheet.xlsx": rezipped(sheet=None),
        "no book.xlsx": rezipped(book=None),
        "no types.xlsx": rezipped(types=None),
        "no strings.xlsx": rezipped(strings=None),
        "sheet is no XML.xlsx": rezipped(sheet=b"\xff\xfe\x00 not XML"),
        "sheet ends early.xlsx": rezipped(sheet=sheet(inline("姓名"))[:-40]),
        "strings beyond the table.xlsx": rezipped(sheet=sheet('<row r="1"><c r="A1" t="s"><v>99999</v></c></row>')),
        "cells without a place.xlsx": rezipped(sheet=sheet('<row><c t="n"><v>1e999</v></c></row>')),
        "a cell in row zero.xlsx": rezipped(sheet=sheet(inline("x", "A0"))),
        "a cell in no column.xlsx": rezipped(sheet=sheet(inline("x", "ZZZZZZZ1"))),
        "a date in the year 99999.xlsx": rezipped(
            sheet=sheet('<row r="1"><c r="A1" t="d"><v>99999-99-99</v></c></row>')
        ),
        "control characters.xlsx": rezipped(sheet=sheet(inline("a&#1;b&#0;c"))),
        "an entity of the house.xlsx": rezipped(sheet=outside()),
        "a member above its folder.xlsx": rezipped(**{"../../../tmp/xss9": b"x"}),
        "two members of one name.xlsx": rezipped() + fine,
        "macros.xlsm": rezipped(**{"xl/vbaProject.bin": OLE}),
        "asks for a password.xlsx": OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"),
        "half a compound file.xls": OLE + b"\xff" * 700,
        "a cycle of sectors.xls": OLE + bytes(range(256)) * 8,
        "a page.xlsx": b"<html><script>xss9()</script></html>",
        "a picture.xlsx": png(1, 1, b"\x00" * 4),
        "a program.csv": b"MZ\x90\x00" + b"\x00" * 60,
        "an ELF.png": b"\x7fELF" + b"\x00" * 60,
        "halves of characters.csv": "姓名,证件号码\n张伟,".encode() + b"\xed\xa0\x80\xff\n",
        "formulas.csv": "姓名,证件号码\n=1+1,@SUM(1)\n".encode(),
        "NUL in a cell.csv": "姓名,证件号码\n张\x00伟,1\n".encode(),
        "a quote that never ends.csv": '姓名,证件号码\n"张伟,1\n'.encode() + b"x" * 200_000,
        "one long line.csv": "姓名,".encode() + b"," * 500_000,
        "GIF and script.png": b"GIF89a/*<script>xss9()</script>*/=1;",
        "PNG and page.png": PNG + b"<script>xss9()</script>",
        "PNG and zip.png": PNG + fine,
        "PDF and zip.pdf": b"%PDF-1.7\n" + fine,
        "PDF with script.pdf": pdf(trailer=b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"),
        "PDF of references in a circle.pdf": pdf(b"3 0 obj 4 0 R endobj 4 0 obj 3 0 R endobj", b"/Prev 5 0 R"),
        "PDF that begins before itself.pdf": pdf(trailer=b"/Prev -1") + b"\nstartxref\n99999999999\n%%EOF",
        "PDF that is encrypted.pdf": pdf(trailer=b"/Encrypt<</Filter/Standard/V 9/R 9/O(x)/U(x)/P -1>>"),
        "only a head.pdf": b"%PDF-1.7",
        "SVG.png": b'<svg xmlns="http://www.w3.org/2000/svg" onload="xss9()"/>',
        "JPEG cut short.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
    }


NAMES = (
    "../../../etc/cron.d/x",
    "..\\..\\x.bat",
    "C:\\fakepath\\名册.xlsx",
    "/etc/passwd",
    "a\x00.png",
    "a\r\nSet-Cookie: x=1.png",
    "名" * 300 + ".png",
    "<img src=x onerror=xss9()>.png",
    '"; filename="x.exe',
    "=1+1.csv",
    "\u202egnp.exe",
    "a\x1b[31m.png",
    "{{7*7}}.png",
    "con",
    ".htaccess",
    "%00.png",
)
