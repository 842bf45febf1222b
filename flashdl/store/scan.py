"""Sources, and what reading them does to the cards, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any, Literal

from sqlalchemy import Connection, and_, bindparam, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from flashdl.errors import StoreError
from flashdl.model import (
    Candidate,
    Event,
    EventKind,
    Key,
    Moment,
    Plan,
    Rematch,
    Schedule,
    Source,
    SourceKind,
    State,
)
from flashdl.scheduling import study_day
from flashdl.store import bulk, inbox, log, remarks, rows
from flashdl.store.schema import CARD, DOCUMENT, EVENT, META, REJECTED_KIND, SOURCE
from flashdl.store.text import read, stored

Fate = Literal["keep", "suspend", "delete"]
"""What becomes of the cards of a source that is no longer followed."""

EXPORTED = ("question", "answers", "grading", "items", "hint", "tags", "file", "context", "excerpt")
"""What an exported card shows, its deck apart: Anki never moves a card that it has."""
_DIFFERS = " OR ".join(f"{name} IS NOT :{name}" for name in EXPORTED)
_EXPORTED_CHANGED = f"""UPDATE card SET changed_ms = :at
WHERE id = :known AND ({_DIFFERS} OR (grading = 'choice' AND choices IS NOT :choices))"""

COLUMNS = "columns of source "
"""In `meta`, before a source's number: what the columns of its table hold."""
SOURCE_COLUMNS = (SOURCE.c.id, SOURCE.c.path, SOURCE.c.kind, SOURCE.c.deck, SOURCE.c.inbox_first)


def sources(connection: Connection, *, removed: bool = False) -> tuple[Source, ...]:
    query = select(*SOURCE_COLUMNS).where(SOURCE.c.gone <= int(removed)).order_by(SOURCE.c.id)
    found = [_source(*row) for row in connection.execute(query)]
    remembered = dict(map(tuple, connection.execute(select(META).where(META.c.name.startswith(COLUMNS)))))
    if not remembered:
        return tuple(found)
    said = {name.removeprefix(COLUMNS): tuple(value.split(",")) for name, value in remembered.items()}
    return tuple(replace(one, columns=said.get(str(one.id), ())) for one in found)


def add_source(connection: Connection, path: str, kind: SourceKind, deck: str, columns: tuple[str, ...] = ()) -> Source:
    source = _added(connection, path, kind, deck)
    if not columns:
        return source
    said = {"name": f"{COLUMNS}{source.id}", "value": ",".join(columns)}
    known = upsert(META).values(said).on_conflict_do_update(index_elements=["name"], set_={"value": said["value"]})
    connection.execute(known)
    return replace(source, columns=columns)


def _added(connection: Connection, path: str, kind: SourceKind, deck: str) -> Source:
    query = select(*SOURCE_COLUMNS, SOURCE.c.gone).where(SOURCE.c.path == stored(path))
    row = connection.execute(query).first()
    if row is None:
        values = {"path": stored(path), "kind": kind.value, "deck": stored(deck), "gone": 0}
        (number,) = connection.execute(insert(SOURCE).values(values)).inserted_primary_key or (0,)
        return Source(number, path, kind, deck)
    if not row.gone:
        return _source(*row[:-1])
    again = update(SOURCE).where(SOURCE.c.id == row.id)
    connection.execute(again.values(gone=0, kind=kind.value, deck=stored(deck)))
    return Source(row.id, path, kind, deck, bool(row.inbox_first))


def was_followed(connection: Connection, path: str) -> bool:
    return connection.execute(select(SOURCE.c.id).where(SOURCE.c.path == stored(path))).first() is not None


def move_source(connection: Connection, source: int, path: str) -> None:
    _require(connection, source)
    connection.execute(update(SOURCE).where(SOURCE.c.id == source).values(path=stored(path)))


def remove_source(connection: Connection, source: int, fate: Fate) -> None:
    """Stop following a source. Its row stays as long as it has cards or rejected kinds, so that they find it again.

    The log keeps what was answered, whatever the fate. What the person decided about single cards and kinds is not
    forgotten either: they are set aside as orphans are, so that they come back as they were if the source does, a
    rejected card never as a new one and one accepted from the inbox not into it.
    """
    _require(connection, source)
    connection.execute(delete(META).where(META.c.name == f"{COLUMNS}{source}"))
    own = CARD.c.source == source
    if fate == "delete":
        remarks.remember_accepted(connection, source)
        undecided = CARD.c.state.in_((State.ACTIVE.value, State.INBOX.value))
        connection.execute(delete(CARD).where(own, undecided))
    if fate != "keep":
        connection.execute(update(CARD).where(own).values(orphaned=1))
    connection.execute(delete(DOCUMENT).where(DOCUMENT.c.source == source))
    decided = [CARD.c.id, own], [REJECTED_KIND.c.kind, REJECTED_KIND.c.source == source]
    if any(connection.execute(select(what).where(which).limit(1)).first() for what, which in decided):
        connection.execute(update(SOURCE).where(SOURCE.c.id == source).values(gone=1))
    else:
        connection.execute(delete(SOURCE).where(SOURCE.c.id == source))


def fingerprints(connection: Connection, source: int) -> dict[str, str]:
    query = select(DOCUMENT.c.file, DOCUMENT.c.fingerprint).where(DOCUMENT.c.source == source)
    return {read(row.file): row.fingerprint for row in connection.execute(query)}


def apply(connection: Connection, author: log.Author, plan: Plan, at: Moment, seen: Mapping[str, str] | None) -> None:
    """Do what a plan says. A person's decision (suspended, rejected, accepted) is never touched."""
    _require(connection, plan.source)
    _insert_new(connection, author, plan, at)
    remarks.accept_again(connection, plan)
    _update(connection, plan.source, (*plan.changed, *plan.returned, *plan.refreshed), at)
    _move(connection, author, plan, at)
    _take_schedules(connection, author, plan, at)
    # A pairing that is made and taken back at once: so the log holds what a person said no to.
    log.void_rematches(connection, author, _log_rematches(connection, author, plan.declined, at), at)
    orphan = update(CARD).where(CARD.c.source == plan.source, CARD.c.id == bindparam("orphan")).values(orphaned=1)
    if plan.orphaned:
        connection.execute(orphan, [{"orphan": card} for card in plan.orphaned])
    # Decided meanwhile, a card stays as it was decided.
    for cards, undecided, state in (
        (plan.risen, CARD.c.state == State.INBOX.value, State.ACTIVE),
        (plan.sunk, inbox.UNTOUCHED, State.INBOX),
    ):
        for part in log.paged(cards):
            connection.execute(update(CARD).where(CARD.c.id.in_(part), undecided).values(state=state.value))
    remarks.say(connection, remarks.BAND, dict(plan.bands))
    if seen is not None:
        connection.execute(delete(DOCUMENT).where(DOCUMENT.c.source == plan.source))
        files = [
            {"source": plan.source, "file": stored(file), "fingerprint": fingerprint}
            for file, fingerprint in seen.items()
        ]
        if files:
            connection.execute(insert(DOCUMENT), files)


_AT_ONCE = {"flashdl_tally_without_card": "DELETE FROM flashdl_tally"}
"""The trigger of `tallies` takes as long as the rows."""


def _insert_new(connection: Connection, author: log.Author, plan: Plan, at: Moment) -> None:
    if not plan.new:
        return
    written = 0
    with bulk.indexed_after(connection, CARD.name, len(plan.new), _AT_ONCE):
        for start in range(0, len(plan.new), bulk.PAGE):  # as rows they take as much room again as they do as values
            written += _written(connection, plan, plan.new[start : start + bulk.PAGE], at)
    if written < len(plan.new):
        _refuse_foreign(connection, plan)
        # Another flashdl stored the same plan a moment ago: the card is there, and stays as it was decided.
        _update(connection, plan.source, plan.new, at)
    _take_up_history(connection, author, plan, at)


def _written(connection: Connection, plan: Plan, new: Sequence[tuple[str, Candidate]], at: Moment) -> int:
    """Write some of a plan's new cards; how many were not there."""
    candidates = [candidate for _, candidate in new]
    columns = {
        "id": [card for card, _ in new],
        "source": plan.source,
        "state": bulk.column(attrgetter("value"), [candidate.state for candidate in candidates]),
        "changed_ms": at.ms,
        **rows.card_columns(candidates),
    }
    return bulk.insert(connection, "INSERT INTO card", columns, "ON CONFLICT (id) DO NOTHING")


def _refuse_foreign(connection: Connection, plan: Plan) -> None:
    for card, source in bulk.found(connection, "SELECT id, source FROM card WHERE id IN", dict(plan.new)):
        if source != plan.source:
            raise StoreError(f"The card id {card} belongs to another source already; give the card another id.")


def _take_up_history(connection: Connection, author: log.Author, plan: Plan, at: Moment) -> None:
    """A deleted card that comes back under its own id has its log still: its schedule and key follow from that."""
    if connection.execute(select(EVENT.c.id).limit(1)).first() is None:
        return
    new = dict(plan.new)
    known = bulk.found(connection, "SELECT card FROM event WHERE card IN", new)
    logs = log.by_card(connection, {card for (card,) in known})
    log.project(connection, logs)
    back = [
        Rematch(card, old, new[card], "the card was deleted and has come back")
        for card, known in logs.items()
        if (old := log.key_after(known)) is not None and old != new[card].key
    ]
    _log_rematches(connection, author, back, at)


def _take_schedules(connection: Connection, author: log.Author, plan: Plan, at: Moment) -> None:
    """Schedules that the source holds, for cards of it that have no history of their own here.

    The same schedule is written once; a newer one of the source follows it until the first answer is given here.
    """
    given = dict(plan.given)
    own = {row.id for row in connection.execute(select(CARD.c.id).where(CARD.c.source == plan.source))} if given else ()
    logs = log.by_card(connection, given)
    fresh = [
        (card, schedule)
        for card, schedule in given.items()
        if card in own and not _has_history(logs.get(card, ()), schedule)
    ]
    entries = [(card, {"payload": rows.json_text(_state(schedule, author, at))}) for card, schedule in fresh]
    log.append(connection, author, EventKind.STATE, at, entries)
    log.project(connection, [card for card, _ in fresh])


def _has_history(known: Iterable[Event], schedule: Schedule) -> bool:
    """Whether a card was answered, reset or rescheduled here, or was given this very schedule."""
    events = list(known)
    if any(event.kind not in (EventKind.STATE, EventKind.REMATCH) for event in events):
        return True
    given = [rows.json_value(event.payload) for event in events if event.kind is EventKind.STATE]
    same = rows.schedule_row(schedule)
    return bool(given) and all(given[-1][name] == same[name] for name in ("due", "interval", "ease", "lapses"))


def _state(schedule: Schedule, author: log.Author, at: Moment) -> dict[str, object]:
    """The payload of a STATE. A last answer in the future, by another clock, would make all until then a drill."""
    last = min(schedule.last_day, study_day(at, author.rollover))
    return {**rows.schedule_row(schedule), "last_day": last.isoformat(), "drill": schedule.drill}


def _update(connection: Connection, source: int, cards: Iterable[tuple[str, Candidate]], at: Moment) -> None:
    values = [{"known": card} | rows.content_row(candidate) for card, candidate in cards]
    if values:
        _date(connection, values, at)
        connection.execute(update(CARD).where(CARD.c.source == source, CARD.c.id == bindparam("known")), values)


def _date(connection: Connection, values: Iterable[dict[str, Any]], at: Moment) -> None:
    """Remember of cards that are about to be updated when what is exported of them changed; others keep their time."""
    connection.exec_driver_sql(_EXPORTED_CHANGED, [one | {"at": at.ms} for one in values])


def _move(connection: Connection, author: log.Author, plan: Plan, at: Moment) -> None:
    """Give cards the keys they were found under; one that has another key by now was moved by someone else."""
    keys = _keys(connection, plan.source, (move.card for move in plan.moved))
    moved = [move for move in plan.moved if keys.get(move.card) == rows.key_row(move.old)]
    if not moved:
        return
    values = [
        {"known": move.card} | rows.key_row(move.candidate.key) | rows.content_row(move.candidate) for move in moved
    ]
    _date(connection, values, at)
    connection.execute(update(CARD).where(CARD.c.id == bindparam("known")), values)
    _log_rematches(connection, author, moved, at)


def _keys(connection: Connection, source: int, cards: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The key columns of those cards that the source has."""
    query = select(CARD.c.id, *(CARD.c[name] for name in Key.__slots__)).where(CARD.c.source == source)
    return {
        card: dict(zip(Key.__slots__, key, strict=True))
        for part in log.paged(cards)
        for card, *key in connection.execute(query.where(CARD.c.id.in_(part)))
    }


def last_rematches(connection: Connection) -> list[Event]:
    """The pairings of the last scan that made any, less those that were taken back."""
    standing = EVENT.c.id.not_in(select(EVENT.c.target).where(EVENT.c.kind == EventKind.VOID.value))
    rematches = and_(EVENT.c.kind == EventKind.REMATCH.value, standing)
    last = select(EVENT.c.device, EVENT.c.at_ms).where(rematches).order_by(log.ROWID.desc()).limit(1)
    query = select(*rows.EVENT_COLUMNS).where(rematches).order_by(log.ROWID)
    latest = connection.execute(last).first()
    if latest is None:
        return []
    query = query.where(EVENT.c.device == latest.device, EVENT.c.at_ms == latest.at_ms)
    return [rows.event(row) for row in connection.execute(query)]


def standing(connection: Connection, rematches: Sequence[Event]) -> list[Event]:
    """Those of the pairings that nobody took back."""
    voided: set[str | None] = set()
    for ids in log.paged([event.id for event in rematches]):
        query = select(EVENT.c.target).where(EVENT.c.kind == EventKind.VOID.value, EVENT.c.target.in_(ids))
        voided.update(connection.execute(query).scalars())
    return [event for event in rematches if event.id not in voided]


def _log_rematches(connection: Connection, author: log.Author, moved: Iterable[Rematch], at: Moment) -> list[Event]:
    entries = [
        (
            move.card,
            {
                "payload": rows.json_text(
                    {
                        "from": rows.key_value(move.old),
                        "to": rows.key_value(move.candidate.key),
                        "evidence": move.evidence,
                    }
                )
            },
        )
        for move in moved
    ]
    return log.append(connection, author, EventKind.REMATCH, at, entries)


def _source(number: int, path: str, kind: str, deck: str, inbox_first: int) -> Source:
    return Source(number, read(path), SourceKind(kind), read(deck), bool(inbox_first))


def _require(connection: Connection, source: int) -> None:
    if connection.execute(select(SOURCE.c.id).where(SOURCE.c.id == source)).first() is None:
        raise StoreError(f"There is no source {source} in the database.")
