"""Cards, sources, days and figures: what goes into the store comes out of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from flashdl.errors import StoreError
from flashdl.identity import card_id
from flashdl.model import (
    Candidate,
    Direction,
    Event,
    EventKind,
    Excerpt,
    Grading,
    Key,
    Limits,
    Place,
    Plan,
    Prompt,
    Rating,
    Rematch,
    SourceKind,
    State,
)
from flashdl.scheduling.sm2 import Sm2
from flashdl.store import Fate, Store, bulk
from flashdl.store.text import all_stored, stored
from tests.build import TODAY, a_candidate, a_key, a_moment, a_prompt, a_store, an_answer, filled

TOMORROW = TODAY + timedelta(days=1)
LIMITS = Limits()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with a_store(tmp_path) as opened:
        yield opened


def moved(card: str, subject: str, source: int = 1, *, old: str = "GAN") -> Plan:
    """The card of `old` found again under another subject."""
    return Plan(source, moved=(Rematch(card, a_key(old), a_candidate(subject), "same row"),))


# Any text that Python can hold: lone surrogates (undecodable file names), NUL and the mark of `store.text` too.
TEXTS = st.text(st.characters(exclude_categories=()) | st.sampled_from('\x1a\x000d\ud83d\ude00ż\\"'), max_size=12)
TUPLES = st.lists(TEXTS, max_size=3).map(tuple)


@st.composite
def candidates(draw: st.DrawFn) -> Candidate:
    width = draw(st.integers(0, 3))
    cells = st.lists(TEXTS, min_size=width, max_size=width).map(tuple)
    excerpt = Excerpt(
        draw(TEXTS), draw(cells), tuple(draw(st.lists(cells, max_size=2))), draw(st.none() | st.just(0)), None
    )
    return Candidate(
        key=Key(draw(TEXTS), draw(TUPLES), draw(TEXTS), draw(TEXTS), draw(st.sampled_from(Direction)), 2),
        note=draw(TEXTS),
        deck=draw(TEXTS),
        prompt=Prompt(
            draw(TEXTS), draw(TEXTS), draw(TUPLES), draw(st.sampled_from(Grading)), draw(TUPLES), draw(TEXTS),
            draw(TUPLES),
        ),
        place=Place(draw(TEXTS), draw(st.integers(1, 10**9)), draw(TUPLES), excerpt, 3, draw(TEXTS), draw(TUPLES)),
        score=draw(st.floats(0, 1)),
        state=draw(st.sampled_from(State)),
    )  # fmt: skip


@given(candidates())
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_a_card_is_read_back_equal_to_what_was_stored(store: Store, candidate: Candidate) -> None:
    source = store.add_source("/any", SourceKind.NOTES, "Any")
    known = {card.id for card in store.stored(source.id)}
    number = f"card {len(known)}"

    store.apply(Plan(source.id, new=((number, candidate),)), a_moment())

    card = store.card(number)
    read = Candidate(card.key, card.note, card.deck, card.prompt, card.place, card.score, card.state)
    assert read == candidate
    assert card in store.stored(source.id)
    assert (card.source, card.orphaned) == (source.id, False)


def test_a_new_store_holds_nothing(store: Store) -> None:
    assert store.sources() == ()
    assert list(store.cards()) == []
    assert list(store.log()) == []
    assert store.agenda(TODAY, LIMITS).queue == ()
    assert store.deck_names() == ()
    assert store.check() == []


def test_a_source_is_added_once(store: Store) -> None:
    first = store.add_source("/notes/\udcff", SourceKind.NOTES, "Notes")
    again = store.add_source("/notes/\udcff", SourceKind.DECK, "Other")

    assert again == first
    assert store.sources() == (first,)


def test_changed_refreshed_and_returned_cards_take_what_the_scan_found_but_not_its_state(store: Store) -> None:
    ids = filled(store, *map(a_candidate, ("a", "b", "c")))
    store.set_state(ids, State.SUSPENDED)
    store.apply(Plan(1, orphaned=(ids[2],)), a_moment())
    assert store.card(ids[2]).orphaned

    found = [
        replace(a_candidate(name, prompt=a_prompt(f"New {name}?"), deck="New", position=7), score=0.5) for name in "abc"
    ]
    store.apply(
        Plan(1, changed=((ids[0], found[0]),), refreshed=((ids[1], found[1]),), returned=((ids[2], found[2]),)),
        a_moment(),
    )

    for card, candidate in zip(store.stored(1), sorted(found, key=lambda one: card_id(one.key)), strict=True):
        assert (card.prompt, card.deck, card.place) == (candidate.prompt, "New", candidate.place)
        assert (card.score, card.state, card.orphaned) == (0.5, State.SUSPENDED, False)


def test_a_card_remembers_when_what_it_asks_last_changed(store: Store) -> None:
    ids = filled(store, *map(a_candidate, ("a", "b", "GAN")))
    later = a_moment(TOMORROW)

    store.apply(
        Plan(
            1,
            changed=((ids[0], a_candidate("a", prompt=a_prompt("Other?"))),),
            refreshed=((ids[1], a_candidate("b", position=9)),),
            moved=moved(ids[2], "WGAN").moved,
        ),
        later,
    )

    changed = {family.id: family.cards[0].changed_ms for family in store.leaving()}
    assert [changed[card] for card in ids] == [later.ms, a_moment().ms, later.ms]


def test_an_orphan_stays_with_its_schedule_and_is_not_asked(store: Store) -> None:
    (card,) = filled(store, a_candidate())
    store.record(an_answer(card))

    store.apply(Plan(1, orphaned=(card,)), a_moment())

    assert store.schedule(card) is not None
    assert store.agenda(TOMORROW, LIMITS).queue == ()
    assert store.deck_names() == ()
    assert [card.orphaned for card in store.stored(1)] == [True]


@pytest.mark.parametrize("state", [State.INBOX, State.SUSPENDED, State.REJECTED])
def test_only_active_cards_are_asked(store: Store, state: State) -> None:
    filled(store, a_candidate("a", state=state), a_candidate("b"))

    assert [card.card for card in store.agenda(TODAY, LIMITS).new] == [card_id(a_key("b"))]
    assert [card.state for card in store.cards(state=state)] == [state]


def test_a_plan_that_was_stored_by_another_flashdl_a_moment_ago_is_stored_once(store: Store) -> None:
    (card,) = filled(store, a_candidate())
    store.set_state([card], State.REJECTED)

    filled(store, a_candidate())
    store.apply(moved(card, "WGAN"), a_moment())
    store.apply(moved(card, "WGAN"), a_moment())

    assert [card.state for card in store.cards()] == [State.REJECTED]
    assert [event.kind for event in store.log()] == [EventKind.REMATCH]


def test_an_id_of_another_source_is_refused_and_nothing_of_the_plan_is_kept(store: Store) -> None:
    (card,) = filled(store, a_candidate())
    other = store.add_source("/other", SourceKind.DECK, "Other")

    with pytest.raises(StoreError, match="belongs to another source"):
        store.apply(Plan(other.id, new=(("fresh", a_candidate("x")), (card, a_candidate("y")))), a_moment())

    assert store.stored(other.id) == ()


def test_fingerprints_are_those_of_the_last_scan(store: Store) -> None:
    filled(store)
    store.apply(Plan(1), a_moment(), {"a.md": "1:2:3", "b\udcff.md": "4:5:6"})
    store.apply(Plan(1), a_moment())
    assert store.fingerprints(1) == {"a.md": "1:2:3", "b\udcff.md": "4:5:6"}

    store.apply(Plan(1), a_moment(), {"a.md": "7:8:9"})

    assert store.fingerprints(1) == {"a.md": "7:8:9"}


def test_a_moved_card_keeps_its_history_under_its_new_key(store: Store) -> None:
    (card,) = filled(store, a_candidate())
    store.record(an_answer(card))
    before = store.schedule(card)

    store.apply(moved(card, "WGAN"), a_moment())

    assert store.card(card).key == a_key("WGAN")
    assert store.card(card).prompt == a_candidate("WGAN").prompt
    assert store.schedule(card) == before
    assert store.check() == []


def test_taking_back_a_move_puts_the_key_back_and_is_never_offered_again(store: Store) -> None:
    (card,) = filled(store, a_candidate())
    store.apply(moved(card, "WGAN"), a_moment(), {"a.md": "1:2:3"})
    (rematch,) = store.log()

    store.void(rematch.id, a_moment())

    assert store.card(card).key == a_key("GAN")
    assert store.declined() == {(card, a_key("WGAN"))}
    assert store.fingerprints(1) == {}
    assert store.check() == []


def test_taking_back_the_first_of_two_moves_leaves_the_second(store: Store) -> None:
    (card,) = filled(store, a_candidate())
    store.apply(moved(card, "WGAN"), a_moment())
    store.apply(moved(card, "StyleGAN", old="WGAN"), a_moment())
    first, second = store.log()

    store.void(first.id, a_moment())
    assert store.card(card).key == a_key("StyleGAN")
    store.void(second.id, a_moment())

    assert store.card(card).key == a_key("GAN")
    assert store.check() == []


def test_removing_a_source_can_keep_its_cards(store: Store) -> None:
    (card,) = filled(store, a_candidate())
    store.record(an_answer(card))

    store.remove_source(1, "keep")

    assert store.sources() == ()
    assert [waiting.card for waiting in store.agenda(TOMORROW, LIMITS).due] == [card]


def test_a_source_that_is_added_again_has_its_cards_again(store: Store) -> None:
    card, other = filled(store, a_candidate(), a_candidate("LSTM", position=1))
    store.set_state([other], State.SUSPENDED)
    store.remove_source(1, "suspend")
    assert store.agenda(TODAY, LIMITS).queue == ()

    source = store.add_source("/notes", SourceKind.NOTES, "Notes")

    assert source in store.sources()
    assert [(known.id, known.state, known.orphaned) for known in store.stored(source.id)] == [
        (card, State.ACTIVE, True),
        (other, State.SUSPENDED, True),
    ]


@pytest.mark.parametrize("fate", ["keep", "suspend", "delete"])
def test_a_rejected_card_is_remembered_whatever_becomes_of_its_source(store: Store, fate: Fate) -> None:
    card, other = filled(store, a_candidate(), a_candidate("LSTM", position=1))
    store.set_state([card], State.REJECTED)
    store.remove_source(1, fate)

    filled(store, a_candidate(), a_candidate("LSTM", position=1))

    assert {known.id: known.state for known in store.cards()} == {card: State.REJECTED, other: State.ACTIVE}


def test_removing_a_source_can_delete_its_cards_and_the_log_stays(store: Store) -> None:
    (card,) = filled(store, a_candidate())
    event = store.record(an_answer(card))

    store.remove_source(1, "delete")

    assert list(store.cards()) == []
    assert store.schedules() == {}
    assert list(store.log()) == [event]
    assert store.check() == []


def test_a_deleted_card_that_comes_back_under_its_own_id_has_its_history(store: Store) -> None:
    (card,) = filled(store, a_candidate())
    store.record(an_answer(card))
    store.apply(moved(card, "WGAN"), a_moment())
    before = store.schedule(card)
    store.remove_source(1, "delete")

    filled(store, a_candidate("GAN"))

    assert store.schedule(card) == before
    assert store.card(card).key == a_key("GAN")
    assert store.check() == []


def test_removing_a_source_that_is_not_there_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="There is no source 7"):
        store.remove_source(7, "delete")


def test_a_deck_s_cards_are_those_of_its_children_too(store: Store) -> None:
    decks = ["A", "A::B", "AB", "a::b", "A:", "A:;", "A::"]
    filled(store, *(a_candidate(f"{place}", deck=deck, position=place) for place, deck in enumerate(decks)))

    assert [card.deck for card in store.cards("A")] == ["A", "A::B", "A::"]
    assert set(store.deck_names()) == set(decks)


def test_a_card_that_is_not_there_is_refused_by_name(store: Store) -> None:
    for act in (
        lambda: store.card("nix"),
        lambda: store.record(an_answer("nix")),
        lambda: store.set_state(["nix"], State.ACTIVE),
        lambda: store.bury(["nix"], TODAY),
        lambda: store.reset(["nix"], a_moment()),
    ):
        with pytest.raises(StoreError, match="There is no card nix"):
            act()


def test_the_first_answer_of_a_day_counts_and_the_next_is_a_drill(store: Store) -> None:
    (card,) = filled(store, a_candidate())

    first = store.record(an_answer(card, Rating.AGAIN, a_moment(hour=9)))
    second = store.record(an_answer(card, Rating.GOOD, a_moment(hour=10)))
    third = store.record(an_answer(card, Rating.GOOD, a_moment(TOMORROW)))

    assert [event.kind for event in (first, second, third)] == [EventKind.LEARN, EventKind.DRILL, EventKind.REVIEW]
    assert [(event.interval_before, event.interval, event.ease) for event in (first, second, third)] == [
        (None, 1, 2180),
        (1, None, 2180),
        (1, 1, 2180),
    ]
    assert [event.sequence for event in store.log(card)] == [1, 2, 3]
    assert store.done(TODAY) == (1, 0)
    assert store.done(TOMORROW) == (0, 1)


def test_an_event_is_read_back_equal_to_what_was_recorded(store: Store) -> None:
    (card,) = filled(store, a_candidate())

    event = store.record(an_answer(card, Rating.HARD, a_moment(offset=-210), 4321))

    assert list(store.log()) == [event]
    assert (event.device, event.at, event.duration_ms) == (store.device, a_moment(offset=-210), 4321)
    assert event.id[14] == "7"


def test_cramming_is_logged_and_moves_nothing(store: Store) -> None:
    (card,) = filled(store, a_candidate())

    event = store.record(replace(an_answer(card, Rating.AGAIN), cram=True))

    assert event.kind is EventKind.CRAM
    assert store.schedule(card) is None
    assert store.done(TODAY) == (0, 0)
    assert store.answered(TODAY, 2) == [0, 1]


def test_a_card_rated_again_is_still_to_be_repeated_after_the_app_was_closed(tmp_path: Path) -> None:
    with a_store(tmp_path) as store:
        (card,) = filled(store, a_candidate())
        store.record(an_answer(card, Rating.AGAIN))

    with a_store(tmp_path) as store:
        assert [waiting.card for waiting in store.agenda(TODAY, LIMITS).again] == [card]
        store.record(an_answer(card, Rating.GOOD))
        assert store.agenda(TODAY, LIMITS).queue == ()


def test_a_card_to_be_repeated_is_simply_due_on_the_next_day(store: Store) -> None:
    (card,) = filled(store, a_candidate())
    store.record(an_answer(card, Rating.AGAIN))

    tomorrow = store.agenda(TOMORROW, LIMITS)

    assert (len(tomorrow.again), [waiting.card for waiting in tomorrow.due]) == (0, [card])


def test_a_card_answered_today_is_not_asked_twice_though_its_due_day_is_set_to_today(store: Store) -> None:
    (card,) = filled(store, a_candidate())
    store.record(an_answer(card))
    with store._connections.writing() as connection:
        connection.exec_driver_sql(f"UPDATE schedule SET due = '{TODAY}'")

    assert store.agenda(TODAY, LIMITS).queue == ()


def test_hard_is_not_repeated_where_the_person_said_so(tmp_path: Path) -> None:
    with Store.open(tmp_path / "x.db", scheduler=Sm2(repeat_hard=False)) as store:
        (card,) = filled(store, a_candidate())
        store.record(an_answer(card, Rating.HARD))

        assert store.agenda(TODAY, LIMITS).queue == ()
        assert store.check() == []


def test_changing_the_settings_changes_no_history(tmp_path: Path) -> None:
    with Store.open(tmp_path / "x.db", scheduler=Sm2(ease_on_fail="keep")) as store:
        (card,) = filled(store, a_candidate())
        store.record(an_answer(card, Rating.AGAIN))

    with Store.open(tmp_path / "x.db", rollover=0) as store:
        assert store.check() == []
        store.record(an_answer(card, Rating.AGAIN, a_moment(TOMORROW)))
        schedule = store.schedule(card)

    assert schedule is not None
    assert schedule.ease == 2500 - 320


def test_a_clock_that_was_set_back_breaks_nothing(store: Store) -> None:
    ahead, other, sibling = filled(
        store, a_candidate("a", note="n"), a_candidate("b", position=1), a_candidate("c", note="n", position=2)
    )
    future = TODAY + timedelta(days=1500)
    store.record(an_answer(ahead, Rating.AGAIN, a_moment(future)))

    today = store.agenda(TODAY, LIMITS)
    drill = store.record(an_answer(ahead, Rating.GOOD, a_moment()))

    assert [waiting.card for waiting in today.again] == [ahead]
    assert {waiting.card for waiting in today.new} == {other}
    assert drill.kind is EventKind.DRILL
    assert {waiting.card for waiting in store.agenda(TODAY, LIMITS).queue} == {other, sibling}
    assert store.streak_days(TODAY) == 1
    assert store.check() == []


def test_an_answer_can_be_taken_back_and_the_card_is_new_again(store: Store) -> None:
    (card,) = filled(store, a_candidate())
    event = store.record(an_answer(card))

    void = store.void(event.id, a_moment())

    assert (void.kind, void.target, void.card) == (EventKind.VOID, event.id, card)
    assert store.schedule(card) is None
    assert store.done(TODAY) == (0, 0)
    assert [waiting.card for waiting in store.agenda(TODAY, LIMITS).new] == [card]


def test_a_void_is_final(store: Store) -> None:
    (card,) = filled(store, a_candidate())
    event = store.record(an_answer(card))
    void = store.void(event.id, a_moment())

    with pytest.raises(StoreError, match="has been taken back already"):
        store.void(event.id, a_moment())
    with pytest.raises(StoreError, match="no event"):
        store.void(void.id, a_moment())
    with pytest.raises(StoreError, match="no event"):
        store.void("nix", a_moment())

    assert len(list(store.log())) == 2


def test_a_reset_makes_cards_new_and_leaves_new_ones_alone(store: Store) -> None:
    ids = filled(store, a_candidate("a"), a_candidate("b"))
    store.record(an_answer(ids[0]))

    store.reset([*ids, *ids], a_moment())

    assert store.schedules() == {}
    assert [(event.kind, event.card) for event in store.log()][1:] == [(EventKind.RESET, ids[0])]


def test_a_buried_card_is_not_asked_on_that_day(store: Store) -> None:
    ids = filled(store, a_candidate("a"), a_candidate("b"))
    store.bury(ids, TODAY)
    assert store.agenda(TODAY, LIMITS).queue == ()
    assert len(store.agenda(TOMORROW, LIMITS).queue) == 2

    store.bury(ids, None)

    assert len(store.agenda(TODAY, LIMITS).queue) == 2


def test_a_card_that_was_answered_and_then_rejected_keeps_its_sibling_back_and_does_not_come_back(store: Store) -> None:
    first, _ = filled(store, a_candidate("a", note="n"), a_candidate("b", note="n"))
    store.record(an_answer(first, Rating.AGAIN))

    store.set_state([first], State.REJECTED)

    assert store.agenda(TODAY, LIMITS).queue == ()


def test_the_whole_log_is_read_in_pages(store: Store) -> None:
    ids = filled(store, *(a_candidate(f"{count}") for count in range(30)))
    for count in range(60):
        store.record(an_answer(ids[count % 30]))

    assert [event.sequence for event in store.log()] == list(range(1, 61))


def test_writing_while_the_log_is_being_read_is_possible(store: Store) -> None:
    (card,) = filled(store, a_candidate())
    store.record(an_answer(card))
    reading = store.log()
    next(reading)

    store.record(an_answer(card))

    assert len(list(reading)) == 1


def answers_on(store: Store, card: str, *days_ago: int, rating: Rating = Rating.GOOD) -> list[Event]:
    return [store.record(an_answer(card, rating, a_moment(TODAY - timedelta(days=days)))) for days in days_ago]


def test_a_streak_counts_days_in_a_row_up_to_today(store: Store) -> None:
    (card,) = filled(store, a_candidate())
    assert store.streak_days(TODAY) == 0
    events = answers_on(store, card, 5, 3, 2, 1)

    assert store.streak_days(TODAY) == 3
    answers_on(store, card, 0)
    assert store.streak_days(TODAY) == 4
    assert store.streak_days(TOMORROW) == 4
    assert store.streak_days(TOMORROW + timedelta(days=1)) == 0
    store.void(events[2].id, a_moment())
    assert store.streak_days(TODAY) == 2


def test_recall_is_the_share_of_reviews_that_were_not_again(store: Store) -> None:
    (card,) = filled(store, a_candidate())
    answers_on(store, card, 40)
    assert store.recall(TODAY) is None
    answers_on(store, card, 31, 30, rating=Rating.AGAIN)
    answers_on(store, card, 29, 20)
    answers_on(store, card, 19, rating=Rating.AGAIN)
    answers_on(store, card, 0, 0, rating=Rating.HARD)

    assert store.recall(TODAY) == 3 / 4
    assert store.recall(TODAY, 15) == 1.0


def test_a_forecast_holds_what_is_overdue_in_its_first_day(store: Store) -> None:
    ids = filled(store, *(a_candidate(f"{count}") for count in range(5)))
    for card, days in zip(ids, (9, 1, 0, 0, 5), strict=True):
        answers_on(store, card, days)
    store.set_state([ids[4]], State.SUSPENDED)

    assert store.forecast(TODAY, 3) == [2, 2, 0]


def test_the_estimate_of_minutes_follows_the_median_answer(store: Store) -> None:
    ids = filled(store, *(a_candidate(f"{count}") for count in range(10)))
    assert store.deck_counts(TODAY, LIMITS)[0].minutes == 2

    for duration in (0, 29_000, 30_000, 600_000):
        store.record(an_answer(ids[0], duration_ms=duration))

    assert store.deck_counts(TODAY, LIMITS)[0].minutes == 5


def test_decks_are_listed_by_name_be_it_written_large_or_small_and_before_their_children(store: Store) -> None:
    names = ("Banana x", "apple", "Banana::cloze", "Zebra", "Banana::Attention", "Öl", "Banana")
    filled(store, *(replace(a_candidate(name, position=at), deck=name) for at, name in enumerate(names)))
    wanted = ["apple", "Banana", "Banana::Attention", "Banana::cloze", "Banana x", "Zebra", "Öl"]

    assert list(store.deck_names()) == wanted
    assert [counts.deck for counts in store.deck_counts(TODAY, LIMITS)][1:] == wanted
    assert [deck.name for deck in store.stats(TODAY).decks] == wanted


def test_many_new_cards_are_written_a_page_at_a_time_and_wholly(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "PAGE", 2)
    most: list[int] = []
    insert = bulk.insert

    def told(connection: Connection, start: str, columns: Mapping[str, Any], end: str = "") -> int:
        most.append(len(columns["id"]))
        return insert(connection, start, columns, end)

    monkeypatch.setattr(bulk, "insert", told)

    cards = filled(store, *(a_candidate(f"{number}", position=number) for number in range(5)))

    assert most == [2, 2, 1]
    assert [card.id for card in store.cards()] == cards
    assert store.check() == []


@given(st.lists(TEXTS | st.text(st.characters(max_codepoint=127)), max_size=4))
def test_texts_are_stored_together_as_each_alone(texts: list[str]) -> None:
    assert all_stored(texts) == list(map(stored, texts))
