"""Instructors: the list, one instructor, days away."""

from litestar import Router

routes = Router("/", route_handlers=[])
