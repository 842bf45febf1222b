"""`flashdl scheduler` and `flashdl schedule` as a shell sees them."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest

from flashdl.model import Rating
from flashdl.scheduling import Fsrs
from flashdl.store import Store
from tests.build import TODAY, a_candidate, a_moment, an_answer, filled
from tests.cli.test_commands import Shell, shell

__all__ = ["shell"]


@pytest.fixture
def reviewed(shell: Shell) -> Shell:
    """Two cards, one of them answered GOOD."""
    shell("import", "deck.yaml")
    shell("review", "--plain", stdin="\n3\nq\n")
    return shell


def test_a_series_under_fsrs_is_that_of_its_own_test(shell: Shell) -> None:
    told = shell.json("schedule", *"3333331133333", "--scheduler", "fsrs")

    assert [row["interval"] for row in told] == [0, 2, 11, 46, 163, 498, 0, 0, 2, 4, 7, 12, 21]
    assert {row["ease"] for row in told} == {row["quality"] for row in told} == {None}
    assert told[1]["stability"] == 2.3065


def test_a_series_under_anki_has_steps_and_an_ease(shell: Shell) -> None:
    told = shell.json("schedule", "good", "good", "good", "again", "good", "--scheduler", "anki")

    assert [(row["interval"], row["ease"]) for row in told] == [(0, 2500), (1, 2500), (3, 2500), (0, 2300), (1, 2300)]
    head, first, *_ = shell("schedule", "3", "3", "3", "--scheduler", "anki").stdout.splitlines()
    assert head.split() == ["rating", "interval", "ease", "due"]
    assert first.split()[:-1] == ["good", "same", "day", "2.50"]


def test_only_sm2_has_qualities(shell: Shell) -> None:
    assert "only SM-2" in shell("schedule", "4", "--quality", "--scheduler", "fsrs", code=2).stderr


def test_a_switch_is_shown_then_done_then_taken_back(reviewed: Shell) -> None:
    (seen,) = reviewed.json("scheduler", "fsrs", "--dry-run")
    assert reviewed.json("scheduler") == [
        {"deck": "", "scheduler": "sm2", "version": 1, "retention": None, "trained": None}
    ]
    (done,) = reviewed.json("scheduler", "fsrs", "Shell", "--retention", "0.8", "--yes")

    assert {**seen, "done": True, "deck": "Shell"} == done
    assert (done["cards"], done["earlier"]) == (1, 1)
    assert reviewed("scheduler").stdout.splitlines() == ["all decks: SM-2", "Shell: FSRS-6, recall 80 %"]
    own, same, other = (
        next(row for row in reviewed.json("simulate", "Shell", "--days", "60", *said) if row["scheduler"] == "fsrs")
        for said in ((), ("--retention", "0.8"), ("--retention", "0.95"))
    )
    assert own == same != other
    assert "1 card changed" in reviewed("scheduler", "sm2", "Shell", "--yes").stderr
    assert "sound" in reviewed("doctor").stdout


def test_a_year_ahead_is_a_table_and_charts_of_one_scale_within_the_width_of_a_terminal(reviewed: Shell) -> None:
    told = reviewed("simulate", "--days", "800").stdout.splitlines()

    assert max(map(len, told)) <= 80
    assert told[0] == "2 cards, 800 days"
    answers, recall = (told[start : start + 4] for start in (6, 11))
    assert answers[0].startswith("answers a day, ")
    assert answers[0].endswith("a bar is 3 weeks")
    assert recall[0].startswith("recall, from ")
    assert {len(line[14:]) for line in recall[1:]} == {-(-800 // 21)}
    assert any("█" in line for line in answers[1:])


def test_without_a_terminal_a_switch_needs_a_yes(reviewed: Shell) -> None:
    refused = reviewed("scheduler", "anki", code=2)

    assert "add --yes" in refused.stderr
    assert refused.stdout == ""
    assert reviewed("scheduler").stdout == "all decks: SM-2\n"
    assert "1 card with a history: 1 earlier" in reviewed("scheduler", "anki", "--dry-run").stdout


def test_a_deck_s_own_choice_is_named_where_all_are_switched_and_can_be_given_up(reviewed: Shell) -> None:
    reviewed("scheduler", "fsrs", "Shell", "--yes")

    said = reviewed("scheduler", "anki", "--yes").stderr
    assert "Anki's SM-2 keeps all decks, but for those with a choice of their own: “Shell”" in said
    assert "1 card changed" in reviewed("scheduler", "inherit", "Shell", "--yes").stderr

    assert reviewed("scheduler").stdout == "all decks: Anki's SM-2\n"
    assert "sound" in reviewed("doctor").stdout
    assert "“Shell” has no choice of its own" in reviewed("scheduler", "inherit", "Shell", "--yes", code=2).stderr
    assert "say which deck" in reviewed("scheduler", "inherit", code=2).stderr


def test_a_switch_of_a_deck_that_is_not_there_is_refused(reviewed: Shell) -> None:
    assert "there is no deck “Shel”" in reviewed("scheduler", "fsrs", "Shel", "--yes", code=2).stderr


def practised(shell: Shell, cards: int = 12) -> None:
    """A year of answers that no published weights foresee: all is known after months, and little on the next day."""
    chance = random.Random(1)
    with Store.open(shell.home / ".local/share/flashdl/flashdl.db") as store:
        ids = filled(store, *(a_candidate(f"{number}", deck="Shell") for number in range(cards)), path="/practised")
        for card in ids:
            day = TODAY
            for _ in range(60):
                days = chance.choice([1, 40])
                day += timedelta(days=days)
                known = chance.random() < (0.97 if days > 1 else 0.6)
                store.record(an_answer(card, Rating.GOOD if known else Rating.AGAIN, a_moment(day)))


def test_weights_of_one_s_own_are_offered_taken_and_given_back(reviewed: Shell) -> None:
    assert "needs 400 reviews" in reviewed("scheduler", "--train", "--yes").stdout
    practised(reviewed)
    refused = reviewed("scheduler", "--train", code=2)
    assert "add --yes" in refused.stderr

    told: list[dict[str, Any]] = reviewed.json("scheduler", "fsrs", "--retention", "0.85", "--train", "--dry-run")
    (seen,) = told
    assert (seen["better"], seen["done"]) == (True, False)
    assert seen["log_loss"]["trained"] < seen["log_loss"]["defaults"]
    assert reviewed("scheduler").stdout == "all decks: SM-2\n"
    done = reviewed("scheduler", "fsrs", "--retention", "0.85", "--train", "--yes")
    assert "weights trained on the reviews before them  0." in done.stdout
    assert "FSRS-6 keeps all decks" in done.stderr

    answers = f"{seen['answers']:,}"
    assert reviewed("scheduler").stdout == f"all decks: FSRS-6, recall 85 %, trained on {answers} reviews\n"
    assert reviewed("scheduler").stderr == ""
    assert "sound" in reviewed("doctor").stdout
    reviewed("scheduler", "fsrs", "--retention", "0.8", "--yes")
    assert reviewed("scheduler").stdout == f"all decks: FSRS-6, recall 80 %, trained on {answers} reviews\n"
    reviewed("scheduler", "--defaults", "--yes")
    assert reviewed("scheduler").stdout == "all decks: FSRS-6, recall 80 %\n"
    reviewed("scheduler", "sm2", "--yes")
    assert "sound" in reviewed("doctor").stdout


def test_when_the_answers_have_doubled_it_is_said(reviewed: Shell) -> None:
    practised(reviewed)
    with Store.open(reviewed.home / ".local/share/flashdl/flashdl.db") as store:
        store.switch(Fsrs(trained=300), a_moment(TODAY + timedelta(days=9000)))

    said = reviewed("scheduler").stderr

    assert "trained on 300 reviews; there are 708 by now" in said
    assert said.strip() in reviewed("doctor").stderr


@pytest.mark.parametrize(
    "arguments", [("sm2", "--train"), ("anki", "--defaults"), ("sm2", "--retention", "0.8"), ("--train", "--defaults")]
)
def test_only_fsrs_has_weights(shell: Shell, arguments: tuple[str, ...]) -> None:
    told = shell("scheduler", *arguments, code=2).stderr

    assert "only FSRS has weights" in told or "give one of them" in told
