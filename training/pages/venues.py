"""Rooms and field sites: the list, one venue, closing days."""

from litestar import Router

routes = Router("/", route_handlers=[])
