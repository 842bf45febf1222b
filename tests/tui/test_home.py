"""The home screen: what today asks, the empty states, and adding notes."""

from __future__ import annotations

import asyncio
import re
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from flashdl import sources
from flashdl.errors import StoreError
from flashdl.model import Rating, SourceKind, State
from flashdl.scheduling.pace import Vacation
from flashdl.store import Store
from flashdl.tui import folds
from flashdl.tui.adding import AddScreen
from flashdl.tui.app import FlashdlApp
from flashdl.tui.browse import BrowseScreen
from flashdl.tui.decks import DeckList
from flashdl.tui.home import HomeScreen
from flashdl.tui.overview import at_once
from flashdl.tui.review import ReviewScreen
from flashdl.tui.working import Opening
from tests.build import TODAY, a_moment, an_answer, filled
from tests.tui.stage import (
    Clock,
    a_config,
    a_filled_store,
    asked,
    drawn,
    paste,
    press,
    running,
    settled,
    study_before,
    type_in,
)

NOTE = """# Architectures

| Architecture | Year | Use case |
|---|---|---|
| LSTM | 1997 | Long sequences and their memory |
| GAN | 2014 | Images that two networks make |
| Transformer | 2017 | Language and vision by attention |
"""


def some_notes(folder: Path, text: str = NOTE) -> Path:
    notes = folder / "My vault"
    notes.mkdir()
    (notes / "Architectures.md").write_text(text, encoding="utf-8")
    return notes


async def test_the_first_run_takes_the_bundled_decks_with_one_key(tmp_path: Path) -> None:
    with a_filled_store(tmp_path) as store:
        async with running(store, tmp_path) as (app, pilot):
            assert "Deep Learning" in drawn(app)
            await press(pilot, "y")

            assert [source.path for source in store.sources()] == [deck.path for deck in sources.bundled()]
            assert "cards added." in drawn(app)
            assert "⏎ review" in drawn(app)


async def test_an_impatient_second_key_takes_them_once(tmp_path: Path) -> None:
    with a_filled_store(tmp_path) as store:
        async with running(store, tmp_path) as (app, pilot):
            await pilot.press("y", "y", "y")
            await settled(pilot)

            assert " cards added." in drawn(app)
            assert " 0 cards added." not in drawn(app)


async def test_declined_decks_can_be_had_later(tmp_path: Path) -> None:
    with a_filled_store(tmp_path) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "n")
            assert "flashdl add FOLDER" in drawn(app)
            assert store.sources() == ()
            await press(pilot, "d")

            assert len(store.sources()) == len(sources.bundled())


async def test_notes_that_gave_nothing_are_explained(tmp_path: Path) -> None:
    notes = some_notes(tmp_path, "# Shopping\n\n- milk\n- It is a good idea to buy bread.\n")
    with a_filled_store(tmp_path) as store:
        sources.add(store, str(notes), None, a_moment())
        async with running(store, tmp_path, scan=True) as (app, _):
            assert "No cards yet." in drawn(app)
            assert "flashdl why FILE" in drawn(app)
            assert "a add notes" in drawn(app)


async def test_a_key_that_has_nothing_to_do_says_so(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("Question?", "answer")) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "i")
            assert "The inbox is empty" in drawn(app)
            await press(pilot, "b", "a")
            assert "does not wait in the inbox" in drawn(app)
            await press(pilot, "u")
            assert "Nothing to undo here." in drawn(app)
            await press(pilot, "escape", "enter", "3")
            assert "Ratings come after the answer: space shows it." in drawn(app)
            await press(pilot, "space", "3")

            assert len(list(store.log())) == 1


async def test_a_key_that_has_nothing_to_do_leaves_a_question_as_it_is(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("Question?", "answer")) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "enter", "x", "4")
            assert "Ratings come after" not in drawn(app)
            await press(pilot, "x", "4")

            assert "Ratings come after" not in drawn(app)
            assert [card.state for card in store.cards()] == [State.REJECTED]


async def test_with_nothing_due_it_says_when_there_is(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("Question?", "A")) as store:
        study_before(store, 1, 0)
        async with running(store, tmp_path) as (app, pilot):
            assert "Done for today" in drawn(app)
            assert "Next: on Saturday, 1 card." in drawn(app)
            await press(pilot, "enter")

            assert isinstance(app.screen, HomeScreen)


async def test_enter_reviews_all_decks_and_another_line_only_its_own(tmp_path: Path) -> None:
    cards = (asked("Of one?", "A", deck="One"), asked("Of two?", "B", deck="Two::Sub"))
    with a_filled_store(tmp_path, *cards) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "enter")
            assert "2 new" in drawn(app)
            await press(pilot, "escape", "j", "down", "enter")

            assert isinstance(app.screen, ReviewScreen)
            assert "1 new" in drawn(app)
            assert "Of two?" in drawn(app)


async def test_what_another_flashdl_stored_is_seen_at_home_by_itself(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("One?", "A", deck="One")) as store:
        async with running(store, tmp_path) as (app, pilot):
            home = app.screen
            assert isinstance(home, HomeScreen)
            before = home.times_read
            home.look_again()
            assert home.times_read == before
            with Store.open(tmp_path / "flashdl.db") as other:
                filled(other, asked("Two?", "B", deck="Another"))
            home.look_again()
            await settled(pilot)

            assert "Another" in drawn(app)


async def test_sub_decks_fold_away(tmp_path: Path) -> None:
    cards = (asked("One?", "A", deck="A::Hidden"), asked("Two?", "B", deck="A::Hidden as well", position=1))
    with a_filled_store(tmp_path, *cards) as store:
        async with running(store, tmp_path) as (app, pilot):
            assert "Hidden as well" in drawn(app)
            await press(pilot, "space")
            assert "Hidden" not in drawn(app)
            assert "▸ A" in drawn(app)
            await press(pilot, "right")

            assert "Hidden as well" in drawn(app)


async def test_the_day_is_told_in_numbers(tmp_path: Path) -> None:
    cards = tuple(asked(f"Question {number}?", "A", position=number) for number in range(4))
    with a_filled_store(tmp_path, *cards) as store:
        study_before(store, 7, 6)
        first = next(store.cards())
        for ago, rating in ((2, Rating.AGAIN), (1, Rating.GOOD)):
            store.record(an_answer(first.id, rating, a_moment(TODAY - timedelta(days=ago))))
        async with running(store, tmp_path) as (app, _):
            assert "4 cards, about 1 min" in drawn(app)
            assert "0 of 4" in drawn(app)
            assert "83 %" in drawn(app)
            assert "2 days in a row" in drawn(app)


async def test_the_start_reads_the_notes_again_and_says_what_changed(tmp_path: Path) -> None:
    notes = some_notes(tmp_path)
    with a_filled_store(tmp_path) as store:
        before = sources.add(store, str(notes), None, a_moment())
        (notes / "Architectures.md").write_text(NOTE + "| Mamba | 2023 | Long sequences |\n", encoding="utf-8")
        async with running(store, tmp_path, scan=True) as (app, _):
            assert before.plan.new
            assert "My vault: " in drawn(app)
            assert " new" in drawn(app)


async def test_an_unchanged_start_is_quiet(tmp_path: Path) -> None:
    notes = some_notes(tmp_path)
    with a_filled_store(tmp_path) as store:
        sources.add(store, str(notes), None, a_moment())
        async with running(store, tmp_path, scan=True) as (app, pilot):
            assert "My vault:" not in drawn(app)
            await press(pilot, "r")

            assert "Nothing changed in your notes." in drawn(app)


async def test_leaving_stops_a_scan_that_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notes = some_notes(tmp_path)
    for number in range(50):
        (notes / f"{number}.md").write_text(NOTE, encoding="utf-8")
    with a_filled_store(tmp_path) as store:
        store.add_source(str(notes), sources.kind_of(notes), "Notes")
        async with running(store, tmp_path, scan=False) as (app, _):
            app.scan()
            app.workers.cancel_all()

        assert not [thread for thread in threading.enumerate() if "scan" in thread.name]


async def test_found_cards_are_shown_before_anything_is_stored(tmp_path: Path) -> None:
    notes = some_notes(tmp_path)
    with a_filled_store(tmp_path, asked("Question?", "A")) as store:
        known = len(store.sources())
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "a")
            await paste(pilot, str(notes))
            await press(pilot, "enter")
            assert "Found " in drawn(app)
            assert "Found 6 cards in 1 note. 3 less sure would wait in the inbox. Keep them?" in drawn(app)
            assert "GAN" in drawn(app)
            assert len(store.sources()) == known
            await press(pilot, "y")

            assert isinstance(app.screen, HomeScreen)
            assert "6 cards added" in drawn(app)
            assert store.sources()[-1].path == str(notes)
            assert "My vault" in drawn(app)


async def test_who_says_no_stores_nothing(tmp_path: Path) -> None:
    notes = some_notes(tmp_path)
    with a_filled_store(tmp_path) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "a")
            await paste(pilot, str(notes))
            await press(pilot, "enter", "n")
            assert isinstance(app.screen, AddScreen)
            await press(pilot, "escape")

            assert isinstance(app.screen, HomeScreen)
            assert store.sources() == ()


async def test_a_folder_that_moved_is_known_by_its_cards_and_followed_when_one_says_so(tmp_path: Path) -> None:
    notes = some_notes(tmp_path)
    with a_filled_store(tmp_path) as store:
        sources.add(store, str(notes), None, a_moment())
        before = {card.id for card in store.cards()}
        moved = notes.rename(notes.with_name("elsewhere"))
        async with running(store, tmp_path, size=(120, 24)) as (app, pilot):
            await press(pilot, "a")
            await paste(pilot, str(moved))
            await press(pilot, "enter")
            assert "Follow it here?" in " ".join(drawn(app).split())
            assert [source.path for source in store.sources()] == [str(notes)]
            await press(pilot, "y")

            assert "every card goes on" in " ".join(drawn(app).split())
            assert [source.path for source in store.sources()] == [str(moved)]
            assert {card.id for card in store.cards()} == before


async def test_a_deck_file_is_recognised_shown_and_brought_up_to_date(tmp_path: Path) -> None:
    words = tmp_path / "Words.csv"
    words.write_text("front,back\nto walk,andar\nto run,correr\n")
    with a_filled_store(tmp_path) as store:
        async with running(store, tmp_path, size=(120, 24)) as (app, pilot):
            await press(pilot, "a")
            await paste(pilot, str(words))
            await press(pilot, "enter")
            assert "Found 2 cards in a table parted by commas, columns front, back. Keep them?" in drawn(app)
            assert "to walk" in drawn(app)
            assert store.sources() == ()
            await press(pilot, "y")
            assert "2 cards added." in drawn(app)

            words.write_text("front,back\nto walk,caminar\nto run,correr\nto sleep,dormir\n")
            await press(pilot, "a")
            await paste(pilot, str(words))
            await press(pilot, "enter", "y")

            assert "1 card added." in drawn(app)
            assert [source.deck for source in store.sources()] == ["Words"]
            assert {card.prompt.answers[0] for card in store.cards()} == {"caminar", "correr", "dormir"}


async def test_a_folder_without_notes_is_looked_at_as_one_of_decks(tmp_path: Path) -> None:
    folder = tmp_path / "decks"
    folder.mkdir()
    (folder / "a.tsv").write_text("to walk\tandar\nto run\tcorrer\n")
    (folder / "b.yaml").write_text("cards:\n- {front: a, back: b}\n")
    with a_filled_store(tmp_path) as store:
        async with running(store, tmp_path, size=(120, 24)) as (app, pilot):
            await press(pilot, "a")
            await paste(pilot, str(folder))
            await press(pilot, "enter")
            assert "Found 3 cards in a table parted by tabs, columns front, back, a YAML deck. Keep them?" in drawn(app)
            await press(pilot, "y")

            assert "3 cards added." in drawn(app)
            assert [source.kind for source in store.sources()] == [SourceKind.DECK]


async def test_a_file_of_another_program_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "words.cards").write_bytes(b"PK")
    with a_filled_store(tmp_path) as store:
        async with running(store, tmp_path, size=(200, 24)) as (app, pilot):
            await press(pilot, "a")
            await paste(pilot, str(tmp_path / "words.cards"))
            await press(pilot, "enter")

            assert "export its cards there as text with tabs" in drawn(app)


async def test_which_column_is_which_is_asked_once_and_remembered(tmp_path: Path) -> None:
    lands = tmp_path / "lands.csv"
    lands.write_text("Land,Flag,City\nFrance,tricolour,Paris\nItaly,tricolore,Rome\n")
    with a_filled_store(tmp_path) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "a")
            await paste(pilot, str(lands))
            await press(pilot, "enter")
            assert "Which column is which?" in drawn(app)
            assert "-        City, Paris, Rome" in drawn(app)
            await press(pilot, *["backspace"] * len("back,-"))
            await type_in(pilot, "-,answers")
            await press(pilot, "enter")
            assert "“answers” is nothing that a column can hold" in drawn(app)
            assert "-        Flag, tricolour, tricolore" in drawn(app)
            await press(pilot, *["backspace"] * len("answers"))
            await type_in(pilot, "back")
            assert "back     City, Paris, Rome" in drawn(app)
            await press(pilot, "enter")
            assert "Found 3 cards" in drawn(app)
            assert store.sources() == ()
            await press(pilot, "y")
            assert "3 cards added." in drawn(app)

            lands.write_text("Land,Flag,City\nFrance,tricolour,Paris\nSpain,rojigualda,Madrid\n")
            await press(pilot, "a")
            await paste(pilot, str(lands))
            await press(pilot, "enter")

            assert "Found 1 card" in drawn(app)
            assert [source.columns for source in store.sources()] == [("front", "-", "back")]


async def test_a_card_that_another_deck_has_is_shown_with_that_deck(tmp_path: Path) -> None:
    words = tmp_path / "Words.csv"
    words.write_text("front,back\nto walk,andar\nto run,correr\n")
    with a_filled_store(tmp_path, asked("To  walk", "Andar", deck="Spanish::[/bold]")) as store:
        async with running(store, tmp_path, size=(120, 24)) as (app, pilot):
            await press(pilot, "a")
            await paste(pilot, str(words))
            await press(pilot, "enter")

            assert "1 is in another deck, too." in drawn(app)
            assert "= to walk  in “Spanish::[/bold]”, too" in drawn(app)


async def test_one_large_file_says_how_far_it_is_and_can_be_left(tmp_path: Path) -> None:
    words = tmp_path / "Words.csv"
    words.write_text("front,back\n" + "".join(f"word {number},meaning {number}\n" for number in range(60_000)))
    with a_filled_store(tmp_path) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "a")
            await paste(pilot, str(words))
            assert isinstance(app.screen, AddScreen)
            app.screen.action_look()  # a key would be waited for
            while "000 cards: Words.csv" not in drawn(app):
                assert "Found" not in drawn(app)
                await asyncio.sleep(0.02)
            await press(pilot, "escape")

            assert isinstance(app.screen, HomeScreen)
            assert store.sources() == ()


async def test_a_path_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with a_filled_store(tmp_path) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "a")
            await paste(pilot, "/no/such[/bold]")
            await press(pilot, "enter")

            assert "/no/such[/bold]: there is no such file or folder." in drawn(app)


async def test_tab_completes_a_folder(tmp_path: Path) -> None:
    notes = some_notes(tmp_path)
    with a_filled_store(tmp_path) as store:
        async with running(store, tmp_path, size=(160, 24)) as (app, pilot):
            await press(pilot, "a")
            await paste(pilot, f"{tmp_path}/M")
            await type_in(pilot, "y")
            await press(pilot, "tab")

            assert f"{notes}/" in drawn(app)


async def test_a_review_that_was_asked_for_starts_at_once(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("Question?", "A")) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            assert "Question?" in drawn(app)
            await press(pilot, "q")

            assert isinstance(app.screen, HomeScreen)


async def test_q_leaves_with_exit_code_0(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("Question?", "A")) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "q")

            assert app.return_value == 0


async def test_the_way_back_ends_at_home(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("Question?", "A")) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "b", "escape", "escape", "escape")

            assert app.is_running
            assert isinstance(app.screen, HomeScreen)
            assert "q leaves flashdl." in drawn(app)


async def test_a_deck_of_which_nothing_is_asked_today_says_so(tmp_path: Path) -> None:
    cards = (asked("Of one?", "A", deck="One"), asked("Of two?", "B", deck="Two::Sub"))
    with a_filled_store(tmp_path, *cards) as store:
        one = next(card.id for card in store.cards() if card.deck == "One")
        store.record(an_answer(one, Rating.GOOD, a_moment()))
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "j", "enter")
            assert isinstance(app.screen, HomeScreen)
            assert "Nothing of One is asked today. b finds its cards." in drawn(app)
            await press(pilot, "j", "enter")

            assert isinstance(app.screen, ReviewScreen)


async def test_a_click_goes_to_a_deck_and_the_next_one_opens_it(tmp_path: Path) -> None:
    cards = (asked("Of one?", "A", deck="One"), asked("Of two?", "B", deck="Two::Sub"))
    with a_filled_store(tmp_path, *cards) as store:
        async with running(store, tmp_path) as (app, pilot):
            decks = app.screen.query_one(DeckList)
            await pilot.click(DeckList, offset=(8, 3))
            await settled(pilot)
            assert isinstance(app.screen, HomeScreen)
            assert decks.chosen == "Two"
            await pilot.click(DeckList, offset=(2, 3))
            await settled(pilot)
            assert isinstance(app.screen, HomeScreen), "the mark folds"
            assert "Sub" not in drawn(app)
            await pilot.click(DeckList, offset=(8, 3))
            await settled(pilot)

            assert isinstance(app.screen, ReviewScreen)


async def test_of_many_decks_the_deeper_ones_are_folded_away_at_first(tmp_path: Path) -> None:
    names = [f"Vault::{letter}::{number}" for letter in "abcdefgh" for number in range(4)]
    with a_filled_store(tmp_path, *(asked("Question?", "A", deck=name) for name in names)) as store:
        async with running(store, tmp_path) as (app, pilot):
            assert all(f"▸ {letter}" in drawn(app) for letter in "abcdefgh")
            await press(pilot, "j", "space", "r")

            assert "▾ a" in drawn(app), "what was unfolded stays so"
            assert "▸ b" in drawn(app)


async def test_before_the_first_repeat_nothing_is_said_of_recall(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("Question?", "A"), asked("Other?", "B", position=1)) as store:
        first = next(store.cards()).id
        store.record(an_answer(first, Rating.GOOD, a_moment()))
        async with running(store, tmp_path) as (app, _):
            assert "no repeats yet" in drawn(app)
            assert "Recalled now" not in drawn(app)


async def test_all_that_notes_would_give_can_be_read_before_it_is_kept(tmp_path: Path) -> None:
    rows = "".join(f"| Thing {number} | {1900 + number} |\n" for number in range(30))
    notes = some_notes(tmp_path, f"# Things\n\n| Thing | Year |\n|---|---|\n{rows}")
    with a_filled_store(tmp_path) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "a")
            await paste(pilot, str(notes))
            await press(pilot, "enter")
            assert "j more" in drawn(app)
            found = app.screen.query_one("#found")
            found.scroll_end(animate=False)
            await settled(pilot)

            assert "Thing 29" in drawn(app)
            assert "more" not in drawn(app).replace("j more", "")


async def test_home_follows_the_study_day(tmp_path: Path) -> None:
    clock = Clock()
    with a_filled_store(tmp_path, asked("Question?", "A")) as store:
        study_before(store, 0)
        async with running(store, tmp_path, clock=clock) as (app, pilot):
            assert "Done for today" in drawn(app)
            clock.day = TODAY + timedelta(days=1)
            await press(pilot, "r")

            assert "1 card, about 1 min" in drawn(app)
            assert "Mon 23 Nov" in drawn(app)


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_a_day_off_asks_nothing_says_so_and_reviews_all_the_same(tmp_path: Path, size: tuple[int, int]) -> None:
    with a_filled_store(tmp_path, asked("Question?", "A")) as store:
        card = next(store.cards())
        store.record(an_answer(card.id, Rating.GOOD, a_moment(TODAY - timedelta(days=3))))
        store.set_vacations([Vacation(TODAY, TODAY + timedelta(days=6))])
        async with running(store, tmp_path, size=size) as (app, pilot):
            assert "A day off" in drawn(app)
            assert "Away until Sat 28 Nov." in drawn(app)
            await press(pilot, "enter")

            assert "Question?" in drawn(app)


async def test_the_week_before_a_break_says_why_nothing_is_new(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("Question?", "A")) as store:
        store.set_vacations([Vacation(TODAY + timedelta(days=2), TODAY + timedelta(days=6))])
        async with running(store, tmp_path) as (app, _):
            assert "Away from Tue 24 Nov: nothing new." in drawn(app)
            assert "Nothing due today" in drawn(app)


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_after_a_break_home_says_how_much_a_day_asks_and_never_how_much_waits(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    cards = tuple(asked(f"Question {number}?", "A", position=number) for number in range(80))
    with a_filled_store(tmp_path, *cards) as store:
        for count, card in enumerate(store.cards()):
            if count < 70:
                store.record(an_answer(card.id, Rating.GOOD, a_moment(TODAY - timedelta(days=60 + count // 10))))
        async with running(store, tmp_path, size=size) as (app, _):
            assert "After a break: at most 30 a day." in drawn(app)
            assert "30 cards, about " in drawn(app)
            assert "70" not in drawn(app)


async def test_a_pile_that_a_day_holds_is_as_usual(tmp_path: Path) -> None:
    cards = tuple(asked(f"Question {number}?", "A", position=number) for number in range(25))
    with a_filled_store(tmp_path, *cards) as store:
        for card in store.cards():
            store.record(an_answer(card.id, Rating.GOOD, a_moment(TODAY - timedelta(days=60))))
        async with running(store, tmp_path) as (app, _):
            assert "25 cards, about " in drawn(app)
            assert "After a break" not in drawn(app)


async def test_the_day_is_shown_before_the_database_is_open_and_its_figures_when_it_is(tmp_path: Path) -> None:
    may_open = threading.Event()
    with a_filled_store(tmp_path, asked("Why?", "So.")) as store:

        def open_store() -> Store:
            assert may_open.wait(20)
            return store

        config = a_config(tmp_path)
        first = at_once(store.path, config, TODAY)
        app = FlashdlApp(Opening(open_store), config, now=Clock(), scan_at_start=False, first=first)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            assert "1 card, about" in drawn(app)
            assert "Recalled in 30 days" in drawn(app)
            assert "no repeats yet" not in drawn(app)
            may_open.set()
            await settled(pilot)

            assert "no repeats yet" in drawn(app)


async def test_the_app_ends_with_the_reason_where_the_database_cannot_be_opened_after_all(tmp_path: Path) -> None:
    def fail() -> Store:
        raise StoreError("it is locked.")

    with a_filled_store(tmp_path, asked("Why?", "So.")) as store:
        config = a_config(tmp_path)
        first = at_once(store.path, config, TODAY)
        app = FlashdlApp(Opening(fail), config, now=Clock(), first=first)
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)

    assert str(app.failure) == "it is locked."
    assert app.return_value == 3


async def test_the_bundled_decks_can_be_had_beside_notes_of_ones_own(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("Question?", "answer")) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "d")
            assert "d once more takes Deep Learning and PyTorch basics." in drawn(app)
            assert store.deck_names() == ("Deep Learning",)
            await press(pilot, "d")
            assert "PyTorch basics" in store.deck_names()
            cards = len(list(store.cards()))
            await press(pilot, "d", "d")

            assert len(list(store.cards())) == cards, "they are not offered where they are followed"


async def test_folded_decks_are_folded_at_the_next_start(tmp_path: Path) -> None:
    cards = (asked("One?", "1", deck="Notes::Part"), asked("Two?", "2", deck="Notes", position=1))
    with a_filled_store(tmp_path, *cards) as store:
        config = replace(a_config(tmp_path), cache_folder=tmp_path / "cache")
        for folds in (True, False):
            app = FlashdlApp(store, config, now=Clock(), scan_at_start=False)
            async with app.run_test(size=(80, 24)) as pilot:
                await settled(pilot)
                if folds:
                    await press(pilot, "space")

                assert "Part" not in drawn(app)


def test_what_the_cache_has_of_folds_may_be_anything(tmp_path: Path) -> None:
    config = replace(a_config(tmp_path), cache_folder=tmp_path)
    for text in (f'{{"{config.database}": {{"folded": 3}}}}', f'{{"{config.database}": 3}}', "[]", "{"):
        (tmp_path / folds.NAME).write_text(text)

        assert folds.read(config) == folds.Folds()


async def test_a_key_that_comes_before_the_database_is_open_is_told_and_done_when_it_is(tmp_path: Path) -> None:
    may_open = threading.Event()
    with a_filled_store(tmp_path, asked("Question?", "answer")) as store:

        def open_store() -> Store:
            assert may_open.wait(20)
            return store

        config = a_config(tmp_path)
        first = at_once(store.path, config, TODAY)
        app = FlashdlApp(Opening(open_store), config, now=Clock(), scan_at_start=False, first=first)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            await pilot.press("b")
            await pilot.pause()
            try:
                assert "Opening the database …" in drawn(app)
            finally:
                may_open.set()
            await settled(pilot)

            assert isinstance(app.screen, BrowseScreen)


async def test_a_deck_says_how_much_its_review_asks_where_that_is_more_than_its_part_of_today(tmp_path: Path) -> None:
    cards = [asked(f"{deck} {number}?", "A", deck=deck, position=number) for deck in "AB" for number in range(9)]
    with a_filled_store(tmp_path, *cards) as store:
        async with running(store, tmp_path, new=6) as (app, pilot):
            assert "⏎ review  " in drawn(app)
            await press(pilot, "j")
            assert re.search(r"A +3", drawn(app))
            assert "⏎ review, 6 alone" in drawn(app)
            await press(pilot, "enter")

            assert "6 new" in drawn(app)
