import ast
from importlib import resources
from pathlib import Path

import pytest

from courses.model import Cost, CostKind, Per
from courses.rules.findings import findings
from courses.rules.pricing import price
from courses.rules.rule_files import Faulty, read
from courses.rules.wording import shown
from tests.courses.rules.examples import package

CENTRAL = (resources.files("courses") / "rule_sets" / "cn-central-2016-540.toml").read_text("utf-8")


def refused(text):
    with pytest.raises(Faulty) as fault:
        read(text, "rules.toml")
    return str(fault.value)


def line_of(text, piece):
    return next(n for n, line in enumerate(text.splitlines(), start=1) if piece in line)


@pytest.mark.parametrize(
    ("was", "now", "at", "reason"),
    [
        ("cap = 650", 'cap = "650"', 'cap = "650"', "an amount in yuan is needed"),
        ("cap = 650", "cap = -1", "cap = -1", "an amount in yuan from 0 to"),
        ("cap = 650", "cap = 650.005", "cap = 650.005", "an amount in yuan from 0 to"),
        ("cap = 650", "cap = nan", "cap = nan", "an amount in yuan from 0 to"),
        ("cap = 650", "cap = 1e999999", "cap = 1e999999", "an amount in yuan from 0 to"),
        ("cap = 1500", "cap = 1500\nbonus = 1", "bonus = 1", "Object contains unknown field `bonus`"),
        ('rate = "70%"', "rate = 0.7", "rate = 0.7", 'a share such as "70%" or "1/7" is needed'),
        ('rate = "70%"', 'rate = "170%"', 'rate = "170%"', "a share from 0 to 1"),
        ('rate = "70%"', 'rate = "1e9999999%"', 'rate = "1e9999999%"', "a share from 0 to 1"),
        ('fraction = "1/7"', 'fraction = "1/0"', 'fraction = "1/0"', "a share from 0 to 1"),
        ('basis = "hour"', 'basis = "day"', 'basis = "day"', "Invalid enum value 'day'"),
        ("version = 1", "version = 0", "version = 0", "versions count from 1"),
        ("version = 1\n", "", "", "Object missing required field `version`"),
        ('key = "CN-CENTRAL-2016-540"', 'key = ""', 'key = ""', "Expected `str` of length >= 1"),
        ("beyond = 30", "beyond = -30", "beyond = -30", "Expected `int` >= 0"),
        ("arrival_most = 1", "arrival_most = -1", "arrival_most = -1", "Expected `int` >= 0"),
        ("most_paid_hours = 4", "most_paid_hours = -4", "most_paid_hours = -4", "Expected `int` >= 0"),
        ('fund_sources = ["budget"]', "fund_sources = []", "fund_sources = []", "name at least one source of funds"),
        ('fund_sources = ["budget"]', 'fund_sources = ["lottery"]', 'fund_sources = ["lottery"]', "Invalid enum value 'lottery'"),
        ("effective_from = 2017-01-01", "effective_from = 2017-01-01\neffective_to = 2016-01-01", "effective_to", "it ends before it begins"),
        ('source = "财行〔2016〕540号"', 'unknown = ["lines"]', "unknown = ", "no such part: lines"),
        ('levels = ["bureau"]', 'levels = ["section"]', '^code = "class-3"', "named twice: section"),
        ('code = "class-2"', 'code = "class-1"  # again', '^code = "class-1"  # again', "named twice: class-1"),
        ('holds = ["meals"]', 'holds = ["lodging"]', '^code = "meals"', "named twice: lodging"),
        ("lodging = 340", "lodging = 551", "lodging = 551", "above the cap: lodging"),
        ("other = 30 }", "sundry = 30 }", "sundry = 30 }", "no such line: sundry"),
        ("[pooling]\nallowed = true\n", "[pooling]\n", "[pooling]", "Object missing required field `allowed`"),
        ("[tax]\nwithin_days = 31\nunverified = true", "[tax]\nwithin_days = 31", "[tax]", "say where this comes from"),
        ("beyond = 30", "beyond = 30\nbeyond = 31", "beyond = 31", "Cannot overwrite a value"),
        ("above = 800", "above = 0", "above = 0", "tax brackets follow one another"),
        ('rate = "30%"\nshare = "20%"', 'rate = "100%"', 'rate = "100%"', "a tax leaves something of the gross"),
        ('unverified = ["fraction"]', 'unverified = ["ratio"]', "[leave]", "unverified names what is not here: ratio"),
        ("version = 1\n", f"version = {'9' * 5000}\n", "version = 9", "a number is too long"),
        ("cap = 650", f"cap = 1e{'9' * 20}", "cap = 1e9", "a number is too long"),
        ("version = 1\n", f"version = {'[' * 5000}\n", "", "nested too deeply"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_line_and_reason(was, now, at, reason):
    assert was in CENTRAL
    text = CENTRAL.replace(was, now, 1)
    number = line_of(text, at.removeprefix("^")) - at.startswith("^") if at else 1

    place, _, said = refused(text).partition(": ")

    assert (place, said[: len(reason)]) == (f"rules.toml:{number}", reason)


def test_a_part_left_out_in_silence_is_a_fault():
    assert refused(
        CENTRAL.replace('[leave]\nfraction = "1/7"', '[leave]\nfraction = "1/7"').split("[leave]")[0]
    ).endswith("leave is missing: give it, or name it under unknown")


def test_an_empty_file_is_no_rule_set():
    assert refused("") == "rules.toml:1: Object missing required field `key`"


def test_a_part_cannot_be_both_given_and_unknown():
    assert "leave is named under unknown and given as well" in refused('unknown = ["leave"]\n' + CENTRAL)


def test_every_figure_of_the_file_reaches_the_rule_set():
    rules = read(CENTRAL.replace("cap = 550", "cap = 545.50"), "rules.toml")

    assert rules.classes[2].cap == 54_550


@pytest.mark.parametrize(
    ("was", "now", "ceiling", "found", "words"),
    [("cap = 550\n", "cap = 540\n", 27_000_000, "finding.over-cap", "540"), ('rate = "70%"', 'rate = "70%"', 27_500_000, None, None)],
)  # fmt: skip
def test_one_figure_changed_in_the_file_changes_price_finding_and_text(was, now, ceiling, found, words):
    rules = read(CENTRAL.replace(was, now), "rules.toml")
    plan = package(100, 5, costs=(Cost(CostKind.LODGING, 55_000, Per.PERSON_DAY),))

    over = [each for each in findings(plan, rules) if each.code == "finding.over-cap"]

    assert price(plan, rules).cap == ceiling
    assert [each.code for each in over] == ([found] if found else [])
    assert [shown(each, "zh_CN", str)["cap"] for each in over] == ([words] if words else [])


def test_no_figure_of_a_regulation_stands_in_python():
    figures = {550, 650, 760, 340, 130, 1500, 55_000, 65_000, 76_000, 800, 4_000, 80_000, 400_000, 100_000, 150_000}
    folder = Path(str(resources.files("courses"))) / "rules"

    numbers = {
        (path.name, node.value)
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and type(node.value) is int and node.value in figures
    }

    assert numbers == set()
