"""Issuing, listing and revoking certificates; a trainee's own."""

from litestar import Router

routes = Router("/", route_handlers=[])
