"""Weighing timetables otherwise than is usual."""

from enrollment import tables
from enrollment.model import PlanningRules
from training import audit, db
from training.access import Actor
from training.tenancy import seen_by


async def set_rules(actor: Actor, rules: PlanningRules) -> None:
    """By what the next timetable of this center is solved and every move judged."""
    table, strengths, weights = tables.PlanningRules, dict(rules.strengths), dict(rules.weights)
    async with db.write():
        changed = (
            await table.update({table.strengths: strengths, table.weights: weights})
            .where(seen_by(actor, table))
            .returning(table.id)
        )
        if not changed:
            await table(center=actor.center, strengths=strengths, weights=weights).save()
        noted = {"strengths": strengths, "weights": weights}
        await audit.note(actor, "planning-rules", "center", actor.center or 0, noted)
