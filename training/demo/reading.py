"""Reads rows of facts from TOML into frozen values. Every fault names its file and its row."""

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


class Faulty(ValueError):
    """A fact that cannot be used: which file, which row, what is wrong with it."""


def table(path: Path) -> dict[str, Any]:
    """One TOML file. Raises Faulty with the line where it is no TOML."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise Faulty(f"{_name(path)}: {fault}") from fault


def rows(path: Path, noun: str, shape: type[T]) -> tuple[T, ...]:
    """All rows called `noun` in a file, in their order, keys unique. Raises Faulty."""
    found = table(path).get(noun)
    if not isinstance(found, list):
        raise Faulty(f"{_name(path)}: no list called {noun}")
    made = tuple(row(f"{_name(path)}: {noun}", given, shape) for given in found)
    _once(f"{_name(path)}: {noun}", [getattr(each, "key", None) for each in made])
    return made


def row(where: str, given: dict[str, Any], shape: type[T]) -> T:
    """One value of a row; a field that the shape does not know is refused, not ignored."""
    where = f"{where} {given.get('key', '')!r}"
    known = {field.name for field in fields(shape)}  # type: ignore[arg-type]
    if unknown := sorted(set(given) - known):
        raise Faulty(f"{where}: unknown {', '.join(unknown)}")
    try:
        return msgspec.convert(given, shape)
    except msgspec.ValidationError as fault:
        raise Faulty(f"{where}: {fault}") from fault


def refer(
    where: Callable[[T], str], made: Iterable[T], keys: Callable[[T], Iterable[str]], known: Iterable[str]
) -> None:
    """Every key that these values name exists. Raises Faulty with the first that does not."""
    there = frozenset(known)
    for each in made:
        if lost := [key for key in keys(each) if key not in there]:
            raise Faulty(f"{where(each)}: there is no {', '.join(map(repr, lost))}")


def _once(where: str, keys: list[str | None]) -> None:
    if twice := sorted({key for key in keys if key is not None and keys.count(key) > 1}):
        raise Faulty(f"{where}: twice {', '.join(twice)}")


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"
