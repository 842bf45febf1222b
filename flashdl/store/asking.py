"""Cards in the order in which they are asked, read no further than somebody goes on taking them."""

from __future__ import annotations

import heapq
import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from flashdl.model import Schedule
from flashdl.scheduling import recall
from flashdl.session import AFTER_LEVEL, LEVEL, Waiting, family, holds, in_order, order_of_learning, taking_turns
from flashdl.store import amounts
from flashdl.store.asked import ASKED, IN_PLACE, NEW, of_schedule
from flashdl.store.faults import expect
from flashdl.store.text import read, stored

if TYPE_CHECKING:
    from flashdl.store.amounts import Rows

_FIRST_PART = 4
"""New cards of a deck that are read at first; most decks are asked for one or two."""
_SPARE = 20
"""Cards that are read beyond half as many again as are asked, for siblings and what is set aside."""

MANY = 10
"""Where more than one card of so many is due, it is quicker to go through all schedules than to look those up."""

_CARD = "card.id, note, cluster, deck, source, position"
_SCHEDULE = "ease, repetitions, lapses, reviews, fails, last_day"
_DUE = f"SELECT {_CARD}, due, interval, 0, 0, {_SCHEDULE} FROM {amounts.DUE}"
_NEW = f"SELECT {_CARD}, NULL, 0, 0, 0, 0, 0, 0, 0, 0, NULL FROM {NEW}"
_ANSWERED = f"SELECT {_CARD}, due, interval, drill AND {ASKED}, 1, {_SCHEDULE} FROM {amounts.ANSWERED}"

_W = recall.DEFAULT.weights
_FAILS = "MAX(fails, lapses)"
_SCORE = (
    f"{_W[0]!r} + {_W[1]!r} * LN(MAX(0.5, JULIANDAY(:today) - JULIANDAY(last_day)) / MAX(1, interval))"
    f" + {_W[2]!r} * LN(MAX(1, interval)) + {_W[3]!r} * (ease / 1000.0 - 2.5)"
    f" + {_W[4]!r} * ({_FAILS} * 1.0 / (1 + reviews + {_FAILS})) + {_W[5]!r} * LN(1 + reviews)"
)
_CHANCE = f"MIN({recall.MOST!r}, MAX({recall.LEAST!r}, 1 / (1 + EXP(-MAX(-30.0, MIN(30.0, {_SCORE}))))))"
_LATE = "MAX(0, JULIANDAY(:today) - JULIANDAY(due))"
RANK = f"CAST((1 - {_CHANCE} + {recall.LATE!r} * LN(1 + {_LATE})) * 1e9 + 0.5 AS INTEGER)"
"""`recall.rank`, in the same steps."""
# It is asked of the schedules alone: half a million cards are not looked up for the few that are asked.
_WORTHIEST = f"""
SELECT {_CARD}, due, interval, 0, 0, {_SCHEDULE}
FROM (SELECT card AS place, {RANK} AS rank FROM {{schedules}} WHERE {amounts.IS_DUE}{{within}}
    ORDER BY rank DESC, card LIMIT :most) AS best
CROSS JOIN schedule ON schedule.card = best.place CROSS JOIN card ON card.id = best.place
ORDER BY rank DESC, card.id
"""
_CAN_RANK = "SELECT SQLITE_COMPILEOPTION_USED('ENABLE_MATH_FUNCTIONS')"


class Part(NamedTuple):
    """Which cards are meant: a condition that goes on from another, and its values."""

    within: str = ""
    values: Mapping[str, Any] = {}


def part(deck: str | None = None, only: Collection[str] | None = None) -> Part:
    """
    Args:
        deck: only this deck and its children; None for all.
        only: only cards with these ids; None for all.
    """
    within = ""
    values: dict[str, Any] = {}
    if deck is not None:
        name = stored(deck)
        within += " AND (card.deck = :deck OR (card.deck >= :below AND card.deck < :behind))"
        values |= {"deck": name, "below": name + LEVEL, "behind": name + AFTER_LEVEL}
    if only is not None:
        within += " AND card.id IN (SELECT value FROM JSON_EACH(:only))"
        values |= {"only": json.dumps(sorted(only))}
    return Part(within, values)


def every(rows: Rows, today: date) -> list[Waiting]:
    """All cards that today may ask, and those that were answered today, in no order."""
    values = {"today": today.isoformat()}
    return [*answered(rows, today), *(_waiting(row) for query in (_DUE, _NEW) for row in rows(query, values))]


def answered(rows: Rows, today: date) -> list[Waiting]:
    """Cards that were answered today. They keep their siblings from being asked, even if they are no longer asked."""
    return [_waiting(row) for row in rows(_ANSWERED, {"today": today.isoformat()})]


def due(rows: Rows, today: date, of: Part, reviews: int) -> Iterator[Waiting]:
    """What is due, in the order of asking.

    Args:
        reviews: cards that the day may still ask, which says what the order is.
    """
    values = {"today": today.isoformat(), **of.values}
    within = of_schedule(of.within)
    ((can_rank,),) = rows(_CAN_RANK, {})
    if not can_rank or amounts.Amounts(rows, values["today"], of.within, of.values).due(reviews + 1) <= reviews:
        yield from in_order([_waiting(row) for row in rows(f"{_DUE}{within}", values)], today, reviews)
        return
    most, seen = reviews + reviews // 2 + _SPARE, 0
    schedules = IN_PLACE if are_many_due(rows, today) else amounts.BY_DUE
    worthiest = _WORTHIEST.format(schedules=schedules, within=within)
    while True:
        found = list(rows(worthiest, {**values, "most": most}))
        yield from map(_waiting, found[seen:])
        if len(found) < most:
            return
        most, seen = most * 8, len(found)


def are_many_due(rows: Rows, today: date) -> bool:
    """Whether it is quicker to go through all schedules than to look up each that is due."""
    ((last,),) = rows("SELECT MAX(rowid) FROM card", {})  # as good as how many there are, and at once
    most = (last or 0) // MANY
    return amounts.pile(rows, today.isoformat(), most + 1) > most


def new(rows: Rows, today: date, of: Part, deck: str | None = None) -> Iterator[Waiting]:
    """New cards in the order of learning.

    Args:
        deck: the one that `of` speaks of, if any.
    """
    families: defaultdict[str, list[Iterator[Waiting]]] = defaultdict(list)
    for name in names(rows, NEW, {"today": today.isoformat()}):
        if deck is None or holds(read(name), deck):
            families[family(read(name))].append(_new_of(rows, today, of, name))
    yield from taking_turns({name: heapq.merge(*lines, key=order_of_learning) for name, lines in families.items()})


def _new_of(rows: Rows, today: date, of: Part, deck: str) -> Iterator[Waiting]:
    """New cards of one deck without its children, read by and by."""
    values = {"today": today.isoformat(), **of.values, "own": deck}
    order = "ORDER BY source, position, card.id LIMIT :most"
    behind, most = "", _FIRST_PART
    while True:
        found = list(rows(f"{_NEW} AND card.deck = :own{of.within}{behind} {order}", {**values, "most": most}))
        yield from map(_waiting, found)
        if len(found) < most:
            return
        behind = " AND (source, position, card.id) > (:source, :position, :card)"
        values |= {"card": found[-1][0], "source": found[-1][4], "position": found[-1][5]}
        most *= 2


def names(rows: Rows, source: str, values: Mapping[str, Any] | None = None) -> list[str]:
    """The decks of cards as they are stored, by one step in an index for each.

    Args:
        source: what stands behind FROM, with a condition; an index on it begins with the deck.
    """
    step = f"(SELECT deck FROM {source}{{}} ORDER BY deck LIMIT 1)"
    query = (
        f"WITH RECURSIVE found (deck) AS (SELECT {step.format('')} UNION ALL "
        f"SELECT {step.format(' AND card.deck > found.deck')} FROM found WHERE deck IS NOT NULL) "
        "SELECT deck FROM found WHERE deck IS NOT NULL"
    )
    found = [name for (name,) in rows(query, values or {})]
    expect(str, *found)
    return found


def _waiting(row: Sequence[Any]) -> Waiting:
    if tuple(map(type, row[:16])) not in _SENSIBLE:
        _expect(row)
    card, note, cluster, deck, source, position, due, interval, drill, answered = row[:10]
    schedule = None
    if due is not None:
        ease, repetitions, lapses, reviews, fails, last = row[10:16]
        days = date.fromisoformat(due), date.fromisoformat(last)
        schedule = Schedule(days[0], interval, ease, repetitions, lapses, reviews, days[1], fails=fails)
    return Waiting(
        card, read(note), read(cluster), read(deck), source, position, schedule.due if schedule else None, interval,
        bool(drill), bool(answered), schedule,
    )  # fmt: skip


# Asked of a row at once: to ask it of each value takes as long as all else.
_CARD_IS = (str, str, str, str, int, int)
_SENSIBLE = frozenset(
    {(*_CARD_IS, str, *(int,) * 8, str), (*_CARD_IS, type(None), *(int,) * 8, type(None))},
)
"""What the values of a row are, with a schedule and without."""


def _expect(row: Sequence[Any]) -> None:
    """Raises: ValueError: the row makes no sense."""
    expect(str, *row[:4])
    expect(int, *row[4:6], row[7])
    if row[6] is not None:
        expect(int, *row[10:15])
        expect(str, row[6], row[15])
