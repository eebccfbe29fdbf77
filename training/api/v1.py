"""/api/v1: what a program may do here, over the same queries and actions as the pages. One module a topic."""

from litestar import Router

from training.api import accounts, agencies, audit_log, centers, instructors, jobs, venues

routes = Router(
    "/api/v1",
    include_in_schema=True,
    route_handlers=[
        *venues.handlers,
        *instructors.handlers,
        *agencies.handlers,
        *accounts.handlers,
        *centers.handlers,
        *audit_log.handlers,
        *jobs.handlers,
    ],
)
