"""Whether a file is a flashdl database that this version can read: asked before anything could write to it."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from flashdl.errors import NewerError, StoreError
from flashdl.store.migrations import APPLICATION_ID, VERSION

MAGIC = b"SQLite format 3\0"
JOURNAL = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"
"""What a journal begins with. At its byte 16 stands how many pages the database had before."""


def refuse(path: Path) -> int:
    """The version of the file's schema; 0 where there is no database yet. The file stays as it is.

    Raises:
        StoreError: a folder, another program's file, or a newer version's database.
        OSError: it cannot be read.
        sqlite3.Error: it is damaged.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise StoreError(f"The database {path} is a folder; give the path of a file.")
        if not stat.S_ISREG(mode):  # a pipe would be waited for
            raise StoreError(f"The database {path} is no ordinary file; give the path of one.")
        with path.open("rb") as file:
            head = file.read(100)
    except FileNotFoundError:
        return 0
    if not head:
        return 0
    if len(head) < 100 or not head.startswith(MAGIC):
        if _began(path):
            return 0
        raise StoreError(f"The file {path} is not a flashdl database; give another with --db.")
    version, application = _number(head, 60), _number(head, 68)
    holds = path.stat().st_size > _page_size(head)
    log = path.with_name(path.name + "-wal")
    if log.exists() and log.stat().st_size:
        # The newest pages are still in the log beside the file. Reading them this way changes neither.
        with reading(path) as connection:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            application = connection.execute("PRAGMA application_id").fetchone()[0]
            holds = connection.execute("SELECT 1 FROM sqlite_master").fetchone() is not None
    if application != APPLICATION_ID and (application or version or holds):
        raise StoreError(f"The file {path} is another program's database; give another with --db.")
    if version > VERSION:
        raise NewerError(
            f"The database {path} was written by a newer flashdl (schema {version}, this one knows {VERSION}); "
            "install the newer version."
        )
    return version


def require_no_others(path: Path, *, has_backups: bool) -> None:
    """Refuse to put anything in the place of a file of another program's, which looks for it there.

    Args:
        has_backups: whether there are backups of it: what is no database any more was ours then, and is damaged.

    Raises:
        StoreError: it is another's.
    """
    try:
        refuse(path)
    except NewerError:
        return
    except StoreError:
        tables = _tables(path) if path.is_file() else frozenset()
        if not (has_backups if tables is None else {"card", "event"} <= tables):
            raise
    except (OSError, sqlite3.Error):
        return  # damaged, or not to be read, as replacing it will say


def _tables(path: Path) -> frozenset[str] | None:
    """The names of a database's tables; None where it is none."""
    try:
        with reading(path) as connection:
            return frozenset(row[0] for row in connection.execute("SELECT name FROM sqlite_master"))
    except sqlite3.Error:
        return None


def _began(path: Path) -> bool:
    """Whether the power went while the file was made: SQLite then finds how it was, empty, in the journal beside it."""
    try:
        with path.with_name(f"{path.name}-journal").open("rb") as file:
            head = file.read(20)
    except OSError:
        return False
    return head.startswith(JOURNAL) and _number(head, 16) == 0


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that cannot write.

    Raises:
        sqlite3.Error: the file cannot be read; so where SQLite's own words of what is damaged are no text.
    """
    try:
        with closing(connect_read_only(path)) as connection:
            yield connection
    except UnicodeDecodeError as error:
        damage = sqlite3.DatabaseError("a text in it is damaged")
        damage.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise damage from error


def connect_read_only(path: Path) -> sqlite3.Connection:
    """A connection that cannot write."""
    _take_back(path)
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=5)


def _take_back(path: Path) -> None:
    """Take back what a first package that was killed left, as its journal says: who only reads could not read it."""
    with suppress(OSError, sqlite3.Error):  # where it cannot be, or is being written, reading it says so
        if not path.with_name(f"{path.name}-journal").stat().st_size:
            return
        with path.open("rb") as file:
            if _number(file.read(100), 68) != APPLICATION_ID:
                return
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=0)) as connection:
            connection.execute("SELECT 1 FROM sqlite_master")


def _number(head: bytes, place: int) -> int:
    return int.from_bytes(head[place : place + 4], "big")


def _page_size(head: bytes) -> int:
    size = int.from_bytes(head[16:18], "big")
    return 65536 if size == 1 else size
