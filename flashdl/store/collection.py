"""`Store`: the collection of cards, schedules and the log, in one SQLite file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import ColumnElement, and_, or_, select

from flashdl.errors import StoreError
from flashdl.model import (
    Answer,
    Card,
    Decisions,
    DeckCounts,
    Event,
    EventKind,
    Key,
    Limits,
    Moment,
    Plan,
    Schedule,
    Source,
    SourceKind,
    State,
)
from flashdl.scheduling import Scheduler
from flashdl.scheduling.sm2 import Sm2
from flashdl.session import AFTER_LEVEL, LEVEL, Agenda, Counts, Waiting, by_name
from flashdl.store import amounts, asking, checks, choices, devices, figures, inbox, log, remarks, rows, scan, waiting
from flashdl.store.care import Care
from flashdl.store.connections import Connections
from flashdl.store.exchange import Exchange
from flashdl.store.finding import Finding
from flashdl.store.past import Past
from flashdl.store.scan import Fate
from flashdl.store.schema import CARD, EVENT, SCHEDULE
from flashdl.store.text import stored
from flashdl.store.waiting import Glance
from flashdl.triage import Band

__all__ = ["Fate", "Store"]


class Store(Care, Exchange, Finding, Past):
    """The collection. Values in, values out, one transaction a method; threads may share it.

    Every method raises StoreError where the database cannot be used; then nothing was written.
    """

    def __init__(self, connections: Connections, author: log.Author) -> None:
        """Use `Store.open`."""
        self._connections = connections
        self._author = author

    @classmethod
    def open(
        cls, path: Path, *, rollover: int = 4, scheduler: Scheduler | None = None, patience_ms: int = 5_000
    ) -> Self:
        """Open a database; it and its folder are made where they are missing.

        Args:
            rollover: hour at which a study day begins, for answers recorded from now on.
            scheduler: for answers recorded from now on; None: SM-2 as published.
            patience_ms: how long to wait for another program's write to end.

        Raises:
            StoreError: not a flashdl database, a newer one, damaged, locked or not writable. The file is as it was.
        """
        connections = Connections(path, patience_ms)
        try:
            with connections.writing() as connection:
                device, former = devices.settled(connection, path)
        except BaseException:
            connections.close()
            raise
        return cls(connections, log.Author(device, rollover, scheduler or Sm2(), former))

    def close(self) -> None:
        self._connections.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def path(self) -> Path:
        return self._connections.path

    @property
    def device(self) -> str:
        """The id that this database's own events carry."""
        return self._author.device

    # Sources and scans

    def sources(self, *, removed: bool = False) -> tuple[Source, ...]:
        """What is followed, in the order of adding.

        Args:
            removed: what was followed, too, and has cards or decisions left.
        """
        with self._connections.reading() as connection:
            return scan.sources(connection, removed=removed)

    def add_source(self, path: str, kind: SourceKind, deck: str, columns: tuple[str, ...] = ()) -> Source:
        """Follow a path. One that is followed already stays as it is; one that was removed has its cards again.

        Args:
            columns: of a table, to be remembered.
        """
        with self._connections.writing() as connection:
            return scan.add_source(connection, path, kind, deck, columns)

    def was_followed(self, path: str) -> bool:
        """Whether cards or decisions are left of a source that was followed at a path."""
        with self._connections.reading() as connection:
            return scan.was_followed(connection, path)

    def move_source(self, source: int, path: str) -> None:
        """Follow a source at another path, to which it has moved."""
        with self._connections.writing() as connection:
            scan.move_source(connection, source, path)

    def remove_source(self, source: int, fate: Fate) -> None:
        """Stop following a source.

        Args:
            fate: of its cards: "keep" goes on asking them, "suspend" does not until the source is added again;
                "delete" drops cards and schedules. The log stays in any case, and so does a rejection.
        """
        with self._connections.writing() as connection:
            scan.remove_source(connection, source, fate)

    def stored(self, source: int) -> tuple[Card, ...]:
        """Every card of a source, orphans and rejected ones too, in the order of learning."""
        with self._connections.reading() as connection:
            query = select(*rows.CARD_COLUMNS).where(CARD.c.source == source).order_by(CARD.c.position, CARD.c.id)
            return tuple(map(rows.card, connection.execute(query)))

    def taken_ids(self) -> frozenset[str]:
        """Ids that no new card may be given. A deleted card's id is free: what asks the same takes up its history."""
        with self._connections.reading() as connection:
            found = connection.execute(select(CARD.c.id))
            return frozenset(row[0] for row in found)

    def declined(self) -> frozenset[tuple[str, Key]]:
        """(card, new key) of each rematch that was taken back: never to be offered again."""
        taken_back = select(EVENT.c.target).where(EVENT.c.kind == EventKind.VOID.value)
        query = select(*rows.EVENT_COLUMNS).where(EVENT.c.kind == EventKind.REMATCH.value, EVENT.c.id.in_(taken_back))
        with self._connections.reading() as connection:
            events = [rows.event(row) for row in connection.execute(query)]
        return frozenset((event.card, log.to_key(event)) for event in events)

    def keys_of_deleted(self) -> dict[Key, str]:
        """Key to the card that had it last, of cards that had moved before they were deleted."""
        with self._connections.reading() as connection:
            return log.keys_of_deleted(connection)

    def former_keys(self, cards: Collection[str]) -> list[tuple[str, Key]]:
        """(card, key) of the keys that these cards had before or after a rematch, the latest first."""
        with self._connections.reading() as connection:
            return log.former_keys(connection, cards)

    def fingerprints(self, source: int) -> dict[str, str]:
        """File to fingerprint, as the last `apply` gave them."""
        with self._connections.reading() as connection:
            return scan.fingerprints(connection, source)

    def apply(self, plan: Plan, at: Moment, fingerprints: Mapping[str, str] | None = None) -> None:
        """Do what a plan says, wholly or not at all.

        Args:
            fingerprints: of all documents of the source, as they were read; None leaves those known.
        """
        with self._connections.writing() as connection:
            scan.apply(connection, self._author, remarks.in_own_decks(connection, plan), at, fingerprints)

    def last_pairings(self) -> list[Event]:
        """The pairings of the last scan that made any, for `undo_scan`."""
        with self._connections.reading() as connection:
            return scan.last_rematches(connection)

    def undo_scan(self, pairings: Sequence[Event], at: Moment) -> tuple[Event, ...]:
        """Take back pairings, as `last_pairings` told them: none of them is made again.

        Returns:
            those that were taken back, which others may have been meanwhile. The next scan sets their cards aside and
            makes new ones.
        """
        with self._connections.writing() as connection:
            taken_back = scan.standing(connection, pairings)
            log.void_rematches(connection, self._author, taken_back, at)
            return tuple(taken_back)

    # Cards

    def card(self, card: str) -> Card:
        """Raises: StoreError: there is no such card."""
        with self._connections.reading() as connection:
            row = connection.execute(select(*rows.CARD_COLUMNS).where(CARD.c.id == card)).first()
            if row is None:
                raise StoreError(f"There is no card {card} in the database.")
            return rows.card(row)

    def cards(self, deck: str | None = None, *, state: State | None = None) -> Iterator[Card]:
        """Cards by source and place in it, orphans and rejected ones too.

        Args:
            deck: only this deck and its children.
            state: only those in this state.
        """
        query = select(*rows.CARD_COLUMNS).order_by(CARD.c.source, CARD.c.position, CARD.c.id)
        if deck is not None:
            query = query.where(_is_in(deck))
        if state is not None:
            query = query.where(CARD.c.state == state.value)
        with self._connections.reading() as connection:
            return iter([rows.card(row) for row in connection.execute(query)])

    def deck_names(self) -> tuple[str, ...]:
        """Decks that have cards to ask, now or some day, by name."""
        with self._connections.reading() as connection:
            return tuple(sorted(waiting.decks(waiting.on(connection)), key=by_name))

    def schedule(self, card: str) -> Schedule | None:
        """None for a card that was never answered, or reset."""
        query = select(*rows.SCHEDULE_COLUMNS).where(SCHEDULE.c.card == card)
        with self._connections.reading() as connection:
            row = connection.execute(query).first()
            return rows.schedule(row) if row else None

    def schedules(self) -> dict[str, Schedule]:
        """By card; new cards are left out."""
        with self._connections.reading() as connection:
            found = connection.execute(select(SCHEDULE.c.card, *rows.SCHEDULE_COLUMNS))
            return {card: rows.schedule(row) for card, *row in found}

    def set_state(self, cards: Iterable[str], state: State, *, by_hand: bool = True) -> None:
        """That a person wants a card asked is remembered; put back into the inbox, it is undecided.

        Args:
            by_hand: the person looked at them. What follows from decisions or takes one back is none, and teaches
                nothing.
        """
        accepted = {"accepted": inbox.accepted_after(state)} if by_hand or state is State.INBOX else {}
        self._change(cards, {"state": state.value, **accepted})

    def elsewhere(self, source: int) -> Iterator[tuple[str, str, str]]:
        """(question, shown answer, deck) of the cards of all other sources."""
        query = select(CARD.c.question, CARD.c.answers, CARD.c.deck).where(
            CARD.c.source != source, CARD.c.orphaned == 0
        )
        with self._connections.reading() as connection:
            return iter([rows.asked(row) for row in connection.execute(query)])

    # The inbox

    def inbox(self, source: int | None = None, deck: str | None = None) -> list[Card]:
        """Cards that wait for a decision, by source and place in it.

        Args:
            source: only of this source.
            deck: only of this deck and its children.
        """
        query = select(*rows.CARD_COLUMNS).where(inbox.WAITING)
        query = query.order_by(CARD.c.source, CARD.c.position, CARD.c.id)
        if source is not None:
            query = query.where(CARD.c.source == source)
        if deck is not None:
            query = query.where(_is_in(deck))
        with self._connections.reading() as connection:
            return [rows.card(row) for row in connection.execute(query)]

    def waiting_card(self, card: str) -> Card | None:
        """A card that waits for a decision; None where it does not, or not any more."""
        with self._connections.reading() as connection:
            row = connection.execute(select(*rows.CARD_COLUMNS).where(CARD.c.id == card, inbox.WAITING)).first()
            return rows.card(row) if row else None

    def inbox_count(self) -> tuple[int, int]:
        """How many cards wait for a decision, and from how many notes."""
        with self._connections.reading() as connection:
            return inbox.counted(connection)

    def decisions(self, source: int) -> Decisions:
        """What the person's decisions say of a source's new cards."""
        with self._connections.reading() as connection:
            return inbox.decisions(connection, source)

    def accepted_before(self) -> frozenset[str]:
        """Cards that the person accepted and that were then deleted with their source."""
        with self._connections.reading() as connection:
            return frozenset(remarks.said(connection, remarks.ACCEPTED))

    def bands(self) -> dict[str, Band]:
        """Of cards that only their notes moved out of the inbox or back, by id; none of one that a person touched."""
        with self._connections.reading() as connection:
            return inbox.bands(connection)

    def untouched(self, cards: Collection[str]) -> set[str]:
        """Those of the cards that the notes alone made what they are: not answered, decided or marked by anybody."""
        with self._connections.reading() as connection:
            return inbox.untouched(connection, cards)

    def set_inbox_first(self, source: int, *, on: bool) -> None:
        """Whether all new cards of a source wait for a decision; those that are there stay as they are."""
        with self._connections.writing() as connection:
            inbox.set_inbox_first(connection, source, on)

    def reject_kind(self, source: int, kind: str) -> None:
        """Take the cards of a kind that wait, now or later, for rejected, until `allow_kind`."""
        with self._connections.writing() as connection:
            inbox.reject_kind(connection, source, kind)

    def allow_kind(self, source: int, kind: str) -> bool:
        """Let a kind's cards wait for a decision again; whether the kind had been rejected."""
        with self._connections.writing() as connection:
            return inbox.allow_kind(connection, source, kind)

    # Today

    def waiting(self, today: date) -> list[Waiting]:
        """Every card that today may ask, and those that were answered today."""
        with self._connections.reading() as connection:
            return asking.every(waiting.on(connection), today)

    def done(self, today: date) -> tuple[int, int]:
        """New cards and other cards whose answer counted today."""
        with self._connections.reading() as connection:
            return amounts.done(waiting.on(connection), today.isoformat())

    def agenda(
        self,
        today: date,
        limits: Limits,
        deck: str | None = None,
        only: Collection[str] | None = None,
        *,
        willing: bool = False,
    ) -> Agenda:
        """What today asks.

        Args:
            willing: somebody wants to review, be it on a day of a planned break.
            deck: only of this deck and its children.
            only: only of the cards with these ids.
        """
        with self._connections.reading() as connection:
            rows = waiting.on(connection)
            return waiting.agenda(rows, today, waiting.allowance(rows, today, limits, willing=willing), deck, only)

    def deck_counts(self, today: date, limits: Limits, *, shared: bool = False) -> tuple[DeckCounts, ...]:
        """How much `agenda` holds for all decks together (first, named ""), then for each deck by name.

        Args:
            shared: of each deck its part of the first, and not what it would ask alone.
        """
        with self._connections.reading() as connection:
            return waiting.counted(waiting.on(connection), today, limits, shared=shared)

    def asked_alone(self, today: date, limits: Limits, deck: str) -> Counts:
        """How much `agenda` holds of one deck, as a sitting of it is given."""
        with self._connections.reading() as connection:
            return waiting.alone(waiting.on(connection), today, limits, deck)

    def glance(self, today: date, limits: Limits) -> Glance:
        """What the home screen says first."""
        with self._connections.reading() as connection:
            return waiting.glance(waiting.on(connection), today, limits)

    # The log

    def record(self, answer: Answer) -> Event:
        """Append an answer to the log. On disk when this returns."""
        with self._connections.writing() as connection:
            author = choices.writing_for(connection, self._author, answer.card)
            return log.record(connection, author, answer)

    def void(self, event: str, at: Moment) -> Event:
        """Take an event back.

        Returns:
            the void, which itself cannot be taken back.
        """
        with self._connections.writing() as connection:
            return log.void(connection, self._author, event, at)

    def log(self, card: str | None = None) -> Iterator[Event]:
        """Events in the order of appending, of one card or of all."""
        if card is not None:
            with self._connections.reading() as connection:
                own = log.events(connection, card)
            yield from own
            return
        place = 0
        while True:
            with self._connections.reading() as connection:
                found = log.page(connection, place)
            if not found:
                return
            yield from (event for _, event in found)
            place = found[-1][0]

    def check(self) -> list[str]:
        """A sentence for each fault of the file or of a projection; empty where all is well."""
        # SQLite goes through the file while Python replays the log.
        of_rows, of_file, of_sums = self._connections.at_once(checks.check_rows, checks.check_file, checks.check_sums)
        # Sums are counted by the file's indexes, and say nothing where these are no true ones.
        return of_file + of_rows + ([] if of_file else of_sums)

    def repair(self) -> int:
        """Make every index, schedule and key what the rows and the log say; how many were not."""
        (mended,) = self._connections.at_once(checks.repair, writes=True)
        return mended

    # Figures

    def streak_days(self, today: date) -> int:
        """Study days in a row with an answer, up to today; up to yesterday while today has none."""
        with self._connections.reading() as connection:
            return figures.streak_days(connection, today)

    def recall(self, today: date, days: int = 30) -> float | None:
        """The share of reviews that were not AGAIN in the last study days; None where there were none."""
        with self._connections.reading() as connection:
            return figures.recall(connection, today, days)

    def forecast(self, today: date, days: int = 14) -> list[int]:
        """Reviews that fall due on each day from today on; the first holds what is overdue too."""
        with self._connections.reading() as connection:
            return figures.forecast(connection, today, days)

    def answered(self, today: date, days: int = 1) -> list[int]:
        """Answers given on each of the last study days, today the last; drills and cramming too."""
        with self._connections.reading() as connection:
            return figures.answered(connection, today, days)


def _is_in(deck: str) -> ColumnElement[bool]:
    """True of a card in a deck or its children."""
    name = stored(deck)
    return or_(CARD.c.deck == name, and_(name + LEVEL <= CARD.c.deck, name + AFTER_LEVEL > CARD.c.deck))
