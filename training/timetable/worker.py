"""Solving apart: in a process of its own, so that nobody waits and nothing heavy is loaded where pages are served.

    plan = await solve_apart(problem, budget=Budget(seconds=20), on_progress=show, cancelled=event)

`show` is an async function that takes each `Progress`; setting the `asyncio.Event` ends the solve soon with the best plan
so far. When the process dies, or is still there after the wall limit, the plan it last told of is returned, marked DIED
or WALL. When the awaiting task is cancelled, the process is ended at once.
"""

import asyncio
import multiprocessing
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from time import monotonic
from typing import Self

from training.timetable import sound
from training.timetable.check import check
from training.timetable.problem import Budget, Ended, Placement, Plan, Problem, Progress, Unplaced

GRACE = 15.0  # seconds for starting the process and for the solve that runs when the wall limit is reached
LOOK = 0.2  # seconds between looks at the cancel event

Told = Progress | Plan


async def solve_apart(
    problem: Problem,
    *,
    start: Iterable[Placement] = (),
    budget: Budget | None = None,
    on_progress: Callable[[Progress], Awaitable[None]] | None = None,
    cancelled: asyncio.Event | None = None,
) -> Plan:
    """`solve` in a spawned process. Raises `sound.Unsound` before starting one."""
    sound.ensure(problem)
    budget = replace(budget or Budget(), processes=1)
    heard = Heard(problem, {one.session: one for one in start})
    with Apart(problem, tuple(heard.placed.values()), budget) as apart:
        while apart.monotonic_left > 0:
            if cancelled is not None and cancelled.is_set():
                apart.cancel()
            told = await asyncio.to_thread(apart.listen)
            if isinstance(told, Plan):
                return told
            if isinstance(told, Progress):
                heard.add(told)
                if on_progress is not None:
                    await on_progress(told)
            elif told is Ended.DIED:
                return heard.plan(Ended.DIED)
    return heard.plan(Ended.WALL)


@dataclass
class Heard:
    """The plan as far as its progress told."""

    problem: Problem
    placed: dict[int, Placement] = field(default_factory=dict)
    bound: int = 0

    def add(self, progress: Progress) -> None:
        for session in progress.lifted:
            self.placed.pop(session, None)
        self.placed.update((one.session, one) for one in progress.changed)
        self.bound = progress.bound

    def plan(self, ended: Ended) -> Plan:
        """What was heard, judged anew."""
        placements = tuple(self.placed[session] for session in sorted(self.placed))
        findings = check(self.problem, placements)
        missing = tuple(Unplaced(one.id) for one in self.problem.sessions if one.id not in self.placed)
        return Plan(placements, missing, findings.cost, findings.terms, min(self.bound, findings.cost), ended)


class Apart:
    """A solving process and the pipe to it."""

    def __init__(self, problem: Problem, start: tuple[Placement, ...], budget: Budget) -> None:
        spawn = multiprocessing.get_context("spawn")
        self.pipe, theirs = spawn.Pipe()
        self.process: BaseProcess = spawn.Process(target=_solve, args=(theirs, problem, start, budget), daemon=True)
        self.deadline = monotonic() + budget.wall_seconds + GRACE
        self._theirs = theirs
        self._cancelled = False

    def __enter__(self) -> Self:
        self.process.start()
        self._theirs.close()  # so that its death ends the pipe
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()

    @property
    def monotonic_left(self) -> float:
        return self.deadline - monotonic()

    def cancel(self) -> None:
        """Ask it to end; it does after the solve it is in."""
        if not self._cancelled:
            self._cancelled = True
            with suppress(BrokenPipeError, ConnectionResetError):
                self.pipe.send("cancel")

    def listen(self) -> Told | Ended | None:
        """What it told, DIED when it can tell no more, None when it said nothing for a moment."""
        try:
            return self.pipe.recv() if self.pipe.poll(LOOK) else None
        except (EOFError, ConnectionResetError):
            return Ended.DIED


def _solve(pipe: "Connection[Told, str]", problem: Problem, start: tuple[Placement, ...], budget: Budget) -> None:
    from training.timetable.solve import solve  # loads the solver: only in this process

    pipe.send(solve(problem, start=start, budget=budget, on_progress=pipe.send, cancelled=pipe.poll))
    pipe.close()
