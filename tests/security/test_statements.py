"""A list asks the database the same number of questions whether it has one row or fifty, and never more than six."""

from datetime import timedelta

import pytest

from tests import make
from tests.permissions.table import doors
from tests.security import cast, sent
from tests.security.lists import LISTS, SINGLE, scene
from training import db as database
from training.access import Role

READABLE = {door.path for door in doors() if door.method == "GET"}
OF_A_TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def test_every_page_is_a_list_that_grows_or_is_none():
    """A new page says in lists.py what puts one more row on it, or that nothing does."""
    assert READABLE ^ (set(LISTS) | SINGLE) == set()
    assert set(LISTS) & SINGLE == set()


LONG = timedelta(minutes=10)  # since it was last seen, which each page notes


async def cookie(on, who):
    if who == "trainee":
        return await cast.login(on.center.id, trainee=(await on.trainee()).id, ago=LONG)
    if who == "instructor":
        return await cast.login(on.center.id, instructor=(await on.instructor()).id, ago=LONG)
    if who == "operator":
        return await cast.login(0, account=(await make.operator()).id, ago=LONG)
    return await cast.login(on.center.id, account=on.staff[Role(who)].account, ago=LONG) if who != "anonymous" else ""


def address(path, things):
    return sent.PLACE.sub(lambda place: str(things[place[1]]), path)


@pytest.mark.parametrize("path", sorted(LISTS))
async def test_a_list_asks_no_more_for_fifty_rows_than_for_one(client, path):
    on, grows = await scene(), LISTS[path]
    headers = {"cookie": f"login={await cookie(on, grows.who)}"}
    counted = {}

    for rows in (1, 3, 50):
        while on.n < rows:
            await grows.more(on)
            on.n += 1
        where = address(path, await grows.at(on) if grows.at else {})
        told = []
        database.ENGINE.watch = told.append
        answer = await client.http.get(where, headers=headers)
        database.ENGINE.watch = None
        assert answer.status_code in (200, 303), answer.text[:400]
        counted[rows] = [sql for sql in told if not sql.startswith(OF_A_TRANSACTION)]

    assert len(counted[3]) == len(counted[1]), "\n".join(counted[3])
    assert len(counted[50]) == len(counted[1]), "\n".join(counted[50])
    assert len(counted[1]) <= grows.most, "\n".join(counted[1])
