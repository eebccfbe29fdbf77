"""Agencies: registering oneself, and the staff's list of them."""

from litestar import Router

routes = Router("/", route_handlers=[])
