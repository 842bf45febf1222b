"""What figures ask of cards and schedules, counted for each stretch of a source's places and kept.

Triggers drop what is kept of a stretch when a card or a schedule in it changes, so that what is there is true, whoever
wrote; a year of answers to a million cards is read, and only what changed is counted again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from heapq import nsmallest
from typing import Any, NamedTuple

from sqlalchemy import Connection

from flashdl.stats import INTERVALS, MATURE
from flashdl.store.asked import IN_PLACE, of_schedule
from flashdl.store.chances import Chances, Sums, added
from flashdl.store.days import Decks
from flashdl.store.figures import ACTIVE
from flashdl.store.waiting import on

STRETCH = 1024
"""Places, as the triggers have it."""
FEW = 3
"""Stretches that are sooner counted again than kept."""
HARDEST = 8
"""Cards that a stretch names."""
DECKS = 0
"""The row of `days.Decks`: it goes when a card comes, goes or changes its deck."""

WITHIN = "card.source = :source AND card.position BETWEEN :first AND :last"
_NEXT = (
    "SELECT source, position FROM card INDEXED BY card_in_place WHERE (source, position) >= (:source, :position) "
    "ORDER BY source, position LIMIT 1"
)
_CLASS = "CASE " + " ".join(f"WHEN interval < {end} THEN {place}" for place, end in enumerate(INTERVALS))
_CLASS += f" ELSE {len(INTERVALS)} END"
_GROWN = INTERVALS.index(MATURE) + 1
"""The first class of mature cards."""
_KEEP = "INSERT OR REPLACE INTO flashdl_tally (id, counted, chances) VALUES (?, ?, ?)"


class Deck:
    """Counts of the cards of a deck that are active, or suspended."""

    ACTIVE, SUSPENDED, SCHEDULED, MATURE, MATURE_SUSPENDED = range(5)
    """SCHEDULED and MATURE are of the active ones."""


class Note:
    """Counts of the cards of a note that are asked and have a schedule."""

    LAPSES, CARDS, REVIEWS = range(3)


class Tally(NamedTuple):
    """Of a stretch, or of whatever cards."""

    decks: dict[str, list[int]]
    """By name, as it is stored; see `Deck`."""
    intervals: list[int]
    """Cards that are asked in each class of INTERVALS."""
    hard: list[list[Any]]
    """[lapses, reviews, card] of those that are forgotten most often, the most often first."""
    notes: dict[str, list[int]]
    """By `source:file`, as it is stored; see `Note`."""


Row = tuple[int, str, str]
"""Of the table: id, counted, chances."""


def of(connection: Connection, among: str, values: Mapping[str, object]) -> Tally:
    """Counted of all cards for which a condition is true."""
    rows = on(connection)
    taken = f"card.state IN ('active', 'suspended') AND card.orphaned = 0 AND {among}"
    asked = of_schedule(f"{ACTIVE} AND {among}")
    decks = {
        deck: [active, suspended, 0, 0, 0]
        for deck, active, suspended in rows(
            f"SELECT deck, SUM(state = 'active'), SUM(state = 'suspended') FROM card WHERE {taken} GROUP BY deck",
            values,
        )
    }
    intervals = [0] * (len(INTERVALS) + 1)
    for deck, state, place, count in rows(
        f"SELECT card_deck, card_state, {_CLASS}, COUNT(*) FROM {IN_PLACE} WHERE {of_schedule(taken)} GROUP BY 1, 2, 3",
        values,
    ):
        own = decks.setdefault(deck, [0] * 5)
        if state == "active":
            intervals[place] += count
            own[Deck.SCHEDULED] += count
        own[Deck.MATURE if state == "active" else Deck.MATURE_SUSPENDED] += count * (place >= _GROWN)
    hard = rows(
        f"SELECT lapses, reviews, card FROM {IN_PLACE} WHERE lapses > 0 AND {asked} "
        f"ORDER BY lapses DESC, reviews, card LIMIT {HARDEST}",
        values,
    )
    notes = rows(
        f"SELECT source || ':' || file, SUM(lapses), COUNT(*), SUM(reviews) FROM {IN_PLACE} "
        "CROSS JOIN card INDEXED BY card_in_place "
        "ON source = +card_source AND position = +card_position AND id = schedule.card "
        f"WHERE {asked} GROUP BY source, file",
        values,
    )
    return Tally(decks, intervals, list(map(list, hard)), {name: counts for name, *counts in notes})


def together(tallies: Iterable[Tally]) -> Tally:
    decks: dict[str, list[int]] = {}
    notes: dict[str, list[int]] = {}
    intervals = [0] * (len(INTERVALS) + 1)
    hard: list[list[Any]] = []
    for one in tallies:
        for whole, part in ((decks, one.decks), (notes, one.notes)):
            for name, counts in part.items():
                known = whole.get(name)
                whole[name] = counts if known is None else [a + b for a, b in zip(known, counts, strict=True)]
        intervals = [a + b for a, b in zip(intervals, one.intervals, strict=True)]
        hard += one.hard
    return Tally(decks, intervals, nsmallest(HARDEST, hard, key=_hardest), notes)


class Kept:
    """The stretches of one moment of the database, read where they are kept and counted where they are not."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        found = on(connection)("SELECT id, counted, chances FROM flashdl_tally", {})
        self._known = {number: (counted, chances) for number, counted, chances in found}
        self.stale: list[Row] = []
        """What was not kept."""

    def decks(self) -> Decks | None:
        """What was kept of the reviews of some days."""
        with suppress(ValueError, TypeError, KeyError, AttributeError):
            value = json.loads(self._known[DECKS][0])
            kept = {
                day: {deck: list(map(int, own)) for deck, own in decks.items()} for day, decks in value["days"].items()
            }
            return Decks(int(value["place"]), str(value["event"]), str(value["since"]), kept)
        return None

    def all(self, asked: Chances) -> tuple[Tally, Sums]:
        try:
            return self._all(asked)
        except (ValueError, TypeError, AttributeError):  # something that is kept makes no sense
            self._known = {}
            self.stale = []
            return self._all(asked)

    def _all(self, asked: Chances) -> tuple[Tally, Sums]:
        tallies: list[Tally] = []
        sums: list[Sums] = []
        for number, values in stretches(self._connection):
            counted, chances = self._known.get(number, ("", ""))
            tally, own = _read(counted), _read_sums(chances, asked.name)
            if tally is None or own is None:
                tally = tally or of(self._connection, WITHIN, values)
                own = own or asked.sums(values)
                self.stale.append((number, _written(tally), json.dumps([asked.name, *own])))
            tallies.append(tally)
            sums.append(own)
        total = Sums(0, (0.0,) * (len(sums[0].chances) if sums else 0))
        for own in sums:
            total = added(total, own)
        return together(tallies), total


def stretches(connection: Connection) -> Iterator[tuple[int, dict[str, int]]]:
    """(id, values of its bounds) of each stretch in which there is a card, in order."""
    rows = on(connection)
    source = position = -1
    while found := list(rows(_NEXT, {"source": source, "position": position})):
        source, first = found[0][0], found[0][1] // STRETCH * STRETCH
        position = first + STRETCH
        yield (source << 32) + first // STRETCH, {"source": source, "first": first, "last": position - 1}


def wrong(connection: Connection) -> list[int]:
    """Ids of stretches of which something else is kept than what is there."""
    found = on(connection)("SELECT id, counted FROM flashdl_tally WHERE id <> :decks", {"decks": DECKS})
    kept: dict[int, str] = dict(map(tuple, found))
    there = dict(stretches(connection)) if kept else {}
    return [
        number
        for number, counted in kept.items()
        if number not in there or _read(counted) != of(connection, WITHIN, there[number])
    ]


def row(decks: Decks) -> Row:
    return DECKS, json.dumps(decks._asdict(), separators=(",", ":")), ""


def keep(driver: sqlite3.Connection, rows: Sequence[Row]) -> None:
    driver.executemany(_KEEP, rows)


def _hardest(one: list[Any]) -> tuple[int, int, str]:
    lapses, reviews, card = one
    return -lapses, reviews, card


def _written(tally: Tally) -> str:
    return json.dumps(tally, separators=(",", ":"))


def _read(text: str) -> Tally | None:
    """None where nothing is kept, or it makes no sense."""
    with suppress(ValueError, TypeError):
        found = Tally(*json.loads(text))
        if list(map(type, found)) == [dict, list, list, dict]:
            return found
    return None


def _read_sums(text: str, name: str) -> Sums | None:
    with suppress(ValueError, TypeError):
        asked, count, chances = json.loads(text)
        return Sums(count, tuple(chances)) if asked == name else None
    return None
