"""Numbers about the past and the days ahead, as plain SQL."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Connection

from flashdl.store.asked import STANDING
from flashdl.store.waiting import on, vacations

ANSWERS = "event.kind IN ('learn', 'review', 'relearn', 'drill', 'cram')"

# Few events are ever the target of another, so they are looked up in a list made once, and not one by one.
STANDS = "event.id NOT IN (SELECT target FROM event WHERE target IS NOT NULL)"
"""The same as `waiting.STANDING`, for a look at very many events."""
_CHANGED = (
    "WITH changed AS MATERIALIZED (SELECT json_extract(payload, '$.event') AS answer, event.rating, MAX(sequence) "
    f"FROM event WHERE kind = 'change' AND {STANDS} GROUP BY 1) "
)


def rating(connection: Connection) -> tuple[str, str]:
    """What a statement begins with, and the rating of an event in it: the last one that a person gave it."""
    if connection.exec_driver_sql("SELECT 1 FROM event WHERE kind = 'change' LIMIT 1").first() is None:
        return "", "event.rating"
    return _CHANGED, "COALESCE((SELECT changed.rating FROM changed WHERE changed.answer = event.id), event.rating)"


def streak_days(connection: Connection, today: date) -> int:
    """Study days in a row with an answer, up to today; up to yesterday while today has none.

    Days of a planned break without an answer are passed over.
    """
    away = vacations(on(connection))
    query = f"SELECT DISTINCT day FROM event WHERE day <= :today AND {ANSWERS} AND {STANDING} ORDER BY day DESC"
    expected = today
    streak = 0
    yesterday = today - timedelta(days=1)
    with connection.exec_driver_sql(query, {"today": today.isoformat()}) as days:
        for (text,) in days:
            day = date.fromisoformat(text)
            if streak == 0 and day < today:
                expected = yesterday
            while day < expected and any(expected in each for each in away):
                expected -= timedelta(days=1)
            if day != expected:
                break
            streak += 1
            expected -= timedelta(days=1)
    return streak


def recall(connection: Connection, today: date, days: int) -> float | None:
    """The share of reviews that were not AGAIN in the last study days, today among them; None where there were none."""
    opening, rated = rating(connection)
    query = (
        f"{opening}SELECT COUNT(*), SUM({rated} > 1) FROM event "
        f"WHERE day > :since AND day <= :today AND kind = 'review' AND {STANDING}"
    )
    since = today - timedelta(days=days)
    asked, recalled = connection.exec_driver_sql(query, {"since": since.isoformat(), "today": today.isoformat()}).one()
    return recalled / asked if asked else None


def forecast(connection: Connection, today: date, days: int) -> list[int]:
    """Reviews that fall due on each day from today on; the first holds what is overdue too."""
    query = (
        "SELECT MAX(due, :today), COUNT(*) FROM schedule JOIN card ON card.id = schedule.card "
        "WHERE due < :end AND state = 'active' AND orphaned = 0 GROUP BY 1"
    )
    end = today + timedelta(days=days)
    found = connection.exec_driver_sql(query, {"today": today.isoformat(), "end": end.isoformat()})
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
