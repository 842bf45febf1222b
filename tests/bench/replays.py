"""Replaying logs: what a switch of the scheduler, `doctor` and a merge are made of."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from flashdl.model import Event, EventKind, Moment, Rating
from flashdl.scheduling import AnkiSm2, Fsrs, Scheduler, Sm2, replay
from tests.bench.table import Named, Row, Setting, median
from tests.build import TODAY, a_moment

ANSWERS_A_CARD = 10


def rows(setting: Setting) -> Iterator[Named]:
    for name, scheduler, answers, most in (
        ("a million answers, SM-2", Sm2(), 1_000_000, 2.0),
        ("100,000 answers, Anki's SM-2", AnkiSm2(), 100_000, None),
        ("100,000 answers, FSRS-6", Fsrs(), 100_000, None),
    ):
        yield f"replay {name}", partial(_replayed, scheduler, answers, most, setting)


def _replayed(scheduler: Scheduler, answers: int, most: float | None, setting: Setting) -> Row:
    logs = made(scheduler, answers // 10 // ANSWERS_A_CARD // (10 if setting.quick else 1))
    # Ten times the same tenth: the events of a million answers would fill the memory of a small machine.
    taken = median(setting.repeat, lambda: [replay(log) for _ in range(10) for log in logs])
    return Row(taken, f"{ANSWERS_A_CARD} a card", most=most)


def made(scheduler: Scheduler, cards: int) -> list[list[Event]]:
    """Random logs."""
    chance = random.Random(1)
    found = []
    for card in range(cards):
        day, log = TODAY, []
        for place in range(ANSWERS_A_CARD):
            at: Moment = a_moment(day)
            rating = chance.choices(list(Rating), [1, 1, 6, 1])[0]
            log.append(
                Event(
                    f"{card}-{place}", "here", card * ANSWERS_A_CARD + place, str(card), at, 4, day, EventKind.REVIEW,
                    rating, scheduler=scheduler.name, version=scheduler.version, parameters=scheduler.parameters,
                )
            )  # fmt: skip
            day += timedelta(days=chance.randint(1, 20))
        found.append(log)
    return found
