"""A sitting at work: stored first, then the next card."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from flashdl.desk import Desk, next_asked
from flashdl.model import Card, Rating, State
from flashdl.store import Store
from tests.build import TODAY
from tests.tui.stage import Clock, a_config, a_filled_store, asked, study_before


def a_desk(store: Store, folder: Path, deck: str | None = None, *, cram: bool = False) -> Desk:
    return Desk(store, a_config(folder), Clock(), deck, cram=cram)


def drawn(desk: Desk) -> Card:
    card = desk.draw()
    assert card is not None
    return card


def test_every_kind_of_decision_is_taken_back_in_turn(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *(asked(f"{number}?", "A", position=number) for number in range(4))) as store:
        before = list(store.cards()), store.schedules()
        desk = a_desk(store, tmp_path)
        first = drawn(desk).id
        desk.rate(drawn(desk), Rating.AGAIN)
        desk.put_aside(drawn(desk), State.REJECTED)
        desk.bury(drawn(desk))
        desk.put_aside(drawn(desk), State.SUSPENDED)
        while desk.undo():
            pass

        assert (list(store.cards()), store.schedules()) == before
        assert drawn(desk).id == first
        assert desk.counts == (4, 0, 0)
        assert len(store.agenda(TODAY, desk.config.limits).queue) == 4


def test_a_card_that_was_suspended_meanwhile_is_passed_over(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("First?", "A"), asked("Second?", "B", position=1)) as store:
        desk = a_desk(store, tmp_path)
        store.set_state([drawn(desk).id], State.SUSPENDED)

        assert drawn(desk).prompt.question == "Second?"
        assert desk.counts == (1, 0, 0)


def test_a_card_that_was_answered_elsewhere_meanwhile_is_passed_over_and_told(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *(asked(f"{number}?", "A", position=number) for number in range(4))) as store:
        here, there = a_desk(store, tmp_path), a_desk(store, tmp_path)
        for rating in (Rating.GOOD, Rating.EASY, Rating.AGAIN):
            there.rate(drawn(there), rating)

        assert drawn(here).prompt.question == "2?"  # it comes back wherever it is asked
        assert here.passed_words() == "2 cards answered elsewhere meanwhile."
        here.rate(drawn(here), Rating.GOOD)
        assert drawn(here).prompt.question == "3?"
        assert here.passed_words() == ""


def test_what_is_practised_is_asked_though_it_was_answered_today(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("One?", "A")) as store:
        desk = a_desk(store, tmp_path)
        desk.rate(drawn(desk), Rating.GOOD)

        assert drawn(a_desk(store, tmp_path, cram=True)).prompt.question == "One?"


def test_undo_passes_over_a_card_that_left_the_queue_by_itself(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *(asked(f"{number}?", "A", position=number) for number in range(3))) as store:
        desk = a_desk(store, tmp_path)
        answered = drawn(desk)
        desk.rate(answered, Rating.GOOD)
        store.set_state([drawn(desk).id], State.SUSPENDED)
        drawn(desk)

        undone = desk.undo()

        assert undone is not None
        assert undone.id == answered.id
        assert store.schedule(answered.id) is None


def test_the_summary_counts_what_stands(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *(asked(f"{number}?", "A", position=number) for number in range(4))) as store:
        study_before(store, 7, 6)
        desk = a_desk(store, tmp_path)
        first = drawn(desk)
        for rating in (Rating.AGAIN, Rating.GOOD, Rating.EASY, Rating.HARD):
            desk.rate(drawn(desk), rating)
        desk.undo()
        summary = desk.summary()

        assert summary.answers == 3
        assert summary.recall == 2 / 3
        assert summary.tomorrow == 2
        assert summary.ratings == (1, 0, 1, 1)
        assert [card.prompt.question for card in summary.missed] == [first.prompt.question]
        assert summary.new == 0
        assert summary.days_in_a_row == 1


def test_the_next_day_with_cards_is_found_however_far(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("First?", "A")) as store:
        study_before(store, 1, 0)
        config = a_config(tmp_path)

        assert next_asked(store, config, TODAY) == (TODAY + timedelta(days=6), 1)
        assert next_asked(store, config, TODAY + timedelta(days=5)) == (TODAY + timedelta(days=6), 1)


def test_an_empty_collection_has_no_next_day(tmp_path: Path) -> None:
    with a_filled_store(tmp_path) as store:
        assert next_asked(store, a_config(tmp_path), TODAY) == (None, 0)
        assert a_desk(store, tmp_path).draw() is None
        assert a_desk(store, tmp_path).undo() is None


def test_a_sitting_asks_after_its_minutes_whether_to_go_on(tmp_path: Path) -> None:
    clock = Clock()
    with a_filled_store(tmp_path, *(asked(f"{number}?", "A", position=number) for number in range(4))) as store:
        desk = Desk(store, replace(a_config(tmp_path), minutes=10), clock)
        first = drawn(desk)
        clock.seconds = 601
        desk.rate(first, Rating.GOOD)

        assert desk.draw() is None, "the card that was asked is not cut short, the next one waits"
        assert desk.is_time_up
        assert desk.counts == (3, 0, 0)
        desk.go_on()
        assert drawn(desk).prompt.question == "1?"
        clock.seconds = 1200
        assert not desk.is_time_up
        clock.seconds = 1201
        assert desk.is_time_up


def test_an_answer_can_be_taken_back_when_the_time_is_up(tmp_path: Path) -> None:
    clock = Clock()
    with a_filled_store(tmp_path, *(asked(f"{number}?", "A", position=number) for number in range(2))) as store:
        desk = Desk(store, replace(a_config(tmp_path), minutes=1), clock)
        desk.rate(drawn(desk), Rating.AGAIN)
        clock.seconds = 60
        assert desk.draw() is None

        undone = desk.undo()

        assert undone is not None
        assert drawn(desk).id == undone.id


def test_the_time_is_not_up_when_nothing_is_left(tmp_path: Path) -> None:
    clock = Clock()
    with a_filled_store(tmp_path, asked("Only?", "A")) as store:
        desk = Desk(store, replace(a_config(tmp_path), minutes=1), clock)
        desk.rate(drawn(desk), Rating.GOOD)
        clock.seconds = 600

        assert desk.draw() is None
        assert not desk.is_time_up


def test_practice_takes_back_its_own_answers_and_none_of_an_earlier_sitting(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("First?", "A")) as store:
        study_before(store, 7, 6)
        before = store.schedules()
        desk = a_desk(store, tmp_path, cram=True)
        desk.rate(drawn(desk), Rating.GOOD)

        assert desk.undo() is not None
        assert desk.undo() is None
        assert store.schedules() == before
        assert desk.counts == (0, 0, 1)


def test_a_sitting_over_some_of_the_cards_says_how_many_the_day_still_asks(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *(asked(f"{number}?", "A", position=number) for number in range(4))) as store:
        for left in ("3 cards are left today", "2 cards are left today", "1 card is left today", "Done for today"):
            some = next(iter(store.agenda(TODAY, a_config(tmp_path).limits).queue)).card
            desk = Desk(store, a_config(tmp_path), Clock(), only={some})
            desk.rate(drawn(desk), Rating.GOOD)

            assert desk.draw() is None
            assert desk.done_words() == left


def test_practice_ends_as_practice_whatever_the_day_asks(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("First?", "A"), asked("Second?", "B", position=1)) as store:
        desk = Desk(store, a_config(tmp_path), Clock(), only={next(iter(store.cards())).id}, cram=True)
        desk.rate(drawn(desk), Rating.GOOD)

        assert desk.draw() is None
        assert desk.done_words() == "Practice is over"
