"""A query as SQL, and the cards that it finds."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from sqlite3 import Connection as Database
from typing import Any

from sqlalchemy import Connection, select

from flashdl.model import Card, State
from flashdl.query import All, Compared, Either, Field, Not, Part, names_state
from flashdl.store import remarks, rows
from flashdl.store.asked import IN_PLACE, of_schedule
from flashdl.store.asking import are_many_due, names
from flashdl.store.bulk import driver
from flashdl.store.conditions import COLUMNS, OF_A_REJECTED_KIND, REJECTED_WITH_KIND, TEXTS, condition
from flashdl.store.connections import Connections
from flashdl.store.log import paged
from flashdl.store.sample import are_most_met_in_place
from flashdl.store.schema import CARD
from flashdl.store.text import read
from flashdl.store.waiting import on

ORDERS = {
    "place": "card.source, card.position, card.id",
    "due": "schedule.due IS NULL, schedule.due, card.source, card.position, card.id",
    "interval": "schedule.interval IS NULL, schedule.interval DESC, card.source, card.position, card.id",
    "ease": "schedule.ease IS NULL, schedule.ease, card.source, card.position, card.id",
    "lapses": "schedule.lapses IS NULL, schedule.lapses DESC, card.source, card.position, card.id",
    "question": "card.question COLLATE NOCASE, card.id",
    "deck": "card.deck COLLATE NOCASE, card.source, card.position, card.id",
}
"""Name to the order in which found cards come."""
_IN_PLACE = frozenset(
    ("id", "source", "position", "state", "orphaned", "deck", "scheduled", "buried_day", "flag"),
)
"""Columns of a card that the index `card_in_place` holds."""
_OF_SCHEDULE = _IN_PLACE - {"scheduled", "flag"}
"""Those that its schedule knows."""
_SHOWN = tuple(state for state in State if state is not State.REJECTED)
_NEAR = """(
    SELECT card_source AS near_source, card_position AS near_position, card AS near
    FROM schedule INDEXED BY schedule_by_due WHERE due <= ?
    UNION SELECT card_source, card_position, card
    FROM schedule INDEXED BY schedule_by_last_day WHERE last_day >= ? AND drill
) CROSS JOIN schedule INDEXED BY sqlite_autoindex_schedule_1
ON schedule.card_source = near_source AND schedule.card_position = near_position AND schedule.card = near"""
"""The schedules that can be due, looked for from the due days on, and from today's answers for what comes again; one
after another as they stand."""
_OF_MANY = 4
"""Among so many decks one is quicker looked through by itself."""
_BY_PLACE = "card INDEXED BY card_in_place"
_AS_STORED = "card NOT INDEXED"
_COLUMN = re.compile(r"\b(card|schedule)\.(\w+)")
_SCHEDULED = frozenset(("due", "learning", "young", "mature", "leech", "ahead"))
"""Those of them that no card without a schedule is in."""


@dataclass(frozen=True, slots=True)
class Line:
    """A found card, as much of it as a list shows."""

    id: str
    deck: str
    question: str
    answer: str
    """The first accepted one; the members of a list, joined."""
    state: State
    """REJECTED, too, of a card that waits and whose kind is rejected."""
    is_gone: bool
    """Its source does not hold it any more."""
    due: date | None
    """None: never answered."""
    interval: int | None
    ease: int | None
    lapses: int
    flag: int

    @property
    def aside(self) -> str:
        """Why the card is not asked, in a word; empty where it is asked."""
        return "gone" if self.is_gone else "" if self.state is State.ACTIVE else self.state.value


class Finding:
    """A part of `Store`."""

    _connections: Connections

    def found(self, query: Part, today: date, leech: int, order: str = "place") -> list[str]:
        """Ids of the cards that a query means.

        Rejected cards and those that are gone are meant only where the query speaks of `is:rejected` or `is:gone`.

        Args:
            today: the study day.
            leech: lapses from which a card is a leech; 0: none is.
            order: one of ORDERS.
        """
        with self._connections.reading() as connection:
            _know_letters(connection)
            many = _means_due(query) and are_many_due(on(connection), today)
            query, decks = _by_decks(connection, _without_kinds(connection, query))
            database = driver(connection)
            met = partial(are_most_met_in_place, database)
            statement, values = _statement(
                query, today, leech, order, are_many_due=many, decks=decks, is_met_in_place=met
            )
            # One text: a driver makes a row in the time in which SQLite finds three.
            (written,) = database.execute(statement, values).fetchone()
            found: list[str] = json.loads(written)
            return found

    def cards_of(self, ids: Sequence[str]) -> list[Card]:
        """The cards with these ids, in their order; ids that no card has are left out."""
        cards: dict[str, Card] = {}
        with self._connections.reading() as connection:
            for part in paged(ids):
                found = connection.execute(select(*rows.CARD_COLUMNS).where(CARD.c.id.in_(part)))
                cards.update((card.id, card) for card in map(rows.card, found))
        return [cards[each] for each in ids if each in cards]

    def lines_of(self, ids: Sequence[str]) -> list[Line]:
        """The same as they stand in a list."""
        lines: dict[str, Line] = {}
        with self._connections.reading() as connection:
            for part in paged(ids):
                marks = ", ".join("?" * len(part))
                statement = (
                    "SELECT card.id, deck, question, answers, items, "
                    f"CASE WHEN {OF_A_REJECTED_KIND} THEN 'rejected' ELSE state END, orphaned, "
                    "due, interval, ease, lapses, flag "
                    f"FROM card LEFT JOIN schedule ON schedule.card = card.id WHERE card.id IN ({marks})"
                )
                for row in connection.exec_driver_sql(statement, tuple(part)):
                    lines[row[0]] = _line(row)
        return [lines[each] for each in ids if each in lines]

    def files(self, source: int) -> frozenset[str]:
        """The files that a source's cards stand in, from its root."""
        with self._connections.reading() as connection:
            found = connection.execute(select(CARD.c.file).where(CARD.c.source == source).distinct())
            return frozenset(map(read, found.scalars()))

    def decks_to_find(self) -> list[str]:
        """Every deck with a card, be it one that is not asked."""
        with self._connections.reading() as connection:
            return sorted(map(read, _decks(connection, State, (0, 1))))

    def tag_names(self) -> list[str]:
        """Every tag that a card has."""
        statement = "SELECT DISTINCT tags FROM card WHERE tags <> '[]'"
        with self._connections.reading() as connection:
            found = [json.loads(text) for (text,) in connection.exec_driver_sql(statement)]
            found += remarks.said(connection, remarks.TAGS).values()
        return sorted({read(tag) for tags in found for tag in tags})

    def kind_names(self) -> list[str]:
        """Every kind of question that a card asks."""
        with self._connections.reading() as connection:
            return sorted(read(kind) for (kind,) in connection.exec_driver_sql("SELECT DISTINCT kind FROM card"))


def _line(row: Sequence[Any]) -> Line:
    card, deck, question, answers, items, state, orphaned, due, interval, ease, lapses, flag = row
    members = json.loads(items)
    answer = ", ".join(members) if members else next(iter(json.loads(answers)), "")
    return Line(
        card,
        read(deck),
        read(question),
        read(answer),
        State(state),
        bool(orphaned),
        date.fromisoformat(due) if due else None,
        interval,
        ease,
        lapses or 0,
        flag,
    )


def _without_kinds(connection: Connection, query: Part) -> Part:
    """The query with the waiting cards of rejected kinds where rejected ones are meant, and nowhere else."""
    if _means_active(query) or connection.exec_driver_sql("SELECT 1 FROM rejected_kind LIMIT 1").first() is None:
        return query
    of_kind = Field("is", REJECTED_WITH_KIND)

    def told(part: Part) -> Part:
        match part:
            case Field("is", State.INBOX.value):
                return All((part, Not(of_kind)))
            case Field("is", State.REJECTED.value):
                return Either((part, of_kind))
            case Not(inner):
                return Not(told(inner))
            case All(parts):
                return All(tuple(map(told, parts)))
            case Either(parts):
                return Either(tuple(map(told, parts)))
        return part

    return told(query) if names_state(query, State.REJECTED.value) else All((told(query), Not(of_kind)))


def _by_decks(connection: Connection, query: Part) -> tuple[Part, list[str] | None]:
    """The decks of all cards that a query can mean, where these are a few of many; None where they are not.

    And the query, without what is true of every deck.
    """
    parts = query.parts if isinstance(query, All) else (query,)
    asked = tuple(part for part in parts if isinstance(part, Field) and part.name == "deck")
    if not asked or names_state(query, "rejected") or names_state(query, "gone"):
        return query, None
    known = _decks(connection, _SHOWN, (0,))
    values: list[Any] = [json.dumps(sorted(known))]
    where = condition(All(asked), date.min, 0, values)
    matching = f"SELECT deck FROM (SELECT value AS deck FROM json_each(?)) AS card WHERE {where}"
    found = [deck for (deck,) in connection.exec_driver_sql(matching, tuple(values))]
    if len(found) == len(known):
        return All(tuple(part for part in parts if part not in asked)), None
    return query, found if _OF_MANY * len(found) <= len(known) else None


def _decks(connection: Connection, states: Iterable[State], orphaned: Iterable[int]) -> set[str]:
    """Decks of such cards as they are stored, by a few steps in an index for each."""
    cards = (
        f"card WHERE card.state = '{state.value}' AND card.orphaned = {gone}" for state in states for gone in orphaned
    )
    return {name for each in cards for name in names(on(connection), each)}


def _statement(
    query: Part,
    today: date,
    leech: int,
    order: str,
    *,
    are_many_due: bool = False,
    decks: Sequence[str] | None = None,
    is_met_in_place: Callable[[str, Sequence[Any]], bool] = lambda _where, _values: False,
) -> tuple[str, list[Any]]:
    """SQL that gives the ids as one JSON text.

    Args:
        is_met_in_place: whether most cards meet a condition and stand in the file in the order of their places: then
            it is quicker to read them in that order than to sort what was found.
        decks: of all cards that are meant; None where nothing is won by looking through these alone.
    """
    values: list[Any] = []
    where = f"({condition(query, today, leech, values)})"
    for state, usual in (("gone", "card.orphaned = 0"), ("rejected", "card.state <> 'rejected'")):
        if not names_state(query, state) and not (state == "rejected" and _means_active(query)):
            where += f" AND {usual}"
    tables, are_in_place = _tables(query, where, ORDERS[order], are_many_due=are_many_due)
    if (tables, order, decks) == (_AS_STORED, "place", None) and is_met_in_place(where, values):
        tables, are_in_place = _BY_PLACE, True
    if tables.startswith(_NEAR):
        values[:0] = [today.isoformat()] * 2
    if decks is not None and tables.startswith("card"):
        for usual in (_BY_PLACE, _AS_STORED):
            tables = tables.replace(usual, "card INDEXED BY card_by_deck")
        are_in_place = False
        shown = tuple(state.value for state in _SHOWN)
        where += f" AND card.state IN {shown} AND card.deck IN (SELECT value FROM json_each(?))"
        values.append(json.dumps(decks))
    card, found = "card.id", f"WHERE {where} ORDER BY {ORDERS[order]}"
    if not tables.startswith("card") and "JOIN card " not in tables:
        card, found = of_schedule(card), of_schedule(found)
    if are_in_place and order == "place":
        return f"SELECT json_group_array({card}) FROM {tables} {found.rpartition(' ORDER BY ')[0]}", values
    return f"SELECT json_group_array(id) FROM (SELECT {card} AS id FROM {tables} {found})", values


def _tables(query: Part, where: str, order: str, *, are_many_due: bool) -> tuple[str, bool]:
    """What to look through, and whether the cards stand there in the order of their places.

    As little as can be: a schedule knows where its card stands, and so does an index of cards.
    """
    asked = frozenset(_COLUMN.findall(f"{where} {order}"))
    cards = {column for table, column in asked if table == "card"}
    if _means_scheduled(query):
        by_due = _means_due(query) and not are_many_due
        schedules = _NEAR if by_due else IN_PLACE
        if cards <= _OF_SCHEDULE:
            return schedules, not by_due
        # SQLite would rather go through all cards, for most are active.
        return f"{schedules} CROSS JOIN card ON card.id = schedule.card", False
    if any(table == "schedule" for table, _ in asked):
        return "card LEFT JOIN schedule ON schedule.card = card.id", False
    if cards <= _IN_PLACE:
        return _BY_PLACE, True
    # By an index they would come in order, each from another page.
    return (_AS_STORED if any(column in where for column in TEXTS) else "card"), False


def _means_active(part: Part) -> bool:
    """Whether a query can mean none but cards that are asked today or some day."""
    match part:
        case All(parts):
            return any(map(_means_active, parts))
        case Field("is", value):
            return value in ("new", "due")
    return False


def _means_scheduled(part: Part) -> bool:
    """Whether a query can mean none but cards with a schedule."""
    match part:
        case All(parts):
            return any(map(_means_scheduled, parts))
        case Either(parts):
            return bool(parts) and all(map(_means_scheduled, parts))
        case Compared(name):
            return "schedule." in COLUMNS[name]
        case Field("is", value):
            return value in _SCHEDULED
    return False


def _means_due(part: Part) -> bool:
    """Whether a query can mean none but cards that are due."""
    match part:
        case All(parts):
            return any(map(_means_due, parts))
        case Field("is", value):
            return value == "due"
    return False


def _know_letters(connection: Connection) -> None:
    database = connection.connection.driver_connection
    if isinstance(database, Database):
        database.create_function("small", 1, _small, deterministic=True)


def _small(text: object) -> str:
    return text.casefold() if isinstance(text, str) else ""
