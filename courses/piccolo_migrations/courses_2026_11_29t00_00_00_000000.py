"""A quotation remembers the version of the package that it quotes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from training.schema import migration

ID = "2026-11-29T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "version of the quoted package"

# What was quoted before nobody wrote down; it is taken to be as it is now.
KNOWN = (
    'UPDATE "quotation" SET "package_version" = '
    '(SELECT p."version" FROM "package" p WHERE p."id" = "quotation"."package") WHERE "package_version" = 0'
)


async def forwards() -> MigrationManager:
    return migration(
        "courses",
        ID,
        both=(),
        columns=(("quotation", "package_version", "INTEGER NOT NULL DEFAULT 0"),),
        sqlite=(KNOWN,),
        postgres=(KNOWN,),
    )
