"""Hangs the rooms on the corridor. With `__main__.py` the only module that looks at every room; nobody imports it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar
from litestar.di import Provide
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.template import TemplateConfig

import training.pages.accounts
import training.pages.machinery
import training.pages.public
from training import db
from training.settings import settings
from training.templating import environment
from training.web.answers import EXCEPTION_HANDLERS, protect
from training.web.gate import gate
from training.web.logins import corridor, provide_actor

ROUTES = [training.pages.accounts.routes, training.pages.machinery.routes, training.pages.public.routes]


@asynccontextmanager
async def _database(app: Litestar) -> AsyncIterator[None]:
    await db.ENGINE.start_connection_pool()
    try:
        yield
    finally:
        await db.ENGINE.close_connection_pool()


def create_app() -> Litestar:
    """The whole product as one ASGI application."""
    return Litestar(
        ROUTES,
        guards=[gate],
        middleware=[corridor],
        dependencies={"actor": Provide(provide_actor)},
        exception_handlers=EXCEPTION_HANDLERS,
        template_config=TemplateConfig(instance=JinjaTemplateEngine.from_environment(environment())),
        before_send=[protect],
        lifespan=[_database],
        request_max_body_size=settings().upload_mib * 1024 * 1024,
        openapi_config=None,
        logging_config=None,
        debug=settings().debug,
    )
