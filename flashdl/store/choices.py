"""Which scheduler keeps which deck, and the switch from one to another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import Connection, delete, insert, select

from flashdl.errors import StoreError
from flashdl.model import EventKind, Moment
from flashdl.scheduling import Fsrs, Scheduler, replay, scheduler
from flashdl.scheduling.switching import Change
from flashdl.session import lineage
from flashdl.store import bulk, log
from flashdl.store.asked import STANDING
from flashdl.store.schema import CARD, CHOICE
from flashdl.store.text import read, stored

_CHOSEN = "SELECT deck, scheduler, version, parameters FROM choice"

Choices = Mapping[str, Scheduler]
"""By deck; the empty name stands for all that have no choice of their own."""


def choices(connection: Connection, author: log.Author) -> dict[str, Scheduler]:
    """What was chosen. SM-2 is that of the configuration, so that its choices are made in one place."""
    found = {"": author.scheduler}
    for deck, name, version, parameters in bulk.driver(connection).execute(_CHOSEN):
        try:
            kept = scheduler(name, version, parameters)
        except (ValueError, TypeError) as error:
            raise StoreError(f"The deck “{read(deck)}” has a scheduler that makes no sense: {error}.") from error
        found[read(deck)] = author.scheduler if name == author.scheduler.name else kept
    return found


def of_deck(chosen: Choices, deck: str) -> Scheduler:
    """The scheduler of a deck: its own, else that of the nearest deck around it."""
    names = ["", *lineage(deck)]
    return next(chosen[name] for name in reversed(names) if name in chosen)


def inherited(chosen: Choices, deck: str) -> Scheduler:
    """What would keep a deck that had no choice of its own."""
    return of_deck({name: own for name, own in chosen.items() if name != deck}, deck)


def writing_for(connection: Connection, author: log.Author, card: str) -> log.Author:
    """The author with the scheduler of a card's deck. Raises: StoreError: there is no such card."""
    found = bulk.driver(connection).execute("SELECT deck FROM card WHERE id = ?", (card,)).fetchone()
    if found is None:
        raise StoreError(f"There is no card {card} in the database.")
    return replace(author, scheduler=of_deck(choices(connection, author), read(found[0])))


def changes(connection: Connection, author: log.Author, deck: str, wanted: Scheduler) -> list[Change]:
    """What a switch would do to each card with a history that it concerns, by id.

    Args:
        deck: and its children, but for those with a choice of their own; empty: all decks without one.
    """
    found = []
    for card, events in sorted(log.by_card(connection, concerned(connection, author, deck)).items()):
        before, after = replay(events), replay(events, wanted)
        if before is not None and after is not None and before != after:
            found.append(Change(card, before, after))
    return found


def concerned(connection: Connection, author: log.Author, deck: str) -> set[str]:
    """Cards that a deck's choice is for, be it made already or not: see `changes`."""
    known = {**choices(connection, author), deck: author.scheduler}
    decks = {row.id: read(row.deck) for row in connection.execute(select(CARD.c.id, CARD.c.deck))}
    return {card for card, own in decks.items() if _chooser(known, own) == deck}


def to_train(connection: Connection, author: log.Author) -> list[tuple[str, int, int]]:
    """(deck, answers that its weights were trained on, answers by now) where those have doubled."""
    known = choices(connection, author)
    if not any(isinstance(chosen, Fsrs) and chosen.trained for chosen in known.values()):
        return []
    reviews = connection.exec_driver_sql(
        "SELECT card.deck, COUNT(*) FROM event JOIN card ON card.id = event.card "
        f"WHERE event.kind = 'review' AND {STANDING} GROUP BY card.deck"
    )
    counts: Counter[str] = Counter()
    for deck, count in reviews:
        counts[_chooser(known, read(deck))] += count
    trained = {deck: chosen.trained for deck, chosen in known.items() if isinstance(chosen, Fsrs) and chosen.trained}
    return [(deck, before, counts[deck]) for deck, before in sorted(trained.items()) if counts[deck] >= 2 * before]


def switch(
    connection: Connection, author: log.Author, deck: str, wanted: Scheduler, at: Moment, *, is_own: bool = True
) -> list[Change]:
    """Choose a scheduler for a deck, and replay its cards' logs under it; what that changed.

    Args:
        is_own: False: the deck gives its choice up, for what is `inherited`.
    """
    found = changes(connection, author, deck, wanted)
    connection.execute(delete(CHOICE).where(CHOICE.c.deck == stored(deck)))
    if is_own:
        row = {"scheduler": wanted.name, "version": wanted.version, "parameters": wanted.parameters}
        connection.execute(insert(CHOICE).values(deck=stored(deck), **row))
    moved = [change.card for change in found]
    entries = [
        (one.card, {"interval_before": one.before.interval, "interval": one.after.interval, "ease": one.after.ease})
        for one in found
    ]
    log.append(connection, replace(author, scheduler=wanted), EventKind.SWITCH, at, entries)
    log.project(connection, moved)
    return found


def _chooser(known: Choices, deck: str) -> str:
    """The name of the deck whose choice a deck follows."""
    return next(name for name in reversed(["", *lineage(deck)]) if name in known)
