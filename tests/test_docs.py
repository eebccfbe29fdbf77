"""What README and docs/ say is there, is there."""

import argparse
import re
from pathlib import Path

import pytest

from tests import settings_page
from training.__main__ import main, parser
from training.app import create_app

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
TO_COME = {  # files of the worked example that the example itself would make
    "templates/mail/quotation_withdrawn.txt",
    "tests/courses/rules/test_quotations.py",
}


def test_the_page_of_settings_is_made_from_the_settings():
    assert settings_page.PAGE.read_text(encoding="utf-8") == settings_page.text()


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_to_a_file(name):
    page = ROOT / name
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("name", ["README.md", "SECURITY.md", "docs/security.md", "docs/operating.md"])
def test_every_file_that_is_named_exists(name):
    files = re.findall(
        r"`((?:training|courses|enrollment|certificates|templates|tests|benchmarks)/[\w/.-]+)`",
        (ROOT / name).read_text(encoding="utf-8"),
    )
    assert {file for file in files if not (ROOT / file).exists()} - TO_COME == set()


@pytest.mark.parametrize("name", NAMES)
def test_every_command_that_is_named_exists(name):
    said = set(re.findall(r"(?:`|bin/)training ([a-z]+)", (ROOT / name).read_text(encoding="utf-8")))
    commands = next(each for each in parser()._actions if isinstance(each, argparse._SubParsersAction))
    assert said - set(commands.choices) == set()


def test_the_examples_of_a_certificate_by_hand_run(tmp_path, monkeypatch):
    page = (ROOT / "docs/certificates.md").read_text(encoding="utf-8")
    commands = re.findall(r"^    training (certificate render .*)$", page, re.MULTILINE)
    examples = re.findall(r"^`(\w+\.json)` is .*?\n```json\n(.*?)```", page, re.MULTILINE | re.DOTALL)
    monkeypatch.chdir(tmp_path)
    for name, text in examples:
        (tmp_path / name).write_text(text, encoding="utf-8")

    assert [main(command.split()) for command in commands] == [0]
    assert (tmp_path / "certificate.pdf").read_bytes().startswith(b"%PDF-")


def test_every_address_of_the_tour_is_a_route():
    tour = re.findall(r"`(/[\w/-]+)`", (ROOT / "README.md").read_text(encoding="utf-8"))
    routes = [re.sub(r"\{\w+(?::\w+)?\}", "[^/]+", route.path) for route in create_app().routes]
    assert tour
    assert [address for address in tour if not any(re.fullmatch(route, address) for route in routes)] == []


def test_every_dependency_has_a_sentence_in_the_readme():
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = project.split("dependencies = [", 1)[1].split("\n]", 1)[0]
    names = re.findall(r'"([\w.-]+)', listed)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in names if name not in readme] == []
