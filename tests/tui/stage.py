"""A store with cards of every kind, a clock that a test sets, and the app on it."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import gettempdir

import pytest
import textual
from textual.events import Paste
from textual.pilot import Pilot

from flashdl.config import Config
from flashdl.model import Candidate, Excerpt, Grading, Limits, Moment, Place, Prompt, Rating, State
from flashdl.store import Store
from flashdl.tui import themes
from flashdl.tui.app import FlashdlApp
from tests.build import TODAY, a_candidate, a_moment, an_answer, filled

GOLDEN = Path(__file__).parent / "golden"

ARCHITECTURES = Excerpt(
    header=("Architecture", "Year", "Use case"),
    rows=(
        ("LSTM", "1997", "Long sequences, memory"),
        ("GAN", "2014", "Image generation"),
        ("Transformer", "2017", "NLP, vision, everything"),
    ),
    row=1,
    column=1,
)


@dataclass
class Clock:
    """A clock that a test moves."""

    day: date = TODAY
    seconds: int = 0

    def __call__(self) -> Moment:
        noon = a_moment(self.day)
        return Moment(noon.ms + self.seconds * 1000, noon.offset)


def asked(
    question: str,
    *answers: str,
    grading: Grading = Grading.SELF,
    items: tuple[str, ...] = (),
    choices: tuple[str, ...] = (),
    context: tuple[str, ...] = ("Deep Learning", "Key Architectures"),
    excerpt: Excerpt | None = None,
    deck: str = "Deep Learning",
    hint: str = "",
    file: str = "Deep Learning.md",
    position: int = 0,
) -> Candidate:
    """A card; the position orders new cards."""
    prompt = Prompt("basic", question, answers or (", ".join(items),), grading=grading, items=items, hint=hint)
    shown = excerpt or Excerpt("A sentence of the note.")
    place = Place(file, 18 + position, context, shown, position, choices=choices)
    made = a_candidate(f"{deck} {position} {question[:40]}", deck=deck, prompt=prompt, position=position)
    return replace(made, place=place)


def typed_card(position: int = 0) -> Candidate:
    return asked(
        "In which year did GAN appear?", "2014", grading=Grading.TYPED, excerpt=ARCHITECTURES, position=position
    )


def doubted(question: str, *answers: str, kind: str = "term", position: int = 0) -> Candidate:
    """A card that waits in the inbox."""
    made = asked(question, *answers, position=position)
    return replace(made, prompt=replace(made.prompt, kind=kind), score=0.55, state=State.INBOX)


def cards_of_every_kind() -> tuple[Candidate, ...]:
    return (
        typed_card(0),
        asked("What does `torch.randn(2, 3)` give for $n = 2$?", "a tensor of shape `(2, 3)`", position=1),
        asked("Which of these is a generative model?", "GAN", choices=("LSTM", "GAN", "ResNet"),
              grading=Grading.CHOICE, position=2),
        asked("Which two are used for images?", items=("GAN", "Diffusion"), grading=Grading.LIST, position=3),
        asked("Name the stages in order.", items=("edges", "shapes", "objects"), grading=Grading.LIST_ORDERED,
              position=4),
    )  # fmt: skip


def a_config(folder: Path, *, new: int = 20, minutes: int = 0) -> Config:
    return Config(folder / "flashdl.db", folder / "config.toml", folder, limits=Limits(new=new), minutes=minutes)


@contextmanager
def a_filled_store(folder: Path, *candidates: Candidate) -> Iterator[Store]:
    with Store.open(folder / "flashdl.db") as store:
        if candidates:
            filled(store, *candidates)
        yield store


def study_before(store: Store, *days_ago: int) -> None:
    """Every card answered GOOD on each of these days: after (7, 6) the cards are due today."""
    for ago in days_ago:
        for minute, card in enumerate(list(store.cards())):
            store.record(an_answer(card.id, Rating.GOOD, a_moment(TODAY - timedelta(days=ago), minute=minute)))


@asynccontextmanager
async def running(
    store: Store,
    folder: Path,
    *,
    size: tuple[int, int] = (80, 24),
    clock: Clock | None = None,
    review: bool = False,
    cram: bool = False,
    scan: bool = False,
    new: int = 20,
    minutes: int = 0,
) -> AsyncIterator[tuple[FlashdlApp, Pilot[int]]]:
    """The real app on a store, at home or in a review."""
    config = a_config(folder, new=new, minutes=minutes)
    app = FlashdlApp(store, config, now=clock or Clock(), review=review, cram=cram, scan_at_start=scan)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        yield app, pilot


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Keys one by one, each with its consequences."""
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


async def type_in(pilot: Pilot[int], text: str) -> None:
    await pilot.press(*("space" if letter == " " else letter for letter in text))
    await settled(pilot)


async def paste(pilot: Pilot[int], text: str) -> None:
    """Into the line that has the focus."""
    assert pilot.app.focused is not None
    pilot.app.focused.post_message(Paste(text))
    await settled(pilot)


async def until_asked(app: FlashdlApp, pilot: Pilot[int], words: str) -> None:
    """Answer GOOD until the question with these words is asked."""
    for _ in range(20):
        if words in drawn(app):
            return
        await press(pilot, "enter", "3")
    pytest.fail(f"{words!r} was never asked")


async def settled(pilot: Pilot[int]) -> None:
    """All that was asked for is done and drawn, and what that asked for in its turn."""
    for _ in range(2):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
    while any(not worker.is_finished for worker in pilot.app.workers):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


def drawn(app: FlashdlApp) -> str:
    """The screen as text, line by line, as it would be sent to the terminal."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)


def picture_of(app: FlashdlApp, title: str = "flashdl") -> str:
    """The screen as an SVG that fetches nothing: the reader's own monospaced font, not one from the web."""
    drawn = app.export_screenshot(title=title)
    return re.sub(r"@font-face\s*\{[^}]*\}", "", drawn).replace("Fira Code", "monospace")


SIZES = (((80, 24), ""), ((40, 12), "-small"))
COLOURS = ((themes.DARK, ""), (themes.LIGHT, "-light"))


async def matches_pictures(app: FlashdlApp, pilot: Pilot[int], name: str) -> None:
    """Compare the screen with its four pictures: in the usual size and a small one, dark and light."""
    for size, small in SIZES:
        await pilot.resize_terminal(*size)
        for theme, light in COLOURS:
            app.theme = theme
            await settled(pilot)
            matches_golden(app, f"{name}{small}{light}")


def matches_golden(app: FlashdlApp, name: str) -> None:
    """Compare the screen with the picture that was looked at and accepted; FLASHDL_ACCEPT=1 accepts this one."""
    picture = picture_of(app)
    golden = GOLDEN / f"{name}.svg"
    if os.environ.get("FLASHDL_ACCEPT"):
        GOLDEN.mkdir(exist_ok=True)
        golden.write_text(picture, encoding="utf-8")
        return
    if not textual.__version__.startswith("8.2."):
        pytest.skip("the pictures were drawn with Textual 8.2; another version may draw the same screen otherwise")
    if picture != golden.read_text(encoding="utf-8"):
        seen = Path(gettempdir()) / f"flashdl-{name}.svg"
        seen.write_text(picture, encoding="utf-8")
        pytest.fail(f"The screen differs from {golden}; look at {seen}, and accept it with FLASHDL_ACCEPT=1.")
