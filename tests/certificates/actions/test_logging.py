"""The log as the database keeps it: the same tree as in memory, without a fork, however many write at once."""

import asyncio
import importlib
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.actions import issuing, logging, rendering
from certificates.queries import log as queries
from certificates.rules import log as rules
from certificates.rules.log import Log, Node
from certificates.tables import Certificate, LogHead, LogLeaf, LogNode
from tests.certificates import make
from tests.tries import tries
from training import clock
from training.access import worker
from training.db import write

ENTRIES = [sha256(bytes([n])).digest() for n in range(21)]


async def kept(count=21):
    """A center whose log has so many entries, and two certificates that are not in it."""
    closed = await make.closed_class(names=tuple(f"学员{n}" for n in range(count + 2)))
    await issuing.issue(closed.adviser, closed.cohort)
    actor = worker(closed.adviser.center)
    ids = await Certificate.select(Certificate.id).order_by(Certificate.id).output(as_list=True)
    for certificate, entry in zip(ids[:count], ENTRIES, strict=False):
        async with write():
            await logging.append(actor, certificate, entry)
    return actor, ids[count:]


async def test_the_kept_tree_is_the_one_in_memory(db):
    actor, _ = await kept()
    log = Log(ENTRIES)

    assert await queries.size(actor) == 21
    for size in range(22):
        assert await queries.root(actor, size) == log.root(size)
    for size in (1, 8, 13, 21):
        for index in range(size):
            assert await queries.inclusion(actor, index, size) == log.inclusion(index, size)
            assert await queries.consistency(actor, index + 1, size) == log.consistency(index + 1, size)


async def test_those_who_append_at_once_form_one_line(db):
    closed = await make.closed_class(names=tuple(f"学员{n}" for n in range(12)))
    await issuing.issue(closed.adviser, closed.cohort)
    actor = worker(closed.adviser.center)
    ids = await Certificate.select(Certificate.id).output(as_list=True)

    async def one(n):
        async with write():
            return await logging.append(actor, ids[n], ENTRIES[n])

    positions = await asyncio.gather(*(one(n) for n in range(12)))

    assert sorted(positions) == list(range(12))
    leaves = await LogLeaf.select(LogLeaf.leaf).order_by(LogLeaf.position).output(as_list=True)
    assert await queries.root(actor, 12) == Log(bytes.fromhex(leaf) for leaf in leaves).root()


async def test_a_write_that_is_given_up_leaves_no_gap(db):
    actor, others = await kept(2)

    with pytest.raises(RuntimeError):
        async with write():
            await logging.append(actor, others[0], ENTRIES[2])
            raise RuntimeError
    async with write():
        position = await logging.append(actor, others[1], ENTRIES[3])

    assert position == 2
    assert await queries.root(actor, 3) == Log([*ENTRIES[:2], ENTRIES[3]]).root()


async def test_a_head_is_signed_of_what_was_printed_last_even_where_that_was_given_up_once(db, monkeypatch):
    closed = await make.closed_class()
    await issuing.issue(closed.adviser, closed.cohort)
    actor, sign = worker(closed.adviser.center), logging.sign_head

    async def died(*_):
        raise OSError("the machine was switched off")

    monkeypatch.setattr(logging, "sign_head", died)
    with pytest.raises(OSError, match="switched off"):
        await rendering.render(actor, closed.cohort)
    monkeypatch.setattr(logging, "sign_head", sign)
    assert await LogHead.count() == 0

    await rendering.render(actor, closed.cohort)

    assert await LogHead.select(LogHead.size).output(as_list=True) == [2]


async def test_the_tree_is_grown_over_leaves_that_were_there_before_it(db):
    closed = await make.closed_class(names=tuple(f"学员{n}" for n in range(7)))
    await issuing.issue(closed.adviser, closed.cohort)
    actor = worker(closed.adviser.center)
    ids = await Certificate.select(Certificate.id).output(as_list=True)
    for n, certificate in enumerate(ids):
        await LogLeaf(
            center=actor.center, position=n, leaf=ENTRIES[n].hex(), certificate=certificate, at=clock.now()
        ).save()
    migration = importlib.import_module("certificates.piccolo_migrations.certificates_2026_11_03t00_00_00_000000")

    await migration._grow()
    await migration._grow()

    assert await LogNode.count() == 7 + 3 + 1
    assert await queries.root(actor, 7) == Log(ENTRIES[:7]).root()


@given(st.integers(0, 5000))
@tries(200)
def test_what_an_entry_completes_is_what_the_tree_in_memory_gains(index):
    gained = [whole for whole, _ in rules.completed(index)]

    levels = (index + 1 & -(index + 1)).bit_length() - 1
    assert gained == [Node(height, index >> height) for height in range(1, levels + 1)]
