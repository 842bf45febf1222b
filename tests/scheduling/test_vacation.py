"""Planned breaks: what is asked around them, and what they come to when more are planned or one is ended."""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flashdl.defaults import LEAST
from flashdl.model import Limits
from flashdl.scheduling.pace import (
    LEAD_DAYS,
    Vacation,
    around,
    coming,
    ended,
    pace,
    planned,
    read,
    rested,
    written,
)
from tests.build import TODAY

LIMITS = Limits(new=20, reviews=200, decks=(("A", 3, 4),))

places = st.integers(-60, 60)


def day(place: int) -> date:
    return TODAY + timedelta(days=place)


vacation = st.builds(lambda first, days: Vacation(day(first), day(first + days)), places, st.integers(0, 20))
several = st.lists(vacation, max_size=6)


def of(made: list[Vacation]) -> tuple[Vacation, ...]:
    found: tuple[Vacation, ...] = ()
    for each in made:
        found = planned(found, each)
    return found


def days_off(vacations: tuple[Vacation, ...] | list[Vacation]) -> set[date]:
    return {day(place) for place in range(-90, 90) if any(day(place) in each for each in vacations)}


@given(several)
def test_all_days_that_were_planned_are_off_and_no_others_and_breaks_lie_apart(made: list[Vacation]) -> None:
    found = of(made)

    assert days_off(found) == days_off(made)
    assert list(found) == sorted(found)
    assert all((later.first - each.last).days > 1 for each, later in pairwise(found))
    assert of(made[::-1]) == found
    assert read(written(found)) == found


@given(several)
def test_ending_one_gives_back_the_days_to_come_of_it_and_no_others(made: list[Vacation]) -> None:
    found = of(made)
    off = coming(found, TODAY)

    left = ended(found, TODAY)

    gone = days_off(found) - days_off(left)
    assert gone == (set() if off is None else {one for one in days_off([off]) if one >= TODAY})
    assert TODAY not in days_off(left)


@given(several, places)
def test_a_day_off_asks_nothing_and_the_week_before_it_nothing_new(made: list[Vacation], place: int) -> None:
    found, today = of(made), day(place)
    is_off = today in days_off(found)
    is_shortly_before = any(today < each.first <= today + timedelta(days=LEAD_DAYS) for each in found)

    limits = rested(LIMITS, found, today)

    assert limits.reviews == (0 if is_off else 200)
    assert limits.new == (0 if is_off or is_shortly_before else 20)
    assert limits.decks == LIMITS.decks
    assert rested(LIMITS, found, today, willing=True).reviews == 200
    assert rested(LIMITS, found, today, willing=True).new == limits.new
    assert (around(found, today) is None) == (limits == LIMITS)


def test_seven_days_before_it_nothing_new_is_begun_and_eight_days_before_it_is() -> None:
    away = Vacation(date(2026, 12, 20), date(2027, 1, 3))

    asked = {place: rested(LIMITS, [away], away.first - timedelta(days=place)).new for place in (8, 7, 1, 0)}

    assert asked == {8: 20, 7: 0, 1: 0, 0: 0}
    assert rested(LIMITS, [away], date(2027, 1, 4)) == LIMITS


@given(st.lists(st.integers(1, 80), min_size=1, max_size=20), st.integers(1, 6), st.integers(0, 10))
@example([40] * 10, 1, 0)
def test_a_planned_break_however_short_has_a_pace_after_it(counts: list[int], length: int, since: int) -> None:
    """Without the plan, so short a break has none; where each of its days was answered it was none."""
    last = TODAY - timedelta(days=length + since + 1)
    answered = {last - timedelta(days=ago): count for ago, count in enumerate(counts)}
    answered |= {TODAY - timedelta(days=ago): 50 for ago in range(1, since + 1)}
    away = Vacation(last + timedelta(days=1), last + timedelta(days=length))

    assert pace(answered, TODAY) is None
    found = pace(answered, TODAY, [away])
    assert found is not None
    assert max(LEAST, min(counts) * 3 // 2) <= found <= max(LEAST, max(counts) * 3 // 2 + 1)
    assert pace(answered | dict.fromkeys(sorted(days_off([away])), 10), TODAY, [away]) is None


def test_the_little_that_was_done_on_days_off_is_not_what_is_usual() -> None:
    away = Vacation(day(-20), day(-1))
    before = {day(place): 60 for place in range(-40, -20)}

    assert pace(before | {day(place): 2 for place in range(-20, -1, 2)}, TODAY, [away]) == 90


@pytest.mark.parametrize("text", ["{", "[[1, 2]]", '[["2026-13-01", "2026-12-02"]]', '[["2026-12-02", "2026-12-01"]]'])
def test_what_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises((ValueError, TypeError)):
        read(text)


def test_what_is_kept_can_be_read_by_a_person() -> None:
    assert json.loads(written([Vacation(day(0), day(1))])) == [["2026-11-22", "2026-11-23"]]
