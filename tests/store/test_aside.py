"""Work in a second thread: it ends with the block, and sees what the first sees."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event, Thread, active_count

import pytest

from flashdl.errors import StoreError
from flashdl.leaving import BESIDE
from flashdl.store.aside import Aside
from flashdl.store.connections import Connections

ENDLESS = "WITH RECURSIVE one(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM one) SELECT max(n) FROM one"


class _StopError(Exception):
    pass


@pytest.fixture
def driver() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", check_same_thread=False)) as connection:
        yield connection


def test_where_the_block_raises_a_statement_without_end_is_stopped(driver: sqlite3.Connection) -> None:
    before = active_count()
    with pytest.raises(_StopError), Aside(driver) as aside:
        aside.begin(lambda: driver.execute(ENDLESS).fetchall())
        later = aside.begin(lambda: 1)
        raise _StopError

    assert later.cancelled() or later.exception()
    assert active_count() == before


@pytest.mark.parametrize("pays", [True, False])
def test_jobs_are_done_one_after_another_before_the_block_ends(driver: sqlite3.Connection, *, pays: bool) -> None:
    with Aside(driver, pays=pays) as aside:
        aside.begin(lambda: driver.execute("CREATE TABLE one (n)"))
        aside.begin(lambda: driver.execute("INSERT INTO one VALUES (1)"))

    assert driver.execute("SELECT n FROM one").fetchall() == [(1,)]


def test_where_a_thread_does_not_pay_there_is_none(driver: sqlite3.Connection) -> None:
    before = active_count()
    with Aside(driver, pays=False) as aside:
        assert aside.begin(active_count).result() == before
        with pytest.raises(sqlite3.OperationalError):
            aside.begin(lambda: driver.execute("no SQL"))


def test_what_follows_a_job_that_failed_fails_of_the_same(driver: sqlite3.Connection) -> None:
    with Aside(driver) as aside:
        aside.begin(lambda: driver.execute("no SQL"))
        later = aside.begin(lambda: driver.execute("CREATE TABLE one (n)"))

    assert isinstance(later.exception(), sqlite3.OperationalError)
    assert driver.execute("SELECT name FROM sqlite_master").fetchall() == []


def test_two_transactions_see_one_moment_while_another_program_writes_on_and_on(tmp_path: Path) -> None:
    path = tmp_path / "cards.db"
    connections = Connections(path, 5_000)
    is_over = Event()

    def write() -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            number = 0
            while not is_over.is_set():
                number += 1
                other.execute("INSERT INTO meta VALUES (?, '')", (str(number),))

    writer = Thread(target=write)
    writer.start()
    try:
        seen = []
        for _ in range(100):
            with connections.reading_twice(tmp_path / "a", tmp_path / "b") as both:
                seen.append([each.exec_driver_sql("SELECT COUNT(*) FROM meta").scalar_one() for each in both])
    finally:
        is_over.set()
        writer.join()
        connections.close()

    assert [one for one, _ in seen] == [two for _, two in seen]
    assert seen[0] != seen[-1]


def test_each_of_two_transactions_writes_to_its_own_database(tmp_path: Path) -> None:
    connections = Connections(tmp_path / "cards.db", 5_000)
    paths = tmp_path / "a", tmp_path / "b"
    with connections.reading_twice(*paths) as both:
        for number, each in enumerate(both):
            each.exec_driver_sql(f"CREATE TABLE {BESIDE}.one AS SELECT {number} AS n")
    connections.close()

    for number, path in enumerate(paths):
        with closing(sqlite3.connect(path)) as found:
            assert found.execute("SELECT n FROM one").fetchall() == [(number,)]


def test_a_fault_of_either_is_a_sentence(tmp_path: Path) -> None:
    connections = Connections(tmp_path / "cards.db", 5_000)
    paths = tmp_path / "a", tmp_path / "b"
    for which in (0, 1):
        with pytest.raises(StoreError, match="no such table"), connections.reading_twice(*paths) as both:
            both[which].exec_driver_sql("SELECT * FROM unknown")
    connections.close()
