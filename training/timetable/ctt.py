"""University course timetables in the `.ctt` format of ITC-2007 track 3: reading them, judging them, writing the answer.

The engine is judged here on instances that nobody of this house wrote. Cost is the competition's (UD2): seats missing 1,
a missing working day 5, an isolated lecture of a curriculum 2, a further room of a course 1.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from training.timetable.sound import Unsound

SEAT, DAY_MISSING, ISOLATED, ROOM = 1, 5, 2, 1
HEADER = ("Name", "Courses", "Rooms", "Days", "Periods_per_day", "Curricula", "Constraints")
MOST = 10_000
LARGEST = 10**6  # of students, seats and the like

Seating = dict[tuple[int, int], int]  # (course, period): room


@dataclass(frozen=True)
class Course:
    """A course: who teaches it, how many lectures on at least how many days, and how many students come."""

    name: str
    teacher: str
    lectures: int
    days: int
    students: int


@dataclass(frozen=True)
class Courses:
    """A whole instance; courses, rooms and periods are numbered from 0."""

    name: str
    courses: tuple[Course, ...]
    rooms: tuple[tuple[str, int], ...]
    days: int
    periods_a_day: int
    curricula: tuple[frozenset[int], ...]
    unavailable: frozenset[tuple[int, int]]

    @property
    def periods(self) -> range:
        return range(self.days * self.periods_a_day)

    @property
    def lectures(self) -> int:
        return sum(one.lectures for one in self.courses)

    @cached_property
    def cliques(self) -> list[frozenset[int]]:
        """The sets of courses of which only one can be at a time: of a teacher, of a curriculum."""
        of_teacher: dict[str, set[int]] = defaultdict(set)
        for number, course in enumerate(self.courses):
            of_teacher[course.teacher].add(number)
        found = {frozenset(one) for one in (*of_teacher.values(), *self.curricula) if len(one) > 1}
        return sorted(found, key=sorted)


def read(text: str) -> Courses:
    """An instance. Raises `Unsound` naming the line."""
    lines = Lines(text)
    head = lines.header()
    courses = tuple(_course(lines) for _ in lines.section("COURSES:", head["Courses"]))
    number = {course.name: n for n, course in enumerate(courses)}
    days, periods = head["Days"], head["Periods_per_day"]
    return Courses(
        lines.name,
        courses,
        tuple(_room(lines) for _ in lines.section("ROOMS:", head["Rooms"])),
        days,
        periods,
        tuple(_curriculum(lines, number) for _ in lines.section("CURRICULA:", head["Curricula"])),
        frozenset(
            _time(lines, number, days, periods)
            for _ in lines.section("UNAVAILABILITY_CONSTRAINTS:", head["Constraints"])
        ),
    )


def _course(lines: "Lines") -> Course:
    name, teacher, lectures, days, students = lines.fields(5)
    return Course(
        name,
        teacher,
        lines.number("lectures", lectures),
        lines.number("working days", days),
        lines.number("students", students),
    )


def _room(lines: "Lines") -> tuple[str, int]:
    name, capacity = lines.fields(2)
    return name, lines.number("capacity", capacity)


def _curriculum(lines: "Lines", number: Mapping[str, int]) -> frozenset[int]:
    _, announced, *members = lines.fields(None)
    if lines.number("courses of a curriculum", announced) != len(members):
        raise lines.fault(f"{announced} courses are announced, {len(members)} given")
    return frozenset(lines.known(course, number) for course in members)


def _time(lines: "Lines", number: Mapping[str, int], days: int, periods: int) -> tuple[int, int]:
    course, day, period = lines.fields(3)
    slot = lines.number("day", day, days - 1) * periods + lines.number("period", period, periods - 1)
    return lines.known(course, number), slot


class Lines:
    """The lines of a file that say something, with their numbers."""

    def __init__(self, text: str) -> None:
        self.lines = [(n, line.strip()) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
        self.at = 0
        self.name = ""

    def next(self) -> tuple[int, str]:
        if self.at >= len(self.lines):
            raise Unsound("ctt: the file ends too early")
        self.at += 1
        return self.lines[self.at - 1]

    def header(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for word in HEADER:
            number, line = self.next()
            name, _, value = line.partition(":")
            if name != word:
                raise Unsound(f"ctt line {number}: {word} is missing")
            if word == "Name":
                self.name = value.strip()
            else:
                found[word] = self.number(word, value.strip(), MOST)
        return found

    def section(self, title: str, count: int) -> range:
        number, line = self.next()
        if line != title:
            raise Unsound(f"ctt line {number}: {title} is missing")
        return range(count)

    def fields(self, count: int | None) -> list[str]:
        _, line = self.next()
        fields = line.split()
        if (count is not None and len(fields) != count) or len(fields) < 2:
            raise self.fault(f"{len(fields)} fields")
        return fields

    def number(self, name: str, text: str, most: int = LARGEST) -> int:
        if not re.fullmatch("[0-9]{1,9}", text) or int(text) > most:
            raise self.fault(f"{name} must be a number up to {most}, not {text[:20]!r}")
        return int(text)

    def known(self, course: str, number: Mapping[str, int]) -> int:
        if course not in number:
            raise self.fault(f"course {course!r} is not known")
        return number[course]

    def fault(self, reason: str) -> Unsound:
        """What is wrong with the line read last."""
        return Unsound(f"ctt line {self.lines[self.at - 1][0]}: {reason}")


def write(instance: Courses, seating: Mapping[tuple[int, int], int]) -> str:
    """One "course room day period" line for each lecture."""
    return "".join(
        f"{instance.courses[course].name} {instance.rooms[room][0]} {period // instance.periods_a_day} "
        f"{period % instance.periods_a_day}\n"
        for (course, period), room in sorted(seating.items())
    )


def broken(instance: Courses, seating: Mapping[tuple[int, int], int]) -> Iterator[str]:
    """Every broken hard rule: lectures, conflicts, availability, one lecture in a room."""
    for number, course in enumerate(instance.courses):
        held = sum(one == number for one, _ in seating)
        if held != course.lectures:
            yield f"{course.name}: {held} of {course.lectures} lectures"
    for key in instance.unavailable & seating.keys():
        yield f"{instance.courses[key[0]].name}: not available in period {key[1]}"
    for clique in instance.cliques:
        for period in instance.periods:
            if sum((course, period) in seating for course in clique) > 1:
                yield f"two at once in period {period}"
    taken = [(period, room) for (_, period), room in seating.items()]
    if len(taken) != len(set(taken)):
        yield "two lectures in one room"


def score(instance: Courses, seating: Mapping[tuple[int, int], int]) -> int:
    """The cost of a timetable, counted from scratch."""
    total = 0
    periods: dict[int, list[int]] = defaultdict(list)
    rooms: dict[int, set[int]] = defaultdict(set)
    for (course, period), room in seating.items():
        periods[course].append(period)
        rooms[course].add(room)
        total += SEAT * max(0, instance.courses[course].students - instance.rooms[room][1])
    for number, one in enumerate(instance.courses):
        used = len({period // instance.periods_a_day for period in periods[number]})
        total += DAY_MISSING * max(0, one.days - used) + ROOM * max(0, len(rooms[number]) - 1)
    return total + ISOLATED * sum(_isolated(instance, curriculum, periods) for curriculum in instance.curricula)


def costly(instance: Courses, seating: Mapping[tuple[int, int], int]) -> list[frozenset[int]]:
    """Courses that are not as they are wished: those of a curriculum with a gap, and each that moves or lacks days."""
    periods: dict[int, list[int]] = defaultdict(list)
    rooms: dict[int, set[int]] = defaultdict(set)
    for (course, period), room in seating.items():
        periods[course].append(period)
        rooms[course].add(room)
    gaps = [curriculum for curriculum in instance.curricula if _isolated(instance, curriculum, periods)]
    few = [
        frozenset({number})
        for number, one in enumerate(instance.courses)
        if len({period // instance.periods_a_day for period in periods[number]}) < one.days or len(rooms[number]) > 1
    ]
    return gaps + few


def _isolated(instance: Courses, curriculum: frozenset[int], periods: Mapping[int, list[int]]) -> int:
    held = {period for course in curriculum for period in periods.get(course, ())}
    return sum(not held & set(neighbours(instance, period)) for period in held)


def neighbours(instance: Courses, period: int) -> list[int]:
    """The periods just before and after, on the same day."""
    place = period % instance.periods_a_day
    return [period - 1] * (place > 0) + [period + 1] * (place < instance.periods_a_day - 1)
