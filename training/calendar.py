"""Book and release: no instructor and no venue in two places at once. The database itself has the last word.

A booking is never changed: a move releases and books anew in one transaction. All of it inside the caller's write.
"""

from collections.abc import Iterable
from datetime import datetime

from training import db
from training.access import Actor
from training.model import BookingState
from training.tables import Booking
from training.tenancy import seen_by

OVERLAP = "booking_overlap"


async def book(
    actor: Actor,
    resource: int,
    stretch: tuple[datetime, datetime],
    *,
    session: int,
    state: BookingState,
    lanes: int = 1,
    note: str = "",
) -> int:
    """Reserve a stretch of a resource for a session and return the booking's id.

    A venue that takes several groups at once has as many lanes. Raises db.Taken (`booking_overlap`) when none is free.
    """
    lane = await _free_lane(actor, resource, stretch, lanes) if lanes > 1 else 0
    booking = Booking(
        center=actor.center,
        resource=resource,
        lane=lane,
        starts_at=stretch[0],
        ends_at=stretch[1],
        state=state,
        session=session,
        note=note,
    )
    await booking.save()
    return int(booking.id)


async def _free_lane(actor: Actor, resource: int, stretch: tuple[datetime, datetime], lanes: int) -> int:
    """The first lane that looks free; should another take it meanwhile, the constraint says so."""
    over = (Booking.resource == resource) & (Booking.starts_at < stretch[1]) & (Booking.ends_at > stretch[0])
    rows = await Booking.select(Booking.lane).where(seen_by(actor, Booking), over)
    taken = {row["lane"] for row in rows}
    return next((lane for lane in range(lanes) if lane not in taken), 0)


async def release(actor: Actor, sessions: Iterable[int]) -> None:
    """Give back everything these sessions hold. What points at the bookings must let go first."""
    if ids := sorted(set(sessions)):
        await Booking.delete().where(seen_by(actor, Booking), Booking.session.is_in(ids))


async def confirm(actor: Actor, sessions: Iterable[int]) -> None:
    """What was held for these sessions is theirs for good."""
    if ids := sorted(set(sessions)):
        mine = seen_by(actor, Booking) & Booking.session.is_in(ids)
        await Booking.update({Booking.state: BookingState.CONFIRMED}).where(mine)


def is_overlap(taken: db.Taken) -> bool:
    """Whether a refused write was a second booking of the same stretch."""
    return OVERLAP in taken.what
