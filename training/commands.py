"""The operator's command line: serve, work, migrate, backup, restore, check, and the first account."""

import argparse
import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from training import production
from training.model import CenterCard

if TYPE_CHECKING:
    from training.settings import Settings

HERE = production.LOOPBACK


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the operator's commands."""
    serving = commands.add_parser("serve", help="migrate and serve the pages (on SQLite with the worker inside)")
    serving.add_argument("--host", default=HERE)
    serving.add_argument("--port", type=int, default=8000)
    serving.set_defaults(run=serve)
    commands.add_parser("work", help="run a worker beside the web processes (PostgreSQL)").set_defaults(run=_work)
    commands.add_parser("migrate", help="bring the database to this release").set_defaults(run=_migrate)
    backup = commands.add_parser("backup", help="write a consistent copy of the database to a file")
    backup.add_argument("file", type=Path)
    backup.set_defaults(run=_backup)
    restore = commands.add_parser("restore", help="make an empty database from a backup")
    restore.add_argument("file", type=Path)
    restore.set_defaults(run=_restore)
    check = commands.add_parser("check", help="say what is wrong with the settings, and walk the audit chains")
    check.add_argument("--production", action="store_true", help="refuse what must not be in production")
    check.add_argument(
        "--head",
        type=_head,
        action="append",
        default=[],
        metavar="CENTER:POSITION:HASH",
        help="a head of an audit chain that you kept; say what was rewritten or cut since (may be repeated)",
    )
    check.set_defaults(run=_check)
    operator = commands.add_parser("operator", help="print a one-time link for the first platform operator")
    operator.add_argument("mail")
    operator.set_defaults(run=_operator)
    commands.add_parser("settings", help="list every setting with its default").set_defaults(run=_settings)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def free(host: str, port: int) -> bool:
    """Whether an address is free to serve on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex((host, port)) != 0


def serve(given: argparse.Namespace) -> int:
    """Migrate, then serve until told to stop."""
    from training import logs  # reads the settings
    from training.settings import settings

    chosen = settings()
    if faults := production.refusals(chosen, start_up=True, host=given.host):
        _say("\n".join(faults))
        return 2
    if not free(given.host, given.port):
        _say(f"{given.host}:{given.port} is in use; choose another port")
        return 2
    _migrate(given)
    logs.configure()
    with TemporaryDirectory(prefix="training-metrics-") as folder:
        if chosen.processes > 1:
            os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", folder)
        _run(given, chosen)
    return 0


def _run(given: argparse.Namespace, chosen: "Settings") -> None:
    import uvicorn  # only where pages are served

    uvicorn.run(
        "training.app:create_working_app" if chosen.on_sqlite else "training.app:create_app",
        factory=True,
        host=given.host,
        port=given.port,
        workers=chosen.processes if chosen.processes > 1 else None,
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=chosen.trusted_proxies,
        timeout_graceful_shutdown=20,
    )


def _work(given: argparse.Namespace) -> int:
    from training import logs  # reads the settings

    logs.configure()
    return asyncio.run(_working())


async def _working() -> int:
    """Every room's handlers, until SIGTERM; what is under way is finished or handed back."""
    import importlib  # the composer looks right; commands may not

    from training import clockwork, db

    app = importlib.import_module("training.app")
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await db.ENGINE.start_connection_pool()
    try:
        await clockwork.run(app.HANDLERS, app.CLOCK, stop)
    finally:
        await db.ENGINE.close_connection_pool()
    return 0


def _migrate(given: argparse.Namespace) -> int:
    from training.migrate import migrate  # opens the database

    asyncio.run(migrate())
    _greet()
    return 0


def _greet() -> None:
    """While nobody can sign in, say once where the operator's account is opened: no installation has a default password."""
    from training.actions import first_run  # opens the database
    from training.settings import settings

    if token := asyncio.run(first_run.link()):
        _say(f"nobody has an account yet; open the operator's at {settings().base_url}/first-run/{token}")
        _say(f"valid for {first_run.HOURS} hours, for one use; a restart prints another")


def _backup(given: argparse.Namespace) -> int:
    from training import backups  # reads the settings

    return _told(backups.write, given.file)


def _restore(given: argparse.Namespace) -> int:
    from training import backups  # reads the settings

    return _told(backups.read, given.file)


def _told(work: Callable[[Path], str], file: Path) -> int:
    """Do it and say what was done; 2 with the reason when it cannot be."""
    from training.backups import Unusable  # reads the settings

    try:
        _say(work(file))
    except Unusable as refused:
        _say(str(refused))
        return 2
    return 0


def _head(text: str) -> tuple[int, int, str]:
    """Center, position and hash of a head as `check` prints it. Raises ValueError, which is a wrong call."""
    found = re.fullmatch(r"(\d{1,9}):(\d{1,18}):([0-9a-f]{64})", text.strip().lower(), re.ASCII)
    if not found:
        raise ValueError(text)
    center, position, digest = found.groups()
    return int(center), int(position), digest


def _check(given: argparse.Namespace) -> int:
    from training.settings import settings  # reads the environment

    faults = production.refusals(settings(), start_up=not given.production)
    warnings = production.warnings_of(settings())
    cards = asyncio.run(_centers())
    if given.production:
        faults += production.refusals_of(cards or ())
    warnings += production.warnings_of_centers(cards or ())
    _say("\n".join([*faults, *warnings]) or "nothing to complain of")
    if cards is None:
        _say("the database is new; training migrate (or serve) makes its tables")
        for center, position, _ in given.head:
            _say(f"audit chain {center}: BROKEN at 1: cut from 1 to {position}")
        return 1 if faults or given.head else 0
    chains = asyncio.run(walk_chains([0, *(card.id for card in cards)], given.head))
    return 1 if faults or chains else 0


async def _centers() -> list[CenterCard] | None:
    """Every center of the database; None where nothing was migrated yet."""
    from training.migrate import is_begun  # opens the database
    from training.queries import centers

    return await centers.all_centers() if await is_begun() else None


async def walk_chains(centers: list[int], heads: Collection[tuple[int, int, str]] = ()) -> int:
    """Walk the audit chains of these centers and of those whose heads were kept; returns how many do not hold."""
    from training import audit  # opens the database

    kept = [audit.Kept(*head) for head in heads]
    broken = 0
    for center in sorted({*centers, *(one.center for one in kept)}):
        found = await audit.check(center, [one for one in kept if one.center == center])
        broken += bool(found.fault)
        fault = f"; BROKEN at {found.fault}" if found.fault else ""
        _say(f"audit chain {center}: {found.links} links, head {center}:{found.links}:{found.head}{fault}")
    return broken


def _operator(given: argparse.Namespace) -> int:
    from training.access import Role, worker  # opens the database
    from training.actions import accounts
    from training.errors import Invalid
    from training.settings import settings

    try:
        roles = frozenset({Role.OPERATOR})
        token = asyncio.run(accounts.invite(worker(0), center=0, name=given.mail, mail=given.mail, roles=roles))
    except Invalid:
        _say("there is an account with this mail address")
        return 2
    _say(f"{settings().base_url}/set-password/{token}\nvalid for {accounts.LINK_DAYS} days, for one use")
    return 0


def _settings(given: argparse.Namespace) -> int:
    from training.settings import Settings  # only the list

    for name, field in Settings.model_fields.items():
        _say(f"{name.upper():<18} {field.default!r:<48} {field.description}")
    return 0
