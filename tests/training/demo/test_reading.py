"""A wrong fact is refused with its file, its row and the reason."""

from dataclasses import dataclass

import pytest

from training.demo import reading
from training.demo.reading import Faulty


@dataclass(frozen=True)
class Room:
    key: str
    capacity: int


@pytest.fixture
def file(tmp_path):
    def written(text: str):
        path = tmp_path / "rooms.toml"
        path.write_text(text, "utf-8")
        return path

    return written


def test_rows_come_in_the_order_of_the_file(file):
    path = file('rooms = [{ key = "b", capacity = 2 }, { key = "a", capacity = 1 }]')

    assert reading.rows(path, "rooms", Room) == (Room("b", 2), Room("a", 1))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("rooms = [\n1 = = 2", "rooms.toml: .*line 2"),
        ("halls = []", "no list called rooms"),
        ('rooms = [{ key = "a", capacity = 1, floor = 3 }]', "'a': unknown floor"),
        ('rooms = [{ key = "a", capacity = "many" }]', "'a': Expected `int`, got `str`"),
        ('rooms = [{ key = "a" }]', "'a': .*missing required field `capacity`"),
        ('rooms = [{ key = "a", capacity = 1 }, { key = "a", capacity = 2 }]', "rooms: twice a"),
    ],
)
def test_a_faulty_row_is_named(file, text, fault):
    with pytest.raises(Faulty, match=fault):
        reading.rows(file(text), "rooms", Room)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(Faulty, match=r"rooms\.toml"):
        reading.table(tmp_path / "rooms.toml")


def test_a_reference_to_nothing_is_named():
    with pytest.raises(Faulty, match="room a: there is no 'hall'"):
        reading.refer(lambda room: f"room {room.key}", [Room("a", 1)], lambda room: ["hall"], ["r101"])
