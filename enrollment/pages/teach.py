"""An instructor's own pages: entry by link, sessions, calendar feed."""

from litestar import Router

routes = Router("/", route_handlers=[])
