"""Migrations bring an empty database to exactly the tables that the code declares, on both engines."""

import importlib

import pytest
from piccolo.columns import Bytea, Serial

from training import db as database
from training.migrate import migrate
from training.piccolo_conf import APP_REGISTRY

TABLES = [table for app in APP_REGISTRY.apps for table in importlib.import_module(app).APP_CONFIG.table_classes]


async def columns_of(table: str) -> set[str]:
    if database.ENGINE.engine_type == "sqlite":
        rows = await database.raw("SELECT name FROM pragma_table_info({})", table)
    else:
        rows = await database.raw(
            "SELECT column_name AS name FROM information_schema.columns WHERE table_name = {}", table
        )
    return {row["name"] for row in rows}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
async def test_the_migrated_table_is_the_declared_one(db, table):
    assert await columns_of(table._meta.tablename) == {column._meta.name for column in table._meta.columns}


async def test_migrating_twice_does_nothing(db):
    assert "No migrations need to be run" in await migrate()


async def test_nullable_columns_are_the_declared_ones(db):
    if database.ENGINE.engine_type == "sqlite":
        kept = {
            (table._meta.tablename, row["name"])
            for table in TABLES
            for row in await database.raw(
                'SELECT name FROM pragma_table_info({}) WHERE "notnull" = 0', table._meta.tablename
            )
        }
    else:
        rows = await database.raw(
            "SELECT table_name, column_name FROM information_schema.columns WHERE is_nullable = 'YES'"
        )
        kept = {(row["table_name"], row["column_name"]) for row in rows}
    declared = {
        (table._meta.tablename, column._meta.name)
        for table in TABLES
        for column in table._meta.columns
        if column._meta.null and not isinstance(column, Serial | Bytea)
    }

    names = {table._meta.tablename for table in TABLES}
    assert {pair for pair in kept if pair[0] in names} == declared
