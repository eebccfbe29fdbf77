"""What an agency wishes changed in an edition of its quotation."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from training.schema import migration

ID = "2026-11-30T02:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "wished changes of quotations"

TABLE = (
    """CREATE TABLE IF NOT EXISTS "change_wish" (
        "id" {serial},
        "center" INTEGER NOT NULL REFERENCES "center" ("id"),
        "agency" INTEGER NOT NULL REFERENCES "agency" ("id"),
        "quotation" INTEGER NOT NULL REFERENCES "quotation" ("id"),
        "wish" TEXT NOT NULL DEFAULT '',
        "name" VARCHAR(100) NOT NULL DEFAULT '',
        "at" TIMESTAMPTZ NOT NULL
    )""",
    'CREATE INDEX IF NOT EXISTS "i_change_wish_center" ON "change_wish" ("center")',
    'CREATE INDEX IF NOT EXISTS "i_change_wish_agency" ON "change_wish" ("agency")',
    'CREATE INDEX IF NOT EXISTS "i_change_wish_quotation" ON "change_wish" ("quotation")',
)


async def forwards() -> MigrationManager:
    return migration("courses", ID, both=TABLE)
