"""The rule sets that packages are judged by."""

from litestar import Router

routes = Router("/", route_handlers=[])
