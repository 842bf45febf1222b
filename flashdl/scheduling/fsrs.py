"""FSRS-6: a card's memory as a stability and a difficulty, and the interval that leaves as much recall as wished.

Time is counted in study days, so that an answer late in the evening and one the next morning are a day apart.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from math import exp
from typing import Any

from flashdl.model import Rating, Schedule
from flashdl.scheduling import steps
from flashdl.scheduling.days import FIRST_EASE, LATEST_INTERVAL, day_after

WEIGHTS = (
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796,
    1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
)  # fmt: skip
"""The published defaults of FSRS-6."""

LEAST_STABILITY = 0.001
LEAST_DIFFICULTY, MOST_DIFFICULTY = 1.0, 10.0


@dataclass(frozen=True, slots=True)
class Fsrs:
    """FSRS-6 with the choices that a person may make."""

    retention: float = 0.9
    """The share of answers that should be recalled, .7 to .99."""
    weights: tuple[float, ...] = WEIGHTS
    learning: tuple[int, ...] = (1, 10)
    """Minutes."""
    relearning: tuple[int, ...] = (10,)
    """Minutes."""
    most: int = LATEST_INTERVAL
    """Days, the longest interval."""
    trained: int = 0
    """Answers that the weights were made of; 0: the published ones, or somebody else's."""
    _factor: float = field(init=False, compare=False, repr=False)
    """Makes the stability the days after which nine of ten are recalled."""
    _easiest: float = field(init=False, compare=False, repr=False)
    """The difficulty that all difficulties slowly go back to."""

    def __post_init__(self) -> None:
        if len(self.weights) != len(WEIGHTS) or self.weights[20] <= 0:
            raise ValueError("FSRS-6 has 21 weights, the last above 0")
        object.__setattr__(self, "_factor", 0.9 ** (-1 / self.weights[20]) - 1)
        object.__setattr__(self, "_easiest", self._first_difficulty(Rating.EASY))

    @property
    def name(self) -> str:
        return "fsrs"

    @property
    def version(self) -> int:
        return 6

    @property
    def parameters(self) -> str:
        """JSON of the choices that differ from the default; `Fsrs.of` reads it."""
        default = Fsrs()
        names = ("retention", "weights", "learning", "relearning", "most", "trained")
        chosen = {name: getattr(self, name) for name in names}
        return json.dumps({name: value for name, value in chosen.items() if value != getattr(default, name)})

    @classmethod
    def of(cls, parameters: str) -> Fsrs:
        """The scheduler that wrote these parameters."""
        values: dict[str, Any] = json.loads(parameters)
        for name, value in values.items():
            values[name] = tuple(value) if isinstance(value, list) else value
        return cls(**values)

    def comes_back(self, rating: Rating) -> bool:
        """Whether a card that was answered again without being asked is asked once more."""
        return rating is Rating.AGAIN

    def step(self, old: Schedule | None, rating: Rating, on: date) -> Schedule:
        """The schedule after an answer on a study day, the first of it or one on a learning step."""
        stability, difficulty = self._remembered(old, rating, on)
        interval = self.interval(stability)
        in_review = old is not None and old.step is None
        learning = old is None or (old.step is not None and old.interval == 0)
        led = None
        if not in_review:
            led = steps.after(self.learning if learning else self.relearning, (old.step or 0) if old else 0, rating)
        elif rating is Rating.AGAIN:
            led = steps.after(self.relearning, 0, rating)
        days = interval if led is None else led[1]
        return Schedule(
            due=day_after(on, days),
            interval=0 if led is not None and learning else interval,
            ease=old.ease if old else FIRST_EASE,
            repetitions=0 if rating is Rating.AGAIN else (old.repetitions if old else 0) + 1,
            lapses=(old.lapses if old else 0) + (in_review and rating is Rating.AGAIN),
            reviews=(old.reviews if old else 0) + 1,
            last_day=on,
            drill=days == 0,
            step=None if led is None else led[0],
            stability=stability,
            difficulty=difficulty,
            fails=(old.fails if old else 0) + (rating is Rating.AGAIN),
        )

    def interval(self, stability: float) -> int:
        """Days until the card is recalled as often as wished."""
        ahead: float = stability / self._factor * (self.retention ** (-1 / self.weights[20]) - 1)
        return min(max(round(ahead), 1), self.most)

    @property
    def curve(self) -> tuple[float, float]:
        """(factor, power) of the curve that forgetting follows, as `recall` has it."""
        return self._factor, self.weights[20]

    def recall(self, stability: float, days: int) -> float:
        """The estimate that a card is recalled so many days after its last answer, 0 to 1."""
        return float((1 + self._factor * days / stability) ** -self.weights[20])

    def memory(self, old: Schedule) -> tuple[float, float]:
        """Stability (days) and difficulty (1 to 10) of a card; of one that another scheduler has kept, as it seems.

        There the interval is taken for that after which nine of ten are recalled, and the difficulty is the one
        with which a GOOD would make it grow by the ease.
        """
        if old.stability is not None and old.difficulty is not None:
            return old.stability, old.difficulty
        stability = float(max(1, old.interval))
        w = self.weights
        growth: float = exp(w[8]) * stability ** -w[9] * (exp(0.1 * w[10]) - 1)
        return stability, _bounded(11 - (old.ease / 1000 - 1) / growth)

    def _remembered(self, old: Schedule | None, rating: Rating, on: date) -> tuple[float, float]:
        """Stability and difficulty after an answer."""
        return self.remembered(self.memory(old) if old else None, rating, (on - old.last_day).days if old else 0)

    def remembered(self, old: tuple[float, float] | None, rating: Rating, days: int) -> tuple[float, float]:
        """Stability and difficulty after an answer.

        Args:
            old: both before it; None for a new card.
            days: since the answer before it.
        """
        if old is None:
            return max(self.weights[rating - 1], LEAST_STABILITY), _bounded(self._first_difficulty(rating))
        stability, difficulty = old
        if days < 1:
            return self._same_day(stability, rating), self._next_difficulty(difficulty, rating)
        recalled = self.recall(stability, days)
        if rating is Rating.AGAIN:
            after = self._forgotten(stability, difficulty, recalled)
        else:
            after = self._recalled(stability, difficulty, recalled, rating)
        return max(after, LEAST_STABILITY), self._next_difficulty(difficulty, rating)

    def _first_difficulty(self, rating: Rating) -> float:
        return self.weights[4] - exp(self.weights[5] * (rating - 1)) + 1

    def _next_difficulty(self, difficulty: float, rating: Rating) -> float:
        w = self.weights
        moved = difficulty - w[6] * (rating - 3) * (10 - difficulty) / 9
        return _bounded(w[7] * self._easiest + (1 - w[7]) * moved)

    def _same_day(self, stability: float, rating: Rating) -> float:
        w = self.weights
        growth: float = exp(w[17] * (rating - 3 + w[18])) * stability ** -w[19]
        return max(stability * (growth if rating is Rating.AGAIN else max(growth, 1.0)), LEAST_STABILITY)

    def _recalled(self, stability: float, difficulty: float, recalled: float, rating: Rating) -> float:
        w = self.weights
        growth = exp(w[8]) * (11 - difficulty) * stability ** -w[9] * (exp((1 - recalled) * w[10]) - 1)
        if rating is Rating.HARD:
            growth *= w[15]
        elif rating is Rating.EASY:
            growth *= w[16]
        return float(stability * (1 + growth))

    def _forgotten(self, stability: float, difficulty: float, recalled: float) -> float:
        w = self.weights
        left = w[11] * difficulty ** -w[12] * ((stability + 1) ** w[13] - 1) * exp((1 - recalled) * w[14])
        return float(min(left, stability / exp(w[17] * w[18])))


def _bounded(difficulty: float) -> float:
    return min(max(difficulty, LEAST_DIFFICULTY), MOST_DIFFICULTY)
