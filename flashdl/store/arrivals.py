"""Cards that come in with a log of another program: the log becomes the union of both, and nothing comes twice."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, select

from flashdl.arriving import Answered, Arrival, Taken
from flashdl.model import Card, Event, EventKind, Moment, Schedule, State
from flashdl.scheduling import in_order, replay, study_day
from flashdl.store import log, rows
from flashdl.store.schema import CARD, EVENT, SCHEDULE

_NAMES = uuid.UUID("8f0c2a76-5d0e-4b0b-9a53-3c1de7a1f6b4")
"""Of events that came in: the same row has the same id whichever package it comes with."""
_SPACE, _sha1 = _NAMES.bytes, hashlib.sha1
_VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}
_DEVICE = "anki "
_MANY = 5_000
_SLOW = (
    "event_is_never_replaced", "event_by_day", "card_by_source", "card_for_queue", "schedule_by_due",
    "schedule_by_last_day",
)  # fmt: skip
"""What takes longer to keep true row by row than to make at the end. The trigger is of no use to a plain INSERT, which
cannot replace: its two questions for each row take longer than all else."""
_APPEND = f"INSERT INTO event VALUES ({', '.join('?' * len(EVENT.c))})"
MARK = '{"anki":'
"""How the payload of a row begins that stands in the other program's log; the rest is what follows from its cards."""
NEAR_MS = 2_000
"""An exported answer may lie so much after the own one: two programs' rows must not share a millisecond."""


def take(
    connection: Connection,
    author: log.Author,
    source: int,
    parts: Iterable[Sequence[Arrival]],
    at: Moment,
    expected: int = 0,
) -> Taken:
    """Take arrivals in. A card of another source keeps its content: its notes say what it asks.

    Args:
        source: whose the new cards are.
        parts: no card twice in one part.
        expected: about how many rows of the log there are in them.
    """
    # The ids of events are scattered, and so are the pages of their index.
    connection.exec_driver_sql("PRAGMA cache_size = -49152")
    held = connection.exec_driver_sql("SELECT COUNT(*) FROM event").scalar_one()
    with _aside(connection, _SLOW if expected > max(held, _MANY) else ()):
        return _take_parts(connection, author, source, parts, at)


@contextmanager
def _aside(connection: Connection, names: Collection[str]) -> Iterator[None]:
    """Without these indexes and triggers meanwhile; if it raises, the transaction brings them back."""
    marks = ", ".join("?" * len(names))
    query = f"SELECT type, name, sql FROM sqlite_master WHERE name IN ({marks})"
    found = connection.exec_driver_sql(query, tuple(names)).fetchall()
    for kind, name, _ in found:
        connection.exec_driver_sql(f"DROP {kind} {name}")
    yield
    for _, _, sql in found:
        connection.exec_driver_sql(sql)


def _take_parts(
    connection: Connection, author: log.Author, source: int, parts: Iterable[Sequence[Arrival]], at: Moment
) -> Taken:
    sums = Taken()
    for part in parts:
        new, changed, answers = _take_part(
            connection, author, source, {one.candidate.id or "": one for one in part}, at
        )
        unchanged = sums.unchanged + len(part) - new - changed
        sums = Taken(sums.new + new, sums.changed + changed, unchanged, sums.answers + answers)
    return sums


def _take_part(
    connection: Connection, author: log.Author, source: int, part: dict[str, Arrival], at: Moment
) -> tuple[int, int, int]:
    known = _known(connection, part)
    new = [card for card in part if card not in known]
    changed = [card for card in part if card in known and _is_newer(part[card], *known[card], source)]
    _insert_new(connection, source, [part[card] for card in new])
    _update(connection, [part[card] for card in changed])
    logs = log.by_card(connection, part)
    written: list[tuple[Any, ...]] = []
    schedules: dict[str, Schedule | None] = {}
    for card, arrival in part.items():
        past = logs.get(card, [])
        fresh = list(_fresh(arrival, past, author, at))
        if past:
            fresh = _placed(past, fresh)
        if not fresh:
            continue
        written += fresh
        given = arrival.candidate.schedule
        if given is not None and not past:
            schedules[card] = given  # what Anki made of it stands last
        else:
            schedules[card] = replay([*past, *map(rows.event, fresh)])
    _append(connection, written)
    _project(connection, schedules)
    return len(new), len(changed), sum(row[-1] is not None and row[-1].startswith(MARK) for row in written)


def _known(connection: Connection, cards: Collection[str]) -> dict[str, tuple[Card, int]]:
    """(card, when its content last changed) of those that are stored, whatever their source."""
    return {
        row[0]: (rows.card(row[:-1]), row[-1])
        for part in log.paged(cards)
        for row in connection.execute(select(*rows.CARD_COLUMNS, CARD.c.changed_ms).where(CARD.c.id.in_(part)))
    }


def _is_newer(arrival: Arrival, card: Card, changed_ms: int, source: int) -> bool:
    candidate = arrival.candidate
    if card.source != source:
        return False
    return card.orphaned or (
        arrival.changed_ms > changed_ms
        and (candidate.prompt, candidate.place.excerpt) != (card.prompt, card.place.excerpt)
    )


def _insert_new(connection: Connection, source: int, arrivals: Sequence[Arrival]) -> None:
    values = [
        {
            "id": one.candidate.id,
            "source": source,
            "state": one.candidate.state.value,
            "orphaned": 0,
            "changed_ms": one.changed_ms,
            "accepted": 1 if one.candidate.state is State.ACTIVE else 0,
            "flag": one.flag,
            **rows.key_row(one.candidate.key),
            **rows.content_row(one.candidate),
        }
        for one in arrivals
    ]
    _run_many(connection, "INSERT INTO card", values)


def _update(connection: Connection, arrivals: Sequence[Arrival]) -> None:
    for one in arrivals:
        content = {**rows.content_row(one.candidate), "changed_ms": one.changed_ms}
        connection.execute(CARD.update().where(CARD.c.id == one.candidate.id).values(content))


def _fresh(arrival: Arrival, known: Sequence[Event], author: log.Author, at: Moment) -> Iterator[tuple[Any, ...]]:
    """The events that this database does not have, as rows.

    Each card of the other program is a device of its own, whose sequence is the time.
    """
    card = arrival.candidate.id or ""
    ids = {event.id for event in known}
    own = [event for event in known if not event.device.startswith(_DEVICE)]
    scheduler = author.scheduler
    name, version, parameters = scheduler.name, scheduler.version, scheduler.parameters
    rules = (name, version, parameters)
    device, offset, rollover = f"{_DEVICE}{card}", at.offset, author.rollover
    answers = 0
    for at_ms, day, kind, rating, duration, before, interval, ease, payload in (
        _not_own(arrival.log, own) if own else arrival.log
    ):
        id_ = _id(f"{card} {at_ms}")
        if id_ in ids:
            continue
        answers += rating is not None
        yield (
            id_, device, at_ms * 2, card, at_ms, offset, rollover, day, kind, rating, duration, name, version,
            parameters, before, interval, ease, None, None, None, payload,
        )  # fmt: skip
    # What Anki makes of the card counts from its last answer there; where it heard nothing new it has nothing to say.
    given = arrival.candidate.schedule
    if (known and not answers) or (given is None and not arrival.is_reset):
        return
    last = arrival.log[-1].at_ms if arrival.log else arrival.since_ms
    day = study_day(Moment(last, offset), rollover).isoformat()
    kind, told = EventKind.RESET, "{}"
    after: tuple[int | float | None, ...] = (None, None, None, None)
    if given is not None:
        stability, difficulty = arrival.memory or (None, None)
        kind, told = EventKind.STATE, rows.json_text({**rows.schedule_row(given), "drill": given.drill})
        after = (given.interval, given.ease, stability, difficulty)
    id_ = _id(f"{card} {kind.value} {last} {told}")
    if id_ not in ids:
        yield (
            id_, device, last * 2 + 1, card, last, offset, rollover, day, kind.value, None, 0, *rules, None, *after,
            None, told,
        )  # fmt: skip


def _id(name: str) -> str:
    """A UUIDv5 (RFC 9562, section 5.5)."""
    text = _sha1(_SPACE + name.encode(), usedforsecurity=False).hexdigest()
    return f"{text[:8]}-{text[8:12]}-5{text[13:16]}-{_VARIANT[text[16]]}{text[17:20]}-{text[20:32]}"


def _not_own(incoming: Sequence[Answered], own: Sequence[Event]) -> list[Answered]:
    """The rows that did not go out from here: an exported row bears its answer's time, or one shortly after."""
    times: list[tuple[int, int | None]] = []
    at = 0
    for event in in_order(own):
        at = max(at + 1, event.at.ms)
        times.append((at, event.rating))
    left = []
    for row in incoming:
        match = next((one for one in times if one[1] == row.rating and 0 <= row.at_ms - one[0] <= NEAR_MS), None)
        if match is None:
            left.append(row)
        else:
            times.remove(match)
    return left


def _placed(known: Sequence[Event], fresh: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows, with another device where their place is taken by another event."""
    taken = {(event.device, event.sequence) for event in known}
    placed = []
    for id_, given, sequence, *rest in fresh:
        device = given
        while (device, sequence) in taken:
            device += "'"
        taken.add((device, sequence))
        placed.append((id_, device, sequence, *rest))
    return placed


def _append(connection: Connection, written: Sequence[tuple[Any, ...]]) -> None:
    if written:
        connection.exec_driver_sql(_APPEND, list(written))


def _project(connection: Connection, schedules: dict[str, Schedule | None]) -> None:
    gone = [(card,) for card, schedule in schedules.items() if schedule is None]
    if gone:
        connection.exec_driver_sql("DELETE FROM schedule WHERE card = ?", gone)
    values = [
        {"card": card, **rows.schedule_row(schedule)} for card, schedule in schedules.items() if schedule is not None
    ]
    _run_many(connection, f"INSERT OR REPLACE INTO {SCHEDULE.name}", values)


def _run_many(connection: Connection, start: str, values: Sequence[dict[str, Any]]) -> None:
    """Insert many rows by the driver alone: SQLAlchemy looks at each for as long as SQLite writes it."""
    if not values:
        return
    names = list(values[0])
    columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
    connection.exec_driver_sql(f"{start} ({columns}) VALUES ({marks})", [tuple(one.values()) for one in values])
