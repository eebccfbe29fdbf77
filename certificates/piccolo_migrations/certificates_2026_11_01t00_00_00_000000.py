"""The first tables of this package, on both engines."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from training.schema import migration

ID = "2026-11-01T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "first tables"

BOTH = (
    """CREATE TABLE IF NOT EXISTS "certificate" (
        "id" {serial},
        "center" INTEGER NOT NULL REFERENCES "center" ("id"),
        "agency" INTEGER REFERENCES "agency" ("id"),
        "cohort" INTEGER NOT NULL REFERENCES "cohort" ("id"),
        "enrollment" INTEGER NOT NULL REFERENCES "enrollment" ("id"),
        "trainee" INTEGER NOT NULL REFERENCES "trainee" ("id"),
        "kind" VARCHAR(20) NOT NULL DEFAULT '',
        "state" VARCHAR(20) NOT NULL DEFAULT '',
        "series" VARCHAR(40) NOT NULL DEFAULT '',
        "year" INTEGER NOT NULL DEFAULT 0,
        "running" INTEGER NOT NULL DEFAULT 0,
        "number" VARCHAR(60) NOT NULL DEFAULT '',
        "code" VARCHAR(20) NOT NULL DEFAULT '',
        "name" VARCHAR(100) NOT NULL DEFAULT '',
        "class_title" VARCHAR(200) NOT NULL DEFAULT '',
        "starts_on" DATE NOT NULL,
        "ends_on" DATE NOT NULL,
        "credit_hours" INTEGER NOT NULL DEFAULT 0,
        "issued_on" DATE NOT NULL,
        "issued_by" VARCHAR(100) NOT NULL DEFAULT '',
        "facts" JSON NOT NULL DEFAULT '{}',
        "document_hash" VARCHAR(64) NOT NULL DEFAULT '',
        "document" INTEGER,
        "picture" INTEGER,
        "fault" VARCHAR(200) NOT NULL DEFAULT '',
        "status_index" INTEGER,
        "log_index" BIGINT,
        "replaced_by" INTEGER,
        "ended_on" DATE,
        "ended_reason" VARCHAR(200) NOT NULL DEFAULT '',
        "version" INTEGER NOT NULL DEFAULT 1
    )""",
    'CREATE INDEX IF NOT EXISTS "i_certificate_center" ON "certificate" ("center")',
    'CREATE INDEX IF NOT EXISTS "i_certificate_agency" ON "certificate" ("agency")',
    'CREATE INDEX IF NOT EXISTS "i_certificate_cohort" ON "certificate" ("cohort")',
    'CREATE INDEX IF NOT EXISTS "i_certificate_trainee" ON "certificate" ("trainee")',
    'CREATE UNIQUE INDEX IF NOT EXISTS "u_certificate_code" ON "certificate" ("code")',
    'CREATE UNIQUE INDEX IF NOT EXISTS "u_certificate_center_series_year_running" ON "certificate" ("center", "series", "year", "running")',
    'CREATE UNIQUE INDEX IF NOT EXISTS "u_certificate_enrollment_kind" ON "certificate" ("enrollment", "kind") WHERE state = \'valid\'',
    """CREATE TABLE IF NOT EXISTS "certificate_line" (
        "id" {serial},
        "center" INTEGER NOT NULL REFERENCES "center" ("id"),
        "agency" INTEGER REFERENCES "agency" ("id"),
        "trainee" INTEGER NOT NULL REFERENCES "trainee" ("id"),
        "certificate" INTEGER NOT NULL REFERENCES "certificate" ("id"),
        "session" INTEGER NOT NULL REFERENCES "session" ("id"),
        "package_item" INTEGER NOT NULL REFERENCES "package_item" ("id"),
        "title" VARCHAR(200) NOT NULL DEFAULT '',
        "on_day" DATE NOT NULL,
        "credit_hours" INTEGER NOT NULL DEFAULT 0
    )""",
    'CREATE INDEX IF NOT EXISTS "i_certificate_line_center" ON "certificate_line" ("center")',
    'CREATE INDEX IF NOT EXISTS "i_certificate_line_certificate" ON "certificate_line" ("certificate")',
    'CREATE UNIQUE INDEX IF NOT EXISTS "u_certificate_line_certificate_session" ON "certificate_line" ("certificate", "session")',
    """CREATE TABLE IF NOT EXISTS "certificate_file" (
        "id" {serial},
        "center" INTEGER NOT NULL REFERENCES "center" ("id"),
        "agency" INTEGER REFERENCES "agency" ("id"),
        "trainee" INTEGER NOT NULL REFERENCES "trainee" ("id"),
        "certificate" INTEGER NOT NULL REFERENCES "certificate" ("id"),
        "kind" VARCHAR(10) NOT NULL DEFAULT '',
        "sha256" VARCHAR(64) NOT NULL DEFAULT '',
        "content" {bytes} NOT NULL
    )""",
    'CREATE INDEX IF NOT EXISTS "i_certificate_file_center" ON "certificate_file" ("center")',
    'CREATE INDEX IF NOT EXISTS "i_certificate_file_certificate" ON "certificate_file" ("certificate")',
    'CREATE UNIQUE INDEX IF NOT EXISTS "u_certificate_file_certificate_kind" ON "certificate_file" ("certificate", "kind")',
    """CREATE TABLE IF NOT EXISTS "log_leaf" (
        "id" {serial},
        "center" INTEGER NOT NULL REFERENCES "center" ("id"),
        "position" BIGINT NOT NULL DEFAULT 0,
        "leaf" VARCHAR(64) NOT NULL DEFAULT '',
        "certificate" INTEGER NOT NULL REFERENCES "certificate" ("id"),
        "at" TIMESTAMPTZ NOT NULL
    )""",
    'CREATE INDEX IF NOT EXISTS "i_log_leaf_center" ON "log_leaf" ("center")',
    'CREATE UNIQUE INDEX IF NOT EXISTS "u_log_leaf_center_position" ON "log_leaf" ("center", "position")',
    'CREATE UNIQUE INDEX IF NOT EXISTS "u_log_leaf_certificate" ON "log_leaf" ("certificate")',
    """CREATE TABLE IF NOT EXISTS "log_head" (
        "id" {serial},
        "center" INTEGER NOT NULL REFERENCES "center" ("id"),
        "size" BIGINT NOT NULL DEFAULT 0,
        "root" VARCHAR(64) NOT NULL DEFAULT '',
        "signature" TEXT NOT NULL DEFAULT '',
        "at" TIMESTAMPTZ NOT NULL
    )""",
    'CREATE INDEX IF NOT EXISTS "i_log_head_center" ON "log_head" ("center")',
    'CREATE UNIQUE INDEX IF NOT EXISTS "u_log_head_center_size" ON "log_head" ("center", "size")',
)

SQLITE = (
    "CREATE TRIGGER IF NOT EXISTS log_leaf_no_update BEFORE UPDATE ON log_leaf BEGIN SELECT RAISE(ABORT, 'log_leaf_append_only'); END",
    "CREATE TRIGGER IF NOT EXISTS log_leaf_no_delete BEFORE DELETE ON log_leaf BEGIN SELECT RAISE(ABORT, 'log_leaf_append_only'); END",
    "CREATE TRIGGER IF NOT EXISTS log_head_no_update BEFORE UPDATE ON log_head BEGIN SELECT RAISE(ABORT, 'log_head_append_only'); END",
    "CREATE TRIGGER IF NOT EXISTS log_head_no_delete BEFORE DELETE ON log_head BEGIN SELECT RAISE(ABORT, 'log_head_append_only'); END",
)

POSTGRES = (
    "CREATE OR REPLACE FUNCTION log_leaf_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'log_leaf_append_only'; END $$",
    "CREATE OR REPLACE TRIGGER log_leaf_no_change BEFORE UPDATE OR DELETE ON log_leaf FOR EACH ROW EXECUTE FUNCTION log_leaf_refuse()",
    "CREATE OR REPLACE FUNCTION log_head_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'log_head_append_only'; END $$",
    "CREATE OR REPLACE TRIGGER log_head_no_change BEFORE UPDATE OR DELETE ON log_head FOR EACH ROW EXECUTE FUNCTION log_head_refuse()",
)


async def forwards() -> MigrationManager:
    return migration("certificates", ID, both=BOTH, sqlite=SQLITE, postgres=POSTGRES)
