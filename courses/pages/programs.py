"""Programs and their papers: planned classes, agreement, the filed scans."""

from litestar import Router

routes = Router("/", route_handlers=[])
