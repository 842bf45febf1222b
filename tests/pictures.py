"""Draws every screen from a fixed deck and a fixed clock: `python -m tests.pictures FOLDER [COLUMNS LINES]`.

`python -m tests.pictures tests/readme 80 18` draws those of the README; only home.svg and review.svg are kept there.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from flashdl import sources
from flashdl.model import Limits, Rating
from flashdl.store import Store
from flashdl.tui.app import FlashdlApp
from tests.build import TODAY, a_moment, an_answer
from tests.tui.stage import Clock, drawn, picture_of, press, running, until_asked

DAYS = 20
NEW = 9


def example(store: Store) -> None:
    """The decks that come along after three weeks of study, a third of today's done."""
    for deck in sources.bundled():
        sources.add(store, deck.path, deck.name, a_moment(TODAY - timedelta(days=DAYS)))
    for ago in range(DAYS, 0, -1):
        if ago in (11, 12):
            continue
        today = TODAY - timedelta(days=ago)
        for number, card in enumerate(store.agenda(today, Limits(new=NEW)).queue):
            rating = (Rating.GOOD, Rating.GOOD, Rating.EASY, Rating.GOOD, Rating.HARD, Rating.GOOD, Rating.AGAIN)[
                (number * 3 + ago) % 7
            ]
            store.record(an_answer(card.card, rating, a_moment(today, hour=8, minute=number % 60)))
    due = store.agenda(TODAY, Limits()).due
    for number, waiting in enumerate(due[: len(due) // 3]):
        store.record(an_answer(waiting.card, Rating.GOOD, a_moment(hour=9, minute=number % 60)))


async def draw(folder: Path, size: tuple[int, int]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as scratch, Store.open(Path(scratch) / "flashdl.db") as store:
        async with running(store, Path(scratch), size=size, new=6) as (app, pilot):
            keep(app, folder / "first-run.svg")
        example(store)
        clock = Clock()
        async with running(store, Path(scratch), size=size, new=6, clock=clock) as (app, pilot):
            keep(app, folder / "home.svg")
            for name, keys in SCREENS.items():
                await press(pilot, *keys)
                keep(app, folder / f"{name}.svg")
                await press(pilot, "escape")
            await press(pilot, "enter")
            await until_asked(app, pilot, "ear")
            keep(app, folder / "question.svg")
            await press(pilot, "enter")
            keep(app, folder / "review.svg")
            for name, key in (("help", "question_mark"), ("note", "v"), ("rejecting", "x")):
                await press(pilot, key)
                keep(app, folder / f"{name}.svg")
                await press(pilot, "escape")
            for number in range(200):
                if "Done" in drawn(app):
                    break
                clock.seconds += 9
                await press(pilot, "enter", "3132433333"[number % 10])
            keep(app, folder / "ending.svg")


SCREENS = {
    "stats": ("s",),
    "browse": ("b", "j", "j", "space"),
    "adding": ("a",),
    "sending": ("e",),
}
"""Those that home opens, with the keys that lead there."""


def keep(app: FlashdlApp, file: Path) -> None:
    file.write_text(picture_of(app, "flashdl"), encoding="utf-8")


if __name__ == "__main__":
    given = (int(sys.argv[2]), int(sys.argv[3])) if len(sys.argv) > 3 else (80, 24)
    asyncio.run(draw(Path(sys.argv[1]), given))
