"""`flashdl scheduler` and `flashdl schedule` as a shell sees them."""

from __future__ import annotations

import pytest

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
    assert "good                  3 d    2.50" in shell("schedule", "3", "3", "3", "--scheduler", "anki").stdout


def test_only_sm2_has_qualities(shell: Shell) -> None:
    assert "only SM-2" in shell("schedule", "4", "--quality", "--scheduler", "fsrs", code=2).stderr


def test_a_switch_is_shown_then_done_then_taken_back(reviewed: Shell) -> None:
    (seen,) = reviewed.json("scheduler", "fsrs", "--dry-run")
    assert reviewed.json("scheduler") == [{"deck": "", "scheduler": "sm2", "version": 1, "retention": None}]
    (done,) = reviewed.json("scheduler", "fsrs", "Shell", "--retention", "0.8", "--yes")

    assert {**seen, "done": True, "deck": "Shell"} == done
    assert (done["cards"], done["earlier"]) == (1, 1)
    assert reviewed("scheduler").stdout.splitlines() == ["all decks: SM-2", "Shell: FSRS-6, recall 80 %"]
    assert "1 card changed" in reviewed("scheduler", "sm2", "Shell", "--yes").stderr
    assert "sound" in reviewed("doctor").stdout


def test_without_a_terminal_a_switch_needs_a_yes(reviewed: Shell) -> None:
    refused = reviewed("scheduler", "anki", code=2)

    assert "add --yes" in refused.stderr
    assert refused.stdout == ""
    assert reviewed("scheduler").stdout == "all decks: SM-2\n"
    assert "1 card with a history: 1 earlier" in reviewed("scheduler", "anki", "--dry-run").stdout


def test_a_switch_of_a_deck_that_is_not_there_is_refused(reviewed: Shell) -> None:
    assert "there is no deck “Shel”" in reviewed("scheduler", "fsrs", "Shel", "--yes", code=2).stderr
