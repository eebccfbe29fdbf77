"""The log against a tree that is computed the way RFC 9162 defines it, without any cleverness."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.rules.log import Log, is_consistent, is_included

ENTRIES = [f"credential {n}".encode() for n in range(300)]
sizes = st.integers(1, 300)


def naive(entries):
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    k = 1
    while k * 2 < len(entries):
        k *= 2
    return sha256(b"\x01" + naive(entries[:k]) + naive(entries[k:])).digest()


@pytest.fixture(scope="module")
def log():
    return Log(ENTRIES)


def test_the_known_roots_of_the_standards_test_vectors():
    vectors = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    log = Log(bytes.fromhex(entry) for entry in vectors)

    assert log.root(0).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert log.root(1).hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert log.root(8).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


@given(st.lists(st.binary(max_size=40), max_size=70))
def test_the_root_is_that_of_the_naive_tree(entries):
    log = Log(entries)

    assert log.root() == naive(entries)
    assert [log.root(size) for size in range(len(entries) + 1)] == [naive(entries[:n]) for n in range(len(entries) + 1)]


def test_every_entry_is_proved_at_every_size_up_to_seventy(log):
    for size in range(1, 71):
        root = log.root(size)
        for index in range(size):
            assert is_included(ENTRIES[index], index, size, log.inclusion(index, size), root)


def test_every_older_size_is_proved_consistent_at_every_size_up_to_seventy(log):
    for size in range(1, 71):
        for old in range(1, size + 1):
            assert is_consistent(old, log.root(old), size, log.root(size), log.consistency(old, size))


@given(sizes, st.data())
def test_another_entry_or_another_place_is_not_proved(log, size, data):
    index = data.draw(st.integers(0, size - 1))
    proof, root = log.inclusion(index, size), log.root(size)
    other = data.draw(st.integers(0, size - 1).filter(lambda n: n != index) if size > 1 else st.just(size))

    assert not is_included(b"forged", index, size, proof, root)
    assert not is_included(ENTRIES[index], other, size, proof, root)
    assert not is_included(ENTRIES[index], index, size, [*proof, bytes(32)], root)
    assert not is_included(ENTRIES[index], index, size, proof[:-1], root) or not proof


@given(sizes, sizes, st.sampled_from(["rewritten", "dropped", "swapped", "inserted"]), st.data())
def test_whoever_keeps_an_old_head_notices_any_change_below_it(log, old, more, how, data):
    index = data.draw(st.integers(0, old - 1))
    changed = ENTRIES[: old + more]
    if how == "rewritten":
        changed[index] = b"another name"
    elif how == "dropped":
        del changed[index]
    elif how == "swapped":
        changed[index], changed[index + 1] = changed[index + 1], changed[index]
    else:
        changed.insert(index, b"one more")
    forged, size = Log(changed), len(changed)

    if changed[:old] == ENTRIES[:old]:
        return
    assert size < old or not is_consistent(old, log.root(old), size, forged.root(), forged.consistency(min(old, size)))


@given(sizes, sizes, st.lists(st.binary(min_size=32, max_size=32), max_size=12))
def test_no_made_up_proof_is_believed(log, old, size, proof):
    assert not is_consistent(old, bytes(32), size, log.root(size), proof)
    assert not is_included(b"forged", old - 1, size, proof, log.root(size))


def test_a_log_cannot_be_asked_beyond_its_end(log):
    for ask in (
        lambda: log.root(301),
        lambda: log.inclusion(300),
        lambda: log.inclusion(5, 5),
        lambda: log.consistency(0),
    ):
        with pytest.raises(ValueError, match=r"log|size"):
            ask()
    assert not is_consistent(0, log.root(0), 5, log.root(5), [])
    assert not is_included(ENTRIES[0], 0, 0, [], log.root(0))


def test_appending_tells_the_index():
    log = Log()

    assert [log.append(entry) for entry in ENTRIES[:5]] == [0, 1, 2, 3, 4]
    assert len(log) == 5
