"""A schedule knows of its card what is asked of all of them at once, and stands where its card does."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from flashdl.model import Candidate, Card, Limits, Plan, Rating, SourceKind, State
from flashdl.scheduling import Fsrs
from flashdl.store import Store, asking
from tests.build import TODAY, a_candidate, a_moment, a_plan, a_store, an_answer, filled

Act = Callable[[Store, list[Card]], object]


def known(path: Path) -> list[tuple[object, ...]]:
    """What schedules know of their cards, as they stand in the table."""
    with closing(sqlite3.connect(path)) as database:
        return database.execute(
            "SELECT card_source, card_position, card, card_deck, card_state, card_orphaned, card_buried_day "
            "FROM schedule INDEXED BY sqlite_autoindex_schedule_1"
        ).fetchall()


def true(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(
            "SELECT source, position, id, deck, state, orphaned, buried_day FROM card "
            "WHERE id IN (SELECT card FROM schedule) ORDER BY source, position, id"
        ).fetchall()


def four(store: Store) -> list[Card]:
    """Cards of one note; all but the last were answered."""
    source = store.add_source("/notes", SourceKind.NOTES, "Notes")
    store.apply(a_plan(source.id, *(a_candidate(f"{n}", position=n) for n in range(4))), a_moment())
    cards = list(store.cards())
    for card in cards[:3]:
        store.record(an_answer(card.id))
    return cards


def candidate(card: Card, position: int) -> Candidate:
    place = replace(card.place, position=position)
    return Candidate(card.key, card.note, card.deck, card.prompt, place, score=card.score)


def turn_round(store: Store, cards: list[Card]) -> None:
    changed = tuple((card.id, candidate(card, 9 - card.place.position)) for card in cards)
    store.apply(Plan(cards[0].source, refreshed=changed), a_moment())


def from_elsewhere(store: Store, cards: list[Card]) -> None:
    store.void(store.record(an_answer(cards[3].id)).id, a_moment())
    store.record(an_answer(cards[3].id))


ACTS: dict[str, Act] = {
    "answered": lambda store, cards: store.record(an_answer(cards[3].id)),
    "taken back and answered": from_elsewhere,
    "suspended": lambda store, cards: store.set_state([card.id for card in cards[1:]], State.SUSPENDED),
    "rejected": lambda store, cards: store.set_state([cards[0].id], State.REJECTED),
    "buried": lambda store, cards: store.bury([cards[2].id], TODAY),
    "moved": lambda store, cards: store.move([cards[0].id, cards[3].id], "Elsewhere::Far", a_moment()),
    "read in another order": turn_round,
    "gone": lambda store, cards: store.apply(Plan(cards[0].source, orphaned=(cards[1].id,)), a_moment()),
    "of a source that was removed": lambda store, cards: store.remove_source(cards[0].source, "suspend"),
    "deleted": lambda store, cards: store.remove_source(cards[0].source, "delete"),
    "reset": lambda store, cards: store.reset([cards[0].id], a_moment()),
    "kept by another scheduler": lambda store, cards: store.switch(Fsrs(), a_moment()),
}


@pytest.mark.parametrize("act", ACTS)
def test_a_schedule_knows_its_card_as_it_is(tmp_path: Path, act: str) -> None:
    with a_store(tmp_path) as store:
        cards = four(store)

        ACTS[act](store, cards)

        assert known(store.path) == true(store.path)
        assert store.check() == []


def test_the_same_is_asked_first_however_much_is_due(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_store(tmp_path) as store:
        ids = filled(store, *(a_candidate(f"{n}", position=n, deck=f"Deck {n % 3}") for n in range(40)))
        for number, card in enumerate(ids):
            for ago in (90, 60 - number % 5)[: 1 + number % 2]:
                rating = Rating(1 + (number * 7 + ago) % 4)
                store.record(an_answer(card, rating, a_moment(TODAY - timedelta(days=ago))))
        store.set_state(ids[:6], State.SUSPENDED)
        asked = []
        for one_of in (1, 1_000):
            monkeypatch.setattr(asking, "MANY", one_of)
            asked.append([store.agenda(TODAY, Limits(reviews=7), deck) for deck in (None, "Deck 1")])

        assert asked[0] == asked[1]
        assert [len(one.due) for one in asked[0]] == [7, 7]


@pytest.mark.parametrize(
    "wrong",
    ["card_state = 'rejected'", "card_position = 99", "card_source = 7", "card_deck = ''", "card_buried_day = 'today'"],
)
def test_what_a_schedule_has_wrong_of_its_card_is_told_and_mended(tmp_path: Path, wrong: str) -> None:
    with a_store(tmp_path) as store:
        cards = four(store)
        schedules = store.schedules()
        with store._connections.writing() as connection:
            connection.exec_driver_sql(f"UPDATE schedule SET {wrong} WHERE card = '{cards[1].id}'")

        faults = store.check()

        assert len(faults) == 1
        assert cards[1].id in faults[0]
        assert store.repair() == 1
        assert known(store.path) == true(store.path)
        assert store.schedules() == schedules
        assert store.check() == []
