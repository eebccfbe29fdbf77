"""Findings: what rules and aims have to say about a package, where, and what would mend it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from courses.model.costs import Words
from courses.model.packages import Package, PackageFacts
from courses.model.prices import Price
from courses.model.rule_sets import RuleSet, Severity
from courses.model.teaching import Course, TeachingMethod
from training.model import Half


@dataclass(frozen=True)
class Place:
    """Where in a package a finding points; all empty: the package as a whole."""

    day: int | None = None
    half: Half | None = None
    item: str = ""
    line: str = ""


Params = Mapping[str, int | str | Words]
"""The figures and names of a message: money in fen under a key ending in `_fen`, names in both languages as Words."""


@dataclass(frozen=True)
class Targets:
    """What the agency or the center aims at, beside what regulations demand; None or empty: no aim.

    Bands are percent of teaching time, lowest and highest. A half-day holds so many minutes, travel included.
    """

    bands: Mapping[TeachingMethod, tuple[int, int]] = field(default_factory=dict)
    most_minutes_a_day: int | None = None
    most_lectures_in_a_row: int | None = None
    most_evenings: int | None = None
    half_day_minutes: int | None = None


@dataclass(frozen=True)
class Mend:
    """A smallest change that settles a finding; `effect` is what it adds to the total in fen, None if not known."""

    code: str
    params: Params
    effect: int | None = None


@dataclass(frozen=True)
class Finding:
    """What a rule says about a package: which rule and clause, how grave, where, the figures, and what would mend it.

    `code` and `params` are a message of the catalogue. `verified` False: the figure it rests on is 未核实.
    """

    code: str
    severity: Severity
    params: Params = field(default_factory=dict)
    clause: str = ""
    place: Place = Place()
    mends: tuple[Mend, ...] = ()
    verified: bool = True


@dataclass(frozen=True)
class Studio:
    """A package with everything that is said of it while it is composed.

    `references` are the rule sets a center may choose from where nothing is entered for the payer.
    """

    facts: PackageFacts
    package: Package
    rules: RuleSet
    price: Price
    findings: tuple[Finding, ...]
    catalogue: tuple[Course, ...]
    references: tuple[RuleSet, ...] = ()

    @property
    def blocked(self) -> bool:
        """Whether a finding forbids that it is submitted as it stands."""
        return any(found.severity is Severity.BLOCK for found in self.findings)
