"""Whether the database is whole and its projections are what the log says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, select, update

from flashdl.model import Event, Key, Schedule
from flashdl.scheduling import replay
from flashdl.store import log, rows
from flashdl.store.schema import CARD, SCHEDULE

SET_BACK_MS = 86_400_000
"""Milliseconds by which a later answer may bear an earlier time."""
KEY_COLUMNS = tuple(CARD.c[name] for name in Key.__slots__)


def check(connection: Connection) -> list[str]:
    """A sentence for each fault; empty where all is well."""
    faults = [
        f"The file is damaged: {row[0]}."
        for row in connection.exec_driver_sql("PRAGMA integrity_check")
        if row[0] != "ok"
    ]
    faults += [
        f"A row of the table {row[0]} points to a row of {row[2]} that is not there."
        for row in connection.exec_driver_sql("PRAGMA foreign_key_check")
    ]
    logs = log.by_card(connection)
    faults += [
        f"The schedule of card {card} is not what its log gives: {_told(found)} instead of {_told(given)}."
        for card, found, given in _wrong_schedules(connection, logs)
    ]
    faults += [f"The key of card {card} is not the one its log gives." for card, _ in _wrong_keys(connection, logs)]
    return faults


def remarks(connection: Connection, tomorrow: date) -> list[str]:
    """A sentence for each thing that is no fault but may surprise: a clock that was ahead, or was set back.

    Args:
        tomorrow: the study day after today's; what lies beyond it lies ahead.
    """
    answered = "rating IS NOT NULL AND id NOT IN (SELECT target FROM event WHERE target IS NOT NULL)"
    ahead, last = connection.exec_driver_sql(
        f"SELECT COUNT(*), MAX(day) FROM event WHERE day > ? AND {answered}", (tomorrow.isoformat(),)
    ).one()
    found = []
    if ahead:
        answers = "1 answer was" if ahead == 1 else f"{ahead} answers were"
        found.append(
            f"{answers} given while the clock was ahead, up to {last}; the cards wait for their days. "
            "`flashdl card undo is:ahead` takes back the last answer of each."
        )
    (back,) = connection.exec_driver_sql(
        "SELECT COUNT(*) FROM (SELECT at_ms - LAG(at_ms) OVER (PARTITION BY device ORDER BY sequence) AS step "
        f"FROM event) WHERE step < -{SET_BACK_MS}"
    ).one()
    if back:
        times = "once" if back == 1 else f"{back} times"
        found.append(f"The clock was set back by more than a day {times}; the order of the answers is kept.")
    return found


def repair(connection: Connection) -> int:
    """Make every projection what the log says.

    Returns:
        how many were not.
    """
    logs = log.by_card(connection)
    schedules = [card for card, _, _ in _wrong_schedules(connection, logs)]
    log.project(connection, schedules)
    keys = list(_wrong_keys(connection, logs))
    for card, key in keys:
        connection.execute(update(CARD).where(CARD.c.id == card).values(rows.key_row(key)))
    return len(schedules) + len(keys)


def _wrong_schedules(
    connection: Connection, logs: dict[str, list[Event]]
) -> Iterator[tuple[str, Schedule | None, Schedule | None]]:
    """(card, schedule found, schedule that the log gives) where the two differ."""
    query = select(CARD.c.id, *rows.SCHEDULE_COLUMNS).outerjoin_from(CARD, SCHEDULE, SCHEDULE.c.card == CARD.c.id)
    for card, *row in connection.execute(query).all():
        found = _schedule(row)
        given = replay(logs.get(card, ()))
        if found != given:
            yield card, found if isinstance(found, Schedule) else None, given


def _schedule(row: list[Any]) -> Schedule | str | None:
    """The schedule in a row; a text, equal to none, where the row makes no sense."""
    if row[0] is None:
        return None
    try:
        return rows.schedule(row)
    except ValueError as error:
        return str(error)


def _wrong_keys(connection: Connection, logs: dict[str, list[Event]]) -> Iterator[tuple[str, Key]]:
    """(card, key that the log gives) where the card has another."""
    given = {card: key for card, known in logs.items() if (key := log.key_after(known)) is not None}
    for part in log.paged(given):
        query = select(CARD.c.id, *KEY_COLUMNS).where(CARD.c.id.in_(part))
        for card, *row in connection.execute(query).all():
            expected = rows.key_row(given[card])
            if [expected[name] for name in Key.__slots__] != row:
                yield card, given[card]


def _told(schedule: Schedule | None) -> str:
    return "new" if schedule is None else f"due {schedule.due}, {schedule.interval} d, ease {schedule.ease}"
