"""How hand-written migrations speak to both engines: one text, and what differs said twice."""

from collections.abc import Sequence

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

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
) -> MigrationManager:
    """One migration, every statement of it idempotent. `{serial}` and `{bytes}` are the engine's own words."""
    manager = MigrationManager(migration_id=id, app_name=app, description="")
    words = _WORDS[ENGINE.engine_type]
    own = sqlite if ENGINE.engine_type == "sqlite" else postgres

    async def run() -> None:
        for statement in both:
            sql = statement.replace("{serial}", words["serial"]).replace("{bytes}", words["bytes"])
            await ENGINE.run_ddl(sql)
        for statement in own:
            await ENGINE.run_ddl(statement)

    manager.add_raw(run)
    return manager
