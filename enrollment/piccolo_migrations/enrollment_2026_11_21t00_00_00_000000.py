"""Why a session or a class was cancelled."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from training.schema import migration

ID = "2026-11-21T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "cancelled sessions and classes"


async def forwards() -> MigrationManager:
    declared = "VARCHAR(200) NOT NULL DEFAULT ''"
    columns = (("session", "cancelled_reason", declared), ("cohort", "cancelled_reason", declared))
    return migration("enrollment", ID, both=(), columns=columns)
