"""Cards that come in with a log of another program: the log becomes the union of both, and nothing comes twice."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any, NamedTuple

from sqlalchemy import Connection

from flashdl import identity
from flashdl.arriving import LOG, Answered, Apart, Arrival, Taken
from flashdl.errors import StoreError
from flashdl.leaving import BESIDE
from flashdl.model import Event, EventKind, Moment, Schedule
from flashdl.scheduling import day_name, day_number, in_order, replay
from flashdl.store import bulk, familiar, log, rows
from flashdl.store.schema import CARD, EVENT, SCHEDULE
from flashdl.store.text import stored

_MANY = 5_000
_RESET, _STATE = EventKind.RESET.value, EventKind.STATE.value
_NOTHING = (None, None, None, None)
_SLOW = (
    "event_is_never_replaced", "card_is_scheduled", "flashdl_tally_without_card", "flashdl_tally_without_schedule",
    "event_by_id", "event_by_place", "event_by_day", "card_by_note",
    "schedule_by_due", "schedule_by_last_day",
)  # fmt: skip
"""What takes longer to keep true row by row than to make at the end. The first trigger is of no use to a plain INSERT,
which cannot replace: its two questions for each row take longer than all else. What the others do is done here."""
_ASKED = ("event_by_card", "schedule_by_card")
"""Indexes by which is asked what of a card is here."""
_PROJECT = rows.new_schedule(SCHEDULE.c.keys(), [f"?{place}" for place in range(1, len(SCHEDULE.c) + 1)])
_TAKING = "CREATE TEMP TABLE taking (number INTEGER, card TEXT, device TEXT)"
"""Cards whose log is copied from beside."""
_NAMED = "flashdl_arrived_id"
"""In SQL, the id of the event of a card at a time."""
# Where a row fails all is taken back, and so SQLite need not note for each statement what the pages were.
_COPY = f"""
INSERT OR FAIL INTO event SELECT {_NAMED}(taking.card, at_ms), device, at_ms * 2,
    taking.card, at_ms, ?1, ?2, day, kind, rating, duration_ms, ?3, ?4, ?5,
    interval_before, interval, ease, NULL, NULL, NULL, payload
FROM temp.taking CROSS JOIN {BESIDE}.{LOG} AS log ON log.number = taking.number"""
_TIMES = f"SELECT at_ms FROM {BESIDE}.{LOG} WHERE number = ?"
_TOLD = f"SELECT {', '.join(Answered._fields)} FROM {BESIDE}.{LOG} WHERE number = ? ORDER BY at_ms"
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
        parts: of any size.
        expected: about how many rows of the log there are in them.
    """
    much = is_much(connection, expected)
    held = connection.exec_driver_sql("SELECT 1 FROM event LIMIT 1").first() is not None
    if much:
        connection.exec_driver_sql("DELETE FROM flashdl_tally")
    else:
        # The ids of events are scattered, and so are the pages of the indexes that stay.
        connection.exec_driver_sql("PRAGMA cache_size = -24576")
    with (
        _aside(connection, _SLOW if much else ()),
        _aside(connection, _ASKED if much and not held else ()) as no,
    ):
        return _take_parts(connection, author, source, parts, at, much=much, unasked=no)


def is_much(connection: Connection, expected: int) -> bool:
    """Whether so many rows of the log are more than there are here."""
    held: int = connection.exec_driver_sql("SELECT COUNT(*) FROM event").scalar_one()
    return expected > max(held, _MANY)


@contextmanager
def _aside(connection: Connection, names: Collection[str]) -> Iterator[dict[str, str]]:
    """Without these indexes and triggers meanwhile; if it raises, the transaction brings them back.

    Yields: how each is made. What is made, and taken out there, in the block is not made behind it.
    """
    marks = ", ".join("?" * len(names))
    query = f"SELECT type, name, sql FROM sqlite_master WHERE name IN ({marks})"
    found = connection.exec_driver_sql(query, tuple(names)).fetchall()
    for kind, name, _ in found:
        connection.exec_driver_sql(f"DROP {kind} {name}")
    made = {name: sql for _, name, sql in found}
    yield made
    with bulk.sorting(connection) if made else nullcontext():
        for sql in made.values():
            connection.exec_driver_sql(sql)


class _Stamp(NamedTuple):
    """What all events bear that come in at once."""

    offset: int
    rollover: int
    scheduler: str
    version: int
    parameters: str


def _take_parts(
    connection: Connection,
    author: log.Author,
    source: int,
    parts: Iterable[Sequence[Arrival]],
    at: Moment,
    *,
    much: bool,
    unasked: dict[str, str],
) -> Taken:
    new = changed = unchanged = answers = 0
    name, version, parameters = author.scheduler.name, author.scheduler.version, author.scheduler.parameters
    stamp = _Stamp(at.offset, author.rollover, name, version, parameters)
    for made in ("DROP TABLE IF EXISTS temp.taking", _TAKING):
        connection.exec_driver_sql(made)
    # Where nothing was here, what is known came with an earlier part.
    before = familiar.Before() if much and not familiar.is_any_here(connection) else None
    for is_twin, part in ((place > 0, one) for each in parts for place, one in enumerate(_singly(each))):
        known = familiar.known(connection, part if before is None else before.among(part))
        if any(not one.question and familiar.is_wanted(known.get(card), source) for card, one in part.items()):
            raise StoreError("Another program has changed the database meanwhile; import the package again.")
        while known and unasked:
            connection.exec_driver_sql(unasked.popitem()[1])
        newer = familiar.newer(connection, part, known, source)
        here = set() if much else familiar.wholly_here(connection, part, known)
        rest = {card: one for card, one in part.items() if card not in here} if here else part
        news = _news(connection, stamp, rest, {} if unasked else _held(connection, rest), known)
        _insert_new(connection, source, [one for card, one in part.items() if card not in known], news.schedules)
        _update(connection, newer)
        answers += _write(connection, stamp, news)
        _project(connection, source, news.schedules, part, known)
        new, changed = new + len(part) - len(known), changed + len(newer)
        unchanged += 0 if is_twin else len(known) - len(newer)
    connection.exec_driver_sql("DROP TABLE temp.taking")
    return Taken(new, changed, unchanged, answers)


Values = Sequence[Any]


class _News(NamedTuple):
    """What of logs is not here."""

    copied: dict[str, Apart]
    """By card: copied from beside."""
    written: list[tuple[Any, ...]]
    """Rows that follow."""
    schedules: Mapping[str, Values | None]
    """By card: what becomes of it, as `rows.schedule_values`."""


def _singly(arrivals: Sequence[Arrival]) -> list[dict[str, Arrival]]:
    """Arrivals by card; where two notes of a package bear one guid, the second comes behind all the first."""
    found = [{one.id: one for one in arrivals}]
    if len(found[0]) == len(arrivals):
        return found
    found = [{}]
    for one in arrivals:
        card = one.id
        place = next((part for part in found if card not in part), None)
        if place is None:
            place = {}
            found.append(place)
        place[card] = one
    return found


def _news(
    connection: Connection,
    stamp: _Stamp,
    part: Mapping[str, Arrival],
    held: Mapping[str, set[str]],
    known: Container[str],
) -> _News:
    """
    Args:
        held: what `_held` gives.
        known: cards that are stored.
    """
    copied = {card: one.apart for card, one in part.items() if one.apart and card not in held and _says_all(one)}
    other = {card: one for card, one in part.items() if card not in held or not _is_here(connection, one, held[card])}
    # A card that was deleted left its log here: what that log says holds again.
    back = {card for card in held if card not in known and card not in other}
    logs = log.by_card(connection, (other.keys() & held.keys()) | back)
    written: list[tuple[Any, ...]] = []
    schedules = {card: _values(replay(logs[card])) for card in back}
    for card, one in other.items():
        past = logs.get(card)
        if not past and (card in copied or not (one.log or one.apart)):  # nearly all
            if _says_all(one):
                written.append(_stand(one, stamp))
                schedules[card] = rows.given_values(one.given)
            continue
        arrival = one if card in copied else _read(connection, one)
        fresh = list(_fresh(arrival, past or [], stamp))
        if past:
            fresh = _placed(past, fresh)
        written += fresh
        if _says_all(arrival) and not past:
            schedules[card] = rows.given_values(arrival.given)  # what Anki made of it stands last
        elif fresh or (past and card not in known):
            schedules[card] = _values(replay([*(past or ()), *map(rows.event, fresh)]))
    return _News(copied, written, schedules)


def _write(connection: Connection, stamp: _Stamp, news: _News) -> int:
    """Write what is new of logs; how many rows of the other program's that is."""
    _copy(connection, stamp, news.copied)
    if news.written:
        # What Anki made of a card stands behind its log.
        bulk.insert_rows(connection, "INSERT OR FAIL INTO event", EVENT.c.keys(), news.written)
    told = sum(str(row[-1]).startswith(MARK) for row in news.written)
    return told + sum(one.length for one in news.copied.values())


def _copy(connection: Connection, stamp: _Stamp, logs: Mapping[str, Apart]) -> None:
    """Copy the logs of these cards from beside."""
    if logs:
        taking = [(one.number, card, f"{familiar.DEVICE}{card}") for card, one in logs.items()]
        connection.exec_driver_sql("INSERT INTO temp.taking VALUES (?, ?, ?)", taking)
        with bulk.with_function(connection, _NAMED, 2, identity.arrived_at):
            connection.exec_driver_sql(_COPY, tuple(stamp))
        connection.exec_driver_sql("DELETE FROM temp.taking")


def _says_all(arrival: Arrival) -> bool:
    """Whether what the other program made of a card is told, so that nothing of its log has to be replayed."""
    return arrival.given is not None or arrival.is_reset


def _held(connection: Connection, cards: Collection[str]) -> dict[str, set[str]]:
    """The ids of the events of these cards, with nothing among them where a card has others than from there."""
    found: dict[str, set[str]] = {}
    for card, id_, device in bulk.found(connection, "SELECT card, id, device FROM event WHERE card IN", cards):
        found.setdefault(card, set()).add(id_ if device.startswith(familiar.DEVICE) else "")
    return found


def _is_here(connection: Connection, arrival: Arrival, held: set[str] | None) -> bool:
    """Whether there is nothing in an arrival's log that is not here."""
    if not held or "" in held:
        return False
    apart, times = arrival.apart, [row.at_ms for row in arrival.log]
    if apart:
        times = [at for (at,) in connection.exec_driver_sql(_TIMES, (apart.number,))]
    return held.issuperset([identity.arrived_at(arrival.id, at) for at in times])


def _read(connection: Connection, arrival: Arrival) -> Arrival:
    """The arrival with its log."""
    if arrival.apart is None:
        return arrival
    rows_ = connection.exec_driver_sql(_TOLD, (arrival.apart.number,))
    return arrival._replace(log=[Answered(*row) for row in rows_], apart=None)


def _insert_new(
    connection: Connection, source: int, arrivals: Sequence[Arrival], schedules: Mapping[str, Values | None]
) -> None:
    """
    Args:
        schedules: that they will have.
    """
    if not arrivals:
        return
    columns = dict(zip(Arrival._fields, map(list, zip(*arrivals, strict=True)), strict=True))
    scheduled = [int(schedules.get(card) is not None) for card in columns["id"]]
    values = {**rows.arrived_columns(columns), "source": source, "scheduled": scheduled}
    bulk.insert(connection, "INSERT INTO card", values)


def _update(connection: Connection, arrivals: Sequence[Arrival]) -> None:
    for one in arrivals:
        content = {**rows.content_row(one.candidate), "changed_ms": one.changed_ms}
        connection.execute(CARD.update().where(CARD.c.id == one.id).values(content))


def _fresh(arrival: Arrival, known: Sequence[Event], stamp: _Stamp) -> Iterator[tuple[Any, ...]]:
    """The events that this database does not have, as rows.

    Each card of the other program is a device of its own, whose sequence is the time.
    """
    card = arrival.id
    ids = {event.id for event in known}
    own = [event for event in known if not event.device.startswith(familiar.DEVICE)]
    device, (offset, rollover, *rules) = f"{familiar.DEVICE}{card}", stamp
    name, version, parameters = rules
    answers = 0
    for at_ms, day, kind, rating, duration, before, interval, ease, payload in (
        _not_own(arrival.log, own) if own else arrival.log
    ):
        id_ = identity.arrived_at(card, at_ms)
        if id_ in ids:
            continue
        answers += rating is not None
        yield (
            id_, device, at_ms * 2, card, at_ms, offset, rollover, day, kind, rating, duration, name, version,
            parameters, before, interval, ease, None, None, None, payload,
        )  # fmt: skip
    # What Anki makes of the card counts from its last answer there; where it heard nothing new it has nothing to say.
    if _says_all(arrival) and (answers or not known):
        stand = _stand(arrival, stamp)
        if stand[0] not in ids:
            yield stand


def _stand(arrival: Arrival, stamp: _Stamp) -> tuple[Any, ...]:
    """What the other program made of a card, as the row behind its log."""
    card, given, (offset, rollover, *rules) = arrival.id, arrival.given, stamp
    last = arrival.log[-1].at_ms if arrival.log else arrival.since_ms
    kind, told, after = _RESET, "{}", _NOTHING
    if given is not None:
        kind, told, after = _STATE, given.text, (given.interval, given.ease, *(arrival.memory or (None, None)))
    return (
        identity.arrived_id(f"{card} {kind} {last} {told}"), f"{familiar.DEVICE}{card}", last * 2 + 1, card, last,
        offset, rollover, day_name(day_number(last, offset, rollover)), kind, None, 0, *rules, None, *after, None, told,
    )  # fmt: skip


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


def _project(
    connection: Connection,
    source: int,
    schedules: Mapping[str, Values | None],
    part: Mapping[str, Arrival],
    known: Container[str],
) -> None:
    """
    Args:
        source: of the new cards.
        known: cards that were stored before, and may have a schedule.
    """
    if before := [(card,) for card in schedules if card in known]:
        connection.exec_driver_sql("DELETE FROM schedule WHERE card = ?", before)
    given = {card: one for card, one in schedules.items() if one is not None}
    if moved := {card: one for card, one in given.items() if card in known}:
        values = [(card, *one) for card, one in moved.items()]
        connection.exec_driver_sql(_PROJECT, values)
        # A new card was written so.
        connection.exec_driver_sql("UPDATE card SET scheduled = 1 WHERE id = ?", [(card,) for card in moved])
    fresh = [
        (card, *values, source, part[card].position, stored(part[card].deck), part[card].state, 0, None)
        for card, values in given.items()
        if card not in moved
    ]
    if fresh:
        bulk.insert_rows(connection, "INSERT INTO schedule", rows.OF_NEW_SCHEDULE, fresh)


def _values(schedule: Schedule | None) -> Values | None:
    return None if schedule is None else rows.schedule_values(schedule)
