"""A center's row bears a stamp that is another after every change of its catalogue."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from training.schema import migration

ID = "2026-11-20T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "a stamp of the catalogue"


async def forwards() -> MigrationManager:
    columns = (("center", "catalogue_stamp", "VARCHAR(40) NOT NULL DEFAULT ''"),)
    return migration("training", ID, both=(), columns=columns)
