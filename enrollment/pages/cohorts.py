"""Cohorts: the list, one cohort's page, closing the class."""

from litestar import Router

routes = Router("/", route_handlers=[])
