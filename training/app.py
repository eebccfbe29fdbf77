"""Hangs the rooms on the corridor. With `__main__.py` the only module that looks at every room; nobody imports it."""

import gc

gc.disable()  # until the application stands: what is made till then stays, and looking for garbage in it takes a sixth of the start

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

from litestar import Litestar, Router
from litestar.di import Provide
from litestar.enums import ScopeType
from litestar.openapi.config import OpenAPIConfig
from litestar.template import TemplateConfig
from litestar.types import ASGIApp, Receive, Scope, Send

import certificates.api.v1
import certificates.jobs
import certificates.pages.certificates
import certificates.pages.desk
import certificates.pages.verify
import courses.api.v1
import courses.jobs
import courses.pages.catalogue
import courses.pages.packages
import courses.pages.programs
import courses.pages.quotations
import courses.pages.register
import courses.pages.rule_sets
import courses.pages.wishes
import enrollment.api.v1
import enrollment.jobs
import enrollment.pages.attendance
import enrollment.pages.cohorts
import enrollment.pages.me
import enrollment.pages.planning
import enrollment.pages.roster
import enrollment.pages.teach
import enrollment.pages.timetable
import training.api.v1
import training.jobs
import training.pages.accounts
import training.pages.agencies
import training.pages.api_docs
import training.pages.audit_log
import training.pages.center
import training.pages.demo
import training.pages.first_run
import training.pages.instructors
import training.pages.jobs
import training.pages.machinery
import training.pages.operator
import training.pages.own_account
import training.pages.public
import training.pages.staff
import training.pages.styleguide
import training.pages.venues
from training import clockwork, db, i18n, metrics, seen
from training.access import May
from training.api.document import Completed
from training.settings import settings
from training.templating import Pages, environment
from training.web.answers import EXCEPTION_HANDLERS, protect
from training.web.gate import gate
from training.web.logins import corridor, provide_actor

ROUTES = [
    certificates.api.v1.routes,
    certificates.pages.certificates.routes,
    certificates.pages.verify.routes,
    courses.api.v1.routes,
    courses.pages.catalogue.routes,
    courses.pages.packages.routes,
    courses.pages.programs.routes,
    courses.pages.quotations.routes,
    courses.pages.register.routes,
    courses.pages.rule_sets.routes,
    courses.pages.wishes.routes,
    enrollment.api.v1.routes,
    enrollment.pages.attendance.routes,
    enrollment.pages.cohorts.routes,
    enrollment.pages.me.routes,
    enrollment.pages.planning.routes,
    enrollment.pages.roster.routes,
    enrollment.pages.teach.routes,
    enrollment.pages.timetable.routes,
    training.api.v1.routes,
    training.pages.accounts.routes,
    training.pages.agencies.routes,
    training.pages.api_docs.routes,
    training.pages.audit_log.routes,
    training.pages.center.routes,
    training.pages.demo.routes,
    training.pages.first_run.routes,
    certificates.pages.desk.routes,
    training.pages.instructors.routes,
    training.pages.jobs.routes,
    training.pages.machinery.routes,
    training.pages.operator.routes,
    training.pages.own_account.routes,
    training.pages.public.routes,
    training.pages.staff.routes,
    training.pages.styleguide.routes,
    training.pages.venues.routes,
]
HANDLERS = {
    **training.jobs.HANDLERS,
    **courses.jobs.HANDLERS,
    **enrollment.jobs.HANDLERS,
    **certificates.jobs.HANDLERS,
}
CLOCK = (*training.jobs.CLOCK, *courses.jobs.CLOCK, *enrollment.jobs.CLOCK, *certificates.jobs.CLOCK)


@asynccontextmanager
async def database(app: Litestar) -> AsyncIterator[None]:
    """The connections of this process."""
    await db.ENGINE.start_connection_pool()
    try:
        yield
    finally:
        await db.ENGINE.close_connection_pool()


@asynccontextmanager
async def last_seen(app: Litestar) -> AsyncIterator[None]:
    """Beside the pages of this process, when its logins were last seen is written."""
    stop = asyncio.Event()
    writing = asyncio.create_task(seen.keep_writing(stop))
    try:
        yield
    finally:
        stop.set()
        await writing


@asynccontextmanager
async def worker(app: Litestar) -> AsyncIterator[None]:
    """The worker inside the serving process, as SQLite wants it."""
    stop = asyncio.Event()
    working = asyncio.create_task(clockwork.run(HANDLERS, CLOCK, stop))
    try:
        yield
    finally:
        stop.set()
        await working


def create_working_app() -> Litestar:
    """With the worker inside, as one process on SQLite serves it."""
    return create_app(working=True)


def _with_heads(answer: ASGIApp) -> ASGIApp:
    """Who asks for the head alone (HEAD: monitors, previews of links) is told what a reader would be; the server drops the rest."""

    async def asked(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP and scope["method"] == "HEAD":
            scope = cast("Scope", {**scope, "method": "GET"})
        await answer(scope, receive, send)

    return asked


def create_app(*, working: bool = False) -> Litestar:
    """The whole product as one ASGI application; with the worker inside when `working`."""
    app = Litestar(
        ROUTES,
        guards=[gate],
        middleware=[metrics.counting(), corridor],
        dependencies={"actor": Provide(provide_actor)},
        exception_handlers=EXCEPTION_HANDLERS,
        template_config=TemplateConfig(instance=Pages.from_environment(environment(i18n.DEFAULT))),
        before_send=[protect],
        lifespan=[database, last_seen, worker] if working else [database, last_seen],
        request_max_body_size=settings().upload_mib * 1024 * 1024,
        openapi_config=OpenAPIConfig(
            title="Training API",
            version="1",
            openapi_router=Router("/api/v1/schema", route_handlers=[], opt={"needs": May.SIGNED_IN}),
            render_plugins=[Completed(path="/openapi.json")],
            use_handler_docstrings=True,
        ),
        include_in_schema=False,
        logging_config=None,
        debug=settings().debug,
    )
    app.asgi_handler = _with_heads(app.asgi_handler)
    gc.enable()
    return app
