"""What an agency wishes of a class that is made to order."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from training.schema import migration

ID = "2026-11-21T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "wishes of an order"


async def forwards() -> MigrationManager:
    return migration("courses", ID, both=(), columns=(("package", "wishes", "JSON NOT NULL DEFAULT '{}'"),))
