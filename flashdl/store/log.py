"""The append-only log and its projection, inside the caller's transaction.

Whatever is appended, the card's schedule becomes what replaying its log gives; there is no second way to it.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Integer, bindparam, delete, literal_column, select, update

from flashdl.errors import StoreError
from flashdl.model import Answer, Event, EventKind, Key, Moment, Rating, Schedule
from flashdl.scheduling import Scheduler, after, in_order, is_drill, replay, study_day, unvoided
from flashdl.store import bulk, rows
from flashdl.store.schema import CARD, DOCUMENT, EVENT, SCHEDULE

ANSWERS = frozenset({EventKind.LEARN, EventKind.REVIEW, EventKind.RELEARN, EventKind.DRILL, EventKind.CRAM})

PAGE = 500
"""Rows or ids in one statement."""

# By the driver, for what is asked at each answer: SQLAlchemy takes longer to say it than SQLite to do it.
_OF_CARD = f"SELECT {', '.join(EVENT.c.keys())} FROM event WHERE card = ? ORDER BY rowid"
_LAST_PLACE = "SELECT MAX(sequence) FROM event WHERE device = ?"
_APPEND = (
    f"INSERT INTO event ({', '.join(EVENT.c.keys())}) VALUES ({', '.join(f':{column.name}' for column in EVENT.c)})"
)
_RENEW = (
    f"UPDATE schedule SET {', '.join(f'{column.name} = :{column.name}' for column in rows.SCHEDULE_COLUMNS)} "
    "WHERE card = :card"
)
_PROJECT = rows.new_schedule(SCHEDULE.c.keys(), [f":{column.name}" for column in SCHEDULE.c])

ROWID = literal_column("event.rowid", Integer)
"""The order of appending."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes to the log, and under which rules."""

    device: str
    rollover: int
    """Hour at which a study day begins."""
    scheduler: Scheduler
    """Of decks for which none was chosen."""
    former: tuple[tuple[str, int], ...] = ()
    """(device, its last place then) of the databases that this one was copied from, the latest last."""


def uuid7(ms: int) -> str:
    """A UUIDv7 (RFC 9562, section 5.7): sorts by time, and its 74 random bits keep devices apart."""
    random = int.from_bytes(os.urandom(10), "big")
    number = (max(0, ms) & (1 << 48) - 1) << 80 | random
    number = number & ~(0xF << 76) | 0x7 << 76
    number = number & ~(0x3 << 62) | 0x2 << 62
    text = f"{number:032x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def events(connection: Connection, card: str) -> list[Event]:
    """A card's log as it was appended."""
    return [rows.event(row) for row in bulk.driver(connection).execute(_OF_CARD, (card,))]


def page(connection: Connection, after: int) -> list[tuple[int, Event]]:
    """(place, event) of the next events of the whole log; a place is where to go on."""
    query = select(ROWID, *rows.EVENT_COLUMNS).where(after < ROWID).order_by(ROWID).limit(PAGE * 10)
    return [(place, rows.event(row)) for place, *row in connection.execute(query)]


def by_card(connection: Connection, cards: Collection[str] | None = None) -> dict[str, list[Event]]:
    """The logs of these cards, or of all; a card without events is left out."""
    found: defaultdict[str, list[Event]] = defaultdict(list)
    query = select(*rows.EVENT_COLUMNS).order_by(ROWID)
    parts = [query] if cards is None else [query.where(EVENT.c.card.in_(ids)) for ids in paged(cards)]
    for part in parts:
        for row in connection.execute(part):
            event = rows.event(row)
            found[event.card].append(event)
    return found


def record(connection: Connection, author: Author, answer: Answer) -> Event:
    """Append an answer to a stored card's log; whether it moves the schedule depends on what the log holds by now.

    Args:
        author: with the scheduler of the card's deck.
    """
    known = events(connection, answer.card)
    old = replay(known)
    event = _blank(connection, author, answer.card, EventKind.CRAM, answer.at)
    event = replace(
        event,
        rating=answer.rating,
        duration_ms=max(0, answer.duration_ms),
        interval_before=old.interval if old else None,
    )
    if not answer.cram:
        event = _decided(event, old, author.scheduler)
    _insert(connection, [event])
    _project(connection, answer.card, replay([*known, event]))
    return event


def append(
    connection: Connection, author: Author, kind: EventKind, at: Moment, entries: Iterable[tuple[str, dict[str, Any]]]
) -> list[Event]:
    """Append one event of a kind to each card's log. The projection is the caller's to renew.

    Args:
        entries: (card, further fields of the event).
    """
    blank = _blank(connection, author, "", kind, at)
    written = [
        replace(blank, id=uuid7(at.ms), sequence=blank.sequence + count, card=card, **details)
        for count, (card, details) in enumerate(entries)
    ]
    _insert(connection, written)
    return written


def void(connection: Connection, author: Author, event_id: str, at: Moment) -> Event:
    """Take an event back: the card's schedule, or its key, is what the rest of its log says.

    Raises:
        StoreError: there is no such event, or it is a void, or was taken back already.
    """
    row = connection.execute(select(*rows.EVENT_COLUMNS).where(EVENT.c.id == event_id)).first()
    target = rows.event(row) if row else None
    if target is None or target.kind is EventKind.VOID:
        raise StoreError(f"There is no event {event_id} in the log that could be taken back.")
    if connection.execute(select(EVENT.c.id).where(EVENT.c.target == event_id)).first():
        raise StoreError(f"The event {event_id} has been taken back already.")
    (written,) = append(connection, author, EventKind.VOID, at, [(target.card, {"target": event_id})])
    if target.kind is EventKind.REMATCH:
        put_keys_back(connection, [target.card])
    elif _exists(connection, target.card):
        _project(connection, target.card, replay(events(connection, target.card)))
    return written


def last_event(connection: Connection, author: Author, card: str | None, kinds: Collection[EventKind]) -> Event | None:
    """The last event of these kinds that was written here and that stands, of a card or of any that is stored.

    What was written before this database was copied was written here, too.
    """
    voided = select(EVENT.c.target).where(EVENT.c.kind == EventKind.VOID.value)
    query = select(*rows.EVENT_COLUMNS).where(
        EVENT.c.kind.in_([kind.value for kind in kinds]),
        EVENT.c.id.not_in(voided),
        EVENT.c.card == card if card is not None else EVENT.c.card.in_(select(CARD.c.id)),
    )
    query = query.order_by(EVENT.c.sequence.desc()).limit(1)
    for device, last in ((author.device, None), *reversed(author.former)):
        own = query.where(EVENT.c.device == device)
        row = connection.execute(own if last is None else own.where(EVENT.c.sequence <= last)).first()
        if row is not None:
            return rows.event(row)
    return None


def change(connection: Connection, author: Author, event_id: str, rating: Rating, at: Moment) -> Event:
    """Give an answer another rating: the card's schedule is what its log says with it.

    Raises:
        StoreError: there is no such answer, or it was taken back.
    """
    row = connection.execute(select(*rows.EVENT_COLUMNS).where(EVENT.c.id == event_id)).first()
    target = rows.event(row) if row else None
    if target is None or target.kind not in ANSWERS:
        raise StoreError(f"There is no answer {event_id} in the log.")
    if connection.execute(select(EVENT.c.id).where(EVENT.c.target == event_id)).first():
        raise StoreError(f"The answer {event_id} has been taken back.")
    details = {"rating": rating, "payload": rows.json_text({"event": event_id})}
    (written,) = append(connection, author, EventKind.CHANGE, at, [(target.card, details)])
    if _exists(connection, target.card):
        _project(connection, target.card, replay(events(connection, target.card)))
    return written


def void_rematches(connection: Connection, author: Author, rematches: Collection[Event], at: Moment) -> None:
    """Take rematches back that stand: each card has the key that the rest of its log gives it."""
    append(connection, author, EventKind.VOID, at, [(event.card, {"target": event.id}) for event in rematches])
    put_keys_back(connection, [event.card for event in rematches])


def reset(connection: Connection, author: Author, cards: Collection[str], at: Moment) -> None:
    """Make cards new again; those that are new already are left alone."""
    require_cards(connection, cards)
    query = select(SCHEDULE.c.card)
    known = [row.card for ids in paged(cards) for row in connection.execute(query.where(SCHEDULE.c.card.in_(ids)))]
    append(connection, author, EventKind.RESET, at, [(card, {}) for card in known])
    project(connection, known)


def project(connection: Connection, cards: Collection[str]) -> None:
    """Make the schedules of stored cards what their logs say."""
    logs = by_card(connection, cards)
    for card in cards:
        _project(connection, card, replay(logs.get(card, ())))


def project_anew(connection: Connection, cards: Collection[str]) -> None:
    """The same, by schedules that are written from the start: so they know their cards as these are."""
    bulk.driver(connection).executemany("DELETE FROM schedule WHERE card = ?", [(card,) for card in cards])
    project(connection, cards)


def count_fails(connection: Connection) -> None:
    """Say in schedules that do not know of fails how many their logs have; a log that cannot be read says none."""
    for part in paged([row.card for row in connection.execute(select(SCHEDULE.c.card))]):
        with suppress(ValueError):
            replayed = {card: replay(known) for card, known in by_card(connection, part).items()}
            told = [{"known": card, "count": after.fails} for card, after in replayed.items() if after and after.fails]
            if told:
                of_card = update(SCHEDULE).where(SCHEDULE.c.card == bindparam("known"))
                connection.execute(of_card.values(fails=bindparam("count")), told)


def key_after(known: Iterable[Event]) -> Key | None:
    """The key that a card's log gives it; None where the log has nothing to say about it."""
    rematches = in_order(event for event in known if event.kind is EventKind.REMATCH)
    if not rematches:
        return None
    standing = {event.id for event in unvoided(known)}
    kept = [event for event in rematches if event.id in standing]
    return to_key(kept[-1]) if kept else from_key(rematches[0])


def former_keys(connection: Connection, cards: Iterable[str]) -> list[tuple[str, Key]]:
    """(card, key) of the keys that these cards had before or after a rematch, the latest first."""
    query = select(ROWID, EVENT.c.card, EVENT.c.payload).where(EVENT.c.kind == EventKind.REMATCH.value)
    found = [tuple(row) for part in paged(cards) for row in connection.execute(query.where(EVENT.c.card.in_(part)))]
    told = [(card, rows.json_value(payload)) for _, card, payload in sorted(found, reverse=True)]
    return [(card, rows.key_of(payload[end])) for card, payload in told for end in ("to", "from")]


def keys_of_deleted(connection: Connection) -> dict[Key, str]:
    """Key to the card that had it last, of cards that had moved before they were deleted; their log outlives them."""
    moved = select(EVENT.c.card).where(EVENT.c.kind == EventKind.REMATCH.value).distinct()
    gone = {row.card for row in connection.execute(moved.where(EVENT.c.card.not_in(select(CARD.c.id))))}
    keys = {card: key_after(known) for card, known in by_card(connection, gone).items()}
    return {key: card for card, key in sorted(keys.items()) if key is not None}


def to_key(rematch: Event) -> Key:
    return rows.key_of(rows.json_value(rematch.payload)["to"])


def from_key(rematch: Event) -> Key:
    return rows.key_of(rows.json_value(rematch.payload)["from"])


def require_cards(connection: Connection, cards: Collection[str]) -> None:
    """Raises: StoreError: one of them is not in the database."""
    for ids in paged(cards):
        found = {row.id for row in connection.execute(select(CARD.c.id).where(CARD.c.id.in_(ids)))}
        if missing := [card for card in ids if card not in found]:
            raise StoreError(f"There is no card {missing[0]} in the database.")


def paged(values: Iterable[str]) -> Iterator[Sequence[str]]:
    """In parts that fit into one statement."""
    known = list(values)
    for start in range(0, len(known), PAGE):
        yield known[start : start + PAGE]


def _blank(connection: Connection, author: Author, card: str, kind: EventKind, at: Moment) -> Event:
    (last,) = bulk.driver(connection).execute(_LAST_PLACE, (author.device,)).fetchone()
    return Event(
        id=uuid7(at.ms),
        device=author.device,
        sequence=(last or 0) + 1,
        card=card,
        at=at,
        rollover=author.rollover,
        day=study_day(at, author.rollover),
        kind=kind,
        scheduler=author.scheduler.name,
        version=author.scheduler.version,
        parameters=author.scheduler.parameters,
    )


def _decided(event: Event, old: Schedule | None, scheduler: Scheduler) -> Event:
    """The answer as what it is on its study day: the first one, which moves the schedule, or a drill."""
    if event.rating is None:
        return event
    if old is not None and is_drill(old, event.day):
        return replace(event, kind=EventKind.DRILL, ease=old.ease)
    new = after(old, event.rating, event.day, scheduler)
    kind = EventKind.REVIEW
    if old is None or (old.step is not None and old.interval == 0):
        kind = EventKind.LEARN
    elif old.step is not None:
        kind = EventKind.RELEARN
    days = (new.due - new.last_day).days
    return replace(event, kind=kind, interval=days, ease=new.ease, stability=new.stability, difficulty=new.difficulty)


def _insert(connection: Connection, written: Sequence[Event]) -> None:
    if written:
        bulk.driver(connection).executemany(_APPEND, map(rows.event_row, written))


def _project(connection: Connection, card: str, schedule: Schedule | None) -> None:
    if schedule is None:
        bulk.driver(connection).execute("DELETE FROM schedule WHERE card = ?", (card,))
    else:
        driver, row = bulk.driver(connection), {"card": card, **rows.schedule_row(schedule)}
        if not driver.execute(_RENEW, row).rowcount:
            driver.execute(_PROJECT, row)


def put_keys_back(connection: Connection, cards: Collection[str]) -> None:
    """The keys that the log gives; and the next scan reads the sources anew, for what it saw was matched otherwise."""
    keys = {card: key for card, known in by_card(connection, cards).items() if (key := key_after(known)) is not None}
    if keys:
        values = [{"known": card} | rows.key_row(key) for card, key in keys.items()]
        connection.execute(update(CARD).where(CARD.c.id == bindparam("known")), values)
    for part in paged(keys):
        sources = select(CARD.c.source).where(CARD.c.id.in_(part))
        connection.execute(delete(DOCUMENT).where(DOCUMENT.c.source.in_(sources)))


def _exists(connection: Connection, card: str) -> bool:
    return connection.execute(select(CARD.c.id).where(CARD.c.id == card)).first() is not None
