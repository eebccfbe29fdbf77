"""A database in which every text that a person typed is hostile: each page, document, export, feed, mail and log line shows
it literally, and none runs it."""

import io
import json
import re
import shutil
import subprocess
from itertools import count

import pytest
import structlog
from icalendar import Calendar
from openpyxl import load_workbook
from piccolo.columns import JSON, Text, Varchar

import certificates.tables
import courses.tables
import enrollment.tables
import training.tables
from tests.permissions.table import rows
from tests.security import sent
from tests.security.hostile import BROKEN_LINES, KEPT, REFUSED, packed
from tests.security.markup import faults
from tests.security.sending import send
from training import access, logs, notices, outbox
from training import db as database
from training.app import HANDLERS
from training.tables import AuditRow, Login
from training.tenancy import CenterTable

TABLES = sorted(
    {
        table
        for room in (training.tables, courses.tables, enrollment.tables, certificates.tables)
        for table in vars(room).values()
        if isinstance(table, type) and hasattr(table, "_meta") and table._meta.columns
    }
    - {AuditRow, CenterTable, Login},
    key=lambda table: table._meta.tablename,
)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LITERAL = """=甲<b>乙</b>&amp;{{7*7}}'">"""
MARKED = LITERAL + "<img src=x onerror=xss9()>"
GIVEN_BY_US = {"number", "series", "mark"}
EXPORTS = sorted(key for key in sent.ROWS if "/export" in key)


def with_chinese(value, instead):
    """What is in Chinese was typed by a person; words of ours are not."""
    if isinstance(value, str):
        return instead() if CHINESE.search(value) else value
    if isinstance(value, dict):
        return {name: with_chinese(each, instead) for name, each in value.items()}
    return [with_chinese(each, instead) for each in value] if isinstance(value, list) else value


async def poison(texts):
    """Put hostile texts wherever a person's text stands."""
    number = count()

    def instead(most=200):
        text = texts[next(number) % len(texts)]
        return text if len(text) <= most else next(each for each in (MARKED, LITERAL, "=<b>'") if len(each) <= most)

    for table in TABLES:
        columns = [each for each in table._meta.columns if isinstance(each, Varchar | Text | JSON)]
        columns = [each for each in columns if each._meta.name not in GIVEN_BY_US]
        names = {each._meta.db_column_name: each for each in columns}
        for row in await database.raw(f"SELECT * FROM {table._meta.tablename}"):
            changed = {}
            for name, column in names.items():
                if isinstance(column, JSON):
                    now = json.dumps(with_chinese(json.loads(row[name] or "null"), instead), ensure_ascii=False)
                elif row[name] and CHINESE.search(row[name]):
                    now = instead(column.length if isinstance(column, Varchar) else 200)
                else:
                    continue
                changed[column] = now
            if changed:
                await table.update(changed, force=True).where(table.id == row["id"])


def readable(who):
    for method, path in rows():
        if method == "GET" and rows()[method, path][who] == "yes":
            yield path


async def looked_at(world, who):
    """Every page this person can read, at his own things."""
    mine = world.offices[0]
    for path in readable(who):
        answer = await world.ask("GET", sent.address(path, mine.ids), mine.cookies[who])
        yield path, answer


MIXED = [text for text in packed(200) if "\u0351" not in text]


@pytest.mark.parametrize("texts", [[MARKED], MIXED], ids=["marked", "mixed"])
@pytest.mark.parametrize("who", ["director", "liaison", "trainee", "instructor", "anonymous", "operator"])
async def test_no_page_runs_what_somebody_typed(world, who, texts):
    before = {path: answer.status_code async for path, answer in looked_at(world, who)}
    await poison(texts)

    wrong, said = {}, 0
    async for path, answer in looked_at(world, who):
        if answer.status_code != before[path]:
            wrong[path] = before[path], answer.status_code, answer.text[:300]
        if "text/html" in answer.headers.get("content-type", "") and faults(answer.text):
            wrong[path] = faults(answer.text)[:3]
        said += "xss9" in answer.text

    assert wrong == {}
    assert said > 3 or who in ("operator", "anonymous", "instructor", "trainee")


def printed(pdf):
    told = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return re.sub(r"\s", "", told.stdout.decode())


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext (poppler-utils) is not installed")
async def test_documents_print_it_literally(world):
    mine = world.offices[0]
    await poison([LITERAL])

    for path in ("/quotations/{id:int}/pdf", "/programs/{id:int}/papers/{kind:str}/pdf"):
        answer = await world.ask("GET", sent.address(path, mine.ids), mine.cookies["director"])
        assert re.sub(r"\s", "", LITERAL) in printed(answer.content), path


@pytest.mark.parametrize("key", EXPORTS)
async def test_an_export_holds_no_formula(world, key):
    await poison(["=1+1", "+1", "-1", "@SUM(1)", "=cmd|' /C calc'!A0"])

    answer = await send(world, key, world.offices[0])

    assert answer.is_success
    cells = [cell for line in load_workbook(io.BytesIO(answer.content)).active.iter_rows() for cell in line]
    assert "=1+1" in {cell.value for cell in cells} or "@SUM(1)" in {cell.value for cell in cells}
    assert {cell.coordinate for cell in cells if cell.data_type == "f"} == set()


async def test_a_calendar_has_as_many_events_as_before(world):
    mine = world.offices[0]
    feeds = {who: f"/{mine.slug}/calendar/{token}.ics" for who, token in mine.ids["feeds"].items()}
    before = {who: (await world.ask("GET", at)).text.count("BEGIN:VEVENT") for who, at in feeds.items()}
    hostile = "=甲<b>\\nEND:VEVENT\\nBEGIN:VEVENT;,:\\"
    await poison([hostile])

    for who, at in feeds.items():
        unfolded = re.sub(r"\r?\n[ \t]", "", (await world.ask("GET", at)).text)
        assert len(re.findall(r"^BEGIN:VEVENT\r?$", unfolded, re.MULTILINE)) == before[who] > 0
        assert hostile in {str(event["summary"]) for event in Calendar.from_ical(unfolded).walk("VEVENT")}


@pytest.mark.parametrize("text", packed(200))
async def test_a_mail_has_the_expected_headers_and_no_other(db, postbox, text):
    async with database.write():
        await notices.mail(
            access.visitor(1), "a@b.example", "account_changed", f"key {hash(text)}", name=text, **CHANGED
        )
    await outbox.drain(HANDLERS)

    [(to, mail)] = postbox.mails
    assert to == ["a@b.example"]
    assert sorted(name.lower() for name in mail) == HEADERS
    assert text in mail.get_content()


CHANGED = {"verb": "account.mail-changed", "center": None}
HEADERS = ["content-transfer-encoding", "content-type", "from", "message-id", "mime-version", "subject", "to"]


def test_an_event_is_one_line_whatever_its_values_say(capsys):
    configured = structlog.get_config()
    logs.configure()
    try:
        texts = [*KEPT, *REFUSED[:20], *BROKEN_LINES]
        for text in texts:
            structlog.get_logger().warning("seen", value=text, error=ValueError(text))
    finally:
        structlog.configure(**configured)

    lines = capsys.readouterr().err.rstrip("\n").split("\n")
    assert [json.loads(line)["value"] for line in lines] == texts
