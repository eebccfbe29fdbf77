"""The furnished database, built once a run and copied for each test that asks for it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response
from litestar import Litestar

from tests.browser_client import Browser
from tests.conftest import forget, keep, restore
from tests.security import world as worlds
from tests.security.world import Office
from training.app import create_app
from training.db import ENGINE


@dataclass(frozen=True)
class World:
    """The three offices, and a way to ask the product as anybody of them."""

    offices: tuple[Office, Office, Office]
    http: AsyncClient

    async def ask(self, method: str, path: str, cookie: str = "", **more: Any) -> Response:
        """Ask as whoever holds this login cookie, with the form token that his pages would carry."""
        headers = {"accept-language": "zh-CN", **more.pop("headers", {})}
        if cookie:
            headers |= {"cookie": f"login={cookie}"}
        return await self.http.request(method, path, headers=headers, **more)


@pytest.fixture
async def client(db: None) -> AsyncIterator[Browser]:
    """As everywhere, over the product made once."""
    transport = ASGITransport(app(), raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://testserver.local") as http:
        yield Browser(http)


@pytest.fixture(scope="session")
async def furnished(template: str) -> AsyncIterator[tuple[str, tuple[Office, Office, Office]]]:
    """The database with the three offices in it, put away."""
    await restore(template)
    await ENGINE.start_connection_pool()
    try:
        offices = await worlds.build()
    finally:
        await ENGINE.close_connection_pool()
    kept = await keep("furnished")
    yield kept, offices
    await forget(kept)


@cache
def app() -> Litestar:
    """The product, made once: making it takes longer than asking it."""
    return create_app()


@pytest.fixture
async def world(furnished: tuple[str, tuple[Office, Office, Office]]) -> AsyncIterator[World]:
    """The test's own copy of the furnished database, with the product over it."""
    kept, offices = furnished
    await restore(kept)
    await ENGINE.start_connection_pool()
    transport = ASGITransport(app(), raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://testserver.local") as http:
        yield World(offices, http)
    ENGINE.watch = None
    await ENGINE.close_connection_pool()


@contextmanager
def nothing_kept() -> Iterator[None]:
    """Whatever is written is taken back where it would be committed, so that one database serves many tries."""
    tell = ENGINE.tell

    async def instead(connection: Any, sql: str) -> None:
        await tell(connection, "ROLLBACK" if sql == "COMMIT" else sql)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ENGINE, "tell", instead)
        yield
