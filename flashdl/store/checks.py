"""Whether the database is whole and its projections are what the log says."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.exc import DBAPIError

from flashdl.model import EventKind, Key, Schedule
from flashdl.scheduling import replay, replay_standing
from flashdl.store import days, log, rows, tallies, told
from flashdl.store.asked import IN_PLACE
from flashdl.store.schema import CARD, EVENT, SCHEDULE

LOST = "lost-source-"
"""Begins the path of a source of which only its cards are left."""
SET_BACK_MS = 86_400_000
"""Milliseconds by which a later answer may bear an earlier time."""
REMATCH = EventKind.REMATCH.value
_WRONG_MARKS = "card.scheduled <> EXISTS (SELECT 1 FROM schedule WHERE schedule.card = card.id)"
# No index of ours is asked for by name: it may be the one that is damaged.
_WRONG_COPIES = f"""
SELECT schedule.card FROM {IN_PLACE}
LEFT JOIN card ON source = card_source AND position = card_position AND id = schedule.card
WHERE {rows.COPIES_DIFFER} AND EXISTS (SELECT 1 FROM card AS own WHERE own.id = COALESCE(card.id, schedule.card))"""
KEY_COLUMNS = tuple(CARD.c[name] for name in Key.__slots__)


def check_file(connection: Connection) -> list[str]:
    """A sentence for each fault of pages, references and indexes, by SQLite's own checks."""
    faults = [_damaged(said) for said in _damage(connection)]
    faults += [
        f"A row of the table {row[0]} points to a row of {row[2]} that is not there."
        for row in connection.exec_driver_sql("PRAGMA foreign_key_check")
    ]
    return faults


def check_rows(connection: Connection) -> list[str]:
    """A sentence for each fault of what follows from the log: schedules, keys, and which cards are new."""
    known = told.told(connection)
    faults = [
        f"The schedule of card {card} is not what its log gives: {_said(found)} instead of {_said(given)}."
        for card, found, given in _wrong_schedules(connection, known)
    ]
    faults += [
        f"The card {card} is marked as {'scheduled' if is_marked else 'new'}, and is not."
        for card, is_marked in connection.exec_driver_sql(f"SELECT id, scheduled FROM card WHERE {_WRONG_MARKS}")
    ]
    faults += [
        f"The schedule of card {card} does not know where the card stands, or how it does."
        for (card,) in connection.exec_driver_sql(_WRONG_COPIES)
    ]
    faults += [f"The key of card {card} is not the one its log gives." for card, _ in _wrong_keys(connection)]
    return faults


def check_sums(connection: Connection) -> list[str]:
    """A sentence where what is kept for figures is not so."""
    is_wrong = _are_sums_wrong(connection)
    return ["The sums that are kept for figures are not those of the cards and the log."] if is_wrong else []


def _damaged(said: str) -> str:
    return f"The file is damaged: {said}."


def _damage(connection: Connection) -> list[str]:
    """What SQLite finds wrong with the file: an index that does not hold what its table holds, too."""
    try:
        return [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check") if row[0] != "ok"]
    except DBAPIError as error:  # an index that is no index any more
        return [str(error.orig)]


def remarks(connection: Connection, tomorrow: date) -> list[str]:
    """A sentence for each thing that is no fault but may surprise: a clock that was ahead, cards that nothing holds.

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
    (aside,) = connection.exec_driver_sql("SELECT COUNT(*) FROM card WHERE orphaned = 1").one()
    if aside:
        cards = "1 card is" if aside == 1 else f"{aside} cards are"
        found.append(
            f"{cards} set aside: no source holds them any more. They come back with their history if one does."
        )
    (deleted,) = connection.exec_driver_sql(
        "SELECT COUNT(DISTINCT card) FROM event WHERE card NOT IN (SELECT id FROM card)"
    ).one()
    if deleted:
        cards = "1 card that was" if deleted == 1 else f"{deleted} cards that were"
        found.append(f"The log holds the history of {cards} deleted; what asks the same takes it up.")
    return found


def repair(connection: Connection) -> int:
    """Make every index and projection what the rows and the log say, and let no row point to nowhere.

    Returns:
        how many were not.
    """
    known = told.told(connection)
    damage = len(_damage(connection))
    if damage:
        connection.exec_driver_sql("REINDEX")
    lost = _lost(connection)
    schedules = [card for card, _, _ in _wrong_schedules(connection, known)]
    log.project(connection, schedules)
    marks = connection.exec_driver_sql(f"UPDATE card SET scheduled = NOT scheduled WHERE {_WRONG_MARKS}").rowcount
    copies = [card for (card,) in connection.exec_driver_sql(_WRONG_COPIES)]
    log.project_anew(connection, copies)
    keys = list(_wrong_keys(connection))
    for card, key in keys:
        connection.execute(update(CARD).where(CARD.c.id == card).values(rows.key_row(key)))
    sums = _are_sums_wrong(connection)
    if sums:
        connection.exec_driver_sql("DELETE FROM flashdl_tally")
        connection.exec_driver_sql("DELETE FROM meta WHERE name = ?", (days.NAME,))
    return damage + lost + len(schedules) + marks + len(copies) + len(keys) + sums


def _are_sums_wrong(connection: Connection) -> bool:
    """Whether something else is kept for figures than counting gives: of each day how many answers it had."""
    try:
        kept, decks = days.read(connection), tallies.Kept(connection).decks()
        now = days.counted(connection, kept) if kept else None
        if now and {day: sum(hour.answers for hour in own) for day, own in now.days.items()} != days.sizes(connection):
            return True
        if decks:
            since = date.fromisoformat(decks.since)
            if days.decks(connection, since, decks) != days.decks(connection, since, None):
                return True
        return bool(tallies.wrong(connection))
    except (DBAPIError, sqlite3.DatabaseError):
        return False  # an index is damaged, as SQLite's own check says


def _lost(connection: Connection) -> int:
    """Mend rows that point to a row that is not there; a card never goes for that. How many there were."""
    lost = len(connection.exec_driver_sql("PRAGMA foreign_key_check").all())
    if lost:
        connection.exec_driver_sql("DELETE FROM schedule WHERE card NOT IN (SELECT id FROM card)")
        for table in ("document", "rejected_kind"):
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE source NOT IN (SELECT id FROM source)")
        connection.exec_driver_sql(
            f"INSERT INTO source (id, path, kind, deck, gone) SELECT DISTINCT source, '{LOST}' || source, 'notes', "
            f"'{LOST}' || source, 1 FROM card WHERE source NOT IN (SELECT id FROM source)"
        )
    return lost


def _wrong_schedules(
    connection: Connection, known: told.Told
) -> Iterator[tuple[str, Schedule | None, Schedule | None]]:
    """(card, schedule found, schedule that the log gives) where the two differ."""
    unseen = set(known.logs)
    rows_found: Any = connection.execute(select(SCHEDULE)).cursor
    wrong = []
    for card, *row in rows_found:
        unseen.discard(card)
        if card not in known.odd:
            given = replay_standing(known.logs.get(card, ()))
            if given is None or rows.schedule_values(given) != row:
                wrong.append(card)
    wrong += [card for card in unseen - known.odd if replay_standing(known.logs[card]) is not None]
    # Those that do not agree at a glance are looked at with all that there is to know of them.
    for part in log.paged(sorted({*wrong, *known.odd})):
        own = log.by_card(connection, part)
        query = select(CARD.c.id, *rows.SCHEDULE_COLUMNS).outerjoin_from(CARD, SCHEDULE, SCHEDULE.c.card == CARD.c.id)
        for card, *row in connection.execute(query.where(CARD.c.id.in_(part))).all():
            found, given = _schedule(row), replay(own.get(card, ()))
            if found != given:
                yield card, found if isinstance(found, Schedule) else None, given


def _schedule(row: Sequence[Any]) -> Schedule | str | None:
    """The schedule in a row; a text, equal to none, where the row makes no sense."""
    if row[0] is None:
        return None
    try:
        return rows.schedule(row)
    except ValueError as error:
        return str(error)


def _wrong_keys(connection: Connection) -> Iterator[tuple[str, Key]]:
    """(card, key that the log gives) where the card has another."""
    rematched = {row.card for row in connection.execute(select(EVENT.c.card).where(EVENT.c.kind == REMATCH))}
    logs = log.by_card(connection, rematched)
    given = {card: key for card, known in logs.items() if (key := log.key_after(known)) is not None}
    for part in log.paged(given):
        query = select(CARD.c.id, *KEY_COLUMNS).where(CARD.c.id.in_(part))
        for card, *row in connection.execute(query).all():
            expected = rows.key_row(given[card])
            if [expected[name] for name in Key.__slots__] != row:
                yield card, given[card]


def _said(schedule: Schedule | None) -> str:
    return "new" if schedule is None else f"due {schedule.due}, {schedule.interval} d, ease {schedule.ease}"
