"""Packages, catalogues and briefs as JSON. What cannot be read is refused with its place in the document and the reason.

The formats are those of the values themselves; `docs/packages.md` shows an example of each.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, time
from enum import Enum
from fractions import Fraction
from typing import Any, TypeVar

import msgspec

from courses.model import Course, Day, Item, Package, People, Run, Stop
from courses.rules.brief import Brief, Catalogue, Theme
from courses.rules.rule_files import Faulty

LARGEST = 10**12
"""No count of people and no amount in fen is larger than this; a total stays exact whatever the input."""

HALF = re.compile("[\ud800-\udfff]")
DAYS = (0, 366, "0 to 366 days can be planned")
DATES = (date(1990, 1, 1), date(2999, 12, 31), "a date from 1990 to 2999 is needed")
SLOTS = (1, 5, "1 to 5 slots of a day can be taken")
LIMITS: dict[type, dict[str, tuple[Any, Any, str]]] = {
    Package: {"day_count": DAYS, "arrival_days": DAYS, "departure_days": DAYS, "nights": DAYS},
    Day: {"number": (1, 366, "days are numbered from 1 to 366"), "date": DATES},
    Run: {"start": DATES},
    Item: {"slots": SLOTS},
    Course: {"slots": SLOTS, "value": (0, 1000, "a value from 0 to 1000 is needed")},
    People: {"count": (0, 10**9, "0 to 1000000000 people can be planned for")},
    Theme: {"weight": (0, 10_000, "a weight from 0 to 10000 is needed")},
    Brief: {
        "days": DAYS,
        "evenings": DAYS,
        "nights": DAYS,
        "headcount": (0, 10**9, "0 to 1000000000 people can be planned for"),
        "start": DATES,
        "latest_start": DATES,
    },
}
"""What each kind of value may hold, and how it is said when it does not."""

Value = TypeVar("Value")


def read(text: bytes, file: str, kind: type[Value]) -> Value:
    """The value written in `text`; raises Faulty naming `file`, the place in it and the reason."""
    try:
        given = json.loads(text, parse_constant=_no_number)
        half = next(_halves(given, "$"), None)
    except (ValueError, RecursionError) as error:
        raise Faulty(file, _line(error), f"no JSON: {getattr(error, 'msg', error)}") from None
    if half:
        raise Faulty(file, half, "half a character, which no text can hold")
    try:
        value = msgspec.convert(given, kind)
    except msgspec.ValidationError as error:
        reason, _, place = str(error).partition(" - at ")
        raise Faulty(file, place.strip("`") or "$", reason) from None
    for place, reason in (*_alien(given, value, "$"), *_beyond(value, "$"), *_twice(value)):
        raise Faulty(file, place, reason)
    return value


def nothing(_: object) -> Mapping[str, Any]:
    """What is written beside a value unless somebody says otherwise."""
    return {}


def plain(value: object, beside: Callable[[object], Mapping[str, Any]] = nothing) -> Any:
    """A value as JSON can say it, with what is to stand `beside` the fields of each.

    Sets are sorted, so that the same value always gives the same text.
    """
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(plain(each, beside) for each in value)
    if isinstance(value, tuple | list):
        return [plain(each, beside) for each in value]
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(each, beside) for key, each in value.items()}
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name), beside) for field in fields(value)} | dict(beside(value))
    return value


def write(value: object, beside: Callable[[object], Mapping[str, Any]] = nothing) -> str:
    """The JSON text of a value, ending in a newline."""
    return json.dumps(plain(value, beside), ensure_ascii=False, indent=1) + "\n"


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _line(error: Exception) -> str:
    return f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "$"


def _halves(given: object, place: str) -> Iterator[str]:
    """Where a surrogate stands alone: JSON can spell it, but nothing can be written with it."""
    if isinstance(given, str) and HALF.search(given):
        yield place
    elif isinstance(given, list):
        for i, one in enumerate(given):
            yield from _halves(one, f"{place}[{i}]")
    elif isinstance(given, dict):
        for name, inner in given.items():
            yield from _halves(name, place)  # the place of the name is around it: it could not be said itself
            yield from _halves(inner, f"{place}.{name}")


def _alien(given: object, value: object, place: str) -> Iterator[tuple[str, str]]:
    """Names that nothing knows: most often a slip of the pen, which would otherwise be lost in silence."""
    if isinstance(given, list) and isinstance(value, tuple | list):
        for i, (one, other) in enumerate(zip(given, value, strict=True)):
            yield from _alien(one, other, f"{place}[{i}]")
    elif isinstance(given, dict) and is_dataclass(value):
        known = {field.name for field in fields(value)}
        for name, inner in given.items():
            if name not in known:
                yield f"{place}.{name}", "unknown name"
            else:
                yield from _alien(inner, getattr(value, name), f"{place}.{name}")


def _beyond(value: object, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, int) and not isinstance(value, bool) and not 0 <= value <= LARGEST:
        yield place, f"a whole number from 0 to {LARGEST} is needed"
    elif isinstance(value, tuple | list):
        for i, each in enumerate(value):
            yield from _beyond(each, f"{place}[{i}]")
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _beyond(each, f"{place}.{key}")
    elif is_dataclass(value):
        for field in fields(value):
            yield from _beyond(getattr(value, field.name), f"{place}.{field.name}")
        yield from _odd(value, place)


def _odd(value: object, place: str) -> Iterator[tuple[str, str]]:
    """What each kind of value may not be."""
    for name, (least, most, reason) in LIMITS.get(type(value), {}).items():
        given = getattr(value, name)
        if given is not None and not least <= given <= most:
            yield f"{place}.{name}", reason
    if isinstance(value, Brief) and value.latest_start:
        if value.start is None:
            yield f"{place}.latest_start", "a window needs its first day as well: start"
        elif value.latest_start < value.start:
            yield f"{place}.latest_start", "it is before start"
    if isinstance(value, Stop) and (wrong := value.closed_weekdays - set(range(1, 8))):
        yield f"{place}.closed_weekdays", f"weekdays are 1 (Monday) to 7, not {min(wrong)}"


def _twice(value: object) -> Iterator[tuple[str, str]]:
    """Keys stand for one thing each: findings and mends point at items by them."""
    if isinstance(value, Package):
        keys = [item.key for _, _, item in value.items]
        yield from (("$.days", f"two items are called {key}") for key in dict.fromkeys(keys) if keys.count(key) > 1)
        numbers = [day.number for day in value.days if day.number is not None]
        yield from (("$.days", f"day {n} is there twice") for n in dict.fromkeys(numbers) if numbers.count(n) > 1)
    if isinstance(value, Catalogue):
        courses = Counter(course.key for course in value.courses)
        yield from (("$.courses", f"two courses are called {key}") for key, times in courses.items() if times > 1)
