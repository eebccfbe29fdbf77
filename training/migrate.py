"""Bring the database to this release: every package's migrations in order, one migrator at a time."""

import asyncio
import fcntl
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, redirect_stdout
from pathlib import Path

from piccolo.apps.migrations.commands.forwards import run_forwards

from training import db
from training.db import ENGINE, SQLite

_LOCK_KEY = 7_261_026


@asynccontextmanager
async def _alone() -> AsyncIterator[None]:
    """Wait until no other process migrates this database."""
    if isinstance(ENGINE, SQLite):
        with await asyncio.to_thread(Path(f"{ENGINE.path}.migrating").open, "w") as lock:
            await asyncio.to_thread(fcntl.flock, lock, fcntl.LOCK_EX)
            yield
        return
    connection = await ENGINE.get_new_connection()
    try:
        await connection.execute(f"SET statement_timeout = 0; SELECT pg_advisory_lock({_LOCK_KEY})")
        yield
    finally:
        await connection.close()


async def migrate() -> str:
    """Run what has not run yet; a second call does nothing. Returns what was done, as text.

    Raises RuntimeError with that text when a migration fails; what it had begun is rolled back.
    """
    said = io.StringIO()
    async with _alone():
        with redirect_stdout(said):
            result = await run_forwards("all")
    if not result.success:
        raise RuntimeError(said.getvalue())
    return said.getvalue()


async def is_begun() -> bool:
    """Whether anything was ever migrated here."""
    if isinstance(ENGINE, SQLite):
        return bool(await db.raw("SELECT 1 AS one FROM sqlite_master WHERE name = {}", "center"))
    return bool(await db.raw("SELECT 1 AS one FROM information_schema.tables WHERE table_name = {}", "center"))
