"""Course timetabling as a model: which course in which period, with exact seat counters or with named rooms.

Without rooms, the cheapest seating of a period costs the integral over t of what lectures of at least t students exceed
rooms of at least t seats; counters at each size say so exactly, so the periods can be chosen before the rooms.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping

from training.timetable.ctt import DAY_MISSING, ISOLATED, ROOM, SEAT, Courses, Seating, neighbours
from training.timetable.sat import Answer, Limit, Model

Pair = tuple[int, int]  # a course and a period


class Periods:
    """The open pairs free, every other lecture where it is; only what must be kept is in it."""

    def __init__(self, instance: Courses, held: Mapping[Pair, int], is_open: Callable[[Pair], bool]) -> None:
        self.instance = instance
        self.model = Model()
        self.fixed = {pair: room for pair, room in held.items() if not is_open(pair)}
        self.cliques = instance.cliques
        self.open: dict[Pair, int] = {}
        self.seats: dict[tuple[int, int, int], int] = {}
        self._pairs(is_open)
        self._lectures()
        self._conflicts()

    def _pairs(self, is_open: Callable[[Pair], bool]) -> None:
        shut: set[Pair] = set(self.instance.unavailable)
        for course, period in self.fixed:
            shut.update((other, period) for clique in self.cliques if course in clique for other in clique)
            shut.add((course, period))
        for course in range(len(self.instance.courses)):
            for period in self.instance.periods:
                if (course, period) not in shut and is_open((course, period)):
                    self.open[course, period] = self.model.boolean()

    def _lectures(self) -> None:
        of_course: dict[int, list[int]] = defaultdict(list)
        for (course, _), variable in self.open.items():
            of_course[course].append(variable)
        for number, wanted in enumerate(self.instance.courses):
            left = wanted.lectures - sum(one == number for one, _ in self.fixed)
            self.model.total([(variable, 1) for variable in of_course[number]], left, left)

    def _conflicts(self) -> None:
        for clique in self.cliques:
            for period in self.instance.periods:
                self.model.at_most_one([self.open[one, period] for one in sorted(clique) if (one, period) in self.open])
        for period in self.instance.periods:
            here = [variable for (_, at), variable in self.open.items() if at == period]
            left = len(self.instance.rooms) - sum(at == period for _, at in self.fixed)
            if len(here) > left:
                self.model.at_most([(one, 1) for one in here], left)

    def hint(self, held: Mapping[Pair, int]) -> None:
        for pair, variable in self.open.items():
            self.model.hint(variable, int(pair in held))
        for (course, period, room), variable in self.seats.items():
            self.model.hint(variable, int(held.get((course, period)) == room))

    def solve(self, limit: Limit) -> Answer:
        return self.model.solve(limit)

    def seating(self, answer: Answer) -> Seating:
        """The answer, whole; rooms are 0 where they were not asked for."""
        found = {pair: 0 for pair, variable in self.open.items() if answer.values[variable]}
        found.update((key[:2], key[2]) for key, variable in self.seats.items() if answer.values[variable])
        return {**self.fixed, **found}


class Wishes(Periods):
    """The same with what is wished of periods."""

    def __init__(self, instance: Courses, held: Mapping[Pair, int], is_open: Callable[[Pair], bool]) -> None:
        super().__init__(instance, held, is_open)
        self._working_days()
        self._compactness()

    def _at(self, course: int, period: int) -> tuple[int | None, int]:
        """The variable of a pair, or what it is for certain."""
        return self.open.get((course, period)), int((course, period) in self.fixed)

    def _working_days(self) -> None:
        a_day = self.instance.periods_a_day
        for number, course in enumerate(self.instance.courses):
            known = {period // a_day for one, period in self.fixed if one == number}
            used = []
            for day in sorted(set(range(self.instance.days)) - known):
                here = [
                    self.open[pair]
                    for period in range(day * a_day, day * a_day + a_day)
                    if (pair := (number, period)) in self.open
                ]
                if here:
                    there = self.model.boolean()
                    self.model.any_of([*here, -there - 1])
                    used.append(there)
            missing = course.days - len(known)
            if missing > 0:
                short = self.model.integer(missing, DAY_MISSING)
                self.model.total([*((one, 1) for one in used), (short, 1)], missing, self.instance.days)

    def _compactness(self) -> None:
        for curriculum in self.instance.curricula:
            held: dict[int, tuple[list[int], int]] = {}
            for period in self.instance.periods:
                pairs = [self._at(course, period) for course in sorted(curriculum)]
                held[period] = [one for one, _ in pairs if one is not None], sum(known for _, known in pairs)
            for period, (here, known) in held.items():
                beside = [held[other] for other in neighbours(self.instance, period)]
                if not (here or known) or any(sure for _, sure in beside):
                    continue
                near = [(one, -1) for variables, _ in beside for one in variables]
                alone = self.model.boolean(ISOLATED)
                self.model.at_most([*((one, 1) for one in here), *near, (alone, -1)], -known)


class PeriodModel(Wishes):
    """Periods with what is wished of them; of rooms, seats are counted."""

    def __init__(self, instance: Courses, held: Mapping[Pair, int], is_open: Callable[[Pair], bool]) -> None:
        super().__init__(instance, held, is_open)
        self._counters()

    def _counters(self) -> None:
        sizes = sorted({one.students for one in self.instance.courses} | {seats for _, seats in self.instance.rooms})
        for period in self.instance.periods:
            here = [(course, variable) for (course, at), variable in self.open.items() if at == period]
            sure = [course for course, at in self.fixed if at == period]
            for below, size in zip([0, *sizes], sizes, strict=False):
                rooms = sum(seats >= size for _, seats in self.instance.rooms)
                large = [one for course, one in here if self.instance.courses[course].students >= size]
                known = sum(self.instance.courses[course].students >= size for course in sure)
                if large and len(large) + known > rooms:
                    over = self.model.integer(len(large) + known, SEAT * (size - below))
                    self.model.at_most([*((one, 1) for one in large), (over, -1)], rooms - known)


class RoomModel(Wishes):
    """Periods with what is wished of them, and rooms by name."""

    def __init__(self, instance: Courses, held: Mapping[Pair, int], is_open: Callable[[Pair], bool]) -> None:
        super().__init__(instance, held, is_open)
        self._rooms()

    def _rooms(self) -> None:
        taken = {(period, room) for (_, period), room in self.fixed.items()}
        used: dict[Pair, int] = {}
        known = {(course, room) for (course, _), room in self.fixed.items()}
        at: dict[Pair, list[int]] = defaultdict(list)
        for (course, period), variable in self.open.items():
            choice = []
            for room, (_, seats) in enumerate(self.instance.rooms):
                if (period, room) in taken:
                    continue
                seat = self.model.boolean(SEAT * max(0, self.instance.courses[course].students - seats))
                self.seats[course, period, room] = seat
                at[period, room].append(seat)
                choice.append(seat)
                if (course, room) not in known:
                    if (course, room) not in used:
                        used[course, room] = self.model.boolean(ROOM)
                    self.model.implies(seat, used[course, room])
            self.model.exactly_one([*choice, -variable - 1])
        for literals in at.values():
            self.model.at_most_one(literals)
        fresh = {course for course, _ in used} - {course for course, _ in known}
        self.model.add_fixed_cost(-ROOM * len(fresh))
