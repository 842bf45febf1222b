"""What of arrivals is here already: cards whose texts need not be read again, and logs that bring nothing."""

from __future__ import annotations

import json
from collections.abc import Collection, Container, Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, select

from flashdl.arriving import KNOWN, LOG, Arrival
from flashdl.leaving import BESIDE
from flashdl.model import Candidate, Card
from flashdl.store import bulk, log, rows
from flashdl.store.schema import CARD
from flashdl.store.text import stored

DEVICE = "anki "
"""Each card of the other program is a device of its own: this, and its id."""
_NEVER = 1 << 62
"""Later than all that changes."""
_WHOLLY_HERE = f"""SELECT key FROM json_each(?) AS card WHERE NOT EXISTS (
    SELECT 1 FROM {BESIDE}.{LOG} AS log WHERE log.number = card.value AND NOT EXISTS (
        SELECT 1 FROM event INDEXED BY event_by_place
        WHERE device = '{DEVICE}' || card.key AND sequence = log.at_ms * 2))"""


def is_any_here(connection: Connection) -> bool:
    """Whether there are cards."""
    return connection.exec_driver_sql("SELECT 1 FROM card LIMIT 1").first() is not None


def lay_known(connection: Connection, path: str, but: str) -> None:
    """Make KNOWN in BESIDE, for arrivals of the source at this path."""
    connection.exec_driver_sql(
        f"CREATE TABLE {BESIDE}.{KNOWN} (card TEXT PRIMARY KEY, changed_ms INTEGER) WITHOUT ROWID"
    )
    # What cards of other sources ask is not taken from a package, however new it is.
    connection.exec_driver_sql(
        f"""INSERT INTO {BESIDE}.{KNOWN} SELECT card.id, iif(source IS own.id, changed_ms, {_NEVER})
        FROM main.card LEFT JOIN (SELECT id FROM main.source WHERE path = ?) AS own
        WHERE source IS NOT own.id OR (orphaned = 0 AND question <> ?) ORDER BY +card.id""",
        (stored(path), stored(but)),
    )


def wholly_here(connection: Connection, part: Mapping[str, Arrival], known: Container[str]) -> set[str]:
    """Those of the stored cards whose whole log lies apart and is here, each row in its place.

    They bring nothing, whatever else is in their log here: what the other program made of them counts from its last
    answer there, and was told with that.
    """
    asked = {card: one.apart.number for card, one in part.items() if one.apart and card in known}
    if not asked:
        return set()
    return {card for (card,) in connection.exec_driver_sql(_WHOLLY_HERE, (json.dumps(asked),))}


class Known(NamedTuple):
    """What is asked first of a card that is stored."""

    source: int
    orphaned: int
    changed_ms: int


def known(connection: Connection, cards: Collection[str]) -> dict[str, Known]:
    """Those that are stored, whatever their source."""
    query = f"SELECT id, {', '.join(Known._fields)} FROM card WHERE id IN"
    return {card: Known(*row) for card, *row in bulk.found(connection, query, cards)}


class Before:
    """Which ids came before, or may have: one mark for each, by its hash, where a set of a million takes 100 MiB."""

    def __init__(self) -> None:
        self._marks = bytearray(1 << 22)

    def among(self, ids: Iterable[str]) -> list[str]:
        """Those that may have come before, mostly none; from now on all of them have."""
        marks, last = self._marks, len(self._marks) - 1
        found = []
        for id_ in ids:
            place = hash(id_) & last
            if marks[place]:
                found.append(id_)
            marks[place] = 1
        return found


def is_wanted(card: Known | None, source: int) -> bool:
    """Whether what a card asks is needed, however old it is."""
    return card is None or (card.source == source and bool(card.orphaned))


def newer(
    connection: Connection, part: Mapping[str, Arrival], known: Mapping[str, Known], source: int
) -> list[Arrival]:
    """Those whose card is to be brought up to date; few of them are ever looked at as a whole."""
    own = {card: one for card, one in part.items() if card in known and known[card].source == source}
    later = [card for card, one in own.items() if not known[card].orphaned and one.changed_ms > known[card].changed_ms]
    here = {
        row[0]: rows.card(row)
        for some in log.paged(later)
        for row in connection.execute(select(*rows.CARD_COLUMNS).where(CARD.c.id.in_(some)))
    }
    return [
        one
        for card, one in own.items()
        if known[card].orphaned or (card in here and _differs(one.candidate, here[card]))
    ]


def _differs(one: Candidate, other: Card) -> bool:
    return (one.prompt, one.place.excerpt) != (other.prompt, other.place.excerpt)
