"""Which scheduler keeps which deck, and what a switch does to logs and schedules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from flashdl.config import Config
from flashdl.desk import Desk
from flashdl.errors import StoreError
from flashdl.model import Answer, EventKind, Limits, Moment, Rating
from flashdl.scheduling import AnkiSm2, Fsrs, Sm2, replay
from flashdl.scheduling.switching import Change, shift
from flashdl.store import Store
from tests.build import TODAY, a_candidate, a_moment, a_schedule, a_store, filled


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with a_store(tmp_path) as opened:
        yield opened


def decks(store: Store, *names: str) -> list[str]:
    """A card in each deck."""
    return filled(store, *(a_candidate(f"subject {place}", deck=name) for place, name in enumerate(names)))


def answer(store: Store, card: str, *ratings: Rating, day: date = TODAY) -> date:
    """Each on the day it is due; the day of the next."""
    for rating in ratings:
        store.record(Answer(card, rating, a_moment(day), 1000))
        schedule = store.schedule(card)
        assert schedule is not None
        day = schedule.due
    return day


def test_without_a_choice_sm2_keeps_all_decks(store: Store) -> None:
    assert store.schedulers() == {"": Sm2()}
    assert store.scheduler("A::B") == Sm2()


def test_a_deck_follows_its_own_choice_else_that_of_the_nearest_around_it(store: Store) -> None:
    store.switch(AnkiSm2(), a_moment(), "A")
    store.switch(Fsrs(), a_moment(), "A::B")

    assert [store.scheduler(deck).name for deck in ("", "A", "A::C", "A::B::D", "AB")] == [
        "sm2", "anki", "anki", "fsrs", "sm2",
    ]  # fmt: skip


def test_a_deck_that_gives_its_choice_up_is_kept_as_the_nearest_around_it_and_follows_it(store: Store) -> None:
    (card,) = decks(store, "A::B")
    store.switch(AnkiSm2(), a_moment(), "A")
    store.switch(Fsrs(), a_moment(), "A::B")
    answer(store, card, Rating.GOOD, Rating.GOOD, Rating.GOOD)

    (given_up,) = store.switch(store.inherited("A::B"), a_moment(), "A::B", is_own=False)

    assert sorted(store.schedulers()) == ["", "A"]
    assert given_up.after == store.schedule(card) == replay(store.log(card), AnkiSm2())
    (followed,) = store.switch(Sm2(), a_moment(), "A")
    assert followed.card == card
    assert store.check() == []


def test_an_answer_is_kept_by_the_scheduler_of_its_deck(store: Store) -> None:
    ours, theirs = decks(store, "A", "B")
    store.switch(Fsrs(0.85), a_moment(), "B")

    answer(store, ours, Rating.GOOD)
    answer(store, theirs, Rating.GOOD)

    (kept,), (stepped,) = list(store.log(ours)), list(store.log(theirs))
    assert (kept.scheduler, kept.interval) == ("sm2", 1)
    assert (stepped.scheduler, stepped.version, stepped.parameters) == ("fsrs", 6, '{"retention": 0.85}')
    assert (stepped.interval, stepped.stability) == (0, 2.3065)
    assert store.check() == []


def test_a_switch_gives_what_the_log_gives_under_the_other_scheduler(store: Store) -> None:
    (card,) = decks(store, "A")
    answer(store, card, Rating.GOOD, Rating.GOOD, Rating.HARD, Rating.AGAIN, Rating.GOOD)
    before = store.schedule(card)

    store.switch(Fsrs(), a_moment(TODAY + timedelta(days=90)))

    after = store.schedule(card)
    assert after == replay(store.log(card), Fsrs())
    assert after is not None
    assert after.stability is not None
    assert before != after
    assert store.check() == []


def test_a_switch_is_shown_before_it_is_done(store: Store) -> None:
    (card,) = decks(store, "A")
    answer(store, card, Rating.GOOD, Rating.GOOD)
    before = store.schedule(card)

    told = store.switched(AnkiSm2())

    assert store.schedule(card) == before
    assert store.schedulers() == {"": Sm2()}
    assert store.switch(AnkiSm2(), a_moment()) == told
    assert [(change.card, change.before, change.after) for change in told] == [(card, before, store.schedule(card))]


def test_a_switch_leaves_decks_with_a_choice_of_their_own_and_new_cards_alone(store: Store) -> None:
    chosen, other, _new = decks(store, "A::B", "A", "A")
    store.switch(AnkiSm2(), a_moment(), "A::B")
    answer(store, chosen, Rating.GOOD, Rating.GOOD)
    answer(store, other, Rating.GOOD, Rating.GOOD)

    assert [change.card for change in store.switch(Fsrs(), a_moment(), "A")] == [other]


def test_to_switch_back_gives_the_schedules_that_were_there(store: Store) -> None:
    cards = decks(store, "A", "A", "B")
    for card in cards:
        answer(store, card, Rating.AGAIN, Rating.GOOD, Rating.EASY)
    before = store.schedules()

    for scheduler in (Fsrs(), AnkiSm2(), Sm2()):
        store.switch(scheduler, a_moment(TODAY + timedelta(days=30)))

    assert store.schedules() == before
    assert len([event for event in store.log() if event.kind is EventKind.SWITCH]) == 9


def test_an_answer_from_before_a_switch_can_still_be_taken_back(store: Store) -> None:
    (card,) = decks(store, "A")
    answer(store, card, Rating.GOOD, Rating.GOOD)
    last = list(store.log(card))[-1]
    store.switch(Fsrs(), a_moment(TODAY + timedelta(days=3)))

    store.void(last.id, a_moment(TODAY + timedelta(days=3)))

    assert store.schedule(card) == Fsrs().step(None, Rating.GOOD, TODAY)
    assert store.check() == []


def test_a_drill_of_sm2_is_a_step_for_a_scheduler_that_has_steps(store: Store) -> None:
    (card,) = decks(store, "A")
    for hour, rating in ((9, Rating.AGAIN), (10, Rating.GOOD), (11, Rating.GOOD)):
        store.record(Answer(card, rating, a_moment(hour=hour), 1000))

    store.switch(AnkiSm2(), a_moment(hour=12))

    schedule = store.schedule(card)
    assert schedule is not None
    assert (schedule.step, schedule.interval, schedule.reviews) == (None, 1, 3)


def test_a_choice_of_a_later_flashdl_is_told(tmp_path: Path) -> None:
    with a_store(tmp_path) as store, store._connections.writing() as connection:
        connection.exec_driver_sql("INSERT INTO choice VALUES ('A', 'sm99', 1, '{}')")

    with a_store(tmp_path) as store, pytest.raises(StoreError, match="“A” has a scheduler that makes no sense"):
        store.schedulers()


def test_a_card_on_a_step_comes_back_in_the_session_and_counts_once(store: Store, tmp_path: Path) -> None:
    (card,) = decks(store, "A")
    store.switch(Fsrs(), a_moment())
    clock = iter(range(1, 1000))
    config = Config(tmp_path / "flashdl.db", tmp_path / "config.toml", tmp_path)
    desk = Desk(store, config, lambda: Moment(a_moment().ms + next(clock) * 1000, 60))
    drawn = desk.draw()
    assert drawn is not None
    prospects = {one.rating: one for one in desk.prospects(drawn)}
    assert [prospects[rating].returns for rating in Rating] == [True, True, True, False]
    assert prospects[Rating.GOOD].text() == "↻ 2 d"

    desk.rate(drawn, Rating.GOOD)
    assert desk.counts == (0, 1, 0)
    assert desk.draw() == drawn
    desk.rate(drawn, Rating.GOOD)

    assert desk.draw() is None
    assert [event.kind for event in store.log(card)] == [EventKind.LEARN, EventKind.LEARN]
    assert store.done(TODAY) == (1, 0)
    assert desk.undo() == drawn
    assert desk.counts == (0, 1, 0)


def test_a_card_left_on_a_step_is_due_the_next_day(store: Store) -> None:
    (card,) = decks(store, "A")
    store.switch(AnkiSm2(), a_moment())
    store.record(Answer(card, Rating.GOOD, a_moment(), 1000))

    today, tomorrow = (store.agenda(TODAY + timedelta(days=days), Limits()) for days in (0, 1))

    assert ([each.card for each in today.again], today.due) == ([card], ())
    assert ([each.card for each in tomorrow.due], tomorrow.again) == ([card], ())
    assert tomorrow.new == ()


def test_a_lapse_and_its_steps_are_one_review_and_the_recall_of_one(store: Store) -> None:
    (card,) = decks(store, "A")
    store.switch(AnkiSm2(), a_moment())
    day = answer(store, card, Rating.EASY)
    for hour, rating in ((9, Rating.AGAIN), (10, Rating.AGAIN), (11, Rating.GOOD)):
        store.record(Answer(card, rating, a_moment(day, hour), 1000))

    kinds = [event.kind for event in store.log(card)]
    assert kinds == [EventKind.LEARN, EventKind.REVIEW, EventKind.RELEARN, EventKind.RELEARN]
    assert store.done(day) == (0, 1)
    assert store.recall(day) == 0


def test_a_shift_is_the_sum_of_its_changes() -> None:
    def change(before: int, after: int) -> Change:
        return Change("", *(a_schedule(TODAY + timedelta(days=days)) for days in (before, after)))

    told = shift([change(1, 3), change(10, 0), change(5, 5), change(8, 18), change(-4, 2)], TODAY)

    assert (told.cards, told.earlier, told.later, told.median, told.most) == (5, 1, 3, 8, 10)
    assert told.due == (2, 1)
    assert told.week == (3, 4)
    assert shift([], TODAY).median == 0
