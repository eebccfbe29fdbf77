"""The solver at work: asked for, run by the worker, accepted or thrown away."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from enrollment.actions import placing
from enrollment.model import Demand, ProposalState, Spot, Steps
from enrollment.queries import cohorts, proposals
from enrollment.queries import timetable as queries
from enrollment.rules import conflicts
from enrollment.rules import demand as rules
from enrollment.tables import Proposal
from training import audit, calendar, clock, db, outbox
from training.access import Actor
from training.errors import Clash, Invalid, Missing
from training.model import BookingState
from training.tenancy import seen_by
from training.timetable import sound
from training.timetable.problem import Budget, Plan, Progress
from training.timetable.worker import solve_apart

SECONDS = 15
WALL = 90.0  # an outbox row is claimed for two minutes
MOST_COHORTS = 200
BEAT = 0.7  # seconds between looks at the row


async def propose(actor: Actor, ids: Sequence[int], *, seconds: int = SECONDS, seed: int = 1) -> int:
    """Ask for a timetable of these cohorts and return the proposal's id; the worker solves it.

    Raises Invalid when no cohort that can be scheduled is among them.
    """
    open_ones = [cohort.id for cohort in await cohorts.some(actor, sorted(set(ids))) if cohort.state in cohorts.OPEN]
    if not open_ones or len(open_ones) > MOST_COHORTS:
        raise Invalid("timetable.no-cohorts", {"most": MOST_COHORTS})
    async with db.write():
        now = clock.now()
        row = Proposal(
            center=actor.center,
            cohorts=open_ones,
            state=ProposalState.WAITING,
            progress=asdict(Steps()),
            plan={},
            seconds=seconds,
            seed=seed,
            asked_by=actor.name,
            created_at=now,
            changed_at=now,
        )
        await row.save()
        await outbox.post(actor, "timetable.solve", f"timetable.solve:{row.id}", {"proposal": row.id})
        await audit.note(actor, "timetable.proposed", "proposal", row.id, {"cohorts": open_ones})
        return int(row.id)


async def solve(actor: Actor, id: int, *, today: date | None = None) -> None:
    """Run the solver for a proposal and keep what it finds. A proposal that is no longer waited for is left alone.

    `today` other than the center's own day is for a demonstration that lies in the past.
    """
    row = await Proposal.select().where(seen_by(actor, Proposal), Proposal.id == id).output(load_json=True).first()
    if row is None or not await _change(
        actor, id, (ProposalState.WAITING, ProposalState.RUNNING), state=ProposalState.RUNNING
    ):
        return
    demand = await queries.demand(actor, list(row["cohorts"]))
    problem = rules.problem(demand, today or clock.today(demand.half_days.zone))
    watch = _Watch(actor, id)
    watching = asyncio.create_task(watch.run())
    try:
        plan = await solve_apart(
            problem,
            start=rules.placements(demand),
            budget=Budget(seconds=row["seconds"], seed=row["seed"], wall=WALL),
            on_progress=watch.hear,
            cancelled=watch.stopped,
        )
    except sound.Unsound as fault:
        await _change(actor, id, (ProposalState.RUNNING,), state=ProposalState.FAILED, plan={"fault": str(fault)})
        raise
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
    steps = Steps(len(plan.placements), len(plan.unplaced), plan.cost, plan.bound)
    await _change(
        actor,
        id,
        (ProposalState.RUNNING,),
        state=ProposalState.DONE,
        plan=_kept(plan, demand),
        progress=asdict(steps),
    )


class _Watch:
    """Writes how far a solve is, and hears when somebody presses Stop."""

    def __init__(self, actor: Actor, id: int) -> None:
        self.actor, self.id = actor, id
        self.stopped = asyncio.Event()
        self.steps = Steps()

    async def hear(self, progress: Progress) -> None:
        self.steps = Steps(progress.placed, progress.unplaced, progress.cost, progress.bound, progress.cohort)

    async def run(self) -> None:
        while not self.stopped.is_set():
            await asyncio.sleep(BEAT)
            rows = await _change(self.actor, self.id, (ProposalState.RUNNING,), progress=asdict(self.steps))
            if not rows or rows[0]["stop_asked"]:
                self.stopped.set()


async def _change(actor: Actor, id: int, states: Sequence[ProposalState], **given: Any) -> list[dict[str, Any]]:
    """Change a proposal that is in one of these states; no row when it is not."""
    changes = {getattr(Proposal, name): _json(value) for name, value in given.items()}
    mine = seen_by(actor, Proposal) & (Proposal.id == id) & Proposal.state.is_in(list(states))
    rows: list[dict[str, Any]] = await (
        Proposal.update({**changes, Proposal.changed_at: clock.now()}).where(mine).returning(Proposal.stop_asked)
    )
    return rows


def _json(value: object) -> object:
    return json.dumps(value, default=str) if isinstance(value, dict) else value


def _kept(plan: Plan, demand: Demand) -> dict[str, Any]:
    """What is new in a plan: sessions that keep their place are not repeated."""
    stay = {session.id for session in demand.sessions if rules.stays(session)}
    versions = {session.id: session.version for session in demand.sessions}
    spots = [rules.spot(placed, demand) for placed in plan.placements if placed.session not in stay]
    return {
        "spots": [proposals.kept(spot, versions[spot.session]) for spot in spots],
        "left_out": [
            {"session": one.session, "reasons": [[why.code, why.params] for why in one.reasons]}
            for one in plan.unplaced
            if one.session not in stay
        ],
        "ended": plan.ended.value,
    }


async def stop(actor: Actor, id: int) -> None:
    """Ask the solver to end soon and keep the best so far. Raises Missing when there is no such run."""
    mine = seen_by(actor, Proposal) & (Proposal.id == id)
    if not await Proposal.update({Proposal.stop_asked: True}).where(mine).returning(Proposal.id):
        raise Missing("problem.not-found")


async def discard(actor: Actor, id: int) -> None:
    """Throw a plan away. Raises Clash when it was accepted or thrown away already."""
    open_ones = (ProposalState.WAITING, ProposalState.RUNNING, ProposalState.DONE, ProposalState.FAILED)
    await proposals.one(actor, id)
    if not await _change(actor, id, open_ones, state=ProposalState.DISCARDED, stop_asked=True):
        raise Clash("timetable.proposal-over")


async def accept(actor: Actor, id: int, *, now: datetime | None = None) -> int:
    """Take over a plan: its sessions are planned, what they need is held. Returns how many no longer fitted.

    Sessions that somebody changed since, whose place was taken since or whose half-day has begun since are left without
    one. `now` other than this instant is for a demonstration that lies in the past. Raises Missing, Clash.
    """
    now = now or clock.now()
    proposal = await proposals.one(actor, id)
    async with db.write():
        if not await _change(actor, id, (ProposalState.DONE,), state=ProposalState.ACCEPTED):
            if proposal.state in (ProposalState.WAITING, ProposalState.RUNNING):
                raise Clash("timetable.proposal-running")
            raise Clash("timetable.proposal-over")
        demand = await queries.demand(actor, list(proposal.cohorts))
        held = {session.id: session for session in demand.sessions}
        fresh = [
            spot
            for spot in proposal.spots
            if spot.session in held
            and held[spot.session].version == proposal.versions[spot.session]
            and not rules.stays(held[spot.session])
            and not conflicts.is_late(demand, spot, now)
        ]
        await placing.lift(actor, [spot.session for spot in fresh])
        lost = [spot for spot in fresh if not await _fits(actor, demand, spot)]
        for cohort in demand.cohorts:
            await placing.celebrate(actor, demand, cohort.id)
        await placing.count(actor, demand)
        lost_in_all = len(lost) + len(proposal.spots) - len(fresh)
        await audit.note(
            actor, "timetable.accepted", "proposal", id, {"placed": len(fresh) - len(lost), "lost": lost_in_all}
        )
        return lost_in_all


async def _fits(actor: Actor, demand: Demand, spot: Spot) -> bool:
    """Put one session of a plan in its place; False when somebody else has taken what it needs."""
    try:
        async with db.savepoint():
            await placing.put(actor, demand, spot, BookingState.HELD)
    except db.Taken as taken:
        if not calendar.is_overlap(taken):
            raise
        return False
    return True
