"""Many rows at once: what is written is what was given, and indexes are as they were."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine

from flashdl.store import bulk

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
VALUES = st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False, allow_infinity=False), TEXTS)


@given(shared=VALUES, own=st.lists(VALUES, max_size=3), times=st.sampled_from([1, 2, bulk.FEW, bulk.FEW + 1]))
@example(shared=5.247338112655159e-307, own=[None], times=1)
def test_what_is_written_is_what_was_given(shared: object, own: list[object], times: int) -> None:
    with create_engine("sqlite://").begin() as connection:
        connection.exec_driver_sql("CREATE TABLE card (a, b, c)")
        rows = own * times
        columns = {"a": list(range(len(rows))), "b": shared, "c": bulk.column(lambda value: value, rows)}
        bulk.insert(connection, "INSERT INTO card", columns)
        stored = connection.exec_driver_sql("SELECT a, b, c FROM card ORDER BY a").all()
    assert [tuple(row) for row in stored] == [(number, shared, value) for number, value in enumerate(rows)]


@pytest.mark.parametrize("text", ["'); DROP TABLE card; --", '"', "\0", "a\0b", "", "'", "é\x1a", "?", ":x", "%s %"])
def test_no_text_that_all_share_is_sql(text: str) -> None:
    with create_engine("sqlite://").begin() as connection:
        connection.exec_driver_sql("CREATE TABLE card (a, b)")
        bulk.insert(connection, "INSERT INTO card", {"a": [1, 2], "b": text})
        assert connection.exec_driver_sql("SELECT b FROM card").scalars().all() == [text, text]


def _indexes(connection: Connection) -> list[object]:
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name"
    return [tuple(row) for row in connection.exec_driver_sql(query)]


def test_the_indexes_of_a_table_are_back_after_many_rows_and_after_a_failure(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'file.db'}")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE card (id TEXT PRIMARY KEY, a)")
        connection.exec_driver_sql("CREATE INDEX card_by_a ON card (a, id)")
        before = _indexes(connection)
        ids = [f"card {number}" for number in range(bulk.MANY)]
        with bulk.indexed_after(connection, "card", len(ids)):
            assert len(_indexes(connection)) < len(before)
            bulk.insert(connection, "INSERT INTO card", {"id": ids, "a": 1})
        assert _indexes(connection) == before
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        with bulk.indexed_after(connection, "card", len(ids)):  # as many are there already
            assert _indexes(connection) == before
        connection.commit()
        connection.exec_driver_sql("BEGIN")
        with pytest.raises(KeyboardInterrupt), bulk.indexed_after(connection, "card", len(ids) * 2):
            raise KeyboardInterrupt
        connection.rollback()
        assert _indexes(connection) == before


def test_any_number_of_names_is_asked_after() -> None:
    with create_engine("sqlite://").begin() as connection:
        connection.exec_driver_sql("CREATE TABLE card (id TEXT, a)")
        ids = [f"card {number}" for number in range(bulk.PAGE + 1)]
        bulk.insert(connection, "INSERT INTO card", {"id": ids, "a": 1})
        query = "SELECT id, a FROM card WHERE id IN"
        assert dict(bulk.found(connection, query, [*ids, "another"])) == dict.fromkeys(ids, 1)
        assert list(bulk.found(connection, query, [])) == []


@pytest.mark.parametrize(("count", "runs"), [(bulk.MANY, 1), (bulk.FEW, bulk.FEW)])
def test_what_a_trigger_does_for_each_row_is_done_once_where_there_are_many(count: int, runs: int) -> None:
    with create_engine("sqlite://").begin() as connection:
        for made in (
            "CREATE TABLE card (a)",
            "CREATE TABLE run (a)",
            "CREATE TRIGGER each AFTER INSERT ON card BEGIN INSERT INTO run VALUES (1); END",
        ):
            connection.exec_driver_sql(made)
        at_once = {"each": "INSERT INTO run VALUES (2)", "none of that name": "INSERT INTO run VALUES (3)"}
        with bulk.indexed_after(connection, "card", count, at_once):
            bulk.insert(connection, "INSERT INTO card", {"a": list(range(count))})

        assert connection.exec_driver_sql("SELECT count(*) FROM run").scalar() == runs
        connection.exec_driver_sql("INSERT INTO card VALUES (1)")
        assert connection.exec_driver_sql("SELECT count(*) FROM run").scalar() == runs + 1


def test_ctrl_c_within_a_function_is_ctrl_c() -> None:
    def interrupted(_: int) -> str:
        raise KeyboardInterrupt

    with (
        create_engine("sqlite://").connect() as connection,
        pytest.raises(KeyboardInterrupt),
        bulk.with_function(connection, "named", 1, interrupted),
    ):
        connection.exec_driver_sql("SELECT named(1)")
