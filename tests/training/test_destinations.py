"""Where a command writes: tried before the work, never seen half written, and left alone where it is no file."""

import os

import pytest

from training import destinations
from training.destinations import Unwritable


def test_what_can_be_written_is_tried_without_a_trace(tmp_path):
    destinations.ensure(tmp_path / "new.json")

    assert list(tmp_path.iterdir()) == []


def test_what_is_there_stays_until_the_new_is_whole(tmp_path):
    path = tmp_path / "plan.json"
    path.write_bytes(b"old")

    destinations.ensure(path)
    before = path.read_bytes()
    destinations.write(path, b"new")

    assert (before, path.read_bytes(), list(tmp_path.iterdir())) == (b"old", b"new", [path])


@pytest.mark.parametrize(("name", "why"), [("missing/plan.json", "No such file or directory"), (".", "Is a directory")])
def test_a_place_that_cannot_be_written_is_named(tmp_path, name, why):
    with pytest.raises(Unwritable) as refused:
        destinations.ensure(tmp_path / name)

    assert str(refused.value) == f"{tmp_path / name}: cannot be written ({why})"


def test_a_pipe_is_written_to_and_not_replaced(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)

    destinations.ensure(path)
    destinations.write(path, b"plan")

    assert (os.read(reader, 9), path.is_fifo()) == (b"plan", True)
