"""What composing needs: themes in both languages, topics, paid hours, reasons, and what a center usually asks."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from training.schema import migration

ID = "2026-11-02T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "what composing needs"

BOTH = (
    """CREATE TABLE IF NOT EXISTS "center_costs" (
        "id" {serial},
        "center" INTEGER NOT NULL REFERENCES "center" ("id"),
        "costs" JSON NOT NULL DEFAULT '{}'
    )""",
    'CREATE UNIQUE INDEX IF NOT EXISTS "u_center_costs_center" ON "center_costs" ("center")',
)
COLUMNS = (
    ("course", "theme_en", "VARCHAR(80) NOT NULL DEFAULT ''"),
    ("course", "topics", "TEXT NOT NULL DEFAULT ''"),
    ("course", "paid_hours", "INTEGER"),
    ("package_item", "reason", "VARCHAR(200) NOT NULL DEFAULT ''"),
)


async def forwards() -> MigrationManager:
    return migration("courses", ID, both=BOTH, columns=COLUMNS)
