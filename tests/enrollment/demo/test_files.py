"""Every file of demonstration facts says at its top what it may hold, and holds nobody real."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from courses.demo import catalogue
from enrollment.demo import facts as classes
from training.demo import facts

FOLDERS = [facts.FOLDER, catalogue.FOLDER, classes.FOLDER]
FILES = sorted(path for folder in FOLDERS for path in folder.rglob("*.toml"))
INNER = {"zh", "en", "half", "starts", "ends", "first", "last", "reason", "per"}  # of rows within rows, said in prose


def names(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from names(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from names(inner)


def named(path: Path) -> str:
    return "/".join(path.parts[-4:])


def test_both_centers_bring_the_same_kinds_of_facts():
    kinds = {
        center: {path.name for path in FILES if path.parent.name == center} for center in ("jiangcheng", "binjiang")
    }

    assert kinds["jiangcheng"] == kinds["binjiang"]
    assert len(kinds["jiangcheng"]) == 16


@pytest.mark.parametrize("path", FILES, ids=named)
def test_the_top_of_a_file_names_every_field_in_it(path):
    text = path.read_text("utf-8")
    top = text[: re.search(r"^[^#]", text, re.MULTILINE).start()]
    said = set(re.findall(r"\w+", top.casefold()))

    given = tomllib.loads(text)
    fields = {name for name, value in given.items() if not isinstance(value, list)} | {*names([*given.values()])}
    assert sorted(fields - INNER - said) == []


@pytest.mark.parametrize("path", FILES, ids=named)
def test_nobody_can_be_called_or_written_to(path):
    text = path.read_text("utf-8")

    assert [found for found in re.findall(r"(?<!\d)1\d{10}(?!\d)", text) if not found.startswith("154")] == []
    assert [found for found in re.findall(r"\b0\d{2,3}-\d{7,8}\b", text) if found[:4] not in {"0700", "0999"}] == []
    assert [found for found in re.findall(r"[\w.+-]+@[\w.-]+", text) if not found.endswith(".example")] == []


@pytest.mark.parametrize("path", FILES, ids=named)
def test_texts_are_in_one_normal_form(path):
    assert unicodedata.is_normalized("NFC", path.read_text("utf-8"))
