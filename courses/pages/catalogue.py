"""The public catalogue: search, filters, a page for each course; and editing it."""

from litestar import Router

routes = Router("/", route_handlers=[])
