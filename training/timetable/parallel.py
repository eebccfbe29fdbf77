"""Solving on several processes: cohorts whose days overlap stay together, everything else is independent but for totals.

An instructor's total is shared out among the blocks beforehand, by how much each could want him, so what comes out does
not depend on which process was faster.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing import get_context
from typing import Any

from training.timetable.problem import DAY, Budget, Ended, Instructor, Placement, Problem, Progress

LOOK = 0.2  # seconds between looks at the cancel flag
RESERVE = 0.1  # of the budget, for what finds no place until the totals are looked at together


@dataclass(frozen=True)
class Part:
    """What a process made of its block."""

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
        spawn = get_context("spawn")
        self.stop = spawn.Event()
        self.executor = ProcessPoolExecutor(processes, spawn, initializer=_remember, initargs=(self.stop,))

    def solve(
        self,
        jobs: Sequence[tuple[Problem, tuple[Placement, ...], Budget, bool]],
        cancelled: Callable[[], bool],
    ) -> Iterator[tuple[int, Part]]:
        """Every part as it is ready. Ends early, with what there is, when a process dies."""
        waiting: dict[Future[Part], int] = {self.executor.submit(_part, *job): n for n, job in enumerate(jobs)}
        while waiting:
            done, _ = wait(waiting, LOOK)
            if cancelled():
                self.stop.set()
            for future in done:
                number = waiting.pop(future)
                try:
                    yield number, future.result()
                except BrokenProcessPool:
                    yield number, Part((), 0, 0.0, Ended.DIED)

    def close(self) -> None:
        self.stop.set()
        self.executor.shutdown(cancel_futures=True)


_stop: Any = None


def _remember(stop: Any) -> None:
    global _stop  # noqa: PLW0603  # the one thing a pool's process is born with
    _stop = stop


def _part(problem: Problem, start: tuple[Placement, ...], budget: Budget, first: bool) -> Part:
    from training.timetable.solve import begin, run  # loads the solver: only in this process

    search = begin(problem, start, budget, lambda _: None, _stop.is_set)
    ended = run(search, improve=not first)
    placed = search.taken.placed
    return Part(tuple(placed[one] for one in sorted(placed)), search.bound, search.meter.spent, ended)


def _of(piece: Problem, start: Sequence[Placement]) -> tuple[Placement, ...]:
    sessions = {one.id for one in piece.sessions}
    return tuple(one for one in start if one.session in sessions)


@dataclass
class Parts:
    """A plan made of blocks, as it grows."""

    problem: Problem
    budget: Budget
    on_progress: Callable[[Progress], None]
    cancelled: Callable[[], bool]

    def solve(self, start: Sequence[Placement]) -> tuple[tuple[Placement, ...], int, float, Ended]:
        """Placements, bound, seconds spent and how it ended: a first plan of every block, then each improved."""
        pieces = blocks(self.problem)
        placed = [_of(piece, start) for piece in pieces]
        bounds, spent, ended = [0] * len(pieces), 0.0, Ended.BUDGET
        pool = Pool(self.budget.processes)
        try:
            for first in (True, False):
                left = self.budget.seconds * (1 - RESERVE) - spent
                if left <= 0 or ended is not Ended.BUDGET:
                    break
                jobs = [(piece, placed[n], self._share(piece, left), first) for n, piece in enumerate(pieces)]
                for n, part in pool.solve(jobs, self.cancelled):
                    placed[n] = part.placements or placed[n]
                    bounds[n] = max(bounds[n], part.bound)
                    spent += part.spent
                    if part.ended in {Ended.DIED, Ended.CANCELLED, Ended.WALL}:
                        ended = part.ended
                    self._tell(part, placed, sum(bounds))
        finally:
            pool.close()
        return tuple(one for part in placed for one in part), sum(bounds), spent, ended

    def _share(self, piece: Problem, left: float) -> Budget:
        seconds = left * len(piece.sessions) / max(1, len(self.problem.sessions))
        return replace(self.budget, seconds=seconds, processes=1, wall=self.budget.wall_seconds)

    def _tell(self, part: Part, placed: Sequence[tuple[Placement, ...]], bound: int) -> None:
        count = sum(map(len, placed))
        self.on_progress(Progress(count, len(self.problem.sessions) - count, 0, bound, changed=part.placements))
