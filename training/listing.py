"""Lists in few words to the database: the columns of a row in one piece, and a total counted only where it must be."""

from typing import Any

from piccolo.columns import Column
from piccolo.columns.combination import WhereRaw
from piccolo.query import Select
from piccolo.querystring import QueryString
from piccolo.table import Table

from training.web.paging import Slice

Row = dict[str, Any]


def columns(table: type[Table], *names: str) -> QueryString:
    """Columns of a table as one piece of a select; one by one, naming them takes longer than reading the row."""
    kept = table._meta.tablename  # noqa: SLF001 - Piccolo has no other word for it
    return QueryString(", ".join(f'"{kept}"."{name}"' for name in names))


def contains(column: Column, text: str) -> WhereRaw:
    """Rows whose column has this text anywhere in it, a typed % or _ taken for what it is, on both engines."""
    escaped = text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    table = column._meta.table._meta.tablename  # noqa: SLF001 - as above
    return WhereRaw(f'"{table}"."{column._meta.db_column_name}" LIKE {{}} ESCAPE \'!\'', f"%{escaped}%")  # noqa: SLF001


async def paged(asked: Select[Any], part: Slice) -> tuple[list[Row], int]:
    """One page of what is asked for, and how many rows there are in all.

    One row more than the page holds is read: where there is none, the page is the last and the total is known.
    """
    rows: list[Row] = await asked.limit(part.size + 1).offset(part.offset)
    if len(rows) <= part.size and (rows or part.number == 1):
        return rows, part.offset + len(rows)
    everything = asked.table.count()
    everything.where_delegate = asked.where_delegate
    return rows[: part.size], int(await everything)
