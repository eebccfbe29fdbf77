"""The audit chain: every change, deletion, insertion, reordering and truncation is reported with its place."""

import asyncio
import re
from dataclasses import replace

import pytest

from tests import make
from training import audit, clock
from training import db as database
from training.__main__ import parser
from training.access import worker
from training.audit import Kept
from training.commands import walk_chains
from training.queries import audit_log
from training.tables import AuditRow, AuditSeal

TRIGGERS = {
    "sqlite": ("DROP TRIGGER {table}_no_update", "DROP TRIGGER {table}_no_delete"),
    "postgres": ("DROP TRIGGER {table}_no_change ON {table}",),
}


async def somebody_with_the_keys_of_the_database() -> None:
    """Takes the triggers off, as only the owner of the database can."""
    for table in ("audit_row", "audit_seal"):
        for sql in TRIGGERS[database.ENGINE.engine_type]:
            await database.ENGINE.run_ddl(sql.format(table=table))


async def ten_rows(center: int) -> None:
    for n in range(10):
        async with database.write():
            await audit.note(worker(center), "thing.done", "thing", n)


async def test_rows_are_sealed_into_one_chain(db):
    center = (await make.center()).id
    await ten_rows(center)

    assert await audit_log.unsealed(center) == 10
    assert await audit.seal(center) == 10
    assert await audit_log.unsealed(center) == 0
    found = await audit.check(center)

    assert (found.links, found.fault) == (10, "")


@pytest.mark.parametrize("sql", ["UPDATE audit_row SET verb = 'x'", "DELETE FROM audit_row", "DELETE FROM audit_seal"])
async def test_the_database_refuses_to_change_or_delete_what_is_recorded(db, sql):
    center = (await make.center()).id
    await ten_rows(center)
    await audit.seal(center)

    with pytest.raises(database.Taken, match="append_only"):
        await database.raw(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_row SET detail = '{{}}x' WHERE noun_id = 4",
        "UPDATE audit_row SET actor_name = 'somebody else' WHERE noun_id = 4",
        "UPDATE audit_row SET at = '2020-01-01T00:00:00+00:00' WHERE noun_id = 4",
        "DELETE FROM audit_seal WHERE position = 5",
        "UPDATE audit_seal SET position = 99 WHERE position = 5",
    ],
)
async def test_tampering_is_reported_with_its_place(db, sql):
    center = (await make.center()).id
    await ten_rows(center)
    await audit.seal(center)
    await somebody_with_the_keys_of_the_database()

    await database.ENGINE.run_ddl(sql.replace("{{}}", "{}"))

    assert (await audit.check(center)).fault.startswith("5:")


async def test_a_row_pushed_in_between_is_reported_with_its_place(db):
    center = (await make.center()).id
    await ten_rows(center)
    await audit.seal(center)
    await somebody_with_the_keys_of_the_database()
    await audit.note(worker(center), "thing.done", "thing", 77)
    [forged] = await AuditRow.select(AuditRow.id).where(AuditRow.noun_id == 77).output(as_list=True)

    for position in range(10, 4, -1):
        await AuditSeal.update({AuditSeal.position: position + 1}).where(AuditSeal.position == position)
    await AuditSeal(center=center, position=5, row=forged, hash="0" * 64, sealed_at=clock.now()).save()

    assert (await audit.check(center)).fault.startswith("5:")


async def test_two_links_that_changed_places_are_reported_with_the_first(db):
    center = (await make.center()).id
    await ten_rows(center)
    await audit.seal(center)
    await audit.note(worker(center), "thing.done", "thing", 77)
    fifth, eighth, spare = [
        row["id"]
        for row in await AuditRow.select(AuditRow.id).where(AuditRow.noun_id.is_in([4, 7, 77])).order_by(AuditRow.id)
    ]
    await somebody_with_the_keys_of_the_database()

    for was, now in ((fifth, spare), (eighth, fifth), (spare, eighth)):
        await AuditSeal.update({AuditSeal.row: now}).where(AuditSeal.row == was)

    assert await AuditSeal.count() == 10
    assert (await audit.check(center)).fault == f"5: row {eighth} was changed"


async def test_two_rows_that_took_each_others_place_are_reported_with_the_first(db):
    center = (await make.center()).id
    await ten_rows(center)
    await audit.seal(center)
    fifth, eighth = await AuditRow.select().where(AuditRow.noun_id.is_in([4, 7])).order_by(AuditRow.id)
    await somebody_with_the_keys_of_the_database()

    for place, other in ((fifth, eighth), (eighth, fifth)):
        told = {name: value for name, value in other.items() if name != "id"}
        await AuditRow.update(told).where(AuditRow.id == place["id"])

    assert await AuditRow.count() == await AuditSeal.count() == 10
    assert (await audit.check(center)).fault == f"5: row {fifth['id']} was changed"


async def test_a_chain_made_anew_is_found_through_the_head_kept_outside(db):
    center = (await make.center()).id
    await ten_rows(center)
    await audit.seal(center)
    kept = await audit.check(center)
    await somebody_with_the_keys_of_the_database()

    await database.raw("UPDATE audit_row SET detail = '[]' WHERE noun_id = 4")
    await database.raw("DELETE FROM audit_seal")
    await audit.seal(center)

    [first, last] = [await AuditSeal.select().where(AuditSeal.position == at).first() for at in (1, 10)]
    assert (await audit.check(center)).fault == ""
    assert (await audit.check(center, [Kept(center, kept.links, kept.head)])).fault == (
        f"1: rewritten among 1 to 10 (rows {first['row']} to {last['row']} as they are now)"
    )


async def test_a_truncated_tail_is_found_through_the_head_kept_outside(db):
    center = (await make.center()).id
    await ten_rows(center)
    await audit.seal(center)
    kept = await audit.check(center)
    await somebody_with_the_keys_of_the_database()

    await database.ENGINE.run_ddl("DELETE FROM audit_seal WHERE position > 7")

    assert (await audit.check(center)).fault == ""
    assert (await audit.check(center, [Kept(center, kept.links, kept.head)])).fault == "8: cut from 8 to 10"


async def kept_heads(center: int) -> dict[int, Kept]:
    """The head after each link, as somebody keeps them who writes them down every day."""
    rows = await AuditSeal.select().where(AuditSeal.center == center)
    return {row["position"]: Kept(center, row["position"], row["hash"]) for row in rows}


async def test_a_head_that_holds_narrows_what_was_rewritten(db):
    center = (await make.center()).id
    await ten_rows(center)
    await audit.seal(center)
    kept = await kept_heads(center)
    await somebody_with_the_keys_of_the_database()

    await database.raw("UPDATE audit_row SET detail = '[]' WHERE noun_id = 4")
    await database.raw("DELETE FROM audit_seal")
    await audit.seal(center)
    await database.ENGINE.run_ddl("DELETE FROM audit_seal WHERE position > 8")
    found = await audit.check(center, [kept[10], kept[3], kept[7], kept[8]])

    assert re.sub(r"rows \d+ to \d+", "rows", found.fault) == (
        "4: rewritten among 4 to 7 (rows as they are now); 9: cut from 9 to 10"
    )


async def test_heads_of_an_untouched_chain_hold_and_a_mistyped_one_is_told_from_a_rewritten_row(db):
    center = (await make.center()).id
    await ten_rows(center)
    await audit.seal(center)
    kept = await kept_heads(center)
    empty = Kept(center, 0, audit.FIRST)

    assert (await audit.check(center, [empty, kept[1], kept[10]])).fault == ""
    assert (await audit.check(center, [replace(kept[4], hash="0" * 64), kept[10]])).fault == (
        "4: the head given for it never was one of this chain, which holds up to 10"
    )


async def test_what_lies_behind_a_changed_row_is_not_judged_by_heads(db):
    center = (await make.center()).id
    await ten_rows(center)
    await audit.seal(center)
    kept = await kept_heads(center)
    await somebody_with_the_keys_of_the_database()

    await database.raw("UPDATE audit_row SET detail = '[]' WHERE noun_id = 4")

    assert (await audit.check(center, kept.values())).fault.startswith("5: row ")
    assert ";" not in (await audit.check(center, kept.values())).fault


async def test_the_command_prints_heads_whole_and_takes_them_back(db, capsys):
    center = (await make.center()).id
    await ten_rows(center)
    await audit.seal(center)
    head = (await audit.check(center)).head

    assert await walk_chains([0, center]) == 0
    printed = re.findall(r"head (\S+)$", capsys.readouterr().out, re.MULTILINE)
    assert printed == [f"0:0:{audit.FIRST}", f"{center}:10:{head}"]

    given = parser().parse_args(["check", *(word for one in printed for word in ("--head", one))]).head
    assert await walk_chains([0], given) == 0
    await somebody_with_the_keys_of_the_database()
    await database.ENGINE.run_ddl("DELETE FROM audit_seal WHERE position > 7")
    capsys.readouterr()

    assert await walk_chains([0], given) == 1
    assert "; BROKEN at 8: cut from 8 to 10\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    "text", ["", "1:2", "1:2:abc", f"x:2:{'0' * 64}", f"1:-2:{'0' * 64}", f"9999999999:1:{'0' * 64}"]
)
def test_a_head_that_is_none_is_a_wrong_call(text, capsys):
    with pytest.raises(SystemExit) as ended:
        parser().parse_args(["check", "--head", text])

    assert ended.value.code == 2


@pytest.mark.skipif(
    database.ENGINE.engine_type == "sqlite", reason="SQLite has one writer at a time; sealing waits its turn like any"
)
async def test_writers_go_on_while_a_chain_is_being_sealed(db, monkeypatch):
    """Not by time: the sealing stands still until sixteen writers of the same center have committed."""
    center = (await make.center()).id
    await ten_rows(center)
    has_read, go_on, rows_after = asyncio.Event(), asyncio.Event(), audit._rows_after

    async def standing_still(center, limit):
        rows = await rows_after(center, limit)
        has_read.set()
        await go_on.wait()
        return rows

    monkeypatch.setattr(audit, "_rows_after", standing_still)

    async def write(n: int) -> None:
        async with database.write():
            await audit.note(worker(center), "thing.done", "thing", 100 + n)

    sealing = asyncio.create_task(audit.seal(center))
    await has_read.wait()
    await asyncio.gather(*(write(n) for n in range(16)))
    assert not sealing.done()
    assert await AuditRow.count() == 26
    go_on.set()

    assert await sealing == 10
    assert await audit.seal(center) == 16
    assert (await audit.check(center)).fault == ""


async def test_a_note_reads_and_locks_nothing_of_the_chain(db):
    """One insert and no question: a writer knows neither the head nor the other writers."""
    center, told = (await make.center()).id, []

    async with database.write():
        database.ENGINE.watch = told.append
        await audit.note(worker(center), "thing.done", "thing", 1)
        database.ENGINE.watch = None

    [sql] = told
    assert sql.split()[:3] == ["INSERT", "INTO", '"audit_row"']
    assert "audit_seal" not in sql


async def test_sixteen_writers_make_one_chain_without_a_fork(db):
    center = (await make.center()).id

    async def write(n: int) -> None:
        for i in range(100):
            async with database.write():
                await audit.note(worker(center), "thing.done", "thing", n * 100 + i)

    async def sealing() -> None:
        for _ in range(10):
            await audit.seal(center)
            await asyncio.sleep(0.005)

    await asyncio.gather(*(write(n) for n in range(16)), sealing(), sealing())
    while await audit.seal(center):
        pass

    assert await AuditRow.count() == await AuditSeal.count() == 1600
    assert (await audit.check(center)).fault == ""
