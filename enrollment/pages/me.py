"""A trainee's own pages: entry by class code, today, timetable."""

from litestar import Router

routes = Router("/", route_handlers=[])
