"""The furnished database, built once a run and copied for each test that asks for it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response

from tests.conftest import app, forget, keep, restore
from tests.security import world as worlds
from tests.security.world import Office
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


@asynccontextmanager
async def served(offices: tuple[Office, Office, Office]) -> AsyncIterator[World]:
    """The product over the database as it stands."""
    await ENGINE.start_connection_pool()
    transport = ASGITransport(app(), raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://testserver.local") as http:
        yield World(offices, http)
    ENGINE.watch = None
    await ENGINE.close_connection_pool()


@pytest.fixture
async def world(furnished: tuple[str, tuple[Office, Office, Office]]) -> AsyncIterator[World]:
    """The test's own copy of the furnished database, with the product over it."""
    kept, offices = furnished
    await restore(kept)
    async with served(offices) as whole:
        yield whole


@pytest.fixture
async def untouched(furnished: tuple[str, tuple[Office, Office, Office]]) -> AsyncIterator[World]:
    """The furnished database as everybody finds it, for a test that asks much and need not find again what it wrote."""
    kept, offices = furnished
    await restore(kept, untouched=True)
    with nothing_kept():
        async with served(offices) as whole:
            yield whole


@contextmanager
def nothing_kept() -> Iterator[None]:
    """Whatever is written is taken back where it would be committed, so that one database serves many tries."""
    tell = ENGINE.tell

    async def instead(connection: Any, sql: str) -> None:
        await tell(connection, "ROLLBACK" if sql == "COMMIT" else sql)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ENGINE, "tell", instead)
        yield
