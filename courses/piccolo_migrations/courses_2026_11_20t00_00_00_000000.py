"""Whatever a catalogue shows, changing it renews the center's stamp: who changes it need not think of that.

Stamps are drawn, not counted: after a restore the same one never stands for another catalogue.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from training.schema import migration

ID = "2026-11-20T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "changes renew the catalogue's stamp"

CHANGES = (
    *((table, change) for table in ("course", "course_instructor", "course_site") for change in ("INSERT", "DELETE")),
    *((table, "UPDATE") for table in ("course", "course_instructor", "course_site")),
    ("instructor", "UPDATE OF title"),
    ("venue", "UPDATE OF name, name_en"),
)


def _name(table: str, change: str) -> str:
    return f"{table}_renews_catalogue_{change.split(maxsplit=1)[0].lower()}"


SQLITE = tuple(
    f"CREATE TRIGGER IF NOT EXISTS {_name(table, change)} AFTER {change} ON {table} BEGIN "
    f"UPDATE center SET catalogue_stamp = lower(hex(randomblob(16))) WHERE id = {'OLD' if change == 'DELETE' else 'NEW'}.center; END"
    for table, change in CHANGES
)
POSTGRES = (
    """CREATE OR REPLACE FUNCTION renew_catalogue() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE center SET catalogue_stamp = gen_random_uuid()::text
        WHERE id = CASE TG_OP WHEN 'DELETE' THEN OLD.center ELSE NEW.center END;
        RETURN NULL;
    END $$""",
    *(
        f"CREATE OR REPLACE TRIGGER {_name(table, change)} AFTER {change} ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION renew_catalogue()"
        for table, change in CHANGES
    ),
)


async def forwards() -> MigrationManager:
    return migration("courses", ID, both=(), sqlite=SQLITE, postgres=POSTGRES)
