"""A package read by another process: it gives what this one gives, and its end is no loss."""

from __future__ import annotations

import marshal
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from flashdl import identity
from flashdl.arriving import Arrival
from flashdl.errors import FileError
from flashdl.formats import apkg, package_file, package_notes, package_process
from flashdl.formats.package_notes import PART, Reading
from flashdl.leaving import Family
from flashdl.merging import merge
from flashdl.model import BLANK, Direction, Excerpt, Grading, Moment, Problem
from flashdl.store import Store
from tests.formats.exported import card, leaving

NOW = Moment(1_795_400_000_000, -330)
NOTES = PART * 12
DAY_MS = 86_400_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An unpacked package of many notes: some of all kinds, some odd, each third with a log."""
    folder = tmp_path_factory.mktemp("package")
    kinds = [
        card("What is [x] & <b>?", "日本 `code`", subject="a"),
        replace(card(f"A {BLANK} is it.", "gap"), key=identity.key("note.md", (), "b", "c1", Direction.CLOZE)),
        card("Which?", "one", subject="c", grading=Grading.TYPED, excerpt=Excerpt("", ("A", "B"), (("1", "2"),), 0, 1)),
    ]
    apkg.write(folder / "some.apkg", [Family(one.id, (leaving(one, None),)) for one in kinds], now=NOW)
    with (
        package_file.opened(folder / "some.apkg") as package,
        closing(sqlite3.connect(folder / "collection", isolation_level=None)) as database,
    ):
        package.database.backup(database)
        many = f"WITH RECURSIVE n (at) AS (SELECT 10 UNION ALL SELECT at + 1 FROM n WHERE at < {NOTES}) INSERT INTO"
        database.executescript(
            f"""PRAGMA journal_mode = DELETE; BEGIN;
            {many} notes SELECT at, iif(at % 1009 = 0, '', 'guid ' || at), mid, mod, usn, ' a b ',
                iif(at % 997 = 0, '', 'Front <i>' || at || '</i>')
                || substr(flds, instr(flds, char(31)), length(flds) - instr(flds, char(31)) - 23),
                '', 0, 0, ''
                FROM n JOIN (SELECT * FROM notes LIMIT 1);
            {many} cards SELECT at, at, did, 0, mod, usn, at % 4, at % 4 - 1, at % 50, at % 30, 2500, 3, 1, 0, 0, 0,
                at % 8, iif(at % 5 = 0, '{{"s":3.5,"d":4}}', '') FROM n JOIN (SELECT * FROM cards LIMIT 1);
            INSERT INTO revlog SELECT {NOW.ms} - id % 90 * {DAY_MS} - id, id, -1, id % 6, 3, 1, 2500, 900, id % 5
                FROM cards WHERE id % 3 = 0 AND id <= {NOTES}
                UNION ALL SELECT {NOW.ms} - id % 90 * {DAY_MS} - id - {DAY_MS}, id, -1, 3, 3, 1, 2500, 900, 1 FROM cards
                WHERE id % 3 = 0 AND id <= {NOTES};
            COMMIT;"""
        )
    return folder


@pytest.fixture
def reading(folder: Path) -> Iterator[Reading]:
    (folder / "beside").unlink(missing_ok=True)
    with package_file.unpacked(folder / "some.apkg", folder) as package:
        yield Reading(package, NOW, 4, "Anki", apart=True)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The processes that are started."""
    found: list[subprocess.Popen[bytes]] = []
    start = package_process._started

    def watched() -> subprocess.Popen[bytes]:
        process = start()
        assert process
        found.append(process)
        return process

    monkeypatch.setattr(package_process, "_started", watched)
    return found


def alone(reading: Reading) -> tuple[list[list[Arrival]], list[Problem], int]:
    parts = list(reading.parts())
    found = parts, list(reading.problems), reading.unasked
    reading.forget()
    return found


def test_another_process_reads_what_this_one_reads(reading: Reading, started: list[subprocess.Popen[bytes]]) -> None:
    expected = alone(reading)
    seen: list[int] = []
    with package_process.parts(reading, seen.append) as parts:
        found = list(parts)

    assert (found, reading.problems, reading.unasked) == expected
    assert len(started) == 1
    assert reading.unasked > 10
    assert seen == [PART * number for number in range(1, NOTES // PART)] + [reading.notes]
    assert list(reading.package.beside.parent.glob("part *")) == []


def test_where_it_ends_this_one_goes_on(reading: Reading, started: list[subprocess.Popen[bytes]]) -> None:
    expected = alone(reading)
    found = []
    with package_process.parts(reading) as parts:
        for part in parts:
            found.append(part)
            started[0].kill()

    assert (found, reading.problems, reading.unasked) == expected


def test_where_it_ends_before_the_log_is_laid_out_this_one_reads(
    reading: Reading, started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = alone(reading)
    lay_out = Reading.lay_out

    def end_it(self: Reading) -> None:
        started[0].kill()
        started[0].wait()
        lay_out(self)

    monkeypatch.setattr(Reading, "lay_out", end_it)
    with package_process.parts(reading) as parts:
        found = list(parts)

    assert (found, reading.problems, reading.unasked) == expected


def test_where_a_part_is_cut_short_this_one_goes_on(reading: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = alone(reading)
    loads, seen = marshal.loads, []

    def cut_short(raw: bytes) -> object:
        seen.append(len(raw))
        return loads(raw if len(seen) < 3 else raw[:-100])

    monkeypatch.setattr(marshal, "loads", cut_short)
    with package_process.parts(reading) as parts:
        found = list(parts)

    assert len(seen) == 3
    assert (found, reading.problems, reading.unasked) == expected


def test_what_cards_ask_is_read_before_their_log_is_laid_out_elsewhere(reading: Reading) -> None:
    expected = alone(reading)
    read: list[int] = []
    with package_file.unpacked(reading.package.path, reading.package.beside.parent) as package:
        other = Reading(package, NOW, 4, "Anki", apart=True, laid_out=lambda: read.append(other.read))
        found = list(other.parts())

    # A card that cannot be asked is kept for its answers, and the first of them is waited for.
    assert read == [997 - 10]
    assert (found, other.problems, other.unasked) == expected


def test_parts_are_held_only_while_the_log_is_being_laid_out_elsewhere(
    reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package_notes, "PART", 100)
    read: list[int] = []

    def wait() -> None:
        read.append(other.read)
        reading.lay_out()

    for _ in range(2):
        with package_file.unpacked(reading.package.path, reading.package.beside.parent) as package:
            other = Reading(package, NOW, 4, "Anki", apart=True, laid_out=wait)
            next(other.parts())

    assert read == [100 * package_notes._MOST_HELD, 100]


def test_where_it_cannot_be_started_this_one_reads(reading: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = alone(reading)
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with package_process.parts(reading) as parts:
        found = list(parts)

    assert (found, reading.problems, reading.unasked) == expected


def test_it_does_not_outlive_who_stops_to_ask(reading: Reading, started: list[subprocess.Popen[bytes]]) -> None:
    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), package_process.parts(reading, stop) as parts:
        list(parts)

    assert started[0].returncode is not None


def test_what_is_damaged_is_said_and_nothing_is_stored(
    folder: Path, tmp_path: Path, started: list[subprocess.Popen[bytes]]
) -> None:
    raw = bytearray((folder / "collection").read_bytes())
    with closing(sqlite3.connect(folder / "collection")) as database:
        (page, size) = database.execute("SELECT max(pageno), max(pgsize) FROM dbstat WHERE name = 'notes'").fetchone()
    start = (page - 1) * size
    cell = start + int.from_bytes(raw[start + 8 : start + 10], "big")
    raw[cell + 2 : cell + 10] = b"\xff" * 8  # behind its length: nothing is seen of it where rows are only counted
    (tmp_path / "collection.anki2").write_bytes(raw)
    with zipfile.ZipFile(tmp_path / "bad.apkg", "w") as package:
        package.write(tmp_path / "collection.anki2", "collection.anki2")
    with Store.open(tmp_path / "cards.db") as store:
        with pytest.raises(FileError, match="damaged"):
            merge(store, tmp_path / "bad.apkg", NOW)

        assert (list(store.stored(1)), store.sources()) == ([], ())
    assert started[0].returncode is not None


def test_a_card_knows_whether_it_has_a_schedule_after_much_came_in(folder: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "many.apkg", "w") as package:
        package.write(folder / "collection", "collection.anki2")
    with Store.open(tmp_path / "cards.db") as store:
        taken = merge(store, tmp_path / "many.apkg", NOW).taken
        again = merge(store, tmp_path / "many.apkg", NOW).taken
        faults = store.check()
    with closing(sqlite3.connect(tmp_path / "cards.db")) as database:
        apart = database.execute("SELECT count(*) FROM card WHERE scheduled <> (id IN (SELECT card FROM schedule))")

        assert (faults, apart.fetchone()) == ([], (0,))
        assert (taken.new, taken.answers > 5_000) == (again.unchanged, True)
        assert (again.new, again.answers) == (0, 0)
        assert database.execute("SELECT count(*) FROM sqlite_master WHERE name = 'card_is_scheduled'").fetchone() == (
            1,
        )


UNASKABLE = len(range(997 * 3, NOTES + 1, 997 * 3))
"""Cards that cannot be asked and are kept for their answers."""
COPIED = ("ALTER TABLE {0} RENAME TO before", "CREATE TABLE {0} AS SELECT * FROM before")
"""Of a stranger's making: no type, and no key."""
ODD = {
    "no answer at all": (UNASKABLE, "DELETE FROM revlog"),
    "answers of other cards": (UNASKABLE, "UPDATE revlog SET cid = -cid"),
    "no card for longer than a part": (
        sum(at % 1009 > 0 and (at % 997 > 0 or at % 3 == 0) for at in range(50, 3 * PART + 1)),
        f"DELETE FROM cards WHERE nid BETWEEN 50 AND {3 * PART}",
    ),
    "cards whose note is no number": (
        3,
        *(statement.format("cards") for statement in COPIED),
        "UPDATE cards SET nid = CASE nid WHEN 40 THEN NULL WHEN 41 THEN 41.5 ELSE 'x' END WHERE nid IN (40, 41, 42)",
    ),
    "notes whose id is no number": (
        3,
        *(statement.format("notes") for statement in COPIED),
        "UPDATE notes SET id = CASE id WHEN 40 THEN NULL WHEN 41 THEN 41.5 ELSE 'x' END WHERE id IN (40, 41, 42)",
    ),
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_what_is_odd_loses_nothing_else(folder: Path, tmp_path: Path, odd: tuple[int, str]) -> None:
    lost, *statements = odd

    def cards(*statements: str) -> set[str]:
        (tmp_path / "collection").write_bytes((folder / "collection").read_bytes())
        (tmp_path / "beside").unlink(missing_ok=True)
        with closing(sqlite3.connect(tmp_path / "collection", isolation_level=None)) as database:
            for statement in statements:
                database.execute(statement)
        with package_file.unpacked(folder / "some.apkg", tmp_path) as package:
            reading = Reading(package, NOW, 4, "Anki", apart=True)
            with package_process.parts(reading) as parts:
                return {one.id for part in parts for one in part}

    whole, left = cards(), cards(*statements)

    assert left < whole
    assert len(whole) - len(left) == lost


@pytest.mark.parametrize("is_large", [True, False])
def test_it_starts_while_a_large_package_is_unpacked_and_ends_with_it(
    folder: Path, started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch, *, is_large: bool
) -> None:
    monkeypatch.setattr(package_process, "LARGE", 1 if is_large else 1 << 40)
    with package_process.opened(folder / "some.apkg") as (_, ready):
        assert ready is (started[0] if started else None)
        assert len(started) == is_large

    assert all(process.returncode is not None for process in started)


def test_one_that_was_started_reads_and_ends(reading: Reading, started: list[subprocess.Popen[bytes]]) -> None:
    expected = alone(reading)
    with package_process.parts(reading, ready=package_process._started()) as parts:
        found = list(parts)

    assert (found, reading.problems, reading.unasked) == expected
    assert [process.returncode is not None for process in started] == [True]
