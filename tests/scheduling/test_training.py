"""Weights made from one's own answers: the slopes, what is found again, and when it is offered."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from flashdl.model import Event, EventKind, Rating, Schedule
from flashdl.scheduling import Fsrs, Sm2, outcome, training
from flashdl.scheduling.fsrs import WEIGHTS
from flashdl.scheduling.training import Given, Life, Trained, fitted, foretold, life, losses, slopes, trained
from tests.build import TODAY, a_moment, an_event

OTHER = (
    0.9, 2.4, 5.0, 20.0, 5.5, 0.6, 2.4, 0.02, 1.4, 0.3, 0.6,
    1.0, 0.09, 0.35, 1.2, 0.4, 2.2, 0.4, 0.15, 0.1, 0.35,
)  # fmt: skip
"""Of somebody whose memory is quite another one."""


def lived(weights: Sequence[float], cards: int, seed: int = 1, start: date = TODAY) -> list[Life]:
    """Lives of cards that are recalled as these weights have it."""
    chance = random.Random(seed)
    scheduler = Fsrs(weights=tuple(weights))
    found = []
    for _ in range(cards):
        on = start + timedelta(days=chance.randint(0, 60))
        rating = chance.choices(list(Rating), [3, 1, 5, 1])[0]
        given, memory = [Given(0, rating, on)], scheduler.remembered(None, rating, 0)
        for _ in range(chance.randint(2, 9)):
            days = 0 if chance.random() < 0.1 else max(1, round(memory[0] * chance.uniform(0.4, 2.5)))
            days = min(days, 300)
            recalled = chance.random() < scheduler.recall(memory[0], days)
            rating = chance.choices([Rating.HARD, Rating.GOOD, Rating.EASY], [2, 7, 1])[0] if recalled else Rating.AGAIN
            on += timedelta(days=days)
            given.append(Given(days, rating, on))
            memory = scheduler.remembered(memory, rating, days)
        found.append(tuple(given))
    return found


def mean(lives: Sequence[Life], weights: Sequence[float]) -> float:
    found = [one for each in lives for one in losses(each, weights)]
    return sum(found) / len(found)


@pytest.mark.parametrize("seed", range(8))
def test_the_slopes_are_what_small_moves_of_the_weights_show(seed: int) -> None:
    chance = random.Random(seed)
    lives = lived(OTHER, 150, seed)
    weights = [weight * chance.uniform(0.8, 1.2) for weight in WEIGHTS]
    slope = [0.0] * 21
    for each in lives:
        slopes(each, weights, slope)

    for place, found in enumerate(slope):
        small = 1e-6 * max(1e-3, weights[place])
        more, less = ([*weights[:place], weights[place] + move, *weights[place + 1 :]] for move in (small, -small))
        shown = sum(sum(losses(each, more)) - sum(losses(each, less)) for each in lives) / (2 * small)
        assert found == pytest.approx(shown, rel=1e-4, abs=1e-4), place
    assert all(slope)


def test_what_made_the_answers_is_nearly_found_again() -> None:
    weights = fitted(lived(OTHER, 1500))
    others = lived(OTHER, 600, seed=2)

    best, found, before = (mean(others, each) for each in (OTHER, weights, WEIGHTS))

    assert best <= found < best + (before - best) / 5


def test_the_weights_stay_within_the_bounds_and_the_published_ones_without_evidence() -> None:
    always = [(Given(0, Rating.GOOD, TODAY), Given(400, Rating.GOOD, TODAY + timedelta(days=400)))] * 800
    never = [(Given(0, Rating.EASY, TODAY), Given(1, Rating.AGAIN, TODAY + timedelta(days=1)))] * 800

    for lives in (always, never, [*always, *never]):
        for weight, low, high in zip(fitted(lives), training.LOWEST, training.HIGHEST, strict=True):
            assert low <= weight <= high
    assert fitted([]) == WEIGHTS


def test_weights_are_offered_where_they_foretell_later_answers_better() -> None:
    found = trained(lived(OTHER, 400))

    assert found is not None
    assert found.is_better
    assert found.loss < found.loss_before
    assert found.answers == sum(1 for _ in foretold(lived(OTHER, 400)))
    assert found.held_out == pytest.approx(found.answers / 4, rel=0.05)


def test_who_recalls_as_the_published_weights_have_it_has_nothing_to_gain() -> None:
    """Now and then chance makes it look so, by little; held to the published weights, trained ones do no harm."""
    tried = [trained(lived(WEIGHTS, 120, seed)) for seed in range(6)]
    found = [each for each in tried if each is not None]
    gains = [each.loss_before - each.loss for each in found]

    assert len(gains) == 6
    assert -0.003 < sum(gains) / 6 < 0.003
    assert sum(each.is_better for each in found) <= 2


def test_too_few_answers_train_nothing() -> None:
    assert trained(lived(OTHER, 20)) is None
    assert trained([]) is None
    one_day = [(Given(0, Rating.GOOD, TODAY), Given(3, Rating.GOOD, TODAY + timedelta(days=3)))] * 900
    assert trained(one_day) is None  # there is nothing earlier to train on


def test_better_means_more_than_chance() -> None:
    assert Trained((), 0, 0, 0.40, 0.42, 0.019).is_better
    assert not Trained((), 0, 0, 0.40, 0.42, 0.021).is_better
    assert not Trained((), 0, 0, 0.42, 0.40, 0.01).is_better


def test_training_can_be_stopped() -> None:
    told: list[str] = []

    def tell(text: str) -> None:
        told.append(text)
        if len(told) > 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        trained(lived(OTHER, 200), tell)
    assert len(told) == 4


def test_a_log_is_seen_as_fsrs_replays_it() -> None:
    """Random logs with drills, steps and resets: the memory after the last life is the replay's."""
    for seed in range(300):
        chance = random.Random(seed)
        day, events = TODAY, []
        for sequence in range(12):
            day += timedelta(days=chance.choice([0, 0, 1, 3, 20]))
            kind = EventKind.RESET if chance.random() < 0.1 else EventKind.REVIEW
            rating = None if kind is EventKind.RESET else chance.choice(list(Rating))
            events.append(an_event(sequence, rating, a_moment(day), kind=kind))
        schedule: Schedule | None = None
        for event in events:
            schedule = outcome(schedule, event, Fsrs())

        lives = life(events, Fsrs())

        memory = None
        for one in lives[-1] if lives else ():
            memory = Fsrs().remembered(memory, one.rating, one.days)
        if schedule is not None:
            assert memory == (schedule.stability, schedule.difficulty)
            assert len(lives[-1]) == schedule.reviews


def test_what_follows_a_schedule_without_its_history_is_left_out() -> None:
    days = '"due": "2026-11-30", "last_day": "2026-11-22"'
    given = f'{{{days}, "interval": 8, "ease": 2500, "repetitions": 3, "lapses": 0, "reviews": 3}}'
    events: list[Event] = [
        an_event(1, Rating.GOOD),
        an_event(2, None, kind=EventKind.STATE, payload=given),
        an_event(3, Rating.GOOD, a_moment(TODAY + timedelta(days=8))),
        an_event(4, None, a_moment(TODAY + timedelta(days=9)), kind=EventKind.RESET),
        an_event(5, Rating.HARD, a_moment(TODAY + timedelta(days=10))),
    ]

    found = life(events, Fsrs())

    assert [[one.rating for one in each] for each in found] == [[Rating.GOOD], [Rating.HARD]]


def test_how_many_answers_made_the_weights_stays_with_them() -> None:
    ours = Fsrs(0.85, weights=OTHER, trained=1234)

    assert Fsrs.of(ours.parameters) == ours
    assert Fsrs.of(Fsrs().parameters).trained == 0
    assert replace(ours, weights=WEIGHTS, trained=0, retention=0.9) == Fsrs()
    assert outcome(None, replace(an_event(), scheduler="fsrs", version=6, parameters=ours.parameters)) != outcome(
        None, an_event(), Sm2()
    )
