"""Cards that come in with a log of another program: the log becomes the union of both, and nothing comes twice."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from flashdl.arriving import Answered, Arrival, Taken
from flashdl.model import Card, Event, EventKind, Moment, Rating, Schedule, State
from flashdl.scheduling import in_order, replay, study_day
from flashdl.store import log, rows
from flashdl.store.schema import CARD, EVENT, SCHEDULE

_NAMES = uuid.UUID("8f0c2a76-5d0e-4b0b-9a53-3c1de7a1f6b4")
"""Of events that came in: the same row has the same id whichever package it comes with."""
NEAR_MS = 2_000
"""An exported answer may lie so much after the own one: two programs' rows must not share a millisecond."""
_HAS_FLAG = "flag" in CARD.c


def take(
    connection: Connection, author: log.Author, source: int, parts: Iterable[Sequence[Arrival]], at: Moment
) -> Taken:
    """Take arrivals in. A card of another source keeps its content: its notes say what it asks.

    Args:
        source: whose the new cards are.
        parts: no card twice in one part.
    """
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
    fresh: list[Event] = []
    for card, arrival in part.items():
        fresh += _fresh(arrival, logs.get(card, []), author, at)
    placed = _placed(connection, fresh)
    _append(connection, placed)
    by_card: dict[str, list[Event]] = {}
    for event in placed:
        by_card.setdefault(event.card, []).append(event)
    _project(connection, {card: replay([*logs.get(card, ()), *own]) for card, own in by_card.items()})
    return len(new), len(changed), sum(event.kind is not EventKind.STATE for event in placed)


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
            **({"flag": one.flag} if _HAS_FLAG else {}),
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


def _fresh(arrival: Arrival, known: Sequence[Event], author: log.Author, at: Moment) -> Iterator[Event]:
    """The events that this database does not have."""
    card = arrival.candidate.id or ""
    ids = {event.id for event in known}
    own = [event for event in known if not event.device.startswith("anki ")]
    rows_ = _not_own(arrival.log, own) if own else arrival.log
    answers = 0
    blank = _blank(author, card, at)
    for row in rows_:
        event = _event(blank, row, author)
        if event.id not in ids:
            answers += row.rating is not None
            yield event
    last = arrival.log[-1].at_ms if arrival.log else arrival.since_ms
    # What Anki makes of the card counts from its last answer there; where it heard nothing new it has nothing to say.
    if known and not answers:
        return
    given = arrival.candidate.schedule
    if given is not None:
        payload = rows.json_text({**rows.schedule_row(given), "drill": given.drill})
        stability, difficulty = arrival.memory or (None, None)
        event = replace(
            _at(blank, EventKind.STATE, last, payload, author),
            payload=payload, interval=given.interval, ease=given.ease, stability=stability, difficulty=difficulty,
        )  # fmt: skip
        if event.id not in ids:
            yield event
    elif arrival.is_reset:
        yield _at(blank, EventKind.RESET, last, "", author)


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


def _blank(author: log.Author, card: str, at: Moment) -> Event:
    """An event of the other program. Each card is a device of its own, whose sequence is the time."""
    scheduler = author.scheduler
    return Event(
        id="",
        device=f"anki {card}",
        sequence=0,
        card=card,
        at=at,
        rollover=author.rollover,
        day=study_day(at, author.rollover),
        kind=EventKind.REVIEW,
        scheduler=scheduler.name,
        version=scheduler.version,
        parameters=scheduler.parameters,
    )


def _event(blank: Event, row: Answered, author: log.Author) -> Event:
    moment = Moment(row.at_ms, blank.at.offset)
    return replace(
        blank,
        id=str(uuid.uuid5(_NAMES, f"{blank.card} {row.at_ms}")),
        sequence=row.at_ms * 2,
        at=moment,
        day=study_day(moment, author.rollover),
        kind=EventKind(row.kind),
        rating=None if row.rating is None else Rating(row.rating),
        duration_ms=row.duration_ms,
        interval_before=row.interval_before,
        interval=row.interval,
        ease=row.ease,
        payload=row.payload,
    )


def _at(blank: Event, kind: EventKind, at_ms: int, told: str, author: log.Author) -> Event:
    """What holds after the row of this time; told twice it is one event."""
    moment = Moment(at_ms, blank.at.offset)
    name = str(uuid.uuid5(_NAMES, f"{blank.card} {kind.value} {at_ms} {told}"))
    day = study_day(moment, author.rollover)
    return replace(blank, id=name, sequence=at_ms * 2 + 1, at=moment, day=day, kind=kind)


def _placed(connection: Connection, fresh: Sequence[Event]) -> list[Event]:
    """The events, with another device where their place is taken by another event."""
    devices = {event.device for event in fresh}
    taken = {
        (row.device, row.sequence)
        for part in log.paged(devices)
        for row in connection.execute(select(EVENT.c.device, EVENT.c.sequence).where(EVENT.c.device.in_(part)))
    }
    placed = []
    for event in fresh:
        device = event.device
        while (device, event.sequence) in taken:
            device += "'"
        taken.add((device, event.sequence))
        placed.append(event if device == event.device else replace(event, device=device))
    return placed


def _append(connection: Connection, events: Sequence[Event]) -> None:
    _run_many(connection, "INSERT INTO event", [rows.event_row(event) for event in events])


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
