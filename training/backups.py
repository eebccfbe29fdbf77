"""A consistent copy of the whole database while it is used, and a new database made from one.

SQLite: VACUUM INTO, never a copy of the file (the -wal beside it holds what is newest). PostgreSQL: pg_dump and pg_restore
of the server's own release, which must be on the machine. A backup holds sealed fields as they are: keep the DATA_KEY apart.
"""

import shutil
import sqlite3
import subprocess
from pathlib import Path

from training.settings import settings


class NotEmpty(Exception):
    """A backup is only ever restored into a database that holds nothing."""


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise NotEmpty(f"{name} is not on this machine; install the PostgreSQL client of the server's release")
    return found


def write(file: Path) -> str:
    """Write a backup; returns what was written. Raises FileExistsError rather than overwrite."""
    if file.exists():
        raise FileExistsError(file)
    chosen = settings()
    if chosen.on_sqlite:
        with sqlite3.connect(chosen.sqlite_path, timeout=60) as source:
            source.execute("VACUUM INTO ?", (str(file),))
    else:
        subprocess.run(  # noqa: S603 - our own words and settings, no shell
            [_tool("pg_dump"), "--format=custom", "--no-owner", f"--file={file}", chosen.database_url], check=True
        )
    return f"{file}: {file.stat().st_size} bytes"


def read(file: Path) -> str:
    """Make this installation's database from a backup. Raises NotEmpty."""
    chosen = settings()
    if chosen.on_sqlite:
        target = Path(chosen.sqlite_path)
        if target.exists() and target.stat().st_size:
            raise NotEmpty(f"{target} is not empty; a backup is restored into an empty place")
        with sqlite3.connect(file) as source, sqlite3.connect(target) as made:
            if source.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise NotEmpty(f"{file} is damaged")
            source.backup(made)
    else:
        subprocess.run(  # noqa: S603 - our own words and settings, no shell
            [_tool("pg_restore"), "--no-owner", "--exit-on-error", f"--dbname={chosen.database_url}", str(file)],
            check=True,
        )
    return f"restored from {file}"
