"""FSRS's weights, made from one's own answers: gradient descent on the logarithmic loss, held to the published weights.

Each card's life is gone through forward, then backward: the derivative of all that was foretold of it by each of the 21
weights comes of one walk back, in no more time than some walks ahead. The formulas are those of `fsrs`; tests hold both
to each other.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import exp, log
from typing import NamedTuple

from flashdl.model import Event, EventKind, Rating, Schedule
from flashdl.scheduling import in_order, outcome, unvoided
from flashdl.scheduling.fsrs import (
    LEAST_DIFFICULTY,
    LEAST_STABILITY,
    MOST_DIFFICULTY,
    WEIGHTS,
    Fsrs,
)

ENOUGH = 400
"""Foretold answers from which on training is worth a try."""
HELD_OUT = 4
"""The latest of so many parts of the answers judges weights that were made of the others."""
BATCH = 512
"""Foretold answers between two moves of the weights."""
PASSES = 20
MOST_WORK = 4_000_000
"""Answers gone through in all passes together, so that a long log does not take longer than a minute."""
STEP = 0.1
"""By how much a weight moves at first, in `WIDTHS`."""
TRUST = 2.0
"""How strongly the published weights hold: a weight that is off by its width costs half of it in logarithmic loss."""
LEAST_CHANCE = 1e-4

LOWEST = (.001, .001, .001, .001, 1, .001, .001, .001, 0, 0, .001, .001, .001, .001, 0, 0, 1, 0, 0, 0, .1)  # fmt: skip
HIGHEST = (100, 100, 100, 100, 10, 4, 4, .75, 4.5, .8, 3.5, 5, .25, .9, 4, 1, 6, 2, 2, .8, .8)  # fmt: skip
"""Bounds that every program with FSRS-6 keeps to."""
FIRST = 4
"""So many weights are stabilities after the first answer: of them the logarithm is looked at."""


class Given(NamedTuple):
    """An answer that moved a card's memory."""

    days: int
    """Since the one before it; 0 for the first, and on a day that has had one."""
    rating: Rating
    on: date


Life = tuple[Given, ...]
"""A card's answers in order, from a new card on."""


@dataclass(frozen=True, slots=True)
class Trained:
    """What came of training."""

    weights: tuple[float, ...]
    """Made of all answers."""
    answers: int
    """That were foretold, in all."""
    held_out: int
    """The latest of them, by which both are judged."""
    loss: float
    """Mean logarithmic loss on those, of weights made of the others; the same of the published weights."""
    loss_before: float
    error: float
    """Standard error of the difference between the two."""

    @property
    def is_better(self) -> bool:
        """By more than its standard error: less may as well be chance."""
        return self.loss_before - self.loss > self.error


def life(events: Iterable[Event], scheduler: Fsrs) -> list[Life]:
    """What a card's log says of its memory: a life from each time that it was new.

    Which answers move a memory depends on the learning steps, and not on the weights. What follows a schedule that came
    without its history is left out.
    """
    found: list[Life] = []
    given: list[Given] = []
    schedule: Schedule | None = None
    known = True
    for event in in_order(unvoided(events)):
        before, schedule = schedule, outcome(schedule, event, scheduler)
        if event.kind is EventKind.STATE:
            known = False
        if schedule is None or event.kind is EventKind.STATE:
            found += [tuple(given)] if given else []
            given, known = [], schedule is None
        elif known and event.rating is not None and schedule.reviews > (before.reviews if before else 0):
            days = (schedule.last_day - before.last_day).days if before else 0
            given.append(Given(days, event.rating, schedule.last_day))
    return [*found, tuple(given)] if given else found


def foretold(lives: Iterable[Life]) -> Iterator[date]:
    """The study day of each answer that can be foretold: the first of its day to a card that was known."""
    return (one.on for each in lives for one in each[1:] if one.days > 0)


def trained(lives: Sequence[Life], tell: Callable[[str], None] = lambda _: None) -> Trained | None:
    """Weights made of these lives, judged beside the published ones on the latest answers; None: there are too few.

    Args:
        tell: hears now and then how far it is; what it raises stops the work.
    """
    days = sorted(foretold(lives))
    if len(days) < ENOUGH:
        return None
    since = days[len(days) * (HELD_OUT - 1) // HELD_OUT]
    early = [cut for each in lives if (cut := tuple(one for one in each if one.on < since))]
    if sum(1 for _ in foretold(early)) < ENOUGH // 2:
        return None
    tried = fitted(early, lambda share: tell(f"trying on the earlier answers, {share * 50:.0f} %"))
    told = [(losses(each, tried, since), losses(each, WEIGHTS, since)) for each in lives]
    count = sum(len(ours) for ours, _ in told)
    loss, loss_before = (sum(sum(both[which]) for both in told) / count for which in (0, 1))
    # The answers of one card are alike: it is the cards that are independent.
    off = [sum(theirs) - sum(ours) - (loss_before - loss) * len(ours) for ours, theirs in told]
    error = math.sqrt(sum(one * one for one in off)) / count
    weights = fitted(lives, lambda share: tell(f"training on all answers, {50 + share * 50:.0f} %"))
    return Trained(weights, len(days), count, loss, loss_before, error)


def fitted(lives: Iterable[Life], tell: Callable[[float], None] = lambda _: None) -> tuple[float, ...]:
    """The weights that foretell these lives best, as far as the lives speak.

    Args:
        tell: hears the share that is done, 0 to 1.
    """
    known = [each for each in lives if any(one.days > 0 for one in each[1:])]
    whole = sum(len(each) for each in known)
    passes = max(1, min(PASSES, MOST_WORK // max(1, whole)))
    place = [_inner(number, weight) for number, weight in enumerate(WEIGHTS)]
    first, second = [0.0] * len(place), [0.0] * len(place)
    moves, done, expected = 0, 0, max(1, passes * -(-whole // BATCH))
    for turn in range(passes):
        for batch in _batches(_shuffled(known, turn)):
            slope = [0.0] * len(place)
            weights = _outer(place)
            for each in batch:
                slopes(each, weights, slope)
            size = sum(len(each) for each in batch)
            moves, done = moves + 1, done + size
            rate = STEP * (1 + math.cos(math.pi * min(1.0, done / (passes * whole)))) / 2
            for number, (width, start) in enumerate(zip(WIDTHS, START, strict=True)):
                # Looked at in widths, all weights are alike far away.
                down = slope[number] * (weights[number] if number < FIRST else 1.0) * width
                down = (down + TRUST * (place[number] - start) / width * size / whole) / size
                first[number] = 0.9 * first[number] + 0.1 * down
                second[number] = 0.999 * second[number] + 0.001 * down * down
                even = math.sqrt(second[number] / (1 - 0.999**moves)) + 1e-8
                place[number] -= rate * width * first[number] / (1 - 0.9**moves) / even
                place[number] = min(max(place[number], _inner(number, LOWEST[number])), _inner(number, HIGHEST[number]))
            tell(min(1.0, moves / expected))
    return tuple(round(weight, 4) for weight in _outer(place))


def losses(each: Life, weights: Sequence[float], since: date = date.min) -> list[float]:
    """The logarithmic loss of each answer of a life that can be foretold and was given on a day or later."""
    scheduler = Fsrs(weights=tuple(weights))
    found = []
    memory: tuple[float, float] | None = None
    for one in each:
        if memory is not None and one.days > 0 and one.on >= since:
            recalled = min(max(scheduler.recall(memory[0], one.days), LEAST_CHANCE), 1 - LEAST_CHANCE)
            found.append(-log(1 - recalled if one.rating is Rating.AGAIN else recalled))
        memory = scheduler.remembered(memory, one.rating, one.days)
    return found


class _Seen(NamedTuple):
    """A step ahead, as the way back needs it."""

    stability: float
    difficulty: float
    """Before the answer."""
    days: int
    rating: int
    recalled: float
    after: float
    """Stability after it."""


def slopes(each: Life, w: Sequence[float], into: list[float]) -> None:
    """Add the derivatives of a life's summed loss by each weight."""
    decay = w[20]
    base = 0.9 ** (-1 / decay)
    factor, factor_slope = base - 1, base * log(0.9) / (decay * decay)
    easiest = w[4] - exp(3 * w[5]) + 1
    seen: list[_Seen] = []
    stability = difficulty = 0.0
    for place, (days, given, _) in enumerate(each):
        rating = int(given)
        if place == 0:
            stability, difficulty = w[rating - 1], _bounded(w[4] - exp(w[5] * (rating - 1)) + 1)
            continue
        recalled = (1 + factor * days / stability) ** -decay if days > 0 else 1.0
        after = _after(stability, difficulty, rating, recalled, w, same_day=days < 1)
        seen.append(_Seen(stability, difficulty, days, rating, recalled, after))
        moved = difficulty - w[6] * (rating - 3) * (10 - difficulty) / 9
        stability, difficulty = max(after, LEAST_STABILITY), _bounded(w[7] * easiest + (1 - w[7]) * moved)

    by_stability = by_difficulty = 0.0  # of the loss of all that comes later
    for one in reversed(seen):
        by_old = _back_through_difficulty(one, w, easiest, by_difficulty, into)
        if one.after < LEAST_STABILITY:
            by_stability = 0.0
        direct, more, by_recall = _back_through_stability(one, w, by_stability, into)
        if one.days > 0:
            if LEAST_CHANCE < one.recalled < 1 - LEAST_CHANCE:
                by_recall += 1 / (1 - one.recalled) if one.rating == 1 else -1 / one.recalled
            spread = 1 + factor * one.days / one.stability
            direct += by_recall * decay * factor * one.days / one.stability**2 * one.recalled / spread
            change = -log(spread) - decay * factor_slope * one.days / one.stability / spread
            into[20] += by_recall * one.recalled * change
        by_stability, by_difficulty = direct, by_old + more
    rating = int(each[0].rating)
    into[rating - 1] += by_stability
    if LEAST_DIFFICULTY < w[4] - exp(w[5] * (rating - 1)) + 1 < MOST_DIFFICULTY:
        into[4] += by_difficulty
        into[5] -= by_difficulty * (rating - 1) * exp(w[5] * (rating - 1))


def _after(
    stability: float, difficulty: float, rating: int, recalled: float, w: Sequence[float], *, same_day: bool
) -> float:
    """The stability after an answer, its lower bound aside."""
    if same_day:
        growth = exp(w[17] * (rating - 3 + w[18])) * stability ** -w[19]
        return float(stability * (growth if rating == 1 else max(growth, 1.0)))
    if rating == 1:
        left = w[11] * difficulty ** -w[12] * ((stability + 1) ** w[13] - 1) * exp((1 - recalled) * w[14])
        return float(min(left, stability / exp(w[17] * w[18])))
    growth = exp(w[8]) * (11 - difficulty) * stability ** -w[9] * (exp((1 - recalled) * w[10]) - 1)
    return float(stability * (1 + growth * (w[15] if rating == 2 else w[16] if rating == 4 else 1.0)))


def _back_through_stability(
    one: _Seen, w: Sequence[float], by_after: float, into: list[float]
) -> tuple[float, float, float]:
    """Derivatives of the loss by the stability before, by the difficulty before, and by the recall foretold."""
    stability, difficulty, days, rating, recalled, after = one
    if not by_after:
        return 0.0, 0.0, 0.0
    if days < 1:
        growth = exp(w[17] * (rating - 3 + w[18])) * stability ** -w[19]
        if rating > 1 and growth < 1:
            return by_after, 0.0, 0.0
        into[17] += by_after * after * (rating - 3 + w[18])
        into[18] += by_after * after * w[17]
        into[19] -= by_after * after * log(stability)
        return by_after * growth * (1 - w[19]), 0.0, 0.0
    if rating == 1:
        power, fast = (stability + 1) ** w[13], exp((1 - recalled) * w[14])
        scale = w[11] * difficulty ** -w[12] * fast
        left = scale * (power - 1)
        if left > stability / exp(w[17] * w[18]):
            into[17] -= by_after * after * w[18]
            into[18] -= by_after * after * w[17]
            return by_after * after / stability, 0.0, 0.0
        into[11] += by_after * left / w[11]
        into[12] -= by_after * left * log(difficulty)
        into[13] += by_after * scale * power * log(stability + 1)
        into[14] += by_after * left * (1 - recalled)
        direct = by_after * scale * w[13] * power / (stability + 1)
        return direct, -by_after * w[12] * left / difficulty, -by_after * w[14] * left
    forgetting = exp((1 - recalled) * w[10])
    scale = exp(w[8]) * (11 - difficulty) * stability ** -w[9]
    plain = scale * (forgetting - 1)
    times = w[15] if rating == 2 else w[16] if rating == 4 else 1.0
    growth = plain * times
    grown = by_after * stability
    into[8] += grown * growth
    into[9] -= grown * growth * log(stability)
    into[10] += grown * scale * times * forgetting * (1 - recalled)
    if rating != 3:
        into[15 if rating == 2 else 16] += grown * plain
    direct = by_after * (1 + growth * (1 - w[9]))
    return direct, -grown * growth / (11 - difficulty), -grown * scale * times * w[10] * forgetting


def _back_through_difficulty(
    one: _Seen, w: Sequence[float], easiest: float, by_after: float, into: list[float]
) -> float:
    """The derivative of the loss by the difficulty before."""
    moved = one.difficulty - w[6] * (one.rating - 3) * (10 - one.difficulty) / 9
    if not by_after or not LEAST_DIFFICULTY < w[7] * easiest + (1 - w[7]) * moved < MOST_DIFFICULTY:
        return 0.0
    into[4] += by_after * w[7]
    into[5] -= by_after * w[7] * 3 * exp(3 * w[5])
    into[6] -= by_after * (1 - w[7]) * (one.rating - 3) * (10 - one.difficulty) / 9
    into[7] += by_after * (easiest - moved)
    return by_after * (1 - w[7]) * (1 + w[6] * (one.rating - 3) / 9)


def _batches(lives: Sequence[Life]) -> Iterator[list[Life]]:
    batch: list[Life] = []
    size = 0
    for each in lives:
        batch.append(each)
        size += len(each)
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _shuffled(lives: Sequence[Life], turn: int) -> list[Life]:
    """In another order each turn, and in the same one each time."""
    places = sorted(range(len(lives)), key=lambda place: zlib.crc32(f"{turn} {place}".encode()))
    return [lives[place] for place in places]


def _inner(number: int, weight: float) -> float:
    return log(weight) if number < FIRST else weight


def _outer(place: Sequence[float]) -> list[float]:
    return [exp(value) if number < FIRST else value for number, value in enumerate(place)]


def _bounded(difficulty: float) -> float:
    return min(max(difficulty, LEAST_DIFFICULTY), MOST_DIFFICULTY)


START = tuple(_inner(number, weight) for number, weight in enumerate(WEIGHTS))
WIDTHS = tuple(1.0 if number < FIRST else max(0.05, abs(weight) / 3) for number, weight in enumerate(WEIGHTS))
"""How far a weight is off as a rule: a factor of e for a first stability, a third for the others."""
