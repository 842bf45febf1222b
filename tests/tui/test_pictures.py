"""The screens as a person sees them, compared with pictures that were looked at and accepted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from flashdl import sources
from flashdl.model import Candidate, Excerpt, Rating
from flashdl.tui import themes
from tests.build import TODAY, a_moment, an_answer
from tests.tui.stage import (
    ARCHITECTURES,
    Clock,
    a_filled_store,
    asked,
    cards_of_every_kind,
    doubted,
    drawn,
    matches_golden,
    matches_pictures,
    paste,
    press,
    running,
    settled,
    study_before,
    type_in,
    typed_card,
    until_asked,
)


async def test_the_first_run_offers_the_decks_that_come_along(tmp_path: Path) -> None:
    with a_filled_store(tmp_path) as store:
        async with running(store, tmp_path) as (app, pilot):
            await matches_pictures(app, pilot, "first-run")


async def test_who_declines_is_told_how_to_add_notes(tmp_path: Path) -> None:
    with a_filled_store(tmp_path) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "n")

            await matches_pictures(app, pilot, "declined")


async def test_home_shows_decks_and_the_day(tmp_path: Path) -> None:
    cards = (
        *cards_of_every_kind(),
        *(asked(f"Question {n}?", "yes", deck="My notes::Statistics", position=n) for n in range(8)),
        *(asked(f"Question {n}?", "yes", deck="My notes::[/bold] 統計", position=n) for n in range(3)),
    )
    with a_filled_store(tmp_path, *cards) as store:
        for ago in (7, 6):
            for card in list(store.cards())[::2]:
                store.record(an_answer(card.id, Rating(1 + (ago + len(card.id)) % 4), a_moment(a_day(ago))))
        async with running(store, tmp_path) as (app, pilot):
            await matches_pictures(app, pilot, "home")


async def test_a_typed_question_has_a_line_to_type_in(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *cards_of_every_kind()) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await type_in(pilot, "2015")

            await matches_pictures(app, pilot, "question-typed")


async def test_the_answer_stands_above_the_place_it_came_from(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *cards_of_every_kind()) as store:
        study_before(store, 7, 6)
        async with running(store, tmp_path, review=True) as (app, pilot):
            await until_asked(app, pilot, "GAN appear")
            await type_in(pilot, "2015")
            await press(pilot, "enter")

            await matches_pictures(app, pilot, "answer-table")


async def test_code_and_math_are_drawn_without_their_marks(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, cards_of_every_kind()[1]) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await press(pilot, "space")

            await matches_pictures(app, pilot, "answer-code")


async def test_code_tables_and_lists_of_a_card_are_drawn_as_such(tmp_path: Path) -> None:
    code = "What does it print?\n\n```python\nfor n in range(2):\n    print(f'{n}', n ** 2)  # [/bold]\n```"
    answer = "| n | $n^2$ |\n|---|---|\n| 0 | 0 |\n| 1 | 1 |\n\n- **two** lines\n- a *space* between"
    with a_filled_store(tmp_path, asked(code, answer)) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await press(pilot, "space")

            await matches_pictures(app, pilot, "answer-blocks")


async def test_a_bad_card_is_rejected_with_a_reason(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("Question?", "A")) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await press(pilot, "x")

            await matches_pictures(app, pilot, "rejecting")


async def test_choices_have_letters(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, cards_of_every_kind()[2]) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await press(pilot, "a")

            await matches_pictures(app, pilot, "answer-choice")


async def test_the_members_of_a_list_have_a_line_each(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, cards_of_every_kind()[4]) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await press(pilot, "space")

            await matches_pictures(app, pilot, "answer-list")


async def test_a_sitting_ends_with_what_it_came_to(tmp_path: Path) -> None:
    clock = Clock()
    cards = [asked(f"Question {number} of the notes?", f"answer {number}", position=number) for number in range(12)]
    with a_filled_store(tmp_path, typed_card(12), *cards) as store:
        study_before(store, 7, 6)
        async with running(store, tmp_path, review=True, clock=clock) as (app, pilot):
            for number in range(40):
                clock.seconds += 7
                await press(pilot, "enter", "3124334333"[number % 10])
                if "Done" in drawn(app):
                    break

            await matches_pictures(app, pilot, "ending")


async def test_the_help_lists_every_key_of_the_screen(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *cards_of_every_kind()[1:2]) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await press(pilot, "space", "question_mark")

            await matches_pictures(app, pilot, "help")


def waiting_cards() -> tuple[Candidate, ...]:
    sentence = Excerpt("A GAN is made of two networks, a generator and a discriminator, that learn from each other.")
    gan = doubted("What is a GAN?", "made of two networks, a generator and a discriminator", position=1)
    year = doubted("In which year did GAN appear?", "2014", kind="attribute", position=2)
    return (
        replace(gan, place=replace(gan.place, excerpt=sentence)),
        replace(year, place=replace(year.place, excerpt=ARCHITECTURES)),
        *(doubted(f"What is [/bold] {n}?", "a thing", position=3 + n) for n in range(3)),
    )


async def test_a_waiting_card_shows_both_sides_its_place_and_the_doubt(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *cards_of_every_kind(), *waiting_cards()) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "i", "x")

            await matches_pictures(app, pilot, "inbox")


async def test_home_says_how_many_wait(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *cards_of_every_kind(), *waiting_cards()) as store:
        async with running(store, tmp_path) as (app, pilot):
            await matches_pictures(app, pilot, "home-inbox")


async def test_what_a_deck_would_bring_is_shown_with_what_is_wrong_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("Words.csv").write_text("front,back\nto walk,andar\nto run,correr\nto sleep,\n[/bold],negrita\n")
    with a_filled_store(tmp_path, asked("to walk", "andar", deck="Spanish")) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "a")
            await paste(pilot, "Words.csv")
            await press(pilot, "enter")

            await matches_pictures(app, pilot, "adding-found")


async def test_a_table_that_does_not_tell_its_columns_is_asked_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("Lands.csv").write_text("Land,Flag,City\nFrance,tricolour,Paris\nItaly,[/bold],Rome\nJapan,日の丸,東京\n")
    with a_filled_store(tmp_path) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "a")
            await paste(pilot, "Lands.csv")
            await press(pilot, "enter")

            await matches_pictures(app, pilot, "adding-columns")


async def test_what_would_go_out_is_told_with_a_line_for_the_file(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *cards_of_every_kind()) as store:
        study_before(store, 7, 6)
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "e")

            await matches_pictures(app, pilot, "sending")


async def test_the_note_around_a_card_is_read_beside_it(tmp_path: Path) -> None:
    (tmp_path / "Notes").mkdir()
    rows = "".join(f"| Network {number} | {1990 + number} |\n" for number in range(30))
    text = f"# Networks\n\nA *network* has [[Layers]] and $\\sigma(x)$.\n\n| Network | Year |\n|---|---|\n{rows}"
    (tmp_path / "Notes" / "Networks.md").write_text(text, encoding="utf-8")
    with a_filled_store(tmp_path) as store:
        sources.add(store, str(tmp_path / "Notes"), "Notes", a_moment())
        async with running(store, tmp_path, review=True) as (app, pilot):
            await press(pilot, "enter", "f3")

            await matches_pictures(app, pilot, "note")


async def test_a_wrong_answer_shows_what_was_given(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *cards_of_every_kind()) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await until_asked(app, pilot, "GAN appear")
            await type_in(pilot, "2031")
            await press(pilot, "enter")

            await matches_pictures(app, pilot, "answer-wrong")


async def test_minutes_that_are_over_end_a_sitting_with_what_is_left(tmp_path: Path) -> None:
    clock = Clock()
    with a_filled_store(tmp_path, *cards_of_every_kind()) as store:
        async with running(store, tmp_path, review=True, minutes=10, clock=clock) as (app, pilot):
            clock.seconds = 600
            await press(pilot, "enter", "3")

            await matches_pictures(app, pilot, "time-up")


@pytest.mark.parametrize("size", ["", "-small"])
async def test_in_high_contrast_everything_stands_out(tmp_path: Path, size: str) -> None:
    with a_filled_store(tmp_path, *cards_of_every_kind()) as store:
        study_before(store, 7, 6)
        async with running(store, tmp_path, size=(40, 12) if size else (80, 24)) as (app, pilot):
            app.theme = themes.HIGH_CONTRAST.name
            await settled(pilot)
            matches_golden(app, f"home{size}-contrast")
            await press(pilot, "enter")
            await until_asked(app, pilot, "GAN appear")
            await type_in(pilot, "2015")
            await press(pilot, "enter")
            matches_golden(app, f"answer-table{size}-contrast")


def a_day(ago: int) -> date:
    return TODAY - timedelta(days=ago)
