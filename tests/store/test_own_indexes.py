"""What a person adds to the database is no damage, and no cards are moved without a word."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from flashdl.store import Store
from tests.build import a_candidate, a_moment, filled


def test_an_index_of_a_persons_own_is_no_damage(tmp_path: Path) -> None:
    database = tmp_path / "flashdl.db"
    with Store.open(database) as store:
        filled(store, a_candidate("one"))
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE INDEX own ON card (lower(question))")
        connection.execute("CREATE INDEX part ON card (question)\nwhere\norphaned = 0")

    with Store.open(database) as store:
        assert store.check() == []


def test_an_index_that_holds_more_than_it_should_is_told(tmp_path: Path) -> None:
    database = tmp_path / "flashdl.db"
    with Store.open(database) as store:
        filled(store, a_candidate("one"), a_candidate("two", position=1))
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET sql = sql || ' WHERE position = 0' WHERE name = 'card_in_place'")
        connection.commit()

    with Store.open(database) as store:
        assert any("card_in_place" in fault for fault in store.check())


def test_to_move_no_card_is_nothing(tmp_path: Path) -> None:
    with Store.open(tmp_path / "flashdl.db") as store:
        store.move([], "Elsewhere", a_moment())

        assert "Elsewhere" not in store.deck_names()
