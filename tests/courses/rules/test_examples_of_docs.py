"""The examples that docs show are read, priced and designed as they stand."""

import json
import re
from pathlib import Path

import pytest

from courses.model import Package
from courses.rules import documents, regulations, rule_files
from courses.rules.brief import Brief, Catalogue
from courses.rules.design import design
from courses.rules.pricing import price
from training.__main__ import main

DOCS = Path(__file__).parents[3] / "docs"
RULES = regulations.find("CN-CENTRAL-2016-540", regulations.shipped())


def example(name, what="example"):
    text = (DOCS / "packages.md").read_text("utf-8")
    return re.search(rf"<!-- {what}: {name} -->\n```json\n(.*?)```", text, re.DOTALL)[1].encode()


@pytest.mark.parametrize(("name", "kind"), [("package", Package), ("catalogue", Catalogue), ("brief", Brief)])
def test_every_example_is_what_it_claims_to_be(name, kind):
    assert isinstance(documents.read(example(name), name, kind), kind)


def test_the_example_of_a_package_has_a_whole_price():
    worth = price(documents.read(example("package"), "package", Package), RULES)

    assert (worth.missing, worth.person_days) == ((), 385)


def test_the_example_of_a_brief_can_be_met():
    brief = documents.read(example("brief"), "brief", Brief)

    answer = design(brief, documents.read(example("catalogue"), "catalogue", Catalogue), RULES, proposals=1)

    assert [proposal.covered for proposal in answer.proposals] == [("应急管理", "党性教育")]
    assert [(left.theme, left.course) for left in answer.proposals[0].left_out] == [("数字建设", "")]


def is_part(shown, whole):
    """Whether everything that is shown is there, as it is shown."""
    if isinstance(shown, dict):
        return isinstance(whole, dict) and all(name in whole and is_part(shown[name], whole[name]) for name in shown)
    if isinstance(shown, list) and shown:
        return len(shown) <= len(whole) and all(map(is_part, shown, whole))
    return bool(shown == whole)


def test_the_answers_that_are_shown_are_those_that_are_given(tmp_path, capsys):
    for name in ("package", "brief", "catalogue"):
        (tmp_path / name).write_bytes(example(name))
    brief, catalogue = str(tmp_path / "brief"), str(tmp_path / "catalogue")

    main(["price", str(tmp_path / "package")])
    priced = json.loads(capsys.readouterr().out)
    main(["design", brief, "--catalogue", catalogue, "--proposals", "1"])
    designed = json.loads(capsys.readouterr().out)

    assert is_part(json.loads(example("package", "answer")), priced)
    assert is_part(json.loads(example("brief", "answer")), designed)


def test_the_finding_that_is_shown_is_what_the_brief_adds(tmp_path, capsys):
    for name in ("package", "brief"):
        (tmp_path / name).write_bytes(example(name))
    package, brief = str(tmp_path / "package"), str(tmp_path / "brief")

    main(["price", package])
    alone = json.loads(capsys.readouterr().out)["findings"]
    main(["price", package, "--brief", brief])
    (added,) = [found for found in json.loads(capsys.readouterr().out)["findings"] if found not in alone]

    assert is_part(json.loads(example("package by brief", "answer")), added)


def test_the_example_of_a_rule_set_is_one():
    text = re.search(r"```toml\n(.*?)```", (DOCS / "rule-sets.md").read_text("utf-8"), re.DOTALL)[1]

    assert rule_files.read(text, "rule-sets.md").edition == "CN-XX-CITY-2024@1"
