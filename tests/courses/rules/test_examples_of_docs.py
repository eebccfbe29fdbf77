"""The examples that docs show are read, priced and designed as they stand."""

import re
from pathlib import Path

import pytest

from courses.model import Package
from courses.rules import documents, regulations, rule_files
from courses.rules.brief import Brief, Catalogue
from courses.rules.design import design
from courses.rules.pricing import price

DOCS = Path(__file__).parents[3] / "docs"
RULES = regulations.find("CN-CENTRAL-2016-540", regulations.shipped())


def example(name):
    text = (DOCS / "packages.md").read_text("utf-8")
    return re.search(rf"<!-- example: {name} -->\n```json\n(.*?)```", text, re.DOTALL)[1].encode()


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


def test_the_example_of_a_rule_set_is_one():
    text = re.search(r"```toml\n(.*?)```", (DOCS / "rule-sets.md").read_text("utf-8"), re.DOTALL)[1]

    assert rule_files.read(text, "rule-sets.md").edition == "CN-XX-CITY-2024@1"
