"""What the command line does with courses: `training price`, `training design`, `training rules`.

Answers are JSON on standard output. Exit codes: 0 done, 1 the answer is no (a faulty rule set, a brief that cannot be
met), 2 an input that cannot be read, named with its place and reason on standard error.
"""

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

from courses.model import Finding, Mend, Package, RuleSet
from courses.rules import documents, regulations, rule_files, wording
from courses.rules.brief import Brief, Catalogue, Fact
from courses.rules.design import design, frame
from courses.rules.findings import findings
from courses.rules.pricing import price
from courses.rules.rule_files import Faulty
from training import i18n

Value = TypeVar("Value")


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands of this room to the command line."""
    _design_command(commands)
    _price_command(commands)
    _rules_command(commands)


def _design_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser("design", help="propose packages for a brief")
    command.add_argument("brief", type=Path, metavar="BRIEF.json")
    command.add_argument("--catalogue", type=Path, required=True, metavar="CATALOGUE.json")
    command.add_argument(
        "--rules", metavar="ID", help="rule set, KEY or KEY@VERSION; else the one that binds the payer"
    )
    command.add_argument(
        "--proposals", type=_count(1, 5), default=3, metavar="N", help="1 to 5; more than 3 need flavours in the brief"
    )
    command.add_argument(
        "--seconds", type=_count(1, 600), default=3, metavar="S", help="of searching, for each proposal"
    )
    command.add_argument("--seed", type=_count(0, 2**31 - 1), default=0, metavar="N", help="same seed, same answer")
    command.set_defaults(run=_readable(_design))


def _count(least: int, most: int) -> Callable[[str], int]:
    """A whole number within limits, for argparse."""

    def number(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"a whole number from {least} to {most} is needed")
        return int(text)

    return number


def _price_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser("price", help="price a package: lines, totals, findings")
    command.add_argument("package", type=Path, metavar="PACKAGE.json")
    command.add_argument(
        "--rules", metavar="ID", help="rule set, KEY or KEY@VERSION; else the one that binds the payer"
    )
    command.add_argument("--catalogue", type=Path, metavar="CATALOGUE.json", help="courses that could be added")
    command.add_argument(
        "--brief", type=Path, metavar="BRIEF.json", help="aims, and what was taught before, to judge by"
    )
    command.set_defaults(run=_readable(_price))


def _rules_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    verbs = commands.add_parser("rules", help="list, show or check rule sets").add_subparsers(required=True)
    verbs.add_parser("list", help="every rule set that is shipped").set_defaults(run=_list)
    show = verbs.add_parser("show", help="a rule set with the source of every value")
    show.add_argument("id", metavar="ID")
    show.set_defaults(run=_readable(_show))
    check = verbs.add_parser("check", help="whether a file is a rule set")
    check.add_argument("file", type=Path, metavar="FILE")
    check.set_defaults(run=_check)


def _readable(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """Answer what cannot be read with one line and exit code 2."""

    def answered(given: argparse.Namespace) -> int:
        try:
            return run(given)
        except Faulty as fault:
            sys.stderr.write(f"{fault}\n")
            return 2

    return answered


def _price(given: argparse.Namespace) -> int:
    package = _read(given.package, Package)
    catalogue = _read(given.catalogue, Catalogue).courses if given.catalogue else ()
    brief = _read(given.brief, Brief) if given.brief else None
    rules = _bound(given, given.package, package, _today(package))
    found = findings(
        package,
        rules,
        targets=brief.targets if brief else None,
        catalogue=catalogue,
        taught_before=brief.taught_before if brief else frozenset(),
    )
    answer = {"price": price(package, rules), "findings": found}
    sys.stdout.write(documents.write(answer, _said))
    return 0


def _design(given: argparse.Namespace) -> int:
    brief, catalogue = _read(given.brief, Brief), _read(given.catalogue, Catalogue)
    rules = _bound(given, given.brief, frame(brief), brief.start or _now())
    answer = design(brief, catalogue, rules, proposals=given.proposals, seconds=float(given.seconds), seed=given.seed)
    sys.stdout.write(documents.write(answer, _said))
    return 0 if answer.proposals else 1


def _said(value: object) -> dict[str, Any]:
    """What a message says, in both languages, beside its code and figures."""
    if not isinstance(value, Finding | Mend | Fact):
        return {}
    return {"said": {short: _text(value, language) for language, short in wording.LANGUAGES.items()}}


def _text(message: Finding | Mend | Fact, language: str) -> str:
    translate = i18n.catalogue(language).gettext
    return translate(message.code).format(**wording.shown(message, language, translate))


def _list(_: argparse.Namespace) -> int:
    for rules in regulations.shipped():
        gaps = f"  unknown: {', '.join(rules.unknown)}" if rules.unknown else ""
        sys.stdout.write(f"{rules.edition:<28} {rules.effective_from or '—'}  {rules.title.zh}{gaps}\n")
    return 0


def _show(given: argparse.Namespace) -> int:
    sys.stdout.write(documents.write(_rule_set(given.id, "rules show", given.id)))
    return 0


def _check(given: argparse.Namespace) -> int:
    try:
        rules = rule_files.read(rule_files.decoded(_bytes(given.file), given.file.name), given.file.name)
    except Faulty as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    sys.stdout.write(f"{given.file.name}: {rules.edition}\n")
    return 0


def _bound(given: argparse.Namespace, file: Path, package: Package, on: date) -> RuleSet:
    """The rule set asked for, else the one that the file names, else the one that binds the payer."""
    if given.rules:
        return _rule_set(given.rules, "--rules", given.rules)
    if package.rule_set:
        return _rule_set(package.rule_set, file.name, "$.rule_set")
    return regulations.binding(package, on)


def _rule_set(name: str, file: str, place: str) -> RuleSet:
    rules = regulations.find(name, regulations.shipped())
    if rules is None:
        known = ", ".join(each.edition for each in regulations.shipped())
        raise Faulty(file, place, f"no such rule set: {name}; there are {known}")
    return rules


def _read(file: Path, kind: type[Value]) -> Value:
    return documents.read(_bytes(file), file.name, kind)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Faulty(str(file), "file", error.strerror or "cannot be read") from None


def _today(package: Package) -> date:
    starts = [run.start for run in package.runs if run.start]
    return min(starts, default=_now())


def _now() -> date:
    return datetime.now(UTC).date()
