"""Every value of a rule set is data: one line changed in its file changes a price, a finding or a text, and no code."""

import datetime as dt
from dataclasses import replace
from importlib import resources

import pytest

from courses.model import Cost, CostKind, InstructorFee, People, Per, Run, Together
from courses.rules import regulations
from courses.rules.findings import findings
from courses.rules.pricing import price
from courses.rules.rule_files import read
from courses.rules.wording import shown
from tests.courses.rules.examples import MORNING, lecture, package, taught
from tests.courses.rules.test_findings import visit
from training import i18n

FILE = (resources.files("courses") / "rule_sets" / "cn-central-2016-540.toml").read_text("utf-8")
APRIL, MAY = dt.date(2026, 4, 30), dt.date(2026, 5, 1)


def lodging(amount, **facts):
    return package(50, 5, **{"costs": (Cost(CostKind.LODGING, amount, Per.PERSON_DAY),), **facts})


def ceiling(plan):
    return lambda rules: price(plan, rules).cap


def net(*items, **facts):
    plan = taught((1, MORNING, *items), plan=package(**facts))
    return lambda rules: price(plan, rules).teaching_net


def line_of(kind):
    plan = package(10, 2, costs=(Cost(kind, 100),))
    return lambda rules: next((line.code for line in price(plan, rules).lines if line.amount), "")


def graves(code, plan):
    """How grave each finding of this code is."""
    return lambda rules: [found.severity.value for found in findings(plan, rules) if found.code == code]


def text(code, plan):
    """What a finding says in Chinese."""
    return lambda rules: next((said(found) for found in findings(plan, rules) if found.code == code), "")


def said(found):
    return i18n.gettext(found.code).format(**shown(found, "zh_CN", i18n.gettext))


def binds(day):
    return lambda rules: regulations.in_force("CN-CENTRAL", "budget", day, (rules,)) is not None


def taxed_months(rules):
    """A lesson on either side of the end of a month."""
    runs = (Run((People("section", 50),), 0, APRIL),)
    plan = taught((1, MORNING, lecture("a")), (2, MORNING, lecture("b")), plan=package(runs=runs))
    return [payment.month for payment in price(plan, rules).teaching]


def fee(title, amount, **facts):
    return taught((1, MORNING, lecture(title=title, fee=amount, **facts)))


FAR = InstructorFee("far", "full_senior", 100_000, paid_hours=400, remote=True)
TWICE = (Run((People("section", 30),), 0), Run((People("section", 20),), 0))
TRAVEL = package(10, 2, costs=(Cost(CostKind.TRAINEE_TRAVEL, 100),))
GIFTS = package(10, 2, costs=(Cost(CostKind.GIFTS, 100),))
TOUR = taught((1, MORNING, visit(reason="")), plan=package(10, 5))
AWAY = package(10, 2, host_province="江西", payer_province="北京")


@pytest.mark.parametrize(
    ("was", "now", "ask", "before", "after"),
    [
        ("cap = 550", "cap = 540", ceiling(package(50, 5)), 13_750_000, 13_500_000),
        ("cap = 550", "cap = 540", graves("finding.over-cap", lodging(54_500)), [], ["block"]),
        (
            "cap = 550",
            "cap = 540",
            text("finding.over-cap", lodging(55_100)),
            "人均每天551元，超出中央和国家机关培训费管理办法（财行〔2016〕540号）第九条规定的550元共1元。可调减住宿费，或查看处理建议。",
            "人均每天551元，超出中央和国家机关培训费管理办法（财行〔2016〕540号）第九条规定的540元共11元。可调减住宿费，或查看处理建议。",
        ),
        ("cap = 550\nsplit = { lodging = 340", "cap = 550\nsplit = { lodging = 370", graves("finding.line-pooled", lodging(36_000)), ["note"], []),
        ("allowed = true", "allowed = false", graves("finding.line-over", lodging(36_000)), [], ["block"]),
        ("allowed = true", 'allowed = true\nexcept_lines = ["lodging"]', graves("finding.line-over", lodging(36_000)), [], ["block"]),
        ('levels = ["bureau"]', 'levels = ["bureau", "city"]', ceiling(package(10, 1, level="city")), None, 650_000),
        ('holds = ["site", ', "holds = [", line_of(CostKind.SITE), "other", ""),
        ("beyond = 30", "beyond = 20", ceiling(package(40, 35)), 73_700_000, 67_100_000),
        ('rate = "70%"', 'rate = "80%"', ceiling(package(40, 35)), 73_700_000, 74_800_000),
        ("arrival_most = 1", "arrival_most = 0", ceiling(package(50, 5, arrival_days=1)), 16_500_000, 13_750_000),
        ("departure_most = 1", "departure_most = 0", ceiling(package(50, 5, departure_days=1)), 16_500_000, 13_750_000),
        ("departure_most = 1", "departure_most = 1\ntogether_most = 1", ceiling(package(50, 5, arrival_days=1, departure_days=1)), 19_250_000, 16_500_000),
        ('ratio = "10%"', 'ratio = "5%"', ceiling(package(100, 1, staff=10)), 6_050_000, 5_775_000),
        ("most = 10\n", "most = 6\n", ceiling(package(100, 1, staff=10)), 6_050_000, 5_830_000),
        ("in_person_days = true", "in_person_days = false", ceiling(package(100, 1, staff=10)), 6_050_000, 5_500_000),
        ("most_paid_hours = 4", "most_paid_hours = 3", net(lecture()), 400_000, 300_000),
        ("joint_paid_once = true", "joint_paid_once = false", net(lecture(together=Together.ALL_RUNS), runs=TWICE), 400_000, 800_000),
        ('basis = "hour"', 'basis = "half_day"', graves("finding.fee-over-cap", fee("full_senior", 100_000)), [], ["block"]),
        ("cap = 500\n", "cap = 400\n", graves("finding.fee-over-cap", fee("associate_senior", 50_000)), [], ["block"]),
        ("cap = 1000\n", "cap = 900\n", graves("finding.fee-over-cap", fee("full_senior", 100_000)), [], ["block"]),
        ("soft = true", "soft = false", graves("finding.fee-over-cap", fee("academician", 150_100)), ["warn"], ["block"]),
        ('titles = ["full_senior"]', 'titles = ["full_senior", "chief"]', graves("finding.title-unmapped", fee("chief", 100)), ["warn"], []),
        ("needs_approval = true", "needs_approval = false", graves("finding.remote-unapproved", taught((1, MORNING, lecture(instructors=(FAR,))))), ["warn"], []),
        ("needs_approval = true", 'needs_approval = true\nuplift = "20%"', graves("finding.fee-over-cap", taught((1, MORNING, lecture(instructors=(replace(FAR, fee=120_000, remote_approval="1号"),))))), ["warn"], []),
        ("within_days = 31", "within_days = 1", taxed_months, ["2026-04"], ["2026-04", "2026-05"]),
        ('above = 4000\nrate = "20%"', 'above = 4000\nrate = "25%"', lambda rules: price(fee("full_senior", 100_000), rules).teaching_gross, 476_190, 500_000),
        ('severity = "block"', 'severity = "warn"', graves("finding.trainee-travel", TRAVEL), ["block"], ["warn"]),
        ('severity = "block"\n', "", graves("finding.trainee-travel", TRAVEL), ["block"], []),
        ("within_days = 7", "within_days = 4", graves("finding.study-tour", TOUR), ["warn"], []),
        ('severity = "warn"', 'severity = "note"', graves("finding.study-tour", TOUR), ["warn"], ["note"]),
        ("[out_of_province]\n", '[out_of_province]\nseverity = "warn"\napproval = "出省培训批件"\n', graves("finding.out-of-province", AWAY), [], ["warn"]),
        ('"gifts", ', "", graves("finding.forbidden-cost", GIFTS), ["warn"], []),
        ('clause = "第八条"\n\n[study_tour]', 'clause = "第二十条"\n\n[study_tour]', text("finding.trainee-travel", TRAVEL),
         "学员往返城市间交通费应回所在单位报销，不得列入培训费（中央和国家机关培训费管理办法（财行〔2016〕540号）第八条）。",
         "学员往返城市间交通费应回所在单位报销，不得列入培训费（中央和国家机关培训费管理办法（财行〔2016〕540号）第二十条）。"),
        ('fraction = "1/7"', 'fraction = "1/6"', lambda rules: str(rules.leave_fraction), "1/7", "1/6"),
        ('fund_sources = ["budget"]', 'fund_sources = ["party_dues"]', binds(MAY), True, False),
        ("effective_from = 2017-01-01", "effective_from = 2027-01-01", binds(MAY), True, False),
        ("effective_from = 2017-01-01", "effective_from = 2017-01-01\neffective_to = 2026-04-30", binds(MAY), True, False),
    ],
)  # fmt: skip
def test_one_value_changed_in_the_file_changes_what_is_said(was, now, ask, before, after):
    assert was in FILE

    assert (ask(read(FILE, "f.toml")), ask(changed(was, now))) == (before, after)


def changed(was, now):
    return read(FILE.replace(was, now, 1), "f.toml")


def test_a_value_that_nobody_verified_warns_where_its_table_would_block():
    doubtful = changed("cap = 550\n", 'cap = 550\nunverified = ["cap"]\n')
    about_the_split = changed("cap = 550\n", 'cap = 550\nunverified = ["split"]\n')
    ask = graves("finding.over-cap", lodging(55_100))

    assert (ask(doubtful), ask(about_the_split)) == (["warn"], ["block"])
