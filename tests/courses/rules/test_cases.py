"""Real programs: each loads as a package with nothing bent, and is priced as far as its facts allow."""

import datetime as dt
from dataclasses import replace

import pytest

from courses.model import Day, HalfDay, ItemKind, Run, Severity, TeachingMethod
from courses.rules import documents, method_mix
from courses.rules.findings import findings
from courses.rules.pricing import price
from tests.courses.rules import cases
from tests.courses.rules.examples import CENTRAL, lecture, package
from training.model import Half


@pytest.mark.parametrize("name", cases.names())
def test_every_session_of_a_real_program_is_an_item(name):
    said = [(s["day"], s["topic"] or "") for s in cases.facts(name)["sessions"]]

    kept = [(day.number, item.title.zh) for day, _, item in cases.package(name).items]

    assert sorted(kept, key=str) == sorted(said, key=str)


@pytest.mark.parametrize("name", cases.names())
def test_nothing_that_is_said_of_a_session_is_bent(name):
    methods, halves = set(TeachingMethod), set(Half)
    said = [
        (
            s["method"] if s["method"] in methods else None,
            s["period"] if s["period"] in halves else None,
            (s["start"], s["end"]),
            s["site"] or "",
            [s["instructor_title"]] if s["instructor_title"] else [],
        )
        for s in cases.facts(name)["sessions"]
    ]

    kept = [
        (
            item.method and item.method.value,
            half and half.value,
            tuple(at and at.isoformat("minutes") for at in (item.start, item.end)),
            "；".join(stop.title.zh for stop in item.stops),
            [fee.name.zh for fee in item.instructors],
        )
        for _, half, item in cases.package(name).items
    ]

    assert sorted(map(str, kept)) == sorted(map(str, said))


@pytest.mark.parametrize("name", cases.names())
def test_a_real_program_survives_being_written_and_read(name):
    plan = cases.package(name)

    assert documents.read(documents.write(plan).encode(), "p.json", type(plan)) == plan


@pytest.mark.parametrize("name", cases.names())
def test_what_a_page_does_not_say_stays_open_in_the_price(name):
    case, worth = cases.facts(name), price(cases.package(name), CENTRAL)

    assert ("days" in worth.missing) is (case["days"] is None)
    assert ("headcount" in worth.missing) is (not isinstance(case["headcount"], int) or case["batches"] == 2)
    assert worth.total is None


@pytest.mark.parametrize("name", cases.names())
def test_a_real_program_is_judged_without_a_guess(name):
    codes = {found.code for found in findings(cases.package(name), CENTRAL)}

    assert "finding.over-cap" not in codes


def test_a_ceremony_and_a_lecture_share_the_first_morning():
    plan = cases.package("01")

    morning = [
        (item.kind, item.start.isoformat("minutes"), item.end.isoformat("minutes"))
        for day, half, item in plan.items
        if (day.number, half) == (2, Half.AM)
    ]

    assert morning == [(ItemKind.CEREMONY, "09:00", "10:00"), (ItemKind.TEACHING, "10:00", "12:00")]


def test_three_sites_in_one_half_day_are_three_stops_of_one_visit():
    visits = [item for _, half, item in cases.package("07").items if half is Half.AM]

    assert [[stop.title.zh for stop in item.stops] for item in visits] == [
        ["宝塔山", "延安革命纪念馆", "王家坪革命旧址"]
    ]


def test_four_sites_of_one_day_stay_without_a_half_day():
    assert [half for _, half, _ in cases.package("21").items] == [None] * 4


def test_one_week_can_hold_all_five_methods():
    assert {item.method for _, _, item in cases.package("11").items} == set(TeachingMethod)


def test_the_week_in_wuhan_has_the_ceiling_of_the_second_class():
    plan = cases.package("11")
    alone, with_staff = (replace(plan, runs=(replace(plan.runs[0], staff=staff),)) for staff in (0, 3))

    assert price(alone, CENTRAL).cap == 113_750_00
    assert price(with_staff, CENTRAL).cap == 123_500_00


def test_four_days_of_field_teaching_only_are_warned_about_and_never_blocked():
    severities = {
        found.severity for found in findings(cases.package("05"), CENTRAL) if found.code == "finding.study-tour"
    }

    assert severities == {Severity.WARN}


def test_a_reason_settles_the_warning_about_field_teaching():
    plan = cases.package("05")
    visits = [(day, half, replace(item, reason="党性教育")) for day, half, item in plan.items]
    reasoned = replace(plan, days=tuple(Day(day.number, (HalfDay(half, (item,)),)) for day, half, item in visits))

    assert [found for found in findings(reasoned, CENTRAL) if found.code == "finding.study-tour"] == []


def test_two_batches_keep_the_second_open():
    assert [run.headcount for run in cases.package("13").runs] == [100, None]


def test_nobody_has_said_how_often_a_thousand_people_came():
    plan = cases.package("25")

    assert [(run.headcount, run.times) for run in plan.runs] == [(1000, None)]
    assert [line.amount for line in price(plan, CENTRAL).lines if line.code == "other"] == [110_000_000]


def test_a_public_price_sheet_meets_the_ceiling_of_the_third_class_exactly():
    sheet = replace(cases.package("29"), day_count=5, runs=(Run(package(50).runs[0].people, 0),))

    worth = price(sheet, CENTRAL)

    assert (worth.per_person_day, worth.within_cap) == (55_000, worth.cap)
    assert [line.per_person_day for line in worth.lines] == [line.limit_per_person_day for line in worth.lines]


def test_four_saturdays_are_four_days_and_no_week():
    saturdays = [dt.date(2026, 3, 7) + dt.timedelta(weeks=n) for n in range(4)]
    days = tuple(
        Day(n, (HalfDay(Half.AM, (lecture(f"c{n}", hours=300),)),), held) for n, held in enumerate(saturdays, start=1)
    )
    plan = replace(package(30, 4), days=days)

    assert price(plan, CENTRAL).days == 4
    assert [payment.month for payment in price(plan, CENTRAL).teaching] == ["2026-03"]


def test_seven_lectures_and_two_sites_have_no_seminar():
    plan = cases.package("17")
    taught = [item.method for _, _, item in plan.items]

    assert (taught.count(TeachingMethod.LECTURE), taught.count(TeachingMethod.FIELD), len(taught)) == (7, 2, 9)
    assert not method_mix.is_complete(plan)
