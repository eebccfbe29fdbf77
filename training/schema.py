"""How hand-written migrations speak to both engines: one text, and what differs said twice."""

from collections.abc import Sequence

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from training import db
from training.db import ENGINE

_WORDS = {
    "sqlite": {"serial": "INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL", "bytes": "BLOB"},
    "postgres": {"serial": "SERIAL PRIMARY KEY NOT NULL", "bytes": "BYTEA"},
}


def migration(
    app: str,
    id: str,
    *,
    both: Sequence[str],
    sqlite: Sequence[str] = (),
    postgres: Sequence[str] = (),
    columns: Sequence[tuple[str, str, str]] = (),
    without: Sequence[tuple[str, str]] = (),
) -> MigrationManager:
    """One migration, every statement of it idempotent. `{serial}` and `{bytes}` are the engine's own words.

    `columns` are added to tables that exist: table, column, declaration. `without` are columns that nothing reads any more.
    """
    manager = MigrationManager(migration_id=id, app_name=app, description="")
    words = _WORDS[ENGINE.engine_type]
    own = sqlite if ENGINE.engine_type == "sqlite" else postgres

    async def run() -> None:
        for statement in both:
            sql = statement.replace("{serial}", words["serial"]).replace("{bytes}", words["bytes"])
            await ENGINE.run_ddl(sql)
        for table, column, declared in columns:
            await _add_column(table, column, declared)
        for table, column in without:
            await _drop_column(table, column)
        for statement in own:
            await ENGINE.run_ddl(statement)

    manager.add_raw(run)
    return manager


async def _add_column(table: str, column: str, declared: str) -> None:
    """SQLite knows no IF NOT EXISTS for a column, so it is looked for first; one migrator runs at a time."""
    if ENGINE.engine_type == "sqlite":
        if not await _has_column(table, column):
            await ENGINE.run_ddl(f'ALTER TABLE "{table}" ADD COLUMN "{column}" {declared}')
    else:
        await ENGINE.run_ddl(f'ALTER TABLE "{table}" ADD COLUMN IF NOT EXISTS "{column}" {declared}')


async def _drop_column(table: str, column: str) -> None:
    if ENGINE.engine_type == "sqlite":
        if await _has_column(table, column):
            await ENGINE.run_ddl(f'ALTER TABLE "{table}" DROP COLUMN "{column}"')
    else:
        await ENGINE.run_ddl(f'ALTER TABLE "{table}" DROP COLUMN IF EXISTS "{column}"')


async def _has_column(table: str, column: str) -> bool:
    return bool(await db.raw("SELECT name FROM pragma_table_info({}) WHERE name = {}", table, column))
