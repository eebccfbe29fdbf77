"""How often a course was taught was never counted, and is no longer said."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from training.schema import migration

ID = "2026-11-30T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "courses without a count that nobody kept"


async def forwards() -> MigrationManager:
    return migration("courses", ID, both=(), without=(("course", "times_taught"),))
