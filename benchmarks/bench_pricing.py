"""Pricing: one five-day package, and everything that rules say about it, as a page asks at every change."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import bench_design
from benchmarks.report import Figure
from courses.rules import regulations
from courses.rules.design import design, frame
from courses.rules.findings import findings
from courses.rules.pricing import price

ROUNDS = 50


def figures(shared: Path | None) -> Iterator[Figure]:
    brief, catalogue = bench_design.brief(), bench_design.catalogue(60)
    rules = regulations.binding(frame(brief), bench_design.MONDAY)
    package = design(brief, catalogue, rules, proposals=1).proposals[0].package

    def judged() -> object:
        return findings(package, rules, targets=brief.targets, catalogue=catalogue.courses)

    yield Figure("price a 5-day package", _ms(lambda: price(package, rules)), "ms", bar=_within_5, bar_text="<= 5 ms")
    yield Figure("its findings with priced mends", _ms(judged), "ms", "60 courses to choose mends from")


def _within_5(ms: float) -> bool:
    return ms <= 5.0


def _ms(run: Callable[[], object]) -> float:
    """Processor time of one call in milliseconds, the mean of many."""
    run()
    began = time.process_time()
    for _ in range(ROUNDS):
        run()
    return round((time.process_time() - began) * 1000 / ROUNDS, 3)
