"""Why the scan of a paper was taken back."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from training.schema import migration

ID = "2026-11-30T01:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "returned scans"


async def forwards() -> MigrationManager:
    return migration("courses", ID, both=(), columns=(("paper", "returned", "VARCHAR(200) NOT NULL DEFAULT ''"),))
