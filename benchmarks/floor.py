"""What a page is measured against: bare Litestar, and Litestar with the database and a plain template of 50 rows."""

from jinja2 import Environment
from litestar import Litestar, MediaType, get

from training import db
from training.app import database

ROWS = Environment(autoescape=True).from_string(
    "<!doctype html><table>{% for row in rows %}<tr><td>{{ row.code }}<td>{{ row.title }}<td>{{ row.theme }}"
    "<td>{{ row.method }}<td>{{ row.minutes }}</tr>{% endfor %}</table>"
)


@get("/text", media_type=MediaType.TEXT)
async def text() -> str:
    return "ok"


@get("/rows", media_type=MediaType.HTML)
async def rows() -> str:
    found = await db.raw("SELECT code, title, theme, method, minutes FROM course ORDER BY id LIMIT {}", 50)
    return ROWS.render(rows=found)


def create_app() -> Litestar:
    """The floors, over the same database and connections as the product."""
    return Litestar([text, rows], lifespan=[database], openapi_config=None, logging_config=None)
