"""What today asks, for `flashdl due` and prompts: sqlite3 alone, read-only, nothing else loaded."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flashdl.errors import StoreError
from flashdl.model import DeckCounts, Limits
from flashdl.store import waiting
from flashdl.store.faults import sentence
from flashdl.store.header import connect_read_only, refuse
from flashdl.store.migrations import VERSION

if TYPE_CHECKING:
    from flashdl.store.amounts import Rows


def counts(
    path: Path, today: date, limits: Limits, *, shared: bool = False, deck: str | None = None
) -> tuple[DeckCounts, ...]:
    """What today asks of all decks together (first, named ""), then of each deck by name.

    Args:
        shared: of each deck its part of the first, and not what it would ask alone.
        deck: where it is shared, only of this deck and its children.

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
        with _reading(path) as rows:
            return waiting.counted(rows, today, limits, shared=shared, deck=deck)
    except (sqlite3.Error, OSError, ValueError) as error:
        raise sentence(path, error) from error


def glance(path: Path, today: date, limits: Limits) -> waiting.Glance | None:
    """What the home screen says first; None where the database has to be opened for it, or cannot be."""
    try:
        if refuse(path) == VERSION and os.access(path, os.W_OK):
            with _reading(path) as rows:
                return waiting.glance(rows, today, limits, at_once=True)
    except (sqlite3.Error, OSError, ValueError, StoreError):
        pass
    return None


@contextmanager
def _reading(path: Path) -> Iterator[Rows]:
    with closing(connect_read_only(path)) as connection:

        def rows(statement: str, values: Mapping[str, Any]) -> Iterable[Sequence[Any]]:
            return connection.execute(statement, values)

        # One transaction, so that the parts are of one moment.
        connection.execute("BEGIN")
        yield rows
