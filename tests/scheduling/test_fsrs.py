"""FSRS-6 against the package `fsrs`, fed noon of each study day."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashdl.model import Rating, Schedule
from flashdl.scheduling.fsrs import WEIGHTS, Fsrs
from flashdl.scheduling.sm2 import Sm2
from tests.build import TODAY, a_schedule

OTHER_WEIGHTS = (
    0.4, 1.1, 3.2, 15.5, 7.1, 0.5, 1.9, 0.01, 1.5, 0.2, 0.9, 1.9, 0.1, 0.3, 2.1, 0.3, 2.6, 0.6, 0.15, 0.1, 0.2,
)  # fmt: skip


class Judge:
    """One card under the package."""

    def __init__(self, scheduler: Fsrs) -> None:
        self.scheduler = fsrs.Scheduler(
            scheduler.weights,
            scheduler.retention,
            [timedelta(minutes=minutes) for minutes in scheduler.learning],
            [timedelta(minutes=minutes) for minutes in scheduler.relearning],
            scheduler.most,
            enable_fuzzing=False,
        )
        self.card = fsrs.Card(1)
        self.answers = 0

    def answer(self, rating: Rating, on: date) -> fsrs.Card:
        self.answers += 1
        at = datetime.combine(on, time(12), UTC) + timedelta(microseconds=self.answers)
        self.at = at
        self.card, _ = self.scheduler.review_card(self.card, fsrs.Rating(rating), at)
        return self.card


def test_the_series_of_the_package_s_own_test() -> None:
    schedule: Schedule | None = None
    on, days = TODAY, []
    for rating in (3, 3, 3, 3, 3, 3, 1, 1, 3, 3, 3, 3, 3):
        schedule = Fsrs().step(schedule, Rating(rating), on)
        days.append((schedule.due - on).days)
        on = schedule.due

    assert days == [0, 2, 11, 46, 163, 498, 0, 0, 2, 4, 7, 12, 21]


@pytest.mark.parametrize(
    "scheduler",
    [
        Fsrs(),
        Fsrs(0.8),
        Fsrs(0.95, learning=(), relearning=()),
        Fsrs(0.9, OTHER_WEIGHTS, (10,), (5, 20), 300),
        Fsrs(0.85, OTHER_WEIGHTS, (1, 5, 1440), (10,)),
    ],
)
def test_random_lives_go_on_as_in_the_package(scheduler: Fsrs) -> None:
    chance = random.Random(20261122)
    for _ in range(200):
        judge, schedule, on = Judge(scheduler), None, TODAY
        for _ in range(chance.randint(1, 30)):
            rating = chance.choices(list(Rating), [2, 2, 5, 1])[0]
            schedule = scheduler.step(schedule, rating, on)
            card = judge.answer(rating, on)

            assert card.due.date() == schedule.due
            assert (card.step, card.state is fsrs.State.Review) == (schedule.step, schedule.step is None)
            assert card.stability == pytest.approx(schedule.stability, rel=1e-6)
            assert card.difficulty == pytest.approx(schedule.difficulty, rel=1e-6)
            after = schedule.due + timedelta(days=chance.choice([0, 0, 1, 9, 400]))
            assert schedule.stability is not None
            assert judge.scheduler.get_card_retrievability(
                card, datetime.combine(after, time(13), UTC)
            ) == pytest.approx(scheduler.recall(schedule.stability, (after - on).days), rel=1e-6)
            on = after


def test_the_defaults_are_the_package_s() -> None:
    assert fsrs.Scheduler().parameters == WEIGHTS


@given(st.lists(st.tuples(st.sampled_from(Rating), st.integers(0, 4000)), min_size=1, max_size=40))
def test_no_life_leaves_the_bounds(answers: list[tuple[Rating, int]]) -> None:
    schedule: Schedule | None = None
    on = TODAY
    for rating, days in answers:
        on += timedelta(days=days)
        schedule = Fsrs().step(schedule, rating, on)
        assert schedule.stability is not None
        assert schedule.difficulty is not None
        assert schedule.stability >= 0.001
        assert 1 <= schedule.difficulty <= 10
        assert on <= schedule.due <= on + timedelta(days=36_500)
        assert schedule.drill is (schedule.due == on)


@given(st.integers(1, 3000), st.integers(1300, 4000), st.integers(0, 500), st.sampled_from(Rating))
def test_a_card_of_another_scheduler_goes_on_about_as_it_was(
    interval: int, ease: int, late: int, rating: Rating
) -> None:
    old = a_schedule(TODAY, interval, ease=ease, last_day=TODAY - timedelta(days=interval))

    stability, difficulty = Fsrs().memory(old)
    after = Fsrs().step(old, rating, TODAY + timedelta(days=late))

    assert Fsrs().interval(stability) == interval
    assert 1 <= difficulty <= 10
    if rating is not Rating.AGAIN:
        assert after.interval >= interval


def test_a_card_that_fsrs_has_kept_is_taken_up_by_sm2() -> None:
    learning = replace(a_schedule(interval=0), step=0, stability=1.0, difficulty=5.0)

    assert Sm2().step(learning, Rating.GOOD, TODAY) == replace(
        Sm2().step(a_schedule(interval=0), Rating.GOOD, TODAY), interval=1, due=TODAY + timedelta(days=1)
    )


@pytest.mark.parametrize("chosen", [Fsrs(), Fsrs(0.8, OTHER_WEIGHTS, (), (5,), 99)])
def test_the_choices_are_read_back_from_the_parameters(chosen: Fsrs) -> None:
    assert Fsrs.of(chosen.parameters) == chosen


def test_the_default_needs_no_parameters() -> None:
    assert Fsrs().parameters == "{}"


def test_a_wrong_number_of_weights_is_refused() -> None:
    with pytest.raises(ValueError, match="21 weights"):
        Fsrs(weights=(1.0,))
