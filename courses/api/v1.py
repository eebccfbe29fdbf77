"""/api/v1: what a program may do here, over the same queries and actions as the pages."""

from litestar import Router

from courses.api import programs, quotations

routes = Router("/api/v1", include_in_schema=True, route_handlers=[*quotations.handlers, *programs.handlers])
