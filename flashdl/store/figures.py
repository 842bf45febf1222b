"""Numbers about the past and the days ahead, as plain SQL."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Connection

from flashdl.store.waiting import STANDING

ANSWERS = "event.kind IN ('learn', 'review', 'relearn', 'drill', 'cram')"


def streak_days(connection: Connection, today: date) -> int:
    """Study days in a row with an answer, up to today; up to yesterday while today has none."""
    query = f"SELECT DISTINCT day FROM event WHERE day <= :today AND {ANSWERS} AND {STANDING} ORDER BY day DESC"
    expected = today
    streak = 0
    with connection.exec_driver_sql(query, {"today": today.isoformat()}) as days:
        for (text,) in days:
            day = date.fromisoformat(text)
            if streak == 0 and day == today - timedelta(days=1):
                expected = day
            if day != expected:
                break
            streak += 1
            expected -= timedelta(days=1)
    return streak


def recall(connection: Connection, today: date, days: int) -> float | None:
    """The share of reviews that were not AGAIN in the last study days, today among them; None where there were none."""
    query = (
        f"SELECT COUNT(*), SUM(rating > 1) FROM event "
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


def answered(connection: Connection, today: date) -> int:
    """Answers given today, drills and cramming too."""
    query = f"SELECT COUNT(*) FROM event WHERE day = :today AND {ANSWERS} AND {STANDING}"
    count: int = connection.exec_driver_sql(query, {"today": today.isoformat()}).scalar_one()
    return count
