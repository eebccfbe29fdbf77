"""The package designer: from a brief and a catalogue to two or three packages that differ, or to why there is none.

Urgent first, within means (急用先行、量力而为): what must be is fixed, the rest is fitted into days and budget in order of
value. Deterministic for a seed. Needs ortools, so it runs in a process of its own, never in one that serves pages.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

from courses.model import Day, HalfDay, Package, PackageKind, People, RuleSet, Run, TeachingMethod
from courses.rules import left_out, mends, method_mix, openings, options, selection
from courses.rules.brief import Brief, Catalogue, Design, Fact, FixedPoint, Flavour, Proposal
from courses.rules.findings import findings
from courses.rules.pricing import price
from courses.rules.search import Asked, Chosen, TooLarge

FLAVOURS = (
    Flavour("balanced", variety=5_000),
    Flavour("lecture-heavy", {TeachingMethod.LECTURE: 200}),
    Flavour("field-heavy", {TeachingMethod.FIELD: 200, TeachingMethod.SIMULATION: 120}),
)
SAME_AT_MOST = 70
"""Percent of an earlier proposal's courses that a later one may share, where the brief leaves that much freedom."""
SECONDS_TO_EXPLAIN = 1.0


def design(
    brief: Brief, catalogue: Catalogue, rules: RuleSet, *, proposals: int = 3, seconds: float = 3.0, seed: int = 0
) -> Design:
    """Up to `proposals` packages for a brief, each searched for `seconds` of deterministic time.

    Fewer come back where fewer differ, or where there are fewer directions to look in: `remarks` say so. `forbidden_by` names a smallest set of facts when the must-haves cannot fit; the
    answer is marked where time ran out before that was certain.
    """
    if misplaced := _misplaced(brief):
        return Design(forbidden_by=misplaced)
    try:
        answer = _search(brief, catalogue, rules, proposals=proposals, seconds=seconds, seed=seed)
    except TooLarge:
        return Design(forbidden_by=(Fact("fact.too-large"),))
    return replace(answer, remarks=tuple(_remarks(brief, answer, proposals)))


def _remarks(brief: Brief, answer: Design, asked: int) -> Iterator[Fact]:
    """What was not done as it was asked for, and why."""
    if options.window(brief) > options.MOST_STARTS:
        last = options.starts(brief)[-1]
        yield Fact("remark.window", {"days": options.MOST_STARTS, "date": str(last)})
    most = len(brief.flavours or FLAVOURS)
    if asked > most:
        yield Fact("remark.flavours", {"asked": asked, "most": most})
    if 0 < len(answer.proposals) < min(asked, most):
        code = "remark.alike" if answer.proved else "remark.time"
        yield Fact(code, {"asked": min(asked, most), "made": len(answer.proposals)})


def _search(brief: Brief, catalogue: Catalogue, rules: RuleSet, *, proposals: int, seconds: float, seed: int) -> Design:
    facts = options.facts(brief, rules)
    asked = ask(brief, catalogue, rules, frozenset(fact.key for fact in facts))
    if _possible(asked, facts, seed) is False:
        return _forbidden(asked, facts, seed)
    made: list[Proposal] = []
    picked: list[frozenset[str]] = []
    proved, cut_short = True, False
    for flavour in (brief.flavours or FLAVOURS)[:proposals]:
        leaning = replace(asked, flavour=flavour)
        chosen = _unlike(leaning, picked, seconds, seed)
        cut_short = cut_short or chosen.cut_short
        if chosen.placed is not None:
            made.append(_proposal(leaning, chosen, catalogue, picked))
            picked.append(frozenset(option.course.key for option, _ in chosen.placed))
        elif chosen.proved and not made:
            return _forbidden(asked, facts, seed)
        proved = proved and (chosen.placed is not None or chosen.proved)
    return Design(tuple(made), proved=proved, cut_short=cut_short)


def ask(brief: Brief, catalogue: Catalogue, rules: RuleSet, binding: frozenset[str]) -> Asked:
    """The search for a brief, under the facts named in `binding`."""
    return Asked(brief, rules, frame(brief), options.offers(brief, catalogue, rules), binding, FLAVOURS[0])


def frame(brief: Brief) -> Package:
    """The package before anything is chosen: its people, days, board and fixed points."""
    halves = openings.halves(bool(brief.evenings))
    empty = tuple(Day(n, tuple(HalfDay(half) for half in halves)) for n in range(1, brief.days + 1))
    package = Package(
        key=brief.key,
        title=brief.title,
        kind=PackageKind.ORDER,
        days=empty,
        runs=(Run((People(brief.level, brief.headcount),), brief.staff, brief.start),),
        day_count=brief.days,
        arrival_days=brief.arrival_days,
        departure_days=brief.departure_days,
        nights=brief.nights,
        costs=brief.costs,
        jurisdiction=brief.jurisdiction,
        fund_source=brief.fund_source,
        rule_set=brief.rule_set,
    )
    for point in brief.fixed:
        package = mends.added(package, point.item, point.day, point.half)
    return package


def _misplaced(brief: Brief) -> tuple[Fact, ...]:
    """A fixed point on a day that there is not, or as few as it takes to overfill a half-day, with the days."""
    named = [point for point in brief.fixed if not 1 <= point.day <= brief.days][:1] or _crowding(brief)
    if not named:
        return ()
    fixed = tuple(Fact("fact.fixed", {"name": point.item.key}) for point in named)
    return (*fixed, Fact("fact.days", {"days": brief.days, "evenings": brief.evenings}))


def _crowding(brief: Brief) -> tuple[FixedPoint, ...]:
    """Fixed points that do not fit together, though they would without any one of them."""
    if not _crowded(brief, brief.fixed):
        return ()
    needed = brief.fixed
    for point in brief.fixed:
        fewer = tuple(each for each in needed if each is not point)
        if _crowded(brief, fewer):
            needed = fewer
    return needed


def _crowded(brief: Brief, fixed: tuple[FixedPoint, ...]) -> bool:
    return any(slots < 0 for slots in options.room(replace(brief, fixed=fixed)).values())


def _unlike(asked: Asked, picked: Sequence[frozenset[str]], seconds: float, seed: int) -> Chosen:
    """The best choice that shares little with those before; where that is impossible, one that is at least not the same."""
    little = tuple((courses, min(len(courses) - 1, len(courses) * SAME_AT_MOST // 100)) for courses in picked)
    chosen = selection.choose(replace(asked, unlike=little), seconds, seed)
    if chosen.placed is not None or not picked:
        return chosen
    barely = tuple((courses, len(courses) - 1) for courses in picked)
    return selection.choose(replace(asked, unlike=barely), seconds, seed)


def _proposal(asked: Asked, chosen: Chosen, catalogue: Catalogue, picked: Sequence[frozenset[str]]) -> Proposal:
    package = _package(asked, chosen)
    taken = frozenset(item.course for _, _, item in package.items if item.course)
    themes = {item.theme for _, _, item in package.items}
    brief = asked.brief
    return Proposal(
        flavour=asked.flavour.key,
        package=package,
        price=price(package, asked.rules),
        findings=findings(
            package,
            asked.rules,
            targets=brief.targets,
            catalogue=catalogue.courses,
            taught_before=brief.taught_before,
        ),
        mix=method_mix.shares(method_mix.minutes(package)),
        covered=tuple(each.theme for each in brief.themes if each.theme in themes),
        left_out=tuple(left_out.left_out(asked, package, catalogue)),
        score=chosen.score,
        bound=chosen.bound,
        gap=_gap(chosen),
        proved=chosen.proved,
        differs=tuple(_difference(taken, before) for before in picked),
    )


def _package(asked: Asked, chosen: Chosen) -> Package:
    start: dt.date | None = options.starts(asked.brief)[chosen.start]
    runs = tuple(replace(run, start=start) for run in asked.frame.runs)
    package = replace(asked.frame, runs=runs)
    for option, (day, half) in chosen.placed or ():
        instructor = option.instructor.instructor if option.instructor else ""
        package = mends.added(package, openings.item_of(option.course, instructor=instructor), day, half)
    return package


def _gap(chosen: Chosen) -> int:
    """How much better a package could be at most, in hundredths of a percent, rounded up."""
    return -(-(chosen.bound - chosen.score) * 10_000 // max(1, chosen.score)) if chosen.bound > chosen.score else 0


def _difference(one: frozenset[str], other: frozenset[str]) -> int:
    """Percent of all their courses that only one of two packages has."""
    return len(one ^ other) * 100 // max(1, len(one | other))


def _forbidden(asked: Asked, facts: Sequence[Fact], seed: int) -> Design:
    """A set of facts that forbids every package, of which none could be spared: giving up any one makes it possible.

    Facts are given up in their order, several at a time as long as nothing fits without them either: the result is
    the same as one by one, and the fewer facts bind, the quicker the answer. A fact that nobody could decide on in
    time is kept, and the answer says that it is not proved.
    """
    needed, at, step, proved = list(facts), 0, len(facts), True
    while at < len(needed):
        fewer = [*needed[:at], *needed[at + step :]]
        possible = _possible(asked, fewer, seed)
        if possible is False:
            needed = fewer
        elif step == 1:
            at += 1
            proved = proved and possible is not None
        else:
            step = -(-step // 2)
    return Design(forbidden_by=tuple(needed), proved=proved)


def _possible(asked: Asked, facts: Sequence[Fact], seed: int) -> bool | None:
    """Whether any package is possible under these facts; None when time ran out before it was decided."""
    bound = replace(asked, binding=frozenset(fact.key for fact in facts))
    chosen = selection.choose(bound, SECONDS_TO_EXPLAIN, seed, any_will_do=True)
    if chosen.placed is not None:
        return True
    return False if chosen.proved else None
