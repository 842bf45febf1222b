"""The part of `Store` that looks after single cards and after what schedules them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from flashdl.model import Event, EventKind, Limits, Moment, Rating, State
from flashdl.scheduling import Scheduler, replay, study_day
from flashdl.scheduling.future import MEMORY, Mind
from flashdl.scheduling.pace import Vacation, written
from flashdl.scheduling.switching import Change
from flashdl.scheduling.training import Life, life
from flashdl.session import holds
from flashdl.store import checks, choices, log, remarks, waiting
from flashdl.store.connections import Connections
from flashdl.store.schema import CARD, META, SCHEDULE
from flashdl.store.text import read


class Care:
    """Methods of `Store`, in a file of their own."""

    _connections: Connections
    _author: log.Author

    def bury(self, cards: Iterable[str], day: date | None) -> None:
        """Keep cards from being asked on a study day; None takes that back."""
        self._change(cards, {"buried_day": day.isoformat() if day else None})

    def flag(self, cards: Iterable[str], flag: int) -> None:
        """Mark cards for oneself.

        Args:
            flag: 1 to 7; 0 takes a mark away.
        """
        self._change(cards, {"flag": flag})

    def tag(self, cards: Iterable[str], add: Collection[str], remove: Collection[str], at: Moment) -> None:
        """Give cards tags of one's own, or take such away; those that their notes give them stay."""
        ids = list(dict.fromkeys(cards))
        more, less = ([remarks.tag(one) for one in given] for given in (add, remove))
        with self._connections.writing() as connection:
            log.require_cards(connection, ids)
            known = remarks.said(connection, remarks.TAGS, ids)
            tags = {card: [one for one in known.get(card, ()) if one not in less] for card in ids}
            for own in tags.values():
                own += [one for one in dict.fromkeys(more) if one and one not in own]
                del own[remarks.MOST_TAGS :]
            remarks.say(connection, remarks.TAGS, tags)
            for part in log.paged(ids):
                connection.execute(update(CARD).where(CARD.c.id.in_(part)).values(changed_ms=at.ms))

    def own_tags(self, cards: Iterable[str] | None = None) -> dict[str, list[str]]:
        """By card, the tags that the person gave it; cards without are left out."""
        with self._connections.reading() as connection:
            return remarks.said(connection, remarks.TAGS, cards)

    def move(self, cards: Iterable[str], deck: str, at: Moment) -> None:
        """Put cards into a deck of the person's choice, whatever their notes say.

        Args:
            deck: empty: the one that their notes put them into.
        """
        ids = list(dict.fromkeys(cards))
        with self._connections.writing() as connection:
            log.require_cards(connection, ids)
            remarks.move(connection, ids, deck, at)

    def own_decks(self, cards: Iterable[str] | None = None) -> dict[str, str]:
        """By card, the deck that the person put it into; the others are left out."""
        with self._connections.reading() as connection:
            return {card: own for card, (own, _) in remarks.said(connection, remarks.DECK, cards).items()}

    def say_why(self, cards: Iterable[str], reason: str) -> None:
        """Remember why cards were rejected; empty forgets it."""
        with self._connections.writing() as connection:
            remarks.say(connection, remarks.WHY_REJECTED, dict.fromkeys(cards, reason))

    def why_rejected(self, cards: Iterable[str]) -> dict[str, str]:
        """By card, what was said when it was rejected; cards of which nothing was said are left out."""
        with self._connections.reading() as connection:
            return remarks.said(connection, remarks.WHY_REJECTED, cards)

    def flags(self) -> dict[str, int]:
        """By card, 1 to 7; those without a mark are left out."""
        with self._connections.reading() as connection:
            found = connection.execute(select(CARD.c.id, CARD.c.flag).where(CARD.c.flag > 0))
            return {row.id: row.flag for row in found}

    def buried(self, today: date) -> frozenset[str]:
        """Cards that are kept from being asked on this study day."""
        with self._connections.reading() as connection:
            found = connection.execute(select(CARD.c.id).where(CARD.c.buried_day == today.isoformat()))
            return frozenset(row.id for row in found)

    def reset(self, cards: Iterable[str], at: Moment) -> None:
        """Make cards new again; their log stays."""
        ids = list(dict.fromkeys(cards))
        with self._connections.writing() as connection:
            log.reset(connection, self._author, ids, at)

    def set_due(self, cards: Iterable[str], day: date, at: Moment) -> dict[str, date]:
        """Have cards asked on a study day, whatever their schedule says; intervals and ease stay.

        Returns:
            by id, the day that each is due: later than was said where it was answered today already, for a day counts
            one answer. New cards have no due day, and are left alone.
        """
        ids = list(dict.fromkeys(cards))
        with self._connections.writing() as connection:
            log.require_cards(connection, ids)
            found = connection.execute(select(SCHEDULE.c.card, SCHEDULE.c.last_day))
            last = {row.card: date.fromisoformat(row.last_day) for row in found}
            today = study_day(at, self._author.rollover)
            free = {card: day if on < today else on + timedelta(days=1) for card, on in last.items()}
            moved = {card: max(day, free[card]) for card in ids if card in free}
            payloads = [(card, {"payload": json.dumps({"day": on.isoformat()})}) for card, on in moved.items()]
            log.append(connection, self._author, EventKind.DUE, at, payloads)
            log.project(connection, moved)
        return moved

    def _change(self, cards: Iterable[str], values: Mapping[str, Any]) -> None:
        ids = list(cards)
        with self._connections.writing() as connection:
            log.require_cards(connection, ids)
            for part in log.paged(ids):
                connection.execute(update(CARD).where(CARD.c.id.in_(part)).values(values))

    # Undo

    def undo_answer(self, at: Moment) -> Event | None:
        """Take back the last answer that stands, whenever it was given.

        Returns:
            it; None where none is left.
        """
        return self._undo(None, log.ANSWERS, at)

    def undo_card(self, card: str, at: Moment) -> Event | None:
        """Take back the last that happened to a card's schedule: an answer or its change, a reset, a due day, a switch.

        Returns:
            it; None where nothing is left.
        """
        kinds = {EventKind.CHANGE, EventKind.RESET, EventKind.DUE, EventKind.SWITCH}
        return self._undo(card, log.ANSWERS | kinds, at)

    def _undo(self, card: str | None, kinds: Collection[EventKind], at: Moment) -> Event | None:
        with self._connections.writing() as connection:
            last = log.last_event(connection, self._author, card, kinds)
            if last is not None:
                log.void(connection, self._author, last.id, at)
        return last

    def change_rating(self, event: str, rating: Rating, at: Moment) -> Event:
        """Give an earlier answer another rating; `Store.void` of what is returned takes that back.

        Raises:
            StoreError: there is no such answer, or it was taken back.
        """
        with self._connections.writing() as connection:
            return log.change(connection, self._author, event, rating, at)

    def remarks(self, today: date) -> list[str]:
        """A sentence for each thing in the log that is no fault but may surprise: a clock ahead, or set back."""
        (found,) = self._connections.at_once(partial(checks.remarks, tomorrow=today + timedelta(days=1)))
        return found

    # Days to come

    def pace(self, today: date, due: int | None = None) -> int | None:
        """Reviews that a day may ask after a break; None where there was none, or little waits.

        Args:
            due: cards that the day began with, where that is known.
        """
        with self._connections.reading() as connection:
            return waiting.after_break(waiting.on(connection), today, due)

    def vacations(self) -> tuple[Vacation, ...]:
        """Breaks that were planned, in order."""
        with self._connections.reading() as connection:
            return waiting.vacations(waiting.on(connection))

    def set_vacations(self, vacations: Iterable[Vacation]) -> None:
        """Plan these breaks, in place of those that there were."""
        value = written(vacations)
        with self._connections.writing() as connection:
            row = upsert(META).values(name="vacations", value=value)
            connection.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": value}))

    def first_asking(self, today: date, limits: Limits | None) -> date:
        """The first day that asks reviews: not one of a planned break.

        Args:
            limits: and not today, where all that it may ask within them has been answered; None: today all the same.
        """
        with self._connections.reading() as connection:
            rows = waiting.on(connection)
            if limits is not None and not waiting.counted(rows, today, limits)[0].due:
                today += timedelta(days=1)
            breaks = waiting.vacations(rows)
        while any(today in each for each in breaks):
            today += timedelta(days=1)
        return today

    def minds(self, deck: str | None = None, scheduler: Scheduler | None = None) -> list[Mind]:
        """The cards that are asked now or some day, in the order of learning, as they are scheduled and remembered.

        Args:
            deck: only this deck and its children.
            scheduler: what their logs come to under it; None: as they are.
        """
        asked = select(CARD.c.id, CARD.c.deck).where(CARD.c.state == State.ACTIVE.value, CARD.c.orphaned == 0)
        with self._connections.reading() as connection:
            found = connection.execute(asked.order_by(CARD.c.source, CARD.c.position, CARD.c.id)).all()
            ids = [card for card, own in found if deck is None or holds(read(own), deck)]
            logs = log.by_card(connection, ids)
        return [Mind(card, replay(logs.get(card, ()), scheduler), replay(logs.get(card, ()), MEMORY)) for card in ids]

    # Schedulers

    def scheduler(self, deck: str = "") -> Scheduler:
        """What keeps a deck; of the empty name: the decks for which none was chosen."""
        with self._connections.reading() as connection:
            return choices.of_deck(choices.choices(connection, self._author), deck)

    def inherited(self, deck: str) -> Scheduler:
        """What would keep a deck that had no choice of its own."""
        with self._connections.reading() as connection:
            return choices.inherited(choices.choices(connection, self._author), deck)

    def schedulers(self) -> dict[str, Scheduler]:
        """What was chosen, by deck; the empty name stands for all that have no choice of their own."""
        with self._connections.reading() as connection:
            return choices.choices(connection, self._author)

    def lives(self, deck: str = "") -> list[Life]:
        """What the logs say of the memory of the cards that `switch` would concern."""
        with self._connections.reading() as connection:
            logs = log.by_card(connection, choices.concerned(connection, self._author, deck))
        return [each for _, events in sorted(logs.items()) for each in life(events, MEMORY)]

    def to_train(self) -> list[tuple[str, int, int]]:
        """(deck, answers that FSRS's weights were trained on, answers by now) where those have doubled."""
        with self._connections.reading() as connection:
            return choices.to_train(connection, self._author)

    def switched(self, scheduler: Scheduler, deck: str = "") -> list[Change]:
        """What `switch` would change; nothing is stored."""
        with self._connections.reading() as connection:
            return choices.changes(connection, self._author, deck, scheduler)

    def switch(self, scheduler: Scheduler, at: Moment, deck: str = "", *, is_own: bool = True) -> list[Change]:
        """Let another scheduler keep a deck, as if it had from the start: the logs are replayed under it.

        Args:
            deck: and its children, but for those with a choice of their own; empty: all decks without one.
            is_own: False: the deck gives its choice up; the scheduler is the one `inherited`.

        Returns:
            the cards whose schedule changed.
        """
        with self._connections.writing() as connection:
            return choices.switch(connection, self._author, deck, scheduler, at, is_own=is_own)
