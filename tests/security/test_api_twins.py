"""What a page can do or show, a program can do or read.

twins.csv (for what changes something) and twins_to_read.csv name the twin where the address differs, or why there is none.
"""

import csv
from pathlib import Path

import pytest

from tests.conftest import app
from tests.permissions.table import doors
from training.access import May
from training.api.document import document
from training.rules.scopes import SCOPES

NEEDS = {(door.method, door.path): door.needs for door in doors() if door.method != "HEAD"}
FILES = {"POST": "twins.csv", "GET": "twins_to_read.csv"}
both = pytest.mark.parametrize("method", list(FILES))


def pages(method):
    return {path for verb, path in NEEDS if verb == method and not path.startswith("/api/")}


def reviewed(method):
    with Path(__file__).with_name(FILES[method]).open(newline="", encoding="utf-8") as file:
        return {row["page"]: row for row in csv.DictReader(file)}


def twin(method, page):
    """Where a program does the same: the row's address, else the page's own one under /api/v1."""
    named = reviewed(method).get(page, {}).get("twin")
    verb, _, path = (named or f"{method} /api/v1{page}").partition(" ")
    return verb, path


def test_pages_read_and_change_by_two_methods_only():
    assert {method for method, path in NEEDS if not path.startswith("/api/")} == set(FILES)


@both
def test_every_page_has_a_twin_or_a_reason(method):
    excused = {page for page, row in reviewed(method).items() if row["reason"]}

    assert {page for page in pages(method) - excused if twin(method, page) not in NEEDS} == set()


@both
def test_a_twin_asks_for_the_same_permission_as_its_page(method):
    """But what a page shows to anybody, a program may be asked a token for."""
    twins = {page: NEEDS[twin(method, page)] for page in pages(method) if twin(method, page) in NEEDS}
    public = {page for page in twins if method == "GET" and NEEDS[method, page] == May.ANYONE}

    assert {page: needs for page, needs in twins.items() if page not in public} == {
        page: NEEDS[method, page] for page in set(twins) - public
    }


@both
def test_every_row_is_about_a_page_and_says_one_thing(method):
    rows = reviewed(method)

    assert set(rows) - pages(method) == set()
    assert [page for page, row in rows.items() if bool(row["twin"]) == bool(row["reason"])] == []


def test_whatever_the_description_offers_a_token_can_be_allowed():
    """A permission that no token can have would make its operations ones that nobody can call."""
    told = {operation["x-needs"] for item in document(app())["paths"].values() for operation in item.values()}

    assert told - {*SCOPES, May.ANYONE} == set()
