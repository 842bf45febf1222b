"""What flashdl makes of a hostile file."""

from __future__ import annotations

import io
import os
import shutil
import sqlite3
import sys
from contextlib import closing, redirect_stderr
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flashdl import cli
from flashdl.store import Store, backups
from flashdl.store.migrations import VERSION
from tests.hostile import Case, notes, packages, texts
from tests.store.schemas import a_database_of

CASES: tuple[Case, ...] = (*texts.CASES, *packages.CASES, *notes.CASES)
DATABASE = Path(".local", "share", "flashdl", "flashdl.db")
FUTURE = 4_000_000_000
TABLES = ("meta", "source", "document", "card", "event", "schedule", "choice", "rejected_kind")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it."""

    code: int
    out: str
    said: str
    is_unchanged: bool
    """Whether the database holds what it held."""
    strays: tuple[str, ...]
    """Files that were made where none should be."""


def a_home(home: Path) -> bytes:
    """Make a home whose database holds cards and answers; its database's content, for `tried`."""
    database = home / DATABASE
    a_database_of(VERSION, database.parent)
    Store.open(database).close()  # it takes a name of its own in this place
    made = backups.make(database, datetime.now())
    os.utime(made, (FUTURE, FUTURE))  # newer than all that is written: no import needs another one
    (home / ".cache" / "flashdl").mkdir(parents=True)
    return database.read_bytes()


def tried(case: Case, home: Path, content: bytes, scale: int = 1) -> Outcome:
    """Name a hostile file to flashdl, in a home whose database holds `content`."""
    place = home / "strangers" / case.name
    place.mkdir(parents=True)
    path = case.make(place, scale)
    database = home / DATABASE
    for ending in ("-wal", "-shm"):
        database.with_name(database.name + ending).unlink(missing_ok=True)
    database.write_bytes(content)
    before, files = held(database), listed(home)
    out = io.StringIO()
    said = io.StringIO()
    was, there = sys.stdout, Path.cwd()
    sys.stdout = out
    os.chdir(place)
    try:
        with redirect_stderr(said):
            code = cli.run([*case.command, str(path)])
    finally:
        sys.stdout = was
        os.chdir(there)
    strays = tuple(
        sorted(one for one in listed(home) - files if not one.startswith((".local/share/flashdl/", ".cache/flashdl/")))
    )
    outcome = Outcome(code, out.getvalue(), said.getvalue(), held(database) == before, strays)
    for one in place.rglob("*"):
        if not one.is_symlink() and one.is_dir():
            one.chmod(0o700)
    shutil.rmtree(place)
    return outcome


def listed(folder: Path) -> set[str]:
    found = set()
    for root, folders, files in os.walk(folder):
        found |= {os.path.relpath(os.path.join(root, name), folder) for name in (*folders, *files)}  # noqa: PTH118
    return found


def held(database: Path) -> list[list[tuple[object, ...]]]:
    """All that a database holds."""
    with closing(sqlite3.connect(database)) as connection:
        connection.text_factory = bytes
        return [sorted(connection.execute(f"SELECT * FROM {table}"), key=repr) for table in TABLES]
