"""/api/v1: what a program may do here, over the same queries and actions as the pages. One module a topic."""

from litestar import Router

from courses.api import catalogue, packages, programs, quotations
from courses.pages.programs import paper, scan

routes = Router(
    "/api/v1",
    include_in_schema=True,
    route_handlers=[*catalogue.handlers, *packages.handlers, *quotations.handlers, *programs.handlers, paper, scan],
)
