"""What the bench measures, on a log small enough to reckon by hand."""

from __future__ import annotations

import gzip
import math
from datetime import date, timedelta
from pathlib import Path

import pytest

from flashdl.model import Rating
from flashdl.scheduling import Sm2
from tests.bench import quality
from tests.build import TODAY, a_schedule

HEAD = "card_id,review_rating,review_time,review_duration\n"


def answer(recalled: bool, group: int = 0, day: date = TODAY) -> quality.Answer:
    return quality.Answer(day, recalled, a_schedule(), (group, 0, 0))


def test_a_log_s_days_begin_at_its_hour(tmp_path: Path) -> None:
    path = tmp_path / "log.csv.gz"
    path.write_bytes(
        gzip.compress(f"{HEAD}a,3,2026-11-22T11:00:00+00:00,1\na,1,2026-11-22T09:59:59+00:00,1\n".encode())
    )

    assert quality.read(path, 10) == {"a": [(TODAY - timedelta(days=1), Rating.AGAIN), (TODAY, Rating.GOOD)]}


def test_the_first_answer_of_a_day_to_a_known_card_is_foretold() -> None:
    log = {"a": [(TODAY, Rating.AGAIN), (TODAY, Rating.GOOD), (TODAY + timedelta(days=2), Rating.GOOD)]}

    (found,) = quality.answers(log, Sm2())

    assert (found.day, found.recalled, found.before.interval) == (TODAY + timedelta(days=2), True, 1)


def test_the_scores_are_as_reckoned_by_hand() -> None:
    known = [answer(True), answer(True), answer(False), answer(True, 1)]

    told = quality.score(known, [0.9, 0.6, 0.6, 0.8])

    assert told.loss == pytest.approx(-(math.log(0.9) + math.log(0.6) + math.log(0.4) + math.log(0.8)) / 4)
    assert told.rmse == pytest.approx(math.sqrt(((0.1 + 0.4 - 0.6) ** 2 / 3 + 0.2**2) / 4))
    assert told.auc == pytest.approx((1 + 0.5 + 1) / 3)


def test_no_day_is_in_both_halves() -> None:
    known = [answer(True, day=TODAY + timedelta(days=days)) for days in (0, 1, 1, 1, 2)]

    early, late = quality.halves(known)

    assert ([one.day for one in early], len(late)) == ([TODAY], 4)
