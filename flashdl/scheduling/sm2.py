"""SM-2 (Wozniak, "Optimization of learning", 1990, section 3.2) in whole numbers.

Ease is kept per mille. The published change of the E-factor, 0.1 - (5 - q) * (0.08 + (5 - q) * 0.02), is exact in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, NamedTuple

from flashdl.model import Event, EventKind, Rating, Schedule
from flashdl.scheduling.days import FIRST_EASE, LATEST_INTERVAL, LOWEST_EASE, day_after

EaseOnFail = Literal["move", "keep"]

LOWEST_PASS = 3
"""The lowest quality that is a pass."""

EASE_CHANGE = (-800, -540, -320, -140, 0, 100)
"""Per mille, by quality."""

FIRST_INTERVALS = (1, 6)
"""Days after the first and the second pass in a row."""

QUALITY = {Rating.AGAIN: 2, Rating.HARD: 3, Rating.GOOD: 4, Rating.EASY: 5}

# `Sm2.run` goes through a million answers; to look up a rating's number is half the time of looking up the rating.
AGAIN, HARD = int(Rating.AGAIN), int(Rating.HARD)
CHANGES = (0, *(EASE_CHANGE[quality] for quality in QUALITY.values()))
"""The change of ease by number of the rating, from 1."""
DRILL = EventKind.DRILL


class Step(NamedTuple):
    """What SM-2 knows of a card after an answer."""

    ease: int
    """Per mille."""
    interval: int
    """Days; 0 only before the first answer."""
    repetitions: int
    """Passes in a row."""


UNSEEN = Step(FIRST_EASE, 0, 0)


def next_state(ease: int, interval: int, repetitions: int, quality: int, *, ease_on_fail: EaseOnFail = "move") -> Step:
    """One step of SM-2.

    Args:
        quality: 0 to 5; 3 and above is a pass.
        ease_on_fail: "keep" is the article's other reading, in which a fail leaves the ease alone.
    """
    passed = quality >= LOWEST_PASS
    moved = max(LOWEST_EASE, ease + EASE_CHANGE[quality]) if passed or ease_on_fail == "move" else ease
    if not passed:
        return Step(moved, 1, 0)
    if repetitions < 2:
        return Step(moved, FIRST_INTERVALS[repetitions], repetitions + 1)
    # The ease before this answer, rounded up; floats go wrong by a day or more within 8-9 answers.
    # A card that another scheduler left on its learning steps has no interval yet.
    return Step(moved, min(LATEST_INTERVAL, max(1, -(-interval * ease // 1000))), repetitions + 1)


def series(qualities: Iterable[int], *, ease_on_fail: EaseOnFail = "move") -> Iterator[tuple[int, int, int]]:
    """(quality, interval in days, ease per mille) for a new card answered each time it is due."""
    state = UNSEEN
    for quality in qualities:
        state = next_state(*state, quality, ease_on_fail=ease_on_fail)
        yield quality, state.interval, state.ease


@dataclass(frozen=True, slots=True)
class Sm2:
    """SM-2 with the choices that a person may make."""

    ease_on_fail: EaseOnFail = "move"
    repeat_hard: bool = True
    """HARD comes back in the session until GOOD, as AGAIN does (the article's step 7)."""

    @property
    def name(self) -> str:
        return "sm2"

    @property
    def version(self) -> int:
        return 1

    @property
    def parameters(self) -> str:
        """JSON of the choices that differ from the default; `Sm2.of` reads it."""
        default = Sm2()
        chosen = {"ease_on_fail": self.ease_on_fail, "repeat_hard": self.repeat_hard}
        return json.dumps({name: value for name, value in chosen.items() if value != getattr(default, name)})

    @classmethod
    def of(cls, parameters: str) -> Sm2:
        """The scheduler that wrote these parameters."""
        return cls(**json.loads(parameters))

    def comes_back(self, rating: Rating) -> bool:
        """Whether a card so rated is asked again in the same session."""
        return rating is Rating.AGAIN or (rating is Rating.HARD and self.repeat_hard)

    def run(self, old: Schedule | None, answers: Iterable[Event]) -> Schedule | None:
        """What `step` makes of answers one after another, drills among them, in a fraction of its time.

        Args:
            old: not on a learning step.
            answers: in order, all with a rating.
        """
        ease, interval, repetitions = (old.ease, old.interval, old.repetitions) if old else UNSEEN
        lapses, reviews, drill, fails = (old.lapses, old.reviews, old.drill, old.fails) if old else (0, 0, False, 0)
        last = old.last_day if old else None
        moved = False
        for event in answers:
            rating, day = event.rating, event.day
            failed = rating == AGAIN
            if last is None or day > last:
                if event.kind is DRILL:
                    continue
                if failed:
                    lapses += last is not None
                    interval, repetitions = 1, 0
                elif repetitions > 1:
                    interval, repetitions = min(LATEST_INTERVAL, max(1, -(-interval * ease // 1000))), repetitions + 1
                else:
                    interval, repetitions = FIRST_INTERVALS[repetitions], repetitions + 1
                if not failed or self.ease_on_fail == "move":
                    ease = max(LOWEST_EASE, ease + CHANGES[rating or 0])
                reviews += 1
                last = day
                moved = True
            fails += failed
            drill = failed or (rating == HARD and self.repeat_hard)
        if last is None or not moved:
            return replace(old, drill=drill, fails=fails) if old else None
        due = day_after(last, interval)
        return Schedule(due, interval, ease, repetitions, lapses, reviews, last, drill, fails=fails)

    def step(self, old: Schedule | None, rating: Rating, on: date) -> Schedule:
        """The schedule after the first answer of a study day.

        Args:
            old: the schedule before it; None for a new card.
            on: the study day of the answer. Lateness is not credited.
        """
        quality = QUALITY[rating]
        before = Step(old.ease, old.interval, old.repetitions) if old else UNSEEN
        after = next_state(*before, quality, ease_on_fail=self.ease_on_fail)
        return Schedule(
            due=day_after(on, after.interval),
            interval=after.interval,
            ease=after.ease,
            repetitions=after.repetitions,
            lapses=(old.lapses if old else 0) + (1 if old and quality < LOWEST_PASS else 0),
            reviews=(old.reviews if old else 0) + 1,
            last_day=on,
            drill=self.comes_back(rating),
            fails=(old.fails if old else 0) + (rating is Rating.AGAIN),
        )
