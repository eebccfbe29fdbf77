"""The keys that a center issues with."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from training.schema import migration

ID = "2026-11-02T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "keys of issuers"

BOTH = (
    """CREATE TABLE IF NOT EXISTS "issuer_key" (
        "id" {serial},
        "center" INTEGER NOT NULL REFERENCES "center" ("id"),
        "purpose" VARCHAR(20) NOT NULL DEFAULT '',
        "fingerprint" VARCHAR(64) NOT NULL DEFAULT '',
        "public" TEXT NOT NULL DEFAULT '',
        "sealed" TEXT NOT NULL DEFAULT '',
        "made_at" TIMESTAMPTZ NOT NULL
    )""",
    'CREATE INDEX IF NOT EXISTS "i_issuer_key_center" ON "issuer_key" ("center")',
    'CREATE UNIQUE INDEX IF NOT EXISTS "u_issuer_key_center_purpose_fingerprint" ON "issuer_key" ("center", "purpose", "fingerprint")',
)


async def forwards() -> MigrationManager:
    return migration("certificates", ID, both=BOTH)
