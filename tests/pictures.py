"""Draws the pictures of the README: `python -m tests.pictures tests/readme` writes home.svg and review.svg there."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from flashdl.model import Limits, Rating
from flashdl.store import Store
from tests.build import TODAY, a_moment, an_answer, filled
from tests.tui.stage import asked, picture_of, press, running, typed_card, until_asked

DECKS = {"Deep Learning::Foundations": 38, "Deep Learning::Architectures": 62, "My notes": 21}


def example(store: Store) -> None:
    """Three decks, two weeks of study, and some of today's done."""
    cards = [typed_card()]
    for deck, size in DECKS.items():
        cards += [asked(f"Question {number}?", "Answer", deck=deck, position=number + 1) for number in range(size)]
    ids = filled(store, *cards)
    for ago in range(12, 0, -1):
        today = TODAY - timedelta(days=ago)
        queue = [ids[0]] if ago in (7, 6) else []
        queue += [card.card for card in store.agenda(today, Limits(new=7)).queue if card.card != ids[0]]
        for number, card in enumerate(queue):
            rating = Rating.AGAIN if number % 9 == 4 else Rating.GOOD
            store.record(an_answer(card, rating, a_moment(today, minute=number % 60)))
    for number, waiting in enumerate(store.agenda(TODAY, Limits()).due[3:12]):
        if waiting.card != ids[0]:
            store.record(an_answer(waiting.card, Rating.GOOD, a_moment(hour=9, minute=number)))


async def draw(folder: Path) -> None:
    with TemporaryDirectory() as scratch, Store.open(Path(scratch) / "flashdl.db") as store:
        example(store)
        async with running(store, Path(scratch), size=(80, 18), new=12) as (app, pilot):
            (folder / "home.svg").write_text(picture_of(app), encoding="utf-8")
            await press(pilot, "enter")
            await until_asked(app, pilot, "GAN appear")
            await press(pilot, "enter")
            (folder / "review.svg").write_text(picture_of(app, "flashdl review"), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(draw(Path(sys.argv[1])))
