"""Schedules that a source brings along: taken once, never over an answer of the person's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from flashdl import reconcile
from flashdl.model import Candidate, EventKind, Gathered, Schedule, SourceKind
from flashdl.scheduling import replay
from flashdl.scheduling.future import lived
from flashdl.store import Store
from tests.build import TODAY, a_candidate, a_moment, a_store, an_answer

GIVEN = Schedule(date(2026, 12, 1), 10, 2300, 2, 0, 2, date(2026, 11, 21))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with a_store(tmp_path) as opened:
        yield opened


def brought(store: Store, *candidates: Candidate, day: date = TODAY) -> list[str]:
    """What importing these does; the ids of the cards."""
    source = store.add_source("/deck.md", SourceKind.DECK, "Deck")
    stored = store.stored(source.id)
    store.apply(reconcile.plan(source.id, stored, Gathered(candidates), taken=store.taken_ids()), a_moment(day))
    return [card.id for card in store.stored(source.id)]


def test_a_new_card_takes_the_schedule_of_its_source_as_an_event(store: Store) -> None:
    with_it, without = brought(store, replace(a_candidate("a"), schedule=GIVEN), a_candidate("b", position=1))

    assert store.schedule(with_it) == GIVEN
    assert store.schedule(without) is None
    assert [event.kind for event in store.log()] == [EventKind.STATE]
    assert replay(store.log(with_it)) == GIVEN
    assert store.check() == []


def test_importing_again_writes_nothing_again(store: Store) -> None:
    for days in range(3):
        brought(store, replace(a_candidate("a"), schedule=GIVEN), day=TODAY + timedelta(days))

    assert len(list(store.log())) == 1


def test_a_newer_schedule_of_the_source_follows_until_the_first_answer_here(store: Store) -> None:
    (card,) = brought(store, replace(a_candidate("a"), schedule=GIVEN))
    newer = replace(GIVEN, due=date(2026, 12, 20), interval=19, last_day=date(2026, 12, 1))
    brought(store, replace(a_candidate("a"), schedule=newer), day=date(2026, 12, 2))
    followed = store.schedule(card)
    store.record(an_answer(card, at=a_moment(date(2026, 12, 20))))
    own = store.schedule(card)
    brought(store, replace(a_candidate("a"), schedule=replace(GIVEN, interval=99)), day=date(2026, 12, 21))

    assert followed == newer
    assert own is not None
    assert own.reviews == 3
    assert store.schedule(card) == own


def test_a_card_that_was_reset_here_stays_new(store: Store) -> None:
    (card,) = brought(store, replace(a_candidate("a"), schedule=GIVEN))
    store.reset([card], a_moment())
    brought(store, replace(a_candidate("a"), schedule=GIVEN))

    assert store.schedule(card) is None


def test_a_last_answer_in_the_future_does_not_make_the_next_one_a_drill(store: Store) -> None:
    ahead = replace(GIVEN, last_day=TODAY + timedelta(30), due=TODAY + timedelta(40))
    (card,) = brought(store, replace(a_candidate("a"), schedule=ahead))
    event = store.record(an_answer(card, at=a_moment(TODAY + timedelta(1))))

    assert event.kind is EventKind.REVIEW


def test_a_card_that_was_imported_before_takes_a_schedule_later(store: Store) -> None:
    (card,) = brought(store, a_candidate("a"))
    brought(store, replace(a_candidate("a"), schedule=GIVEN))

    assert store.schedule(card) == GIVEN


def test_the_days_ahead_can_be_told_of_cards_whose_schedule_came_along(store: Store) -> None:
    """It says no stability, as that of another scheduler."""
    brought(store, replace(a_candidate("a"), schedule=GIVEN))

    ahead = lived(store.minds(), store.scheduler(), GIVEN.due, 3, reviews=5, new=0, order=lambda *_: 0.0)

    assert ahead[0].due == 1
    assert 0 < ahead[0].recall <= 1
