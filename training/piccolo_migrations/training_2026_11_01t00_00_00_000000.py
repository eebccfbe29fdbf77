"""The first tables of this package, on both engines."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from training.schema import migration

ID = "2026-11-01T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "first tables"

BOTH = (
    """CREATE TABLE IF NOT EXISTS "center" (
        "id" {serial},
        "slug" VARCHAR(40) NOT NULL DEFAULT '',
        "name" VARCHAR(200) NOT NULL DEFAULT '',
        "short_name" VARCHAR(40) NOT NULL DEFAULT '',
        "name_en" VARCHAR(200) NOT NULL DEFAULT '',
        "zone" VARCHAR(40) NOT NULL DEFAULT '',
        "mark" VARCHAR(20) NOT NULL DEFAULT '',
        "is_demo" BOOLEAN NOT NULL DEFAULT false,
        "address" VARCHAR(200) NOT NULL DEFAULT '',
        "telephone" VARCHAR(40) NOT NULL DEFAULT '',
        "icp" VARCHAR(60) NOT NULL DEFAULT '',
        "police_filing" VARCHAR(60) NOT NULL DEFAULT '',
        "bank_account" TEXT NOT NULL DEFAULT '',
        "hours" JSON NOT NULL DEFAULT '{}',
        "created_at" TIMESTAMPTZ NOT NULL
    )""",
    'CREATE UNIQUE INDEX IF NOT EXISTS "u_center_slug" ON "center" ("slug")',
    """CREATE TABLE IF NOT EXISTS "account" (
        "id" {serial},
        "center" INTEGER NOT NULL,
        "agency" INTEGER,
        "roles" VARCHAR(100) NOT NULL DEFAULT '',
        "name" VARCHAR(100) NOT NULL DEFAULT '',
        "mail" VARCHAR(200) NOT NULL DEFAULT '',
        "mobile" VARCHAR(40) NOT NULL DEFAULT '',
        "password_hash" VARCHAR(200) NOT NULL DEFAULT '',
        "totp_secret" VARCHAR(200) NOT NULL DEFAULT '',
        "totp_step" BIGINT NOT NULL DEFAULT 0,
        "is_active" BOOLEAN NOT NULL DEFAULT true,
        "language" VARCHAR(10) NOT NULL DEFAULT '',
        "created_at" TIMESTAMPTZ NOT NULL
    )""",
    'CREATE INDEX IF NOT EXISTS "i_account_center" ON "account" ("center")',
    'CREATE UNIQUE INDEX IF NOT EXISTS "u_account_mail" ON "account" ("mail") WHERE mail <> \'\'',
    """CREATE TABLE IF NOT EXISTS "login" (
        "id" {serial},
        "center" INTEGER NOT NULL,
        "id_hash" VARCHAR(64) NOT NULL DEFAULT '',
        "account" INTEGER,
        "trainee" INTEGER,
        "instructor" INTEGER,
        "created_at" TIMESTAMPTZ NOT NULL,
        "seen_at" TIMESTAMPTZ NOT NULL,
        "ends_at" TIMESTAMPTZ NOT NULL,
        "agent" VARCHAR(200) NOT NULL DEFAULT ''
    )""",
    'CREATE UNIQUE INDEX IF NOT EXISTS "u_login_id_hash" ON "login" ("id_hash")',
    """CREATE TABLE IF NOT EXISTS "attempt" (
        "id" {serial},
        "tries" INTEGER NOT NULL DEFAULT 0,
        "key" VARCHAR(120) NOT NULL DEFAULT '',
        "window_ends" TIMESTAMPTZ NOT NULL
    )""",
    'CREATE UNIQUE INDEX IF NOT EXISTS "u_attempt_key" ON "attempt" ("key")',
    """CREATE TABLE IF NOT EXISTS "one_time_link" (
        "id" {serial},
        "center" INTEGER NOT NULL,
        "token_hash" VARCHAR(64) NOT NULL DEFAULT '',
        "purpose" VARCHAR(40) NOT NULL DEFAULT '',
        "subject" JSON NOT NULL DEFAULT '{}',
        "ends_at" TIMESTAMPTZ NOT NULL,
        "spent_at" TIMESTAMPTZ
    )""",
    'CREATE INDEX IF NOT EXISTS "i_one_time_link_center" ON "one_time_link" ("center")',
    'CREATE UNIQUE INDEX IF NOT EXISTS "u_one_time_link_token_hash" ON "one_time_link" ("token_hash")',
    """CREATE TABLE IF NOT EXISTS "one_time_code" (
        "id" {serial},
        "center" INTEGER NOT NULL,
        "mobile_index" VARCHAR(64) NOT NULL DEFAULT '',
        "code_hash" VARCHAR(64) NOT NULL DEFAULT '',
        "purpose" VARCHAR(40) NOT NULL DEFAULT '',
        "sealed_code" TEXT NOT NULL DEFAULT '',
        "tries_left" INTEGER NOT NULL DEFAULT 0,
        "ends_at" TIMESTAMPTZ NOT NULL,
        "spent_at" TIMESTAMPTZ
    )""",
    'CREATE INDEX IF NOT EXISTS "i_one_time_code_center" ON "one_time_code" ("center")',
    'CREATE INDEX IF NOT EXISTS "i_one_time_code_mobile_index" ON "one_time_code" ("mobile_index")',
    """CREATE TABLE IF NOT EXISTS "api_token" (
        "id" {serial},
        "center" INTEGER NOT NULL,
        "account" INTEGER NOT NULL DEFAULT 0,
        "name" VARCHAR(100) NOT NULL DEFAULT '',
        "token_hash" VARCHAR(64) NOT NULL DEFAULT '',
        "scopes" TEXT NOT NULL DEFAULT '',
        "created_at" TIMESTAMPTZ NOT NULL,
        "used_at" TIMESTAMPTZ,
        "revoked_at" TIMESTAMPTZ
    )""",
    'CREATE INDEX IF NOT EXISTS "i_api_token_center" ON "api_token" ("center")',
    'CREATE INDEX IF NOT EXISTS "i_api_token_account" ON "api_token" ("account")',
    'CREATE UNIQUE INDEX IF NOT EXISTS "u_api_token_token_hash" ON "api_token" ("token_hash")',
    """CREATE TABLE IF NOT EXISTS "agency" (
        "id" {serial},
        "center" INTEGER NOT NULL REFERENCES "center" ("id"),
        "name" VARCHAR(200) NOT NULL DEFAULT '',
        "short_name" VARCHAR(60) NOT NULL DEFAULT '',
        "uscc" VARCHAR(18) NOT NULL DEFAULT '',
        "jurisdiction" VARCHAR(60) NOT NULL DEFAULT '',
        "level" VARCHAR(40) NOT NULL DEFAULT '',
        "address" VARCHAR(200) NOT NULL DEFAULT '',
        "telephone" VARCHAR(40) NOT NULL DEFAULT '',
        "state" VARCHAR(20) NOT NULL DEFAULT '',
        "version" INTEGER NOT NULL DEFAULT 1
    )""",
    'CREATE INDEX IF NOT EXISTS "i_agency_center" ON "agency" ("center")',
    'CREATE UNIQUE INDEX IF NOT EXISTS "u_agency_center_uscc" ON "agency" ("center", "uscc") WHERE uscc <> \'\'',
    """CREATE TABLE IF NOT EXISTS "resource" (
        "id" {serial},
        "center" INTEGER NOT NULL REFERENCES "center" ("id"),
        "kind" VARCHAR(20) NOT NULL DEFAULT '',
        "name" VARCHAR(200) NOT NULL DEFAULT ''
    )""",
    'CREATE INDEX IF NOT EXISTS "i_resource_center" ON "resource" ("center")',
    """CREATE TABLE IF NOT EXISTS "instructor" (
        "id" {serial},
        "center" INTEGER NOT NULL REFERENCES "center" ("id"),
        "resource" INTEGER NOT NULL REFERENCES "resource" ("id"),
        "name" VARCHAR(100) NOT NULL DEFAULT '',
        "title" VARCHAR(40) NOT NULL DEFAULT '',
        "post" VARCHAR(200) NOT NULL DEFAULT '',
        "organization" VARCHAR(200) NOT NULL DEFAULT '',
        "mail" VARCHAR(200) NOT NULL DEFAULT '',
        "mobile_sealed" TEXT NOT NULL DEFAULT '',
        "mobile_index" VARCHAR(64) NOT NULL DEFAULT '',
        "takes_fee" BOOLEAN NOT NULL DEFAULT true,
        "fee" BIGINT,
        "unavailable" JSON NOT NULL DEFAULT '{}',
        "is_active" BOOLEAN NOT NULL DEFAULT true,
        "version" INTEGER NOT NULL DEFAULT 1
    )""",
    'CREATE INDEX IF NOT EXISTS "i_instructor_center" ON "instructor" ("center")',
    'CREATE INDEX IF NOT EXISTS "i_instructor_mobile_index" ON "instructor" ("mobile_index")',
    'CREATE UNIQUE INDEX IF NOT EXISTS "u_instructor_resource" ON "instructor" ("resource")',
    """CREATE TABLE IF NOT EXISTS "venue" (
        "id" {serial},
        "center" INTEGER NOT NULL REFERENCES "center" ("id"),
        "resource" INTEGER NOT NULL REFERENCES "resource" ("id"),
        "kind" VARCHAR(20) NOT NULL DEFAULT '',
        "name" VARCHAR(200) NOT NULL DEFAULT '',
        "name_en" VARCHAR(200) NOT NULL DEFAULT '',
        "capacity" INTEGER NOT NULL DEFAULT 0,
        "address" VARCHAR(200) NOT NULL DEFAULT '',
        "telephone" VARCHAR(40) NOT NULL DEFAULT '',
        "lanes" INTEGER NOT NULL DEFAULT 1,
        "visiting_minutes" INTEGER NOT NULL DEFAULT 0,
        "travel_minutes" INTEGER NOT NULL DEFAULT 0,
        "closed_weekdays" VARCHAR(20) NOT NULL DEFAULT '',
        "features" TEXT NOT NULL DEFAULT '',
        "fee" BIGINT NOT NULL DEFAULT 0,
        "is_active" BOOLEAN NOT NULL DEFAULT true,
        "version" INTEGER NOT NULL DEFAULT 1
    )""",
    'CREATE INDEX IF NOT EXISTS "i_venue_center" ON "venue" ("center")',
    'CREATE UNIQUE INDEX IF NOT EXISTS "u_venue_resource" ON "venue" ("resource")',
    """CREATE TABLE IF NOT EXISTS "away" (
        "id" {serial},
        "center" INTEGER NOT NULL REFERENCES "center" ("id"),
        "resource" INTEGER NOT NULL REFERENCES "resource" ("id"),
        "first" DATE NOT NULL,
        "last" DATE NOT NULL,
        "reason" VARCHAR(200) NOT NULL DEFAULT ''
    )""",
    'CREATE INDEX IF NOT EXISTS "i_away_center" ON "away" ("center")',
    'CREATE INDEX IF NOT EXISTS "i_away_resource" ON "away" ("resource")',
    """CREATE TABLE IF NOT EXISTS "booking" (
        "id" {serial},
        "center" INTEGER NOT NULL REFERENCES "center" ("id"),
        "resource" INTEGER NOT NULL REFERENCES "resource" ("id"),
        "lane" INTEGER NOT NULL DEFAULT 0,
        "starts_at" TIMESTAMPTZ NOT NULL,
        "ends_at" TIMESTAMPTZ NOT NULL,
        "state" VARCHAR(20) NOT NULL DEFAULT '',
        "session" INTEGER NOT NULL,
        "note" VARCHAR(200) NOT NULL DEFAULT ''
    )""",
    'CREATE INDEX IF NOT EXISTS "i_booking_center" ON "booking" ("center")',
    'CREATE INDEX IF NOT EXISTS "i_booking_session" ON "booking" ("session")',
    """CREATE TABLE IF NOT EXISTS "trainee" (
        "id" {serial},
        "center" INTEGER NOT NULL REFERENCES "center" ("id"),
        "agency" INTEGER REFERENCES "agency" ("id"),
        "name" VARCHAR(100) NOT NULL DEFAULT '',
        "name_as_given" VARCHAR(100) NOT NULL DEFAULT '',
        "name_sort" VARCHAR(200) NOT NULL DEFAULT '',
        "gender" VARCHAR(10) NOT NULL DEFAULT '',
        "ethnic" VARCHAR(20) NOT NULL DEFAULT '',
        "id_type" VARCHAR(20) NOT NULL DEFAULT '',
        "id_sealed" TEXT NOT NULL DEFAULT '',
        "id_index" VARCHAR(64) NOT NULL DEFAULT '',
        "id_masked" VARCHAR(30) NOT NULL DEFAULT '',
        "mobile_sealed" TEXT NOT NULL DEFAULT '',
        "mobile_index" VARCHAR(64) NOT NULL DEFAULT '',
        "unit_post" VARCHAR(200) NOT NULL DEFAULT '',
        "level" VARCHAR(40) NOT NULL DEFAULT '',
        "created_at" TIMESTAMPTZ NOT NULL
    )""",
    'CREATE INDEX IF NOT EXISTS "i_trainee_center" ON "trainee" ("center")',
    'CREATE INDEX IF NOT EXISTS "i_trainee_agency" ON "trainee" ("agency")',
    'CREATE INDEX IF NOT EXISTS "i_trainee_mobile_index" ON "trainee" ("mobile_index")',
    'CREATE UNIQUE INDEX IF NOT EXISTS "u_trainee_center_id_index" ON "trainee" ("center", "id_index") WHERE id_index <> \'\'',
    """CREATE TABLE IF NOT EXISTS "audit_row" (
        "id" {serial},
        "center" INTEGER NOT NULL,
        "at" TIMESTAMPTZ NOT NULL,
        "actor_kind" VARCHAR(20) NOT NULL DEFAULT '',
        "actor_id" INTEGER NOT NULL DEFAULT 0,
        "actor_name" VARCHAR(100) NOT NULL DEFAULT '',
        "verb" VARCHAR(60) NOT NULL DEFAULT '',
        "noun" VARCHAR(40) NOT NULL DEFAULT '',
        "noun_id" INTEGER NOT NULL DEFAULT 0,
        "detail" TEXT NOT NULL DEFAULT ''
    )""",
    'CREATE INDEX IF NOT EXISTS "i_audit_row_center" ON "audit_row" ("center")',
    """CREATE TABLE IF NOT EXISTS "audit_seal" (
        "id" {serial},
        "center" INTEGER NOT NULL,
        "position" INTEGER NOT NULL DEFAULT 0,
        "row" INTEGER NOT NULL REFERENCES "audit_row" ("id"),
        "hash" VARCHAR(64) NOT NULL DEFAULT '',
        "sealed_at" TIMESTAMPTZ NOT NULL
    )""",
    'CREATE INDEX IF NOT EXISTS "i_audit_seal_center" ON "audit_seal" ("center")',
    'CREATE UNIQUE INDEX IF NOT EXISTS "u_audit_seal_center_position" ON "audit_seal" ("center", "position")',
    'CREATE UNIQUE INDEX IF NOT EXISTS "u_audit_seal_row" ON "audit_seal" ("row")',
    """CREATE TABLE IF NOT EXISTS "outbox" (
        "id" {serial},
        "center" INTEGER NOT NULL,
        "kind" VARCHAR(40) NOT NULL DEFAULT '',
        "key" VARCHAR(120) NOT NULL DEFAULT '',
        "payload" JSON NOT NULL DEFAULT '{}',
        "state" VARCHAR(20) NOT NULL DEFAULT '',
        "attempts" INTEGER NOT NULL DEFAULT 0,
        "due_at" TIMESTAMPTZ NOT NULL,
        "claimed_by" VARCHAR(60) NOT NULL DEFAULT '',
        "claimed_until" TIMESTAMPTZ,
        "last_error" TEXT NOT NULL DEFAULT '',
        "created_at" TIMESTAMPTZ NOT NULL,
        "done_at" TIMESTAMPTZ
    )""",
    'CREATE INDEX IF NOT EXISTS "i_outbox_center" ON "outbox" ("center")',
    'CREATE UNIQUE INDEX IF NOT EXISTS "u_outbox_key" ON "outbox" ("key")',
    """CREATE TABLE IF NOT EXISTS "lease" (
        "id" {serial},
        "name" VARCHAR(40) NOT NULL DEFAULT '',
        "holder" VARCHAR(60) NOT NULL DEFAULT '',
        "until" TIMESTAMPTZ NOT NULL
    )""",
    'CREATE UNIQUE INDEX IF NOT EXISTS "u_lease_name" ON "lease" ("name")',
    """CREATE TABLE IF NOT EXISTS "series" (
        "id" {serial},
        "center" INTEGER NOT NULL REFERENCES "center" ("id"),
        "name" VARCHAR(40) NOT NULL DEFAULT '',
        "year" INTEGER NOT NULL DEFAULT 0,
        "next" INTEGER NOT NULL DEFAULT 0
    )""",
    'CREATE INDEX IF NOT EXISTS "i_series_center" ON "series" ("center")',
    'CREATE UNIQUE INDEX IF NOT EXISTS "u_series_center_name_year" ON "series" ("center", "name", "year")',
    """CREATE TABLE IF NOT EXISTS "stored_file" (
        "id" {serial},
        "center" INTEGER NOT NULL REFERENCES "center" ("id"),
        "agency" INTEGER REFERENCES "agency" ("id"),
        "name" VARCHAR(200) NOT NULL DEFAULT '',
        "media_type" VARCHAR(100) NOT NULL DEFAULT '',
        "size" INTEGER NOT NULL DEFAULT 0,
        "sha256" VARCHAR(64) NOT NULL DEFAULT '',
        "content" {bytes} NOT NULL,
        "kind" VARCHAR(40) NOT NULL DEFAULT '',
        "owner" INTEGER NOT NULL DEFAULT 0,
        "filed_by" VARCHAR(100) NOT NULL DEFAULT '',
        "filed_at" TIMESTAMPTZ NOT NULL
    )""",
    'CREATE INDEX IF NOT EXISTS "i_stored_file_center" ON "stored_file" ("center")',
    'CREATE INDEX IF NOT EXISTS "i_booking_resource_starts" ON "booking" ("resource", "starts_at")',
    'CREATE INDEX IF NOT EXISTS "i_outbox_due" ON "outbox" ("state", "due_at")',
)

SQLITE = (
    "CREATE TRIGGER IF NOT EXISTS audit_row_no_update BEFORE UPDATE ON audit_row BEGIN SELECT RAISE(ABORT, 'audit_row_append_only'); END",
    "CREATE TRIGGER IF NOT EXISTS audit_row_no_delete BEFORE DELETE ON audit_row BEGIN SELECT RAISE(ABORT, 'audit_row_append_only'); END",
    "CREATE TRIGGER IF NOT EXISTS audit_seal_no_update BEFORE UPDATE ON audit_seal BEGIN SELECT RAISE(ABORT, 'audit_seal_append_only'); END",
    "CREATE TRIGGER IF NOT EXISTS audit_seal_no_delete BEFORE DELETE ON audit_seal BEGIN SELECT RAISE(ABORT, 'audit_seal_append_only'); END",
    """CREATE TRIGGER IF NOT EXISTS booking_overlap BEFORE INSERT ON booking
    WHEN EXISTS (
        SELECT 1 FROM booking AS other
        WHERE other.resource = NEW.resource AND other.lane = NEW.lane
        AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at
    )
    BEGIN SELECT RAISE(ABORT, 'booking_overlap'); END""",
    """CREATE TRIGGER IF NOT EXISTS booking_moves_by_delete_and_insert
    BEFORE UPDATE OF resource, lane, starts_at, ends_at ON booking
    BEGIN SELECT RAISE(ABORT, 'booking_never_moves'); END""",
    "CREATE TRIGGER IF NOT EXISTS booking_has_length BEFORE INSERT ON booking WHEN NEW.starts_at >= NEW.ends_at BEGIN SELECT RAISE(ABORT, 'booking_has_length'); END",
)

POSTGRES = (
    "CREATE OR REPLACE FUNCTION audit_row_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'audit_row_append_only'; END $$",
    "CREATE OR REPLACE TRIGGER audit_row_no_change BEFORE UPDATE OR DELETE ON audit_row FOR EACH ROW EXECUTE FUNCTION audit_row_refuse()",
    "CREATE OR REPLACE FUNCTION audit_seal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'audit_seal_append_only'; END $$",
    "CREATE OR REPLACE TRIGGER audit_seal_no_change BEFORE UPDATE OR DELETE ON audit_seal FOR EACH ROW EXECUTE FUNCTION audit_seal_refuse()",
    """DO $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'booking_overlap') THEN
        ALTER TABLE booking ADD CONSTRAINT booking_overlap EXCLUDE USING gist (
            int4range(resource, resource, '[]') WITH &&,
            int4range(lane, lane, '[]') WITH &&,
            tstzrange(starts_at, ends_at) WITH &&
        );
        ALTER TABLE booking ADD CONSTRAINT booking_has_length CHECK (starts_at < ends_at);
    END IF;
    END $$""",
    """CREATE OR REPLACE FUNCTION booking_never_moves() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'booking_never_moves';
    END $$""",
    """CREATE OR REPLACE TRIGGER booking_moves_by_delete_and_insert BEFORE UPDATE OF resource, lane, starts_at, ends_at ON booking
    FOR EACH ROW EXECUTE FUNCTION booking_never_moves()""",
)


async def forwards() -> MigrationManager:
    return migration("training", ID, both=BOTH, sqlite=SQLITE, postgres=POSTGRES)
