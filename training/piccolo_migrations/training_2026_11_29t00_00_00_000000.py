"""A center's own facts have a version, so that of two who change them at once the second is told."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from training.schema import migration

ID = "2026-11-29T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "version of a center's facts"


async def forwards() -> MigrationManager:
    columns = (("center", "version", "INTEGER NOT NULL DEFAULT 1"),)
    return migration("training", ID, both=(), columns=columns)
