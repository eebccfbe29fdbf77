"""The package studio: composing, price and findings while composing, submitting."""

from litestar import Router

routes = Router("/", route_handlers=[])
