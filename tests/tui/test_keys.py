"""The person's own keys: pressed, shown and checked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import Input

from flashdl.config import KeyChoice
from flashdl.errors import FileError
from flashdl.model import Rating, State
from flashdl.store import Store
from flashdl.tui.app import FlashdlApp
from flashdl.tui.commands import choose
from tests.tui.stage import (
    Clock,
    a_config,
    a_filled_store,
    asked,
    cards_of_every_kind,
    drawn,
    press,
    running,
    settled,
    typed_card,
)


@pytest.fixture(autouse=True)
def usual_keys() -> Iterator[None]:
    yield
    choose({})


def an_app(store: Store, folder: Path, *keys: KeyChoice) -> FlashdlApp:
    config = replace(a_config(folder), keys=keys)
    return FlashdlApp(store, config, now=Clock(), review=True, scan_at_start=False)


async def test_a_chosen_key_works_and_is_shown_and_the_usual_one_does_not(tmp_path: Path) -> None:
    cards = (asked("First?", "A"), asked("Second?", "B", position=1))
    with a_filled_store(tmp_path, *cards) as store:
        app = an_app(store, tmp_path, KeyChoice("suspend", ("Z", "f9"), 3), KeyChoice("good", ("g",), 4))
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            await press(pilot, "question_mark")
            assert "Z f9" in drawn(app)
            await press(pilot, "escape")
            await press(pilot, "s")
            assert {card.state for card in store.cards()} == {State.ACTIVE}
            await press(pilot, "f9")
            assert [card.state for card in store.cards()] == [State.SUSPENDED, State.ACTIVE]
            await press(pilot, "space")
            assert "g good" in drawn(app)
            await press(pilot, "3")
            assert list(store.log()) == []
            await press(pilot, "g")

            assert len(list(store.log())) == 1


async def test_the_help_names_chosen_keys(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *cards_of_every_kind()[1:2]) as store:
        app = an_app(store, tmp_path, KeyChoice("help", ("H",), 1), KeyChoice("home", ("?",), 2))
        async with app.run_test(size=(80, 40)) as pilot:
            await settled(pilot)
            await press(pilot, "H")

            assert "? " in drawn(app)
            assert "Back to the home screen." in drawn(app)


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (KeyChoice("suspnd", ("Z",), 7), r"config.toml:7: there is no command suspnd; did you mean suspend\?"),
        (KeyChoice("wibble", ("Z",), 7), "there is no command wibble. There are accept, accept_all"),
        (KeyChoice("suspend", ("hyper+x",), 7), "config.toml:7: suspend: 'hyper.x' is no key"),
        (KeyChoice("suspend", ("",), 7), "is no key"),
        (KeyChoice("suspend", ("e",), 7), "config.toml:7: e is the key of edit as well as of suspend"),
    ],
)
def test_a_faulty_choice_names_the_line(tmp_path: Path, choice: KeyChoice, said: str) -> None:
    with a_filled_store(tmp_path) as store, pytest.raises(FileError) as caught:
        an_app(store, tmp_path, choice)

    assert re.search(said, str(caught.value)), str(caught.value)


async def test_while_one_types_the_palette_names_no_key_that_would_be_typed(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, typed_card()) as store:
        async with running(store, tmp_path, review=True) as (app, _):
            named = {one.title: one.help for one in app.get_system_commands(app.screen)}

            assert named["Undo: Take back the last answer or decision, and then those of earlier sittings"] == "Key: ^z"
            assert named["Bury: Leave the card for tomorrow"] == ""


async def in_one_piece(app: FlashdlApp, pilot: Pilot[int], *keys: str) -> None:
    """Keys that are all there before the first of them is acted upon."""
    signs = {"slash": "/", "enter": "\r", "backspace": "\x7f", "left": None, "home": None, "ctrl+u": "\x15"}
    assert app._driver is not None
    for key in keys:
        app._driver.send_message(Key(key, signs.get(key, key)))
    await settled(pilot)


async def test_keys_behind_the_one_that_opens_a_screen_are_meant_for_it(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("Question?", "answer")) as store:
        async with running(store, tmp_path) as (app, pilot):
            await in_one_piece(app, pilot, "slash", "n", "x", "x")

            assert app.screen.query_one("#query", Input).value.endswith("nxx")
            assert [card.state for card in store.cards()] == [State.ACTIVE]


async def test_keys_behind_a_typed_answer_are_meant_for_the_cards_that_follow(tmp_path: Path) -> None:
    cards = (typed_card(0), asked("Question?", "answer", position=1), typed_card(2))
    with a_filled_store(tmp_path, *cards) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await in_one_piece(app, pilot, *"2014", "enter", "3", "enter", "4", "x", "w")

            assert [event.rating for event in store.log()] == [Rating.GOOD, Rating.EASY]
            assert app.screen.query_one("#typing", Input).value == "xw"
            assert {card.state for card in store.cards()} == {State.ACTIVE}


async def test_keys_in_one_piece_change_a_line_in_their_order(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, typed_card(0)) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            line = app.screen.query_one("#typing", Input)
            await in_one_piece(app, pilot, *"epxx", "backspace", "backspace", *"silon")
            assert line.value == "epsilon"

            await in_one_piece(app, pilot, "ctrl+u", *"abc", "home", *"xy", "left", "z")
            assert line.value == "xzyabc"


async def test_keys_in_one_piece_with_the_one_that_opens_a_line_change_it_in_their_order(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("Question?", "answer")) as store:
        async with running(store, tmp_path) as (app, pilot):
            await in_one_piece(app, pilot, "slash", "n", "x", "backspace", "y")
            assert app.screen.query_one("#query", Input).value.endswith("ny")


async def test_what_is_typed_behind_a_rating_is_the_next_answer_in_its_order(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("Question?", "answer", position=1), typed_card(2)) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await in_one_piece(app, pilot, "enter", "3", "2", "0", "backspace", "1", "4")

            assert [event.rating for event in store.log()] == [Rating.GOOD]
            assert app.screen.query_one("#typing", Input).value == "214"


async def test_keys_that_were_typed_for_an_editor_rate_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flashdl.tui.app.FlashdlApp.suspend", lambda _: nullcontext())
    monkeypatch.setattr("flashdl.tui.editor.run", lambda _: None)
    monkeypatch.setattr("flashdl.tui.reading.file_of", lambda *_: tmp_path / "Note.md")
    monkeypatch.setattr("flashdl.tui.reading.scan_source", lambda *_: None)
    monkeypatch.setattr("flashdl.tui.reading.changes", lambda _: "Nothing changed.")
    with a_filled_store(tmp_path, asked("Question?", "answer")) as store:
        async with running(store, tmp_path, review=True) as (app, pilot):
            await in_one_piece(app, pilot, "e", "enter", "3")
            assert list(store.log()) == []

            await in_one_piece(app, pilot, "enter", "3")
            assert len(list(store.log())) == 1


@pytest.mark.parametrize("keys", [(), ("enter",), ("slash",), ("a",)], ids=["home", "review", "query", "path"])
async def test_ctrl_c_names_the_same_way_out_wherever_it_is_pressed(tmp_path: Path, keys: tuple[str, ...]) -> None:
    with a_filled_store(tmp_path, asked("Q?", "A")) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, *keys, "ctrl+c")
            assert [one.message for one in app._notifications] == [
                "^q leaves flashdl from anywhere. Everything so far is stored."
            ]
            await pilot.press("ctrl+q")
            await pilot.pause()

            assert not app.is_running
