"""Of one package one program, whoever agrees to whichever edition of its quotation."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from training.schema import migration

ID = "2026-11-28T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "one program of a package"


async def forwards() -> MigrationManager:
    return migration(
        "courses", ID, both=('CREATE UNIQUE INDEX IF NOT EXISTS "u_program_package" ON "program" ("package")',)
    )
