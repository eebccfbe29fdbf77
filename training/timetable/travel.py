"""The road as length: how long an outing to field sites takes, from the center and back, in minutes and in slots.

An outing is a session whose length includes its roads, so no other rule can forget them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from training.timetable.problem import DAY, Stop

CENTER = None
Roads = Mapping[tuple[int | None, int | None], int]


class NoRoad(ValueError):
    """Nobody said how long the road between two places is."""


@dataclass(frozen=True)
class Outing:
    """A tour of stops: its minutes with all roads, the slots it takes, and when it is where."""

    minutes: int
    length: int
    stops: tuple[Stop, ...]


def outing(visits: Sequence[tuple[int, int]], roads: Roads, slot_minutes: int) -> Outing:
    """The tour through (site, minutes there) in this order, from the center and back.

    Raises `NoRoad` where the minutes between two neighbours are not known in either direction, and ValueError when the
    tour does not fit into a day. A site counts as taken in every slot that the visit touches.
    """
    clock, here, stops = 0, CENTER, []
    for site, minutes in visits:
        if minutes < 0:
            raise ValueError(f"a visit of {minutes} minutes at venue {site}")
        clock += road(roads, here, site)
        first, last = clock // slot_minutes, (clock + max(minutes, 1) - 1) // slot_minutes
        stops.append(Stop(site, first, last - first + 1))
        clock, here = clock + minutes, site
    clock += road(roads, here, CENTER)
    length = max(1, -(-clock // slot_minutes))
    if length > DAY - 1:  # the evening is for the road home of nobody
        raise ValueError(f"an outing of {clock} minutes does not fit into a day")
    return Outing(clock, length, tuple(stops))


def road(roads: Roads, here: int | None, there: int | None) -> int:
    """Minutes from here to there (None is the center)."""
    if here == there:
        return 0
    minutes = roads.get((here, there), roads.get((there, here)))
    if minutes is None:
        raise NoRoad(f"no road between {name(here)} and {name(there)}")
    return minutes


def name(place: int | None) -> str:
    return "the center" if place is CENTER else f"venue {place}"


def shortest(visits: Iterable[tuple[int, int]], roads: Roads) -> list[tuple[int, int]]:
    """The visits in the order with the least road, by going to the nearest next; ties by site."""
    waiting, here, order = sorted(visits), CENTER, []
    while waiting:
        nearest = min(waiting, key=lambda visit: (road(roads, here, visit[0]), visit[0]))
        waiting.remove(nearest)
        order.append(nearest)
        here = nearest[0]
    return order
