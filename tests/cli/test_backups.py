"""`flashdl backup` and `restore`, as a shell sees them."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from flashdl.store import backups
from flashdl.store.migrations import APPLICATION_ID, VERSION
from flashdl.store.thinning import OTHERS
from tests.cli.test_commands import Shell, shell

__all__ = ["shell"]


@pytest.fixture
def database(shell: Shell) -> Path:
    shell("import", "deck.yaml")
    shell("review", "--plain", stdin="\n3\nq\n")
    (paths,) = shell.json("config", "--paths")
    return Path(str(paths["database"]))


def test_a_day_of_use_makes_one_backup(shell: Shell, database: Path) -> None:
    shell("stats")
    shell("stats")

    (made,) = shell.json("restore")
    assert made["reason"] == "daily"


def test_a_backup_by_hand_is_brought_back_by_its_number(shell: Shell, database: Path) -> None:
    assert "2 cards, 1 answer" in shell("backup").stderr
    shell("card", "reset", "deck:Shell")
    shell("review", "--plain", stdin="\n3\n\n3\nq\n")

    refused = shell("restore", "1", stdin="n\n", code=1)
    assert "answers that the backup does not hold" in refused.stderr or "answer" in refused.stderr
    assert "Nothing was changed." in refused.stderr
    done = shell("restore", "1", "--yes")

    assert "Restored. What was there is kept as" in done.stderr
    (found,) = shell.json("stats")
    assert found["last"]["1"]["answers"] == 1  # type: ignore[index]


def test_a_backup_into_a_file_of_ones_own(shell: Shell, database: Path, tmp_path: Path) -> None:
    shell("backup", str(tmp_path / "mine.db"))
    assert "is there already" in shell("backup", str(tmp_path / "mine.db"), code=2).stderr
    shell("restore", str(tmp_path / "mine.db"), "--yes")

    assert "no sound backup" in shell("restore", "no such file", "--yes", code=2).stderr


def test_a_damaged_database_says_which_backup_brings_it_back(shell: Shell, database: Path) -> None:
    shell("backup")
    content = bytearray(database.read_bytes())
    content[4096 : len(content) // 2] = b"\xff" * (len(content) // 2 - 4096)
    database.write_bytes(bytes(content))
    for ending in ("-wal", "-shm"):
        database.with_name(database.name + ending).unlink(missing_ok=True)

    assert "restore" in shell("stats", code=3).stderr
    shell("restore", "1", "--yes")

    (found,) = shell.json("stats")
    assert found["last"]["1"]["answers"] == 1  # type: ignore[index]
    assert [path.name for path in database.parent.glob("*.damaged-*")]


def reasons(shell: Shell) -> list[object]:
    return [made["reason"] for made in shell.json("restore")]


def test_a_backup_is_made_before_an_import_and_before_cards_are_deleted(
    shell: Shell, database: Path, tmp_path: Path
) -> None:
    (tmp_path / "more.yaml").write_text("cards:\n- front: a\n  back: b\n")
    before = reasons(shell)
    shell("import", str(tmp_path / "more.yaml"), "--dry-run")
    assert reasons(shell) == before

    shell("review", "--plain", stdin="\n3\nq\n")
    shell("import", str(tmp_path / "more.yaml"))
    assert reasons(shell) == ["before-import", *before]
    shell("sources", "remove", str(tmp_path / "more.yaml"), "--cards", "delete")
    assert reasons(shell) == ["before-remove", "before-import", *before]


def test_the_first_import_of_all_needs_no_backup(shell: Shell) -> None:
    shell("import", "deck.yaml")

    assert reasons(shell) == []


def test_many_imports_drive_no_backup_away_that_was_made_by_hand(shell: Shell, database: Path, tmp_path: Path) -> None:
    shell("backup")
    for number in range(OTHERS + 2):
        backups.make(database, datetime(2026, 11, 23, 10, number), "before-import")

    assert reasons(shell).count("before-import") == OTHERS
    assert "by-hand" in reasons(shell)


def test_a_file_of_another_program_is_neither_salvaged_nor_put_aside(
    shell: Shell, database: Path, tmp_path: Path
) -> None:
    """Whoever it belongs to looks for it where it is."""
    shell("backup", str(tmp_path / "ours.db"))
    with closing(sqlite3.connect(tmp_path / "places.sqlite")) as theirs:
        theirs.execute("CREATE TABLE card (id)")
        theirs.commit()
    (tmp_path / "letter.txt").write_text("Dear reader, " * 1_000)
    for path in (tmp_path / "places.sqlite", tmp_path / "letter.txt"):
        before = path.read_bytes()

        said = shell("restore", "--salvage", "--yes", "--db", str(path), code=3).stderr
        assert "Nothing of flashdl's could be read in" in said
        said = shell("restore", str(tmp_path / "ours.db"), "--yes", "--db", str(path), code=3).stderr
        assert "another program's" in said or "not a flashdl database" in said
        assert path.read_bytes() == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["home", "letter.txt", "ours.db", "places.sqlite"]


def test_another_programs_database_that_has_its_pages_in_the_log_yet_is_no_empty_one(
    shell: Shell, database: Path, tmp_path: Path
) -> None:
    shell("backup", str(tmp_path / "ours.db"))
    with closing(sqlite3.connect(tmp_path / "theirs.db")) as theirs:
        theirs.execute("PRAGMA journal_mode = WAL")
        theirs.execute("CREATE TABLE note (id)")

        said = shell("restore", str(tmp_path / "ours.db"), "--yes", "--db", str(tmp_path / "theirs.db"), code=3).stderr

    assert "another program's" in said


def test_what_is_no_database_any_more_but_has_backups_is_replaced(shell: Shell, database: Path) -> None:
    shell("backup")
    database.write_bytes(b"\0" * 50_000)

    assert "What was there is kept as" in shell("restore", "1", "--yes").stderr
    assert "sound" in shell("doctor").stdout


def test_a_file_with_our_mark_but_without_our_tables_is_no_backup(shell: Shell, database: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "made up.db")) as made_up:
        made_up.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        made_up.execute(f"PRAGMA user_version = {VERSION}")

    assert "no sound backup" in shell("restore", str(tmp_path / "made up.db"), "--yes", code=2).stderr


def test_where_no_backup_can_be_made_or_seen_the_folder_is_named(shell: Shell, database: Path) -> None:
    folder = backups.folder(database)
    folder.rename(folder.with_name("elsewhere"))
    folder.write_text("a file where the folder should be")

    for command in ("backup", "restore"):
        said = shell(command, code=3).stderr
        assert str(folder) in said
        assert "cannot be used" in said


def test_a_database_that_cannot_be_looked_at_is_a_sentence(shell: Shell, tmp_path: Path) -> None:
    for command in (["backup"], ["restore", "1"], ["restore", "--salvage"]):
        said = shell(*command, "--db", str(tmp_path / ("x" * 300)), code=3).stderr
        assert said.count("\n") == 1
        assert "File name too long" in said


def test_a_database_behind_a_link_is_restored_where_it_is(shell: Shell, database: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(database)
    shell("backup", "--db", str(link))
    with closing(sqlite3.connect(database)) as other:
        other.execute("UPDATE meta SET value = value")
        other.commit()
        os.truncate(database, 8_192)
    damaged = database.read_bytes()

    said = shell("restore", "1", "--yes", "--db", str(link)).stderr

    kept = Path(said.partition("kept as ")[2].strip().removesuffix("."))
    assert kept.parent == database.parent
    assert kept.read_bytes() == damaged
    assert link.is_symlink()
    assert "sound" in shell("doctor").stdout
