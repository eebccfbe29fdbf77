"""A consistent copy of the whole database while it is used, and a new database made from one.

SQLite: VACUUM INTO, never a copy of the file (the -wal beside it holds what is newest). PostgreSQL: pg_dump and pg_restore
of the server's own release, which must be on the machine. A backup holds sealed fields as they are: keep the DATA_KEY apart.
"""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from training.settings import settings

OURS = "SELECT COUNT(*) FROM sqlite_master WHERE name IN ('center', 'migration')"


class Unusable(Exception):
    """What is there cannot be backed up or restored, or stands in the way; says which file and why."""


def write(file: Path) -> str:
    """Write a backup, whole or not at all; returns what was written. Raises Unusable rather than overwrite a file."""
    if file.exists():
        raise Unusable(f"{file} exists; a backup never overwrites a file")
    if not file.parent.is_dir():
        raise Unusable(f"there is no folder {file.parent}")
    chosen, part = settings(), file.with_name(file.name + ".part")
    part.unlink(missing_ok=True)
    try:
        if chosen.on_sqlite:
            _copy(Path(chosen.sqlite_path), part)
        else:
            _run("pg_dump", chosen.database_url, "--format=custom", "--no-owner", f"--file={part}")
        part.chmod(0o600)  # every name and mark of the center
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)
    return f"{file}: {file.stat().st_size} bytes"


def read(file: Path) -> str:
    """Make this installation's database from a backup, whole or not at all. Raises Unusable."""
    if not file.is_file():
        raise Unusable(f"there is no file {file}")
    chosen = settings()
    if chosen.on_sqlite:
        target = Path(chosen.sqlite_path)
        if target.exists() and target.stat().st_size:
            raise Unusable(f"{target} is not empty; a backup is restored into an empty place")
        part = target.with_name(target.name + ".part")
        part.unlink(missing_ok=True)
        try:
            _copy(file, part)
            part.rename(target)
        finally:
            part.unlink(missing_ok=True)
    else:
        _run("pg_restore", chosen.database_url, "--no-owner", "--exit-on-error", "--single-transaction", str(file))
    return f"restored from {file}"


def _copy(source: Path, target: Path) -> None:
    """A whole database of this product, after a look at every page of it. Never makes the one it reads."""
    if not source.is_file():
        raise Unusable(f"there is no database {source}")
    try:
        with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=rw", uri=True, timeout=60)) as opened:
            if opened.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise Unusable(f"{source} is damaged")
            if opened.execute(OURS).fetchone() != (2,):
                raise Unusable(f"{source} is no database of this product")
            opened.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.Error as failed:
        raise Unusable(f"{source}: {failed}") from failed


def _run(name: str, address: str, *arguments: str) -> None:
    """One tool of PostgreSQL. The password goes by the environment: whoever lists processes reads arguments."""
    tool = shutil.which(name)
    if tool is None:
        raise Unusable(f"{name} is not on this machine; install the PostgreSQL client of the server's release")
    parts = urlsplit(address)
    bare = urlunsplit(parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", "@")))
    secret = {"PGPASSWORD": unquote(parts.password)} if parts.password else {}
    done = subprocess.run(  # noqa: S603 - our own words and settings, no shell
        [tool, f"--dbname={bare}", *arguments],
        env={**os.environ, **secret},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Unusable(f"{name}: {done.stderr.strip() or done.returncode}")
