"""A pile after a holiday: what the first morning asks, and the commands that speak of it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from flashdl.desk import Desk
from flashdl.model import Answer, Limits, Rating
from flashdl.scheduling.pace import Vacation
from flashdl.scheduling.recall import worth
from flashdl.store import Store
from flashdl.store.counts import counts
from tests.build import TODAY, a_candidate, a_moment, a_store, filled
from tests.tui.stage import Clock, a_config

CARDS = 550
A_DAY = 25


@pytest.fixture(scope="module")
def away(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Path]]:
    """Somebody began 25 cards a day, reviewed them when due, left 500 with a schedule, and was away for 60 days."""
    folder = tmp_path_factory.mktemp("holiday")
    with a_store(folder) as store:
        cards = filled(store, *(a_candidate(f"{number}", position=number) for number in range(CARDS)))
        last = TODAY - timedelta(days=60)
        for count, card in enumerate(cards[:500]):
            day = last - timedelta(days=count // A_DAY)
            store.record(Answer(card, Rating(1 + count % 4), a_moment(day), 5_000))
        yield store, folder


def test_the_first_morning_after_sixty_days_is_calm(away: tuple[Store, Path]) -> None:
    store, folder = away
    assert sum(schedule.due <= TODAY for schedule in store.schedules().values()) == 500

    asked = store.agenda(TODAY, Limits())

    pace = store.pace(TODAY)
    assert pace == 38  # half as much again as 25
    assert (len(asked.due), len(asked.new)) == (pace, 0)
    assert counts(folder / "flashdl.db", TODAY, Limits()) == store.deck_counts(TODAY, Limits())


def test_catching_up_begins_tomorrow_where_today_s_share_is_done_and_after_a_planned_break(tmp_path: Path) -> None:
    limits = Limits(reviews=2)
    with a_store(tmp_path) as store:
        cards = filled(store, *(a_candidate(f"{number}", position=number) for number in range(4)))
        for card in cards:
            store.record(Answer(card, Rating.GOOD, a_moment(TODAY - timedelta(days=1)), 5_000))
        found = [store.first_asking(TODAY, limits)]
        for waiting in store.agenda(TODAY, limits).due:
            store.record(Answer(waiting.card, Rating.GOOD, a_moment(TODAY), 5_000))
        found += [store.first_asking(TODAY, limits), store.first_asking(TODAY, None)]
        store.set_vacations([Vacation(TODAY, TODAY + timedelta(days=4))])
        found += [store.first_asking(TODAY, limits), store.first_asking(TODAY, None)]

    assert [(day - TODAY).days for day in found] == [0, 1, 0, 5, 5]


def test_somebody_who_was_not_away_has_no_pace(tmp_path: Path) -> None:
    with a_store(tmp_path) as store:
        cards = filled(store, *(a_candidate(f"{number}", position=number) for number in range(60)))
        for card in cards[:50]:
            store.record(Answer(card, Rating.GOOD, a_moment(TODAY - timedelta(days=1)), 5_000))

        assert store.pace(TODAY) is None
        assert (len(store.agenda(TODAY, Limits()).due), len(store.agenda(TODAY, Limits()).new)) == (50, 10)


def test_of_the_pile_those_are_asked_of_which_an_answer_saves_most(away: tuple[Store, Path]) -> None:
    store, folder = away
    schedules = store.schedules()
    best = sorted(schedules, key=lambda card: (-round(worth(schedules[card], TODAY), 9), card))

    desk = Desk(store, a_config(folder), Clock())

    assert desk.counts.due == store.pace(TODAY)
    assert {card.card for card in store.agenda(TODAY, Limits()).due} == set(best[: desk.counts.due])
    card = desk.draw()
    assert card is not None
    assert card.id in best[: desk.counts.due]


def test_weights_that_make_no_sense_are_passed_over(away: tuple[Store, Path]) -> None:
    store, _ = away
    with store._connections.writing() as connection:
        connection.exec_driver_sql("INSERT OR REPLACE INTO meta VALUES ('estimate', '[1, \"x\"]')")

    assert store.recall_ahead(TODAY, most=10)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["catch-up", "--away", "0", "--a-day", "100"], "At 100 a day all is as usual from"),
        (["catch-up", "--a-day", "1"], "do not grow fewer within 365 days"),
        (["catch-up", "--a-day", "9999"], "Nothing to catch up with"),
        (["simulate", "--days", "30"], "FSRS-6"),
    ],
)
def test_the_commands_tell_the_days_ahead(away: tuple[Store, Path], arguments: list[str], told: str) -> None:
    """By the true clock all these cards are overdue, or are a little later."""
    _, folder = away
    command = [sys.executable, "-m", "flashdl", "--db", str(folder / "flashdl.db"), *arguments]
    environ = {"HOME": str(folder), "PYTHONPATH": str(Path(__file__).parents[2]), "LANG": "C.UTF-8"}

    done = subprocess.run(command, capture_output=True, text=True, env=environ, timeout=60, check=False)

    assert done.returncode == 0, done.stderr
    assert told in done.stdout
