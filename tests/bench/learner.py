"""A collection after years of daily review: half of its cards answered ten times, and all of those due by now.

The log is what SM-2 makes of the answers, so that the projection agrees with it; it is laid out by SQLite, a few
seconds for a million answers.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flashdl.model import Answer, Moment, Rating, Schedule
from flashdl.scheduling import after
from flashdl.scheduling.sm2 import Sm2
from flashdl.store import Store
from flashdl.store.rows import new_schedule, schedule_row
from tests.bench.collection import at_a_go

ANSWERS = 10
"""Of each second card."""
LIVES = 400
"""Different courses of a card, each of many cards."""
LONGEST_DAYS = 1_500
"""From the first answer of a card to the last."""
MOST_LATE = 60
"""Days that a card is overdue."""

Answered = tuple[int, str, int, int | None, int, int]
"""Days before the last answer, kind, rating, interval before and after, ease."""


def answer(path: Path, today: date) -> None:
    """Let the cards of a database be answered.

    Args:
        today: a study day: the last answers were given the day before.
    """
    with closing(sqlite3.connect(path)) as database:
        (card,) = database.execute("SELECT id FROM card ORDER BY rowid DESC LIMIT 1").fetchone()
    with Store.open(path) as store:
        last = store.record(Answer(card, Rating.GOOD, _noon(today - timedelta(days=1)), 4_000))
    with closing(sqlite3.connect(path, isolation_level=None)) as database, at_a_go(database):
        _lay_out(database, last.id, today)


def _noon(day: date) -> Moment:
    return Moment((day - date(1970, 1, 1)).days * 86_400_000 + 43_200_000, 0)


def _lives() -> Iterator[tuple[list[Answered], Schedule]]:
    """Courses of a card, each ending on the same day."""
    chance, end, sm2 = random.Random(1), date(2026, 1, 1), Sm2()
    made = 0
    while made < LIVES:
        ratings = chance.choices(list(Rating), (22, 12, 56, 10), k=ANSWERS)
        steps: list[tuple[date, Rating, Schedule | None, Schedule]] = []
        schedule, day = None, end
        for rating in ratings:
            then = after(schedule, rating, day, sm2)
            steps.append((day, rating, schedule, then))
            schedule, day = then, then.due
        last = steps[-1][0]
        if schedule is None or (last - steps[0][0]).days > LONGEST_DAYS:
            continue
        made += 1
        yield (
            [
                ((last - on).days, "review" if old else "learn", rating, old.interval if old else None, then.interval,
                 then.ease)
                for on, rating, old, then in steps
            ],
            schedule,
        )  # fmt: skip


def _lay_out(database: sqlite3.Connection, like: str, today: date) -> None:
    """Answers and schedules like those that the store wrote, a life for each second card."""
    names = [row[1] for row in database.execute("PRAGMA table_info(event)")]
    (guard,) = database.execute("SELECT sql FROM sqlite_master WHERE name = 'event_is_never_replaced'").fetchone()
    indexes = database.execute(
        "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'event' AND type = 'index' AND sql IS NOT NULL"
    ).fetchall()
    database.execute("CREATE TEMP TABLE step (life, place, before, kind, rating, old, interval, ease)")
    database.execute("CREATE TEMP TABLE life (life INTEGER PRIMARY KEY, length, days, reach)")
    lives = list(_lives())
    for number, (answered, schedule) in enumerate(lives):
        database.executemany(
            f"INSERT INTO step VALUES ({number}, ?, ?, ?, ?, ?, ?, ?)",
            [(place, *each) for place, each in enumerate(answered)],
        )
        length = (schedule.due - schedule.last_day).days
        database.execute("INSERT INTO life VALUES (?, ?, ?, ?)", (number, length, answered[0][0], length + MOST_LATE))
    # The day of a card's last answer: so long ago that it is due by today, and not by more than MOST_LATE days.
    database.execute(
        f"""CREATE TEMP TABLE own AS SELECT id AS card, number % {LIVES} AS life,
            MAX(1, length + (number * 7919) % (CASE WHEN number % 3 THEN 6 ELSE {MOST_LATE} END)) AS ago
        FROM (SELECT id, (ROW_NUMBER() OVER (ORDER BY rowid) - 1) / 2 AS number,
            ROW_NUMBER() OVER (ORDER BY rowid) % 2 AS is_known FROM card) JOIN life ON life.life = number % {LIVES}
        WHERE is_known AND id <> (SELECT card FROM event)"""
    )
    for name, _ in indexes:
        database.execute(f"DROP INDEX {name}")
    database.execute("DROP TRIGGER event_is_never_replaced")
    told = {
        "id": "printf('answer %020d', turn)",
        "sequence": "turn + 1",
        "card": "card",
        "at_ms": "CAST((JULIANDAY(day) - 2440587.5) * 86400000 AS INTEGER) + 43200000 + turn % 3600000",
        "day": "day",
        "kind": "kind",
        "rating": "rating",
        "duration_ms": "2000 + turn * 7919 % 9000",
        "interval_before": "old",
        "interval": "interval",
        "ease": "ease",
    }
    columns = ", ".join(f"{expression} AS {name}" for name, expression in told.items())
    rest = [name for name in names if name not in told]
    database.execute(
        f"""INSERT INTO event ({", ".join([*told, *rest])}) SELECT {columns}, {", ".join(f"like_{n}" for n in rest)}
        FROM (SELECT own.card, step.*, ROW_NUMBER() OVER (ORDER BY ago + before DESC, own.rowid) AS turn,
            DATE(:today, '-' || (ago + before) || ' days') AS day FROM own JOIN step USING (life)),
        (SELECT {", ".join(f"{name} AS like_{name}" for name in rest)} FROM event WHERE id = :like)
        ORDER BY turn""",
        {"today": today.isoformat(), "like": like},
    )
    for _, statement in indexes:
        database.execute(statement)
    database.execute(guard)
    schedules: list[dict[str, Any]] = [schedule_row(schedule) for _, schedule in lives]
    names = ["card", *schedules[0]]
    project = new_schedule(names, ["own.card", *(_moved.get(name, f":{name}") for name in schedules[0])])
    database.executemany(
        project.replace("FROM card", "FROM own JOIN life USING (life) CROSS JOIN card") + " AND life = :life",
        [{**row, "life": number, "today": today.isoformat()} for number, row in enumerate(schedules)],
    )


_moved = {
    "due": "DATE(:today, '-' || (ago - length) || ' days')",
    "last_day": "DATE(:today, '-' || ago || ' days')",
}
"""Columns of a schedule that are not those of its life: the same, on other days."""
