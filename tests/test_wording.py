"""The words that app and plain review share."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from flashdl import wording
from flashdl.model import Moment, Schedule
from flashdl.scheduling.sm2 import Sm2
from tests.build import TODAY, a_moment, a_schedule, an_event


def said(old: Schedule | None, scheduler: Sm2 | None = None) -> list[str]:
    return [each.text() for each in wording.prospects(old, TODAY, scheduler or Sm2())]


def test_each_rating_shows_one_interval() -> None:
    assert said(a_schedule(interval=6)) == ["↻ 1 d", "↻ 15 d", "15 d", "15 d"]
    assert said(None) == ["↻ 1 d", "↻ 1 d", "1 d", "1 d"]


def test_ratings_with_one_interval_are_told_apart_by_what_comes_after_it() -> None:
    *_, good, easy = wording.prospects(a_schedule(interval=6), TODAY, Sm2())

    assert wording.is_longer_later(easy, good)
    assert (
        wording.afterwards((good, easy))
        == "If it is good from then on, the next intervals are: after good 38 d, after easy 39 d."
    )


def test_the_ratings_of_a_new_card_are_told_apart_as_far_as_it_takes() -> None:
    told = wording.afterwards(wording.prospects(None, TODAY, Sm2()))

    assert told == (
        "If it is good from then on, the next intervals are: "
        "after again 1 d, after hard 6 d, after good 6 d and 15 d, after easy 6 d and 16 d."
    )


def test_where_hard_does_not_come_back_it_is_told_from_good() -> None:
    told = wording.afterwards(wording.prospects(a_schedule(interval=6), TODAY, Sm2(repeat_hard=False)))

    assert (
        told == "If it is good from then on, the next intervals are: after hard 36 d, after good 38 d, after easy 39 d."
    )


def test_ratings_that_differ_at_once_need_no_more_words() -> None:
    again, hard, *_ = wording.prospects(a_schedule(interval=6), TODAY, Sm2())

    assert wording.afterwards((again, hard)) == ""


def test_a_drill_moves_no_interval() -> None:
    drilled = a_schedule(due=TODAY + timedelta(days=1), interval=1, last_day=TODAY, drill=True)

    assert said(drilled) == ["↻ 1 d", "↻ 1 d", "1 d", "1 d"]


@pytest.mark.parametrize(("days", "text"), [(1, "1 d"), (99, "99 d"), (100, "3 mo"), (36_500, "99.9 y")])
def test_long_intervals_are_rounded(days: int, text: str) -> None:
    assert wording.interval(days) == text


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [(0, "0 s"), (59_400, "59 s"), (60_000, "1 min"), (252_000, "4 min 12 s"), (3_900_000, "1 h 5 min")],
)
def test_durations_are_in_the_two_largest_units(milliseconds: int, text: str) -> None:
    assert wording.duration(milliseconds) == text


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (TODAY, "today"),
        (TODAY + timedelta(days=1), "tomorrow"),
        (TODAY + timedelta(days=6), "on Saturday"),
        (TODAY + timedelta(days=7), "on 29 Nov"),
        (date(2027, 3, 3), "on 3 Mar 2027"),
    ],
)
def test_days_ahead_are_named_as_people_name_them(day: date, text: str) -> None:
    assert wording.on_day(day, TODAY) == text


@pytest.mark.parametrize(("later", "spent"), [(7_000, 7_000), (10_000_000, 300_000), (-1, 0)])
def test_time_spent_is_never_negative_nor_more_than_five_minutes(later: int, spent: int) -> None:
    assert wording.spent(Moment(1_000_000, 0), Moment(1_000_000 + later, 0)) == spent


def test_what_is_taken_back_is_named_with_its_year_for_it_may_be_long_ago() -> None:
    assert wording.happened(an_event(at=a_moment(date(2024, 2, 29)))) == "good on Thu 29 Feb 2024"
