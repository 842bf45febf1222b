"""A planned break in a real database: at home, in a prompt, in a sitting, and by the command."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from flashdl.desk import Desk, next_asked
from flashdl.model import Answer, Limits, Rating
from flashdl.scheduling.pace import Vacation
from flashdl.store import Store
from flashdl.store.counts import counts
from tests.build import TODAY, a_candidate, a_moment, a_store, filled
from tests.tui.stage import Clock, a_config

OFF = Vacation(TODAY, TODAY + timedelta(days=13))


def studied(store: Store, cards: int = 60, a_day: int = 10) -> list[str]:
    """So many cards were begun a day, up to yesterday; all fall due on the days after."""
    ids = filled(store, *(a_candidate(f"{number}", position=number) for number in range(cards)))
    for count, card in enumerate(ids[: cards - 10]):
        on = TODAY - timedelta(days=1 + count // a_day)
        store.record(Answer(card, Rating.GOOD, a_moment(on), 5_000))
    return ids


def asked(store: Store, folder: Path, day: date) -> tuple[int, int]:
    """New cards and due ones, as home has them, and a prompt."""
    told = store.deck_counts(day, Limits())
    assert counts(folder / "flashdl.db", day, Limits()) == told
    found = store.agenda(day, Limits())
    assert (len(found.new), len(found.due)) == (told[0].new, told[0].due)
    return told[0].new, told[0].due


def test_nothing_is_asked_on_its_days_and_nothing_is_moved(tmp_path: Path) -> None:
    with a_store(tmp_path) as store:
        studied(store)
        before, log = store.schedules(), len(list(store.log()))
        assert asked(store, tmp_path, TODAY) == (10, 50)

        store.set_vacations([OFF])

        assert all(asked(store, tmp_path, TODAY + timedelta(days=ahead)) == (0, 0) for ahead in range(14))
        assert next_asked(store, a_config(tmp_path), TODAY) == (TODAY + timedelta(days=14), 30)  # a pile: LEAST
        assert (store.schedules(), len(list(store.log()))) == (before, log)

        store.set_vacations([])

        assert asked(store, tmp_path, TODAY) == (10, 50)


def test_nothing_new_is_begun_in_the_week_before(tmp_path: Path) -> None:
    with a_store(tmp_path) as store:
        studied(store)
        store.set_vacations([Vacation(TODAY + timedelta(days=7), TODAY + timedelta(days=9))])

        assert asked(store, tmp_path, TODAY) == (0, 50)
        assert Desk(store, a_config(tmp_path), Clock()).counts.new == 0


def test_who_wants_to_review_on_a_day_off_is_asked_what_is_due(tmp_path: Path) -> None:
    with a_store(tmp_path) as store:
        studied(store, cards=30)
        store.set_vacations([OFF])
        desk = Desk(store, a_config(tmp_path), Clock())
        assert (desk.counts.new, desk.counts.due) == (0, 20)

        card = desk.draw()
        assert card is not None
        desk.rate(card, Rating.GOOD)

        assert desk.counts.due == 19
        assert asked(store, tmp_path, TODAY) == (0, 0)
        assert desk.summary().tomorrow == 0


def test_days_off_do_not_break_the_days_in_a_row(tmp_path: Path) -> None:
    back = TODAY + timedelta(days=14)
    with a_store(tmp_path) as store:
        cards = studied(store, cards=60)  # five days with answers
        assert store.streak_days(back) == 0

        store.set_vacations([OFF])

        assert [store.streak_days(TODAY + timedelta(days=ahead)) for ahead in (0, 5, 13, 14, 15)] == [5, 5, 5, 5, 0]
        store.record(Answer(cards[0], Rating.GOOD, a_moment(back), 5_000))
        assert store.streak_days(back) == 6
        store.record(Answer(cards[1], Rating.GOOD, a_moment(TODAY + timedelta(days=3)), 5_000))
        assert store.streak_days(back) == 7


def test_a_value_that_makes_no_sense_is_no_break(tmp_path: Path) -> None:
    with a_store(tmp_path) as store:
        studied(store)
        with store._connections.writing() as connection:
            connection.exec_driver_sql("INSERT INTO meta VALUES ('vacations', '[[\"2026-11-22\"]]')")

        assert asked(store, tmp_path, TODAY) == (10, 50)


def run(folder: Path, *arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    environ = {"HOME": str(folder), "PYTHONPATH": str(Path(__file__).parents[2]), "LANG": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-m", "flashdl", *arguments],
        capture_output=True, text=True, env=environ, timeout=60, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    assert done.returncode == code, (done.stdout, done.stderr)
    return done


def test_the_command_plans_lists_and_ends(tmp_path: Path) -> None:
    (tmp_path / "deck.yaml").write_text("name: D\ncards:\n  - front: a\n    back: b\n")
    run(tmp_path, "import", str(tmp_path / "deck.yaml"))
    assert run(tmp_path, "due", "--prompt").stdout == "1\n"

    planned = run(tmp_path, "vacation", "today", "+6")
    assert "(7 days)" in planned.stdout
    assert "catch-up --away 7" in planned.stderr
    assert run(tmp_path, "due", "--prompt").stdout == ""
    assert run(tmp_path, "due").stdout == "Nothing is due today.\n"
    run(tmp_path, "vacation", "+5", "+9")
    (told,) = map(json.loads, run(tmp_path, "vacation", "--json").stdout.splitlines())
    assert told["days"] == 10

    run(tmp_path, "vacation", "--end")
    assert run(tmp_path, "vacation").stdout == ""
    assert run(tmp_path, "due", "--prompt").stdout == "1\n"
    assert "no break is planned" in run(tmp_path, "vacation", "--end", code=2).stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["+3"], "the first and the last day"),
        (["+3", "+5", "--end"], "the first and the last day"),
        (["+5", "+3"], "is before"),
        (["2020-01-01", "2020-01-09"], "is over"),
        (["+1", "+900"], "at most 365 days"),
        (["9999-12-30", "9999-12-31"], "at most 365 days"),
        (["soon", "+3"], "is no day"),
    ],
)
def test_a_break_that_makes_no_sense_is_refused_in_a_sentence(tmp_path: Path, arguments: list[str], said: str) -> None:
    done = run(tmp_path, "vacation", *arguments, code=2)

    assert said in done.stderr
    assert run(tmp_path, "vacation").stdout == ""
