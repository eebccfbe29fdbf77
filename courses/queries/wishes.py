"""What can be wished for in an order: themes, instructors of published courses, field sites; and what was stated."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from courses.model import FixedWish, Liked, Liking, Urgency, Wishes
from courses.tables import Course
from training import db
from training.access import Actor
from training.model import Half
from training.tables import Venue
from training.tenancy import seen_by

_TEACHING = (
    "SELECT DISTINCT i.id, i.name FROM instructor i JOIN course_instructor l ON l.instructor = i.id "
    "JOIN course c ON c.id = l.course WHERE i.center = {} AND c.center = i.center AND i.is_active = {} "
    "AND c.is_published = {} ORDER BY i.name, i.id"
)


@dataclass(frozen=True)
class Offered:
    """What the form of an order offers: themes by name, people and places by id and name."""

    themes: tuple[str, ...]
    instructors: tuple[tuple[int, str], ...]
    sites: tuple[tuple[int, str], ...]


async def offered(actor: Actor) -> Offered:
    """Everything the public catalogue names as well. Three statements."""
    published = seen_by(actor, Course) & Course.is_published.eq(True) & (Course.theme != "")
    themes = await Course.select(Course.theme).where(published).group_by(Course.theme).order_by(Course.theme)
    people = await db.raw(_TEACHING, actor.center, True, True)
    open_sites = seen_by(actor, Venue) & (Venue.kind == "field_site") & Venue.is_active.eq(True)
    places = await Venue.select(Venue.id, Venue.name).where(open_sites).order_by(Venue.name, Venue.id)
    return Offered(
        tuple(row["theme"] for row in themes),
        tuple((row["id"], row["name"]) for row in people),
        tuple((row["id"], row["name"]) for row in places),
    )


def stated(kept: Mapping[str, Any]) -> Wishes:
    """The wishes of a package as its row keeps them."""
    return Wishes(
        themes=tuple((theme, Urgency(urgency)) for theme, urgency in kept.get("themes", ())),
        earliest=_day(kept.get("earliest")),
        latest=_day(kept.get("latest")),
        sites=tuple(map(_liked, kept.get("sites", ()))),
        instructors=tuple(map(_liked, kept.get("instructors", ()))),
        fixed=tuple(FixedWish(each["day"], Half(each["half"]), each["title"]) for each in kept.get("fixed", ())),
        budget_per_person_day=kept.get("budget_per_person_day"),
        budget_total=kept.get("budget_total"),
    )


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _liked(kept: Mapping[str, Any]) -> Liked:
    return Liked(kept["id"], kept["name"], Liking(kept["liking"]))
