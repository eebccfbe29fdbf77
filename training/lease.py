"""Who holds the clock: one process at a time, by a row that must be renewed."""

from datetime import timedelta

from piccolo.columns import Column

from training import clock, db
from training.outbox import ME
from training.tables import Lease


async def hold(name: str, seconds: int) -> bool:
    """Take or renew a lease for this process; False while another process holds it."""
    now = clock.now()
    await db.raw("INSERT INTO lease (name, holder, until) VALUES ({}, '', {}) ON CONFLICT (name) DO NOTHING", name, now)
    free = (Lease.holder == ME) | (Lease.until <= now)
    changes: dict[Column | str, object] = {Lease.holder: ME, Lease.until: now + timedelta(seconds=seconds)}
    return bool(await Lease.update(changes).where(Lease.name == name, free).returning(Lease.id))


async def release(name: str) -> None:
    """Give a lease back at the end, so that the next holder need not wait."""
    await Lease.update({Lease.until: clock.now()}).where(Lease.name == name, Lease.holder == ME)
