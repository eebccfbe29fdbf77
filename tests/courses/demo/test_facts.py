"""What the demonstration's agencies ordered: every state is there, nothing contradicts a rule, everything can be held."""

from collections import Counter
from datetime import date, timedelta

import pytest

from courses.demo import facts
from courses.demo.catalogue import courses
from courses.demo.facts import PaperState
from courses.model import (
    FundSource,
    ItemKind,
    PackageKind,
    PackageState,
    ProgramState,
    QuotationState,
    Severity,
    TeachingMethod,
)
from courses.rules import findings, pricing, regulations
from training.demo import facts as center_facts
from training.model import Half

MONDAY = date(2026, 3, 2)
WEEK = [MONDAY + timedelta(days=n) for n in range(7)]
CENTERS = ["jiangcheng", "binjiang"]


@pytest.fixture(scope="module")
def main():
    return facts.center("jiangcheng")


def courses_of(made, plan):
    known = {course.key: course for course in made.catalogue.courses}
    return [known[item.course] for _, _, item in made.plans[plan].items if item.course]


def test_packages_quotations_and_programs_fill_more_than_one_page(main):
    assert min(len(main.packages), len(main.quotations), len(main.programs)) >= 30


def test_every_state_is_there(main):
    assert {package.state for package in main.packages} == set(PackageState)
    assert {quotation.state for quotation in main.quotations} == set(QuotationState)
    assert {program.state for program in main.programs} == set(ProgramState)
    assert {program.agreement for program in main.programs} == {*PaperState, None}


def test_both_doors_were_used(main):
    assert {package.kind for package in main.packages} == set(PackageKind)
    assert all(package.needs for package in main.packages if package.plan == "nothing-yet" and package.submitted)


def test_the_flood_class_teaches_in_all_five_methods_in_five_days(main):
    plan = main.plans["flood"]

    assert plan.source == "11_flood_control_wuhan_2012"
    assert plan.length == 5
    assert {course.method for course in courses_of(main, "flood")} == set(TeachingMethod)
    titles = [course.title.zh for course in courses_of(main, "flood")]
    assert {"防汛抗旱指挥决策", "水旱灾害应急管理", "各类险情应急处置", "山洪灾害防御及案例分析"} <= set(titles)
    assert {"三峡试验性蓄水期调度与效益分析", "汉江洪水防御桌面推演", "险段与河道整治"} <= set(titles)


def test_the_united_front_class_fills_five_days_with_seven_lectures_and_two_sites():
    made = facts.center("binjiang")
    methods = Counter(course.method for course in courses_of(made, "united-front"))

    assert made.plans["united-front"].source == "17_dali_sjtu_2017"
    assert made.plans["united-front"].length == 5
    assert methods == {TeachingMethod.LECTURE: 7, TeachingMethod.FIELD: 2}


def test_the_class_in_the_mountains_keeps_the_days_of_its_diary(main):
    diary = {
        (day.number, half): [item.course or item.kind for item in items]
        for day in main.plans["mountains"].days
        for half, items in day.halves
    }

    assert diary[1, Half.EVENING] == [ItemKind.ADMIN]
    assert diary[2, Half.AM] == [ItemKind.CEREMONY, ItemKind.CEREMONY, "jinggangshan-history", ItemKind.ADMIN]
    assert diary[4, Half.AM] == ["grain-path-walk"]
    assert diary[5, Half.PM] == [ItemKind.TRAVEL]
    assert (diary[7, Half.AM], diary[7, Half.PM]) == (["macro-economy"], ["town-planning"])


def test_one_plan_is_held_on_four_saturdays(main):
    starts = {package.starts.weekday for package in main.packages if package.plan == "saturdays" and package.starts}

    assert [day.number for day in main.plans["saturdays"].days] == [1, 8, 15, 22]
    assert starts == {6}


def test_some_classes_arrive_the_day_before_and_leave_the_day_after(main):
    model = facts.package(main, "flood-next", MONDAY)
    rules = regulations.binding(model, MONDAY)

    assert pricing.price(model, rules).days == 7
    assert len(model.days) == 5


def test_some_plans_keep_the_structure_of_published_programs(main):
    assert sum(bool(plan.source) for plan in main.plans.values()) >= 10


def test_ceremonies_are_fixed_and_some_lessons_too(main):
    fixed = [item for plan in main.plans.values() for _, _, item in plan.items if item.is_fixed]

    assert {item.kind for item in fixed} >= {ItemKind.CEREMONY, ItemKind.TEACHING}
    assert all(item.is_fixed for plan in main.plans.values() for _, _, item in plan.items if not item.course)


def test_one_package_is_empty_and_one_waits_too_long(main):
    empty = [package for package in main.packages if not main.plans[package.plan].days]
    waiting = [
        package.key
        for package in main.packages
        if package.submitted is not None
        and package.submitted <= -5
        and package.key not in {each.package for each in (*main.quotations, *main.programs)}
    ]

    assert len(empty) >= 1
    assert waiting == ["waiting-governance"]


def test_one_quotation_is_past_its_last_day_and_not_lapsed_yet(main):
    late = [q.key for q in main.quotations if q.state is QuotationState.SENT and q.valid_until < 0]

    assert late == ["asked-flood-q1"]


def test_the_longest_title_is_as_long_as_real_ones(main):
    assert max(len(package.title.zh) for package in main.packages) >= 45
    assert all(package.title.en for package in main.packages)


def test_two_classes_are_planned_by_the_center_itself(main):
    planned = [program for program in main.programs if not program.quotation]

    assert len(planned) == 2
    assert all(program.plan_number and program.cost_plan for program in planned)
    assert all(not main.package(program.package).agency for program in planned)


@pytest.mark.parametrize("center", CENTERS)
def test_what_was_agreed_was_accepted_in_its_last_edition(center):
    made = facts.center(center)
    quotations = {quotation.key: quotation for quotation in made.quotations}

    for program in made.programs:
        if program.quotation:
            accepted = quotations[program.quotation]
            editions = [q.edition for q in made.quotations if q.package == program.package]
            assert accepted.state is QuotationState.ACCEPTED
            assert accepted.package == program.package
            assert accepted.edition == max(editions)
            assert accepted.answered == program.agreed


@pytest.mark.parametrize("center", CENTERS)
def test_things_happen_in_their_order(center):
    made = facts.center(center)
    submitted = {package.key: package.submitted for package in made.packages}

    assert all(p.submitted is None or p.composed <= p.submitted <= 0 for p in made.packages)
    for quotation in made.quotations:
        steps = [submitted[quotation.package], quotation.created, quotation.sent, quotation.answered]
        taken = [step for step in steps if step is not None]
        assert taken == sorted(taken), quotation.key
        assert taken[-1] <= 0, quotation.key
        assert quotation.answered is None or quotation.answered <= quotation.valid_until, quotation.key


@pytest.mark.parametrize("center", CENTERS)
def test_a_quotation_says_who_answered_once_it_is_answered(center):
    answered = {QuotationState.ACCEPTED, QuotationState.DECLINED}

    for quotation in facts.center(center).quotations:
        assert (quotation.state in answered) == (quotation.answered is not None) == bool(quotation.answered_by)
        assert (quotation.sent is None) == (quotation.state is QuotationState.DRAFT)


@pytest.mark.parametrize("loaded", WEEK, ids=lambda day: day.strftime("%a"))
@pytest.mark.parametrize("center", CENTERS)
def test_the_state_of_a_program_agrees_with_its_dates(center, loaded):
    made = facts.center(center)

    for program in made.programs:
        package = made.package(program.package)
        first, last = package.starts.on(loaded), made.ends(package, loaded)
        if program.state is ProgramState.RUNNING:
            assert first < loaded < last, program.key
        if program.state in {ProgramState.CLOSED, ProgramState.SETTLED}:
            assert last < loaded, program.key
        if program.state in {ProgramState.AGREED, ProgramState.POSTPONED}:
            assert first > loaded, program.key
        assert loaded + timedelta(days=program.agreed) < first, program.key


@pytest.mark.parametrize("loaded", WEEK, ids=lambda day: day.strftime("%a"))
@pytest.mark.parametrize("center", CENTERS)
def test_no_plan_visits_a_site_on_a_closing_day(center, loaded):
    made = facts.center(center)

    for package in made.packages:
        model = facts.package(made, package.key, loaded)
        for day, _, item in model.items:
            if day.date:
                assert [s.site for s in item.stops if day.date.isoweekday() in s.closed_weekdays] == [], package.key


@pytest.mark.parametrize("center", CENTERS)
def test_every_quoted_package_has_a_whole_price_and_breaks_no_rule(center):
    made = facts.center(center)
    catalogue = courses(center)

    for key in {quotation.package for quotation in made.quotations}:
        model = facts.package(made, key, MONDAY)
        rules = regulations.binding(model, model.runs[0].start)
        blocks = [f.code for f in findings.findings(model, rules, catalogue=catalogue) if f.severity is Severity.BLOCK]
        assert pricing.price(model, rules).missing == (), key
        assert blocks == [], key


def test_one_draft_is_over_its_ceiling(main):
    model = facts.package(main, "draft-started", MONDAY)
    rules = regulations.binding(model, MONDAY)

    assert "finding.over-cap" in [finding.code for finding in findings.findings(model, rules)]


def test_every_shipped_place_of_rules_has_an_agency_that_it_binds():
    shipped = regulations.shipped()
    payers = [(one.jurisdiction, FundSource(one.fund_source)) for one in center_facts.center("jiangcheng").agencies]
    found = [regulations.in_force(place, money, MONDAY, shipped) for place, money in payers]

    assert {rules.jurisdiction for rules in shipped} == {rules.jurisdiction for rules in found if rules}
    assert None in found


@pytest.mark.parametrize("center", CENTERS)
def test_no_class_is_larger_than_its_courses_and_sites_take(center):
    made = facts.center(center)
    places = {site.key: site.capacity for site in center_facts.center(center).sites}

    for package in made.packages:
        for course in courses_of(made, package.plan):
            limits = [course.capacity or 300, *(places[key] for key in course.sites)]
            assert (package.headcount or 0) <= min(limits), (package.key, course.key)
