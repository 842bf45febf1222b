"""Every screen with the mouse alone: what the last line says can be clicked."""

from __future__ import annotations

from pathlib import Path

from textual.pilot import Pilot

from flashdl.tui.adding import AddScreen
from flashdl.tui.app import FlashdlApp
from flashdl.tui.browse import BrowseScreen
from flashdl.tui.frame import HelpScreen
from flashdl.tui.home import HomeScreen
from flashdl.tui.inbox import InboxScreen
from flashdl.tui.review import ReviewScreen
from flashdl.tui.sending import SendScreen
from flashdl.tui.stats import StatsScreen
from tests.tui.stage import a_filled_store, asked, doubted, drawn, press, running, settled


async def click(app: FlashdlApp, pilot: Pilot[int], words: str) -> None:
    """Click on the last place where the screen says these words."""
    lines = drawn(app).split("\n")
    line = max(place for place, text in enumerate(lines) if words in text)
    await pilot.click(offset=(lines[line].rindex(words) + len(words) - 1, line))
    await settled(pilot)


async def test_home_leads_everywhere_and_each_screen_leads_back(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("Question?", "A"), doubted("Doubt?", "B", position=1)) as store:
        async with running(store, tmp_path) as (app, pilot):
            for words, screen in (
                ("s stats", StatsScreen),
                ("b browse", BrowseScreen),
                ("a add notes", AddScreen),
                ("i inbox", InboxScreen),
            ):
                await click(app, pilot, words)
                assert isinstance(app.screen, screen)
                await click(app, pilot, "esc home")
                assert isinstance(app.screen, HomeScreen)
            await press(pilot, "e")
            assert isinstance(app.screen, SendScreen)
            await click(app, pilot, "esc home")

            assert isinstance(app.screen, HomeScreen)


async def test_a_sitting_from_the_deck_to_its_end(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("Question?", "A")) as store:
        async with running(store, tmp_path) as (app, pilot):
            await click(app, pilot, "⏎ review")
            assert isinstance(app.screen, ReviewScreen)
            await click(app, pilot, "? help")
            assert isinstance(app.screen, HelpScreen)
            await pilot.click(offset=(20, 5))
            await settled(pilot)
            await click(app, pilot, "⏎ show answer")
            await click(app, pilot, "3 good")
            assert "Done with Deep Learning" in drawn(app)
            await click(app, pilot, "⏎ home")

            assert isinstance(app.screen, HomeScreen)
            assert len(list(store.log())) == 1


async def test_a_waiting_card_is_accepted_by_a_click(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("Question?", "A"), doubted("Doubt?", "B", position=1)) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "i")
            await click(app, pilot, "a accept")

            assert store.inbox_count()[0] == 0
