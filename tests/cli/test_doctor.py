"""`flashdl doctor`: what it finds, and what it mends when it may."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from flashdl.store import Store
from flashdl.store.migrations import VERSION
from tests.cli.test_commands import Shell, shell
from tests.store.schemas import a_database_of, held

__all__ = ["shell"]


@pytest.fixture
def database(shell: Shell) -> Path:
    (paths,) = shell.json("config", "--paths")
    path = Path(str(paths["database"]))
    return a_database_of(VERSION, path.parent)


def change(database: Path, script: str) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.executescript(script)


BROKEN = {
    "an index": "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = "
    "'CREATE INDEX event_by_day ON event (kind, day)' WHERE name = 'event_by_day';",
    "a schedule": "UPDATE schedule SET ease = 4000, due = '2030-01-01';",
    "a schedule of no card": "INSERT INTO schedule SELECT 'nobody', due, interval, ease, repetitions, lapses, reviews, "
    "last_day, drill, step, stability, difficulty, fails, 9, 9, 'Decks', 'active', 0, NULL FROM schedule LIMIT 1;",
    "a note of no source": "INSERT INTO document VALUES (99, 'x.md', 'y'); "
    "INSERT INTO rejected_kind VALUES (98, 'term');",
    "the source": "DELETE FROM source;",
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_follows_from_the_log_is_mended_and_nothing_else_changes(tmp_path: Path, what: str) -> None:
    path = a_database_of(VERSION, tmp_path)
    before = held(path)
    change(path, BROKEN[what])

    with Store.open(path) as store:
        faults = store.check()
        assert faults
        assert store.repair() >= len(faults)
        assert store.check() == []

    assert held(path) == before


def test_a_repair_is_announced_and_a_backup_made_before_it(shell: Shell, database: Path) -> None:
    before = held(database)
    for script in BROKEN.values():
        change(database, script)
    found = shell("doctor", code=1)
    assert found.stdout.count("\n") > len(BROKEN)
    assert "doctor --repair" in found.stderr

    assert "repaired, 0 left" in shell("doctor", "--repair").stdout

    assert held(database) == before
    assert "before-repair" in [made["reason"] for made in shell.json("restore")]


def test_the_version_of_sqlite_and_the_backups_are_told(shell: Shell, database: Path) -> None:
    shell("backup")

    (told,) = shell.json("doctor")

    assert told["sqlite"] == sqlite3.sqlite_version
    assert told["faults"] == []
    assert "The only backup is sound, and was made on" in str(told["remarks"])


def test_cards_that_nothing_holds_are_told(shell: Shell, database: Path) -> None:
    change(database, "UPDATE card SET orphaned = 1 WHERE id IN (SELECT card FROM schedule LIMIT 1);")
    assert "1 card is set aside: no source holds them" in shell("doctor").stderr

    change(database, "DELETE FROM card WHERE orphaned = 1;")
    change(database, "DELETE FROM schedule WHERE card NOT IN (SELECT id FROM card);")

    assert "The log holds the history of 1 card that was deleted" in shell("doctor").stderr


def test_media_that_are_gone_or_changed_are_told(shell: Shell, database: Path) -> None:
    folder = database.parent / "media"
    folder.mkdir()
    kept = {name: hashlib.sha256(name.encode()).hexdigest() + ".png" for name in ("a.png", "b.png", "c.png")}
    (folder / "names.json").write_text(json.dumps(kept))
    for name in ("a.png", "b.png"):
        (folder / kept[name]).write_bytes(name.encode())
    (folder / kept["b.png"]).write_bytes(b"other")

    said = shell("doctor").stderr

    assert "“c.png” is not there any more" in said
    assert "“b.png” is not what it was" in said
    assert "a.png" not in said
