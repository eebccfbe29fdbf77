import json
from dataclasses import replace

import pytest

from courses.model import Targets, TeachingMethod
from courses.rules import documents
from courses.rules.brief import Catalogue
from tests.courses.rules.examples import CLASS_3_BOARD, MORNING, lecture, package, taught
from tests.courses.rules.test_design import asks, talk
from training.__main__ import main


@pytest.fixture
def written(tmp_path):
    def write(value, name="given.json"):
        (tmp_path / name).write_text(documents.write(value) if not isinstance(value, str) else value, "utf-8")
        return str(tmp_path / name)

    return write


def test_a_package_is_priced_with_its_findings(written, capsys):
    plan = taught((1, MORNING, lecture()), plan=package(costs=CLASS_3_BOARD, jurisdiction="CN-CENTRAL"))

    assert main(["price", written(plan)]) == 0

    answer = json.loads(capsys.readouterr().out)
    assert (answer["price"]["rule_set"], answer["price"]["total"]) == ("CN-CENTRAL-2016-540@1", 13_750_000 + 476_190)
    assert "finding.unverified" in [found["code"] for found in answer["findings"]]


def test_another_rule_set_can_be_asked_for(written, capsys):
    main(["price", written(package(costs=CLASS_3_BOARD)), "--rules", "CN-HA-ANYANG-2017"])

    assert json.loads(capsys.readouterr().out)["price"]["cap_per_person_day"] == 45_000


def test_findings_and_their_mends_are_said_in_both_languages(written, capsys):
    dear = (replace(CLASS_3_BOARD[0], amount=34_100), *CLASS_3_BOARD[1:])
    main(["price", written(package(costs=dear, jurisdiction="CN-CENTRAL"))])

    found = json.loads(capsys.readouterr().out)["findings"][0]

    assert found["said"]["zh"].startswith(
        "人均每天551元，超出中央和国家机关培训费管理办法（财行〔2016〕540号）第九条规定的550元共1元。"
    )
    assert found["said"]["en"].startswith("551 per person-day is 1 above the ceiling of 550 (Training Cost Rules")
    assert [mend["said"]["zh"] for mend in found["mends"]] == ["住宿费每人每天调减1元"]


def test_a_price_takes_the_catalogue_of_the_designer(written, capsys):
    plan = written(taught((1, MORNING), plan=package(days=1, jurisdiction="CN-CENTRAL")), "p.json")
    catalogue = written(Catalogue((talk("a1"),)), "c.json")

    assert main(["price", plan, "--catalogue", catalogue]) == 0

    under = next(f for f in json.loads(capsys.readouterr().out)["findings"] if f["code"] == "finding.under-cap")
    assert [mend["params"]["course"] for mend in under["mends"]] == ["a1"]


def test_a_faulty_package_is_refused_with_its_place(written, capsys):
    assert main(["price", written('{"key": 1}')]) == 2

    assert capsys.readouterr().err == "given.json:$.key: Expected `str`, got `int`\n"


@pytest.mark.parametrize("words", [["price"], ["design", "--catalogue", "c.json"]])
def test_half_a_character_is_refused_in_one_line(written, capsys, words):
    assert main([*words, written(r'{"\ud800": "\ud800"}')]) == 2

    assert capsys.readouterr().err == "given.json:$: half a character, which no text can hold\n"


def test_a_number_that_is_too_long_makes_a_faulty_rule_set(written, capsys):
    assert main(["rules", "check", written(f"version = {'9' * 5000}\n", "mine.toml")]) == 1

    assert capsys.readouterr().err == "mine.toml:1: a number is too long\n"


@pytest.mark.parametrize("command", [["price", "nowhere.json"], ["rules", "show", "CN-XX"]])
def test_what_is_not_there_is_named(command, capsys):
    assert main(command) == 2

    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("edition", ["CN-CENTRAL-2016-540@7", "FOO@3"])
def test_an_edition_that_is_not_there_is_refused_wherever_it_is_named(written, capsys, edition):
    plan = written(package(rule_set=edition, jurisdiction="CN-CENTRAL"), "p.json")
    brief = written(asks(1, rule_set=edition), "b.json")
    catalogue = written(Catalogue(), "c.json")

    for command, place in [
        (["price", plan], "p.json:$.rule_set"),
        (["price", plan, "--rules", edition], f"--rules:{edition}"),
        (["design", brief, "--catalogue", catalogue], "b.json:$.rule_set"),
    ]:
        assert main(command) == 2
        assert capsys.readouterr().err.startswith(f"{place}: no such rule set: {edition}; there are CN-CENTRAL-2014@1")


def test_a_payer_for_whom_nothing_is_entered_gets_figures_per_person_day_and_no_total(written, capsys):
    plan = taught((1, MORNING, lecture()), plan=package(costs=CLASS_3_BOARD, jurisdiction="CN-ZJ"))

    main(["price", written(plan)])

    answer = json.loads(capsys.readouterr().out)
    assert {name: answer["price"][name] for name in ("total", "capitals", "per_person_day", "missing")} == {
        "total": None,
        "capitals": "",
        "per_person_day": 55_000,
        "missing": ["rule_set", "tax"],
    }
    assert [(found["code"], found["said"]["zh"]) for found in answer["findings"]] == [
        (
            "finding.rule-set-unknown",
            "尚未录入付款单位适用的培训费标准（经费来源：财政预算），只能按人天测算，不能得出总额。",
        ),
        ("finding.tax-unknown", "讲课费的个人所得税预扣办法尚未录入，税前师资费无法测算，不能得出总额。"),
    ]


def test_a_brief_is_answered_the_same_way_every_time(written, capsys):
    catalogue = Catalogue(tuple(talk(f"a{n}") for n in range(6)))
    command = ["design", written(asks(2), "b.json"), "--catalogue", written(catalogue, "c.json"), "--seed", "4"]

    answers = [(main(command), capsys.readouterr().out) for _ in range(2)]

    assert answers[0] == answers[1]
    assert [len(p["package"]["days"]) for p in json.loads(answers[0][1])["proposals"]] == [2, 2, 2]


def test_a_brief_that_cannot_be_met_answers_no(written, capsys):
    command = [
        "design",
        written(asks(2, courses=frozenset({"x"})), "b.json"),
        "--catalogue",
        written(Catalogue(), "c.json"),
    ]

    assert main(command) == 1
    assert json.loads(capsys.readouterr().out)["forbidden_by"] == [
        {
            "code": "fact.course",
            "params": {"name": "x"},
            "said": {"zh": "必须包含课程x", "en": "the course x must be in"},
        }
    ]


def test_rule_sets_are_listed_with_what_is_unknown(capsys):
    main(["rules", "list"])

    rows = {row.split()[0]: row for row in capsys.readouterr().out.splitlines()}
    assert "unknown: line, class" in rows["CN-ZJ@1"]
    assert "unknown" not in rows["CN-CENTRAL-2016-540@1"]


def test_a_rule_set_is_shown_with_its_sources(capsys):
    main(["rules", "show", "CN-CENTRAL-2016-540"])

    assert json.loads(capsys.readouterr().out)["sources"]["staff"]["verified"] is False


def test_a_faulty_rule_set_is_named_by_file_line_and_reason(written, capsys):
    assert main(["rules", "check", written('key = "x"\nversion = "1"\n', "mine.toml")]) == 1

    assert capsys.readouterr().err == "mine.toml:2: Expected `int`, got `str`\n"


def test_a_rule_set_saved_in_another_encoding_is_named_by_file_line_and_reason(tmp_path, capsys):
    (tmp_path / "mine.toml").write_bytes('key = "x"\ntitle = { zh = "某市" }\n'.encode("gbk"))

    assert main(["rules", "check", str(tmp_path / "mine.toml")]) == 1

    assert capsys.readouterr().err == "mine.toml:2: no UTF-8: save the file in this encoding\n"


def test_a_price_judges_by_the_aims_of_a_brief_and_by_what_was_taught_before(written, capsys):
    long_day = [lecture(key, minutes=300, course=key, slots=2) for key in ("old", "new")]
    plan = written(taught((1, MORNING, *long_day), plan=package(jurisdiction="CN-CENTRAL")), "p.json")
    aims = Targets(bands={TeachingMethod.LECTURE: (30, 70)}, most_minutes_a_day=480)
    brief = written(asks(1, targets=aims, taught_before=frozenset({"old"})), "b.json")

    def codes(*more):
        main(["price", plan, *more])
        return {found["code"] for found in json.loads(capsys.readouterr().out)["findings"]}

    assert codes("--brief", brief) - codes() == {
        "finding.method-long",
        "finding.day-too-long",
        "finding.course-taught-before",
    }
