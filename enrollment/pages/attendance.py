"""Attendance by half-day: all present, then exceptions."""

from litestar import Router

routes = Router("/", route_handlers=[])
