"""Backups: made once a day, thinned out, checked, and brought back without losing what was there."""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashdl.errors import DamageError, StoreError
from flashdl.store import Store, backups
from flashdl.store.migrations import VERSION
from flashdl.store.thinning import DAILY, DAYS, MONTHS, OTHERS, WEEKS, Backup, kept
from tests.build import a_candidate, a_store, an_answer, filled
from tests.store.schemas import a_database_of

NOW = datetime(2026, 11, 23, 9, 30)


def a_database(folder: Path, answers: int = 3) -> Path:
    with a_store(folder) as store:
        (card,) = filled(store, a_candidate())
        for _ in range(answers):
            store.record(an_answer(card))
        return store.path


def answers_in(path: Path) -> int:
    with Store.open(path) as store:
        return sum(event.rating is not None for event in store.log())


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 4 : len(content) // 4 + 3000] = b"\xff" * 3000
    path.write_bytes(bytes(content))


def test_a_day_has_one_backup_that_holds_everything(tmp_path: Path) -> None:
    database = a_database(tmp_path)

    assert backups.is_due(database, NOW)
    made = backups.make(database, NOW)

    assert not backups.is_due(database, NOW.replace(hour=23))
    assert backups.is_due(database, NOW + timedelta(days=1))
    assert answers_in(made) == 3
    assert made.stat().st_mode & 0o077 == 0
    assert [one.reason for one in backups.listed(database)] == [DAILY]
    assert sorted(made.parent.iterdir()) == [made] or all(
        path.name.startswith(made.name) for path in made.parent.iterdir()
    )


def test_nothing_needs_no_backup(tmp_path: Path) -> None:
    assert not backups.is_due(tmp_path / "none.db", NOW)
    with a_store(tmp_path) as store:
        assert not backups.is_due(store.path, NOW)


def test_a_backup_holds_what_another_program_has_not_written_back_yet(tmp_path: Path) -> None:
    with a_store(tmp_path) as store:
        (card,) = filled(store, a_candidate())
        store.record(an_answer(card))
        made = backups.make(store.path, NOW)

    assert answers_in(made) == 1


def test_a_restored_backup_keeps_what_was_there(tmp_path: Path) -> None:
    database = a_database(tmp_path, 2)
    made = backups.make(database, NOW)
    with Store.open(database) as store:
        (card,) = store.cards()
        store.record(an_answer(card.id))

    kept = backups.restore(database, made, NOW + timedelta(hours=1))

    assert answers_in(database) == 2
    assert kept is not None
    assert answers_in(kept) == 3
    with Store.open(database) as store:
        assert store.check() == []


def test_the_oldest_of_the_backups_by_hand_is_restored_though_another_takes_its_place(tmp_path: Path) -> None:
    database = a_database(tmp_path, 2)
    oldest = backups.make(database, NOW, "by-hand")
    with Store.open(database) as store:
        (card,) = store.cards()
        store.record(an_answer(card.id))
    for later in range(1, OTHERS):
        backups.make(database, NOW + timedelta(hours=later), "by-hand")

    kept = backups.restore(database, oldest, NOW + timedelta(hours=9))

    assert answers_in(database) == 2
    assert kept is not None
    assert answers_in(kept) == 3


def test_damage_is_found_and_the_damaged_file_kept(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    made = backups.make(database, NOW)
    damage(database)
    damaged = database.read_bytes()

    with pytest.raises(StoreError, match=r"damaged.*restore 1. brings back the backup of 2026-11-23"):
        backups.make(database, NOW + timedelta(days=1))
    kept = backups.restore(database, made, NOW + timedelta(days=1))

    assert answers_in(database) == 3
    assert kept is not None
    assert kept.read_bytes() == damaged


def test_a_database_that_was_cut_off_under_its_log_was_flashdls_without_a_doubt(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    backups.make(database, NOW)
    with Store.open(database) as store:
        store.record(an_answer(next(store.cards()).id))
        os.truncate(database, 8_192)

        told = str(backups.with_advice(database, StoreError("The database is damaged.")))

    assert told.startswith(f"The database {database} is damaged; `flashdl restore 1` brings back the backup of 2026")


def test_no_file_is_restored_that_is_no_sound_backup(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    before = database.read_bytes()
    made = backups.make(database, NOW)
    damage(made)
    (tmp_path / "note.txt").write_text("no database at all, but long enough to be looked at" * 10)
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE card (id)")

    for path in (made, tmp_path / "note.txt", tmp_path / "other.db", tmp_path / "none.db", tmp_path):
        with pytest.raises(StoreError, match="no sound backup"):
            backups.restore(database, path, NOW)

    assert database.read_bytes() == before


def test_what_is_gone_is_brought_back(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    made = backups.make(database, NOW)
    database.unlink()

    assert backups.restore(database, made, NOW) is None
    assert answers_in(database) == 3


def test_a_stopped_backup_leaves_nothing(tmp_path: Path) -> None:
    database = a_database(tmp_path)

    with pytest.raises(StoreError, match="stopped"):
        backups.make(database, NOW, goes_on=lambda: False)

    assert list(backups.folder(database).iterdir()) == []


def test_an_old_backup_that_cannot_be_removed_keeps_no_new_one_from_being_made(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    stuck = backups.folder(database) / "flashdl-20200101-000000-by-hand.db"
    stuck.mkdir(parents=True)
    for minute in range(OTHERS):
        backups.make(database, NOW + timedelta(minutes=minute), "by-hand")

    assert len(backups.listed(database)) == OTHERS + 1


def test_what_a_killed_backup_left_goes_after_a_day(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    backups.folder(database).mkdir()
    for hours in (1, 30):
        for ending in ("", "-journal"):
            left = backups.folder(database) / f"flashdl-{hours}.db.unfinished{ending}"
            left.touch()
            os.utime(left, ((NOW - timedelta(hours=hours)).timestamp(),) * 2)

    made = backups.make(database, NOW)

    assert {path.name for path in made.parent.iterdir()} == {
        made.name, "flashdl-1.db.unfinished", "flashdl-1.db.unfinished-journal"
    }  # fmt: skip


def test_a_backup_is_made_before_the_schema_changes(tmp_path: Path) -> None:
    database = a_database_of(3, tmp_path)

    with Store.open(database):
        pass

    (made,) = backups.listed(database)
    assert made.reason == f"before-schema-{VERSION}"
    with closing(sqlite3.connect(made.path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (3,)


@given(st.sets(st.integers(0, 900), max_size=200), st.integers(0, 9))
def test_thinning_out_keeps_days_weeks_and_months(ago: set[int], others: int) -> None:
    today = date(2026, 11, 23)
    made = [
        Backup(Path(f"{days}"), datetime(2026, 11, 23, 8) - timedelta(days=days), DAILY, 1) for days in sorted(ago)
    ] + [Backup(Path(f"other {n}"), datetime(2026, 1, 1) + timedelta(days=n), "by-hand", 1) for n in range(others)]

    stays = kept(made, today)

    regular = [one for one in made if one.reason == DAILY]
    assert {one.path for one in regular[:DAYS]} <= stays
    assert len(stays) <= DAYS + WEEKS + MONTHS + OTHERS
    assert sum(path.name.startswith("other") for path in stays) == min(others, OTHERS)
    weeks = sorted({one.made.date() - timedelta(days=one.made.weekday()) for one in regular}, reverse=True)
    for week in weeks[:WEEKS]:
        assert any(one.path in stays for one in regular if week <= one.made.date() < week + timedelta(days=7))


def test_of_a_large_database_damage_is_told_at_the_latest_when_the_sitting_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "LARGE", 0)
    looked, may_look = threading.Event(), threading.Event()

    def look(_: Path) -> None:
        assert may_look.wait(20)
        looked.set()
        raise DamageError("It is damaged.")

    monkeypatch.setattr(backups, "require_sound", look)
    (tmp_path / "flashdl.db").write_bytes(b"x")
    with pytest.raises(DamageError), backups.looked_at(tmp_path / "flashdl.db"):
        assert not looked.is_set(), "the sitting begins before all was looked at"
        may_look.set()
        threads = [thread for thread in threading.enumerate() if thread.name == "looks at every page"]
        threads[0].join(20)
