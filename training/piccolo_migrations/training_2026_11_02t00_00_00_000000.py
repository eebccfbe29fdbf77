"""A center may require a second factor of its staff."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from training.schema import migration

ID = "2026-11-02T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "a second factor for staff"


async def forwards() -> MigrationManager:
    columns = (("center", "second_factor", "BOOLEAN NOT NULL DEFAULT false"),)
    return migration("training", ID, both=(), columns=columns)
