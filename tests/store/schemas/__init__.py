"""A database of each schema that ever landed, as the flashdl of its time wrote it: one note, some answers."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path


def known() -> list[int]:
    """The versions that there are."""
    return sorted(int(path.stem) for path in Path(__file__).parent.glob("*.sql"))


def a_database_of(version: int, folder: Path) -> Path:
    """One with that schema, in the mode that flashdl keeps its databases in."""
    path = folder / "flashdl.db"
    folder.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript((Path(__file__).parent / f"{version}.sql").read_text(encoding="utf-8"))
        connection.execute("PRAGMA journal_mode = WAL")
    return path


def held(path: Path) -> dict[str, object]:
    """What no migration may change: the log, the cards' ids and what schedules them.

    The device's name is none of it: a database that was copied to another place takes a new one when it is opened.
    """
    with closing(sqlite3.connect(path)) as connection:
        return {
            "log": connection.execute("SELECT * FROM event ORDER BY rowid").fetchall(),
            "cards": connection.execute(
                "SELECT id, question, answers, state, orphaned FROM card ORDER BY id"
            ).fetchall(),
            "schedules": connection.execute(
                "SELECT card, due, interval, ease, repetitions, lapses, reviews, last_day, drill FROM schedule "
                "ORDER BY card"
            ).fetchall(),
        }


def answers_in(database: Path) -> set[str]:
    """The ids of the answers that a database holds."""
    with closing(sqlite3.connect(database)) as connection:
        return {row[0] for row in connection.execute("SELECT id FROM event WHERE rating IS NOT NULL")}
