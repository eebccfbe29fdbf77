"""Lists in few words to the database: the columns of a row in one piece, and the total beside the rows themselves."""

from typing import Any

from piccolo.querystring import QueryString
from piccolo.table import Table

from training.web.paging import Slice

COUNTED = QueryString("COUNT(*) OVER ()", alias="total")


def columns(table: type[Table], *names: str) -> QueryString:
    """Columns of a table as one piece of a select; one by one, naming them takes longer than reading the row."""
    kept = table._meta.tablename  # noqa: SLF001 - Piccolo has no other word for it
    return QueryString(", ".join(f'"{kept}"."{name}"' for name in names))


async def total(rows: list[dict[str, Any]], table: type[Table], where: Any, part: Slice) -> int:
    """How many rows there are, as `COUNTED` in them says; asked for only where the page came back empty."""
    if rows:
        return int(rows[0]["total"])
    return 0 if part.number == 1 else int(await table.count().where(where))
