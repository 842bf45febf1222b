"""The estimate of recall: what it says, and how it learns."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashdl.scheduling.recall import DEFAULT, ENOUGH, NOTHING, Features, Recall, features, fitted, own
from tests.build import TODAY, a_schedule

TRUE = Recall((0.6, -0.9, 0.3, 1.5, -0.4, 0.5))


def some_answers(count: int, seed: int = 1) -> list[tuple[Features, bool]]:
    """Random cards, recalled as `TRUE` has it."""
    chance = random.Random(seed)
    found = []
    for _ in range(count):
        interval = chance.choice([1, 1, 6, 15, 40, 100])
        known = (
            1.0,
            math.log(chance.uniform(0.5, 4)),
            math.log(interval),
            chance.uniform(-1.2, 0.3),
            chance.uniform(0, 0.7),
            math.log(1 + chance.randrange(1, 20)),
        )
        found.append((known, chance.random() < TRUE.at(known)))
    return found


def test_what_made_the_answers_is_found_again() -> None:
    found = fitted(some_answers(20_000), NOTHING, trust=0)

    assert found.weights == pytest.approx(TRUE.weights, abs=0.2)


def test_no_other_weights_make_the_answers_likelier() -> None:
    answers = some_answers(500)

    def likelihood(recall: Recall) -> float:
        return sum(math.log(recall.at(known) if recalled else 1 - recall.at(known)) for known, recalled in answers)

    best = fitted(answers, NOTHING, trust=0)

    for place in range(6):
        for move in (-0.05, 0.05):
            weights = list(best.weights)
            weights[place] += move
            assert likelihood(Recall(tuple(weights))) < likelihood(best)  # type: ignore[arg-type]


def test_without_answers_the_prior_stays() -> None:
    assert fitted([]).weights == pytest.approx(DEFAULT.weights)
    assert fitted([], TRUE, trust=0) == TRUE


def test_own_answers_have_a_say_from_some_hundred_on() -> None:
    answers = some_answers(ENOUGH)

    assert own(answers[1:]) == DEFAULT
    assert own(answers) == fitted(answers) != DEFAULT


def test_answers_that_are_all_alike_drive_no_weight_away() -> None:
    alike = [(features(a_schedule(), TODAY), True)] * 1000

    assert max(map(abs, fitted(alike).weights)) < 10


@given(st.integers(1, 36_500), st.integers(1300, 5000), st.integers(0, 36_500), st.integers(0, 4000))
def test_the_estimate_is_a_share_and_falls_with_time(interval: int, ease: int, days: int, more: int) -> None:
    schedule = a_schedule(TODAY, interval, ease=ease, last_day=TODAY)

    sooner = DEFAULT.of(schedule, TODAY + timedelta(days=days))
    later = DEFAULT.of(schedule, TODAY + timedelta(days=days + more))

    assert 0.01 <= later <= sooner <= 0.99


def test_an_easier_card_is_recalled_more() -> None:
    on = TODAY + timedelta(days=6)

    shares = [DEFAULT.of(a_schedule(TODAY, ease=ease), on) for ease in (1300, 1800, 2500, 2800)]

    assert shares == sorted(shares)


def test_a_card_that_failed_more_often_is_recalled_less() -> None:
    shares = [DEFAULT.of(replace(a_schedule(), reviews=8, fails=fails), TODAY) for fails in (5, 2, 1, 0)]

    assert shares == sorted(set(shares))


def test_where_only_the_lapses_are_known_they_are_the_fails() -> None:
    without_history = replace(a_schedule(), reviews=8, lapses=3)

    assert features(without_history, TODAY) == features(replace(without_history, fails=3), TODAY)


def test_a_clock_that_went_back_gives_no_absurd_estimate() -> None:
    schedule = a_schedule(last_day=TODAY)

    assert DEFAULT.of(schedule, TODAY - timedelta(days=900)) == DEFAULT.of(schedule, TODAY)
