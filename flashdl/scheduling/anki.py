"""Anki's SM-2: learning steps, HARD × 1.2, a bonus for EASY, credit for lateness.

It gives what Anki's own backend gives, day for day, without its fuzz; tests ask the backend. Anki reckons in single
precision, so this does too.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import date
from struct import Struct

from flashdl.model import Rating, Schedule
from flashdl.scheduling import steps
from flashdl.scheduling.days import FIRST_EASE, LATEST_INTERVAL, LOWEST_EASE, day_after

EASE_CHANGE = {Rating.AGAIN: -200, Rating.HARD: -150, Rating.GOOD: 0, Rating.EASY: 150}
"""Per mille, of a card in review; learning and relearning move no ease."""

_SINGLE = Struct("f")


@dataclass(frozen=True, slots=True)
class AnkiSm2:
    """Anki's SM-2 with the choices of a deck's options; the defaults are Anki's. Factors are per mille."""

    learning: tuple[int, ...] = (1, 10)
    """Minutes."""
    relearning: tuple[int, ...] = (10,)
    """Minutes."""
    graduating: int = 1
    """Days after the last learning step."""
    easy: int = 4
    """Days, where a card that is being learned is EASY."""
    first_ease: int = FIRST_EASE
    easy_bonus: int = 1300
    hard_factor: int = 1200
    interval_factor: int = 1000
    """All intervals of reviews are multiplied by it."""
    lapse_factor: int = 0
    """What is left of the interval after AGAIN."""
    least: int = 1
    """Days, the shortest interval after AGAIN."""
    most: int = LATEST_INTERVAL
    """Days, the longest interval."""

    @property
    def name(self) -> str:
        return "anki"

    @property
    def version(self) -> int:
        return 1

    @property
    def parameters(self) -> str:
        """JSON of the choices that differ from the default; `AnkiSm2.of` reads it."""
        default = AnkiSm2()
        chosen = {field.name: getattr(self, field.name) for field in fields(self)}
        return json.dumps({name: value for name, value in chosen.items() if value != getattr(default, name)})

    @classmethod
    def of(cls, parameters: str) -> AnkiSm2:
        """The scheduler that wrote these parameters."""
        values = json.loads(parameters)
        lists = {name: tuple(values[name]) for name in ("learning", "relearning") if name in values}
        return cls(**{**values, **lists})

    def comes_back(self, rating: Rating) -> bool:
        """Whether a card that was answered again without being asked is asked once more."""
        return rating is Rating.AGAIN

    def step(self, old: Schedule | None, rating: Rating, on: date) -> Schedule:
        """The schedule after an answer on a study day, the first of it or one on a learning step."""
        if old is None or (old.step is not None and old.interval == 0):
            return self._learned(old, rating, on)
        if old.step is not None:
            return self._relearned(old, rating, on)
        return self._reviewed(old, rating, on)

    def _learned(self, old: Schedule | None, rating: Rating, on: date) -> Schedule:
        ease = old.ease if old else self.first_ease
        led = steps.after(self.learning, (old.step or 0) if old else 0, rating)
        if led is not None:
            return _schedule(old, rating, on, interval=0, ease=ease, step=led)
        days = self.easy if rating is Rating.EASY else self.graduating
        return _schedule(old, rating, on, interval=self._bounded(days, 1), ease=ease)

    def _relearned(self, old: Schedule, rating: Rating, on: date) -> Schedule:
        led = steps.after(self.relearning, old.step or 0, rating)
        if led is not None:
            days = self._failed(old.interval) if rating is Rating.AGAIN else old.interval
            return _schedule(old, rating, on, interval=days, ease=old.ease, step=led)
        days = old.interval + 1 if rating is Rating.EASY else old.interval
        return _schedule(old, rating, on, interval=min(days, LATEST_INTERVAL), ease=old.ease)

    def _reviewed(self, old: Schedule, rating: Rating, on: date) -> Schedule:
        ease = max(LOWEST_EASE, old.ease + EASE_CHANGE[rating])
        if rating is Rating.AGAIN:
            led = steps.after(self.relearning, 0, rating)
            return _schedule(old, rating, on, interval=self._failed(old.interval), ease=ease, step=led, lapsed=True)
        late = (on - old.due).days
        days = self._in_time(old, late)[rating] if late >= 0 else self._early(old, late, rating)
        return _schedule(old, rating, on, interval=days, ease=ease)

    def _in_time(self, old: Schedule, late: int) -> dict[Rating, int]:
        """Days after each pass of a card that was due; a better rating always gives a longer interval."""
        current = max(1, old.interval)
        grows = self.hard_factor > 1000
        ease = single(old.ease / 1000)
        hard = self._scaled(single(current * single(self.hard_factor / 1000)), current + 1 if grows else 0)
        good = self._scaled(single(single(current + late / 2) * ease), (hard if grows else current) + 1)
        easy = single(single((current + late) * ease) * single(self.easy_bonus / 1000))
        return {Rating.HARD: hard, Rating.GOOD: good, Rating.EASY: self._scaled(easy, good + 1)}

    def _early(self, old: Schedule, late: int, rating: Rating) -> int:
        """Days after a pass before the card was due: what has passed counts, and not less than a part of the interval.

        Args:
            late: days, below 0.
        """
        current = max(1, old.interval)
        elapsed = max(0, current + late)
        hard = single(self.hard_factor / 1000)
        if rating is Rating.HARD:
            return self._scaled(max(single(elapsed * hard), single(current * single(hard / 2))), 0)
        longer = max(single(elapsed * single(old.ease / 1000)), current)
        if rating is Rating.GOOD:
            return self._scaled(longer, 0)
        bonus = single(self.easy_bonus / 1000)
        return self._scaled(single(longer * single(bonus - single(single(bonus - 1) / 2))), 0)

    def _failed(self, interval: int) -> int:
        return self._scaled(single(interval * single(self.lapse_factor / 1000)), self.least, factor=1000)

    def _scaled(self, days: float, least: int, factor: int | None = None) -> int:
        scaled = single(days * single((self.interval_factor if factor is None else factor) / 1000))
        return self._bounded(int(scaled + 0.5), least)

    def _bounded(self, days: int, least: int) -> int:
        return min(max(days, 1, least), self.most)


def single(value: float) -> float:
    """The nearest number of single precision."""
    rounded: float = _SINGLE.unpack(_SINGLE.pack(value))[0]
    return rounded


def _schedule(
    old: Schedule | None,
    rating: Rating,
    on: date,
    *,
    interval: int,
    ease: int,
    step: tuple[int, int] | None = None,
    lapsed: bool = False,
) -> Schedule:
    """
    Args:
        step: where on the steps, and the days until then; None for a card that is in review.
    """
    days = interval if step is None else step[1]
    return Schedule(
        due=day_after(on, days),
        interval=interval,
        ease=ease,
        repetitions=0 if rating is Rating.AGAIN else (old.repetitions if old else 0) + 1,
        lapses=(old.lapses if old else 0) + lapsed,
        reviews=(old.reviews if old else 0) + 1,
        last_day=on,
        drill=days == 0,
        step=None if step is None else step[0],
        fails=(old.fails if old else 0) + (rating is Rating.AGAIN),
    )
