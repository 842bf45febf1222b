"""Every screen that there is: reached and left by keys and by the mouse alone, and with its four pictures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from flashdl import sources
from flashdl.model import Gathered, Plan, Problem, Source, SourceKind
from flashdl.sources import Report
from flashdl.store import Store
from flashdl.tui.adding import AddScreen
from flashdl.tui.app import FlashdlApp
from flashdl.tui.browse import BrowseScreen
from flashdl.tui.frame import HelpScreen
from flashdl.tui.home import HomeScreen
from flashdl.tui.inbox import InboxScreen
from flashdl.tui.note import NoteScreen
from flashdl.tui.problems import ProblemsScreen
from flashdl.tui.review import ReviewScreen
from flashdl.tui.sending import SendScreen
from flashdl.tui.stats import StatsScreen
from tests.build import a_moment, filled
from tests.tui.stage import (
    COLOURS,
    GOLDEN,
    SIZES,
    a_filled_store,
    doubted,
    drawn,
    matches_golden,
    matches_pictures,
    press,
    running,
    settled,
)
from tests.tui.test_every_screen import screens


@dataclass(frozen=True)
class Way:
    """From the home screen to another one and back."""

    keys: tuple[str, ...]
    clicks: tuple[str, ...]
    """What is clicked on."""
    picture: str
    key_back: str = "escape"
    click_back: str = "esc home"


TO_ANKI = "Anki: Export the highlighted deck to an Anki package"
WAYS: dict[type[Screen[Any]], Way] = {
    HomeScreen: Way(("s", "escape"), ("s stats", "esc home"), "home", "j", "⏎ review"),
    ReviewScreen: Way(("enter",), ("⏎ review",), "answer-table"),
    InboxScreen: Way(("i",), ("i inbox",), "inbox"),
    BrowseScreen: Way(("b",), ("b browse",), "browse"),
    StatsScreen: Way(("s",), ("s stats",), "stats"),
    AddScreen: Way(("a",), ("a add notes",), "adding-path"),
    SendScreen: Way(("e",), ("^p commands", TO_ANKI), "sending"),
    HelpScreen: Way(("question_mark",), ("? help",), "help", click_back="esc closes"),
    NoteScreen: Way(
        ("enter", "enter", "v"), ("⏎ review", "⏎ check, or show the answer", "v note"), "note", click_back="esc closes"
    ),
    ProblemsScreen: Way(("r", "p"), ("r read again", "p problems"), "problems", click_back="esc closes"),
    CommandPalette: Way(("ctrl+p",), ("^p commands",), "palette", click_back="Browse: Find cards and look after them"),
}  # fmt: skip


def a_note(store: Store, folder: Path) -> None:
    """A card with a note behind it, and one that waits."""
    (folder / "Notes").mkdir()
    radio = "# Radio\n\nA radio turns waves of a very high frequency (VHF) into sound.\n"
    (folder / "Notes" / "Radio.md").write_text(radio)
    (folder / "Notes" / "Torn.md").write_text("---\ntitle: [\n---\n")
    sources.add(store, str(folder / "Notes"), "Notes", a_moment())
    filled(store, doubted("Doubt?", "B", position=1))


async def click(app: FlashdlApp, pilot: Pilot[int], words: str) -> None:
    """Click on the last place where the screen says these words."""
    lines = drawn(app).split("\n")
    line = max(place for place, text in enumerate(lines) if words in text)
    await pilot.click(offset=(lines[line].rindex(words) + len(words) - 1, line))
    await settled(pilot)


def test_no_screen_is_left_out() -> None:
    assert set(WAYS) == screens() | {CommandPalette}


@pytest.mark.parametrize("screen", WAYS, ids=lambda screen: screen.__name__)
def test_each_screen_has_its_picture_in_two_sizes_light_and_dark(screen: type[Screen[Any]]) -> None:
    name = WAYS[screen].picture

    assert [f"{name}{small}{light}" for _, small in SIZES for _, light in COLOURS
            if not (GOLDEN / f"{name}{small}{light}.svg").is_file()] == []  # fmt: skip


@pytest.mark.parametrize("screen", WAYS, ids=lambda screen: screen.__name__)
async def test_keys_lead_there_and_back(tmp_path: Path, screen: type[Screen[Any]]) -> None:
    with a_filled_store(tmp_path) as store:
        a_note(store, tmp_path)
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, *WAYS[screen].keys)
            assert type(app.screen) is screen
            await press(pilot, WAYS[screen].key_back)

            assert screen is HomeScreen or type(app.screen) is not screen


@pytest.mark.parametrize("screen", WAYS, ids=lambda screen: screen.__name__)
async def test_the_mouse_alone_leads_there_and_back(tmp_path: Path, screen: type[Screen[Any]]) -> None:
    with a_filled_store(tmp_path) as store:
        a_note(store, tmp_path)
        async with running(store, tmp_path) as (app, pilot):
            for words in WAYS[screen].clicks:
                await click(app, pilot, words)
            assert type(app.screen) is screen
            await click(app, pilot, WAYS[screen].click_back)

            assert type(app.screen) is not screen


async def test_a_path_is_asked_for_with_an_example(tmp_path: Path) -> None:
    with a_filled_store(tmp_path) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "a")

            await matches_pictures(app, pilot, "adding-path")


async def test_the_problems_of_a_reading_are_listed_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "Notes").mkdir()
    (tmp_path / "Notes" / "Torn.md").write_text("---\ntitle: [\n---\n")
    (tmp_path / "words.csv").write_text("front,back\nto walk,\nto run,correr\n")
    with a_filled_store(tmp_path) as store:
        sources.add(store, str(tmp_path / "Notes"), "Notes", a_moment())
        sources.add(store, str(tmp_path / "words.csv"), None, a_moment())
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "r")
            assert "problems in the notes; p lists them" in drawn(app)
            await press(pilot, "p")

            told = "".join(drawn(app).replace("│", "").split())  # a long path is cut anywhere
            assert "NotesTorn.md:1:" in told
            assert "words.csvline2:thisrowhasnoback" in told


async def test_the_list_of_problems_is_drawn(tmp_path: Path) -> None:
    with a_filled_store(tmp_path) as store:
        reports = [Report(Source(1, "/home/ada/notes", SourceKind.NOTES, "Notes"), Plan(1), Gathered(problems=(
            Problem("Torn.md", 1, "its front matter is no YAML, so what it says is not minded"),
            Problem("sound/Horn.md", None, "this is no text"),
        )))]  # fmt: skip
        async with running(store, tmp_path) as (app, pilot):
            app.push_screen(ProblemsScreen(reports))
            await settled(pilot)

            await matches_pictures(app, pilot, "problems")


async def test_the_commands_are_found_by_name(tmp_path: Path) -> None:
    with a_filled_store(tmp_path) as store:
        a_note(store, tmp_path)
        async with running(store, tmp_path) as (app, pilot):
            for size, small in SIZES:
                await pilot.resize_terminal(*size)
                for theme, light in COLOURS:
                    app.theme = theme
                    await settled(pilot)
                    await press(pilot, "ctrl+p")
                    app.screen.query_one(Input).cursor_blink = False
                    await settled(pilot)
                    matches_golden(app, f"palette{small}{light}")
                    await press(pilot, "escape")
