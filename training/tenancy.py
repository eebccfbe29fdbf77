"""Whose rows are whose. Every query and every conditional update starts with `seen_by`."""

from enum import StrEnum
from typing import Any, ClassVar

from piccolo.columns import Integer
from piccolo.table import Table

from training.access import Actor, ActorKind
from training.db import ENGINE


class Audience(StrEnum):
    """Who besides the center's staff may see rows of a table. A table that declares nothing is for staff only."""

    AGENCY = "agency"
    TRAINEE = "trainee"
    INSTRUCTOR = "instructor"
    ACCOUNT = "account"
    PUBLIC = "public"


class CenterTable(Table):
    """Anything a center keeps. `center` is on every row, child rows too.

    An agency sees rows of a table with `agency` that are its own; a trainee, an instructor or whoever has an account sees
    rows that carry his id, or those that the table's `for_trainee` / `for_instructor` / `for_account` says.
    """

    center = Integer(null=False, index=True)
    audience: ClassVar[frozenset[Audience]] = frozenset()

    def __init_subclass__(cls, **told: Any) -> None:
        """Tables name their engine: Piccolo's own search for it loads its migrations, and a formatter with them."""
        super().__init_subclass__(**{"db": ENGINE, **told})


def _own(actor: Actor, table: Any, audience: Audience) -> Any:
    """The clause for somebody who is not staff, or None where the table is not for him."""
    if audience not in table.audience:
        return None
    if special := getattr(table, f"for_{audience}", None):
        return special(actor)
    return getattr(table, audience) == getattr(actor, audience)


def seen_by(actor: Actor, table: Any) -> Any:
    """The one clause that keeps a center's rows, and an agency's or a person's rows, to themselves."""
    here = table.center == (actor.center if actor.center is not None else -1)
    if Audience.PUBLIC in table.audience or actor.kind == ActorKind.WORKER or actor.is_staff:
        return here
    for audience, theirs in (
        (Audience.AGENCY, actor.agency),
        (Audience.TRAINEE, actor.trainee),
        (Audience.INSTRUCTOR, actor.instructor),
        (Audience.ACCOUNT, actor.account),
    ):
        if theirs is not None and (clause := _own(actor, table, audience)) is not None:
            return here & clause
    return table.center == -1
