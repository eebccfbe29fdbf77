"""The two ways to touch the database, the same on SQLite and PostgreSQL. Only this module knows the engine.

`read()` is one consistent view, `write()` one transaction that refuses to nest; `savepoint()` is the only way to let part
of a write fail. Outside both, a single statement runs by itself. What the libraries do badly here was measured: Piccolo
keeps a dead transaction current after a failed COMMIT, opens a connection per query on SQLite, begins DEFERRED, lets a
spawned task inherit the transaction. So the transactions are our own; Piccolo only finds the connection to use.
"""

import asyncio
import contextvars
import re
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import aiosqlite
import asyncpg
from piccolo.engine.exceptions import TransactionError
from piccolo.engine.postgres import PostgresEngine
from piccolo.engine.sqlite import SQLiteEngine, convert_date_out, dict_factory
from piccolo.querystring import QueryString

from training.settings import settings

WAIT_SECONDS = 20
sqlite3.register_converter("DATE", lru_cache(4096)(convert_date_out))  # lists are full of the same few days
Watcher = Callable[[str], None]


class Taken(Exception):
    """A constraint said no: another row already holds this. `what` is the constraint's name on both engines."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class DatabaseUnavailable(Exception):
    """The database did not answer, or has no connection free within the time a page may wait."""


@dataclass
class Held:
    """An open transaction: its connection and the task that owns it."""

    connection: Any
    task: "asyncio.Task[Any] | None"
    is_open: bool = True
    savepoints: int = field(default=0)


class Current:
    """Which transaction a query belongs to. Piccolo asks `get()` before every query.

    A task started inside a transaction inherits the context and would write into a connection that is not its own; it
    is told so. Once the transaction has ended, what the task inherited is simply over.
    """

    def __init__(self) -> None:
        self._var: contextvars.ContextVar[Held | None] = contextvars.ContextVar("transaction", default=None)

    def get(self) -> Held | None:
        held = self._var.get()
        if held is None or not held.is_open:
            return None
        if held.task is not asyncio.current_task():
            raise TransactionError("a task started inside a transaction may not use it; start it after the commit")
        return held

    def set(self, held: Held) -> contextvars.Token[Held | None]:
        return self._var.set(held)

    def reset(self, token: contextvars.Token[Held | None]) -> None:
        self._var.reset(token)


class Engine(Protocol):
    """What both engines offer beyond Piccolo's own."""

    engine_type: str
    current_transaction: Any
    watch: Watcher | None

    async def start_connection_pool(self) -> None: ...
    async def close_connection_pool(self) -> None: ...
    async def lend(self, *, writing: bool) -> Any: ...
    async def give_back(self, connection: Any, *, broken: bool) -> None: ...
    async def tell(self, connection: Any, sql: str) -> None: ...
    def transaction(self) -> Any: ...
    def begin(self, *, writing: bool) -> str: ...


_UNIQUE = re.compile(r"UNIQUE constraint failed: (?:index '(?P<index>[^']+)'|(?P<columns>.+))")


def _sqlite_name(message: str) -> str:
    """SQLite names the columns of a plain unique index; ours are named u_<table>_<columns>, so the name follows."""
    found = _UNIQUE.search(message)
    if not found:
        return message
    if found["index"]:
        return found["index"]
    columns = [column.strip().split(".") for column in found["columns"].split(",")]
    return "_".join(["u", columns[0][0], *(name for _, name in columns)])


class SQLite(SQLiteEngine):
    """One kept writer behind a lock and a pool of read-only readers, in WAL. Without a pool: a connection per lend."""

    def __init__(self, path: str, readers: int = 2) -> None:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        super().__init__(path=path, timeout=WAIT_SECONDS)
        self.readers = readers
        self.watch: Watcher | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self.current_transaction = Current()  # type: ignore[assignment]

    async def _connect(self, *, read_only: bool = False) -> aiosqlite.Connection:
        opening = aiosqlite.connect(cached_statements=512, **self.connection_kwargs)
        opening._thread.daemon = True  # noqa: SLF001 - a leaked connection must not keep the process alive
        connection = await opening
        connection.row_factory = dict_factory  # type: ignore[assignment]
        pragmas = ["foreign_keys=ON", "synchronous=NORMAL", "cache_size=-4000", "temp_store=MEMORY"]
        for pragma in [f"busy_timeout={WAIT_SECONDS * 1000}", *pragmas, *(["query_only=ON"] if read_only else [])]:
            await connection.execute_fetchall(f"PRAGMA {pragma}")
        return connection

    async def start_connection_pool(self, **_: Any) -> None:
        self._writer = await self._connect()
        await self._writer.execute_fetchall("PRAGMA journal_mode=WAL")
        self._writing = asyncio.Lock()
        self._all_readers = [await self._connect(read_only=True) for _ in range(self.readers)]
        self._free: asyncio.Queue[aiosqlite.Connection] = asyncio.Queue()
        for reader in self._all_readers:
            self._free.put_nowait(reader)
        self._loop = asyncio.get_running_loop()

    async def close_connection_pool(self) -> None:
        if self._loop is None:
            return
        self._loop = None
        await self._writer.execute_fetchall("PRAGMA optimize")
        for connection in (*self._all_readers, self._writer):
            await connection.close()

    @property
    def is_pooled(self) -> bool:
        return self._loop is not None and self._loop is asyncio.get_running_loop()

    async def lend(self, *, writing: bool) -> aiosqlite.Connection:
        if not self.is_pooled:
            return await self._connect()
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                if not writing:
                    return await self._free.get()
                await self._writing.acquire()
                return self._writer
        except TimeoutError as error:
            raise DatabaseUnavailable("no connection free") from error

    async def give_back(self, connection: aiosqlite.Connection, *, broken: bool) -> None:
        """A broken connection is closed and replaced; the next borrower always gets a clean one."""
        if not self.is_pooled or (connection is not self._writer and connection not in self._all_readers):
            await connection.close()
            return
        writing = connection is self._writer
        if broken or connection.in_transaction:
            await connection.close()
            fresh = await self._connect(read_only=not writing)
            if writing:
                self._writer = fresh
            else:
                self._all_readers[self._all_readers.index(connection)] = fresh
            connection = fresh
        if writing:
            self._writing.release()
        else:
            self._free.put_nowait(connection)

    def begin(self, *, writing: bool) -> str:
        return "BEGIN IMMEDIATE" if writing else "BEGIN"

    async def tell(self, connection: aiosqlite.Connection, sql: str) -> None:
        if self.watch:
            self.watch(sql)
        await connection.execute_fetchall(sql)

    async def _ask(self, sql: str, args: Sequence[Any]) -> Any:
        if self.watch:
            self.watch(sql)
        held = self.current_transaction.get()
        try:
            if held:
                return await held.connection.execute_fetchall(sql, args)
            writing = not sql.lstrip()[:7].upper().startswith(("SELECT", "EXPLAIN", "VALUES"))
            async with _lent(self, writing=writing) as connection:
                return await connection.execute_fetchall(sql, args)
        except sqlite3.IntegrityError as error:
            raise Taken(_sqlite_name(str(error))) from error

    async def run_querystring(self, querystring: QueryString, in_pool: bool = False) -> Any:
        sql, args = querystring.compile_string(engine_type=self.engine_type)
        return await self._ask(sql, args)

    async def run_ddl(self, ddl: str, in_pool: bool = False) -> Any:
        return await self._ask(ddl, [])

    def transaction(self, *_: Any, **__: Any) -> Any:
        return write()


class Postgres(PostgresEngine):
    """A pool of connections; statements and locks that take too long are given up by the server."""

    def __init__(self, url: str, size: int = 8) -> None:
        limits = {"statement_timeout": "30s", "lock_timeout": "15s", "idle_in_transaction_session_timeout": "60s"}
        super().__init__(config={"dsn": url, "server_settings": limits}, extensions=())
        self.size = size
        self.watch: Watcher | None = None
        self.current_transaction = Current()  # type: ignore[assignment]

    async def check_version(self) -> None:
        """Piccolo would connect while the module is imported; whether the server answers is asked when it is used."""

    async def prep_database(self) -> None:
        """No extension is needed."""

    async def start_connection_pool(self, **_: Any) -> None:
        self.pool = await asyncpg.create_pool(**self.config, min_size=1, max_size=self.size)

    async def close_connection_pool(self) -> None:
        pool, self.pool = self.pool, None
        if pool:
            await pool.close()

    async def lend(self, *, writing: bool) -> Any:
        try:
            return await (self.pool.acquire(timeout=WAIT_SECONDS) if self.pool else self.get_new_connection())
        except (OSError, TimeoutError, asyncpg.PostgresConnectionError, asyncpg.TooManyConnectionsError) as error:
            raise DatabaseUnavailable(str(error)) from error

    async def give_back(self, connection: Any, *, broken: bool) -> None:
        if broken:
            connection.terminate()
        if self.pool:
            await self.pool.release(connection)
        else:
            await connection.close()

    def begin(self, *, writing: bool) -> str:
        return "BEGIN" if writing else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

    async def tell(self, connection: Any, sql: str) -> None:
        if self.watch:
            self.watch(sql)
        await connection.execute(sql)

    async def _ask(self, sql: str, args: Sequence[Any]) -> Any:
        if self.watch:
            self.watch(sql)
        held = self.current_transaction.get()
        try:
            if held:
                return await held.connection.fetch(sql, *args)
            async with _lent(self, writing=True) as connection:
                return await connection.fetch(sql, *args)
        except (
            asyncpg.UniqueViolationError,
            asyncpg.ExclusionViolationError,
            asyncpg.ForeignKeyViolationError,
        ) as error:
            raise Taken(error.constraint_name or str(error)) from error
        except asyncpg.RaiseError as error:
            raise Taken(str(error)) from error
        except (asyncpg.PostgresConnectionError, asyncpg.InterfaceError, ConnectionError) as error:
            raise DatabaseUnavailable(str(error)) from error

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> Any:
        sql, args = querystring.compile_string(engine_type=self.engine_type)
        return await self._ask(sql, args)

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> Any:
        return await self._ask(ddl, [])

    def transaction(self, *_: Any, **__: Any) -> Any:
        return write()


def _engine() -> SQLite | Postgres:
    chosen = settings()
    return SQLite(chosen.sqlite_path) if chosen.on_sqlite else Postgres(chosen.database_url, chosen.pool_size)


ENGINE: Any = _engine()


async def _finish(work: Awaitable[None]) -> None:
    """Let clean-up end even when the task is being cancelled; the cancellation goes on afterwards."""
    task = asyncio.ensure_future(work)
    cancelled = False
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            cancelled = True
        except Exception:  # noqa: BLE001, S110 - read from the task below
            pass
    task.result()
    if cancelled:
        raise asyncio.CancelledError


@asynccontextmanager
async def _lent(engine: Any, *, writing: bool) -> AsyncIterator[Any]:
    connection = await engine.lend(writing=writing)
    broken = False
    try:
        yield connection
    except asyncio.CancelledError:
        broken = True
        raise
    finally:
        await _finish(engine.give_back(connection, broken=broken))


@asynccontextmanager
async def _transaction(*, writing: bool) -> AsyncIterator[None]:
    engine = ENGINE
    if engine.current_transaction.get() is not None:
        raise TransactionError("a transaction is already open; an action may not call another")
    connection = await engine.lend(writing=writing)
    held, broken = Held(connection, asyncio.current_task()), True
    try:
        await engine.tell(connection, engine.begin(writing=writing))
        token = engine.current_transaction.set(held)
        try:
            yield
        except BaseException:
            await _finish(engine.tell(connection, "ROLLBACK"))
            broken = False
            raise
        else:
            await _finish(engine.tell(connection, "COMMIT"))
            broken = False
        finally:
            held.is_open = False
            engine.current_transaction.reset(token)
    finally:
        await _finish(engine.give_back(connection, broken=broken))


def write() -> AbstractAsyncContextManager[None]:
    """One action, one transaction: all of it or nothing. Refuses to nest, so an action cannot call another.

    Raises TransactionError when one is open already, DatabaseUnavailable when none can be had in time.
    """
    return _transaction(writing=True)


def read() -> AbstractAsyncContextManager[None]:
    """One consistent view for a page that asks several questions; nothing can be written in it."""
    return _transaction(writing=False)


@asynccontextmanager
async def savepoint() -> AsyncIterator[None]:
    """A part of a write that may fail alone: what it did is undone, and its error goes on to the caller."""
    held = ENGINE.current_transaction.get()
    if held is None:
        raise TransactionError("a savepoint needs a write around it")
    held.savepoints += 1
    name = f"part_{held.savepoints}"
    await ENGINE.tell(held.connection, f"SAVEPOINT {name}")
    try:
        yield
    except BaseException:
        await _finish(ENGINE.tell(held.connection, f"ROLLBACK TO SAVEPOINT {name}"))
        raise
    finally:
        await _finish(ENGINE.tell(held.connection, f"RELEASE SAVEPOINT {name}"))


async def raw(sql: str, *args: Any) -> list[dict[str, Any]]:
    """One statement by hand, `{}` for each argument. For what the query builder cannot say on both engines."""
    rows = await ENGINE.run_querystring(QueryString(sql, *args))
    return [dict(row) for row in rows]
