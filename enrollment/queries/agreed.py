"""Who was named to teach what an agency agreed to: the frozen snapshot of its quotation says it."""

from collections.abc import Iterable
from typing import Any

from courses.tables import Program, Quotation
from enrollment.model import Cohort, Person
from training.access import Actor
from training.tenancy import seen_by


async def instructors(actor: Actor, cohorts: Iterable[Cohort]) -> dict[int, Person]:
    """By package item, whom the accepted quotations of these cohorts name. One statement; a planned class names nobody."""
    programs = sorted({cohort.program for cohort in cohorts})
    if not programs:
        return {}
    mine: Any = Program.select(Program.quotation).where(seen_by(actor, Program), Program.id.is_in(programs))
    accepted = Quotation.select(Quotation.snapshot).where(seen_by(actor, Quotation), Quotation.id.is_in(mine))
    found: dict[int, Person] = {}
    for row in await accepted.output(load_json=True):
        found |= _named(row["snapshot"])
    return found


def _named(snapshot: dict[str, Any]) -> dict[int, Person]:
    items = [item for day in snapshot["package"]["days"] for half in day["halves"] for item in half["items"]]
    firsts = ((item["key"], next(iter(item["instructors"]), None)) for item in items)
    return {
        int(key): Person(int(first["instructor"]), first["name"]["zh"])
        for key, first in firsts
        if first and key.isdecimal() and str(first["instructor"]).isdecimal()
    }
