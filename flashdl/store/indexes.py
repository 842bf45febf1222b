"""Whether each index holds what its table holds, in a fraction of the time that SQLite's `integrity_check` takes.

That looks each row up in each index, and with millions of rows the pages of an index are anywhere. Here an index is
read from end to end: it must have as many entries as there are rows, and the entries must be the rows. That they stand
in the right order is tried by looking some rows up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sized
from typing import Any, NamedTuple

from sqlalchemy import Connection

TRIED = 32
"""Of so many rows one is looked up: a page of an index has more entries than that."""
OF_LOGS = "event_by_card"
"""The one index of the log whose entries do not stand about as the rows do."""
_INDEXES = "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'index' ORDER BY rowid"


class _Index(NamedTuple):
    table: str
    name: str
    columns: tuple[str, ...]
    condition: str
    """True of the rows that it holds."""

    @property
    def fault(self) -> str:
        """In words like SQLite's."""
        return f"the index {self.name} does not hold what the table {self.table} holds"

    @property
    def entries(self) -> str:
        return f"{self.table} INDEXED BY {self.name}"


def unlike_log(connection: Connection) -> Iterator[str]:
    """What is wrong with the indexes of the log, but for OF_LOGS: a few long statements of SQLite's."""
    for index in _indexes(connection):
        if index.table == "event" and index.name != OF_LOGS and not _lies_beside(connection, index):
            yield index.fault


def unlike_logs(connection: Connection, logs: Mapping[str, Sized]) -> Iterator[str]:
    """What is wrong with OF_LOGS.

    Args:
        logs: the rows of each card.
    """
    for index in _indexes(connection):
        if index.name == OF_LOGS:
            held = _rows(connection, f"SELECT card, COUNT(*) FROM {index.entries} GROUP BY card")
            if dict(held) != {card: len(log) for card, log in logs.items()} or not _agree(connection, index):
                yield index.fault


def unlike_tables(connection: Connection) -> Iterator[str]:
    """What is wrong with the indexes of all other tables."""
    for index in _indexes(connection):
        if index.table != "event" and not _has_same_sum(connection, index):
            yield index.fault


def _indexes(connection: Connection) -> Iterator[_Index]:
    for table, name, sql in connection.exec_driver_sql(_INDEXES).all():
        columns = tuple(row[2] for row in connection.exec_driver_sql(f"PRAGMA index_info({name})"))
        yield _Index(table, name, columns, (sql or "").partition(" WHERE ")[2] or "1")


def _lies_beside(connection: Connection, index: _Index) -> bool:
    """Each entry beside its row."""
    named = ", ".join(f"{column} AS c{number}" for number, column in enumerate(index.columns))
    alike = " AND ".join(f"own.{column} IS entry.c{number}" for number, column in enumerate(index.columns))
    same = connection.exec_driver_sql(
        f"SELECT COUNT(*) FROM (SELECT rowid AS place, {named} FROM {index.entries} WHERE {index.condition}) AS entry "
        f"CROSS JOIN {index.table} AS own NOT INDEXED ON own.rowid = entry.place WHERE {alike}"
    ).scalar_one()
    return _agree(connection, index, same)


def _has_same_sum(connection: Connection, index: _Index) -> bool:
    """The entries and the rows, each made a number, and all numbers of a side added up."""
    columns = ", ".join(("rowid", *index.columns))
    entries, rows = (
        sum(map(hash, _rows(connection, f"SELECT {columns} FROM {source} WHERE {index.condition}")))
        for source in (index.entries, f"{index.table} NOT INDEXED")
    )
    return entries == rows and _agree(connection, index)


def _agree(connection: Connection, index: _Index, count: int | None = None) -> bool:
    """Whether there are as many entries as rows, for the same rows, and some rows are found by the index.

    Args:
        count: what both must be.
    """
    entries, rows = (
        connection.exec_driver_sql(f"SELECT COUNT(*), SUM(rowid) FROM {source} WHERE {index.condition}").one()
        for source in (index.entries, f"{index.table} NOT INDEXED")
    )
    found = " AND ".join(f"other.{column} IS own.{column}" for column in (*index.columns, "rowid"))
    is_missed = connection.exec_driver_sql(
        f"SELECT 1 FROM {index.table} AS own NOT INDEXED WHERE ({index.condition}) AND own.rowid % {TRIED} = 0 "
        f"AND NOT EXISTS (SELECT 1 FROM {index.table} AS other INDEXED BY {index.name} "
        f"WHERE ({index.condition}) AND {found}) LIMIT 1"
    ).first()
    return entries == rows and entries[0] == (entries[0] if count is None else count) and is_missed is None


def _rows(connection: Connection, statement: str) -> Iterator[tuple[Any, ...]]:
    """As the driver has them, one by one."""
    cursor: Any = connection.exec_driver_sql(statement).cursor
    return iter(cursor)
