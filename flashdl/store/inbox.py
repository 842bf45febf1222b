"""What waits for a decision, and what the decisions so far say, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    delete,
    distinct,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from flashdl.model import Decisions, EventKind, Lesson, State
from flashdl.store import log, remarks
from flashdl.store.schema import CARD, EVENT, REJECTED_KIND, SCHEDULE, SOURCE
from flashdl.store.text import read, stored
from flashdl.triage import Band

_KIND_IS_REJECTED = exists().where(REJECTED_KIND.c.source == CARD.c.source, REJECTED_KIND.c.kind == CARD.c.kind)
WAITING = and_(CARD.c.state == State.INBOX.value, CARD.c.orphaned == 0, ~_KIND_IS_REJECTED)
"""True of a card that the person is to decide about. One whose kind is rejected is there, and counts nowhere."""


_HAS_PAST = exists().where(EVENT.c.card == CARD.c.id, EVENT.c.kind != EventKind.REMATCH.value)
UNTOUCHED = and_(
    CARD.c.state.in_((State.ACTIVE.value, State.INBOX.value)), CARD.c.accepted == 0, CARD.c.flag == 0, ~_HAS_PAST
)
"""True of a card that the notes alone made what it is: nobody has answered, decided or marked it."""


def accepted_after(state: State) -> ColumnElement[int] | int:
    """Whether a card counts as accepted by hand once it is put into this state."""
    if state is State.INBOX:
        return 0
    came = case((CARD.c.state != State.ACTIVE.value, 1), else_=CARD.c.accepted)
    return came if state is State.ACTIVE else CARD.c.accepted


def counted(connection: Connection) -> tuple[int, int]:
    """How many cards wait, and from how many notes."""
    place = distinct(CARD.c.source.concat(":").concat(CARD.c.file))
    cards, notes = connection.execute(select(func.count(), func.count(place)).where(WAITING)).one()
    return cards, notes


def decisions(connection: Connection, source: int) -> Decisions:
    """What was decided about a source; nothing for one that is not there."""
    first = connection.execute(select(SOURCE.c.inbox_first).where(SOURCE.c.id == source)).scalar()
    kinds = connection.execute(select(REJECTED_KIND.c.kind).where(REJECTED_KIND.c.source == source)).scalars()
    lessons = {read(kind): Lesson(kept, rejected) for kind, kept, rejected in connection.execute(_lessons(source))}
    return Decisions(bool(first), frozenset(map(read, kinds)), lessons)


def untouched(connection: Connection, cards: Iterable[str]) -> set[str]:
    """Those of the cards that nobody has answered, decided, marked, tagged or put into another deck."""
    query = select(CARD.c.id).where(UNTOUCHED)
    found = [card for part in log.paged(cards) for (card,) in connection.execute(query.where(CARD.c.id.in_(part)))]
    return {*found} - {*remarks.said(connection, remarks.TAGS, found), *remarks.said(connection, remarks.DECK, found)}


def bands(connection: Connection) -> dict[str, Band]:
    """By card, of those that only their notes moved out of the inbox or back, as long as nobody touches them."""
    known = remarks.said(connection, remarks.BAND)
    return {card: (known[card][0], known[card][1]) for card in untouched(connection, known)}


def _lessons(source: int) -> Select[Any]:
    answered = exists().where(SCHEDULE.c.card == CARD.c.id)
    kept = and_(CARD.c.state == State.ACTIVE.value, or_(CARD.c.accepted == 1, answered))
    rejected = CARD.c.state == State.REJECTED.value
    query = select(CARD.c.kind, _number_of(kept), _number_of(rejected)).where(CARD.c.source == source)
    return query.group_by(CARD.c.kind).having(_number_of(or_(kept, rejected)) > 0)


def _number_of(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def set_inbox_first(connection: Connection, source: int, on: bool) -> None:
    connection.execute(update(SOURCE).where(SOURCE.c.id == source).values(inbox_first=int(on)))


def reject_kind(connection: Connection, source: int, kind: str) -> None:
    fresh = upsert(REJECTED_KIND).values(source=source, kind=stored(kind))
    connection.execute(fresh.on_conflict_do_nothing())


def allow_kind(connection: Connection, source: int, kind: str) -> bool:
    """Take a rejection of a kind back; whether there was one."""
    query = delete(REJECTED_KIND).where(REJECTED_KIND.c.source == source, REJECTED_KIND.c.kind == stored(kind))
    return connection.execute(query).rowcount > 0
