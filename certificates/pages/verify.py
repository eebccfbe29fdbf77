"""Verification by anybody: by code, by number and name, by file."""

from litestar import Router

routes = Router("/", route_handlers=[])
