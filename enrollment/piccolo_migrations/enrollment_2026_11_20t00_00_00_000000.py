"""Cohorts in the order in which lists show them, so that a page reads no more than its own rows."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from training.schema import migration

ID = "2026-11-20T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "cohorts by their first day"

BOTH = ('CREATE INDEX IF NOT EXISTS "i_cohort_center_starts_on" ON "cohort" ("center", "starts_on", "id")',)


async def forwards() -> MigrationManager:
    return migration("enrollment", ID, both=BOTH)
