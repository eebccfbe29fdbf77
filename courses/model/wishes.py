"""订单式: what an agency wishes of a class that is made for it, as it was stated. A designer reads it beside the plan."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from training.model import Half


class Urgency(StrEnum):
    """必须 before 应当 before 可选."""

    MUST = "must"
    SHOULD = "should"
    COULD = "could"


class Liking(StrEnum):
    WISHED = "wished"
    UNWANTED = "unwanted"


@dataclass(frozen=True)
class Liked:
    """An instructor or a field site that is wished or not wanted, by the name it had when that was said."""

    id: int
    name: str
    liking: Liking


@dataclass(frozen=True)
class FixedWish:
    """Something that must stand where it stands: a leader's speech, a visit."""

    day: int
    half: Half
    title: str


@dataclass(frozen=True)
class Wishes:
    """Nothing stated is no wish. Money in fen; the window is of first days."""

    themes: tuple[tuple[str, Urgency], ...] = ()
    earliest: dt.date | None = None
    latest: dt.date | None = None
    sites: tuple[Liked, ...] = ()
    instructors: tuple[Liked, ...] = ()
    fixed: tuple[FixedWish, ...] = ()
    budget_per_person_day: int | None = None
    budget_total: int | None = None

    def themes_of(self, urgency: Urgency) -> tuple[str, ...]:
        return tuple(theme for theme, each in self.themes if each == urgency)

    @property
    def is_anything(self) -> bool:
        return self != Wishes()
