"""A roster as offices send it: columns in any order, every fault by row."""

from datetime import date

import pytest

from enrollment.model import Crowd, Known, Overlap, Remark, RosterRow
from enrollment.rules import roster
from training.errors import Fault, Invalid
from training.model import Gender, IdType

LI = "360120196601012032"
WANG = "360120197306122022"


def row(line=3, **more):
    facts = {"name": "李闰余", "gender": "男", "id_number": LI, "mobile": "15400000001", "unit_post": "水利局局长"}
    return RosterRow(line, **{**facts, **more})


def faults(*rows, **more):
    return [(remark.line, remark.field, remark.fault.code) for remark in roster.check(rows, **more).faults]


def notes(*rows, **more):
    return [(remark.line, remark.field, remark.fault.code) for remark in roster.check(rows, **more).notes]


def test_columns_are_found_in_any_order_under_a_title():
    sheet = [
        ["某县培训班学员名册"],
        ["序号", "联系电话", "身份证号码", "姓 名", "工作单位", "职务", "性别"],
        ["1", "15400000001", LI, "李闰余", "水利局", "局长", "男"],
        ["", "", "", "", "", "", ""],
        ["填表人：王芳"],
    ]

    assert roster.rows(sheet) == [row(3)]


def test_a_sheet_without_heads_says_what_it_needs():
    with pytest.raises(Invalid) as refused:
        roster.rows([["李闰余", LI]])
    assert refused.value.code == "roster.no-head"


def test_a_sheet_with_heads_alone_is_empty():
    with pytest.raises(Invalid) as refused:
        roster.rows([["姓名", "证件号码"], ["", ""]])
    assert refused.value.code == "roster.empty"


def test_more_rows_than_any_class_has_are_refused():
    with pytest.raises(Invalid) as refused:
        roster.rows([["姓名", "证件号码"], *([["甲", "1"]] * (roster.MOST_ROWS + 1))])
    assert refused.value.params == {"most": roster.MOST_ROWS}


def test_a_faultless_row_becomes_a_person():
    [person] = roster.check([row(name="李 闰余", ethnic="回", gender="")]).people

    assert (person.name, person.name_as_given, person.ethnic) == ("李闰余", "李 闰余", "回族")
    assert (person.gender, person.id_type, person.id_number) == (Gender.MALE, IdType.RESIDENT, LI)


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"name": ""}, "name", "roster.name-missing"),
        ({"name": "李\u202e闰余"}, "name", "roster.characters"),
        ({"name": "李" * 61}, "name", "roster.too-long"),
        ({"id_number": ""}, "id_number", "roster.id-missing"),
        ({"id_number": "3.60120196601012E+17"}, "id_number", "person.id-scientific"),
        ({"id_number": "360120196601012033"}, "id_number", "person.id-check-digit"),
        ({"id_type": "学生证"}, "id_type", "roster.id-type"),
        ({"id_type": "护照", "id_number": "！"}, "id_number", "person.id-shape"),
        ({"gender": "女"}, "gender", "roster.gender-differs"),
        ({"gender": "1"}, "gender", "roster.gender-unknown"),
        ({"id_type": "护照", "id_number": "E12345678", "gender": ""}, "gender", "roster.gender-missing"),
        ({"mobile": "027-55500100"}, "mobile", "roster.mobile"),
    ],
)
def test_every_fault_names_its_row_and_cell(change, field, code):
    assert faults(row(7, **change)) == [(7, field, code)]


def test_all_faults_of_all_rows_are_told_at_once():
    found = faults(row(3, name="", id_number="1"), row(4, gender="女"))

    assert found == [
        (3, "id_number", "person.id-length"),
        (3, "name", "roster.name-missing"),
        (4, "gender", "roster.gender-differs"),
    ]


def test_the_same_person_twice_names_both_rows():
    check = roster.check([row(3), row(9, id_number="３６０１２０ 196601012032")])

    assert check.faults == (Remark(9, "id_number", Fault("roster.same-person", {"a": 3, "b": 9})),)


def test_two_people_of_one_name_are_a_note():
    check = roster.check([row(3), row(4, id_number=WANG, gender="女", unit_post="卫生局科长")])

    assert check.faults == ()
    assert [remark.line for remark in check.notes] == [3, 4]
    assert check.notes[0].fault.params["units"] == ("水利局局长", "卫生局科长")


def test_a_missing_mobile_is_a_note():
    assert notes(row(mobile="")) == [(3, "mobile", "roster.mobile-missing")]


def test_people_beyond_the_headcount_are_counted_with_those_who_have_a_place_and_named():
    rows = [row(2), row(3, id_number=WANG, gender="女", name="王宇宙"), row(4, id_number="", name="李四")]
    known = {rows[0].id_number: Known(trainee=7, is_ours=True, name=rows[0].name, mobile="")}

    check = roster.check(rows, known, seats=3, seated=frozenset({7, 8}))

    assert check.crowd == Crowd(seats=3, kept=2, new=2, names=("李四",))
    assert [(note.line, note.fault.code, note.fault.params["over"]) for note in check.notes if not note.line] == [
        (0, "roster.over-seats", 1)
    ]


def test_a_full_class_takes_its_own_roster_again():
    known = {row(2).id_number: Known(trainee=7, is_ours=True, name=row(2).name, mobile="")}

    assert roster.check([row(2)], known, seats=1, seated=frozenset({7, 8})).crowd is None


def test_another_class_on_the_same_days_stops():
    elsewhere = Overlap("防汛培训班", date(2026, 3, 9), date(2026, 3, 13))
    known = {LI: Known(1, is_ours=True, name="李闰余", mobile="15400000001", overlaps=(elsewhere,))}

    assert faults(row(), known=known) == [(3, "name", "roster.overlap")]


def test_another_agencys_class_is_not_named():
    elsewhere = Overlap("", date(2026, 3, 9), date(2026, 3, 13))
    known = {LI: Known(1, is_ours=False, name="", mobile="", overlaps=(elsewhere,))}
    [fault] = roster.check([row()], known).faults

    assert fault.fault.code == "roster.overlap-elsewhere"
    assert "cohort" not in fault.fault.params


def test_a_known_number_under_another_name_is_said():
    known = {LI: Known(1, is_ours=True, name="李润余", mobile="15400000001")}

    assert notes(row(), known=known) == [(3, "name", "roster.known-name")]


def test_another_agency_cannot_change_a_mobile():
    known = {LI: Known(1, is_ours=False, name="", mobile="15400000009")}

    assert notes(row(), known=known) == [(3, "mobile", "roster.mobile-kept")]
