"""The desk: what waits for whom. Outbox and audit for the staff who may."""

from litestar import Router

routes = Router("/", route_handlers=[])
