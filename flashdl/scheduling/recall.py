"""How likely a card is to be recalled: an honest estimate under every scheduler.

SM-2 promises no share of recall. What it knows of a card tells it, though, with six weights in a logistic curve: how
long ago the last answer was in terms of the interval, how long the interval is, the ease, the share of all answers
that were fails, and how many counted. The fails are all of them, those of a new card and of drills too: SM-2 makes
nothing of most, and no number says more. The default weights were fitted by `python -m tests.bench quality` to the
6,372 answers of one learner's public log (see there), held towards none, for one learner is not all; own answers move
them as far as they speak.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import exp, log

from flashdl.model import Schedule

Features = tuple[float, float, float, float, float, float]

ENOUGH = 300
"""Answers from which on one's own log has a say."""
TRUST = 5.0
"""How strongly the defaults hold: about as much as five times that number of answers would."""
LATE = 0.3
"""What the logarithm of the days that a card is late adds to the worth of its answer."""
ROUNDS = 25
LEAST, MOST = 0.01, 0.99


@dataclass(frozen=True, slots=True)
class Recall:
    """The six weights."""

    weights: Features

    @classmethod
    def read(cls, text: str) -> Recall:
        """The weights that `written` gave. Raises: ValueError, TypeError: they make no sense."""
        return cls(_six([float(weight) for weight in json.loads(text)]))

    def written(self) -> str:
        return json.dumps(self.weights)

    def of(self, schedule: Schedule, on: date) -> float:
        """The share of such cards that are recalled on a day, .01 to .99."""
        return self.at(features(schedule, on))

    def at(self, known: Features) -> float:
        w, k = self.weights, known
        return _chance(w[0] + w[1] * k[1] + w[2] * k[2] + w[3] * k[3] + w[4] * k[4] + w[5] * k[5])


NOTHING = Recall((0.0, 0.0, 0.0, 0.0, 0.0, 0.0))
DEFAULT = Recall((1.301, -0.636, -0.386, 0.764, -2.943, 1.456))


def worth(schedule: Schedule, on: date) -> float:
    """How much it saves to ask a card: where more is due than a day can ask, the cards with the highest go first.

    That is those that are likeliest forgotten, and the longer due the more: the further a card is from where it was
    ever asked, the less its estimate is to be believed. With one's own weights it would be worse: who was never late
    has nothing that tells how fast late cards are lost. `tests/bench/holiday.py` has what it saves beside other orders.
    """
    return 1 - DEFAULT.of(schedule, on) + LATE * log(1 + max(0, (on - schedule.due).days))


def rank(schedule: Schedule, on: date) -> int:
    """`worth` in billionths: where two differ by less, it is by how a processor rounds."""
    return int(worth(schedule, on) * 1e9 + 0.5)


def features(schedule: Schedule, on: date) -> Features:
    """What is known of a card: 1, logs of time in intervals and of interval, ease, share of fails, log of answers.

    Time is at least half a day, so that a card just answered is well remembered and not perfectly.
    """
    days = max(0.5, (on - schedule.last_day).days)
    interval = max(1, schedule.interval)
    fails = max(schedule.fails, schedule.lapses)  # a schedule that came without its history knows the lapses alone
    return (
        1.0,
        log(days / interval),
        log(interval),
        schedule.ease / 1000 - 2.5,
        fails / (1 + schedule.reviews + fails),
        log(1 + schedule.reviews),
    )


def fitted(answers: Iterable[tuple[Features, bool]], prior: Recall = DEFAULT, trust: float = TRUST) -> Recall:
    """The weights under which these answers are likeliest, held to `prior` as far as there is no evidence.

    Args:
        answers: (features before it, whether it was recalled).
        trust: how strongly; 0 or a little more gives the answers alone the say.
    """
    known = list(answers)
    weights = list(prior.weights)
    for _ in range(ROUNDS):
        slope, curve = _derivatives(known, weights)
        for place, weight in enumerate(weights):
            slope[place] -= trust * (weight - prior.weights[place])
            curve[place][place] += trust
        moves = _solved(curve, slope)
        weights = [weight + move for weight, move in zip(weights, moves, strict=True)]
        if max(map(abs, moves)) < 1e-7:
            break
    return Recall(_six(weights))


def own(answers: Sequence[tuple[Features, bool]]) -> Recall:
    """The estimate for a person with these answers: the defaults, until there are enough of them."""
    return fitted(answers) if len(answers) >= ENOUGH else DEFAULT


def _derivatives(
    known: Sequence[tuple[Features, bool]], weights: Sequence[float]
) -> tuple[list[float], list[list[float]]]:
    """Slope of the log likelihood, and minus its curvature."""
    size = range(len(weights))
    slope = [0.0 for _ in size]
    curve = [[0.0 for _ in size] for _ in size]
    for values, recalled in known:
        chance = _chance(sum(weight * value for weight, value in zip(weights, values, strict=True)))
        miss, spread = recalled - chance, chance * (1 - chance)
        for row, value in enumerate(values):
            slope[row] += miss * value
            part = spread * value
            line = curve[row]
            for column in range(row + 1):
                line[column] += part * values[column]
    for row in size:
        for column in range(row):
            curve[column][row] = curve[row][column]
    return slope, curve


def _solved(matrix: list[list[float]], right: Sequence[float]) -> list[float]:
    """The x of matrix · x = right, by elimination with pivots; 0 along what the matrix does not determine."""
    rows = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for place in range(size):
        pivot = max(range(place, size), key=lambda row: abs(rows[row][place]))
        rows[place], rows[pivot] = rows[pivot], rows[place]
        head = rows[place]
        if abs(head[place]) < 1e-12:
            continue
        for row in range(size):
            if row != place and rows[row][place]:
                ratio = rows[row][place] / head[place]
                rows[row] = [value - ratio * other for value, other in zip(rows[row], head, strict=True)]
    return [row[-1] / row[place] if abs(row[place]) >= 1e-12 else 0.0 for place, row in enumerate(rows)]


def _chance(score: float) -> float:
    return min(MOST, max(LEAST, 1 / (1 + exp(-max(-30.0, min(30.0, score))))))


def _six(weights: Sequence[float]) -> Features:
    one, time, interval, ease, lapses, answers = weights
    return one, time, interval, ease, lapses, answers
