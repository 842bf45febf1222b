"""The review as a person does it: keys in, screen and log out."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from flashdl import sources
from flashdl.model import Direction, Excerpt, Grading, Rating, State
from flashdl.store import Store
from flashdl.tui.app import FlashdlApp
from flashdl.tui.body import shares
from flashdl.tui.home import HomeScreen
from flashdl.tui.review import ReviewScreen
from tests.build import TODAY, a_moment, an_answer, filled
from tests.tui.stage import (
    Clock,
    a_filled_store,
    asked,
    cards_of_every_kind,
    drawn,
    press,
    running,
    settled,
    study_before,
    type_in,
    typed_card,
    until_asked,
)


def ratings(store: Store) -> list[Rating | None]:
    return [event.rating for event in store.log()]


def line_with(app: FlashdlApp, words: str) -> int:
    return next(number for number, line in enumerate(drawn(app).split("\n")) if words in line)


@pytest.mark.parametrize(("key", "rating"), [("1", 1), ("2", 2), ("3", 3), ("4", 4), ("space", 3), ("enter", 3)])
async def test_a_rating_is_in_the_log_before_the_next_question(tmp_path: Path, key: str, rating: int) -> None:
    with a_filled_store(tmp_path, asked("First?", "A"), asked("Second?", "B", position=1)) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await press(pilot, "space", key)

            assert ratings(store) == [Rating(rating)]
            assert "Second?" in drawn(app)


async def test_the_answer_is_hidden_until_it_is_asked_for(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("Question?", "the answer")) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            before = drawn(app)
            await press(pilot, "enter")

            assert "the answer" not in before
            assert "Deep Learning.md:18" not in before
            assert "the answer" in drawn(app)
            assert "Deep Learning.md:18" in drawn(app)


async def test_ratings_are_not_taken_before_the_answer(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("Question?", "the answer")) as store:
        async with running(store, tmp_path, review=True) as (_, pilot):
            await press(pilot, "4", "1")

            assert ratings(store) == []


async def test_the_last_line_says_what_each_rating_would_do(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("Question?", "A")) as store:
        study_before(store, 7, 6)
        async with running(store, tmp_path, review=True) as (app, pilot):
            await press(pilot, "space")

            assert "1 again ↻ 1 d   2 hard ↻ 15 d   3 good 15 d   4 easy 15 d, then longer" in drawn(app)


async def test_why_a_card_is_due_and_how_likely_it_is_recalled_is_told_on_request(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("First?", "A")) as store:
        study_before(store, 7, 6)
        async with running(store, tmp_path, review=True) as (app, pilot):
            assert "recall it now" not in drawn(app)
            await press(pilot, "i")
            before = " ".join(drawn(app).split())
            await press(pilot, "space", "i")

            told = "Due 2026-11-22: last answered 6 d ago, interval 6 d. Chance that you recall it now:"
            assert told in before
            after = " ".join(drawn(app).split())
            assert told in after
            assert "after good 38 d, after easy 39 d." in after
            assert len(ratings(store)) == 2


async def test_again_comes_back_in_the_same_session(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("First?", "A"), asked("Second?", "B", position=1)) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await press(pilot, "space", "1")
            assert "1 new  1 again  0 due" in drawn(app)
            await press(pilot, "space", "3", "space", "3")

            assert ratings(store) == [Rating.AGAIN, Rating.GOOD, Rating.GOOD]
            assert "Done for today" in drawn(app)


@pytest.mark.parametrize(
    ("text", "says", "rating"),
    [("2014", "✓ right", Rating.GOOD), (" 2014 ", "✓ right", Rating.GOOD), ("2015", "✗ not quite: 2015", Rating.AGAIN)],
)
async def test_a_typed_answer_is_judged_and_suggests_a_rating(
    tmp_path: Path, text: str, says: str, rating: Rating
) -> None:
    with a_filled_store(tmp_path, typed_card()) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await type_in(pilot, text)
            await press(pilot, "enter")
            assert says in drawn(app)
            await press(pilot, "enter")

            assert ratings(store) == [rating]


async def test_the_person_decides_whatever_was_typed(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, typed_card()) as store:
        async with running(store, tmp_path, review=True) as (_, pilot):
            await type_in(pilot, "wrong")
            await press(pilot, "enter", "4")

            assert ratings(store) == [Rating.EASY]


async def test_an_empty_line_just_shows_the_answer(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, typed_card()) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await press(pilot, "enter")

            assert "2014" in drawn(app)
            assert "not quite" not in drawn(app)


async def test_letters_that_are_keys_can_be_typed(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("Spell it", "xsube q?1", grading=typed_card().prompt.grading)) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await pilot.press("x", "s", "u", "b", "e", "space", "q", "question_mark", "1", "enter")
            await pilot.pause()

            assert "✓ right: xsube q?1" in drawn(app)


@pytest.mark.parametrize(("key", "rating"), [("b", Rating.GOOD), ("a", Rating.AGAIN)])
async def test_a_choice_is_made_by_its_letter_also_where_the_letter_is_another_key(
    tmp_path: Path, key: str, rating: Rating
) -> None:
    with a_filled_store(tmp_path, cards_of_every_kind()[2]) as store:
        async with running(store, tmp_path, review=True) as (_, pilot):
            await press(pilot, key, "space")

            assert ratings(store) == [rating]


async def test_undo_goes_back_to_the_first_answer_also_from_the_end(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("First?", "A"), asked("Second?", "B", position=1)) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await press(pilot, "space", "3", "space", "4")
            assert "Done for today" in drawn(app)
            await press(pilot, "u")
            assert "Second?" in drawn(app)
            await press(pilot, "u")

            assert "First?" in drawn(app)
            assert "2 new  0 again  0 due" in drawn(app)
            assert store.schedules() == {}


async def test_with_nothing_to_undo_it_says_so(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("First?", "A")) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await press(pilot, "u")

            assert "Nothing to undo" in drawn(app)


async def test_a_bad_card_dies_in_two_keys_and_can_be_had_back(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("First?", "A"), asked("Second?", "B", position=1)) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await press(pilot, "x")
            assert "First?" in drawn(app)
            await press(pilot, "x")
            assert [card.id for card in store.cards(state=State.REJECTED)]
            assert "Second?" in drawn(app)
            await press(pilot, "u")

            assert "First?" in drawn(app)
            assert list(store.cards(state=State.REJECTED)) == []


async def test_another_key_keeps_the_bad_card(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("First?", "A")) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await press(pilot, "space", "x", "n")

            assert "First?" in drawn(app)
            assert "3 good" in drawn(app)


async def test_a_suspended_card_is_not_asked_and_comes_back_by_undo(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("First?", "A")) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await press(pilot, "s")
            assert [card.state for card in store.cards()] == [State.SUSPENDED]
            await press(pilot, "u")

            assert [card.state for card in store.cards()] == [State.ACTIVE]
            assert "First?" in drawn(app)


async def test_a_buried_card_waits_for_tomorrow(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("First?", "A")) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await press(pilot, "b")

            assert "Done for today" in drawn(app)
            assert "Tomorrow  1 card" in drawn(app)


async def test_where_storing_fails_the_card_stays_with_the_reason(tmp_path: Path) -> None:
    with Store.open(tmp_path / "flashdl.db", patience_ms=10) as store:
        filled(store, asked("First?", "A"), asked("Second?", "B", position=1))
        async with running(store, tmp_path, review=True) as (app, pilot):
            other = sqlite3.connect(tmp_path / "flashdl.db", isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            await press(pilot, "space", "3")
            assert "First?" in drawn(app)
            assert "Not stored." in drawn(app)
            other.close()
            await press(pilot, "3")

            assert "Second?" in drawn(app)
            assert ratings(store) == [Rating.GOOD]


@pytest.mark.parametrize(("seconds", "milliseconds"), [(7, 7_000), (3_600, 300_000), (-50, 0)])
async def test_time_is_counted_from_the_question_to_the_rating_and_no_longer_than_five_minutes(
    tmp_path: Path, seconds: int, milliseconds: int
) -> None:
    clock = Clock()
    with a_filled_store(tmp_path, asked("First?", "A")) as store:
        async with running(store, tmp_path, review=True, clock=clock) as (_, pilot):
            await press(pilot, "space")
            clock.seconds += seconds
            await press(pilot, "3")

            assert [event.duration_ms for event in store.log()] == [milliseconds]


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (20, 8)])
async def test_the_answer_is_in_sight_however_long_the_question(tmp_path: Path, size: tuple[int, int]) -> None:
    long = asked("why " * 2_000, "because", excerpt=Excerpt("of this " * 2_000))
    with a_filled_store(tmp_path, long) as store:
        async with running(store, tmp_path, review=True, size=size) as (app, pilot):
            await press(pilot, "space")

            assert "because" in drawn(app)
            assert "good" in drawn(app)


async def test_a_long_excerpt_is_scrolled_with_vim_keys_and_opens_at_the_asked_row(tmp_path: Path) -> None:
    rows = tuple((f"row {number}", f"value {number}") for number in range(200))
    table = asked("Which?", "this", excerpt=Excerpt(header=("Key", "Value"), rows=rows, row=100, column=1))
    with a_filled_store(tmp_path, table) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await press(pilot, "space")
            assert "▸ row 100" in drawn(app)
            above = line_with(app, "row 100")
            await press(pilot, "j")

            assert line_with(app, "row 100") == above - 1
            await press(pilot, "k")
            assert line_with(app, "row 100") == above


async def test_escape_goes_home_and_everything_is_kept(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("First?", "A"), asked("Second?", "B", position=1)) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await press(pilot, "space", "3", "escape")

            assert isinstance(app.screen, HomeScreen)
            assert "1 of 2" in drawn(app)


async def test_every_command_has_its_action_and_is_in_the_help(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("First?", "A")) as store:
        async with running(store, tmp_path, review=True, size=(100, 40)) as (app, pilot):
            screen = app.screen
            assert isinstance(screen, ReviewScreen)
            await press(pilot, "space")
            offered = screen.offered()
            await press(pilot, "question_mark")

            assert all(hasattr(screen, f"action_{command.name}") for command in screen.OFFERS)
            assert all(command.text in drawn(app) for command in offered)


async def test_a_command_runs_from_the_palette(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("First?", "A"), asked("Second?", "B", position=1)) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await press(pilot, "ctrl+p")
            await type_in(pilot, "suspend")
            await _until(app, pilot, "Suspend the card")
            await press(pilot, "enter")

            assert "Second?" in drawn(app)


async def test_a_key_in_the_last_line_can_be_clicked(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("First?", "the answer")) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await pilot.click("#keys", offset=(4, 1))
            await pilot.pause()

            assert "the answer" in drawn(app)


async def test_a_session_over_midnight_belongs_to_the_evening(tmp_path: Path) -> None:
    clock = Clock(seconds=12 * 3600 - 30)
    with a_filled_store(tmp_path, asked("First?", "A")) as store:
        async with running(store, tmp_path, review=True, clock=clock) as (_, pilot):
            await press(pilot, "space")
            clock.seconds += 60
            await press(pilot, "3")

            assert [event.day for event in store.log()] == [clock.day]


async def _until(app: FlashdlApp, pilot: Pilot[int], words: str) -> None:
    for _ in range(50):
        if words in drawn(app):
            return
        await pilot.pause(0.02)
    pytest.fail(f"{words!r} did not appear")


CHOICES = ("1997", "2014", "2017", "2020")


@pytest.mark.parametrize(("key", "said", "rating"), [("b", "right", Rating.HARD), ("c", "not quite", Rating.AGAIN)])
async def test_choices_are_shown_to_who_asks_and_lower_the_rating(
    tmp_path: Path, key: str, said: str, rating: Rating
) -> None:
    card = asked("In which year did GAN appear?", "2014", choices=CHOICES)
    with a_filled_store(tmp_path, card) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            before = drawn(app)
            await press(pilot, "c")
            wished = drawn(app)
            await press(pilot, key)
            chosen = drawn(app)
            await press(pilot, "enter")

            assert "1997" not in before
            assert "choices" in before
            assert "b  2014" in wished
            assert said in chosen
            assert ratings(store)[0] is rating


async def test_choices_free_who_cannot_type_the_answer(tmp_path: Path) -> None:
    card = asked("In which year did GAN appear?", "2014", grading=Grading.TYPED, choices=CHOICES)
    with a_filled_store(tmp_path, card, asked("Next?", "N", position=1)) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await press(pilot, "c", "f6")
            assert "d  2020" in drawn(app)
            await press(pilot, "enter", "enter")

            assert ratings(store) == [Rating.HARD]
            assert "Next?" in drawn(app)
            assert "choices" not in drawn(app)


async def test_choices_are_not_offered_where_there_are_none(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("Question?", "A")) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await press(pilot, "c", "question_mark")

            assert "to choose from" not in drawn(app)


async def test_the_members_of_a_list_come_one_by_one_or_all_at_once(tmp_path: Path) -> None:
    card = asked("Name three.", items=("alpha", "beta", "gamma"), grading=Grading.LIST)
    with a_filled_store(tmp_path, card) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            assert "alpha" not in drawn(app)
            await press(pilot, "space")
            assert "alpha" in drawn(app)
            assert "beta" not in drawn(app)
            await press(pilot, "3")
            assert ratings(store) == [], "nothing is rated before all is seen"
            await press(pilot, "space", "space")
            assert "gamma" in drawn(app)
            await press(pilot, "3")

            assert ratings(store) == [Rating.GOOD]


async def test_enter_shows_a_whole_list(tmp_path: Path) -> None:
    card = asked("Name three.", items=("alpha", "beta", "gamma"), grading=Grading.LIST_ORDERED)
    with a_filled_store(tmp_path, card) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await press(pilot, "enter")

            assert "3. gamma" in drawn(app)


async def test_a_slip_is_nearly_right_and_suggests_good(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("Who?", "Backpropagation", grading=Grading.TYPED)) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await type_in(pilot, "backpropogation")
            await press(pilot, "enter")
            assert "≈ nearly: backpropogation" in drawn(app)
            await press(pilot, "enter")

            assert ratings(store) == [Rating.GOOD]


async def test_formulas_are_plain_text_and_on_a_key_as_written(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked(r"What is $\frac{1}{1 + e^{-z}}$?", r"$\sigma(z)$")) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await press(pilot, "space")
            assert "What is 1/(1 + e⁻ᶻ)?" in drawn(app)
            assert "σ(z)" in drawn(app)
            await press(pilot, "m")

            assert r"$\frac{1}{1 + e^{-z}}$" in drawn(app)
            assert r"$\sigma(z)$" in drawn(app)


async def test_esc_closes_what_m_opened_and_the_next_card_is_drawn_as_always(tmp_path: Path) -> None:
    cards = asked(r"What is $\frac{1}{x}$?", "A"), asked(r"What is $\frac{1}{y}$?", "B", position=1)
    with a_filled_store(tmp_path, *cards) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await press(pilot, "m")
            assert "As it was written; esc draws it again." in drawn(app)
            await press(pilot, "escape")
            assert "What is 1/x?" in drawn(app)
            assert "As it was written" not in drawn(app)
            await press(pilot, "m", "space", "3")
            assert "What is 1/y?" in drawn(app)
            await press(pilot, "escape")

            assert isinstance(app.screen, HomeScreen)


async def test_where_letters_are_the_answers_an_undo_says_which_key_takes_back_more(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, typed_card(), asked("Second?", "B", position=1)) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await type_in(pilot, "2014")
            await press(pilot, "enter", "enter", "u")

            assert "Letters are the answer's here: ^z takes back more." in drawn(app)


async def test_flags_go_round(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("Question?", "A")) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await press(pilot, "f", "f")
            assert "Flag 2 of 7." in drawn(app)
            assert set(store.flags().values()) == {2}
            await press(pilot, *("f" for _ in range(6)))

            assert store.flags() == {}


async def test_the_note_is_a_key_away(tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    lines = [f"Line {number} of the note." for number in range(200)]
    lines[100] = "A **gadget** is a [/bold] small \x1b[31mthing."
    lines[120] = "| Gadget | Year |"
    lines[121] = "|---|---|"
    lines[122] = "| Radio | 1901 |"
    lines[123] = "| Radar | 1935 |"
    lines[124] = ""
    (folder / "Gadgets.md").write_text("\n".join(lines), encoding="utf-8")
    with a_filled_store(tmp_path) as store:
        sources.add(store, str(folder), "Notes", a_moment())
        async with running(store, tmp_path, review=True) as (app, pilot):
            await until_asked(app, pilot, "Radar")
            await press(pilot, "f3")
            assert "▸ Radar" not in drawn(app), "not before the answer, for it would tell it"
            await press(pilot, "enter", "f3")
            assert "Gadgets.md" in drawn(app)
            assert re.search(r"▸ Radar +1935", drawn(app))
            await press(pilot, "b", "b")
            assert "\x1b" not in drawn(app)
            await press(pilot, "escape")

            assert "Radar" in drawn(app)


async def test_a_note_that_is_gone_is_a_sentence(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("Question?", "A")) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await press(pilot, "space", "v")

            assert "cannot be read" in drawn(app)


async def test_after_its_minutes_a_sitting_asks_whether_to_go_on(tmp_path: Path) -> None:
    clock = Clock()
    with a_filled_store(tmp_path, *(asked(f"{number}?", "A", position=number) for number in range(3))) as store:
        async with running(store, tmp_path, clock=clock, review=True, minutes=10) as (app, pilot):
            clock.seconds = 600
            await press(pilot, "enter", "3")
            assert "10 minutes are over" in drawn(app)
            assert "Left" in drawn(app)
            assert "2 cards" in drawn(app)
            await press(pilot, "o")
            assert "1?" in drawn(app)
            clock.seconds = 1200
            await press(pilot, "enter", "3", "u")
            assert "1?" in drawn(app), "an answer taken back is given again, late as it is"
            await press(pilot, "enter", "3")
            assert "2?" in drawn(app)


async def test_a_bad_card_is_rejected_with_a_reason_in_two_keys(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("Question?", "A"), asked("Another?", "B", position=1)) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            bad = next(card for card in store.cards() if card.prompt.question in drawn(app))
            await press(pilot, "x", "w")
            assert "Rejected as wrong." in drawn(app)

            assert store.card(bad.id).state is State.REJECTED
            assert store.why_rejected([bad.id]) == {bad.id: "wrong"}


async def test_a_choice_can_be_clicked(tmp_path: Path) -> None:
    card = asked("Which one?", "GAN", choices=("LSTM", "GAN"), grading=Grading.CHOICE)
    with a_filled_store(tmp_path, card) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            line = next(place for place, text in enumerate(drawn(app).split("\n")) if "b  GAN" in text)
            await pilot.click(offset=(drawn(app).split("\n")[line].index("GAN"), line))
            await settled(pilot)
            assert "right: GAN" in drawn(app)
            await pilot.click(offset=(drawn(app).split("\n")[line].index("GAN"), line))
            await settled(pilot)

            assert ratings(store) == [], "after the answer a choice is no button"


async def test_a_hint_is_a_key_away_and_that_of_a_gap_stands_there(tmp_path: Path) -> None:
    gap = asked("El gato […]", "duerme", hint="to sleep", position=1)
    gap = replace(gap, key=replace(gap.key, direction=Direction.CLOZE))
    with a_filled_store(tmp_path, asked("To walk?", "andar", hint="begins with a"), gap) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await until_asked(app, pilot, "To walk?")
            assert "begins with a" not in drawn(app)
            await press(pilot, "h")
            assert "begins with a" in drawn(app)
            assert "h hint" not in drawn(app)
            await press(pilot, "space", "3")

            assert "to sleep" in drawn(app)


async def test_while_one_types_the_hint_is_on_a_key_that_is_no_letter(tmp_path: Path) -> None:
    card = asked("To walk?", "andar", grading=Grading.TYPED, hint="begins with a")
    with a_filled_store(tmp_path, card) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            assert "f5 hint" in drawn(app)
            await press(pilot, "a", "h", "f5")

            assert "begins with a" in drawn(app)
            assert "ah" in drawn(app)


@pytest.mark.parametrize("cram", [True, False])
async def test_undo_before_the_rating_takes_back_the_choice_and_nothing_that_is_stored(
    tmp_path: Path, *, cram: bool
) -> None:
    with a_filled_store(tmp_path, asked("In which year did GAN appear?", "2014", choices=CHOICES)) as store:
        study_before(store, 7, 6)
        async with running(store, tmp_path, review=True, cram=cram) as (app, pilot):
            before = list(store.log())
            await press(pilot, "c", "a")
            assert "not quite" in drawn(app)
            await press(pilot, "u")

            assert list(store.log()) == before
            assert "Taken back: once more." in drawn(app)
            assert "not quite" not in drawn(app)
            assert "b  2014" in drawn(app)
            await press(pilot, "b", "enter")
            assert ratings(store)[-1] is Rating.HARD


async def test_undo_after_a_typed_answer_asks_for_it_again(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, typed_card()) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await type_in(pilot, "2041")
            await press(pilot, "enter", "u")
            assert "not quite" not in drawn(app)
            await type_in(pilot, "2014")
            await press(pilot, "enter")

            assert "✓ right: 2014" in drawn(app)


async def test_practice_says_that_it_is_over_and_not_the_day(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("First?", "A")) as store:
        async with running(store, tmp_path, review=True, cram=True) as (app, pilot):
            await press(pilot, "space", "3")

            assert "Practice is over" in drawn(app)
            assert "Done for today" not in drawn(app)


async def test_cards_that_are_practised_are_not_called_due(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("First?", "A"), asked("Second?", "B", position=1)) as store:
        async with running(store, tmp_path, review=True, cram=True) as (app, pilot):
            assert "2 to practise  0 again" in drawn(app)
            await press(pilot, "space", "1")

            assert "1 to practise  1 again" in drawn(app)
            assert " due" not in drawn(app)


async def test_while_one_types_the_help_lists_the_keys_that_are_no_letters(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, typed_card()) as store:
        async with running(store, tmp_path, review=True, size=(100, 40)) as (app, pilot):
            await press(pilot, "f1")
            told = [
                line.strip(" │┃▏▕║") for line in drawn(app).split("\n") if line.rstrip().endswith(("│", "┃", "▕", "║"))
            ]
            keys = [re.split(r"\s{2,}", line)[0] for line in told if line]

            assert keys == ["⏎", "^z", "f4", "f8", "f7", "f2", "↓", "↑", "f1", "^p", "esc"]


@pytest.mark.parametrize(("grading", "key"), [(Grading.SELF, "h"), (Grading.TYPED, "f5")])
async def test_without_a_hint_its_key_says_so(tmp_path: Path, grading: Grading, key: str) -> None:
    with a_filled_store(tmp_path, asked("When did GAN appear?", "2014", grading=grading)) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await press(pilot, key)

            assert "This card has no hint." in drawn(app)


async def test_the_way_back_closes_what_was_told_first(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("First?", "A")) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await press(pilot, "i")
            assert "Never answered" in drawn(app)
            await press(pilot, "escape")
            assert isinstance(app.screen, ReviewScreen)
            assert "Never answered" not in drawn(app)
            await press(pilot, "i", "i", "escape")

            assert isinstance(app.screen, HomeScreen)


async def test_what_is_taken_back_of_an_earlier_sitting_is_named(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("First?", "A"), asked("Second?", "B", position=1)) as store:
        first = next(store.cards()).id
        store.record(an_answer(first, Rating.HARD, a_moment(TODAY - timedelta(days=1))))
        async with running(store, tmp_path, review=True) as (app, pilot):
            await press(pilot, "u")

            assert "Taken back: “hard” of yesterday, from an earlier sitting." in drawn(app)
            assert store.schedules() == {}


@pytest.mark.parametrize(("grading", "key"), [(Grading.SELF, "c"), (Grading.TYPED, "f6")])
async def test_without_choices_their_key_says_so(tmp_path: Path, grading: Grading, key: str) -> None:
    with a_filled_store(tmp_path, asked("When did GAN appear?", "2014", grading=grading)) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            assert "choices" not in drawn(app)
            await press(pilot, key)
            assert "This card has no choices." in drawn(app)
            await press(pilot, "enter", "enter")

            assert ratings(store) == [Rating.GOOD]


async def test_a_card_that_came_with_flashdl_is_not_offered_to_be_edited_and_says_why(tmp_path: Path) -> None:
    with a_filled_store(tmp_path) as store:
        deck = sources.bundled()[0]
        sources.add(store, deck.path, deck.name, a_moment())
        async with running(store, tmp_path, review=True, size=(120, 24)) as (app, pilot):
            asked_as = drawn(app)
            await press(pilot, "enter")
            answered = drawn(app)
            await press(pilot, "e")

            assert "x reject" in answered
            assert re.search(r"(e|f4) edit", asked_as + answered) is None
            assert "not yours to edit" in drawn(app)


async def test_no_editor_makes_anew_what_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "Nets.md").write_text("# Nets\n\n| Net | Trick |\n|---|---|\n| GAN | plays |\n")
    monkeypatch.setenv("VISUAL", "touch")
    with a_filled_store(tmp_path) as store:
        sources.add(store, str(tmp_path / "notes"), None, a_moment())
        async with running(store, tmp_path, review=True, size=(120, 24)) as (app, pilot):
            (tmp_path / "notes" / "Nets.md").unlink()
            (tmp_path / "notes").rmdir()
            await press(pilot, "enter", "e")

            assert "not there now" in drawn(app)
            assert not (tmp_path / "notes").exists()


async def test_a_card_of_a_followed_note_is_offered_to_be_edited(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, typed_card()) as store:
        async with running(store, tmp_path, review=True, size=(120, 24)) as (app, pilot):
            assert "f4 edit" in drawn(app)
            await press(pilot, "enter")

            assert "e edit" in drawn(app)


async def test_on_a_low_screen_the_asked_row_is_in_sight_below_a_header_of_many_lines(tmp_path: Path) -> None:
    names = ("The signal itself", "In the domain of time", "In the domain of frequency", "Where it converges")
    rows = tuple((f"signal {number}", "1", "2", "3") for number in range(6))
    card = asked("Where does signal 4 converge?", "3", excerpt=Excerpt(header=names, rows=rows, row=4, column=3))
    with a_filled_store(tmp_path, card) as store:
        async with running(store, tmp_path, review=True, size=(40, 12)) as (app, pilot):
            await press(pilot, "enter")

            assert "▸ signal" in drawn(app)


async def test_a_card_that_was_answered_in_another_window_is_passed_over_with_a_word(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *(asked(f"{number}?", "A", position=number) for number in range(3))) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "enter")
            _, second, third = store.cards()
            store.record(an_answer(second.id, Rating.GOOD, a_moment()))
            await press(pilot, "space", "3")

            assert third.prompt.question in drawn(app)
            assert "1 card answered elsewhere meanwhile." in drawn(app)
            assert "1 new" in drawn(app)


QUESTION = "Which layer of the atmosphere holds most of the ozone, so that the radiation of the sun is absorbed there?"
OPTIONS = ("the stratosphere", "the troposphere", "the mesosphere", "the thermosphere")


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_all_that_can_be_chosen_stands_there_however_long_the_question_is(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    card = asked(QUESTION * 20, OPTIONS[0], choices=OPTIONS, grading=Grading.CHOICE)
    with a_filled_store(tmp_path, card) as store:
        async with running(store, tmp_path, size=size, review=True) as (app, _):
            assert [option for option in OPTIONS if option not in drawn(app)] == []
            assert "j more" in drawn(app)


async def test_what_was_chosen_from_stays_where_there_is_room_for_it_beside_the_answer(tmp_path: Path) -> None:
    card = asked(QUESTION * 3, OPTIONS[0], choices=OPTIONS, grading=Grading.CHOICE)
    with a_filled_store(tmp_path, card) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await press(pilot, "d")

            assert [option for option in OPTIONS if option not in drawn(app)] == []
            assert "▸ d" in drawn(app)
            assert "j more" not in drawn(app)


@pytest.mark.parametrize(
    ("needs", "room", "given"),
    [((3, 4, 5), 12, [3, 4, 5]), ((9, 4, 9), 12, [4, 4, 4]), ((9, 2, 9), 12, [5, 2, 5]), ((9, 0, 1), 12, [9, 0, 1])],
)
def test_no_region_is_cut_for_one_that_has_more(needs: tuple[int, ...], room: int, given: list[int]) -> None:
    assert shares(needs, room) == given
