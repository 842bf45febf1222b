"""What each note gave when it was last read, in a file of its own for each source, outside the database.

All of it follows from the notes: it may be deleted at any time, and what is not sound is thrown away without a word.
It lies apart from the database because that is what a person backs up, and because it need not wait for the disk.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from flashdl import clock
from flashdl.model import Problem
from flashdl.sources import rows
from flashdl.sources.rules import rules

if TYPE_CHECKING:
    from flashdl.generator.collection import Entry

UNUSED_MS = 180 * 86_400_000
"""A file that was not written for so long goes: its source is hardly followed any more."""
PATIENCE_S = 1.0
TABLES = (
    "CREATE TABLE rules (name TEXT NOT NULL)",
    """CREATE TABLE note (
        name TEXT PRIMARY KEY, print TEXT NOT NULL, digest TEXT NOT NULL, about BLOB NOT NULL, given BLOB NOT NULL,
        seal BLOB NOT NULL
    )""",
)

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Held:
    """A note as it was read and asked."""

    print: str
    """Of the file; empty where the next change may not show in it."""
    digest: str
    """Of the file's bytes."""
    problem: Problem | None
    """What was wrong with its bytes."""
    entry: Entry
    settled: tuple[str, str]
    """`Register.settled` when it was asked."""
    asked: Mapping[str, str]
    """By link: the mark of what the collection answered."""
    given: bytes
    """What it gave, as `rows.judged_row` in JSON."""


class Cache:
    """The caches of all sources, a file each. No method raises: without a cache all is read."""

    def __init__(self, folder: Path | None) -> None:
        """Nothing is touched yet.

        Args:
            folder: made when there is something to keep; None: nothing is kept.
        """
        self._folder = folder

    def held(self, source: str, deck: str) -> dict[str, Held]:
        """The notes of a source, by name."""
        file = self._file(source, deck)
        return (self._sound(file, lambda: _loaded(file)) if file and file.exists() else None) or {}

    def keep(
        self, source: str, deck: str, *, read: Mapping[str, Held], prints: Mapping[str, str], gone: Iterable[str]
    ) -> None:
        """Take over what a reading of a source gave, wholly or not at all.

        Args:
            read: notes that were asked.
            prints: new ones of notes that are otherwise as they were.
            gone: notes that are no longer there.
        """
        if file := self._file(source, deck):
            self._sound(file, lambda: _store(file, read, prints, gone))
            _sweep(file.parent)

    def drop(self, source: str, deck: str) -> None:
        """Forget a source."""
        if file := self._file(source, deck):
            _delete(file)

    def _file(self, source: str, deck: str) -> Path | None:
        name = hashlib.blake2b(rows.to_bytes([source, deck]), digest_size=16).hexdigest()
        return self._folder / f"{name}.notes" if self._folder else None

    def _sound(self, file: Path, use: Callable[[], Result]) -> Result | None:
        """What using a file gives; None, and the file is gone, where it is damaged or of other rules."""
        try:
            return use()
        except sqlite3.Error as error:
            if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                _delete(file)
        except (ValueError, TypeError):
            _delete(file)
        except OSError:
            pass
        return None


def _sweep(folder: Path) -> None:
    oldest = (clock.now().ms - UNUSED_MS) / 1000
    with suppress(OSError):
        for file in folder.glob("*.notes"):
            if file.stat().st_mtime < oldest:
                _delete(file)


def _delete(file: Path) -> None:
    for name in (file, file.with_name(f"{file.name}-journal")):
        with suppress(OSError):
            name.unlink(missing_ok=True)


def _connected(file: Path) -> closing[sqlite3.Connection]:
    connection = sqlite3.connect(file, timeout=PATIENCE_S, isolation_level=None)
    return closing(connection)


def _loaded(file: Path) -> dict[str, Held]:
    with _connected(file) as connection:
        connection.execute("BEGIN")
        if connection.execute("SELECT name FROM rules").fetchone() != (rules(),):
            raise ValueError("read by other rules")
        found = connection.execute("SELECT name, print, digest, about, given, seal FROM note ORDER BY name").fetchall()
    held = {}
    for name, print_, digest, about, given, seal in found:
        if _seal(name, digest, about, given) != seal:
            raise ValueError("not what was written")
        problem, entry, settled, asked = rows.of_bytes(about)
        held[name] = Held(print_, digest, rows.problem(problem), rows.entry(entry), tuple(settled), asked, given)
    return held


def _store(file: Path, read: Mapping[str, Held], prints: Mapping[str, str], gone: Iterable[str]) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.touch(mode=0o600)  # what notes say is for the person's eyes alone
    with _connected(file) as connection:
        # A power cut may leave a damaged file, which is as good as none.
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN IMMEDIATE")
        if not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            for statement in TABLES:
                connection.execute(statement)
            connection.execute("INSERT INTO rules VALUES (?)", (rules(),))
        if connection.execute("SELECT name FROM rules").fetchone() != (rules(),):
            raise ValueError("read by other rules")
        connection.executemany("DELETE FROM note WHERE name = ?", ((name,) for name in gone))
        connection.executemany(
            "UPDATE note SET print = ? WHERE name = ?", ((new, name) for name, new in prints.items())
        )
        connection.executemany(
            "INSERT OR REPLACE INTO note VALUES (?, ?, ?, ?, ?, ?)", (_row(name, one) for name, one in read.items())
        )
        connection.execute("COMMIT")


def _row(name: str, held: Held) -> tuple[object, ...]:
    about = rows.to_bytes([rows.problem_row(held.problem), rows.entry_row(held.entry), held.settled, held.asked])
    return name, held.print, held.digest, about, held.given, _seal(name, held.digest, about, held.given)


def _seal(name: str, digest: str, about: bytes, given: bytes) -> bytes:
    hashed = hashlib.blake2b(digest_size=16)
    for part in (name.encode("utf-8", "surrogatepass"), digest.encode(), about, given):
        hashed.update(len(part).to_bytes(8, "big"))
        hashed.update(part)
    return hashed.digest()
