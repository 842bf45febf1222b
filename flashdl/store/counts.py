"""What today asks, for `flashdl due` and prompts: sqlite3 alone, read-only, nothing else loaded."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from flashdl.errors import StoreError
from flashdl.model import DeckCounts, Limits
from flashdl.store import waiting
from flashdl.store.faults import sentence
from flashdl.store.header import connect_read_only, refuse
from flashdl.store.migrations import VERSION


def counts(path: Path, today: date, limits: Limits, *, shared: bool = False) -> tuple[DeckCounts, ...]:
    """What today asks of all decks together (first, named ""), then of each deck by name.

    Args:
        shared: of each deck its part of the first, and not what it would ask alone.

    The numbers are those of `Store.agenda`. A database that is not there yet asks nothing.

    Raises:
        StoreError: the database cannot be read.
    """
    try:
        version = refuse(path)
        if version == 0:
            return (DeckCounts("", 0, 0, 0, 0),)
        if version < VERSION:
            raise StoreError(f"The database {path} is an older flashdl's; run flashdl once to bring it up to date.")
        with closing(connect_read_only(path)) as connection:

            def rows(statement: str, values: Mapping[str, str]) -> Iterable[Sequence[Any]]:
                return connection.execute(statement, values)

            # One transaction, so that the parts are of one moment.
            connection.execute("BEGIN")
            return waiting.counted(rows, today, limits, shared=shared)
    except (sqlite3.Error, OSError, ValueError) as error:
        raise sentence(path, error) from error
