"""The package designer on catalogues of 60, 300 and 1,000 courses: three proposals each, with the gap that is shown."""

import datetime as dt
import random
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.report import Figure
from courses.model import (
    Cost,
    CostKind,
    Course,
    InstructorFee,
    Item,
    ItemKind,
    Per,
    Stop,
    Targets,
    TeachingMethod,
    Words,
)
from courses.rules import regulations
from courses.rules.brief import Brief, Busy, Catalogue, FixedPoint, Theme, Wish
from courses.rules.design import design, frame
from training.model import Half

MONDAY = dt.date(2026, 3, 9)
THEMES = ["党建", "乡村振兴", "生态文明", "基层治理", "应急管理", "数字建设", "经济建设", "法治建设"]
METHODS = [*[TeachingMethod.LECTURE] * 10, *[TeachingMethod.FIELD] * 4, *list(TeachingMethod)[1:4] * 2]
TITLES = [("full_senior", 100_000), ("associate_senior", 50_000), ("academician", 150_000)]


def catalogue(size: int, seed: int = 1) -> Catalogue:
    """A catalogue of so many courses in the usual proportions, taught by size / 3 instructors of whom some are away."""
    chance = random.Random(seed)
    staff = [(f"i{n:03}", *chance.choice(TITLES)) for n in range(max(2, size // 3))]
    courses = tuple(_course(n, size, chance, staff) for n in range(size))
    days = [MONDAY + dt.timedelta(days=n) for n in range(5)]
    busy = tuple(Busy(key, chance.choice(days), chance.choice([None, *Half])) for key, _, _ in staff[::3])
    return Catalogue(courses, busy)


def _course(n: int, size: int, chance: random.Random, staff: list[tuple[str, str, int]]) -> Course:
    method = chance.choice(METHODS)
    field = method is TeachingMethod.FIELD
    slots = chance.choice([2, 2, 4]) if field else 2
    fees = tuple(InstructorFee(key, title, fee, paid_hours=400) for key, title, fee in chance.sample(staff, k=2))
    site = Stop(Words(f"教学点{n}"), f"s{n}", 90, 30, frozenset({1} if chance.random() < 0.4 else ()))
    return Course(
        key=f"c{n:04}",
        title=Words(f"课程{n}"),
        theme=chance.choice(THEMES),
        method=method,
        minutes=90 * slots,
        credit_hours=200 * slots,
        slots=slots,
        topics=frozenset({f"t{chance.randrange(max(3, size * 2))}"}),
        instructors=() if field or method is TeachingMethod.SEMINAR else fees,
        stops=(site,) if field else (),
        costs=(Cost(CostKind.SITE, 2_000, Per.PERSON),) if field else (),
        value=chance.randrange(80, 100),
    )


def brief() -> Brief:
    """Five days for fifty people under the central rules, with what agencies usually state."""
    wishes = [Wish.MUST, Wish.MUST, Wish.SHOULD, Wish.SHOULD, Wish.SHOULD, Wish.COULD]
    opening = Item("opening", Words("开班式"), ItemKind.CEREMONY)
    return Brief(
        key="b",
        title=Words("综合能力提升班"),
        headcount=50,
        days=5,
        staff=3,
        level="section",
        themes=tuple(Theme(theme, wish) for theme, wish in zip(THEMES, wishes, strict=False)),
        start=MONDAY,
        arrival_days=1,
        departure_days=1,
        budget_total=30_000_000,
        jurisdiction="CN-CENTRAL",
        costs=(
            Cost(CostKind.LODGING, 34_000, Per.PERSON_DAY),
            Cost(CostKind.MEALS, 13_000, Per.PERSON_DAY),
            Cost(CostKind.VENUE, 5_000, Per.PERSON_DAY),
        ),
        fixed=(FixedPoint(1, Half.AM, opening),),
        targets=Targets(bands={TeachingMethod.LECTURE: (30, 70), TeachingMethod.FIELD: (10, 50)}),
    )


def impossible() -> Iterator[tuple[str, Brief]]:
    """Briefs that nothing meets: one short of days, one of money, one of room between its bands."""
    wanted = brief()
    urgent = tuple(Theme(theme, Wish.MUST) for theme in THEMES)
    bands = {TeachingMethod.LECTURE: (80, 90), TeachingMethod.FIELD: (30, 50)}
    yield "days", replace(wanted, days=1, themes=urgent)
    yield "money", replace(wanted, budget_total=13_000_000)
    yield "bands", replace(wanted, targets=Targets(bands=bands))


def figures(shared: Path | None) -> Iterator[Figure]:
    rules = regulations.binding(frame(brief()), MONDAY)
    for size in (60, 300, 1000):
        given, wanted = catalogue(size), brief()
        began = time.process_time()
        answer = design(wanted, given, rules, proposals=3, seconds=3.0, seed=1)
        spent = (time.process_time() - began) / max(1, len(answer.proposals))
        yield Figure(
            f"design, {size} courses, CPU per proposal", round(spent, 3), "s", bar=lambda s: s <= 3.0, bar_text="<= 3 s"
        )
        gap = max((proposal.gap for proposal in answer.proposals), default=10_000) / 100
        yield Figure(f"design, {size} courses, widest gap", gap, "%", bar=lambda g: g <= 5.0, bar_text="<= 5 %")
        made = len(answer.proposals)
        yield Figure(f"design, {size} courses, proposals", made, "", bar=lambda n: n == 3, bar_text="= 3")
        apart = min((min(p.differs, default=100) for p in answer.proposals), default=0)
        yield Figure(f"design, {size} courses, least difference", apart, "%", bar=lambda d: d >= 30, bar_text=">= 30 %")
    for short, wanted in impossible():
        began = time.process_time()
        answer = design(wanted, catalogue(1000), rules, seconds=3.0, seed=1)
        spent = time.process_time() - began
        facts = len(answer.forbidden_by)
        yield Figure(
            f"why not, 1000 courses, too little {short}",
            round(spent, 3),
            "s",
            f"{facts} facts",
            bar=lambda s: s <= 3.0,
            bar_text="<= 3 s",
        )
