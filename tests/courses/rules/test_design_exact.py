"""The designer against trying everything: on small briefs both find a package worth the same, or both find none."""

import datetime as dt
from collections import Counter
from dataclasses import replace
from itertools import product

from hypothesis import assume, given
from hypothesis import strategies as st

from courses.model import (
    Cost,
    CostKind,
    Course,
    Day,
    HalfDay,
    InstructorFee,
    Per,
    Severity,
    Stop,
    Targets,
    TeachingMethod,
    Words,
)
from courses.rules import selection
from courses.rules.brief import Brief, Busy, Catalogue, Flavour, Theme, Wish
from courses.rules.design import ask, design, frame
from courses.rules.mends import added
from courses.rules.openings import item_of
from courses.rules.pricing import price
from tests.courses.rules.examples import CENTRAL
from tests.tries import tries
from training.model import Half

MONDAY = dt.date(2026, 3, 9)
HALVES = {1: [Half.EVENING], 2: [Half.AM, Half.PM], 4: [Half.AM]}
FEES = {"wang": ("full_senior", 100_000), "li": ("associate_senior", 50_000), "zhao": ("full_senior", 80_000)}
COVERING = {Wish.MUST: 0, Wish.SHOULD: 3, Wish.COULD: 1}


@st.composite
def catalogues(draw):
    keys = [f"c{n}" for n in range(draw(st.integers(0, 8)))]
    busy = st.builds(
        Busy,
        st.sampled_from(["wang", "li", "s0", "s1"]),
        st.sampled_from([MONDAY + dt.timedelta(days=n) for n in range(4)]),
        st.sampled_from([None, *Half]),
    )
    return Catalogue(tuple(draw(courses(key, keys)) for key in keys), tuple(draw(st.lists(busy, max_size=4))))


@st.composite
def courses(draw, key, keys):
    slots = draw(st.sampled_from([1, 2, 2, 2, 4]))
    teachers = draw(st.lists(st.sampled_from(sorted(FEES)), max_size=2, unique=True))
    earlier = [other for other in keys if other < key]
    return Course(
        key=key,
        title=Words(key),
        theme=draw(st.sampled_from(["党建", "应急管理", "乡村振兴"])),
        method=draw(st.sampled_from([TeachingMethod.LECTURE, TeachingMethod.SEMINAR, TeachingMethod.FIELD])),
        minutes=draw(st.sampled_from([90, 120, 180, 360])),
        credit_hours=400,
        slots=slots,
        topics=frozenset(draw(st.lists(st.sampled_from("abcd"), max_size=1))),
        needs=frozenset(draw(st.lists(st.sampled_from(earlier), max_size=1))) if earlier else frozenset(),
        excludes=frozenset(draw(st.lists(st.sampled_from(earlier), max_size=1))) if earlier else frozenset(),
        instructors=tuple(InstructorFee(name, *FEES[name], paid_hours=400) for name in teachers),
        stops=draw(st.sampled_from([(), (Stop(Words("s0"), "s0", closed_weekdays=frozenset({1})),), (Stop(Words("s1"), "s1"),)])),
        costs=draw(st.sampled_from([(), (Cost(CostKind.SITE, 1_500, Per.PERSON),), (Cost(CostKind.TRANSPORT, 90_000, Per.RUN),)])),
        value=draw(st.integers(50, 100)),
    )  # fmt: skip


@st.composite
def briefs(draw):
    themes = draw(st.lists(st.builds(Theme, st.sampled_from(["党建", "应急管理", "乡村振兴"]), st.sampled_from(Wish)), max_size=3, unique_by=lambda each: each.theme))  # fmt: skip
    return Brief(
        key="b",
        title=Words("b"),
        headcount=draw(st.sampled_from([0, 20, 50])),
        days=draw(st.integers(1, 3)),
        themes=tuple(themes),
        level="section",
        evenings=draw(st.integers(0, 2)),
        start=draw(st.sampled_from([None, MONDAY])),
        latest_start=draw(st.sampled_from([None, MONDAY + dt.timedelta(days=1)])),
        budget_total=draw(st.sampled_from([None, 1_000_000, 3_000_000])),
        budget_per_person_day=draw(st.sampled_from([None, 52_000])),
        costs=(Cost(CostKind.LODGING, 50_000, Per.PERSON_DAY),),
        wished_sites=draw(st.sampled_from([frozenset(), frozenset({"s1"})])),
        taught_before=draw(st.sampled_from([frozenset(), frozenset({"a"})])),
        targets=Targets(bands=draw(st.sampled_from([{}, {TeachingMethod.LECTURE: (30, 60)}]))),
        flavours=(
            draw(st.sampled_from([Flavour("plain"), Flavour("field", {TeachingMethod.FIELD: 150}, variety=700)])),
        ),
    )


@tries(120)
@given(briefs(), catalogues())
def test_no_package_is_worth_more_than_the_designed_one(brief, catalogue):
    answer = design(brief, catalogue, CENTRAL, proposals=1, seconds=5)

    best = next((worth for worth, choice in ranked(brief, catalogue) if fits(brief, catalogue, choice)), None)

    assert [(proposal.score, proposal.proved) for proposal in answer.proposals] == (
        [] if best is None else [(best, True)]
    )
    assert bool(answer.forbidden_by) is (best is None)
    for proposal in answer.proposals:
        assert [found.code for found in proposal.findings if found.severity is Severity.BLOCK] == []
        assert proposal.price.within_cap <= proposal.price.cap
        assert brief.budget_total is None or proposal.price.total <= brief.budget_total


@tries(60)
@given(briefs(), catalogues())
def test_what_forbids_a_package_is_enough_and_none_of_it_can_be_spared(brief, catalogue):
    brief = replace(brief, days=1, themes=tuple(replace(each, wish=Wish.MUST) for each in brief.themes))

    facts = design(brief, catalogue, CENTRAL, proposals=1).forbidden_by
    assume(facts)
    assert not possible(brief, catalogue, facts)
    assert [fact.code for fact in facts if not possible(brief, catalogue, [f for f in facts if f is not fact])] == []


def possible(brief, catalogue, facts):
    asked = ask(brief, catalogue, CENTRAL, frozenset(fact.key for fact in facts))
    return selection.choose(asked, 5, 0, any_will_do=True).placed is not None


def ranked(brief, catalogue):
    """Every choice of courses with their instructors, the most valuable first."""
    choices = (
        [(c, f) for c, f in choice if f != "absent"]
        for choice in product(
            *([(c, "absent"), *((c, f) for f in c.instructors or alone(c))] for c in catalogue.courses)
        )
    )
    return sorted(((worth(brief, choice), choice) for choice in choices), key=lambda each: -each[0])


def alone(course):
    """A lecture needs somebody; a visit or a discussion may do without."""
    return () if course.method is TeachingMethod.LECTURE else (None,)


def worth(brief, choice):
    flavour, weights = brief.flavours[0], {each.theme: each.weight for each in brief.themes}
    of_courses = sum(
        weights.get(c.theme, 100) * c.value * flavour.favour.get(c.method, 100) // 100
        + 5_000 * sum(stop.site in brief.wished_sites for stop in c.stops)
        for c, _ in choice
    )
    themes = {course.theme for course, _ in choice}
    covered = sum(COVERING[each.wish] * each.weight * 100 for each in brief.themes if each.theme in themes)
    return of_courses + covered + flavour.variety * len({course.method for course, _ in choice})


def fits(brief, catalogue, choice):
    return (
        suits(brief, choice) and pays(brief, choice) and any(goes(brief, catalogue, choice, s) for s in starts(brief))
    )


def suits(brief, choice):
    chosen = [course for course, _ in choice]
    keys, themes = {course.key for course in chosen}, {each.theme for each in brief.themes}
    topics = Counter(topic for course in chosen for topic in course.topics)
    minutes = Counter()
    for course in chosen:
        minutes[course.method] += course.minutes
    return (
        all(not themes or c.theme in themes or brief.wished_sites & {s.site for s in c.stops} for c in chosen)
        and {each.theme for each in brief.themes if each.wish is Wish.MUST} <= {course.theme for course in chosen}
        and all(course.needs <= keys and not course.excludes & keys for course in chosen)
        and all(count == 1 and topic not in brief.taught_before for topic, count in topics.items())
        and all(
            low * minutes.total() <= 100 * minutes[method] <= high * minutes.total()
            for method, (low, high) in brief.targets.bands.items()
        )
    )


def pays(brief, choice):
    package = frame(brief)
    for course, fee in choice:
        package = added(package, item_of(course, instructor=fee.instructor if fee else ""), 1, HALVES[course.slots][0])
    package = package_apart(package)
    found = price(package, CENTRAL)
    daily = brief.budget_per_person_day
    return (
        found.within_cap <= found.cap
        and (daily is None or found.within_cap <= daily * found.person_days)
        and (brief.budget_total is None or found.total <= brief.budget_total)
    )


def package_apart(package):
    """Every item on a day of its own: what two lessons pay together is asked elsewhere, here only the sum counts."""
    items = [item for _, _, item in package.items]
    days = tuple(Day(n, (HalfDay(Half.AM, (item,)),)) for n, item in enumerate(items, start=1))
    runs = tuple(replace(run, start=None) for run in package.runs)
    return replace(package, days=days, runs=runs)


def starts(brief):
    if brief.start is None:
        return [None]
    last = max(brief.start, brief.latest_start or brief.start)
    return [brief.start + dt.timedelta(days=n) for n in range((last - brief.start).days + 1)]


def goes(brief, catalogue, choice, start, placed=()):
    """Whether every course finds a half-day that is free, open, and after what it builds on."""
    if not choice:
        when = {course.key: cell for course, cell in placed}
        return all(when[need] < when[course.key] for course, _ in placed for need in course.needs)
    (course, fee), *rest = choice
    used = Counter()
    for other, (day, half) in placed:
        for part in parts(other, half):
            used[day, part] += 1
    evenings = sum(half == 2 for _, (_, half) in placed)
    for day in range(1, brief.days + 1):
        for half in HALVES[course.slots]:
            cells = parts(course, list(Half).index(half))
            free = all(not used[day, part] for part in cells)
            if half is Half.EVENING and evenings >= brief.evenings:
                continue
            if free and is_open(catalogue, course, fee, start, day, cells):
                cell = (day, list(Half).index(half))
                if goes(brief, catalogue, rest, start, (*placed, (course, cell))):
                    return True
    return False


def parts(course, half):
    return [0, 1] if course.slots == 4 else [half]


def is_open(catalogue, course, fee, start, day, cells):
    if start is None:
        return True
    held = start + dt.timedelta(days=day - 1)
    keys = {stop.site for stop in course.stops} | ({fee.instructor} if fee else set())
    taken = [busy for busy in catalogue.busy if busy.key in keys and busy.date == held]
    away = any(busy.half is None or list(Half).index(busy.half) in cells for busy in taken)
    return not away and not any(held.isoweekday() in stop.closed_weekdays for stop in course.stops)
