"""The roster: upload, faults by row, saving what was checked."""

from litestar import Router

routes = Router("/", route_handlers=[])
