"""Numbers about the past and the days ahead, as plain SQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import Connection

from flashdl.session import AFTER_LEVEL, LEVEL
from flashdl.store import bulk
from flashdl.store.asked import FALLS, STANDING, of_schedule
from flashdl.store.text import stored
from flashdl.store.waiting import on, vacations

ANSWERS = "event.kind IN ('learn', 'review', 'relearn', 'drill', 'cram')"

ACTIVE = "card.state = 'active' AND card.orphaned = 0"
"""True of a card that is asked today or some day."""

# Few events are ever the target of another, so they are looked up in a list made once, and not one by one.
STANDS = "event.id NOT IN (SELECT target FROM event WHERE target IS NOT NULL)"
"""The same as `waiting.STANDING`, for a look at very many events."""
# From day to day by the index: to look through all of it for a kind that few logs have takes as long as all else.
ALL_DAYS = """
WITH RECURSIVE every (day) AS (
    SELECT MIN(day) FROM event
    UNION ALL
    SELECT (SELECT MIN(event.day) FROM event WHERE event.day > every.day) FROM every WHERE every.day IS NOT NULL
),
all_days AS (SELECT day FROM every WHERE day IS NOT NULL)
"""
"""What a statement begins with that asks the table `all_days`."""
CHANGED = f"""{ALL_DAYS},
changed AS MATERIALIZED (
    SELECT json_extract(event.payload, '$.event') AS answer, event.rating, MAX(event.sequence)
    FROM all_days CROSS JOIN event ON event.day = all_days.day
    WHERE event.kind = 'change' AND {STANDS} GROUP BY 1
)
"""
"""The same, and the table `changed`: answers with the last rating that a person gave them."""
RATING = "COALESCE((SELECT changed.rating FROM changed WHERE changed.answer = event.id), event.rating)"
"""Of an event, where a statement begins with CHANGED."""


def in_deck(deck: str | None) -> tuple[str, dict[str, str]]:
    """True of a card in a deck or its children, and the values that this asks for; None: in any."""
    if deck is None:
        return "1", {}
    name = stored(deck)
    condition = "(card.deck = :deck OR (card.deck >= :level AND card.deck < :after))"
    return condition, {"deck": name, "level": name + LEVEL, "after": name + AFTER_LEVEL}


def asked(deck: str | None) -> str:
    """True of the schedule of a card that is asked today or some day; the values are those of `in_deck`."""
    return of_schedule(f"{ACTIVE} AND {in_deck(deck)[0]}")


def streak_days(connection: Connection, today: date) -> int:
    """Study days in a row with an answer, up to today; up to yesterday while today has none.

    Days of a planned break without an answer are passed over.
    """
    away = vacations(on(connection))
    expected = today
    streak = 0
    yesterday = today - timedelta(days=1)
    for day in _days_back(connection, today):
        if streak == 0 and day < today:
            expected = yesterday
        while day < expected and any(expected in each for each in away):
            expected -= timedelta(days=1)
        if day != expected:
            break
        streak += 1
        expected -= timedelta(days=1)
    return streak


def _days_back(connection: Connection, today: date) -> Iterator[date]:
    """Study days with an answer from today back, by one step in the index for each, whatever a day holds."""
    query = f"SELECT day FROM event WHERE day < ? AND {ANSWERS} AND {STANDING} ORDER BY day DESC LIMIT 1"
    before = (today + timedelta(days=1)).isoformat()
    while (found := bulk.driver(connection).execute(query, (before,)).fetchone()) is not None:
        (before,) = found
        yield date.fromisoformat(before)


def recall(connection: Connection, today: date, days: int) -> float | None:
    """The share of reviews that were not AGAIN in the last study days, today among them; None where there were none."""
    query = (
        f"{CHANGED} SELECT COUNT(*), SUM({RATING} > 1) FROM event "
        f"WHERE day > :since AND day <= :today AND kind = 'review' AND {STANDING}"
    )
    since = today - timedelta(days=days)
    asked, recalled = connection.exec_driver_sql(query, {"since": since.isoformat(), "today": today.isoformat()}).one()
    return recalled / asked if asked else None


def forecast(connection: Connection, today: date, days: int, deck: str | None = None) -> list[int]:
    """Reviews that fall due on each day from today on; the first holds what is overdue too.

    Args:
        deck: only of this deck and its children.
    """
    end = today + timedelta(days=days)
    query = f"SELECT {FALLS}, COUNT(*) FROM schedule WHERE due < :end AND {asked(deck)} GROUP BY 1"
    values = {"end": end.isoformat(), "today": today.isoformat(), **in_deck(deck)[1]}
    found = on(connection)(query, values)
    falling = {date.fromisoformat(day): count for day, count in found}
    return [falling.get(today + timedelta(days=ahead), 0) for ahead in range(days)]


def answered(connection: Connection, today: date, days: int) -> list[int]:
    """Answers given on each of the last study days, today the last; drills and cramming too."""
    since = today - timedelta(days=days - 1)
    query = (
        f"SELECT day, COUNT(*) FROM event WHERE day BETWEEN :since AND :today AND {ANSWERS} AND {STANDING} GROUP BY day"
    )
    found = connection.exec_driver_sql(query, {"since": since.isoformat(), "today": today.isoformat()})
    given = {date.fromisoformat(day): count for day, count in found}
    return [given.get(since + timedelta(days=place), 0) for place in range(days)]
