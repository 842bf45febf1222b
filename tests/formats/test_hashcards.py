"""hashcards' schedules: its hash of a text, as another BLAKE3 made it, is found again from the note alone."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from flashdl.formats import blake3, hashcards
from flashdl.model import Schedule
from tests.formats.deck_file import asked, read, said

NOTE = """---
name = "Water"
---

Q: What is
ice?
A: Frozen

water.
---
C: The [Aare] flows ![a](b.png) \\[on\\] to the [Rhein] für ever.
"""
ICE = "164c67392909354de6b212411edf31493926c297e6ce0d66f42eb29ea2d426f6"
AARE = "54dbfc90adefb30e912ed6dc54fbfef4fb0abc3bdf23cd17b7d187f641ce4355"
RHEIN = "1af4db2d7695bd487d15a07bf66077740c9aef0d5c979277b8ab23ae37b0c361"


def a_database(folder: Path, *cards: tuple[str, str, tuple[str, ...]]) -> Path:
    """Args: cards: (hash, due day, grades)."""
    path = folder / "hashcards.db"
    with sqlite3.connect(path) as database:
        database.executescript(
            "CREATE TABLE cards (card_hash TEXT PRIMARY KEY, added_at TEXT, last_reviewed_at TEXT, stability REAL,"
            " difficulty REAL, interval_raw REAL, interval_days INTEGER, due_date TEXT, review_count INTEGER) STRICT;"
            "CREATE TABLE reviews (review_id INTEGER PRIMARY KEY, card_hash TEXT, grade TEXT) STRICT;"
        )
        for card, due, grades in cards:
            row = (card, "2026-10-01T10:00:00.000", "2026-11-01T10:00:00.000", 9.5, 4.25, 9.5, 10, due, len(grades))
            database.execute("INSERT INTO cards VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
            database.executemany(
                "INSERT INTO reviews (card_hash, grade) VALUES (?, ?)", [(card, one) for one in grades]
            )
        database.execute("INSERT INTO cards VALUES ('new', '2026-10-01T10:00:00.000', ?, ?, ?, ?, ?, ?, 0)", [None] * 6)
    database.close()
    return path


def schedules(folder: Path) -> list[Schedule | None]:
    return [candidate.schedule for candidate in read(folder, NOTE, "notes/water.md").candidates]


@pytest.mark.parametrize(
    ("size", "hashed"),
    [
        (0, "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"),
        (1, "2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213"),
        (1024, "42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7"),
        (1025, "d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444"),
        (2049, "5f4d72f40d7a5f82b15ca2b2e44b1de3c2ef86c426c95c1af0b6879522563030"),
        (8193, "bab6c09cb8ce8cf459261398d2e7aef35700bf488116ceb94a36d0f5f1b7bc3b"),
        (102400, "bc3e3d41a1146b069abffad3c0d44860cf664390afce4d9661f7902e7943e085"),
    ],
)
def test_blake3_is_what_others_make_of_its_own_test_texts(size: int, hashed: str) -> None:
    assert blake3.digest(bytes(number % 251 for number in range(size))) == hashed


def test_a_card_and_each_gap_has_the_schedule_that_is_kept_under_its_hash(tmp_path: Path) -> None:
    a_database(
        tmp_path,
        (ICE, "2026-11-11", ("good", "forgot", "good", "easy")),
        (RHEIN, "2026-11-20", ("forgot",)),
        ("0" * 64, "2026-11-11", ("good",)),
    )

    ice, aare, rhein = schedules(tmp_path)

    assert ice == Schedule(date(2026, 11, 11), 10, 2500, 2, 1, 4, date(2026, 11, 1), stability=9.5, difficulty=4.25)
    assert rhein == Schedule(date(2026, 11, 20), 10, 2500, 0, 0, 1, date(2026, 11, 1), stability=9.5, difficulty=4.25)
    assert aare is None


def test_a_gap_is_told_from_its_siblings(tmp_path: Path) -> None:
    a_database(tmp_path, (AARE, "2026-11-11", ("good",)))

    assert [schedule is not None for schedule in schedules(tmp_path)] == [False, True, False]
    assert asked(read(tmp_path, NOTE, "notes/water.md"))[1][1] == "Aare"


@pytest.mark.parametrize("damage", [b"no database", b"SQLite format 3\0" + bytes(4000), b""])
def test_a_database_that_cannot_be_read_costs_the_schedules_and_is_told(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "hashcards.db"
    path.write_bytes(damage)
    before = path.read_bytes()

    deck = read(tmp_path, NOTE, "water.md")

    assert len(deck.candidates) == 3
    assert said(deck)[0] == (None, hashcards.UNREAD)
    assert path.read_bytes() == before


def test_odd_values_are_no_schedule(tmp_path: Path) -> None:
    path = a_database(tmp_path, (ICE, "some day", ("good",)))
    assert said(read(tmp_path, NOTE, "water.md"))[0] == (None, hashcards.UNREAD)
    with sqlite3.connect(path) as database:
        database.execute(
            "UPDATE cards SET due_date = '2026-11-11', stability = -1, difficulty = 99, interval_days = -5"
        )
    database.close()

    assert read(tmp_path, NOTE, "water.md").candidates[0].schedule == Schedule(
        date(2026, 11, 11), 1, 2500, 1, 0, 1, date(2026, 11, 1)
    )
