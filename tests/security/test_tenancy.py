"""What belongs to somebody else answers exactly like what does not exist, and shows nowhere."""

import io
import re
import shutil
import subprocess
import zipfile
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from tests import scans
from tests.permissions.table import WHO, rows
from tests.security import sent
from tests.security.conftest import nothing_kept
from tests.security.lists import LISTS
from tests.security.sending import FORM, send, token_of
from tests.security.sent import COURSE, PACKAGE, ROWS, WISHED, WISHES
from tests.security.test_sent import shapes
from training import clock, secrets
from training.tables import Account, ApiToken, Login

NOWHERE = 2_000_000_000
OPEN_TO_ALL = {"slug", "link", "token", "class_code", "code", "password-token", "kind", *sent.FIXED}
SAFE = {"GET"}


def nothing(things):
    """The same names, of things that nobody has."""
    return {name: NOWHERE if isinstance(value, int) else value for name, value in things.items()}


def keys():
    return [f"{method} {path}" for (method, path) in rows() if by_number(path) and not path.startswith("/{slug:str}")]


def by_number(path):
    """The places of an address in which the id of a thing stands."""
    return [found[1] for found in sent.PLACE.finditer(path) if found[2] == "int"]


def plain(answer):
    """What an answer says, without what differs each time or repeats the address."""
    said = re.sub(r'"_csrf" value="[^"]+"', "", answer.text)
    return answer.status_code, re.sub(r"\d+", "N", said)


async def asked(world, key, who, office, at, things=None, body=None):
    """A row, or a page, asked by somebody at an address."""
    method, _, path = key.partition(" ")
    cookie = office.cookies[who]
    row = ROWS.get(key)
    if row is None:
        return await world.ask(method, at, cookie)
    headers = {"x-csrf": token_of(cookie)}
    if row.upload:
        files = {row.upload: ("a.png", scans.PNG)}
        return await world.ask(method, at, cookie, files=files, headers=headers)
    given = sent.filled(row.body if body is None else body, things or office.ids)
    if path.startswith("/api/"):
        more = {"json": given} if row.shape else {}
        return await world.ask(method, at, cookie, headers=headers, **more)
    return await world.ask(method, at, cookie, data=given, headers=headers | FORM)


@pytest.mark.parametrize("who", [who for who in WHO if who not in ("anonymous", "operator")])
async def test_anothers_thing_in_an_address_answers_like_one_that_is_not_there(world, who):
    mine, neighbour, stranger = world.offices
    foreign = [stranger, neighbour] if who in ("liaison", "trainee") else [stranger]
    wrong = {}

    with nothing_kept():
        for key in keys():
            method, _, path = key.partition(" ")
            at = ROWS[key].at if key in ROWS else {}
            if rows()[method, path][who] != "yes":
                continue
            for place in by_number(path):
                thing = at.get(place) or sent.noun(path, place)
                if thing in ("course", "case", "instructor", "venue") and who in ("liaison", "trainee"):
                    others = [stranger]  # the center's own are there for every agency of it
                else:
                    others = foreign
                nowhere = sent.address(path, {**mine.ids, thing: NOWHERE}, at)
                there = plain(await asked(world, key, who, mine, nowhere))
                for other in others:
                    theirs = sent.address(path, {**mine.ids, thing: other.ids[thing]}, at)
                    found = plain(await asked(world, key, who, mine, theirs))
                    if found != there or found[0] < 400:
                        wrong[key, place, other.mark] = (found[0], there[0])

    assert wrong == {}


BODIES = [  # bodies in which ids of other things stand, beside the rows themselves
    ("POST /packages/new", "designer", {**PACKAGE, "agency": "@agency"}),
    ("POST /api/v1/packages", "designer", {**PACKAGE, "agency": "@agency"}),
    ("POST /packages/{id:int}/facts", "designer", {**PACKAGE, "version": 3, "agency": "@agency"}),
    ("PUT /api/v1/packages/{id:int}", "designer", {**PACKAGE, "version": 3, "agency": "@agency"}),
    ("POST /courses/new", "designer", {**COURSE, "instructors": ["@instructor"], "sites": ["@venue"]}),
    (
        "POST /courses/{id:int}/edit",
        "designer",
        {**COURSE, "version": 1, "instructors": ["@instructor"], "sites": ["@venue"]},
    ),
    ("POST /accounts", "director", {"name": "甲", "mail": "a@b.example", "role": "liaison", "agency": "@agency"}),
    ("POST /packages/{id:int}/mend", "liaison", {"version": 2, "code": "mend.remove-item", "item": "@item"}),
    ("POST /packages/{id:int}/wishes", "liaison", {**WISHED, "sites.@venue": "wished"}),
    ("PUT /api/v1/packages/{id:int}/wishes", "liaison", {**WISHES, "sites": {"@venue": "wished"}}),
    *[(key, row.who, row.body) for key, row in ROWS.items() if "@" in str(row.body)],
]


async def test_anothers_id_in_a_body_answers_like_one_that_is_not_there(world):
    mine, neighbour, stranger = world.offices
    wrong = {}

    with nothing_kept():
        for key, who, body in BODIES:
            _, _, path = key.partition(" ")
            address = sent.address(path, mine.ids, ROWS[key].at)
            for name in re.findall(r"['.]@([a-z-]+)", str(body)):
                if not isinstance(mine.ids[name], int) or name.endswith("version"):
                    continue
                nowhere = await asked(world, key, who, mine, address, {**mine.ids, name: NOWHERE}, body)
                for other in (stranger, neighbour) if who == "liaison" and name == "item" else (stranger,):
                    theirs = await asked(world, key, who, mine, address, {**mine.ids, name: other.ids[name]}, body)
                    if plain(theirs) != plain(nowhere) or theirs.status_code < 400:
                        wrong[key, name, other.mark] = theirs.status_code, nowhere.status_code

    assert wrong == {}


def test_every_id_that_a_form_takes_stands_in_one_of_these_bodies():
    """A new field that names another record is tried with another's record."""
    missing = set()
    for shape in shapes():
        bodies = [str(body) for key, _, body in BODIES if ROWS[key].shape and issubclass(ROWS[key].shape, shape)]
        for name, declared in shape.model_fields.items():
            is_id = "le=2147483647" in f"{declared.annotation}{declared.metadata}" and not name.endswith("version")
            if is_id and bodies and not any(re.search(rf"'{name}(\.@|': \[?'@|': \[?{{)", body) for body in bodies):
                missing.add(f"{shape.__name__}.{name}")

    assert missing == set()


MARKS = {"center": ("漳", "south"), "agency": ("漳", "south", "澧")}
SEES_ONE_AGENCY = {"liaison", "trainee"}


def readable(answer):
    """Everything an answer says in words, also what is written in a PDF, a workbook or a zip."""
    content, kind = answer.content, answer.headers.get("content-type", "")
    if "pdf" in kind and "/scan" not in str(answer.url):
        told = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
        return told.stdout.decode()
    if "spreadsheet" in kind:
        sheet = load_workbook(io.BytesIO(content)).active
        return "\n".join(str(cell.value) for line in sheet.iter_rows() for cell in line)
    if "zip" in kind:
        return "\n".join(zipfile.ZipFile(io.BytesIO(content)).namelist())
    if kind.startswith("image/png") or "/scan" in str(answer.url):
        return unquote(answer.headers.get("content-disposition", ""))
    return answer.text


SEARCHES = ("", "?q=河", "?page=2", "?q=%25", "?by=venue", "?by=instructor", "?state=sent", "?program=3", "?cohort=3")


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext (poppler-utils) is not installed")
@pytest.mark.parametrize("who", [who for who in WHO if who not in ("anonymous", "operator")])
async def test_nothing_of_another_center_or_agency_shows_anywhere(world, who):
    """As each kind of person, over every page, list, search, export, feed and document of his own."""
    mine = world.offices[0]
    marks = MARKS["agency" if who in SEES_ONE_AGENCY else "center"]
    seen, shown = set(), {}

    for method, path in rows():
        if method != "GET" or rows()[method, path][who] != "yes" or path in ("/", "/api/v1/schema"):
            continue  # the front door names every center of the house
        address = sent.address(path, mine.ids)
        for search in SEARCHES if path in LISTS else ("",):
            answer = await world.ask("GET", address + search, mine.cookies[who])
            if answer.status_code == 200:
                seen.add(path)
                for mark in marks:
                    if mark in readable(answer):
                        shown[path + search] = mark
    for kind, token in mine.ids["feeds"].items():
        if kind == who:
            feed = await world.ask("GET", f"/north/calendar/{token}.ics")
            assert "BEGIN:VEVENT" in feed.text
            shown |= {f"feed {mark}": mark for mark in marks if mark in feed.text}

    assert shown == {}
    own = {path for method, path in rows() if method == "GET" and rows()[method, path][who] == "yes"}
    assert own - seen <= NOT_SHOWN


NOT_SHOWN = {  # readable by everybody, with nothing of anybody to show at the addresses asked
    "/", "/C/{code:str}", "/demo/messages", "/display", "/enter", "/first-run/{token:str}", "/home", "/metrics", "/sign-in",
    "/static/{digest:str}/{name:path}", "/{slug:str}/calendar/{token:str}", "/{slug:str}/log/proof/{entry:str}",
    "/{slug:str}/log/consistency", "/api/v1/docs", "/api/v1/schema", "/api/v1/schema/{path:str}", "/api/v1/schema/openapi.json",
    "/api/v1/rule-sets/{edition:str}", "/rule-sets/{edition:str}", "/t/{token:str}",
    "/{slug:str}/status/{which:int}", "/styleguide",
}  # fmt: skip


async def test_an_exported_roster_names_only_its_own_class(world):
    mine = world.offices[0]

    answer = await send(world, "POST /cohorts/{id:int}/roster/export/full", mine)

    assert "沅丙" in readable(answer)
    assert [mark for mark in MARKS["agency"] if mark in readable(answer)] == []


async def test_whoever_loses_a_role_loses_its_doors_at_the_next_request(world):
    mine = world.offices[0]
    cookie, account = mine.cookies["scheduler"], mine.actor("scheduler").account
    assert (await world.ask("GET", "/timetable", cookie)).status_code == 200

    await Account.update({Account.roles: "finance"}).where(Account.id == account)

    assert (await world.ask("GET", "/timetable", cookie)).status_code == 403
    assert (await world.ask("GET", "/cohorts", cookie)).status_code == 200


async def test_an_account_switched_off_is_out_at_the_next_request(world):
    mine = world.offices[0]
    cookie, account = mine.cookies["scheduler"], mine.actor("scheduler").account
    token = secrets.token()
    facts = {"center": mine.ids["center"], "account": account, "name": "夜间同步", "created_at": clock.now()}
    await ApiToken(token_hash=secrets.hashed(token), scopes="enrollment:cohorts:see", **facts).save()
    program = {"authorization": f"Bearer {token}", "accept": "application/json"}
    assert (await world.ask("GET", "/timetable", cookie)).status_code == 200
    assert (await world.ask("GET", "/api/v1/cohorts", headers=program)).status_code == 200
    assert (await world.ask("GET", "/api/v1/packages", headers=program)).status_code == 403

    await Account.update({Account.is_active: False}).where(Account.id == account)

    assert (await world.ask("GET", "/timetable", cookie)).status_code == 401
    assert (await world.ask("GET", "/api/v1/cohorts", headers=program)).status_code == 401


async def test_switching_an_account_off_ends_its_logins(world):
    mine = world.offices[0]
    account = mine.actor("scheduler").account

    await send(world, "POST /accounts/{id:int}/off", mine, at=f"/accounts/{account}/off")

    assert await Login.count().where(Login.account == account) == 0
