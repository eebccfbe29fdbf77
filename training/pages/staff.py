"""Accounts of a center: inviting, roles, second factor, API tokens."""

from litestar import Router

routes = Router("/", route_handlers=[])
