"""How often a screen is drawn: what a key does is one picture, and not one that is mended a frame later."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.console import RenderableType
from textual._compositor import CompositorUpdate
from textual.screen import Screen

from flashdl.model import Candidate, Grading
from flashdl.tui.app import FlashdlApp
from tests.tui.stage import ARCHITECTURES, a_filled_store, asked, cards_of_every_kind, doubted, drawn, press, running


@pytest.fixture
def frames(monkeypatch: pytest.MonkeyPatch) -> list[RenderableType]:
    """What is sent to the terminal, a frame each."""
    sent: list[RenderableType] = []
    shown = FlashdlApp._display

    def counted(app: FlashdlApp, screen: Screen[object], frame: RenderableType | None) -> None:
        if frame is not None:
            sent.append(frame)
        shown(app, screen, frame)

    monkeypatch.setattr(FlashdlApp, "_display", counted)
    return sent


CARDS = (
    *cards_of_every_kind(),
    asked("long? " * 80, "short", position=7),
    asked("Short?", "long " * 200, excerpt=ARCHITECTURES, position=8),
)


@pytest.mark.parametrize("card", CARDS, ids=lambda card: f"{card.prompt.grading}-{len(card.prompt.question)}")
async def test_answer_and_next_card_are_a_frame_each(
    tmp_path: Path, frames: list[RenderableType], card: Candidate
) -> None:
    with a_filled_store(tmp_path, card, asked("The next one?", "yes", position=9)) as store:
        async with running(store, tmp_path, review=True) as (_, pilot):
            counts = []
            for key in ("enter", "3", "enter", "u"):
                frames.clear()
                await press(pilot, key)
                counts.append(len(frames))

            assert counts == [1, 1, 1, 1]


async def test_a_decision_in_the_inbox_is_a_frame(tmp_path: Path, frames: list[RenderableType]) -> None:
    cards = [doubted(f"Question {number}?", "answer " * number * 9, position=number) for number in range(1, 4)]
    with a_filled_store(tmp_path, *cards) as store:
        async with running(store, tmp_path) as (_, pilot):
            await press(pilot, "i")
            frames.clear()
            await press(pilot, "a", "x")

            assert len(frames) == 2


LONG = "a sentence that takes more lines than there are on a low screen " * 4


async def test_keys_that_take_more_lines_after_a_scroll_are_all_drawn(
    tmp_path: Path, frames: list[RenderableType]
) -> None:
    card = asked(LONG, "yes", choices=("yes", "no"), grading=Grading.CHOICE)
    with a_filled_store(tmp_path, card) as store:
        async with running(store, tmp_path, size=(40, 12), review=True) as (app, pilot):
            assert "j more" in drawn(app)
            for key in ("a", "u", "j", "a"):
                await press(pilot, key)

            assert on_terminal(app, frames) == drawn(app)


def on_terminal(app: FlashdlApp, frames: Sequence[RenderableType]) -> str:
    """What a terminal shows that was sent these frames."""
    cells = [[" "] * app.size.width for _ in range(app.size.height)]
    row = column = 0
    for frame in frames:
        assert isinstance(frame, CompositorUpdate)
        for place, sign in re.findall(r"\x1b\[(\d+;\d+)H|\x1b\[[\d;]*m|([^\x1b])", frame.render_segments(app.console)):
            if place:
                row, column = (int(number) - 1 for number in place.split(";"))
            elif sign == "\n":
                row, column = row + 1, 0
            elif sign:
                cells[row][column] = sign
                column += 1
    return "\n".join("".join(line).rstrip() for line in cells)
