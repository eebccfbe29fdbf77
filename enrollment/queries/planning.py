"""How a center weighs its timetables."""

from enrollment import tables
from enrollment.model import PlanningRules
from training.access import Actor
from training.tenancy import seen_by


async def rules(actor: Actor) -> PlanningRules:
    """What the center has set; nothing where all is as usual."""
    table = tables.PlanningRules
    row = await table.select().where(seen_by(actor, table)).first().output(load_json=True)
    return PlanningRules(row["strengths"], row["weights"]) if row else PlanningRules()
