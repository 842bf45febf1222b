"""Many arrivals at once: what is put aside for speed is there again, and still holds."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pytest

from flashdl.arriving import Answered, Arrival
from flashdl.errors import StoreError
from flashdl.identity import card_id
from flashdl.model import Moment, Schedule, Source, SourceKind
from flashdl.store import Store, backups, familiar, tallies
from tests.build import a_candidate, a_schedule, an_answer, an_arrival, given

AT = Moment(1_790_000_000_000, 0)
DAY_MS = 86_400_000
SOURCE = Source(0, "anki", SourceKind.DECK, "Anki")


def arrival(name: str) -> Arrival:
    candidate = a_candidate(name)
    rows = tuple(
        Answered(
            day * DAY_MS, f"1970-01-{day + 1:02}", "review" if day > 1 else "learn", 3, 1_000, None, 6, 2_500, "{}"
        )
        for day in range(1, 5)
    )
    return an_arrival(candidate, card_id(candidate.key), rows)


def learnt(name: str, schedule: Schedule) -> Arrival:
    return arrival(name)._replace(given=given(schedule))


def schema(path: Path) -> list[tuple[str, str, str | None]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").fetchall()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cards.db"


def test_indexes_and_triggers_are_there_again(path: Path) -> None:
    with Store.open(path) as store:
        before = schema(path)
        taken = store.arrive(SOURCE, [[arrival("GAN"), arrival("VAE")], [arrival("CLIP")]], AT, expected=1_000_000)
        assert (taken.new, schema(path)) == (3, before)
        assert store.arrive(SOURCE, [[arrival("GAN")]], AT, expected=1_000_000).unchanged == 1
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT COUNT(*) FROM event").fetchone() == (12,)
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            database.execute("INSERT OR REPLACE INTO event SELECT * FROM event LIMIT 1")


def test_what_fails_meanwhile_leaves_all_as_it_was(path: Path) -> None:
    def parts() -> Iterator[list[Arrival]]:
        yield [arrival("GAN")]
        raise RuntimeError

    with Store.open(path) as store:
        before = schema(path)
        with pytest.raises(RuntimeError):
            store.arrive(SOURCE, parts(), AT, expected=1_000_000)
        assert store.arrive(SOURCE, [[arrival("VAE")]], AT, dry_run=True, expected=1_000_000).new == 1
        assert schema(path) == before
        assert list(store.leaving()) == []


def way_of_writing(path: Path) -> bytes:
    """2 is the log beside it, and 1 a journal of what was there."""
    return path.read_bytes()[18:20]


def test_a_first_package_is_written_once_and_what_follows_into_the_log_again(path: Path) -> None:
    seen: list[bytes] = []

    def parts() -> Iterator[list[Arrival]]:
        seen.append(way_of_writing(path))
        yield [arrival("GAN")]

    with Store.open(path) as store:
        assert store.arrive(SOURCE, parts(), AT, expected=1_000_000, alone=True).new == 1
        seen.append(way_of_writing(path))
        store.arrive(SOURCE, parts(), AT, expected=1_000_000, alone=True)  # it is the first no more
        store.record(an_answer(next(store.cards()).id))
        assert store.check() == []
    assert seen == [b"\1\1", b"\2\2", b"\2\2"]


@pytest.mark.parametrize("alone", [False, True])
def test_who_has_the_file_open_reads_it_while_a_first_package_comes(path: Path, alone: bool) -> None:
    with Store.open(path) as store, Store.open(path) as other:
        reader = other if alone else store
        list(reader.cards())

        def parts() -> Iterator[list[Arrival]]:
            for number in range(2):
                assert list(reader.cards()) == []
                yield [arrival(f"{number}")]

        assert store.arrive(SOURCE, parts(), AT, expected=1_000_000, alone=alone).new == 2
        assert len(list(reader.cards())) == 2
        store.record(an_answer(next(store.cards()).id))
        assert store.check() == []


DIES = """
import os, sys
from pathlib import Path
from flashdl.store import Store, connections
from tests.store.test_arrivals import AT, SOURCE, arrival
connections.PRAGMAS = (*connections.PRAGMAS[:-1], "cache_size = 10")

def parts():
    size = Path(sys.argv[1]).stat().st_size
    for number in range(1_000):
        yield [arrival(f"{number} {one}") for one in range(20)]
        if Path(sys.argv[1]).stat().st_size > 2 * size + 100_000:
            os.kill(os.getpid(), 9)

with Store.open(Path(sys.argv[1])) as store:
    store.arrive(SOURCE, parts(), AT, expected=1_000_000, alone=True)
"""


@pytest.mark.parametrize("reads_first", [False, True])
def test_a_first_package_that_is_killed_leaves_nothing(path: Path, reads_first: bool) -> None:
    with Store.open(path) as store:
        before = schema(path)
    killed = subprocess.run([sys.executable, "-c", DIES, path], cwd=Path(__file__).parents[2], check=False)
    assert killed.returncode == -9
    assert path.with_name(f"{path.name}-journal").stat().st_size > 0
    if reads_first:
        assert backups.is_sound(backups.make(path, datetime(2026, 11, 23)))

    with Store.open(path) as store:
        assert (list(store.cards()), list(store.log()), store.check()) == ([], [], [])
        assert store.arrive(SOURCE, [[arrival("GAN")]], AT).new == 1
    assert schema(path) == before
    assert way_of_writing(path) == b"\2\2"


@pytest.mark.parametrize("expected", [1, 1_000_000])
def test_deleted_cards_come_back_with_the_schedule_of_their_log(path: Path, expected: int) -> None:
    schedule = a_schedule()
    with Store.open(path) as store:
        parts = [[learnt("GAN", schedule), arrival("VAE")]]
        store.arrive(SOURCE, parts, AT, expected=expected)
        before = store.schedules()
        store.remove_source(store.sources()[0].id, "delete")
        assert store.schedules() == {}

        again = store.arrive(SOURCE, parts, AT, expected=expected)

        assert (again.new, again.answers) == (2, 0)
        assert store.schedules() == before
        assert len(before) == 2
        assert store.check() == []


@pytest.mark.parametrize("expected", [1, 1_000_000])
def test_a_deleted_card_with_answers_of_ones_own_comes_back_with_its_schedule(path: Path, expected: int) -> None:
    with Store.open(path) as store:
        store.arrive(SOURCE, [[arrival("GAN")]], AT, expected=expected)
        (card,) = store.cards()
        store.record(an_answer(card.id, at=Moment(AT.ms + 40 * DAY_MS, 0)))
        before = store.schedule(card.id)
        store.remove_source(store.sources()[0].id, "delete")

        store.arrive(SOURCE, [[arrival("GAN")]], AT, expected=expected)

        assert before is not None
        assert store.schedule(card.id) == before
        assert store.check() == []


@pytest.mark.parametrize("expected", [1, 1_000_000])
def test_figures_know_of_what_came_in(path: Path, expected: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tallies, "FEW", -1)
    day = date(1970, 1, 9)
    with Store.open(path) as store:
        store.arrive(SOURCE, [[arrival("GAN")]], AT, expected=expected)
        assert (store.stats(day).cards, store.stats(day).decks[0].recalled.whole) == (1, 3)

        store.arrive(SOURCE, [[arrival("VAE")]], AT, expected=expected)

        assert (store.stats(day).cards, store.stats(day).decks[0].recalled.whole) == (2, 6)
        assert store.check() == []


def test_two_notes_of_one_guid_keep_the_answers_of_both(path: Path) -> None:
    later = arrival("GAN")
    rows = tuple(row._replace(at_ms=row.at_ms + 1_000) for row in later.log)
    with Store.open(path) as store:
        parts = [[arrival("GAN"), later._replace(log=rows)]]

        taken = store.arrive(SOURCE, parts, AT)

        assert taken.new == 1
        assert len(list(store.log())) == 8
        assert store.check() == []
        store.arrive(SOURCE, parts, AT)
        assert len(list(store.log())) == 8


def test_a_card_that_comes_again_in_a_large_package_finds_its_indexes(path: Path) -> None:
    later = arrival("GAN")
    rows = tuple(row._replace(at_ms=row.at_ms + 1_000) for row in later.log)
    with Store.open(path) as store:
        before = made(path)

        taken = store.arrive(SOURCE, [[arrival("GAN")], [later._replace(log=rows)]], AT, expected=1_000_000)

        assert (taken.new, len(list(store.log())), store.check()) == (1, 8, [])
        assert made(path) == before


def made(path: Path) -> set[tuple[str, str]]:
    """(name, how it is made) of all indexes and triggers of a database."""
    with closing(sqlite3.connect(path)) as database:
        return set(database.execute("SELECT name, sql FROM sqlite_master WHERE type IN ('index', 'trigger')"))


def test_a_card_that_went_while_its_package_was_read_is_no_empty_one(path: Path) -> None:
    unread = arrival("GAN")._replace(question="", answer="")
    with Store.open(path) as store:
        with pytest.raises(StoreError, match="import the package again"):
            store.arrive(SOURCE, [[arrival("VAE"), unread]], AT)

        assert (list(store.cards()), list(store.log()), store.sources()) == ([], [], ())
        store.arrive(SOURCE, [[arrival("GAN")]], AT)
        assert store.arrive(SOURCE, [[unread]], AT).unchanged == 1
        assert [one.prompt.question for one in store.cards()] == [arrival("GAN").question]


def test_what_came_before_is_told_by_the_second_time() -> None:
    before = familiar.Before()

    assert [before.among(["a", "b"]), before.among(["c"]), before.among(["c", "d", "a"])] == [[], [], ["c", "a"]]
