"""What a search for a package is asked, what it answers, and the model in between."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from courses.model import Package, RuleSet
from courses.rules.brief import Brief, Flavour
from courses.rules.options import Cell, Offer, Option, under


class TooLarge(Exception):
    """Amounts times people beyond what whole numbers of 64 bits can add up."""


@dataclass(frozen=True)
class Asked:
    """What one search is asked: the brief with its rules, the facts that bind, a direction, and what to differ from."""

    brief: Brief
    rules: RuleSet
    frame: Package
    offers: tuple[Offer, ...]
    binding: frozenset[str]
    flavour: Flavour
    unlike: tuple[tuple[frozenset[str], int], ...] = ()

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """What the facts that bind leave to choose from."""
        return under(self.offers, self.binding)


@dataclass(frozen=True)
class Chosen:
    """What a search found: options with their cells, None where nothing fits; `bound` is the most it could be worth."""

    placed: tuple[tuple[Option, Cell], ...] | None
    start: int = 0
    score: int = 0
    bound: int = 0
    proved: bool = True
    cut_short: bool = False


@dataclass
class Model:
    """A model while it is being built. `take` has one variable for each option, `at` one for each option and cell."""

    cp: Any
    take: list[Any]
    at: list[dict[Cell, Any]] = field(default_factory=list)
    anywhere: list[int] = field(default_factory=list)
    filled: dict[Cell, Any] = field(default_factory=dict)
    whole: dict[int, Any] = field(default_factory=dict)
    start: list[Any] = field(default_factory=list)
    chosen: dict[str, Any] = field(default_factory=dict)


def by(given: Sequence[Option], key: Callable[[Option], str]) -> dict[str, list[int]]:
    """The positions of options that share a name."""
    grouped: dict[str, list[int]] = defaultdict(list)
    for i, option in enumerate(given):
        grouped[key(option)].append(i)
    return grouped
