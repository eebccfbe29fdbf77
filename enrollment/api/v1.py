"""/api/v1: what a program may do here, over the same queries and actions as the pages. One module a topic."""

from litestar import Router

from enrollment.api import attendance, cohorts, roster

routes = Router(
    "/api/v1",
    include_in_schema=True,
    route_handlers=[*cohorts.handlers, *roster.handlers, *attendance.handlers],
)
