"""What the tests of formulas count with."""

from __future__ import annotations

import math
import random

CHANCE = random.Random(1)
STEP = 1e-6


def softmax(scores: list[float]) -> list[float]:
    powers = [math.exp(score - max(scores)) for score in scores]
    return [power / sum(powers) for power in powers]


def slope(function: object, values: list[float], place: int) -> float:
    """The derivative by one value, as a difference."""
    assert callable(function)
    above, below = list(values), list(values)
    above[place] += STEP
    below[place] -= STEP
    return float(function(above) - function(below)) / (2 * STEP)


def cross_entropy(p: list[float], q: list[float]) -> float:
    return -sum(one * math.log(other) for one, other in zip(p, q, strict=True))


def normal_density(z: float) -> float:
    return math.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)


def normal_share(z: float) -> float:
    return (1 + math.erf(z / math.sqrt(2))) / 2


def sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))
