"""Whether each index holds what its table holds, in a fraction of the time that SQLite's `integrity_check` takes.

That looks each row up in each index, and with millions of rows the pages of an index are anywhere. Here an index is
read from end to end: it must have as many entries as there are rows, and the entries must be the rows. That they stand
in the right order is tried by looking some rows up.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sized
from typing import Any, NamedTuple

from sqlalchemy import Connection

TRIED = 32
"""Of so many rows one is looked up: a page of an index has more entries than that."""
OF_LOGS = "event_by_card"
_CACHE = -64 * 1024
"""KiB of pages that are kept meanwhile."""
_INDEXES = "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'index' AND name LIKE ? ORDER BY rowid"


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


def unlike_rows(connection: Connection) -> Iterator[str]:
    """What is wrong with the indexes, but for OF_LOGS: a few long statements of SQLite's."""
    connection.exec_driver_sql(f"PRAGMA cache_size = {_CACHE}")
    try:
        for index, held in _indexes(connection):
            if index.name != OF_LOGS and not (_lies_beside(connection, index, held) and _finds(connection, index)):
                yield index.fault
    finally:
        connection.exec_driver_sql("PRAGMA cache_size = -2000")  # what SQLite has of itself


def unlike_logs(connection: Connection, logs: Mapping[str, Sized]) -> Iterator[str]:
    """What is wrong with OF_LOGS, whose entries are scattered over the log.

    Args:
        logs: the rows of each card.
    """
    for index, held in _indexes(connection, OF_LOGS):
        statement = f"SELECT card, COUNT(*), SUM(rowid) FROM {index.entries} GROUP BY card"
        cursor: Any = connection.exec_driver_sql(statement).cursor
        counts, places = {}, 0
        for card, count, own in cursor:
            counts[card] = count
            places += own
        is_like = counts == {card: len(log) for card, log in logs.items()}
        if not is_like or held != (sum(counts.values()), places or None) or not _finds(connection, index):
            yield index.fault


def _indexes(connection: Connection, name: str = "%") -> Iterator[tuple[_Index, tuple[int, int | None]]]:
    """Each index, and of the rows that it should hold, how many there are and the sum of their places, None of none."""
    by_table: defaultdict[str, list[_Index]] = defaultdict(list)
    for table, own, sql in connection.exec_driver_sql(_INDEXES, (name,)).all():
        columns = tuple(row[2] for row in connection.exec_driver_sql(f"PRAGMA index_info({own})"))
        if None not in columns:  # an index of a person's own may be on an expression: that is theirs to look after
            told = re.search(r"(?is)\sWHERE\s(.*)", sql or "")
            by_table[table].append(_Index(table, own, columns, told[1] if told else "1"))
    for table, indexes in by_table.items():
        sums = ", ".join(f"COUNT(CASE WHEN {c} THEN 1 END), SUM(CASE WHEN {c} THEN rowid END)" for *_, c in indexes)
        held = iter(connection.exec_driver_sql(f"SELECT {sums} FROM {table} NOT INDEXED").one())
        yield from zip(indexes, zip(held, held, strict=True), strict=True)


def _lies_beside(connection: Connection, index: _Index, held: tuple[int, int | None]) -> bool:
    """Whether each entry is its row, and there are no others."""
    named = ", ".join(f"{column} AS c{number}" for number, column in enumerate(index.columns))
    alike = " AND ".join(f"own.{column} IS entry.c{number}" for number, column in enumerate(index.columns))
    count, places, same = connection.exec_driver_sql(
        f"SELECT COUNT(*), SUM(place), COUNT(CASE WHEN own.rowid IS NOT NULL AND {alike} THEN 1 END) "
        f"FROM (SELECT rowid AS place, {named} FROM {index.entries} WHERE {index.condition}) AS entry "
        f"LEFT JOIN {index.table} AS own NOT INDEXED ON own.rowid = entry.place"
    ).one()
    return (count, places) == held and same == count


def _finds(connection: Connection, index: _Index) -> bool:
    """Whether rows are found by the index, of TRIED one."""
    found = " AND ".join(f"other.{column} IS own.{column}" for column in (*index.columns, "rowid"))
    missed = connection.exec_driver_sql(
        f"WITH RECURSIVE tried (place) AS (SELECT 1 UNION ALL SELECT place + {TRIED} FROM tried "
        f"WHERE place < (SELECT MAX(rowid) FROM {index.table})) "
        f"SELECT 1 FROM tried CROSS JOIN {index.table} AS own NOT INDEXED ON own.rowid = tried.place "
        f"WHERE ({index.condition}) AND NOT EXISTS (SELECT 1 FROM {index.table} AS other INDEXED BY {index.name} "
        f"WHERE ({index.condition}) AND {found}) LIMIT 1"
    ).first()
    return missed is None
