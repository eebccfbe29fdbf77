"""University instances in the competition's format: read, solved, written as it wants, and judged as it counts."""

from collections import defaultdict
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.__main__ import main
from training.timetable import ctt
from training.timetable.ctt_search import CourseSearch, seated
from training.timetable.problem import Budget, Ended
from training.timetable.search import Meter
from training.timetable.sound import Unsound

TOY = """Name: Toy
Courses: 4
Rooms: 3
Days: 5
Periods_per_day: 4
Curricula: 2
Constraints: 8

COURSES:
SceCosC Ocra 3 3 30
ArcTec Indaco 3 2 42
TecCos Rosa 5 4 40
Geotec Scarlatti 5 4 18

ROOMS:
rA 32
rB 50
rC 40

CURRICULA:
Cur1 3 SceCosC ArcTec TecCos
Cur2 2 TecCos Geotec

UNAVAILABILITY_CONSTRAINTS:
TecCos 2 0
TecCos 2 1
TecCos 3 2
TecCos 3 3
ArcTec 4 0
ArcTec 4 1
ArcTec 4 2
ArcTec 4 3

END.
"""


def test_the_toy_of_the_competition_is_solved_for_nothing_one_line_a_lecture(tmp_path):
    (tmp_path / "toy.ctt").write_text(TOY)
    out = tmp_path / "toy.out"

    assert main(["timetable", "solve", str(tmp_path / "toy.ctt"), "--format", "ctt", "--out", str(out)]) == 0

    instance = ctt.read(TOY)
    courses, rooms = [one.name for one in instance.courses], [name for name, _ in instance.rooms]
    seating = {}
    for course, room, day, period in (line.split() for line in out.read_text().splitlines()):
        seating[courses.index(course), int(day) * 4 + int(period)] = rooms.index(room)
    assert len(out.read_text().splitlines()) == sum(one.lectures for one in instance.courses) == len(seating)
    assert (list(ctt.broken(instance, seating)), ctt.score(instance, seating)) == ([], 0)


def test_every_soft_constraint_is_counted_as_the_competition_does():
    instance = ctt.read(TOY)
    together = {(0, 0): 0, (0, 1): 0, (0, 2): 1}  # SceCosC: all on one day of three, two rooms

    assert ctt.score(instance, together) == ctt.DAY_MISSING * (2 + 2 + 4 + 4) + ctt.ROOM
    apart = {(1, 0): 0}  # ArcTec: ten students stand, alone in its curriculum
    assert ctt.score(instance, apart) == 10 * ctt.SEAT + ctt.DAY_MISSING * (3 + 1 + 4 + 4) + ctt.ISOLATED


@pytest.mark.parametrize(
    ("seating", "said"),
    [
        ({(2, 8): 1}, "TecCos: not available in period 8"),
        ({(0, 0): 0, (1, 0): 1}, "two at once in period 0"),
        ({(0, 0): 0, (3, 0): 0}, "two lectures in one room"),
        ({}, "SceCosC: 0 of 3 lectures"),
    ],
)
def test_every_hard_constraint_is_seen(seating, said):
    assert said in list(ctt.broken(ctt.read(TOY), seating))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (TOY.replace("Rooms: 3", "Rooms: many"), "ctt line 3: Rooms must be a number"),
        (TOY.replace("ROOMS:\n", ""), "ctt line 15: ROOMS: is missing"),
        (TOY.replace("SceCosC Ocra 3 3 30", "SceCosC Ocra 3"), "ctt line 10: 3 fields"),
        (TOY.replace("Cur2 2 TecCos Geotec", "Cur2 2 TecCos Nobody"), "'Nobody' is not known"),
        (TOY.replace("Cur2 2 TecCos", "Cur2 5 TecCos"), "ctt line 22: 5 courses are announced, 2 given"),
        (TOY.replace("rA 32", "rA -1"), "ctt line 16: capacity must be a number up to 1000000, not '-1'"),
        (TOY.replace("rA 32", "rA x"), "ctt line 16: capacity must be a number up to 1000000, not 'x'"),
        (TOY.replace("Days: 5", "Days: ５"), "ctt line 4: Days must be a number up to 10000, not '５'"),
        (TOY.replace("Days: 5", f"Days: {'9' * 5000}"), "ctt line 4: Days must be a number"),
        (TOY.replace("TecCos 2 0", "TecCos 2 4"), "ctt line 25: period must be a number up to 3, not '4'"),
        (TOY.partition("TecCos Rosa")[0], "the file ends too early"),
    ],
)
def test_a_malformed_instance_is_one_line_naming_the_place(wrong, said):
    with pytest.raises(Unsound, match=said):
        ctt.read(wrong)


def test_courses_that_no_timetable_holds_are_answered_with_no(tmp_path, capsys):
    (tmp_path / "toy.ctt").write_text(TOY.replace("TecCos Rosa 5", "TecCos Rosa 17"))
    out = tmp_path / "toy.out"

    assert main(["timetable", "solve", str(tmp_path / "toy.ctt"), "--format", "ctt", "--out", str(out)]) == 1
    assert capsys.readouterr().out == "no timetable keeps every rule, or none was found in time\n"


@given(
    st.lists(st.integers(1, 60), min_size=1, max_size=3),
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 19)), max_size=40),
)
def test_rooms_are_found_for_whatever_periods_leave_room(seats, asked):
    instance = replace(ctt.read(TOY), rooms=tuple((str(number), size) for number, size in enumerate(seats)))
    at_once = defaultdict(list)
    for course, period in dict.fromkeys(asked):
        at_once[period].append((course, period))
    pairs = [pair for same in at_once.values() for pair in same[: len(seats)]]

    seating = seated(instance, pairs)

    assert set(seating) == set(pairs)
    assert "two lectures in one room" not in list(ctt.broken(instance, seating))


def test_a_course_keeps_its_room_where_that_is_possible():
    seating = seated(ctt.read(TOY), [(2, 0), (1, 0), (1, 4), (2, 4), (0, 0)])

    assert seating == {(1, 0): 1, (1, 4): 1, (2, 0): 2, (2, 4): 2, (0, 0): 0}


def test_what_is_not_as_wished_is_found():
    instance = ctt.read(TOY)
    lonely = {(0, 0): 0, (0, 4): 0, (0, 8): 1, (3, 1): 0}

    assert ctt.costly(instance, lonely) == [*instance.curricula, *(frozenset({one}) for one in range(4))]
    assert ctt.costly(instance, {}) == [frozenset({one}) for one in range(4)]


@pytest.mark.parametrize(
    ("budget", "cancelled", "ended"),
    [(Budget(20, wall=0.0), False, Ended.WALL), (Budget(20, wall=600), True, Ended.CANCELLED)],
)
def test_a_search_that_is_stopped_early_gives_every_lecture_a_room_of_its_own(budget, cancelled, ended):
    instance = ctt.read(TOY)
    search = CourseSearch(instance, Meter(budget, lambda: cancelled))

    seating = search.run()

    assert (list(ctt.broken(instance, seating)), len(seating), search.ended) == ([], instance.lectures, ended)


def test_progress_tells_each_better_cost_and_the_last_is_that_of_the_answer():
    told, instance = [], ctt.read(TOY)

    seating = CourseSearch(instance, Meter(Budget(2, wall=600)), told.append).run()

    assert told[-1] == ctt.score(instance, seating) == 0


def test_the_exit_code_says_when_rules_are_broken(tmp_path, monkeypatch):
    (tmp_path / "toy.ctt").write_text(TOY)
    monkeypatch.setattr(ctt, "broken", lambda *_: ["two lectures in one room"])

    words = ["timetable", "solve", str(tmp_path / "toy.ctt"), "--format", "ctt", "--out", str(tmp_path / "toy.out")]

    assert main(words) == 1


def test_more_processes_than_one_are_refused_in_words(tmp_path, capsys):
    (tmp_path / "toy.ctt").write_text(TOY)
    out = str(tmp_path / "toy.out")

    words = ["timetable", "solve", str(tmp_path / "toy.ctt"), "--format", "ctt", "--processes", "2", "--out", out]

    assert main(words) == 2
    assert "--processes 2: a course timetable is solved by one process" in capsys.readouterr().err
