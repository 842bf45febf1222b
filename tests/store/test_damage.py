"""A damaged database is found when a sitting begins, a backup is offered, and what can be read of it is saved.

`FLASHDL_DAMAGE=500` damages so many; without it there are 20.
"""

from __future__ import annotations

import io
import os
import random
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from flashdl import cli
from flashdl.cli.rim import Context
from flashdl.errors import StoreError
from flashdl.model import Rating
from flashdl.store import Store, backups
from flashdl.store.checks import LOST
from flashdl.store.migrations import VERSION
from flashdl.store.salvage import salvage
from tests.build import a_candidate, a_store, an_answer, filled
from tests.store.schemas import a_database_of, answers_in, held, known

MUTATIONS = int(os.environ.get("FLASHDL_DAMAGE", "20"))
NOW = datetime(2026, 11, 22, 9, 30)
PAGE = 4096


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("FLASHDL_DB", raising=False)


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database of 40 cards and 90 answers, and a backup made after 60 of them."""
    folder = tmp_path_factory.mktemp("used")
    with a_store(folder) as store:
        cards = filled(store, *(a_candidate(f"{number}", position=number) for number in range(40)))
        for number in range(90):
            if number == 60:
                backups.make(store.path, NOW)
            store.record(an_answer(cards[number % 40], Rating(number % 4 + 1)))
    return folder


def damaged(content: bytes, chance: random.Random) -> bytes:
    found = bytearray(content)
    size = len(found)
    match chance.randrange(6):
        case 0:  # single bytes
            for _ in range(chance.choice([1, 8, 200])):
                found[chance.randrange(size)] = chance.randrange(256)
        case 1:  # pages of something else
            for _ in range(chance.choice([1, 3])):
                start = chance.randrange(size // PAGE) * PAGE
                found[start : start + PAGE] = chance.randbytes(PAGE)
        case 2:  # sectors that were never written
            start = chance.randrange(size // 512) * 512
            found[start : start + 512 * chance.randint(1, 40)] = bytes(min(512 * chance.randint(1, 40), size - start))
        case 3:  # cut off
            del found[chance.randrange(1, size) :]
        case 4:  # the beginning is gone
            found[:100] = chance.randbytes(100)
        case _:  # two pages changed places
            first, second = (chance.randrange(size // PAGE) * PAGE for _ in range(2))
            one, other = found[first : first + PAGE], found[second : second + PAGE]
            found[first : first + PAGE], found[second : second + PAGE] = other, one
    return bytes(found)


def faults_of_the_file(path: Path) -> list[str]:
    """What SQLite's own full check says, but for indexes, which follow from the rows and which `doctor` mends."""
    with closing(sqlite3.connect(path)) as connection:
        try:
            told = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        except sqlite3.DatabaseError:  # an index that is none; the rows must be there all the same
            told = []
            for table in ("meta", "source", "document", "card", "event", "schedule", "choice"):
                connection.execute(f"SELECT * FROM {table} NOT INDEXED").fetchall()
    return [line for line in told if line != "ok" and "index" not in line and "NULL value" not in line]


def test_damage_is_found_when_a_sitting_begins_and_all_that_can_be_read_comes_back(tmp_path: Path, used: Path) -> None:
    content = (used / "flashdl.db").read_bytes()
    (copy,) = backups.listed(used / "flashdl.db")
    had, had_then = answers_in(used / "flashdl.db"), answers_in(copy.path)
    found_at_start, saved = 0, 0
    for seed in range(MUTATIONS):
        chance = random.Random(seed)
        folder = tmp_path / f"{seed}"
        (folder / "flashdl-backups").mkdir(parents=True)
        (folder / "flashdl-backups" / copy.path.name).write_bytes(copy.path.read_bytes())
        path = folder / "flashdl.db"
        path.write_bytes(bad := damaged(content, chance))
        try:
            with Context(str(path)).store(is_start=True):
                pass
        except StoreError as error:
            assert path.read_bytes() == bad
            assert "newer flashdl" in str(error) or "`flashdl restore 1` brings back the backup of 2026-11-22" in str(
                error
            )
            assert cli.run(["restore", "--salvage", "--yes", "--db", str(path)]) == 0, seed
            (kept,) = (one for one in folder.glob("flashdl.db.damaged-*") if not one.name.endswith(("-wal", "-shm")))
            assert kept.read_bytes() == bad
            found_at_start += 1
        else:
            assert faults_of_the_file(path) == []
            continue
        with Store.open(path) as store:
            assert store.check() == []
        # A byte that is changed within a row may give it another name; no other row is lost by that.
        assert had_then <= answers_in(path)
        saved += len((answers_in(path) & had) - had_then)
        assert sorted(one.name for one in folder.iterdir() if not one.name.endswith(("-wal", "-shm"))) == [
            "flashdl-backups", "flashdl.db", kept.name,
        ]  # fmt: skip

    assert found_at_start > MUTATIONS // 4
    assert saved > found_at_start * len(had - had_then) // 2


def test_a_sound_database_that_is_salvaged_is_what_it_was(tmp_path: Path) -> None:
    for version in known():
        path = a_database_of(version, tmp_path / f"{version}")
        before = held(path)

        found = salvage(path, NOW)

        assert held(path) == before
        after = held(found.path)
        assert {name: after[name] for name in ("cards", "schedules")} == {
            name: before[name] for name in ("cards", "schedules")
        }
        assert [row[0] for row in after["log"]] == [row[0] for row in before["log"]]  # type: ignore[attr-defined]
        assert (found.cards, found.rows, found.base) == (17, len(before["log"]), None)  # type: ignore[arg-type]


def test_what_only_the_write_ahead_log_holds_is_salvaged_too(tmp_path: Path) -> None:
    with a_store(tmp_path / "made") as store:
        cards = filled(store, *(a_candidate(f"{number}", position=number) for number in range(5)))
        given = [store.record(an_answer(card)).id for card in cards]
        (tmp_path / "found").mkdir()
        (tmp_path / "found" / "flashdl.db").write_bytes(bytes(PAGE))
        (tmp_path / "found" / "flashdl.db-wal").write_bytes((tmp_path / "made" / "flashdl.db-wal").read_bytes())

    found = salvage(tmp_path / "found" / "flashdl.db", NOW)

    assert answers_in(found.path) == set(given)


def test_cards_whose_source_is_lost_are_kept_under_a_name_of_their_own(tmp_path: Path) -> None:
    path = a_database_of(VERSION, tmp_path)
    content = bytearray(path.read_bytes())
    start = content.index(b"/home/someone/notes")
    page = start // PAGE * PAGE
    content[page : page + PAGE] = bytes(PAGE)
    path.write_bytes(content)

    found = salvage(path, NOW)

    with Store.open(found.path) as store:
        assert {source.path for source in store.sources()} == set()
        assert len(list(store.cards())) == 17
        assert store.check() == []
    with closing(sqlite3.connect(found.path)) as connection:
        assert connection.execute("SELECT path FROM source").fetchall() == [(f"{LOST}1",)]


def test_nothing_is_salvaged_of_a_sound_database_or_of_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = a_database_of(VERSION, tmp_path / "sound")
    before = held(path)

    assert cli.run(["restore", "--salvage", "--db", str(path)]) == 0
    assert "is sound; there is nothing to salvage" in capsys.readouterr().err
    assert cli.run(["restore", "--salvage", "--db", str(tmp_path / "none.db")]) == 2
    assert cli.run(["restore", "1", "--salvage", "--db", str(path)]) == 2
    assert held(path) == before


def test_a_salvage_that_is_declined_leaves_everything_as_it_was(tmp_path: Path, used: Path) -> None:
    path = tmp_path / "flashdl.db"
    content = bytearray((used / "flashdl.db").read_bytes())
    content[PAGE : 2 * PAGE] = b"\xa5" * PAGE
    path.write_bytes(content)

    assert cli.run(["restore", "--salvage", "--db", str(path)]) == 1

    assert path.read_bytes() == content
    assert list(tmp_path.glob("*salvaged*")) == []


def test_a_restore_says_first_what_it_would_change(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with a_store(tmp_path) as store:
        first, second = filled(store, a_candidate("a"), a_candidate("b", position=1))
        store.record(an_answer(first))
        backups.make(store.path, NOW)
        store.record(an_answer(second))
        store.record(an_answer(second))
    backups.restore(tmp_path / "flashdl.db", backups.listed(tmp_path / "flashdl.db")[0].path, NOW + timedelta(hours=1))
    with a_store(tmp_path) as store:
        store.record(an_answer(second))

    assert cli.run(["restore", "1", "--db", str(tmp_path / "flashdl.db")]) == 1

    told = capsys.readouterr().err
    assert "0 cards, 1 answer up to 2026-11-22 that the backup does not hold would be set aside with the file." in told
    assert "0 cards, 2 answers up to 2026-11-22 that the database does not hold would come back." in told


@pytest.mark.parametrize("what", ["deleted", "emptied"])
def test_a_database_that_is_gone_though_it_has_backups_is_no_first_start(tmp_path: Path, used: Path, what: str) -> None:
    path = tmp_path / "flashdl.db"
    (copy,) = backups.listed(used / "flashdl.db")
    (tmp_path / "flashdl-backups").mkdir()
    (tmp_path / "flashdl-backups" / copy.path.name).write_bytes(copy.path.read_bytes())
    if what == "emptied":
        path.touch()

    with (
        pytest.raises(StoreError, match=r"`flashdl restore 1` .* to begin anew, move the folder"),
        Context(str(path)).store(),
    ):
        pass
    assert not path.exists() or path.stat().st_size == 0

    assert cli.run(["restore", "1", "--yes", "--db", str(path)]) == 0
    assert len(answers_in(path)) == 60
