"""Every door asked as every kind of person; what the table says is what the product does."""

import re

import pytest

from tests import make
from tests.permissions.table import WHO, doors, rows
from tests.security import cast

PLACE = r"\{(\w+):(\w+)\}"
UNKNOWN = {"token": "no-such-token", "slug": "north", "digest": "0"}


def address(path: str) -> str:
    """An address of this route at which there is nothing to find, and so nothing to spoil."""
    return re.sub(PLACE, lambda found: "2000000000" if found[2] == "int" else UNKNOWN.get(found[1], "x"), path)


def test_every_route_has_its_row_in_the_permission_table():
    there = {(door.method, door.path): door.needs for door in doors()}

    assert {key: row["needs"] for key, row in rows().items()} == there, "run python -m tests.permissions, then review"


def test_every_route_names_the_permission_it_needs():
    assert [door for door in doors() if not door.needs] == []


def test_every_cell_of_the_permission_table_is_decided():
    assert {row[who] for row in rows().values() for who in WHO} == {"yes", "-"}


@pytest.mark.parametrize("who", WHO)
async def test_every_door_opens_to_whom_the_table_says(client, who):
    """Unsafe methods are sent without a form token: whoever gets as far as that being asked for may use the door."""
    center = await make.center()
    value = await cast.cookie(center, who)
    headers = {"accept": "application/json", "cookie": f"login={value}" if value else ""}

    found, wanted = {}, {}
    for (method, path), row in rows().items():
        answer = await client.http.request(method, address(path), headers=headers)
        code = answer.json().get("code", "") if "problem+json" in answer.headers.get("content-type", "") else ""
        assert answer.status_code < 500, f"{method} {path}: {answer.text}"
        found[method, path] = "-" if code in {"access.sign-in", "access.refused", "access.undeclared"} else "yes"
        wanted[method, path] = row[who]

    assert found == wanted
