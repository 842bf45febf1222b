"""Cards on their way out: streamed in parts, so that memory does not grow with the collection.

Where a format is a database itself, SQLite copies all cards of which nothing is to be thought about: no gap of a text,
and with a log that was written by this device alone, in the order of time, and never corrected.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Connection

from flashdl.leaving import CARDS, LOG, STATES, Family, Going, Leaving, Past
from flashdl.model import Card, Direction, State
from flashdl.scheduling import standing
from flashdl.store import log, remarks, rows
from flashdl.store.schema import CARD
from flashdl.store.text import stored

_MANY = 20_000
PART = 500
"""Cards that are held at a time, and a family more."""

# A card that asks one numbered gap of a text; its siblings have the rest of their key in common.
_GAP_NAMES = " OR ".join(f"attribute GLOB '{name}[1-9]*'" for name in ("c", "gap ", "id c", "id gap "))
_IS_GAP = f"(card.direction = '{Direction.CLOZE.value}' AND ({_GAP_NAMES}))"
_TAKEN = f"state IN ('{State.ACTIVE.value}', '{State.SUSPENDED.value}')"
_COLUMNS = ", ".join(
    (
        *(f"card.{column.name}" for column in (*rows.CARD_COLUMNS, CARD.c.changed_ms)),
        "card.flag",
        "card.rowid",
        *(f"schedule.{column.name}" for column in rows.SCHEDULE_COLUMNS),
    )
)
_WIDTH = len(rows.CARD_COLUMNS)
_CARDS = f"SELECT {_COLUMNS} FROM card LEFT JOIN schedule ON schedule.card = card.id WHERE"
# The plus keeps SQLite from an index by which all would have to be sorted.
_ALONE = f"{_CARDS} +{_TAKEN} AND NOT ({_IS_GAP}) AND {{where}} ORDER BY card.source, card.position, card.rowid"
# Rejected siblings are read too: the one that was there first names the family, whatever became of it.
_GAPS = f"""{_CARDS} {_IS_GAP} AND {{where}}
ORDER BY card.source, document, section, subject, count, card.rowid"""
_KIN = "card.source, card.document, card.section, card.subject, card.count"
# A gap that is gone stays in a text that is there, for in Anki its card has no other.
_PRESENT = f"""(card.orphaned = 0 OR {_IS_GAP}
    AND ({_KIN}) IN (SELECT {_KIN} FROM card WHERE {_IS_GAP} AND card.orphaned = 0 AND {_TAKEN}))"""
_IN_DECK = "(card.deck = ? OR (card.deck >= ? AND card.deck < ?))"

_EVENTS = """
SELECT event.card, at_ms, kind, rating, duration_ms, interval_before, interval, ease, stability, difficulty,
    device, sequence
FROM event WHERE event.card IN (SELECT value FROM json_each(?)) AND kind NOT IN ('void', 'rematch')
    AND NOT EXISTS (SELECT 1 FROM event AS void WHERE void.target = event.id)
ORDER BY event.card, event.rowid"""

# Whose log the rule of the replay has to put in order, or to correct: written by another device, ahead of the export,
# taken back or changed …
_CORRECTED = "kind IN ('void', 'change') OR at_ms > ?1 OR device <> ?2"
_ODD = f"INSERT OR IGNORE INTO temp.odd SELECT card FROM event WHERE {_CORRECTED}"
# … or later than the one before.
_LATE = """
INSERT OR IGNORE INTO temp.odd SELECT card FROM (
    SELECT card, sequence <= LAG(sequence) OVER (ORDER BY rowid)
        OR at_ms <= MAX(at_ms) OVER (ORDER BY rowid ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS is_late
    FROM event WHERE +device = ?
) WHERE is_late"""
# Nearly always nothing of this is so in the whole log, which is quickly seen: only behind its last row there is none.
_LOOK = f"""
SELECT total({_CORRECTED}) > 0 OR total(is_last_or_late) > 1, total(has_memory) > 0 FROM (
    SELECT event.kind, event.at_ms, event.device, event.stability IS NOT NULL AS has_memory,
        next.rowid IS NULL OR next.at_ms <= event.at_ms OR next.sequence <= event.sequence AS is_last_or_late
    FROM event LEFT JOIN event AS next ON next.rowid = event.rowid + 1)"""
_IS_ODD = "card.id IN (SELECT card FROM temp.odd)"
_TABLES = {
    "odd": "CREATE TEMP TABLE odd (card TEXT PRIMARY KEY) WITHOUT ROWID",
    "placed": "CREATE TEMP TABLE placed (number INTEGER PRIMARY KEY, place INTEGER, card TEXT)",
}
"""Cards that have to be thought about; all that leave, with the id of those about which nothing is to be thought."""
_PLACE = f"""
INSERT INTO temp.placed SELECT card.rowid, row_number() OVER (ORDER BY source, position, card.rowid) - 1,
    iif(({_IS_GAP}) OR {_IS_ODD}, NULL, card.id) FROM card WHERE +{_TAKEN} AND {{where}}"""
_KEPT, _FEW = "PRAGMA temp.cache_size = -49152", "PRAGMA temp.cache_size = -2000"
"""KiB of what is noted of cards, which are anywhere in the log; what SQLite keeps of itself."""
_BY_CARD = "CREATE INDEX temp.placed_by_card ON placed (card)"
"""Each row of the log asks for its card."""
SIZE = "SELECT count(card), coalesce(max(number), 0) FROM temp.placed"
_PLACES = "SELECT number, place FROM temp.placed WHERE number IN (SELECT value FROM json_each(?))"
_LOG = f"""
CREATE TEMP VIEW {LOG} AS SELECT placed.number, {", ".join(f"event.{name}" for name in Past._fields)}
FROM main.event CROSS JOIN temp.placed ON placed.card = event.card"""
_LAST = "(SELECT {} FROM main.event WHERE event.card = card.id AND {} ORDER BY event.rowid DESC LIMIT 1)"
_ANSWERED = _LAST.format("iif(kind = 'reset', NULL, at_ms)", "kind IN ('learn', 'review', 'relearn', 'reset')")
_MOVED = "(kind = 'reset' OR interval IS NOT NULL OR stability IS NOT NULL)"
_MEMORY = {name: f"coalesce(schedule.{name}, {_LAST.format(name, _MOVED)})" for name in ("stability", "difficulty")}
_SEEN = f"""
CREATE TEMP VIEW {CARDS} AS SELECT placed.number, {", ".join(f"card.{name}" for name in rows.SHOWN)}, card.tags,
    (SELECT value FROM main.meta WHERE name = '{remarks.TAGS}' || card.id) AS own_tags, card.changed_ms
FROM temp.placed CROSS JOIN main.card ON card.rowid = placed.number WHERE placed.card IS NOT NULL"""
# An index holds all that is asked of the cards, and the schedules stand in its order.
_STATES = f"""
CREATE TEMP VIEW {STATES} AS SELECT placed.number, place, card.deck, card.flag,
    card.state <> '{State.ACTIVE.value}' OR card.orphaned AS aside,
    {", ".join(f"schedule.{name}" for name in ("due", "interval", "ease", "reviews", "lapses", "step"))},
    {{stability}} AS stability, {{difficulty}} AS difficulty,
    iif(schedule.card IS NULL, NULL, {_ANSWERED}) AS answered_ms
FROM main.card INDEXED BY card_in_place CROSS JOIN temp.placed ON placed.number = card.rowid
LEFT JOIN main.schedule ON card_source = source AND card_position = position AND schedule.card = card.id
WHERE placed.card IS NOT NULL"""

_MAKE = Past._make
Run = Callable[[str, Sequence[Any]], sqlite3.Cursor]


class Chosen(NamedTuple):
    """Which cards go out."""

    deck: tuple[str, str, str] | None = None
    """Its name, the first text of its children's and the first after all of them; None: all."""
    without: str | None = None
    """Path of a source whose cards stay."""
    only: str | None = None
    """Ids of cards, as JSON; None: all but those that are gone from their notes."""

    @property
    def condition(self) -> tuple[str, tuple[str, ...]]:
        """SQL over `card`, and its values."""
        parts = ["1"]
        values: list[str] = []
        if self.deck is not None:
            parts.append(_IN_DECK)
            values += map(stored, self.deck)
        if self.without is not None:
            parts.append("card.source NOT IN (SELECT id FROM source WHERE path = ?)")
            values.append(stored(self.without))
        if self.only is None:
            parts.append(_PRESENT)
        else:
            parts.append("card.id IN (SELECT value FROM json_each(?))")
            values.append(self.only)
        return " AND ".join(parts), tuple(values)


def families(
    connection: Connection,
    chosen: Chosen,
    *,
    are_plain_apart: bool = False,
) -> Generator[Family]:
    """Every card that is neither rejected nor in the inbox: those alone in the order of learning, then those with gaps.

    Args:
        are_plain_apart: those that `cards_apart` made a view of are left out.
    """
    where, values = chosen.condition
    run = driver(connection).execute
    alone = f"{where} AND {_IS_ODD}" if are_plain_apart else where
    for part in _parts(run(_ALONE.format(where=alone), values)):
        for leaving in _leaving(connection, run, part, are_placed=are_plain_apart):
            yield Family(leaving.card.id, (leaving,))
    for part in _parts(run(_GAPS.format(where=where), values), _family):
        yield from _with_gaps(_leaving(connection, run, part, are_placed=are_plain_apart))


class Look(NamedTuple):
    """What a first look at the log says."""

    device: str
    """Which writes here."""
    now_ms: int
    """Later rows are odd."""
    is_any_odd: bool
    has_memory: bool
    """Stability and difficulty stand in it."""


def are_many(connection: Connection) -> bool:
    """Whether there are so many cards that they go out sooner by two threads, though these share SQLite's own locks."""
    last = driver(connection).execute("SELECT max(rowid) FROM card").fetchone()[0]
    return last is not None and last > _MANY


def look(connection: Connection, device: str, now_ms: int) -> Look:
    """Whether there are cards that have to be thought about."""
    is_any_odd, has_memory = driver(connection).execute(_LOOK, (now_ms, device)).fetchone()
    return Look(device, now_ms, bool(is_any_odd), bool(has_memory))


def cards_apart(connection: Connection, chosen: Chosen, look: Look | None) -> None:
    """Make the view CARDS of all that need not be thought about.

    Args:
        look: None where nothing is odd.
    """
    _place(connection, chosen, look)
    for statement in (_FEW, _SEEN):  # what is noted is asked for in its order
        driver(connection).execute(statement)


def log_apart(connection: Connection, chosen: Chosen, look: Look) -> None:
    """Make the views STATES and LOG of the same cards."""
    _place(connection, chosen, look)
    # A memory that no schedule has came with a schedule of Anki's.
    memory = _MEMORY if look.has_memory else {name: f"schedule.{name}" for name in _MEMORY}
    for statement in (_BY_CARD, _LOG, _STATES.format(**memory)):
        driver(connection).execute(statement)


def _place(connection: Connection, chosen: Chosen, look: Look | None) -> None:
    """Note which cards leave, and which of them have to be thought about."""
    together(connection)
    run = driver(connection).execute
    for made in (_KEPT, *_TABLES.values()):
        run(made)
    if look is not None and look.is_any_odd:
        run(_ODD, (look.now_ms, look.device))
        run(_LATE, (look.device,))
    where, values = chosen.condition
    run(_PLACE.format(where=where), values)


def together(connection: Connection) -> None:
    """Forget what was made apart."""
    run = driver(connection).execute
    for view in (CARDS, STATES, LOG):
        run(f"DROP VIEW IF EXISTS temp.{view}")
    for table in _TABLES:
        run(f"DROP TABLE IF EXISTS temp.{table}")
    run(_FEW)


def driver(connection: Connection) -> sqlite3.Connection:
    """What SQLAlchemy stands upon."""
    found: sqlite3.Connection | None = connection.connection.driver_connection
    if found is None:
        raise ValueError("the connection is closed")
    return found


def count(connection: Connection, chosen: Chosen) -> int:
    """How many cards `families` holds."""
    where, values = chosen.condition
    found = connection.exec_driver_sql(f"SELECT COUNT(*) FROM card WHERE {_TAKEN} AND {where}", values)
    return int(found.scalar_one())


def figures(connection: Connection, chosen: Chosen) -> Going:
    """What `families` holds, in numbers."""
    where, values = chosen.condition
    of_cards = f"""SELECT COUNT(*), COUNT(schedule.card), TOTAL(state <> '{State.ACTIVE.value}' OR orphaned),
        COUNT(DISTINCT deck) FROM card LEFT JOIN schedule ON schedule.card = card.id WHERE {_TAKEN} AND {where}"""
    of_log = f"""SELECT COUNT(*) FROM event JOIN card ON card.id = event.card
        WHERE rating IS NOT NULL AND event.kind <> 'change' AND {_TAKEN} AND {where}
        AND NOT EXISTS (SELECT 1 FROM event AS void WHERE void.target = event.id)"""
    cards, known, aside, decks = connection.exec_driver_sql(of_cards, values).one()
    answers = connection.exec_driver_sql(of_log, values).scalar_one()
    return Going(cards, known, int(aside), decks, answers)


def _with_gaps(found: Iterator[Leaving]) -> Iterator[Family]:
    for _, group in groupby(found, lambda one: _kin(one.card)):
        everyone = list(group)
        own = [one for one in everyone if one.card.state in (State.ACTIVE, State.SUSPENDED)]
        if own:
            yield Family(everyone[0].card.id, own)


def _kin(card: Card) -> object:
    key = card.key
    return card.source, key.document, key.section, key.subject, key.count


def _family(row: Sequence[Any]) -> object:
    return row[1:5], row[7]


def _parts(
    found: Iterator[tuple[Any, ...]], key: Callable[[Sequence[Any]], object] | None = None
) -> Iterator[list[tuple[Any, ...]]]:
    """Rows in parts; those of one key are never parted."""
    part: list[tuple[Any, ...]] = []
    last: object = None
    for row in found:
        if len(part) >= PART and (key is None or key(row) != last):
            yield part
            part = []
        part.append(row)
        last = key(row) if key else None
    if part:
        yield part


def _leaving(connection: Connection, run: Run, part: list[tuple[Any, ...]], *, are_placed: bool) -> Iterator[Leaving]:
    past = _past(connection, run, [row[0] for row in part])
    own = remarks.said(connection, remarks.TAGS, [row[0] for row in part])
    places = dict(run(_PLACES, (json.dumps([row[_WIDTH + 2] for row in part]),))) if are_placed else {}
    for row in part:
        changed, flag, number, *known = row[_WIDTH:]
        schedule = None if known[0] is None else rows.schedule(known)
        card = rows.card(row[:_WIDTH])
        if row[0] in own:
            tags = tuple(dict.fromkeys((*card.prompt.tags, *own[row[0]])))
            card = replace(card, prompt=replace(card.prompt, tags=tags))
        yield Leaving(card, schedule, past.get(row[0], ()), changed, flag, number, places.get(number))


def _past(connection: Connection, run: Run, cards: list[str]) -> dict[str, Sequence[Past]]:
    past: dict[str, Sequence[Past]] = {}
    own: list[Past] = []
    last: tuple[str, str, int] = ("", "", 0)
    mixed: set[str] = set()
    for row in run(_EVENTS, (json.dumps(cards),)):
        card = row[0]
        if card != last[0]:
            past[card] = own = []
        elif row[10] != last[1] or row[11] < last[2] or row[2] == "change":
            mixed.add(card)
        last = card, row[10], row[11]
        own.append(_MAKE(row[1:10]))
    # The sequence is the order within one device; what several say, or what corrects another row, is for the replay.
    past.update((card, standing(log.events(connection, card))) for card in mixed)
    return past
