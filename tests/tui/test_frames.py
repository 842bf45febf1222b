"""How often a screen is drawn: what a key does is one picture, and not one that is mended a frame later."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import RenderableType
from textual.screen import Screen

from flashdl.model import Candidate
from flashdl.tui.app import FlashdlApp
from tests.tui.stage import ARCHITECTURES, a_filled_store, asked, cards_of_every_kind, doubted, press, running


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
