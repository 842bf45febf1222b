"""Copies of the database: made once a day and before what changes much, thinned out, and brought back.

Only sqlite3, so that it is quick, and so that it works where `Store` cannot open a damaged file.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread

from flashdl import folders
from flashdl.errors import DamageError, NewerError, StoreError
from flashdl.store.faults import sentence
from flashdl.store.header import reading, refuse, require_no_others
from flashdl.store.thinning import DAILY, Backup, too_many

LARGE = 256 * 1024 * 1024
"""Bytes of a database from which on nobody waits until every page was looked at."""
PAGES = 4_000
"""Pages that are copied at once; between them others may write, and the copy may be stopped."""

_NAME = re.compile(r"flashdl-(\d{8})-(\d{6})-([a-z0-9-]+)\.db")


@dataclass(frozen=True, slots=True)
class Contents:
    """How much a database holds."""

    cards: int
    answers: int
    last_day: str
    """The study day of the newest answer; empty where there is none."""


def folder(database: Path) -> Path:
    """Where the backups of a database are: beside it."""
    return database.parent / f"{database.stem}-backups"


def listed(database: Path) -> list[Backup]:
    """The backups that there are, the newest first."""
    found = []
    try:
        paths = list(folder(database).iterdir())
    except OSError:
        return []
    for path in paths:
        named = _NAME.fullmatch(path.name)
        try:
            if named:
                made = datetime.strptime(named[1] + named[2], "%Y%m%d%H%M%S")
                told = path.stat()
                found.append((told.st_mtime_ns, Backup(path, made, named[3], told.st_size)))
        except (ValueError, OSError):
            continue
    # Two of one second are told apart by the file system's clock.
    return [backup for _, backup in sorted(found, key=lambda one: (one[1].made, one[0]), reverse=True)]


def is_there(database: Path) -> bool:
    """Raises: StoreError: that cannot be seen."""
    try:
        database.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise sentence(database, error) from error
    return True


def require_readable(database: Path) -> None:
    """Raises: StoreError: whether there are backups of a database cannot be seen."""
    try:
        next(folder(database).iterdir(), None)
    except FileNotFoundError:
        return
    except OSError as error:
        raise sentence(database, error) from error


def is_due(database: Path, now: datetime) -> bool:
    """Whether the day has none yet. A database without answers or cards needs none."""
    if any(backup.made.date() == now.date() for backup in listed(database)):
        return False
    try:
        if not database.exists() or not refuse(database):
            return False
        held = contents(database)
    except (StoreError, OSError):
        return False  # no database of ours, as opening it will say
    except sqlite3.Error:
        return True  # damaged, as making one will say
    return bool(held.cards or held.answers)


def before(database: Path, now: datetime, what: str) -> str:
    """A backup before something that changes much, unless the newest one holds all that is there, or nothing is.

    Args:
        what: as `import`.

    Returns:
        a sentence why none could be made; empty where one was, or need not be.

    Raises:
        DamageError: the database is damaged.
    """
    if not database.exists() or _is_as_it_was(database):
        return ""
    try:
        held = contents(database)
        if held.cards or held.answers:
            make(database, now, f"before-{what}")
    except DamageError:
        raise
    except StoreError as error:
        return f"There is no backup of before: {error}"
    except sqlite3.Error as error:
        return f"There is no backup of before: {sentence(database, error)}"
    return ""


def _is_as_it_was(database: Path) -> bool:
    """Whether nothing was written since the newest backup was made."""
    newest = next(iter(listed(database)), None)
    if newest is None:
        return False
    try:
        made = newest.path.stat().st_mtime_ns
        files = (database, database.with_name(f"{database.name}-wal"))
        return all(not one.exists() or one.stat().st_mtime_ns < made for one in files)
    except OSError:
        return False


def make(database: Path, now: datetime, reason: str = DAILY, *, goes_on: Callable[[], bool] = lambda: True) -> Path:
    """Copy the database as it is at one moment, check the copy, and thin out the older ones.

    Args:
        goes_on: asked now and then; False stops it, and nothing stays.

    Raises:
        StoreError: it cannot be made, or the database is damaged.
    """
    target = folder(database) / f"flashdl-{now:%Y%m%d-%H%M%S}-{reason}.db"
    try:
        folders.make(target.parent)
        write(database, target, goes_on)
    except (sqlite3.Error, OSError) as error:
        if isinstance(error, sqlite3.Error) and _is_damage(error):
            raise _damage(database) from error
        raise sentence(database, error) from error
    for left in target.parent.glob("*.unfinished*"):
        with suppress(OSError):  # of one that was killed; a younger one may still be written
            if datetime.fromtimestamp(left.stat().st_mtime) < now - timedelta(days=1):
                left.unlink()
    for one in too_many(listed(database), now.date()):
        with suppress(OSError):  # the new one is made; the old one goes next time
            one.path.unlink(missing_ok=True)
    return target


def write(database: Path, target: Path, goes_on: Callable[[], bool] = lambda: True) -> None:
    """A sound copy of a database under another name, whole or not at all.

    Raises:
        StoreError: the database is damaged.
        sqlite3.Error, OSError: it cannot be read, or the copy not be written.
    """
    unfinished = target.with_name(f"{target.name}.unfinished")
    try:
        with reading(database) as source, closing(sqlite3.connect(unfinished)) as copy:

            def each(_status: int, _left: int, _all: int) -> None:
                if not goes_on():
                    raise StoreError("the backup was stopped.")

            source.backup(copy, pages=PAGES, progress=each)
            _in_one_file(copy)
            found = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
            if found != "ok":
                raise _damage(database)
            _forget_file(copy)
        unfinished.chmod(0o600)
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
        unfinished.replace(target)
        folders.sync(target.parent)
    finally:
        for name in (unfinished.name, f"{unfinished.name}-journal", f"{unfinished.name}-wal", f"{unfinished.name}-shm"):
            unfinished.with_name(name).unlink(missing_ok=True)


def contents(database: Path) -> Contents:
    """How much a database holds. Raises: sqlite3.Error: it cannot be read."""
    with reading(database) as connection:
        (cards,) = connection.execute("SELECT COUNT(*) FROM card").fetchone()
        (answers, last_day) = connection.execute(
            "SELECT COUNT(*), MAX(day) FROM event WHERE kind IN ('learn', 'review', 'relearn', 'drill', 'cram')"
        ).fetchone()
    return Contents(cards, answers, last_day or "")


def newest_sound(database: Path) -> Backup | None:
    """The newest backup that can be used."""
    return next((backup for backup in listed(database) if is_sound(backup.path)), None)


def is_sound(path: Path) -> bool:
    """Whether a file is a database of flashdl's whose pages are all in order."""
    try:
        if not refuse(path):
            return False
        contents(path)
        with reading(path) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except (StoreError, OSError, sqlite3.Error):
        return False


def require_there(database: Path) -> None:
    """A database that is gone or empty, though there are backups of it, is not the first start.

    Raises:
        DamageError: so it is; the newest sound backup is named.
    """
    made = listed(database)
    try:
        if not made or database.stat().st_size or database.with_name(f"{database.name}-wal").exists():
            return
        fault = "empty"
    except FileNotFoundError:
        fault = "not there any more"
    except OSError:
        return  # as opening it will say
    if newest_sound(database):
        begin = f"to begin anew, move the folder {folder(database)} away"
        raise DamageError(f"The database {database} is {fault}; {_advice(database)}; {begin}.")


def require_begun(database: Path) -> None:
    """A database that a person names and that is not there has a name that was mistyped, or nothing in it to be read.

    Raises:
        StoreError: so it is.
    """
    if not database.exists():
        raise StoreError(
            f"There is no database {database}. With this --db `flashdl`, `flashdl add` and `flashdl import` begin one."
        )


def require_sound(database: Path) -> None:
    """Look at every page. A database that is not there, and what is none of flashdl's, are left to who opens it.

    Raises:
        DamageError: it is damaged; the newest sound backup is named.
    """
    try:
        if not refuse(database):
            return
        with reading(database) as connection:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except (StoreError, OSError):
        return
    except sqlite3.Error as error:
        if not _is_damage(error):
            return  # it is locked, or may not be read
        found = str(error)
    if found != "ok":
        raise _damage(database)


@contextmanager
def looked_at(database: Path) -> Iterator[None]:
    """Look at every page before the block; of a large database beside it, for that takes many seconds.

    Raises:
        DamageError: it is damaged; of a large database this may be told only when the block ends.
    """
    try:
        is_large = database.stat().st_size > LARGE
    except OSError:
        is_large = False
    if not is_large:
        require_sound(database)
        yield
        return
    found: list[DamageError] = []

    def look() -> None:
        try:
            require_sound(database)
        except DamageError as damage:
            found.append(damage)

    # Nobody waits for it when the sitting ends before it does; the next one looks again.
    Thread(target=look, name="looks at every page", daemon=True).start()
    yield
    if found:
        raise found[0]


def with_advice(database: Path, error: StoreError) -> StoreError:
    """Why a database cannot be opened; where that is damage of a file that has backups, what to do about it."""
    if isinstance(error, DamageError | NewerError) or not listed(database):
        return error
    try:
        if not refuse(database):
            return error
        require_sound(database)
    except DamageError as damage:
        return damage
    except StoreError:
        return DamageError(f"{str(error).partition(';')[0].rstrip('.')}; if it was once, {_advice(database)}.")
    except sqlite3.Error as failed:
        if _is_damage(failed):
            return _damage(database)
    except OSError:
        return error
    return error


def _damage(database: Path) -> DamageError:
    return DamageError(f"The database {database} is damaged; {_advice(database)}.")


def _is_damage(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def only_in(database: Path, other: Path) -> Contents:
    """What a database holds that another does not.

    Raises:
        sqlite3.Error: one of them cannot be read.
    """
    with reading(database) as connection:
        connection.execute("ATTACH ? AS other", (f"{other.absolute().as_uri()}?mode=ro",))
        (cards,) = connection.execute(
            "SELECT COUNT(*) FROM card WHERE id NOT IN (SELECT id FROM other.card)"
        ).fetchone()
        (answers, last_day) = connection.execute(
            "SELECT COUNT(*), MAX(day) FROM event WHERE rating IS NOT NULL AND id NOT IN (SELECT id FROM other.event)"
        ).fetchone()
    return Contents(cards, answers, last_day or "")


def restore(database: Path, backup: Path, now: datetime) -> Path | None:
    """Put a backup in the place of the database; what was there is kept.

    Returns:
        where it is kept; None where there was nothing.

    Raises:
        StoreError: the backup is not sound, the database another program's, or it cannot be written. It is as it was.
    """
    if not is_sound(backup):
        raise StoreError(f"The file {backup} is no sound backup of flashdl's; nothing was changed.")
    require_no_others(database, has_backups=bool(listed(database)))
    try:
        if not database.exists():
            folders.make(database.parent)
            write(backup, database)
            return None
        fresh = database.with_name(f"{database.name}.restored")
        if is_sound(database):
            try:
                write(backup, fresh)  # before another backup is made, for then this one may be thinned out
                kept = make(database, now, "before-restore")
                with closing(sqlite3.connect(fresh)) as source, closing(sqlite3.connect(database, timeout=5)) as target:
                    source.backup(target)
            finally:
                fresh.unlink(missing_ok=True)
            return kept
        kept = database.with_name(f"{database.name}.damaged-{now:%Y%m%d-%H%M%S}")
        write(backup, fresh)
        # The log belongs to the damaged file; beside the restored one it would be taken for its own.
        for ending in ("-wal", "-shm"):
            beside = database.with_name(database.name + ending)
            if beside.exists():
                beside.replace(kept.with_name(kept.name + ending))
        _keep_too(database, kept)
        fresh.replace(database)
        folders.sync(database.parent)
    except (sqlite3.Error, OSError) as error:
        raise sentence(database, error) from error
    return kept


def _keep_too(database: Path, kept: Path) -> None:
    """Give a file a second name: at no moment is there no database, which would be taken for the first start."""
    try:
        os.link(database, kept)
    except OSError:  # the file system knows one name a file
        shutil.copyfile(database, kept)


def _in_one_file(copy: sqlite3.Connection) -> None:
    """Take a copy out of WAL, in which it could not be read where nothing may be written."""
    # Where the disk fails at the end of this, SQLite says the old mode and nothing else.
    if copy.execute("PRAGMA journal_mode = DELETE").fetchone()[0] != "delete":
        failed = sqlite3.OperationalError("disk I/O error")
        failed.sqlite_errorcode = sqlite3.SQLITE_IOERR
        raise failed


def _forget_file(copy: sqlite3.Connection) -> None:
    """Whoever opens a copy finds that it is one, and takes another name for what it writes (see `devices`)."""
    if copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
        copy.execute("DELETE FROM meta WHERE name = 'file'")
        copy.commit()


def _advice(database: Path) -> str:
    found = newest_sound(database)
    salvage = "`flashdl restore --salvage` saves what can still be read"
    if found is None:
        return f"there is no sound backup, but {salvage}"
    number = listed(database).index(found) + 1
    made = f"{found.made:%Y-%m-%d %H:%M}"
    back = f"`flashdl restore {number}` brings back the backup of {made}"
    if not database.exists():
        return back
    return f"{back} and keeps the damaged file, {salvage} as well"
