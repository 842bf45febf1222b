"""After a break: the pace, what is asked first, and the days to come."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashdl.defaults import LEAST
from flashdl.model import Limits, Rating, Schedule
from flashdl.scheduling import AnkiSm2, Fsrs, Scheduler, Sm2
from flashdl.scheduling.future import MEMORY, Mind, lived, luck, recalled
from flashdl.scheduling.pace import pace
from flashdl.scheduling.recall import DEFAULT, worth
from flashdl.session import paced
from flashdl.wording import bars
from tests.bench import holiday
from tests.build import TODAY, a_schedule, a_waiting
from tests.queue import agenda

ALL = 10**9
ORDERS = holiday.orders(DEFAULT)
JUDGED = {name: ORDERS[name] for name in (holiday.PLAN, holiday.OLDEST, holiday.CHANCE)}


def oldest(schedule: Schedule, on: date) -> float:
    return schedule.due.toordinal()


def days(*ago: int, each: int = 40) -> dict[date, int]:
    return {TODAY - timedelta(days=one): each for one in ago}


def test_without_a_break_there_is_no_pace() -> None:
    assert pace({}, TODAY) is None
    assert pace(days(*range(1, 60)), TODAY) is None
    assert pace(days(7, 8, 9), TODAY) is None


def test_after_a_break_a_day_asks_half_as_much_again_as_was_usual() -> None:
    assert pace(days(60, 61, 62), TODAY) == 60
    assert pace({**days(60, 61, 62), **days(0, each=900)}, TODAY) == 60
    assert pace(days(60, each=4), TODAY) == LEAST


def test_the_pace_holds_while_the_pile_is_worked_off() -> None:
    assert pace({**days(62, 61, 60), **days(1, 2, 3, each=60)}, TODAY) == 60


def test_a_second_break_is_measured_by_what_was_before_it() -> None:
    assert pace({**days(*range(60, 100)), **days(*range(20, 50), each=80)}, TODAY) == 120


@given(st.dictionaries(st.integers(0, 300), st.integers(1, 500)))
def test_the_pace_of_a_day_does_not_hang_on_that_day_s_answers(answered: dict[int, int]) -> None:
    known = {TODAY - timedelta(days=ago): count for ago, count in answered.items()}

    assert pace(known, TODAY) == pace({**known, TODAY: 77}, TODAY)


def test_a_day_within_the_pace_is_as_any_other() -> None:
    assert paced(Limits(), None, 900) == Limits()
    assert paced(Limits(), 60, 60) == Limits()
    assert paced(Limits(), 60, 61) == Limits(new=0, reviews=60)
    assert paced(Limits(reviews=50), 60, 61) == Limits(new=0, reviews=50)


def test_a_day_after_a_break_ends_where_it_was_said_to() -> None:
    """As its cards are answered, the rest never becomes few enough to be a common day."""
    pile = [a_waiting(f"{number:3}", due=TODAY - timedelta(days=9), interval=6) for number in range(70)]
    new = [a_waiting("new", position=1)]

    for done in range(61):
        asked = agenda([*pile[done:], *new], TODAY, Limits(), done_reviews=done, pace=60)
        assert (len(asked.due), len(asked.new)) == (60 - done, 0)


def test_where_more_is_due_than_the_day_may_ask_those_come_first_that_an_answer_saves() -> None:
    cards = []
    for name, late, interval in (("a", 0, 100), ("b", 60, 1), ("c", 20, 15), ("d", 3, 3)):
        due = TODAY - timedelta(days=late)
        schedule = a_schedule(due, interval, last_day=due - timedelta(days=interval))
        cards.append(replace(a_waiting(name, due=due, interval=interval), schedule=schedule))

    asked = agenda(cards, TODAY, Limits(reviews=3)).due

    worths = {card.card: worth(card.schedule, TODAY) for card in cards if card.schedule}
    assert [card.card for card in asked] == sorted(worths, key=lambda name: -worths[name])[:3]


@given(st.integers(1, 2000), st.integers(1300, 3500), st.integers(0, 900), st.integers(1, 100))
def test_what_is_likelier_forgotten_or_longer_due_goes_first(interval: int, ease: int, late: int, more: int) -> None:
    schedule = a_schedule(TODAY - timedelta(days=late), interval, ease=ease, last_day=TODAY - timedelta(days=late + 1))
    longer_due = replace(schedule, due=schedule.due - timedelta(days=more))
    forgotten = replace(schedule, fails=schedule.fails + more)

    assert worth(longer_due, TODAY) > worth(schedule, TODAY)
    assert DEFAULT.of(forgotten, TODAY) <= DEFAULT.of(schedule, TODAY)
    assert worth(forgotten, TODAY) >= worth(schedule, TODAY)


def learner(cards: int, seed: int) -> dict[str, list[tuple[date, Rating]]]:
    """The log of somebody who learned for four months, and recalls as FSRS has it."""
    chance = random.Random(seed)
    log = {}
    for card in range(cards):
        day = TODAY - timedelta(days=chance.randint(1, 120))
        memory: Schedule | None = None
        schedule: Schedule | None = None
        answers = []
        rating = chance.choice([Rating.AGAIN, Rating.GOOD, Rating.GOOD, Rating.EASY])
        while day <= TODAY:
            answers.append((day, rating))
            memory, schedule = MEMORY.step(memory, rating, day), Sm2().step(schedule, rating, day)
            while memory.drill:
                memory = MEMORY.step(memory, Rating.GOOD, day)
            day = schedule.due + timedelta(days=chance.choice([0, 0, 0, 1, 3]))
            rating = Rating.GOOD if chance.random() < recalled(memory, day) else Rating.AGAIN
        log[f"{card}"] = answers
    return log


def test_over_several_learners_the_plan_loses_less_for_each_answer_than_oldest_first_and_than_chance() -> None:
    """In sum; for a single learner and pace another order may do better."""
    sums: Counter[str] = Counter()
    for seed in range(1, 6):
        log = learner(200, seed)
        for away, a_day in ((30, 20), (60, 20), (60, 30)):
            sums.update(holiday.losses(*holiday.minds(log), JUDGED, [(away, a_day)]))

    assert sums[holiday.PLAN] < sums[holiday.OLDEST]
    assert sums[holiday.PLAN] < 0.7 * sums[holiday.CHANCE]


def test_so_it_does_for_who_was_never_late() -> None:
    losses: Counter[str] = Counter()
    for seed in holiday.LEARNERS:
        cards, last, _ = holiday.learned(seed, MEMORY)
        losses += holiday.losses(cards, last, JUDGED, holiday.AWAY_LEARNERS)

    assert losses[holiday.PLAN] < losses[holiday.OLDEST]
    assert losses[holiday.PLAN] < 0.8 * losses[holiday.CHANCE]


@pytest.mark.parametrize("scheduler", [Sm2(), AnkiSm2(), Fsrs()])
def test_the_days_to_come_ask_no_more_than_they_may(scheduler: Scheduler) -> None:
    known, last = holiday.minds(learner(100, 1))
    cards = [*known, *(Mind(f"new {number}", None, None) for number in range(30))]

    found = lived(cards, scheduler, last, 90, reviews=20, new=3, order=oldest)

    assert len(found) == 90
    assert all(0 < day.recall <= 1 for day in found)
    assert all(day.answers <= (20 + 3) * 8 for day in found)
    assert found == lived(cards, scheduler, last, 90, reviews=20, new=3, order=oldest)


def test_nothing_new_is_begun_while_more_is_due_than_a_day_may_ask() -> None:
    known, last = holiday.minds(learner(60, 1))
    cards = [*known, Mind("new", None, None)]
    on = last + timedelta(days=60)

    def first(reviews: int) -> int:
        return lived(cards, Sm2(), on, 1, reviews=reviews, new=5, order=oldest)[0].answers

    (without,) = lived(known, Sm2(), on, 1, reviews=ALL, new=5, order=oldest)
    assert first(ALL) > without.answers
    assert first(10) == lived(known, Sm2(), on, 1, reviews=10, new=5, order=oldest)[0].answers


def test_an_empty_collection_has_a_future_too() -> None:
    assert [day.recall for day in lived([], Sm2(), TODAY, 3, reviews=9, new=9, order=oldest)] == [1, 1, 1]


def test_luck_is_even() -> None:
    drawn = [luck(f"card {number}", TODAY) for number in range(2000)]

    assert 0.47 < sum(drawn) / len(drawn) < 0.53
    assert all(0 <= one < 1 for one in drawn)


def test_bars_are_in_proportion() -> None:
    assert bars([0, 1, 50, 100]) == " ▁▄█"
    assert bars([]) == ""
    assert bars([0, 0]) == "  "
