"""Every schema that ever landed comes to today's with all it holds, or stays as it was."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from flashdl.errors import StoreError
from flashdl.model import Rating
from flashdl.store import Store, backups, connections
from flashdl.store.migrations import STEPS, VERSION, Execute, migrate, statements
from tests.build import an_answer
from tests.store.schemas import a_database_of, held, known

OLDER = [version for version in known() if version < VERSION]


def schema_of(path: Path) -> tuple[int, list[tuple[str]]]:
    """The version, and what made the tables."""
    with closing(sqlite3.connect(path)) as connection:
        made = connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").fetchall()
        return connection.execute("PRAGMA user_version").fetchone()[0], made


def columns_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        # Without the place: a column that came later stands at the end.
        return {
            name: sorted(column[1:] for column in connection.execute(f"PRAGMA table_info({name})"))
            for (name,) in tables
        }


def test_every_schema_that_landed_is_kept() -> None:
    assert known() == list(range(1, VERSION + 1))


@pytest.mark.parametrize("version", known())
def test_a_database_of_any_schema_is_what_it_was_and_goes_on(tmp_path: Path, version: int) -> None:
    path = a_database_of(version, tmp_path / "old")
    before = held(path)

    with Store.open(path) as store:
        assert store.check() == []
        assert held(path) == before
        asked = next(card.id for card in store.cards() if store.schedule(card.id))
        store.record(an_answer(asked))
        assert store.check() == []

    Store.open(tmp_path / "new.db").close()
    assert columns_of(path) == columns_of(tmp_path / "new.db")
    assert [one.reason for one in backups.listed(path)] == [f"before-schema-{VERSION}"] * (version < VERSION)


def test_a_schedule_from_before_fails_were_counted_has_those_of_its_log(tmp_path: Path) -> None:
    with Store.open(a_database_of(4, tmp_path)) as store:
        counted = {card: schedule.fails for card, schedule in store.schedules().items()}
        again = Counter(event.card for event in store.log() if event.rating is Rating.AGAIN)

    assert counted == {card: again[card] for card in counted}
    assert max(counted.values()) == 1


def test_a_log_that_cannot_be_read_does_not_keep_a_database_from_opening(tmp_path: Path) -> None:
    path = a_database_of(4, tmp_path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER event_is_never_changed")
        connection.execute("UPDATE event SET day = 'never' WHERE rating = 1")

    with Store.open(path) as store:
        assert {schedule.fails for schedule in store.schedules().values()} == {0}


@pytest.mark.parametrize("version", OLDER)
def test_a_migration_that_fails_at_any_statement_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    path = a_database_of(version, tmp_path)
    before = (schema_of(path), held(path))
    monkeypatch.setattr(backups, "make", lambda *_: None)
    statements = 0

    def failing_at(number: int) -> Callable[[Execute, int], None]:
        def steps(execute: Execute, found: int) -> None:
            taken = 0

            def each(statement: str) -> Iterable[Sequence[object]]:
                nonlocal taken
                taken += 1
                if taken > number:
                    raise sqlite3.OperationalError("disk I/O error")
                return execute(statement)

            migrate(each, found)

        return steps

    while True:
        monkeypatch.setattr(connections, "migrate", failing_at(statements))
        try:
            Store.open(path).close()
            break
        except StoreError:
            assert (schema_of(path), held(path)) == before
        statements += 1

    assert statements >= 2 + VERSION - version
    assert schema_of(path)[0] == VERSION


KILLED = """
import os, signal, sys
from pathlib import Path
from flashdl.store import Store, connections
from flashdl.store.migrations import migrate

def dying(execute, version):
    def each(statement):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(statement)
    migrate(each, version)

left = int(sys.argv[2])
connections.migrate = dying
Store.open(Path(sys.argv[1]))
"""


LAST = len(statements(STEPS[-1])) + 1


@pytest.mark.parametrize("statement", [*range(0, LAST, 6), LAST])
def test_a_migration_that_is_killed_changes_nothing_and_is_made_the_next_time(tmp_path: Path, statement: int) -> None:
    path = a_database_of(VERSION - 1, tmp_path)
    before = (schema_of(path), held(path))

    done = subprocess.run([sys.executable, "-c", KILLED, str(path), str(statement)], check=False)

    assert done.returncode == -signal.SIGKILL
    assert (schema_of(path), held(path)) == before
    with Store.open(path) as store:
        assert store.check() == []
        assert held(path) == before[1]
    assert schema_of(path)[0] == VERSION


def test_a_newer_schema_of_any_kind_is_refused_and_its_bytes_stay(tmp_path: Path) -> None:
    for version in (VERSION + 1, 1_000, 2**31 - 1):
        path = a_database_of(VERSION, tmp_path / f"{version}")
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA user_version = {version}")
            connection.execute("DROP TABLE schedule")
        before = path.read_bytes()

        with pytest.raises(StoreError, match="install the newer version"):
            Store.open(path)

        assert path.read_bytes() == before
        assert backups.listed(path) == []


def test_what_somebody_else_made_of_our_tables_neither_stops_a_step_nor_goes(tmp_path: Path) -> None:
    path = a_database_of(6, tmp_path)
    own = {
        "mine": "CREATE VIEW mine AS SELECT front.question, due FROM schedule JOIN card AS front ON front.id = card",
        "log_of_mine": "CREATE VIEW log_of_mine AS SELECT id, rating FROM event",
        "ratings": "CREATE INDEX ratings ON event (rating)",
        "seen": "CREATE TRIGGER seen AFTER UPDATE ON card BEGIN SELECT due FROM schedule WHERE card = NEW.id; END",
        "learnt": "CREATE TRIGGER learnt AFTER INSERT ON event BEGIN SELECT 1; END",
    }
    with closing(sqlite3.connect(path)) as connection, connection:
        for made in own.values():
            connection.execute(made)

    with Store.open(path) as store:
        store.record(an_answer(next(card.id for card in store.cards())))
        assert store.check() == []

    with closing(sqlite3.connect(path)) as connection:
        found = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
        assert {name: found.get(name) for name in own} == own
        assert connection.execute("SELECT COUNT(*) FROM mine").fetchone()[0] > 0
        assert connection.execute("SELECT COUNT(*) FROM log_of_mine").fetchone()[0] > 0
