"""Solving apart: in a process of its own, so that nobody waits and nothing heavy is loaded where pages are served.

    plan = await solve_apart(problem, budget=Budget(seconds=20), on_progress=show, cancelled=event)

`show` is an async function that takes each `Progress`; setting the `asyncio.Event` ends the solve soon with the best plan
so far. When the process dies, or is still there after the wall limit, the plan it last told of is returned, marked DIED
or WALL. When the awaiting task is cancelled, the process is ended at once.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from time import monotonic

from training.timetable import sound
from training.timetable.check import check
from training.timetable.children import Child
from training.timetable.facts import Facts
from training.timetable.occupancy import Occupancy
from training.timetable.problem import Budget, Ended, Placement, Plan, Problem, Progress, Unplaced
from training.timetable.reasons import reasons
from training.timetable.solve import kept, solve

GRACE = 15.0  # seconds for starting the process and for the solve that runs when the wall limit is reached
LOOK = 0.2  # seconds between looks at the cancel event


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
    deadline = monotonic() + budget.wall_seconds + GRACE
    child = Child(_solve, problem, tuple(heard.placed.values()), budget)
    try:
        while monotonic() < deadline:
            if cancelled is not None and cancelled.is_set():
                child.cancel()
            told = await asyncio.to_thread(_told, child)
            if isinstance(told, Plan):
                return told
            if isinstance(told, Progress):
                heard.add(told)
                if on_progress is not None:
                    await on_progress(told)
            elif told is Ended.DIED:
                return await asyncio.to_thread(heard.plan, Ended.DIED)
    finally:
        child.end()
    return await asyncio.to_thread(heard.plan, Ended.WALL)


def _told(child: Child) -> Progress | Plan | Ended | None:
    """What it told, DIED when it can tell no more, None when it said nothing for a moment."""
    try:
        told: Progress | Plan | None = child.hear(LOOK)
    except EOFError:
        return Ended.DIED
    return told


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
        """What was heard and breaks no rule, judged anew, with the reasons of what is missing."""
        placements = tuple(kept(self.problem, (self.placed[session] for session in sorted(self.placed))))
        there = {one.session for one in placements}
        findings = check(self.problem, placements)
        taken = Occupancy(Facts(self.problem))
        for one in placements:
            taken.put(one)
        missing = tuple(
            Unplaced(one.id, reasons(taken, one.id)) for one in self.problem.sessions if one.id not in there
        )
        return Plan(placements, missing, findings.cost, findings.terms, min(self.bound, findings.cost), ended)


def _solve(
    pipe: "Connection[Progress | Plan, str]", problem: Problem, start: Iterable[Placement], budget: Budget
) -> None:
    pipe.send(solve(problem, start=start, budget=budget, on_progress=pipe.send, cancelled=pipe.poll))
    pipe.close()
