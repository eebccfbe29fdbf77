"""The timetable board: solving, moving, publishing."""

from litestar import Router

routes = Router("/", route_handlers=[])
