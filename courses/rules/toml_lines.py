"""Where in a TOML text a key stands. Python's reader gives values without lines; a person mending a file needs lines.

Knows tables, lists of tables and `key = value` lines, which is all that a rule set may consist of.
"""

import re
import tomllib
from collections.abc import Iterator

_HEADER = re.compile(r"^\s*(\[{1,2})\s*([\w.-]+)\s*\]{1,2}")
_KEY = re.compile(r"^\s*([\w.-]+)\s*=")
_SYNTAX = re.compile(r"at line (\d+)")
_UNKNOWN = re.compile(r"unknown field `([^`]+)`")


def of_path(text: str, path: str, reason: str = "") -> int:
    """The line of `$.class[0].split.lodging`, or of the nearest table around it; a missing file top is line 1."""
    unknown = _UNKNOWN.search(reason)
    wanted = re.sub(r"\[\.\.\.\]", "", path.removeprefix("$").removeprefix("."))
    wanted = ".".join(filter(None, (wanted, unknown[1] if unknown else "")))
    lines = dict(reversed(list(_places(text))))
    while wanted and wanted not in lines:
        wanted = wanted.rpartition("[")[0] if wanted.endswith("]") else wanted.rpartition(".")[0]
    return lines.get(wanted, 1)


def of_syntax(error: tomllib.TOMLDecodeError, text: str) -> int:
    """The line a syntax fault is reported at; at the end of the document: the last line."""
    found = _SYNTAX.search(str(error))
    return int(found[1]) if found else max(1, text.count("\n"))


def _places(text: str) -> Iterator[tuple[str, int]]:
    table, counts = "", dict[str, int]()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            table = _numbered(header[2], counts, starts_entry=header[1] == "[[")
            yield table, number
        elif key := _KEY.match(line):
            yield f"{table}.{key[1]}".removeprefix("."), number


def _numbered(name: str, counts: dict[str, int], *, starts_entry: bool) -> str:
    """`fees.cap` as `fees.cap[2]`, when it is the third of its list."""
    if starts_entry:
        counts[name] = counts.get(name, -1) + 1
    parts, here = name.split("."), ""
    for i, part in enumerate(parts):
        at = counts.get(".".join(parts[: i + 1]))
        here = f"{here}.{part}".removeprefix(".") + (f"[{at}]" if at is not None else "")
    return here
