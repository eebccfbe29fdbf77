"""The platform operator's pages: the centers of the installation."""

from litestar import Router

routes = Router("/", route_handlers=[])
