"""The answers of each study day, counted once. What was counted is kept, for a log that only grows changes few days.

A day is counted anew where a row was appended to it, or where a later row takes one of its answers back or gives it
another rating. So the figures of five million answers are read, and not added up again.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection

from flashdl.stats import MATURE
from flashdl.store.asked import STANDING
from flashdl.store.figures import ALL_DAYS, ANSWERS, CHANGED, RATING
from flashdl.store.waiting import on

NAME = "days"
"""In `meta`: the days, and the row of the log up to which they were counted."""
FEW = 2_000
"""Rows of the log that are sooner counted again than kept."""

_FIRST = "event.kind = 'learn' AND event.interval_before IS NULL"
_YOUNG = f"event.kind = 'review' AND COALESCE(event.interval_before, 0) < {MATURE}"
_MATURE = f"event.kind = 'review' AND event.interval_before >= {MATURE}"

_LAST = "SELECT rowid, id FROM event ORDER BY rowid DESC LIMIT 1"
_TARGETS = "SELECT target FROM event WHERE rowid > :place AND target IS NOT NULL"
# A change is told by its own row, and by the row that takes it back.
_TOUCHED = f"""
SELECT DISTINCT day FROM event WHERE rowid > :place
UNION SELECT day FROM event WHERE id IN ({_TARGETS})
UNION SELECT day FROM event WHERE id IN (
    SELECT json_extract(payload, '$.event') FROM event
    WHERE kind = 'change' AND (rowid > :place OR id IN ({_TARGETS}))
)
"""


class Hour(NamedTuple):
    """The answers that were given within an hour of the clock, on one study day."""

    hour: int
    answers: int
    new: int
    """Cards that were answered for the first time."""
    young_recalled: int
    young: int
    mature_recalled: int
    mature: int
    milliseconds: int


Days = dict[str, list[Hour]]
"""By study day in ISO form, days without an answer left out."""


class Kept(NamedTuple):
    """What was counted up to a row of the log."""

    place: int
    event: str
    """The row's id: where another stands in its place, this is another log."""
    days: Days


class Decks(NamedTuple):
    """The reviews of some days by the deck that their card is in now."""

    place: int
    event: str
    since: str
    """The day before the first that was counted."""
    days: dict[str, dict[str, list[int]]]
    """By day and deck, as it is stored: recalled ones, all."""


def counted(connection: Connection, kept: Kept | None = None) -> Kept | None:
    """All days of the log, up to its last row; None where it has none.

    Args:
        kept: counted before; None counts all.
    """
    last = connection.exec_driver_sql(_LAST).first()
    if last is None:
        return None
    if kept is None or not _is_of(connection, kept):
        touched, days = {day for (day,) in connection.exec_driver_sql(f"{ALL_DAYS} SELECT day FROM all_days")}, {}
    else:
        touched = {day for (day,) in connection.exec_driver_sql(_TOUCHED, {"place": kept.place})}
        days = {day: hours for day, hours in kept.days.items() if day not in touched}
    days |= {day: [_hour(hour) for hour in hours] for day, hours in _each(connection, touched, _of_hours) if hours}
    return Kept(last[0], last[1], days)


def of_cards(connection: Connection, cards: str, values: Mapping[str, object]) -> Days:
    """The same of some cards alone.

    Args:
        cards: a SELECT of their ids.
        values: what it asks for.
    """
    is_changed = connection.exec_driver_sql(f"{CHANGED} SELECT 1 FROM changed LIMIT 1").first() is not None
    opening, rating = (CHANGED, RATING) if is_changed else ("", "event.rating")
    condition = f"event.card IN ({cards}) AND {ANSWERS} AND {STANDING}"
    statement = f"{opening} SELECT day, {_columns(rating)} FROM event WHERE {condition} GROUP BY 1, 2"
    days: Days = {}
    for day, *hour in connection.exec_driver_sql(statement, dict(values)):
        days.setdefault(day, []).append(_hour(hour))
    return days


def read(connection: Connection) -> Kept | None:
    """What was kept; None where nothing was, or it makes no sense."""
    text = connection.exec_driver_sql("SELECT value FROM meta WHERE name = ?", (NAME,)).scalar()
    with suppress(ValueError, TypeError, KeyError, AttributeError):
        value = json.loads(text or "")
        days = {day: [Hour._make(map(int, hour)) for hour in hours] for day, hours in value["days"].items()}
        return Kept(int(value["place"]), value["event"], days)
    return None


def sizes(connection: Connection) -> dict[str, int]:
    """By study day, the answers that stand: what an index tells, less those that were taken back."""
    found: Counter[str] = Counter()
    of_kind = f"SELECT day, COUNT(*) FROM event WHERE {ANSWERS}"
    taken_back = "id IN (SELECT target FROM event WHERE target IS NOT NULL)"
    found.update(dict(map(tuple, on(connection)(f"{of_kind} GROUP BY day", {}))))
    found.subtract(dict(map(tuple, on(connection)(f"{of_kind} AND {taken_back} GROUP BY day", {}))))
    return {day: count for day, count in found.items() if count}


def row(kept: Kept) -> tuple[str, str]:
    """Of `meta`."""
    return NAME, json.dumps(kept._asdict(), separators=(",", ":"))


def keep(driver: sqlite3.Connection, rows: Sequence[tuple[str, str]]) -> None:
    driver.executemany("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", rows)


def is_far(now: Kept | Decks, kept: Kept | Decks | None) -> bool:
    """Whether the log has grown by more than is sooner counted again than kept."""
    return kept is None or not 0 <= now.place - kept.place < FEW


def decks(connection: Connection, since: date, kept: Decks | None) -> Decks | None:
    """Recalled and all reviews of the days after this one, by day and deck; None of an empty log.

    Args:
        kept: counted before, while all cards were in the decks that they are in; None counts all.
    """
    last = connection.exec_driver_sql(_LAST).first()
    if last is None:
        return None
    found: dict[str, dict[str, list[int]]] = {}
    if kept is None or kept.since > since.isoformat() or not _is_of(connection, kept):
        every = connection.exec_driver_sql(f"{ALL_DAYS} SELECT day FROM all_days")
        touched = {day for (day,) in every if day > since.isoformat()}
    else:
        changed = connection.exec_driver_sql(_TOUCHED, {"place": kept.place})
        touched = {day for (day,) in changed if day > since.isoformat()}
        found = {day: own for day, own in kept.days.items() if day not in touched and day > since.isoformat()}
    for day, own in _each(connection, touched, _of_decks):
        if own:
            found[day] = {deck: [recalled, whole] for deck, recalled, whole in own if deck is not None}
    return Decks(last[0], last[1], since.isoformat(), found)


def _is_of(connection: Connection, kept: Kept | Decks) -> bool:
    found = connection.exec_driver_sql("SELECT id FROM event WHERE rowid = ?", (kept.place,)).scalar()
    return found == kept.event


def _each(
    connection: Connection, days: Collection[str], statement: Callable[[str, str], str]
) -> Iterator[tuple[str, list[Sequence[Any]]]]:
    """(day, rows) of each of the days.

    Args:
        statement: of what it begins with, and of what an answer's rating is.
    """
    if not days:
        return
    # Day by day, each of a few pages that stand together: sorting a whole log takes longer than all else.
    changed = f"{CHANGED} SELECT DISTINCT day FROM event WHERE id IN (SELECT answer FROM changed)"
    with_changes = {day for (day,) in connection.exec_driver_sql(changed)}
    plain, rated = statement("", "event.rating"), statement(CHANGED, RATING)
    for day in sorted(days):
        yield day, list(on(connection)(rated if day in with_changes else plain, {"day": day}))


def _of_hours(opening: str, rating: str) -> str:
    return f"{opening} SELECT {_columns(rating)} FROM event WHERE day = :day AND {ANSWERS} AND {STANDING} GROUP BY 1"


def _of_decks(opening: str, rating: str) -> str:
    # Of a card without a schedule, which was reset, only the card itself can say its deck. The limit keeps SQLite from
    # asking a second time when it groups.
    decks = ("card_deck FROM schedule WHERE schedule.card", "deck FROM card WHERE card.id")
    own = ", ".join(f"(SELECT {deck} = event.card)" for deck in decks)
    return (
        f"{opening} SELECT own, SUM(recalled), COUNT(*) FROM (SELECT COALESCE({own}) AS own, {rating} > 1 AS recalled "
        f"FROM event WHERE day = :day AND event.kind = 'review' AND {STANDING} LIMIT -1) GROUP BY own"
    )


def _columns(rating: str) -> str:
    """Those of `Hour`."""
    return (
        f"((at_ms / 60000 + at_offset) / 60) % 24, COUNT(*), SUM({_FIRST}), SUM({_YOUNG} AND {rating} > 1), "
        f"SUM({_YOUNG}), SUM({_MATURE} AND {rating} > 1), SUM({_MATURE}), SUM(duration_ms)"
    )


def _hour(row: Sequence[Any]) -> Hour:
    return Hour(*(int(value or 0) for value in row))
