"""The parts of each log's tree, so that heads and proofs need no leaf read again; and positions from a counter row."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from certificates.rules.log import Log
from training import db
from training.schema import migration

ID = "2026-11-03T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the tree of the log"

BOTH = (
    """CREATE TABLE IF NOT EXISTS "log_node" (
        "id" {serial},
        "center" INTEGER NOT NULL REFERENCES "center" ("id"),
        "height" INTEGER NOT NULL DEFAULT 0,
        "place" BIGINT NOT NULL DEFAULT 0,
        "hash" VARCHAR(64) NOT NULL DEFAULT ''
    )""",
    'CREATE INDEX IF NOT EXISTS "i_log_node_center" ON "log_node" ("center")',
    'CREATE UNIQUE INDEX IF NOT EXISTS "u_log_node_center_height_place" ON "log_node" ("center", "height", "place")',
    """INSERT INTO "series" ("center", "name", "year", "next")
        SELECT "center", 'log', 0, COUNT(*) + 1 FROM "log_leaf" GROUP BY "center"
        ON CONFLICT ("center", "name", "year") DO NOTHING""",
)

SQLITE = (
    "CREATE TRIGGER IF NOT EXISTS log_node_no_update BEFORE UPDATE ON log_node BEGIN SELECT RAISE(ABORT, 'log_node_append_only'); END",
    "CREATE TRIGGER IF NOT EXISTS log_node_no_delete BEFORE DELETE ON log_node BEGIN SELECT RAISE(ABORT, 'log_node_append_only'); END",
)

POSTGRES = (
    "CREATE OR REPLACE FUNCTION log_node_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'log_node_append_only'; END $$",
    "CREATE OR REPLACE TRIGGER log_node_no_change BEFORE UPDATE OR DELETE ON log_node FOR EACH ROW EXECUTE FUNCTION log_node_refuse()",
)


async def _grow() -> None:
    """The tree over the leaves that are there already."""
    leaves: dict[int, list[bytes]] = {}
    for row in await db.raw('SELECT "center", "leaf" FROM "log_leaf" ORDER BY "center", "position"'):
        leaves.setdefault(row["center"], []).append(bytes.fromhex(row["leaf"]))
    for center, entries in leaves.items():
        for height, level in enumerate(Log(entries).levels):
            for place, node in enumerate(level):
                await db.raw(
                    "INSERT INTO log_node (center, height, place, hash) VALUES ({}, {}, {}, {}) "
                    "ON CONFLICT (center, height, place) DO NOTHING",
                    center,
                    height,
                    place,
                    node.hex(),
                )


async def forwards() -> MigrationManager:
    manager = migration("certificates", ID, both=BOTH, sqlite=SQLITE, postgres=POSTGRES)
    manager.add_raw(_grow)
    return manager
