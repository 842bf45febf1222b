"""Single cards looked after: flags, due days, leeches, practice, limits of single decks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from flashdl.desk import Desk
from flashdl.errors import StoreError
from flashdl.model import Answer, Card, EventKind, Limits, Plan, Rating, Schedule, State
from flashdl.query import parse
from flashdl.scheduling import Fsrs, is_leech_at
from flashdl.scheduling.anki import AnkiSm2
from flashdl.scheduling.recall import DEFAULT, ENOUGH, own
from flashdl.scheduling.samples import samples
from flashdl.scheduling.story import story
from flashdl.store import Store
from flashdl.store.counts import counts
from tests.build import TODAY, a_candidate, a_moment, a_store, filled
from tests.tui.stage import Clock, a_config


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with a_store(tmp_path) as opened:
        yield opened


def answer(store: Store, card: str, rating: Rating, day: date = TODAY, *, cram: bool = False) -> None:
    store.record(Answer(card, rating, a_moment(day), 1000, cram=cram))


def forgotten(store: Store, card: str, times: int) -> None:
    """Learned, and forgotten so many times, up to yesterday."""
    day = TODAY - timedelta(days=times + 1)
    for rating in (Rating.GOOD, *[Rating.AGAIN] * times):
        answer(store, card, rating, day)
        day += timedelta(days=1)


def drawn(desk: Desk) -> Card:
    card = desk.draw()
    assert card is not None
    return card


def test_a_flag_is_kept_until_it_is_taken_away(store: Store) -> None:
    first, second = filled(store, a_candidate("a"), a_candidate("b"))

    store.flag([first, second], 3)
    store.flag([second], 0)

    assert store.flags() == {first: 3}


def test_a_card_stays_in_the_deck_it_was_moved_to_and_goes_back_to_where_its_note_is_now(store: Store) -> None:
    candidate = a_candidate("a", deck="Notes")
    (card,) = filled(store, candidate)
    store.move([card], "Exam::First", a_moment())
    source = store.sources()[0].id
    elsewhere = replace(candidate, deck="Notes::Later", prompt=replace(candidate.prompt, question="Other?"))
    store.apply(Plan(source, changed=((card, elsewhere),)), a_moment())

    assert (store.card(card).deck, store.card(card).prompt.question) == ("Exam::First", "Other?")
    assert store.own_decks() == {card: "Exam::First"}
    store.move([card], "", a_moment())
    assert (store.card(card).deck, store.own_decks()) == ("Notes::Later", {})


def test_moving_a_card_to_where_its_note_has_it_is_no_decision(store: Store) -> None:
    (card,) = filled(store, a_candidate("a", deck="Notes"))
    store.move([card], "Exam", a_moment())
    store.move([card], "Notes", a_moment())

    assert (store.card(card).deck, store.own_decks()) == ("Notes", {})


def test_tags_of_ones_own_outlive_a_reading_and_go_out_with_those_of_the_note(store: Store) -> None:
    candidate = a_candidate("a")
    of_note = replace(candidate, prompt=replace(candidate.prompt, tags=("note",)))
    (card,) = filled(store, of_note)
    store.tag([card], ["#exam week", "note"], ["nothing"], a_moment())
    store.apply(Plan(store.sources()[0].id, changed=((card, of_note),)), a_moment())

    assert store.own_tags() == {card: ["exam-week", "note"]}
    (family,) = store.leaving()
    assert family.cards[0].card.prompt.tags == ("note", "exam-week")
    assert store.card(card).prompt.tags == ("note",)


def test_why_a_card_was_rejected_is_remembered_and_can_be_forgotten(store: Store) -> None:
    first, second = filled(store, a_candidate("a"), a_candidate("b"))
    store.say_why([first, second], "wrong")
    store.say_why([second], "")

    assert store.why_rejected([first, second]) == {first: "wrong"}


def test_a_due_day_set_by_hand_moves_a_card_with_a_schedule_and_no_other(store: Store) -> None:
    known, new = filled(store, a_candidate("a"), a_candidate("b"))
    answer(store, known, Rating.GOOD)
    before = store.schedule(known)
    assert before is not None
    on = TODAY + timedelta(days=90)

    moved = store.set_due([known, new, known], on, a_moment())

    assert moved == {known: on}
    assert store.schedule(known) == replace(before, due=on)
    assert [event.kind for event in store.log(known)] == [EventKind.LEARN, EventKind.DUE]
    store.void(list(store.log(known))[-1].id, a_moment())
    assert store.schedule(known) == before
    with pytest.raises(StoreError, match="no card nowhere"):
        store.set_due(["nowhere"], on, a_moment())


def test_what_is_due_is_one_thing_for_the_search_the_review_and_the_days_ahead(store: Store) -> None:
    """A schedule that came along may say that the card was answered today and is due today."""
    answered, due = filled(store, a_candidate("a"), a_candidate("b"))
    known = Schedule(TODAY, 10, 2500, 2, 0, 2, TODAY)
    before = replace(known, last_day=TODAY - timedelta(days=10))
    store.apply(Plan(store.card(due).source, given=((answered, known), (due, before))), a_moment())

    found = store.found(parse("is:due"), TODAY, 8)

    assert found == [card.card for card in store.agenda(TODAY, Limits()).due] == [due]
    assert store.forecast(TODAY, 2) == [1, 1]
    assert store.stats(TODAY).forecast[:2] == (1, 1)
    assert store.stats(TODAY, "Deep Learning").forecast[:2] == (1, 1)


def test_a_card_that_was_answered_today_is_due_tomorrow_at_the_earliest_whatever_is_said(store: Store) -> None:
    (card,) = filled(store, a_candidate("a"))
    answer(store, card, Rating.GOOD)
    tomorrow = TODAY + timedelta(days=1)

    moved = store.set_due([card], TODAY, a_moment())

    assert moved == {card: tomorrow}
    assert store.found(parse("is:due"), TODAY, 8) == []
    assert store.found(parse("is:due"), tomorrow, 8) == [card]
    assert store.set_due([card], TODAY, a_moment(tomorrow)) == {card: TODAY}


def test_a_deck_s_own_limit_counts_what_was_answered_today(store: Store, tmp_path: Path) -> None:
    cards = filled(store, *(a_candidate(f"{place}", deck="A::B", position=place) for place in range(5)))
    limits = Limits(decks=(("A", 3, None),))
    answer(store, cards[0], Rating.GOOD)

    assert len(store.agenda(TODAY, limits).new) == 2
    assert counts(tmp_path / "flashdl.db", TODAY, limits)[0].new == 2
    assert len(store.agenda(TODAY + timedelta(days=1), limits).new) == 3


@pytest.mark.parametrize(("threshold", "hits"), [(8, [8, 12, 16]), (1, [1, 2, 3, 4, 5]), (5, [5, 8, 11, 14]), (0, [])])
def test_a_leech_is_told_at_the_threshold_and_at_every_half_of_it(threshold: int, hits: list[int]) -> None:
    assert [lapses for lapses in range(17) if is_leech_at(lapses, threshold)][: len(hits)] == hits


def test_a_leech_is_set_aside_and_comes_back_by_undo(store: Store, tmp_path: Path) -> None:
    (card,) = filled(store, a_candidate("a"))
    forgotten(store, card, 7)
    before = store.schedule(card)
    desk = Desk(store, a_config(tmp_path), Clock())
    shown = drawn(desk)

    desk.rate(shown, Rating.AGAIN)

    assert desk.leech == shown
    assert desk.leech_words().startswith("Set aside after 8 lapses: Deep Learning.md:1.")
    assert store.card(card).state is State.SUSPENDED
    assert desk.draw() is None
    assert desk.undo() == shown
    assert store.card(card).state is State.ACTIVE
    assert store.schedule(card) == before
    assert desk.draw() == shown


def test_a_leech_comes_back_by_undo_in_a_later_sitting_too(store: Store, tmp_path: Path) -> None:
    (card,) = filled(store, a_candidate("a"))
    forgotten(store, card, 7)
    before = store.schedule(card)
    desk = Desk(store, a_config(tmp_path), Clock())
    desk.rate(drawn(desk), Rating.AGAIN)

    undone = Desk(store, a_config(tmp_path), Clock()).undo()

    assert undone is not None
    assert store.card(card).state is State.ACTIVE
    assert store.schedule(card) == before


def test_below_the_threshold_and_without_one_nothing_is_set_aside(store: Store, tmp_path: Path) -> None:
    first, second = filled(store, a_candidate("a"), a_candidate("b", position=1))
    forgotten(store, first, 6)
    forgotten(store, second, 7)
    never = Desk(store, replace(a_config(tmp_path), leech=0), Clock())
    for _ in range(2):
        never.rate(drawn(never), Rating.AGAIN)

    assert {store.card(card).state for card in (first, second)} == {State.ACTIVE}
    assert never.leech_words() == ""


def test_cramming_asks_all_cards_and_touches_no_schedule(store: Store, tmp_path: Path) -> None:
    cards = filled(store, *(a_candidate(f"{place}", position=place) for place in range(4)))
    answer(store, cards[0], Rating.GOOD, TODAY - timedelta(days=1))
    answer(store, cards[1], Rating.EASY)
    store.set_state([cards[3]], State.SUSPENDED)
    before, day = store.schedules(), store.done(TODAY)
    desk = Desk(store, a_config(tmp_path), Clock(), cram=True)

    asked = []
    for rating in (Rating.GOOD, Rating.AGAIN, Rating.EASY, Rating.GOOD):
        asked.append(drawn(desk).id)
        assert [one.text() for one in desk.prospects(drawn(desk))] == ["↻", "↻", "done", "done"]
        desk.rate(drawn(desk), rating)

    assert asked == [*cards[:3], cards[1]]
    assert desk.draw() is None
    assert (store.schedules(), store.done(TODAY)) == (before, day)
    assert [event.kind for event in store.log()][2:] == [EventKind.CRAM] * 4
    assert desk.undo() is not None


def test_only_the_wanted_cards_are_drawn(store: Store, tmp_path: Path) -> None:
    cards = filled(store, *(a_candidate(f"{place}", position=place) for place in range(4)))

    desk = Desk(store, a_config(tmp_path), Clock(), only={cards[2]})
    cramming = Desk(store, a_config(tmp_path), Clock(), only={cards[1]}, cram=True)

    assert (drawn(desk).id, desk.counts) == (cards[2], (1, 0, 0))
    assert drawn(cramming).id == cards[1]


def test_undo_goes_on_into_earlier_sittings(store: Store, tmp_path: Path) -> None:
    cards = filled(store, *(a_candidate(f"{place}", position=place) for place in range(3)))
    schedules = [store.schedules()]
    for day, rating in ((3, Rating.GOOD), (2, Rating.AGAIN), (1, Rating.EASY)):
        for card in cards:
            answer(store, card, rating, TODAY - timedelta(days=day))
            schedules.append(store.schedules())
    desk = Desk(store, a_config(tmp_path), Clock())
    shown = drawn(desk)
    desk.rate(shown, Rating.GOOD)

    assert desk.undo() == shown
    for before, card in zip(reversed(schedules[:-1]), reversed(cards * 3), strict=True):
        undone = desk.undo()
        assert undone is not None
        assert undone.id == card == drawn(desk).id
        assert store.schedules() == before
    assert desk.undo() is None
    assert desk.counts == (3, 0, 0)
    assert store.check() == []


def test_a_card_that_is_brought_back_is_asked_once(store: Store, tmp_path: Path) -> None:
    cards = filled(store, *(a_candidate(f"{place}", position=place) for place in range(3)))
    desk = Desk(store, a_config(tmp_path), Clock())
    desk.rate(drawn(desk), Rating.AGAIN)
    later = Desk(store, a_config(tmp_path), Clock())
    assert later.counts == (2, 1, 0)

    undone = later.undo()

    assert undone is not None
    assert (undone.id, later.counts) == (cards[0], (3, 0, 0))
    asked = []
    while (card := later.draw()) is not None:
        asked.append(card.id)
        later.rate(card, Rating.GOOD)
    assert sorted(asked) == sorted(cards)


def test_a_past_rating_is_changed_and_all_after_it_reckoned_anew(store: Store) -> None:
    first, second = filled(store, a_candidate("a"), a_candidate("b"))
    for card, ratings in ((first, (3, 3, 3)), (second, (3, 1, 3))):
        for rating, days in zip(ratings, (0, 1, 7), strict=True):
            answer(store, card, Rating(rating), TODAY + timedelta(days=days))
    slip = list(store.log(first))[1]
    before = store.schedule(first)

    changed = store.change_rating(slip.id, Rating.AGAIN, a_moment(TODAY + timedelta(days=9)))

    assert store.schedule(first) == store.schedule(second)
    assert store.check() == []
    again = store.change_rating(slip.id, Rating.GOOD, a_moment(TODAY + timedelta(days=9)))
    assert store.schedule(first) == before
    store.void(again.id, a_moment())
    assert store.schedule(first) == store.schedule(second)
    assert store.undo_card(first, a_moment()) == changed
    assert store.schedule(first) == before


def test_only_an_answer_that_stands_can_be_changed(store: Store) -> None:
    (card,) = filled(store, a_candidate("a"))
    answer(store, card, Rating.GOOD)
    given = next(iter(store.log(card)))
    store.reset([card], a_moment())
    with pytest.raises(StoreError, match="no answer"):
        store.change_rating(list(store.log(card))[-1].id, Rating.GOOD, a_moment())
    with pytest.raises(StoreError, match="no answer nowhere"):
        store.change_rating("nowhere", Rating.GOOD, a_moment())
    store.void(given.id, a_moment())

    with pytest.raises(StoreError, match="has been taken back"):
        store.change_rating(given.id, Rating.AGAIN, a_moment())


def test_the_last_of_a_card_is_taken_back_whatever_it_was(store: Store) -> None:
    card, other = filled(store, a_candidate("a"), a_candidate("b"))
    answer(store, card, Rating.GOOD)
    after_answer = store.schedule(card)
    store.set_due([card], TODAY + timedelta(days=50), a_moment())
    store.switch(Fsrs(), a_moment())
    store.reset([card], a_moment())
    answer(store, other, Rating.GOOD)

    kinds = []
    while (event := store.undo_card(card, a_moment())) is not None:
        kinds.append(event.kind)
        if event.kind is EventKind.DUE:
            assert store.schedule(card) == after_answer

    assert kinds == [EventKind.RESET, EventKind.SWITCH, EventKind.DUE, EventKind.LEARN]
    assert store.schedule(card) is None
    assert store.schedule(other) is not None


def test_a_history_tells_each_step_with_its_rule(store: Store) -> None:
    (card,) = filled(store, a_candidate("a"))
    day = TODAY
    for rating, days in ((3, 0), (3, 1), (2, 6), (1, 15), (3, 0)):
        day += timedelta(days=days)
        answer(store, card, Rating(rating), day)
    store.set_due([card], day + timedelta(days=9), a_moment(day))
    answer(store, card, Rating.GOOD, day, cram=True)
    last = list(store.log(card))[-1]
    store.void(last.id, a_moment(day))

    assert [told.rule for told in story(store.log(card))] == [
        "pass 1 in a row: 1 d",
        "pass 2 in a row: 6 d",
        "6 d × 2.50, rounded up: 15 d; ease 2.50 → 2.36",
        "a fail: 1 d, counting begins anew; ease 2.36 → 2.04",
        "once more on the same day: moves no interval",
        f"due on {day + timedelta(days=9)} by hand; the interval stays",
        "taken back",
    ]


def test_the_history_of_a_card_that_was_switched_is_that_of_the_new_scheduler(store: Store) -> None:
    (card,) = filled(store, a_candidate("a"))
    answer(store, card, Rating.EASY)
    answer(store, card, Rating.AGAIN, TODAY + timedelta(days=2))
    store.switch(Fsrs(), a_moment(TODAY + timedelta(days=2)))
    told = list(story(store.log(card)))

    assert [one.rule for one in told] == [
        "stability 8.3 d: 8 d for 90 % recall",
        "stability 8.3 → 1.2 d: step 1, comes back in the session",
        "FSRS-6 from here on, and for all before",
    ]
    assert told[-1].after == store.schedule(card)


def test_under_anki_s_sm2_a_history_tells_the_steps_the_factor_and_what_of_the_time_counts(store: Store) -> None:
    (card,) = filled(store, a_candidate("a"))
    store.switch(AnkiSm2(), a_moment(TODAY))
    day = TODAY
    for rating, days in ((1, 0), (3, 0), (3, 0), (3, 1), (4, 5), (2, 12), (3, 4), (1, 40), (4, 0)):
        day += timedelta(days=days)
        answer(store, card, Rating(rating), day)

    assert [told.rule for told in story(store.log(card))] == [
        "step 1, comes back in the session",
        "step 2, comes back in the session",
        "done with the steps: 1 d",
        "1 d × 2.50: 3 d",
        "3 d and 2 d late × 3.25: 16 d; ease 2.50 → 2.65",
        "4 d early, 12 d of 16 d count: 14 d; ease 2.65 → 2.50",
        "10 d early, 4 d of 14 d count: 14 d",
        "a fail: step 1, comes back in the session, then 1 d; ease 2.50 → 2.30",
        "done with the steps: 2 d",
    ]


def test_an_interval_longer_than_the_memory_is_told_as_the_least(store: Store) -> None:
    (card,) = filled(store, a_candidate("a"))
    store.switch(Fsrs(), a_moment(TODAY))
    for rating in (1, 1, 3, 3):
        answer(store, card, Rating(rating), TODAY)

    assert [told.rule for told in story(store.log(card))][-1] == "stability 0.1 → 0.13 d: 1 d, the least"


def test_an_answer_from_before_the_last_one_s_day_is_told_as_the_clock_s(store: Store) -> None:
    (card,) = filled(store, a_candidate("a"))
    answer(store, card, Rating.GOOD)
    answer(store, card, Rating.AGAIN, TODAY - timedelta(days=2))

    assert [told.rule for told in story(store.log(card))][-1] == "the clock was set back: moves no interval"


def test_the_chance_of_recall_is_fsrs_s_own_where_it_keeps_the_card(store: Store) -> None:
    (card,) = filled(store, a_candidate("a"))
    assert store.recall_now(card, TODAY) is None
    answer(store, card, Rating.EASY)
    schedule = store.schedule(card)
    assert schedule is not None
    later = TODAY + timedelta(days=8)
    assert store.recall_now(card, later) == DEFAULT.of(schedule, later)

    store.switch(Fsrs(), a_moment())

    assert store.recall_now(card, later) == pytest.approx(Fsrs().recall(8.2956, 8))


def test_own_answers_shape_the_estimate(store: Store) -> None:
    cards = filled(store, *(a_candidate(f"{place}", position=place) for place in range(ENOUGH // 10 + 1)))
    for card in cards:
        for days in range(11):
            answer(store, card, Rating.AGAIN if days % 2 else Rating.GOOD, TODAY + timedelta(days=days))

    known = [one for card in cards for one in samples(store.log(card))]

    assert len(known) == len(cards) * 10
    assert store.estimate() == own(known) != DEFAULT
