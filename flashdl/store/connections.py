"""One way in to the file: durable, patient, and every failure a sentence."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext, suppress
from datetime import datetime
from pathlib import Path
from threading import Condition
from typing import TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from flashdl import folders
from flashdl.errors import StoreError
from flashdl.leaving import BESIDE
from flashdl.store import backups, bulk, log
from flashdl.store.faults import sentence
from flashdl.store.header import refuse
from flashdl.store.migrations import COUNTS_FAILS, VERSION, migrate

# WAL with FULL loses no acknowledged answer in a power cut; NORMAL, the usual advice for WAL, does.
# Pages are kept up to 16 MiB: what is looked up of many cards is anywhere, and was read again and again within 2.
PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "recursive_triggers = ON",
    "cache_size = -16384",
)

Found = TypeVar("Found")


class Connections:
    """Transactions on one database file. Threads may share it."""

    def __init__(self, path: Path, patience_ms: int) -> None:
        """Open the file, made if it is not there, and bring it to today's schema.

        Args:
            patience_ms: how long to wait for another program's write to end.

        Raises:
            StoreError: the file cannot be used; it is as it was.
        """
        self.path = path
        self._log = path.with_name(f"{path.name}-wal")
        self._patience_ms = patience_ms
        self._engine = create_engine("sqlite://", creator=self._connect, poolclass=QueuePool)
        self._writer = self._engine.execution_options(writes=True)
        event.listen(self._engine, "connect", self._remember_log)
        event.listen(self._engine, "begin", _begin)
        event.listen(self._engine, "invalidate", _end)
        try:
            with self._in_sentences():
                _prepare(path)
                self._file = _file(path)
            with self.writing() as connection:
                _bring_up_to_date(connection, path)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def reading(self, beside: Path | None = None) -> Iterator[Connection]:
        """A transaction that sees one moment of the database.

        Args:
            beside: another database, a passing one, that may be written to as BESIDE.
        """
        with self._transaction(self._engine, beside) as connection:
            yield connection

    @contextmanager
    def reading_twice(self, beside: Path, other: Path) -> Iterator[tuple[Connection, Connection]]:
        """Two transactions that see one and the same moment of the database.

        Args:
            beside, other: passing databases: the first transaction may write to the one as BESIDE, the second to the
                other.
        """
        connect = self._engine.connect
        with (
            self._in_sentences(),
            connect() as watching,
            connect() as one,
            connect() as two,
            _attached(one, beside),
            _attached(two, other),
        ):
            while True:
                before = _moment(watching)
                with one.begin(), two.begin():
                    for connection in (one, two):
                        connection.exec_driver_sql("SELECT 1 FROM sqlite_master")  # it begins with a first look
                    # Each commit takes longer than this, so that somebody who writes on and on is no matter.
                    if _moment(watching) == before:
                        yield one, two
                        return

    @contextmanager
    def writing(self, beside: Path | None = None, *, is_first: bool = False) -> Iterator[Connection]:
        """A transaction that no other writer comes between. On disk when it ends; nothing is kept if it raises.

        Args:
            beside: another database, a passing one, that may be read as BESIDE; nobody reads it when this ends.
            is_first: very much is written where nothing is yet, so that nobody minds who cannot read meanwhile.
        """
        # What is written to a file that has lost its name is lost with it, be it the database or the log beside it.
        lost = StoreError(
            f"The database {self.path} was moved, replaced or deleted while it was open; start flashdl again."
        )
        if _file(self.path) != self._file:
            raise lost
        with self._transaction(self._writer, beside, is_first=is_first) as connection:
            if _file(self._log) != connection.info["log"]:
                raise lost
            yield connection

    def at_once(self, *jobs: Callable[[Connection], Found], writes: bool = False) -> list[Found]:
        """What each job gives, each in a thread and a transaction of its own; Ctrl-C stops all of them at once.

        Where a job fails the others are stopped, too.
        """
        at_work: set[sqlite3.Connection] = set()
        changing = Condition()
        is_over = False

        def run(job: Callable[[Connection], Found]) -> Found:
            with self.writing() if writes else self.reading() as connection:
                driver = bulk.driver(connection)
                with changing:
                    if is_over:
                        raise StoreError("The work was stopped.")
                    at_work.add(driver)
                try:
                    return job(connection)
                finally:
                    with changing:
                        at_work.remove(driver)
                        changing.notify_all()

        # In threads all of them: Python hears of Ctrl-C between two of its own steps, and a statement is one.
        threads = ThreadPoolExecutor(len(jobs))
        try:
            found = [threads.submit(run, job) for job in jobs]
            return [each.result() for each in found]
        except BaseException:
            with changing:
                is_over = True
                while at_work:
                    for driver in at_work:
                        driver.interrupt()
                    changing.wait(0.05)  # and again: between two statements nothing is stopped
            raise
        finally:
            threads.shutdown()

    def keep(self, connection: Connection, write: Callable[[sqlite3.Connection], object]) -> None:
        """Write what a reading transaction made, and can be made again; this ends it.

        Nothing is written where anybody wrote since it began, or is writing, or the disk is full: it is no reason to
        wait or to fail.
        """
        if _file(self.path) != self._file:
            return
        driver = bulk.driver(connection)
        driver.execute("PRAGMA busy_timeout = 0")
        try:
            # SQLite lets nobody write who reads an older moment than the last.
            write(driver)
            driver.commit()
        except sqlite3.Error:
            driver.rollback()
        finally:
            driver.execute(f"PRAGMA busy_timeout = {self._patience_ms}")

    @contextmanager
    def _transaction(self, engine: Engine, beside: Path | None, *, is_first: bool = False) -> Iterator[Connection]:
        with (
            self._in_sentences(),
            engine.connect() as connection,
            self._written_once(connection) if is_first else nullcontext(),
            _attached(connection, beside) if beside else nullcontext(),
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def _written_once(self, connection: Connection) -> Iterator[None]:
        """For one transaction, pages go into the file at once, with a journal of those that were there.

        In the log beside it all would be written twice. As it was where anybody else has the file open.
        """
        driver = bulk.driver(connection)
        if _file(self._log) == connection.info["log"]:
            driver.execute("PRAGMA busy_timeout = 0")
            with suppress(sqlite3.OperationalError):
                driver.execute("PRAGMA main.journal_mode = DELETE")
                # Else the journal might be there again after a power cut, and take back what was acknowledged.
                driver.execute("PRAGMA main.synchronous = EXTRA")
            driver.execute(f"PRAGMA busy_timeout = {self._patience_ms}")
            connection.info["log"] = _file(self._log)
        try:
            yield
        finally:
            with suppress(sqlite3.Error):  # who opens it next tries again
                driver.execute("PRAGMA main.journal_mode = WAL")
            connection.invalidate()

    def _connect(self) -> sqlite3.Connection:
        # No isolation level: sqlite3 then leaves BEGIN to us, and a DDL statement does not commit behind our back.
        connection = sqlite3.connect(
            self.path, timeout=self._patience_ms / 1000, isolation_level=None, check_same_thread=False
        )
        try:
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            if sys.platform == "darwin":
                # There, fsync alone does not reach the disk.
                connection.execute("PRAGMA fullfsync = ON")
            connection.execute("SELECT 1 FROM sqlite_master")  # opens the log
        except BaseException:
            connection.close()
            raise
        return connection

    def _remember_log(self, _driver: object, pooled: ConnectionPoolEntry) -> None:
        pooled.info["log"] = _file(self._log)

    @contextmanager
    def _in_sentences(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error, OSError, ValueError) as error:
            if _is_of_interruption(error):
                raise KeyboardInterrupt from error
            fault = error.orig if isinstance(error, DBAPIError) else error
            raise sentence(self.path, fault or error) from error


def _file(path: Path) -> tuple[int, int] | None:
    """Which file has that name; None where none has."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


@contextmanager
def _attached(connection: Connection, beside: Path) -> Iterator[None]:
    # By the driver: SQLAlchemy would begin a transaction, in which nothing is attached or taken off.
    driver = bulk.driver(connection)
    driver.execute(f"ATTACH ? AS {BESIDE}", (str(beside),))
    try:
        driver.execute(f"PRAGMA {BESIDE}.journal_mode = OFF")
        driver.execute(f"PRAGMA {BESIDE}.synchronous = OFF")
        yield
    finally:
        driver.execute(f"DETACH {BESIDE}")


def _moment(connection: Connection) -> object:
    """What is another one after each commit of another connection."""
    return bulk.driver(connection).execute("PRAGMA data_version").fetchone()


def _begin(connection: Connection) -> None:
    # SQLite's plain BEGIN lets two writers read first and then fails one of them, whatever its patience.
    immediate = connection.get_execution_options().get("writes", False)
    bulk.driver(connection).execute("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _end(driver: sqlite3.Connection, *_: object) -> None:
    # What Ctrl-C stopped is still at hand, and closing alone would leave the file locked for as long as it is.
    with suppress(sqlite3.Error):
        driver.rollback()


def _is_of_interruption(error: BaseException) -> bool:
    """Whether it came of tidying up after Ctrl-C, which had closed the connection."""
    before = error.__context__
    return isinstance(before, KeyboardInterrupt) or (before is not None and _is_of_interruption(before))


def _prepare(path: Path) -> None:
    """Refuse what is not ours; make the folder and the file, for the person's eyes alone, where they are missing."""
    version = refuse(path)
    if 0 < version < VERSION:
        backups.make(path, datetime.now(), f"before-schema-{VERSION}")
    folders.make(path.parent)
    if not path.exists():
        path.touch(mode=0o600)


def _bring_up_to_date(connection: Connection, path: Path) -> None:
    version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if version > VERSION:
        raise StoreError(f"The database {path} was written by a newer flashdl; install the newer version.")
    if version < VERSION:
        if version == 0 and connection.exec_driver_sql("SELECT 1 FROM sqlite_master").first():
            raise StoreError(f"The file {path} is another program's database; give another with --db.")
        migrate(connection.exec_driver_sql, version)
        if 0 < version < COUNTS_FAILS:
            log.count_fails(connection)
