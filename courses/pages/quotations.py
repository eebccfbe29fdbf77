"""Quotations: making, sending, reading by secret link, accepting."""

from litestar import Router

routes = Router("/", route_handlers=[])
