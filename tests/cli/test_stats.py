"""`flashdl stats`, as a shell sees it."""

from __future__ import annotations

import re

from tests.cli.test_commands import Shell, shell

__all__ = ["shell"]


def test_figures_for_people_and_as_json(shell: Shell) -> None:
    shell("import", "deck.yaml")
    shell("review", "--plain", stdin="\n3\nq\n")

    told = shell("stats").stdout
    (found,) = shell.json("stats", "Shell")

    assert told.startswith("All decks, ")
    assert re.search(r"^  today +1 ", told, re.MULTILINE)
    assert found["last"]["1"]["answers"] == 1  # type: ignore[index]
    assert found["cards"] == {"all": 2, "new": 1, "young": 1, "mature": 0, "suspended": 0}


def test_a_deck_that_is_not_there_is_wrong_usage(shell: Shell) -> None:
    shell("import", "deck.yaml")

    assert "there is no deck" in shell("stats", "Nowhere", code=2).stderr
