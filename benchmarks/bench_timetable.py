"""The timetable engine on the shared instances, beside what plain decomposition and published solvers reach.

CPU seconds of the solving process, so that a busy neighbour does not count; every plan is judged by `check`. The budgets
sum up to ten minutes on two quiet cores, half of them for the university instances.
"""

import json
import multiprocessing
import os
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

from benchmarks.report import Figure
from training.timetable import ctt
from training.timetable.candidates import candidates
from training.timetable.check import check
from training.timetable.ctt_search import CourseSearch
from training.timetable.explain import Conflict, Question, explain
from training.timetable.files import read_problem
from training.timetable.problem import Budget, Pin, Placement, Plan, Problem
from training.timetable.repair import Loss, repair
from training.timetable.search import Meter
from training.timetable.solve import solve

SECONDS = 60.0  # for a university instance
NEVER = 1e9  # no wall: a busy neighbour must not end a solve


def figures(shared: Path | None) -> Iterator[Figure]:
    if shared is None:
        yield Figure("timetable", 0, "", "the shared instances are absent: nothing measured")
        return
    center = shared / "data/scheduling/center"
    warm_up(read_problem(center / "p001-s1.json"))
    yield from one_cohort(read_problem(center / "p001-s1.json"))
    small = read_problem(center / "p010-s1.json")
    yield from some_cohorts("p010-s1", small, 10, 2.3, 2.2, 1620, 1632)
    plan = solve(small, budget=Budget(60.0, wall=NEVER))
    yield Figure("p010-s1 cost at 60 s (goal 1,560)", plan.cost, "", "plain decomposition", 1619)
    large = read_problem(center / "p050-s1.json.gz")
    yield from some_cohorts("p050-s1", large, 30, 12, 11.3, 8300, 8345)
    yield from scarce(read_problem(center / "p050-s1-tight2.json.gz"))
    yield from repairs(large)
    yield from explanations(small)
    yield from scale(read_problem(center / "p500-s1.json.gz"))
    yield from universities(shared / "data/scheduling/itc2007")


def warm_up(problem: Problem) -> None:
    """Load the solver, which is no part of a solve."""
    solve(problem, budget=Budget(1.0))


def at_most(limit: float) -> dict[str, object]:
    return {"bar": lambda value: value <= limit, "bar_text": f"<= {limit:g}"}


def timed(run: Callable[[], object]) -> float:
    began = time.process_time()
    run()
    return round(time.process_time() - began, 3)


def one_cohort(problem: Problem) -> Iterator[Figure]:
    plans: list[Plan] = []
    seconds = min(timed(lambda: plans.append(solve(problem, budget=Budget(5.0, wall=NEVER)))) for _ in range(3))
    yield Figure("p001-s1 proved optimal", seconds, "CPU s", "HiGHS on one program", 1.1, **at_most(0.3))
    yield Figure("p001-s1 gap to its bound", plans[0].cost - plans[0].bound, "", **at_most(0))


def some_cohorts(
    name: str, problem: Problem, seconds: float, first: float, usual: float, cost: int, plain: int
) -> Iterator[Figure]:
    complete: list[float] = []
    began = time.process_time()

    def watch(progress):
        if not progress.unplaced and not complete:
            complete.append(round(time.process_time() - began, 2))

    plan = solve(problem, budget=Budget(seconds, wall=NEVER), on_progress=watch)
    used = round(time.process_time() - began, 1)
    broken = len(check(problem, plan.placements).broken) + len(plan.unplaced)
    yield Figure(
        f"{name} complete after",
        complete[0] if complete else NEVER,
        "CPU s",
        "plain decomposition",
        usual,
        **at_most(first),
    )
    yield Figure(
        f"{name} cost at {seconds:g} s", plan.cost, f"({used} s)", "plain decomposition", plain, **at_most(cost)
    )
    yield Figure(f"{name} at best", plan.bound, "")
    yield Figure(f"{name} rules broken or unplaced", broken, "", **at_most(0))


def scarce(problem: Problem) -> Iterator[Figure]:
    seen: list[tuple[float, int]] = []
    began = time.process_time()
    solve(
        problem,
        budget=Budget(25.0, wall=NEVER),
        on_progress=lambda one: seen.append((time.process_time() - began, one.unplaced)),
    )
    for seconds, bar, plain in ((8, 13, 13), (25, 4, 4)):
        left = [unplaced for at, unplaced in seen if at <= seconds][-1]
        yield Figure(f"p050-s1-tight2 unplaced at {seconds} s", left, "", "plain decomposition", plain, **at_most(bar))


def repairs(problem: Problem) -> Iterator[Figure]:
    plan = solve(problem, budget=Budget(15.0, wall=NEVER))
    lengths = {one.id: one.length for one in problem.sessions}
    load: Counter[int] = Counter()
    for one in plan.placements:
        if one.instructor is not None:
            load[one.instructor] += lengths[one.session]
    asked, mended, moved, left = [], [], 0, 0
    for instructor, _ in load.most_common(20):
        hurt = next(one for one in plan.placements if one.instructor == instructor)
        asked.append(timed(lambda hurt=hurt: candidates(problem, plan.placements, hurt.session)) * 1000)
        began = time.process_time()
        done = repair(problem, plan.placements, Loss(instructor=instructor), Budget(5.0, wall=NEVER))
        mended.append(round(time.process_time() - began, 3))
        moved += sum(one.now is not None and elsewhere(one.was, one.now) for one in done.changes)
        left += len(done.plan.unplaced) - len(plan.unplaced)
    yield Figure("candidates, slowest of 20", round(max(asked), 1), "CPU ms", **at_most(50))
    yield Figure("repaired, slowest of 20", max(mended), "CPU s", "plain ladder", 0.79, **at_most(1.0))
    yield Figure("sessions moved in all", moved, "", "plain ladder", 13, **at_most(13))
    yield Figure("left open", left, "", **at_most(0))


def elsewhere(was: Placement, now: Placement) -> bool:
    return (was.start, was.venue) != (now.start, now.venue)


def explanations(problem: Problem) -> Iterator[Figure]:
    cohort = problem.cohorts[0].id
    case = next(one for one in problem.sessions if cohort in one.cohorts and one.method == "case")
    everybody_away = tuple(
        replace(one, away=frozenset(range(100))) if one.id in case.instructors else one for one in problem.instructors
    )
    pinned = next(one for one in problem.sessions if cohort in one.cohorts and one.method == "field")
    closed = tuple(replace(one, open_weekdays=frozenset({1})) for one in problem.venues)
    for name, impossible in (
        ("one lecture a day", replace(problem, max_lectures_a_day=1)),
        ("everybody away", replace(problem, instructors=everybody_away)),
        ("a trip pinned to a closed day", replace(problem, venues=closed, pins=(Pin(pinned.id, start=10),))),
    ):
        found: list[Conflict | None] = []
        seconds = timed(lambda impossible=impossible, found=found: found.append(explain(impossible, cohort)))
        yield Figure(f"explained: {name}", seconds, "CPU s", "plain QuickXplain", 1.2, **at_most(1.0))
        conflict = found[0]
        facts = len(conflict.facts) if conflict else 0
        yield Figure(f"superfluous facts: {name}", superfluous(impossible, cohort), f"of {facts}", **at_most(0))


def superfluous(problem: Problem, cohort: int) -> int:
    """Facts of the conflict without which the rest would still exclude one another; a lost conflict counts as well."""
    conflict, question = explain(problem, cohort), Question(problem, cohort, [])
    if conflict is None or not conflict.facts:
        return 1
    return sum(not question.possible([one for one in conflict.facts if one != fact]) for fact in conflict.facts)


def scale(problem: Problem) -> Iterator[Figure]:
    first: list[tuple[float, float, float]] = []
    began = time.monotonic()
    total = len(problem.sessions)

    def watch(progress):
        if not first and progress.unplaced <= total / 1000:
            first.append((round(time.monotonic() - began, 1), *busiest()))

    plan = solve(problem, budget=Budget(90.0, processes=2, wall=NEVER), on_progress=watch)
    wall, seconds, memory = first[0] if first else (NEVER, NEVER, NEVER)
    yield Figure(
        "p500-s1 first timetable, each of 2 processes", seconds, "CPU s", "plain, one process", 130, **at_most(130)
    )
    yield Figure("p500-s1 first timetable", wall, "s on the wall")
    yield Figure("p500-s1 unplaced", round(100 * len(plan.unplaced) / total, 3), "%", **at_most(0.1))
    yield Figure("p500-s1 memory, largest process", memory, "MB", "plain", 144, **at_most(300))
    yield Figure("p500-s1 cost", plan.cost, "", "plain, construction only", 81348)
    yield Figure("p500-s1 rules broken", len(check(problem, plan.placements).broken), "", **at_most(0))


def busiest() -> tuple[float, float]:
    """CPU seconds and megabytes of the child that used most, as the system counts them."""
    seconds, memory = 0.0, 0.0
    for child in multiprocessing.active_children():
        fields = Path(f"/proc/{child.pid}/stat").read_text().rpartition(")")[2].split()
        seconds = max(seconds, (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"))
        peak = next(
            one for one in Path(f"/proc/{child.pid}/status").read_text().splitlines() if one.startswith("VmHWM")
        )
        memory = max(memory, int(peak.split()[1]) / 1024)
    return round(seconds, 1), round(memory)


def universities(folder: Path) -> Iterator[Figure]:
    known = {
        name: told["best_known"]
        for name, told in json.loads((folder / "best_known.json").read_text())["instances"].items()
    }
    gaps: list[float] = []
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        costs = pool.map(university, [folder / f"{name}.ctt" for name in known])
        for (name, best), cost in zip(known.items(), costs, strict=True):
            barred = name in {"comp01", "comp11"}
            if best and not barred:
                gaps.append(100 * (cost - best) / best)
            bar = at_most(best) if barred else {}
            yield Figure(f"ITC-2007 {name} at {SECONDS:g} s", cost, "", "best known", best, **bar)
    gap = round(statistics.mean(gaps), 1)
    yield Figure("ITC-2007 mean gap of the others (goal 60)", gap, "%", "two-stage MIP, 40 times as long", 36)


def university(path: Path) -> int:
    """The cost of a timetable for a university, judged by the competition's own counting."""
    instance = ctt.read(path.read_text())
    seating = CourseSearch(instance, Meter(Budget(SECONDS, wall=NEVER))).run()
    assert not list(ctt.broken(instance, seating))
    return ctt.score(instance, seating)
