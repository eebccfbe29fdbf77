import datetime as dt
from dataclasses import replace

import pytest

from courses.model import (
    Binding,
    Cost,
    CostKind,
    Course,
    FeeBasis,
    FundSource,
    InstructorFee,
    Item,
    Per,
    Severity,
    Stop,
    Targets,
    TeachingMethod,
    Words,
)
from courses.rules import mends, regulations
from courses.rules.findings import findings
from courses.rules.pricing import price
from courses.rules.wording import shown
from tests.courses.rules.examples import (
    AFTERNOON,
    CENTRAL,
    CLASS_3_BOARD,
    EVENING,
    MORNING,
    lecture,
    package,
    taught,
)

MONDAY = dt.date(2026, 3, 9)


def lodging(amount):
    return package(50, 5, costs=(Cost(CostKind.LODGING, amount, Per.PERSON_DAY),))


def only(plan, code, rules=CENTRAL, **around):
    """The single finding of this code."""
    (found,) = [each for each in findings(plan, rules, **around) if each.code == code]
    return found


def codes(plan, rules=CENTRAL, **around):
    return {found.code for found in findings(plan, rules, **around)}


def visit(key="visit", weekday=1, **facts):
    stop = Stop(Words("纪念馆"), "museum", 90, closed_weekdays=frozenset({weekday}))
    plain = {"method": TeachingMethod.FIELD, "slots": 2, "minutes": 90, "stops": (stop,), "reason": "党性教育"}
    return Item(**{"key": key, "title": Words(key), **plain, **facts})


def course(key, **facts):
    plain = {"theme": "党建", "method": TeachingMethod.SEMINAR, "minutes": 180, "credit_hours": 400}
    return Course(**{"key": key, "title": Words(key), **plain, **facts})


def of(given):
    return Item(given.key, given.title, method=given.method, course=given.key, minutes=given.minutes, slots=given.slots)


def test_548_is_allowed_though_lodging_alone_is_above_its_line():
    board = (Cost(CostKind.LODGING, 36_000, Per.PERSON_DAY), Cost(CostKind.MEALS, 18_800, Per.PERSON_DAY))

    severities = {found.code: found.severity for found in findings(package(50, 5, costs=board), CENTRAL)}

    assert "finding.over-cap" not in severities
    assert severities["finding.line-pooled"] is Severity.NOTE


def test_551_is_refused_with_the_figures_and_the_clause():
    found = only(lodging(55_100), "finding.over-cap")

    assert (found.severity, found.clause, found.place.line) == (Severity.BLOCK, "第九条", "lodging")
    assert [found.params[key] for key in ("amount_fen", "cap_fen", "over_fen")] == [55_100, 55_000, 100]


def test_english_sets_off_a_clause_and_leaves_no_comma_where_there_is_none():
    found = only(lodging(55_100), "finding.over-cap")
    bare = replace(found, clause="", params={**found.params, "clause": ""})

    assert [shown(each, "en", str)["clause"] for each in (found, bare)] == [", 第九条", ""]
    assert shown(found, "zh_CN", str)["clause"] == "第九条"


def test_one_fen_above_the_ceiling_is_above_it():
    just = replace(lodging(55_000), costs=(*lodging(55_000).costs, Cost(CostKind.OTHER, 1)))

    assert "finding.over-cap" not in codes(lodging(55_000))
    assert only(just, "finding.over-cap").params["over_fen"] == 1


def test_the_smallest_cut_of_a_line_meets_the_ceiling_and_says_what_it_saves():
    plan = lodging(55_100)

    mend = only(plan, "finding.over-cap").mends[0]

    assert (mend.code, mend.params["by_fen"], mend.effect) == ("mend.lower-line", 100, -100 * 250)
    assert "finding.over-cap" not in codes(mends.mended(plan, mend, rules=CENTRAL))


def test_the_cheapest_item_that_settles_an_excess_is_proposed():
    dear, cheap = (visit(key, costs=(Cost(CostKind.SITE, fen),)) for key, fen in (("dear", 90_000), ("cheap", 20_000)))
    plan = taught((2, MORNING, dear), (2, AFTERNOON, cheap), plan=lodging(54_900))

    removals = [mend.params["item"] for mend in only(plan, "finding.over-cap").mends if mend.code == "mend.remove-item"]

    assert removals == ["dear"]


def test_what_is_left_below_the_ceiling_buys_something():
    offered = course("site", method=TeachingMethod.FIELD, costs=(Cost(CostKind.SITE, 2_000, Per.PERSON),))
    plan = taught((1, MORNING, visit()), plan=lodging(53_800))

    found = only(plan, "finding.under-cap", catalogue=(offered,))

    assert (found.severity, found.params["left_fen"]) == (Severity.NOTE, 1_200)
    assert [(mend.params["course"], mend.effect) for mend in found.mends] == [("site", 100_000)]


def test_lines_that_may_not_be_pooled_stand_alone():
    rules = replace(CENTRAL, pooled=False)
    found = only(lodging(36_000), "finding.line-over", rules)

    assert (found.severity, found.mends[0].params["by_fen"]) == (Severity.BLOCK, 2_000)


def test_without_a_headcount_the_ceiling_is_judged_per_person_day():
    plan = package(None, 5, costs=(Cost(CostKind.LODGING, 55_100, Per.PERSON_DAY),))

    assert {"finding.headcount-unknown", "finding.over-cap"} <= codes(plan)


def test_a_payer_for_whom_nothing_is_entered_is_named():
    zhejiang = regulations.find("CN-ZJ", regulations.shipped())
    plan = replace(lodging(55_100), jurisdiction="CN-ZJ")

    assert only(plan, "finding.rule-set-unknown", zhejiang).params == {"place": zhejiang.title, "fund": "budget"}


def test_a_package_that_names_no_payer_and_one_whose_edition_is_not_there_say_so():
    def bound(**facts):
        plan = replace(lodging(55_100), **facts)
        return plan, regulations.binding(plan, dt.date(2026, 3, 9))

    nobody, gone = bound(), bound(jurisdiction="CN-CENTRAL", rule_set="CN-CENTRAL-2016-540@7")

    assert only(nobody[0], "finding.payer-unknown", nobody[1]).severity is Severity.WARN
    assert only(gone[0], "finding.edition-unknown", gone[1]).params == {"edition": "CN-CENTRAL-2016-540@7"}


def test_a_rule_set_without_ceilings_says_that_they_were_not_checked():
    zhuzhou = regulations.find("CN-HN-ZHUZHOU", regulations.shipped())

    assert only(lodging(55_100), "finding.ceilings-unknown", zhuzhou).params == {"rule": zhuzhou.title}


@pytest.mark.parametrize("payer", [{"jurisdiction": "CN-ZJ"}, {"fund_source": FundSource.PARTY_DUES}])
def test_the_rule_set_of_another_payer_is_taken_by_reference_and_said_to_be(payer):
    fund = payer.get("fund_source", FundSource.BUDGET)

    assert only(replace(lodging(40_000), **payer), "finding.rule-set-borrowed").params == {
        "rule": CENTRAL.title,
        "fund": fund,
    }
    assert "finding.rule-set-borrowed" not in codes(replace(lodging(40_000), jurisdiction="CN-CENTRAL"))


def test_parts_of_a_rule_set_that_nobody_entered_are_said_not_to_be_checked():
    anyang = regulations.find("CN-HA-ANYANG-2017", regulations.shipped())

    assert only(lodging(40_000), "finding.parts-unknown", anyang).params["count"] == len(anyang.unknown)
    assert "finding.parts-unknown" not in codes(lodging(40_000))


def test_most_of_the_people_decide_the_class_whatever_was_quoted():
    found = only(package(50, 5, level="bureau", training_class="class-3"), "finding.class-doubtful")

    assert (found.params["quoted"], found.params["actual"]) == (
        Words("三类培训", "Class 3"),
        Words("二类培训", "Class 2"),
    )


def test_the_class_is_mended_to_the_one_that_holds():
    plan = package(50, 5, level="bureau", training_class="class-3")

    better = mends.mended(plan, only(plan, "finding.class-doubtful").mends[0])

    assert better.training_class == "class-2"
    assert "finding.class-doubtful" not in codes(better)


def test_staff_beyond_the_limit_do_not_count():
    plan = package(200, 5, staff=24)

    found = only(plan, "finding.staff-over")

    assert (found.params["staff"], found.params["limit"]) == (24, 10)
    assert price(plan, CENTRAL).counted_staff == 10
    assert "finding.staff-over" not in codes(mends.mended(plan, found.mends[0]))


@pytest.mark.parametrize(
    ("title", "fee", "severity"),
    [("full_senior", 100_100, Severity.BLOCK), ("associate_senior", 50_100, Severity.BLOCK), ("academician", 150_100, Severity.WARN)],
)  # fmt: skip
def test_a_fee_above_the_ceiling_of_its_title_is_refused_unless_the_ceiling_is_soft(title, fee, severity):
    plan = taught((1, MORNING, lecture(title=title, fee=fee)))

    found = only(plan, "finding.fee-over-cap")

    assert (found.severity, found.clause, found.params["cap_fen"]) == (severity, "第十条", fee - 100)
    assert "finding.fee-over-cap" not in codes(mends.mended(plan, found.mends[0]))


def test_an_approved_uplift_for_a_distant_instructor_lifts_his_ceiling():
    rules = replace(CENTRAL, fees=replace(CENTRAL.fees, remote_uplift=CENTRAL.tax[1].rate))
    far = InstructorFee("far", "full_senior", 120_000, paid_hours=400, remote=True, remote_approval="批件1号")
    near = replace(far, remote_approval="")

    assert "finding.fee-over-cap" not in codes(taught((1, MORNING, lecture(instructors=(far,)))), rules)
    assert {"finding.fee-over-cap", "finding.remote-unapproved"} <= codes(
        taught((1, MORNING, lecture(instructors=(near,)))), rules
    )


@pytest.mark.parametrize(
    ("fee", "approval", "found"), [(150_000, "批件1号", False), (150_100, "批件1号", True), (100_100, "", True)]
)
def test_zhuzhou_pays_a_distant_instructor_half_as_much_again_once_approved(fee, approval, found):
    zhuzhou = regulations.find("CN-HN-ZHUZHOU", regulations.shipped())
    far = InstructorFee("far", "full_senior", fee, paid_hours=400, remote=True, remote_approval=approval)

    assert ("finding.fee-over-cap" in codes(taught((1, MORNING, lecture(instructors=(far,)))), zhuzhou)) is found


@pytest.mark.parametrize(
    ("fee", "basis", "found"),
    [
        (100_000, FeeBasis.HALF_DAY, False),
        (100_100, FeeBasis.HALF_DAY, True),
        (25_000, FeeBasis.HOUR, False),
        (25_100, FeeBasis.HOUR, True),
    ],
)
def test_the_old_rule_caps_a_half_day_however_its_fee_was_agreed(fee, basis, found):
    old = regulations.find("CN-CENTRAL-2014", regulations.shipped())
    paid = InstructorFee("wang", "associate_senior", fee, basis, paid_hours=400)

    assert ("finding.fee-over-cap" in codes(taught((1, MORNING, lecture(instructors=(paid,)))), old)) is found


def test_a_distant_instructor_without_approval_is_told_what_he_needs():
    far = InstructorFee("far", "full_senior", 100_000, paid_hours=400, remote=True)

    assert [
        m.code for m in only(taught((1, MORNING, lecture(instructors=(far,)))), "finding.remote-unapproved").mends
    ] == ["mend.approve-remote"]


def test_a_title_that_no_ceiling_names_is_asked_about():
    assert "finding.title-unmapped" in codes(taught((1, MORNING, lecture(title="chief_executive"))))


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (CostKind.GIFTS, "finding.forbidden-cost"),
        (CostKind.TRAINEE_TRAVEL, "finding.trainee-travel"),
        (CostKind.SUITES, "finding.forbidden-cost"),
    ],
)
def test_what_this_money_may_not_buy_is_named_and_can_be_taken_out(kind, code):
    plan = package(10, 2, costs=(Cost(kind, 10_000),))

    found = only(plan, code)

    assert code not in codes(mends.mended(plan, found.mends[0]))


@pytest.mark.parametrize(("days", "reason", "found"), [(7, "", True), (7, "党性教育", False), (8, "", False)])
def test_field_teaching_of_a_short_training_asks_for_its_reason(days, reason, found):
    plan = taught((1, MORNING, visit(reason=reason)), plan=package(10, days))

    assert ("finding.study-tour" in codes(plan)) is found


def test_a_training_in_another_province_asks_for_its_approval():
    stance = replace(CENTRAL.out_of_province, severity=Severity.WARN, approval="出省培训批件")
    rules = replace(CENTRAL, out_of_province=stance)
    plan = package(payer_province="河南", host_province="江西")

    assert "finding.out-of-province" in codes(plan, rules)
    assert "finding.out-of-province" not in codes(replace(plan, approvals=frozenset({"出省培训批件"})), rules)


def test_a_closed_site_moves_to_a_day_on_which_it_is_open():
    run = replace(package().runs[0], start=MONDAY)
    plan = taught((1, MORNING, visit()), (2, MORNING), plan=package(runs=(run,)))

    found = only(plan, "finding.site-closed")

    assert (found.severity, found.params["date"], found.params["weekday"]) == (Severity.BLOCK, "2026-03-09", 1)
    assert "finding.site-closed" not in codes(mends.mended(plan, found.mends[0]))


def test_two_lessons_in_one_half_day_are_too_many():
    plan = taught((1, MORNING, lecture("a", slots=2), lecture("b", slots=2)), (1, AFTERNOON))

    found = only(plan, "finding.half-day-full")

    assert "finding.half-day-full" not in codes(mends.mended(plan, found.mends[0]))


def test_a_ceremony_leaves_the_lecture_its_morning():
    opening = Item("opening", Words("开班式"))

    assert "finding.half-day-full" not in codes(taught((1, MORNING, opening, lecture(slots=2))))


def test_long_days_lectures_in_a_row_and_evenings_are_measured_against_the_aims():
    aims = Targets(most_minutes_a_day=360, most_lectures_in_a_row=1, most_evenings=0)
    plan = taught((1, MORNING, lecture("a", minutes=180)), (1, AFTERNOON, lecture("b", minutes=180)), (1, EVENING, lecture("c", minutes=90)))  # fmt: skip

    found = {each.code: each.params for each in findings(plan, CENTRAL, targets=aims)}

    assert found["finding.day-too-long"] == {"day": 1, "minutes": 450, "most": 360}
    assert found["finding.lectures-in-a-row"] == {"day": 1, "lectures": 3, "most": 1}
    assert found["finding.evenings-taken"] == {"evenings": 1, "most": 0}


LONG = Targets(most_minutes_a_day=360)
ROW = Targets(most_lectures_in_a_row=1)
EVENINGS = Targets(most_evenings=0)


@pytest.mark.parametrize(
    ("aims", "code", "offered"),
    [
        (LONG, "finding.day-too-long", {"mend.move-item", "mend.remove-item"}),
        (ROW, "finding.lectures-in-a-row", {"mend.move-item", "mend.remove-item"}),
        (EVENINGS, "finding.evenings-taken", {"mend.remove-item"}),
    ],
)
def test_a_long_day_is_mended_by_moving_or_leaving_out_the_shortest_lesson_that_settles_it(aims, code, offered):
    lessons = (
        (1, MORNING, lecture("a", minutes=180, slots=2)),
        (1, AFTERNOON, lecture("b", minutes=190, slots=2)),
        (1, EVENING, lecture("c", minutes=90, slots=1)),
        (2, MORNING),
    )
    without_evening = lessons[:2] + lessons[3:]
    plan = taught(*(without_evening if aims is not EVENINGS else lessons))

    found = only(plan, code, targets=aims)

    assert {mend.code for mend in found.mends} <= offered
    assert found.mends
    assert all(code not in codes(mends.mended(plan, mend), targets=aims) for mend in found.mends)
    assert found.mends[0].params["item"] == ("c" if aims is EVENINGS else "a")


def test_what_is_fixed_is_never_moved_by_a_mend():
    fixed = replace(lecture("a", minutes=400, slots=2), binding=Binding.FIXED)
    plan = taught((1, MORNING, fixed), (2, MORNING))

    assert only(plan, "finding.day-too-long", targets=LONG).mends == ()


def test_a_long_visit_is_mended_by_leaving_out_the_stop_that_makes_it_too_long():
    near, far = (
        Stop(Words("余村"), minutes=90, travel_minutes=20),
        Stop(Words("天荒坪"), minutes=90, travel_minutes=130),
    )
    plan, aims = taught((1, MORNING, visit(stops=(near, far)))), Targets(half_day_minutes=210)

    found = only(plan, "finding.trip-too-long", targets=aims)

    assert [(mend.code, mend.params.get("stop")) for mend in found.mends] == [
        ("mend.remove-stop", 2),
        ("mend.remove-item", None),
    ]
    assert all("finding.trip-too-long" not in codes(mends.mended(plan, mend), targets=aims) for mend in found.mends)


def test_a_visit_longer_with_its_road_than_its_half_day_is_told():
    far = visit(stops=(Stop(Words("余村"), minutes=120, travel_minutes=100),))
    found = only(taught((1, MORNING, far)), "finding.trip-too-long", targets=Targets(half_day_minutes=210))

    assert (found.params["minutes"], found.params["travel"], found.params["most"]) == (220, 100, 210)


def test_two_courses_with_one_topic_repeat_each_other():
    one, two = course("one", topics=frozenset({"房地产"})), course("two", topics=frozenset({"房地产"}))
    plan = taught((1, MORNING, of(one)), (1, AFTERNOON, of(two)))

    found = only(plan, "finding.repeated", catalogue=(one, two))

    assert (found.place.item, found.params["other"]) == ("two", Words("one"))


def test_what_the_unit_heard_last_year_is_told():
    one = course("one", topics=frozenset({"房地产"}))

    plan, again = taught((1, MORNING, of(one))), {"catalogue": (one,)}

    topic = only(plan, "finding.topic-taught-before", taught_before=frozenset({"房地产"}), **again)
    itself = only(plan, "finding.course-taught-before", taught_before=frozenset({"one", "房地产"}), **again)
    assert topic.params["topic"] == "房地产"
    assert itself.place == topic.place


def test_a_missing_prerequisite_is_added_by_its_mend():
    basic, deep = course("basic"), course("deep", needs=frozenset({"basic"}))
    plan = taught((1, MORNING), (1, AFTERNOON, of(deep)))

    found = only(plan, "finding.prerequisite-missing", catalogue=(basic, deep))

    assert (
        codes(mends.mended(plan, found.mends[0], (basic, deep)), catalogue=(basic, deep))
        & {
            "finding.prerequisite-missing",
            "finding.prerequisite-later",
        }
        == set()
    )


def test_a_course_before_what_it_builds_on_moves_behind_it():
    basic, deep = course("basic"), course("deep", needs=frozenset({"basic"}))
    plan = taught((1, MORNING, of(deep)), (1, AFTERNOON, of(basic)), (2, MORNING))

    found = only(plan, "finding.prerequisite-later", catalogue=(basic, deep))

    assert [(mend.params["day"], mend.params["half"]) for mend in found.mends] == [(2, "am"), (2, "pm")]
    assert "finding.prerequisite-later" not in codes(mends.mended(plan, found.mends[0]), catalogue=(basic, deep))


def test_courses_that_exclude_each_other_cannot_both_stay():
    one, two = course("one"), course("two", excludes=frozenset({"one"}))
    plan = taught((1, MORNING, of(one)), (1, AFTERNOON, of(two)))

    assert only(plan, "finding.excluded", catalogue=(one, two)).severity is Severity.BLOCK


def test_a_method_below_its_band_is_mended_by_one_course():
    talk = course("talk")
    plan = taught((1, MORNING, lecture("a", minutes=180)), (1, AFTERNOON, lecture("b", minutes=180)), (2, MORNING))
    aims = Targets(bands={TeachingMethod.SEMINAR: (20, 40)})

    found = only(plan, "finding.method-short", targets=aims, catalogue=(talk,))
    better = mends.mended(plan, found.mends[0], (talk,))

    assert (found.params["share"], found.params["low"]) == (0, 20)
    assert "finding.method-short" not in codes(better, targets=aims, catalogue=(talk,))


def test_a_method_above_its_band_loses_an_item():
    plan = taught((1, MORNING, lecture("a", minutes=180)), (1, AFTERNOON, of(course("talk"))))
    found = only(plan, "finding.method-long", targets=Targets(bands={TeachingMethod.SEMINAR: (0, 40)}))

    assert [mend.params["item"] for mend in found.mends] == ["talk"]


def test_unverified_figures_warn_where_they_would_block():
    unsure = {**CENTRAL.sources, "class.class-3": replace(CENTRAL.sources["class.class-3"], verified=False)}

    found = only(lodging(55_100), "finding.over-cap", replace(CENTRAL, sources=unsure))

    assert (found.severity, found.verified) == (Severity.WARN, False)


def test_a_figure_changed_in_the_rule_set_changes_finding_and_text():
    class_3 = replace(CENTRAL.classes[2], cap=54_000)

    found = only(lodging(54_100), "finding.over-cap", replace(CENTRAL, classes=(class_3,)))

    assert shown(found, "zh_CN", str)["cap"] == "540"


def test_a_message_reads_money_in_yuan_and_names_in_the_language():
    found = only(lodging(55_150), "finding.over-cap")

    assert shown(found, "en", str)["line"] == "Lodging"
    assert shown(found, "zh_CN", str)["amount"] == "551.50"


def test_findings_stand_gravest_first():
    order = [found.severity for found in findings(package(200, 5, staff=24, costs=CLASS_3_BOARD), CENTRAL)]

    assert order == sorted(order, key=list(Severity).index)
