"""What can be saved of a damaged database: the log row by row, cards, sources and choices, into a sound one.

A sound one is the newest backup that is, or a new one: whatever the backup has is not asked of the damaged file.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flashdl.errors import StoreError
from flashdl.model import EventKind, SourceKind
from flashdl.store import backups, pages, rows
from flashdl.store.backups import Contents
from flashdl.store.checks import LOST
from flashdl.store.collection import Store
from flashdl.store.header import reading
from flashdl.store.migrations import STEPS, VERSION, statements
from flashdl.store.thinning import Backup
from flashdl.store.whole import readable

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Salvaged:
    """A sound database made of a damaged one; it waits in a file of its own."""

    path: Path
    base: Backup | None
    """What it goes on from; None: from nothing."""
    holds: Contents
    cards: int
    """That only the damaged file had."""
    rows: int
    """Rows of the log that only the damaged file had."""


def salvage(database: Path, now: datetime) -> Salvaged:
    """Read what is left in a damaged database into a new file beside it; the damaged one stays as it is.

    Raises:
        StoreError: nothing could be read, or the new file cannot be written.
    """
    base = backups.newest_sound(database)
    target = database.with_name(f"{database.name}.salvaged-{now:%Y%m%d-%H%M%S}")
    try:
        found = _found(database)
        if base:
            backups.write(base.path, target)
        with Store.open(target) as store:
            cards, added = _added(store, found)
            store.repair()
        with closing(sqlite3.connect(target)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")  # one file, not three
        holds = backups.contents(target)
    except BaseException as error:
        for ending in ("", "-wal", "-shm"):
            target.with_name(target.name + ending).unlink(missing_ok=True)
        if isinstance(error, sqlite3.Error | OSError):
            raise StoreError(f"Nothing can be saved of {database} ({error}).") from error
        raise
    return Salvaged(target, base, holds, cards, added)


def _found(database: Path) -> dict[str, list[Row]]:
    """The rows of each table as `Store.restore` takes them."""
    with tempfile.TemporaryDirectory(prefix="flashdl-") as folder:
        copy = Path(folder) / database.name
        for ending in ("", "-wal"):
            beside = database.with_name(database.name + ending)
            if beside.exists():
                shutil.copyfile(beside, copy.with_name(copy.name + ending))
        # The pages first: SQLite may write its log back.
        made_out = _made_out(copy)
        asked = {name: _asked(copy, name) for name in COLUMNS}
    found: dict[str, list[Row]] = {}
    for name, (columns, _) in COLUMNS.items():
        own = asked[name]
        # The log loses no row, so all that either way gives is true. Pages may hold older states of other rows.
        both = made_out[name] if own is None else [*own, *made_out[name]] if name == "event" else own
        # Of two that have one name the last counts, at the place of the first.
        distinct = {
            values[0] if name in KEYED else tuple(values[:2]): values
            for _, values in sorted(both, key=_place)
            if _makes_sense(name, values)
        }
        sensible = [dict(zip(columns, values, strict=False)) for values in distinct.values()]
        found[name] = [{key: readable(key, value) for key, value in row.items()} for row in sensible]
    known = {row["id"] for row in found["source"]}
    missing = {row["source"] for name in ("card", "rejected_kind") for row in found[name]} - known
    found["source"] += [
        {"id": number, "path": f"{LOST}{number}", "kind": "notes", "deck": f"{LOST}{number}", "gone": 1}
        for number in sorted(missing)
    ]
    return found


def _place(row: tuple[int, list[Any]]) -> int:
    return row[0]


def _asked(database: Path, table: str) -> list[tuple[int, list[Any]]] | None:
    """(place, values) of all rows, as SQLite gives them; None where it cannot give all."""
    try:
        with reading(database) as connection:
            return [(row[0], list(row[1:])) for row in connection.execute(f"SELECT rowid, * FROM {table} NOT INDEXED")]
    except sqlite3.Error:
        return None


def _made_out(database: Path) -> dict[str, list[tuple[int, list[Any]]]]:
    """(place, values) of the rows of each table that can be read page by page."""
    found: dict[str, list[tuple[int, list[Any]]]] = {name: [] for name in COLUMNS}
    for place, values in pages.rows(database):
        for name, (columns, first) in COLUMNS.items():
            if first <= len(values) <= len(columns):
                given = [place, *values[1:]] if name == "source" and values[0] is None else values
                if _makes_sense(name, given):
                    found[name].append((place, given))
                    break
    return found


def _columns() -> dict[str, tuple[list[str], int]]:
    """Of each table the columns in the order in which rows have them, and how many the first schema had."""
    found: dict[str, tuple[list[str], int]] = {}
    with closing(sqlite3.connect(":memory:")) as connection:
        for step in STEPS:
            for statement in statements(step):
                connection.execute(statement)
            for name in TABLES:
                columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
                if columns:
                    found[name] = (columns, found[name][1] if name in found else len(columns))
    return found


def _makes_sense(table: str, values: Sequence[Any]) -> bool:
    """Whether these can be a row of a table."""
    row = dict(zip(COLUMNS[table][0], values, strict=False))
    try:
        for name, value in row.items():
            readable(name, value)
        return _CHECKS[table](row)
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return False


def _is_event(row: Row) -> bool:
    for name in ("stability", "difficulty"):
        row[name] = float(row[name]) if type(row[name]) is int else row[name]  # SQLite writes 3.0 as 3
    event = rows.event([row[name] for name in COLUMNS["event"][0]])
    return bool(event.id) and (event.kind is EventKind.VOID) == (event.target is not None)


def _is_card(row: Row) -> bool:
    rows.card([float(row["score"]) if column.name == "score" else row[column.name] for column in rows.CARD_COLUMNS])
    return type(row["changed_ms"]) is int and len(row["id"]) > 0


def _is_source(row: Row) -> bool:
    SourceKind(row["kind"])
    return _are(row, int, "id", "gone") and _are(row, str, "path", "deck")


def _are(row: Row, kind: type, *names: str) -> bool:
    return all(type(row[name]) is kind for name in names)


TABLES = ("source", "rejected_kind", "meta", "choice", "card", "event")
KEYED = frozenset(("source", "meta", "choice", "card", "event"))
"""Those of which the first column tells a row."""
COLUMNS = _columns()
_CHECKS: Mapping[str, Callable[[Row], bool]] = {
    "source": _is_source,
    "rejected_kind": lambda row: _are(row, int, "source") and _are(row, str, "kind"),
    "meta": lambda row: _are(row, str, "name", "value"),
    "choice": lambda row: _are(row, str, "deck", "scheduler", "parameters") and _are(row, int, "version"),
    "card": _is_card,
    "event": _is_event,
}


def _added(store: Store, found: Mapping[str, list[Row]]) -> tuple[int, int]:
    """Add what the store has not; (cards, rows of the log). What a table does not take is left out, row by row."""
    events = found["event"]
    cards, _ = _in_parts(store, {**found, "event": []}, "card")
    return cards, _in_parts(store, {"event": events}, "event")[1]


def _in_parts(store: Store, found: Mapping[str, list[Row]], name: str) -> tuple[int, int]:
    try:
        return store.restore(VERSION, found)
    except StoreError:
        own = found[name]
        if not own:
            return 0, 0
        half = len(own) // 2
        rest = {**found, name: []}
        if not half:
            return _in_parts(store, rest, name)
        first, second = (_in_parts(store, {**found, name: part}, name) for part in (own[:half], own[half:]))
        return first[0] + second[0], first[1] + second[1]
