"""How a center weighs its timetables."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from training.schema import migration

ID = "2026-11-28T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "planning rules of a center"

BOTH = (
    """CREATE TABLE IF NOT EXISTS "planning_rules" (
        "id" {serial},
        "center" INTEGER NOT NULL REFERENCES "center" ("id"),
        "strengths" JSON NOT NULL DEFAULT '{}',
        "weights" JSON NOT NULL DEFAULT '{}'
    )""",
    'CREATE UNIQUE INDEX IF NOT EXISTS "u_planning_rules_center" ON "planning_rules" ("center")',
)


async def forwards() -> MigrationManager:
    return migration("enrollment", ID, both=BOTH)
