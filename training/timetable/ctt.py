"""University course timetables in the `.ctt` format of ITC-2007 track 3: reading them, judging them, writing the answer.

The engine is judged here on instances that nobody of this house wrote. Cost is the competition's (UD2): seats missing 1,
a missing working day 5, an isolated lecture of a curriculum 2, a further room of a course 1.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from training.timetable.sound import Unsound

SEAT, DAY_MISSING, ISOLATED, ROOM = 1, 5, 2, 1
HEADER = ("Name", "Courses", "Rooms", "Days", "Periods_per_day", "Curricula", "Constraints")
MOST = 10_000

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
    courses = [lines.fields(5) for _ in lines.section("COURSES:", head["Courses"])]
    rooms = [lines.fields(2) for _ in lines.section("ROOMS:", head["Rooms"])]
    groups = [lines.fields(None) for _ in lines.section("CURRICULA:", head["Curricula"])]
    times = [lines.fields(3) for _ in lines.section("UNAVAILABILITY_CONSTRAINTS:", head["Constraints"])]
    number = {fields[0]: n for n, fields in enumerate(courses)}
    days, periods = head["Days"], head["Periods_per_day"]
    try:
        return Courses(
            lines.name,
            tuple(Course(one[0], one[1], int(one[2]), int(one[3]), int(one[4])) for one in courses),
            tuple((one[0], int(one[1])) for one in rooms),
            days,
            periods,
            tuple(frozenset(number[course] for course in one[2:]) for one in groups),
            frozenset((number[one[0]], int(one[1]) * periods + int(one[2])) for one in times),
        )
    except (KeyError, ValueError) as error:
        raise Unsound(f"ctt: {error} is not known or no number") from None


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
            elif not value.strip().isdigit() or int(value) > MOST:
                raise Unsound(f"ctt line {number}: {word} must be a number up to {MOST}")
            else:
                found[word] = int(value)
        return found

    def section(self, title: str, count: int) -> range:
        number, line = self.next()
        if line != title:
            raise Unsound(f"ctt line {number}: {title} is missing")
        return range(count)

    def fields(self, count: int | None) -> list[str]:
        number, line = self.next()
        fields = line.split()
        if (count is not None and len(fields) != count) or len(fields) < 2:
            raise Unsound(f"ctt line {number}: {len(fields)} fields")
        return fields


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
