"""The figures of `stats` are what the log and the schedules say, counted one by one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from flashdl import charts
from flashdl.model import Event, EventKind, Rating, State
from flashdl.query import parse
from flashdl.scheduling import Fsrs
from flashdl.stats import INTERVALS, MATURE, RECALL_AHEAD, Share, Stats, class_of, heat, levels, together
from flashdl.store import Store, chances
from flashdl.store.past import RECENT_DAYS
from tests.build import TODAY, a_candidate, a_moment, a_store, an_answer, filled

ANSWERS = (EventKind.LEARN, EventKind.REVIEW, EventKind.RELEARN, EventKind.DRILL, EventKind.CRAM)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A year of answers at random, some taken back, some given another rating."""
    chance = random.Random(7)
    opened = a_store(tmp_path_factory.mktemp("past"))
    decks = ("Maths", "Maths::Algebra", "Physics")
    ids = filled(
        opened,
        *(a_candidate(f"{n}", deck=decks[n % 3], position=n, document=f"n{n % 4}.md") for n in range(30)),
    )
    for ago in range(300, -1, -5):
        for card in chance.sample(ids[:25], 6):
            rating = chance.choice([Rating.AGAIN, Rating.GOOD, Rating.GOOD, Rating.EASY])
            moment = a_moment(TODAY - timedelta(days=ago), hour=chance.randrange(6, 23))
            event = opened.record(an_answer(card, rating, moment, chance.randrange(20_000)))
            if chance.random() < 0.1:
                opened.void(event.id, moment)
            elif chance.random() < 0.1:
                opened.change_rating(event.id, Rating.AGAIN, moment)
    opened.reset(ids[6:7], a_moment())
    opened.set_state(ids[3:5], State.SUSPENDED)
    opened.set_state(ids[5:6], State.REJECTED)
    opened.set_state(ids[28:29], State.INBOX)
    yield opened
    opened.close()


def standing(store: Store) -> list[Event]:
    """The answers that were not taken back, with the rating that they were given last."""
    events = list(store.log())
    gone = {event.target for event in events if event.kind is EventKind.VOID}
    changed = {
        event.payload: event.rating for event in events if event.kind is EventKind.CHANGE and event.id not in gone
    }
    ratings = {payload.split('"')[3]: rating for payload, rating in changed.items()}
    return [
        replace(event, rating=ratings.get(event.id, event.rating))
        for event in events
        if event.kind in ANSWERS and event.id not in gone
    ]


@pytest.mark.parametrize("deck", [None, "Maths", "Physics"])
def test_days_are_counted_right(store: Store, deck: str | None) -> None:
    found = store.stats(TODAY, deck)
    in_deck = {card.id for card in store.cards(deck)} if deck else None
    events = [event for event in standing(store) if in_deck is None or event.card in in_deck]

    assert sorted(found.days) == sorted({event.day for event in events})
    for on, day in found.days.items():
        own = [event for event in events if event.day == on]
        reviews = [event for event in own if event.kind is EventKind.REVIEW]
        mature = [event for event in reviews if (event.interval_before or 0) >= MATURE]
        young = [event for event in reviews if event not in mature]
        assert day.answers == len(own)
        assert day.milliseconds == sum(event.duration_ms for event in own)
        assert day.new == sum(event.kind is EventKind.LEARN and event.interval_before is None for event in own)
        for share, members in ((day.mature, mature), (day.young, young)):
            assert share == Share(sum((event.rating or 0) > 1 for event in members), len(members))


@pytest.mark.parametrize("deck", [None, "Maths"])
def test_cards_and_the_days_ahead_are_counted_right(store: Store, deck: str | None) -> None:
    found = store.stats(TODAY, deck)
    cards = [card for card in store.cards(deck) if card.state in (State.ACTIVE, State.SUSPENDED)]
    schedules = {card.id: store.schedule(card.id) for card in cards if card.state is State.ACTIVE}
    known = [schedule for schedule in schedules.values() if schedule]

    assert found.cards == len(cards)
    assert found.suspended == sum(card.state is State.SUSPENDED for card in cards)
    assert found.new == sum(schedule is None for schedule in schedules.values())
    assert found.mature == sum(schedule.interval >= MATURE for schedule in known)
    assert found.intervals == tuple(
        sum(class_of(schedule.interval) == place for schedule in known) for place in range(len(INTERVALS) + 1)
    )
    for ahead, count in enumerate(found.forecast):
        day = TODAY + timedelta(days=ahead)
        assert count == sum(schedule.due == day or (ahead == 0 and schedule.due < day) for schedule in known)
    assert sum(deck.cards for deck in found.decks) == len(cards)
    assert found.hard_cards[0].lapses == max(schedule.lapses for schedule in known)
    assert sum(share.whole for share in found.hours) == sum(day.reviews.whole for day in found.days.values())


def test_a_deck_is_told_by_the_reviews_of_its_cards_be_they_new_again(store: Store) -> None:
    decks = {card.id: card.deck for card in store.cards()}
    reviews = [
        (decks[event.card], event.rating)
        for event in standing(store)
        if event.kind is EventKind.REVIEW and event.day > TODAY - timedelta(days=RECENT_DAYS)
    ]

    for deck in store.stats(TODAY).decks:
        own = [rating for name, rating in reviews if name == deck.name]
        assert deck.recalled == Share(sum(rating is not Rating.AGAIN for rating in own), len(own))


@pytest.mark.parametrize("deck", [None, "Maths"])
def test_the_recall_that_is_told_is_the_mean_over_the_cards(store: Store, deck: str | None) -> None:
    ids = [card.id for card in store.cards(deck) if card.state is State.ACTIVE]
    for place, days in enumerate(RECALL_AHEAD):
        on = TODAY + timedelta(days=days)
        chances = [chance for card in ids if (chance := store.recall_now(card, on)) is not None]

        assert len(chances) > 5
        assert store.stats(TODAY, deck).recall_ahead[place] == pytest.approx(sum(chances) / len(chances))
    (sampled,) = store.recall_ahead(TODAY, deck=deck, most=1000)
    assert sampled == pytest.approx(store.stats(TODAY, deck).recall_ahead[0])


@pytest.mark.parametrize("probe", ["SELECT ln(1.0), exp(0.0), pow(1.0, 1.0)", "SELECT no_such_function()"])
def test_each_deck_is_told_by_what_keeps_it(probe: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where SQLite was built without mathematics."""
    monkeypatch.setattr(chances, "_PROBE", probe)
    chance = random.Random(3)
    decks = ("One", "Two", "Two::Own", "Three")
    with a_store(tmp_path) as opened:
        ids = filled(opened, *(a_candidate(f"{n}", deck=decks[n % 4], position=n) for n in range(40)))
        for day in sorted(chance.sample(range(200), 12), reverse=True):
            for card in chance.sample(ids[:36], 18):
                moment = a_moment(TODAY - timedelta(days=day))
                opened.record(an_answer(card, chance.choice(list(Rating)), moment))
            if day < 100:
                opened.switch(Fsrs(), moment, "Two")
                opened.switch(Fsrs(retention=0.8, weights=(*Fsrs().weights[:20], 0.3)), moment, "Two::Own")
        opened.set_state(ids[:2], State.SUSPENDED)
        for deck in (None, "Two", "One"):
            own = [card.id for card in opened.cards(deck) if card.state is State.ACTIVE]
            for ahead in (0, 45):
                each = [opened.recall_now(card, TODAY + timedelta(days=ahead)) for card in own]
                known = [one for one in each if one is not None]

                (mean,) = opened.recall_ahead(TODAY, (ahead,), deck)
                assert mean == pytest.approx(sum(known) / len(known), rel=1e-12)
        assert opened.recall_ahead(TODAY, deck="Four") == ()


def test_weeks_and_days_come_to_the_same(store: Store) -> None:
    found = store.stats(TODAY)

    assert together(found.weeks(60)) == found.since(60 * 7)
    rows, many = heat(found.days, TODAY, 53)
    assert sum(number or 0 for row in rows for number in row) == sum(
        day.answers for on, day in found.days.items() if on > TODAY - timedelta(days=TODAY.weekday() + 7 * 52 + 1)
    )
    assert 0 < many <= max(day.answers for day in found.days.values())
    assert [levels(number, 100, 4) for number in (0, 1, 25, 26, 100, 300)] == [0, 1, 1, 2, 4, 4]


@pytest.mark.parametrize("width", [30, 40, 61, 78, 200])
def test_no_line_is_wider_than_there_is_room(store: Store, width: int) -> None:
    for chart in charts.charts(store.stats(TODAY), width):
        assert len(chart.title) <= width
        for line in chart.lines:
            assert len("".join(piece.text for piece in line).rstrip()) <= width, chart.title


def test_an_empty_collection_has_figures(tmp_path: Path) -> None:
    with a_store(tmp_path) as empty:
        found = empty.stats(TODAY)

    assert (found.cards, found.days, sum(found.forecast)) == (0, {}, 0)
    assert charts.charts(found, 78)
    assert isinstance(found, Stats)
    assert found.as_json()["last"]["365"]["answers"] == 0


def test_the_share_recalled_counts_changed_ratings(store: Store) -> None:
    days = store.stats(TODAY).since(30)

    assert store.recall(TODAY, 30) == days.reviews.value


def test_a_clock_that_was_ahead_or_set_back_is_told(tmp_path: Path) -> None:
    with a_store(tmp_path) as opened:
        one, other = filled(opened, a_candidate("one"), a_candidate("other", position=1))
        opened.record(an_answer(one, Rating.GOOD, a_moment(TODAY)))
        assert opened.remarks(TODAY) == []
        opened.record(an_answer(other, Rating.GOOD, a_moment(TODAY + timedelta(days=900))))
        opened.record(an_answer(one, Rating.AGAIN, a_moment(TODAY + timedelta(days=1))))

        ahead, back = opened.remarks(TODAY + timedelta(days=1))

        assert ahead.startswith("1 answer was given while the clock was ahead, up to 2029-")
        assert "set back by more than a day once" in back
        assert opened.check() == []

        found = opened.found(parse("is:ahead"), TODAY + timedelta(days=1), 8)
        assert found == [other]
        opened.undo_card(other, a_moment(TODAY))
        assert opened.found(parse("is:ahead"), TODAY + timedelta(days=1), 8) == []
        assert len(opened.remarks(TODAY + timedelta(days=1))) == 1
