"""What holds of every price, whatever the package."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from courses.model import Cost, CostKind, Item, Package, People, Per, Run, TeachingMethod, Tier, Together, Words
from courses.rules import regulations
from courses.rules.findings import findings
from courses.rules.lecture_fees import gross
from courses.rules.pricing import price
from tests.courses.rules.examples import CENTRAL, MORNING, lecture, package, taught
from tests.tries import tries

ALLOWED = sorted(set(CostKind) - CENTRAL.forbidden - {CostKind.TRAINEE_TRAVEL})
costs = st.builds(Cost, st.sampled_from(ALLOWED), st.integers(0, 10**7), st.sampled_from(Per))
lectures = st.builds(
    lecture,
    st.uuids().map(str),
    title=st.sampled_from(["associate_senior", "full_senior", "academician"]),
    fee=st.integers(0, 200_000),
    hours=st.integers(0, 900),
    instructor=st.sampled_from(["wang", "li"]),
    together=st.sampled_from(Together),
)


@st.composite
def packages(draw):
    runs = st.builds(Run, st.tuples(st.builds(People, st.just("section"), st.integers(0, 2000))), st.integers(0, 30))
    days = [(n, MORNING, *draw(st.lists(lectures, max_size=2))) for n in range(1, 4)]
    plan = package(
        days=draw(st.integers(0, 366)),
        runs=tuple(draw(st.lists(runs, min_size=1, max_size=3))),
        arrival_days=draw(st.integers(0, 3)),
        departure_days=draw(st.integers(0, 3)),
        nights=draw(st.integers(0, 366)),
        costs=tuple(draw(st.lists(costs, max_size=6))),
    )
    return taught(*days, plan=plan)


@tries(150)
@given(packages(), costs)
def test_adding_a_cost_never_lowers_a_total(plan, cost):
    dearer = replace(plan, costs=(*plan.costs, cost))

    assert price(dearer, CENTRAL).total >= price(plan, CENTRAL).total


@tries(150)
@given(packages(), lectures)
def test_adding_a_lecture_never_lowers_a_total(plan, another):
    fuller = replace(plan, days=(*plan.days, *taught((9, MORNING, another)).days))

    assert price(fuller, CENTRAL).total >= price(plan, CENTRAL).total


@tries(150)
@given(packages())
def test_the_total_is_the_sum_of_what_is_shown(plan):
    worth = price(plan, CENTRAL)

    shown = sum(line.amount for line in worth.lines) + sum(entry.amount for entry in worth.outside)

    assert worth.total == shown + worth.teaching_gross
    assert all(line.amount == sum(entry.amount for entry in line.entries) for line in worth.lines)


@tries(150)
@given(packages())
def test_pooling_never_refuses_what_single_lines_allow(plan):
    apart = replace(CENTRAL, pooled=False)
    refused = {found.code for found in findings(plan, apart)}

    pooled = {found.code for found in findings(plan, CENTRAL)}

    assert "finding.line-over" in refused or "finding.over-cap" not in pooled


@tries(150)
@given(st.integers(1, 500), st.integers(1, 499), st.integers(1, 366))
def test_splitting_a_class_never_changes_its_ceiling_per_person_day(people, part, days):
    part = min(part, people)
    halves = tuple(Run((People("section", count),), 0) for count in (part, people - part))
    whole, split = price(package(people, days), CENTRAL), price(package(days=days, runs=halves), CENTRAL)

    assert (split.cap_per_person_day, split.cap) == (whole.cap_per_person_day, whole.cap)


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), max_size=4), st.integers(0, 400))
def test_tiers_are_continuous(tiers, days):
    steps = tuple(Tier(beyond, Fraction(rate, 100)) for beyond, rate in sorted(dict(tiers).items()))
    rules = replace(CENTRAL, tiers=steps)

    step = regulations.weighted_days(days + 1, rules) - regulations.weighted_days(days, rules)

    assert step == next((tier.rate for tier in reversed(steps) if days >= tier.beyond), 1)


@given(st.integers(0, 10**9))
def test_a_higher_fee_never_costs_less_before_tax(net):
    assert net <= gross(net, CENTRAL.tax) <= gross(net + 1, CENTRAL.tax)


@given(st.sampled_from([0, 1, 10**9]), st.sampled_from([0, 1, 366]))
def test_no_size_is_too_odd_to_be_priced(people, days):
    seminar = Item("talk", Words("研讨"), method=TeachingMethod.SEMINAR)
    plan = taught(
        (1, MORNING, seminar), plan=package(people, days, costs=(Cost(CostKind.LODGING, 55_000, Per.PERSON_DAY),))
    )

    worth = price(plan, CENTRAL)

    assert worth.total == people * days * 55_000
    assert findings(plan, CENTRAL)


def test_a_package_without_anything_is_priced_at_nothing():
    bare = Package("p", Words("空"), runs=(Run((People("section", 10),), 0),), day_count=1)

    assert price(bare, CENTRAL).total == 0
