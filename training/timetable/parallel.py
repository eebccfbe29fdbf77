"""Solving on several processes: cohorts whose days overlap stay together, everything else is independent but for totals.

An instructor's total is shared out among the blocks beforehand, by how much each could want him, so what comes out does
not depend on which process was faster. Each process tells of its block as it goes: one that dies costs what it had not
told, and nobody else anything.
"""

import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from typing import Any

from training.timetable.children import Child
from training.timetable.facts import Facts
from training.timetable.occupancy import Occupancy
from training.timetable.problem import DAY, Budget, Ended, Instructor, Placement, Problem, Progress
from training.timetable.search import Meter, Search

LOOK = 0.2  # seconds between looks at the cancel flag
RESERVE = 0.1  # of the budget, for what finds no place until the totals are looked at together


@dataclass(frozen=True)
class Job:
    """A block to solve: from where, within what, and whether a first plan is enough."""

    number: int
    problem: Problem
    start: tuple[Placement, ...]
    budget: Budget
    began: float
    first: bool


@dataclass(frozen=True)
class Part:
    """What a process made of its block in the end."""

    placements: tuple[Placement, ...]
    bound: int
    spent: float
    ended: Ended


def blocks(problem: Problem) -> list[Problem]:
    """The problem in blocks that share no day and no session: each a problem by itself."""
    groups = _groups(problem)
    if len(groups) < 2:
        return [problem]
    of_cohort = {cohort: number for number, group in enumerate(groups) for cohort in group}
    sessions = [[one for one in problem.sessions if of_cohort[one.cohorts[0]] == n] for n in range(len(groups))]
    shares = _shares(problem, sessions)
    return [
        replace(
            problem,
            cohorts=tuple(one for one in problem.cohorts if of_cohort[one.id] == number),
            sessions=tuple(sessions[number]),
            instructors=tuple(shares[number]),
            pins=tuple(pin for pin in problem.pins if pin.session in {one.id for one in sessions[number]}),
        )
        for number in range(len(groups))
    ]


def _groups(problem: Problem) -> list[list[int]]:
    """The cohorts, together where their sessions could ever meet."""
    days: dict[int, set[int]] = defaultdict(set)
    joined: dict[int, set[int]] = defaultdict(set)
    cohort_of = {session.id: session.cohorts[0] for session in problem.sessions}
    for session in problem.sessions:
        for cohort in session.cohorts:
            days[cohort].update(start // DAY for start in session.starts)
            joined[cohort].update(session.cohorts, (cohort_of[one] for one in session.after))
    groups: list[tuple[set[int], set[int], list[int]]] = []
    for one in sorted(problem.cohorts, key=lambda one: (min(days[one.id], default=0), one.id)):
        here: tuple[set[int], set[int], list[int]] = (set(days[one.id]), {one.id, *joined[one.id]}, [one.id])
        for other in [group for group in groups if group[0] & here[0] or group[1] & here[1]]:
            groups.remove(other)
            here = here[0] | other[0], here[1] | other[1], other[2] + here[2]
        groups.append(here)
    return [sorted(group[2]) for group in groups]


def _shares(problem: Problem, sessions: Sequence[Sequence[Any]]) -> list[list[Instructor]]:
    """Each instructor in each block, with his share of what he may still teach."""
    wanted: list[dict[int, float]] = [defaultdict(float) for _ in sessions]
    for number, block in enumerate(sessions):
        for session in block:
            for instructor in session.instructors:
                wanted[number][instructor] += session.length / len(session.instructors)
    shares: list[list[Instructor]] = [[] for _ in sessions]
    for one in problem.instructors:
        left = max(0, one.max_slots - len(one.busy))
        parts = _apportioned(left, [wanted[number][one.id] for number in range(len(sessions))])
        for number, part in enumerate(parts):
            shares[number].append(replace(one, max_slots=part + len(one.busy)))
    return shares


def _apportioned(total: int, wanted: Sequence[float]) -> list[int]:
    """The total by largest remainder."""
    everything = sum(wanted)
    if not everything:
        return [total for _ in wanted]
    exact = [total * one / everything for one in wanted]
    parts = [int(one) for one in exact]
    by_rest = sorted(range(len(parts)), key=lambda n: (parts[n] - exact[n], n))
    for n in by_rest[: total - sum(parts)]:
        parts[n] += 1
    return parts


class Pool:
    """Some processes that solve blocks."""

    def __init__(self, processes: int) -> None:
        self.processes = processes
        self.idle: list[Child] = []
        self.busy: dict[Connection[Any, Any], tuple[Child, int]] = {}

    def solve(self, jobs: Iterable[Job], cancelled: Callable[[], bool]) -> Iterator[tuple[int, Progress | Part | None]]:
        """What is told of each block as it is told: its progress, the part at last; None when its process has died."""
        waiting = deque(jobs)
        while waiting or self.busy:
            while waiting and len(self.busy) < self.processes:
                self._employ(waiting.popleft())
            ready = wait(list(self.busy), LOOK)
            if cancelled():
                waiting.clear()
                for child, _ in self.busy.values():
                    child.cancel()
            for pipe in ready:
                yield self._hear(pipe)

    def _employ(self, job: Job) -> None:
        child = self.idle.pop() if self.idle else Child(_work)
        self.busy[child.pipe] = child, job.number
        child.tell(job)

    def _hear(self, pipe: Any) -> tuple[int, Progress | Part | None]:
        child, number = self.busy[pipe]
        try:
            told: Progress | Part = child.hear()
        except EOFError:
            del self.busy[pipe]
            child.end()
            return number, None
        if isinstance(told, Part):
            del self.busy[pipe]
            self.idle.append(child)
        return number, told

    def close(self) -> None:
        for child in (*self.idle, *(child for child, _ in self.busy.values())):
            child.end()


def _work(pipe: Any) -> None:
    """Solve one block after another, as long as somebody listens."""
    with suppress(EOFError, OSError):
        while True:
            if isinstance(job := pipe.recv(), Job):  # else it is a "cancel" that came too late
                pipe.send(_part(job, pipe.send, pipe.poll))


def _part(job: Job, on_progress: Callable[[Progress], None], cancelled: Callable[[], bool]) -> Part:
    from training.timetable.solve import run  # which looks at this file

    meter = Meter(job.budget, cancelled, began=job.began)
    search = Search(Facts(job.problem), meter, job.start, on_progress)
    ended = run(search, improve=not job.first)
    placed = search.taken.placed
    return Part(tuple(placed[one] for one in sorted(placed)), search.bound, search.meter.spent, ended)


@dataclass
class Parts:
    """A plan made of blocks, as it grows."""

    problem: Problem
    budget: Budget
    on_progress: Callable[[Progress], None]
    cancelled: Callable[[], bool]
    began: float = field(default_factory=time.monotonic)
    spent: float = 0.0
    ended: Ended = Ended.BUDGET

    def __post_init__(self) -> None:
        self.pieces = blocks(self.problem)
        self.ids = [sorted(one.id for one in piece.sessions) for piece in self.pieces]
        self.bounds = [0] * len(self.pieces)
        self.taken = Occupancy(Facts(self.problem))

    def solve(self, start: Iterable[Placement]) -> tuple[Placement, ...]:
        """The placements: a first plan of every block, a second try for those whose process died, then each improved."""
        for placement in start:
            self.taken.put(placement)
        everything = range(len(self.pieces))
        with closing(Pool(self.budget.processes)) as pool:
            if lost := self._round(pool, everything, first=True):
                self._round(pool, lost, first=True)
            if self.ended is Ended.BUDGET:
                self._round(pool, everything, first=False)
        return tuple(one for number in everything for one in self._placed(number))

    @property
    def bound(self) -> int:
        return sum(self.bounds)

    def _round(self, pool: Pool, numbers: Sequence[int], *, first: bool) -> list[int]:
        """Have these blocks solved; those that nobody finished."""
        left = self.budget.seconds * (1 - RESERVE) - self.spent
        if left <= 0:
            return []
        told: dict[int, Part] = {}
        for number, what in pool.solve(self._jobs(numbers, left, first), self.cancelled):
            if isinstance(what, Progress):
                self._take(number, what.changed, what.lifted, what.bound, what.cohort)
            elif what is None:
                self.ended = Ended.DIED
            else:
                told[number] = what
                self._end(number, what)
        self.spent = sum((told[number].spent for number in sorted(told)), start=self.spent)
        if self.cancelled():
            self.ended = Ended.CANCELLED
        return [number for number in numbers if number not in told] if self.ended is Ended.DIED else []

    def _jobs(self, numbers: Sequence[int], left: float, first: bool) -> Iterator[Job]:
        """Each with its share of what is left of the budget; the wall is the same for all."""
        total = sum(len(self.ids[number]) for number in numbers)
        for number in numbers:
            seconds = left * len(self.ids[number]) / max(1, total)
            budget = replace(self.budget, seconds=seconds, processes=1, wall=self.budget.wall_seconds)
            yield Job(number, self.pieces[number], self._placed(number), budget, self.began, first)

    def _placed(self, number: int) -> tuple[Placement, ...]:
        placed = self.taken.placed
        return tuple(placed[one] for one in self.ids[number] if one in placed)

    def _end(self, number: int, part: Part) -> None:
        """Take over what a process has in the end; some of it may not have been told."""
        if part.ended in {Ended.CANCELLED, Ended.WALL}:
            self.ended = part.ended
        before, now = self._placed(number), {one.session for one in part.placements}
        lifted = [one.session for one in before if one.session not in now]
        self._take(
            number, [one for one in part.placements if self.taken.placed.get(one.session) != one], lifted, part.bound
        )

    def _take(
        self,
        number: int,
        changed: Sequence[Placement],
        lifted: Sequence[int],
        bound: int,
        cohort: int | None = None,
    ) -> None:
        """Take over what is new in a block, and tell how far the whole is."""
        for session in (*lifted, *(one.session for one in changed)):
            self.taken.lift(session)
        for placement in changed:
            self.taken.put(placement)
        self.bounds[number] = max(self.bounds[number], bound)
        placed = len(self.taken.placed)
        missing = len(self.problem.sessions) - placed
        cost = self.taken.cost + missing * self.problem.weights.unplaced
        self.on_progress(Progress(placed, missing, cost, self.bound, cohort, tuple(changed), tuple(lifted)))
