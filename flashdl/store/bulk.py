"""Many rows at once, inside the caller's transaction, by the driver alone.

SQLAlchemy looks at each row for as long as SQLite takes to write it. So does the driver with each value that it binds:
what all rows have in common is said once.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

PAGE = 10_000
"""Names asked after in one statement, as one JSON text."""
FEW = 100
"""Rows for which nothing of this pays."""
MANY = 10_000
"""Rows from which on an index is made sooner than kept."""
_CACHE = "PRAGMA cache_size = -65536"
"""64 MiB. Ids are scattered, and so are the pages of their index: within SQLite's own 2 MiB they are written again and
again."""
_SMALL = "PRAGMA cache_size = -1024"
"""KiB in which rows are sorted at a time for an index: what stays within the processor's own cache is sorted in two
thirds of the time, and the parts are then merged."""
_THREADS = "PRAGMA threads = {}"
"""How many other threads sort such parts, while the next is read and the parts are merged."""
_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name IN"
FUNCTION_FAILED = "user-defined function raised exception"
"""What SQLite's driver says where a function written in Python failed."""
NO_TRIGGERS: Mapping[str, str] = {}
_INDEXES = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL"


def driver(connection: Connection) -> sqlite3.Connection:
    """SQLite's own connection below it, in the same transaction; what it raises becomes a sentence all the same."""
    found = connection.connection.driver_connection
    if not isinstance(found, sqlite3.Connection):
        raise ValueError("the connection is closed")
    return found


def column(convert: Callable[[Any], Any], values: Sequence[Any]) -> Any:
    """The values of a column, converted, for `insert`: a list, or one value where it is the same in many rows."""
    # Where they differ, mostly the first few tell.
    if len(values) >= FEW and values[:FEW].count(values[0]) == FEW and values.count(values[0]) == len(values):
        return convert(values[0])
    return list(map(convert, values))


def insert(connection: Connection, start: str, columns: Mapping[str, Any], end: str = "") -> int:
    """Write rows, given by their columns; how many were written.

    Args:
        start: `INSERT INTO card` and the like.
        columns: by name: a list has a value for each row, all else is the value of every row. One at least is a list,
            and all lists are as long. Values are None, numbers and text as it is to be stored.
        end: `ON CONFLICT` and the like.
    """
    count = next(len(values) for values in columns.values() if isinstance(values, list))
    # A float in SQL's text comes out as one beside it where it has very many digits.
    given = {
        name: [values] * count if isinstance(values, float) else values
        for name, values in columns.items()
        if isinstance(values, list | float)
    }
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join("?" if name in given else _literal(value) for name, value in columns.items())
    rows = list(zip(*given.values(), strict=True))
    if not rows:
        return 0
    return connection.exec_driver_sql(f"{start} ({names}) VALUES ({marks}) {end}", rows).rowcount


def insert_rows(connection: Connection, start: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> int:
    """The same for rows of these columns; what is the same in all of them is said once."""
    columns = [column(_same, values) for values in zip(*rows, strict=True)]
    if not any(isinstance(values, list) for values in columns):
        columns[0] = [columns[0]] * len(rows)
    return insert(connection, start, dict(zip(names, columns, strict=True)))


def _same(value: Any) -> Any:
    return value


@contextmanager
def indexed_after(
    connection: Connection, table: str, count: int, at_once: Mapping[str, str] = NO_TRIGGERS
) -> Iterator[None]:
    """Make a table's indexes after the block where it inserts so many rows that this is sooner done.

    Args:
        table: a name of the schema's.
        count: rows that are inserted in the block.
        at_once: triggers that are then not run for each row, and a statement that does once what they do for all.
    """
    if count >= FEW:
        connection.exec_driver_sql(_CACHE)
    held = connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() if count >= MANY else count
    indexes = list(connection.exec_driver_sql(_INDEXES, (table,))) if held < count else []
    triggers = list(found(connection, _TRIGGERS, at_once)) if held < count else []
    for name, _ in indexes:
        connection.exec_driver_sql(f"DROP INDEX {name}")
    for name, _ in triggers:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql(at_once[name])
    yield
    with sorting(connection) if indexes else nullcontext():
        for _, made in (*indexes, *triggers):
            connection.exec_driver_sql(made)


@contextmanager
def with_function(connection: Connection, name: str, arguments: int, function: Callable[..., str]) -> Iterator[None]:
    """A function of Python's in SQL, one that cannot fail."""
    own = driver(connection)
    own.create_function(name, arguments, function, deterministic=True)
    try:
        yield
    except DBAPIError as error:
        if str(error.orig) == FUNCTION_FAILED:  # by Ctrl-C; SQLite says that it failed, and not why
            raise KeyboardInterrupt from None
        raise
    finally:
        with suppress(sqlite3.Error):  # the connection may be closed
            own.create_function(name, arguments, None)


@contextmanager
def sorting(connection: Connection) -> Iterator[None]:
    """While indexes are made of many rows."""
    before = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
    connection.exec_driver_sql(_SMALL)
    connection.exec_driver_sql(_THREADS.format(2))
    yield
    connection.exec_driver_sql(_THREADS.format(0))
    connection.exec_driver_sql(f"PRAGMA cache_size = {before}")


def found(connection: Connection, select: str, names: Collection[str]) -> Iterator[tuple[Any, ...]]:
    """The rows of a query that ends with `IN`, for any number of names."""
    every = list(names)
    for start in range(0, len(every), PAGE):
        part = json.dumps(every[start : start + PAGE])
        yield from map(tuple, connection.exec_driver_sql(f"{select} (SELECT value FROM json_each(?))", (part,)))


def _literal(value: int | str | None) -> str:
    """A value in SQL. Text is written as bytes in hexadecimal, in which nothing can be a quotation mark or an end."""
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return f"CAST(x'{value.encode().hex()}' AS TEXT)"
    return repr(value)
