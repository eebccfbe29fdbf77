"""Runs of the solver, as they are kept."""

from datetime import date
from typing import Any

from enrollment.model import LeftOut, Proposal, ProposalState, Spot, Steps
from enrollment.tables import Proposal as Row
from training.access import Actor
from training.errors import Missing
from training.tenancy import seen_by


def _spot(kept: dict[str, Any]) -> Spot:
    return Spot(
        kept["session"],
        date.fromisoformat(kept["day"]),
        kept["slot"],
        kept["instructor"],
        tuple(kept["venues"]),
    )


def kept(spot: Spot, version: int) -> dict[str, Any]:
    """A spot as a proposal keeps it, with the version of the session it was found for."""
    return {
        "session": spot.session,
        "day": spot.day.isoformat(),
        "slot": spot.slot,
        "instructor": spot.instructor,
        "venues": list(spot.venues),
        "version": version,
    }


def _value(row: dict[str, Any]) -> Proposal:
    plan = row["plan"] or {}
    return Proposal(
        id=row["id"],
        cohorts=tuple(row["cohorts"] or ()),
        state=ProposalState(row["state"]),
        steps=Steps(**(row["progress"] or {})),
        asked_by=row["asked_by"],
        created_at=row["created_at"],
        spots=tuple(_spot(one) for one in plan.get("spots", ())),
        versions={one["session"]: one["version"] for one in plan.get("spots", ())},
        left_out=tuple(
            LeftOut(one["session"], tuple((code, params) for code, params in one["reasons"]))
            for one in plan.get("left_out", ())
        ),
        ended=plan.get("ended", ""),
    )


async def one(actor: Actor, id: int) -> Proposal:
    """Raises Missing."""
    row = await Row.select().where(seen_by(actor, Row), Row.id == id).output(load_json=True).first()
    if row is None:
        raise Missing("problem.not-found")
    return _value(row)


async def latest(actor: Actor) -> Proposal | None:
    """The run that somebody should look at: the newest that was neither accepted nor discarded."""
    open_ones = [ProposalState.WAITING, ProposalState.RUNNING, ProposalState.DONE, ProposalState.FAILED]
    rows = (
        await Row.select()
        .where(seen_by(actor, Row), Row.state.is_in(open_ones))
        .order_by(Row.id, ascending=False)
        .limit(1)
        .output(load_json=True)
    )
    return _value(rows[0]) if rows else None
