"""What a page can do, a program can do. twins.csv names the twin where the address differs, or why there is none."""

import csv
from pathlib import Path

from tests.conftest import app
from tests.permissions.table import doors
from training.access import May
from training.api.document import document
from training.rules.scopes import SCOPES

SAFE = {"GET", "HEAD"}
NEEDS = {(door.method, door.path): door.needs for door in doors()}
PAGES = {path for method, path in NEEDS if method not in SAFE and not path.startswith("/api/")}


def reviewed():
    with Path(__file__).with_name("twins.csv").open(newline="", encoding="utf-8") as file:
        return {row["page"]: row for row in csv.DictReader(file)}


def twin(page):
    """Where a program does the same: the row's address, else the page's own one under /api/v1."""
    named = reviewed().get(page, {}).get("twin")
    method, _, path = (named or f"POST /api/v1{page}").partition(" ")
    return method, path


def test_every_page_that_changes_something_has_a_twin_or_a_reason():
    excused = {page for page, row in reviewed().items() if row["reason"]}

    assert {page for page in PAGES - excused if twin(page) not in NEEDS} == set()


def test_a_twin_asks_for_the_same_permission_as_its_page():
    twins = {page: NEEDS[twin(page)] for page in PAGES if twin(page) in NEEDS}

    assert twins == {page: NEEDS["POST", page] for page in twins}


def test_every_row_is_about_a_page_and_says_one_thing():
    rows = reviewed()

    assert set(rows) - PAGES == set()
    assert [page for page, row in rows.items() if bool(row["twin"]) == bool(row["reason"])] == []


def test_whatever_the_description_offers_a_token_can_be_allowed():
    """A permission that no token can have would make its operations ones that nobody can call."""
    told = {operation["x-needs"] for item in document(app())["paths"].values() for operation in item.values()}

    assert told - {*SCOPES, May.ANYONE} == set()
