"""Everything that a database holds, as plain rows, and back: for a backup that a person can read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert, literal_column, select
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import IntegrityError, InterfaceError, ProgrammingError

from flashdl.errors import StoreError
from flashdl.model import EventKind
from flashdl.store import days, log, rows
from flashdl.store.devices import BEFORE, DEVICE, FILE
from flashdl.store.migrations import VERSION
from flashdl.store.schema import CARD, CHOICE, EVENT, META, REJECTED_KIND, SOURCE
from flashdl.store.text import read, stored

TABLES = (SOURCE, REJECTED_KIND, META, CHOICE, CARD, EVENT)
"""In the order of writing. Schedules follow from the log, and what was read of the notes is read again."""
NESTED = frozenset(("section", "answers", "items", "choices", "tags", "context", "excerpt"))
"""Columns of a card that hold JSON."""
OWN = frozenset((DEVICE, BEFORE, FILE, days.NAME))
"""What is of one database alone, in `meta`."""
_REFUSALS = (IntegrityError, InterfaceError, ProgrammingError)
"""What SQLite says of a value that a column does not take."""


def everything(connection: Connection) -> Iterator[tuple[str, dict[str, Any]]]:
    """(table, row) of all that cannot be found again elsewhere, those of a table together."""
    for table in TABLES:
        # In the order of coming: which sibling was there first names their note in Anki.
        query = select(table).order_by(literal_column(f"{table.name}.rowid"))
        for row in connection.execution_options(yield_per=1_000).execute(query):
            values = {name: readable(name, value) for name, value in row._mapping.items()}
            if table is not META or values["name"] not in OWN:
                yield table.name, values


def restore(connection: Connection, version: int, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> tuple[int, int]:
    """Add what the database does not have; what it has stays as it is.

    Args:
        version: of the schema that the rows are of.

    Returns:
        (new cards, new rows of the log).

    Raises:
        StoreError: the rows are of a newer flashdl, or make no sense.
    """
    if not 1 <= version <= VERSION:
        raise StoreError("The file was written by a newer flashdl; install the newer version.")
    try:
        return _restored(connection, tables)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, *_REFUSALS) as error:
        raise StoreError("The file holds a row that makes no sense; nothing of it was stored.") from error


def _restored(connection: Connection, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> tuple[int, int]:
    numbers = _sources(connection, tables.get("source", []))
    kinds = [{**row, "source": numbers[row["source"]]} for row in tables.get("rejected_kind", [])]
    _add(connection, REJECTED_KIND, kinds)
    _add(connection, META, [_renamed(row, numbers) for row in tables.get("meta", []) if row["name"] not in OWN])
    _add(connection, CHOICE, tables.get("choice", []))
    known = {row.id for row in connection.execute(select(CARD.c.id))}
    cards = [{**row, "source": numbers[row["source"]]} for row in tables.get("card", []) if row["id"] not in known]
    _add(connection, CARD, cards)
    events = _events(connection, tables.get("event", []))
    _add(connection, EVENT, events)
    everyone = known | {str(row["id"]) for row in cards}
    touched = {str(row["card"]) for row in events} | {str(row["id"]) for row in cards}
    log.project(connection, sorted(touched & everyone))
    # A card that was found again elsewhere is found again here.
    kinds_of_keys = (EventKind.REMATCH.value, EventKind.VOID.value)
    log.put_keys_back(connection, {str(row["card"]) for row in events if row["kind"] in kinds_of_keys} & known)
    # Rows are believed as they are read: whatever makes no sense shows now, and nothing of it is kept.
    for part in log.paged(str(row["id"]) for row in cards):
        for row in connection.execute(select(*rows.CARD_COLUMNS).where(CARD.c.id.in_(part))):
            rows.card(row)
    return len(cards), len(events)


def _sources(connection: Connection, given: Iterable[Mapping[str, Any]]) -> dict[int, int]:
    """The number of each source here, by its number there."""
    known = {read(row.path): row.id for row in connection.execute(select(SOURCE.c.path, SOURCE.c.id))}
    numbers: dict[int, int] = {}
    for row in given:
        if row["path"] not in known:
            values = {name: value for name, value in _storable(SOURCE, row).items() if name != "id"}
            (known[row["path"]],) = connection.execute(insert(SOURCE).values(values)).inserted_primary_key or (0,)
        numbers[row["id"]] = known[row["path"]]
    return numbers


def _events(connection: Connection, given: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows of the log that are not here. Two copies of one database go on under one name, and count alike."""
    found = connection.execute(select(EVENT.c.id, EVENT.c.device, EVENT.c.sequence))
    ids: set[str] = set()
    places: set[tuple[str, int]] = set()
    for row in found:
        ids.add(row.id)
        places.add((row.device, row.sequence))
    fresh = []
    for event in given:
        if event["id"] in ids:
            continue
        device = event["device"]
        while (device, event["sequence"]) in places:
            device += "'"
        places.add((device, event["sequence"]))
        ids.add(event["id"])
        fresh.append({**event, "device": device})
    return fresh


def _add(connection: Connection, table: Table, values: Iterable[Mapping[str, Any]]) -> None:
    made = [_storable(table, row) for row in values]
    for number in range(0, len(made), log.PAGE):
        connection.execute(upsert(table).on_conflict_do_nothing(), made[number : number + log.PAGE])


def _storable(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with this table's columns; one that an older flashdl did not have keeps its default."""
    return {column.name: _written(column.name, row[column.name]) for column in table.c if column.name in row}


def readable(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return json.loads(read(value)) if name in NESTED else read(value)


def _written(name: str, value: Any) -> Any:
    if name in NESTED:
        return stored(rows.json_text(value))
    return stored(value) if isinstance(value, str) else value


def _renamed(row: Mapping[str, Any], numbers: Mapping[int, int]) -> dict[str, Any]:
    """A row of `meta` that speaks of a source, by its number here."""
    start, _, number = row["name"].rpartition(" ")
    is_of_source = start.endswith("of source") and number.isdigit() and int(number) in numbers
    return {**row, "name": f"{start} {numbers[int(number)]}"} if is_of_source else dict(row)
