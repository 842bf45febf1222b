"""The inbox on the screen, with the keys of a person."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from flashdl import sources
from flashdl.model import Candidate, State
from flashdl.store import Store
from flashdl.tui.home import HomeScreen
from flashdl.tui.inbox import InboxScreen
from tests.build import a_moment
from tests.tui.stage import ARCHITECTURES, a_filled_store, asked, doubted, drawn, paste, press, running

DOUBTED = "- **Kill**: a definition makes all the others of its name void\n"


def three() -> tuple[Candidate, ...]:
    return tuple(doubted(f"What is {letter}?", f"the letter {letter}", position=n) for n, letter in enumerate("ABC"))


def states(store: Store) -> list[State]:
    return [card.state for card in store.cards()]


async def test_two_keys_decide_and_one_takes_back(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *three()) as store:
        async with running(store, tmp_path) as (app, pilot):
            assert "3 cards in the inbox." in drawn(app)
            await press(pilot, "i")
            assert "What is A?" in drawn(app)
            assert "the letter A" in drawn(app)
            assert "not always worth asking (score 0.55; asked at once from 0.6" in drawn(app)
            await press(pilot, "a", "x")
            assert states(store) == [State.ACTIVE, State.REJECTED, State.INBOX]
            assert "1 accepted  1 rejected  1 left" in drawn(app)
            await press(pilot, "u", "u")

            assert "What is A?" in drawn(app)
            assert states(store) == [State.INBOX] * 3


async def test_the_last_decision_ends_it_and_can_be_taken_back(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *three()[:1]) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "i", "r")
            assert "Rejected" in drawn(app)
            await press(pilot, "u")
            assert "What is A?" in drawn(app)
            await press(pilot, "a", "enter")

            assert isinstance(app.screen, HomeScreen)
            assert "1 card, about 1 min" in drawn(app)


async def test_all_are_accepted_with_one_key_and_a_second_to_confirm(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *three()) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "i", "A")
            assert "Accept all 3 cards unseen?" in drawn(app)
            await press(pilot, "n")
            assert states(store) == [State.INBOX] * 3
            await press(pilot, "A", "A")
            assert states(store) == [State.ACTIVE] * 3
            await press(pilot, "u")

            assert states(store) == [State.INBOX] * 3


async def test_a_kind_is_accepted_with_one_key_that_says_how_many_and_a_second_to_confirm(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *three()) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "i", "t")
            assert "3 cards, 2 of them unseen?" in drawn(app)
            assert states(store) == [State.INBOX] * 3
            await press(pilot, "t")
            assert states(store) == [State.ACTIVE] * 3
            assert "here: 3 cards. u takes it back." in drawn(app)
            await press(pilot, "u")

            assert states(store) == [State.INBOX] * 3


async def test_cards_that_decisions_have_made_sure_are_offered_by_a_key_and_accepted_by_it(tmp_path: Path) -> None:
    cards = [doubted(f"What is {number}?", "yes", position=number) for number in range(24)]
    rare = doubted("When was it?", "2014", kind="year", position=30)
    with a_filled_store(tmp_path, *(replace(card, score=0.58) for card in (*cards, rare))) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "i")
            assert "accept alike" not in drawn(app)
            await press(pilot, "T")
            assert "None of the cards left is like those you accepted, so far." in drawn(app)
            await press(pilot, *("a" for _ in range(6)))
            assert "18 of the cards left are like those you accepted: T accepts them." in drawn(app)
            await press(pilot, "T")
            assert "Accept 18 cards like those you accepted, unseen?" in drawn(app)
            assert states(store).count(State.ACTIVE) == 6
            await press(pilot, "T")
            assert states(store).count(State.ACTIVE) == 24
            assert "18 cards accepted." in drawn(app)
            assert "When was it?" in drawn(app)
            await press(pilot, "u")

            assert states(store).count(State.ACTIVE) == 6


async def test_a_kind_is_rejected_with_those_to_come(tmp_path: Path) -> None:
    cards = (*three(), doubted("When was it?", "2014", kind="year", position=4))
    with a_filled_store(tmp_path, *cards) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "i", "K", "K")
            assert "Rejected the kind “term” here, with 3 cards." in drawn(app)
            assert "When was it?" in drawn(app)
            assert store.decisions(1).rejected_kinds == {"term"}
            await press(pilot, "u")

            assert "What is A?" in drawn(app)
            assert store.decisions(1).rejected_kinds == frozenset()


async def test_a_kind_is_rejected_only_after_a_yes_that_says_how_many(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *three()) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "i", "K")
            assert "Reject the kind “term” here: 3 cards, and all of it to come?" in drawn(app)
            await press(pilot, "n")

            assert "What is A?" in drawn(app)
            assert store.decisions(1).rejected_kinds == frozenset()


async def test_a_decision_is_taken_back_after_the_inbox_was_left(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("Q?", "A"), *three()) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "i", "x", "s", "K", "y", "escape")
            assert store.inbox_count() == (0, 0)
            assert "i inbox, to undo" in drawn(app)
            await press(pilot, "i")
            assert "Nothing waits. u takes back the last decision." in drawn(app)
            await press(pilot, "u", "u")

            assert store.inbox_count() == (3, 1)
            assert "What is A?" in drawn(app)


async def test_a_skipped_card_is_still_there_the_next_time(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *three()) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "i", "s", "escape", "i")

            assert "What is A?" in drawn(app)
            assert "3 left" in drawn(app)


async def test_the_key_is_there_only_where_something_waits(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("Q?", "A")) as store:
        async with running(store, tmp_path) as (app, pilot):
            assert "inbox" not in drawn(app)
            await press(pilot, "i")

            assert isinstance(app.screen, HomeScreen)


async def test_what_cannot_be_stored_stays_on_the_screen(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *three()) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "i")
            with closing(sqlite3.connect(store.path)) as other:
                other.execute(
                    "CREATE TRIGGER full BEFORE UPDATE ON card BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
                )
            for key in ("a", "x"):
                await press(pilot, key)
                assert "Not stored." in drawn(app)
                assert "What is A?" in drawn(app)
            assert "0 accepted  0 rejected  3 left" in drawn(app)


async def test_an_edited_note_is_read_again_and_its_card_leaves_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "Signals.md").write_text(DOUBTED)
    monkeypatch.setattr("flashdl.tui.app.FlashdlApp.suspend", lambda _: closing(_Nothing()))
    monkeypatch.setenv("EDITOR", "sed -i d")
    with a_filled_store(tmp_path) as store:
        sources.add(store, str(notes), None, a_moment())
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "i")
            assert isinstance(app.screen, InboxScreen)
            assert "What is Kill?" in drawn(app)
            await press(pilot, "e")

            assert "What is Kill?" not in drawn(app)
            assert store.inbox_count() == (0, 0)


class _Nothing:
    def close(self) -> None:
        """There is no terminal to take back."""


async def test_added_notes_say_what_waits_and_can_all_wait(tmp_path: Path) -> None:
    notes = tmp_path / "My vault"
    notes.mkdir()
    (notes / "Signals.md").write_text(DOUBTED + "\nA [[Signal]] is a message from the kernel to a process.\n")
    with a_filled_store(tmp_path, asked("Q?", "A")) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "a")
            await paste(pilot, str(notes))
            await press(pilot, "enter")
            assert "1 less sure would wait in the inbox." in drawn(app)
            await press(pilot, "i")

            assert "0 cards added, " in drawn(app)
            assert "in the inbox: i decides about them." in drawn(app)
            assert store.sources()[-1].inbox_first
            assert {card.state for card in store.stored(store.sources()[-1].id)} == {State.INBOX}


async def test_a_small_screen_keeps_the_question_and_the_keys(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *three()) as store:
        async with running(store, tmp_path, size=(40, 12)) as (app, pilot):
            assert "3 cards in the inbox." in drawn(app)
            await press(pilot, "i")

            for shown in ("What is A?", "the letter A", "a accept", "x reject", "3 left"):
                assert shown in drawn(app)


async def test_what_was_skipped_is_told_in_the_end(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *three()) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "i", "a", "s", "s")
            told = " ".join(drawn(app).split())

            assert "Accepted 1 Rejected 0 Left waiting 2" in told


async def test_only_what_can_be_edited_is_offered_to_be(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *three()) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "i")
            assert "e edit" in drawn(app)
            with closing(sqlite3.connect(tmp_path / "flashdl.db")) as other, other:
                other.execute("UPDATE source SET path = 'bundled:deep-learning'")
            await press(pilot, "s")

            assert "e edit" not in drawn(app)


async def test_on_a_low_screen_both_sides_stand_there_before_their_place(tmp_path: Path) -> None:
    question = "How are the stack and function calls connected?"
    card = doubted(question, "it is used for function calls, among others", kind="connection", position=9)
    own = replace(card, place=replace(card.place, excerpt=ARCHITECTURES))
    with a_filled_store(tmp_path, own, *three()) as store:
        async with running(store, tmp_path, size=(40, 12)) as (app, pilot):
            await press(pilot, "i", "t", "t")

            assert "Accepted the kind “term” here" in drawn(app)
            shown = " ".join(drawn(app).split())
            assert question in shown
            assert "it is used for function calls, among others" in shown
