"""What a page is measured against: bare Litestar, and Litestar with one Piccolo query and a plain template of 50 rows."""

from jinja2 import Environment
from litestar import Litestar, MediaType, get

from courses.tables import Course
from training.app import database

ROWS = Environment(autoescape=True).from_string(
    "<!doctype html><table>{% for row in rows %}<tr><td>{{ row.code }}<td>{{ row.title }}<td>{{ row.theme }}"
    "<td>{{ row.method }}<td>{{ row.minutes }}</tr>{% endfor %}</table>"
)
COLUMNS = (Course.code, Course.title, Course.theme, Course.method, Course.minutes)


@get("/text", media_type=MediaType.TEXT)
async def text() -> str:
    return "ok"


@get("/rows", media_type=MediaType.HTML)
async def rows() -> str:
    found = await Course.select(*COLUMNS).order_by(Course.id).limit(50)
    return ROWS.render(rows=found)


def create_app() -> Litestar:
    """The floors, over the same database and connections as the product."""
    return Litestar([text, rows], lifespan=[database], openapi_config=None, logging_config=None)
