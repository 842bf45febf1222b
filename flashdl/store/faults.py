"""What SQLite's errors mean to a person, in one sentence each. Loads nothing heavy: `counts` uses it too."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from flashdl.errors import StoreError

RESTORE = "`flashdl restore` brings back a backup and keeps the damaged file"

SENTENCES = {
    sqlite3.SQLITE_BUSY: "is being written by another program and stayed locked; try again when that has ended",
    sqlite3.SQLITE_LOCKED: "is being written by another program and stayed locked; try again when that has ended",
    sqlite3.SQLITE_READONLY: "cannot be written; make the file and its folder writable, or give another with --db",
    sqlite3.SQLITE_PERM: "may not be opened; make the file and its folder yours, or give another with --db",
    sqlite3.SQLITE_AUTH: "may not be opened; make the file and its folder yours, or give another with --db",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; see that its folder is there and writable, or give another with --db",
    sqlite3.SQLITE_NOTADB: "is not a flashdl database, or is damaged; give another with --db",
    sqlite3.SQLITE_CORRUPT: f"is damaged; {RESTORE}",
    sqlite3.SQLITE_FULL: "could not be written because the disk is full; make room and try again",
    sqlite3.SQLITE_IOERR: "could not be read or written: the disk or the network folder failed; try again",
    sqlite3.SQLITE_TOOBIG: "cannot hold a text as long as this; make it shorter",
}
"""By primary error code; each stands behind the database's path."""
NO_ROOM = 64 * 1024
"""Bytes that are free on a disk on which SQLite can do nothing any more."""


def expect(kind: type, *values: object) -> None:
    """Raises: ValueError: a value is of another type, as only a damaged file can give it."""
    for value in values:
        if type(value) is not kind:
            raise ValueError(f"{value!r:.40} where {'a text' if kind is str else 'a whole number'} should be")


def sentence(path: Path, error: BaseException) -> StoreError:
    """The failure as a person is told it.

    Args:
        error: what sqlite3 or the file system raised, or a ValueError from a row that makes no sense.
    """
    if isinstance(error, sqlite3.Error):
        # The extended code says more than a person can use; its last byte is the kind.
        code = getattr(error, "sqlite_errorcode", None)
        kind = code & 0xFF if code is not None else None
        if kind == sqlite3.SQLITE_IOERR and _is_full(path):
            kind = sqlite3.SQLITE_FULL  # no room even for what lies beside the file
        known = SENTENCES.get(kind) if kind is not None else None
        return StoreError(f"The database {path} {known or f'cannot be used ({error}); run flashdl doctor'}.")
    if isinstance(error, OSError):
        reason = os.strerror(error.errno) if error.errno else str(error)
        if error.filename and not path.is_relative_to(os.fsdecode(error.filename)):
            return StoreError(f"{os.fsdecode(error.filename)}, beside the database {path}, cannot be used ({reason}).")
        return StoreError(f"The database {path} cannot be opened ({reason}); give another with --db.")
    return StoreError(f"The database {path} holds a row that cannot be read ({error}); run flashdl doctor.")


def _is_full(path: Path) -> bool:
    import shutil

    try:
        return shutil.disk_usage(path.parent).free < NO_ROOM
    except OSError:
        return False
