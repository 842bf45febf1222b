"""`flashdl search`, and queries where other commands take cards."""

from __future__ import annotations

from pathlib import Path

import pytest

from flashdl.cli.search import _print
from tests.build import a_candidate, a_store, filled
from tests.cli.test_commands import Shell, shell

__all__ = ["shell"]


@pytest.fixture
def cards(shell: Shell) -> list[str]:
    """Two cards, the first of them answered GOOD."""
    shell("import", "deck.yaml")
    shell("review", "--plain", stdin="\n3\nq\n")
    return [str(one["id"]) for one in shell.json("card", "show", "deck:Shell")]


def test_words_and_names_find_cards(shell: Shell, cards: list[str]) -> None:
    answered, new = cards
    (shown,) = shell.json("card", "show", new)
    word = str(shown["question"]).split()[-1].strip("?“”`")

    assert [one["id"] for one in shell.json("search", "is:new")] == [new]
    assert [one["id"] for one in shell.json("search", "rated:1:good", "-is:new")] == [answered]
    assert new in [one["id"] for one in shell.json("search", f'"{word.upper()}"')]
    assert [one["id"] for one in shell.json("search", "deck:shell", "--sort", "due")] == [answered, new]
    assert shell("search", "deck:Shell", "--count").stdout == "2\n"


def test_a_line_for_a_person_has_a_short_id_that_works(shell: Shell, cards: list[str]) -> None:
    found = shell("search", "deck:Shell", "--limit", "1")

    (line,) = found.stdout.splitlines()
    assert [one["id"] for one in shell.json("card", "show", line.split()[0])] == [cards[0]]
    assert "  due 20" in line
    assert found.stderr == "2 cards; the first 1 of 2 are shown.\n"


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize("changed", ["cards_of", "lines_of"])
def test_cards_that_go_while_they_are_printed_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], changed: str, *, as_json: bool
) -> None:
    with a_store(tmp_path) as store:
        filled(store, a_candidate("kept"), a_candidate("gone", position=1))
        ids = [card.id for card in store.cards()]
        read = getattr(store, changed)
        monkeypatch.setattr(store, changed, lambda part: read(part[:1]))

        _print(store, ids, as_json=as_json)

    assert len(capsys.readouterr().out.splitlines()) == 1


def test_what_is_gone_from_its_source_is_told_as_gone_whatever_else_it_is(shell: Shell) -> None:
    deck = shell.home / "deck.yaml"
    shell("import", "deck.yaml")
    shell("card", "suspend", "deck:Shell")
    deck.write_text("name: Shell\ncards:\n- {front: another, back: one}\n", encoding="utf-8")
    shell("scan")

    assert {line.split()[1] for line in shell("search", "is:gone").stdout.splitlines()} == {"gone"}
    assert {(one["state"], one["gone"]) for one in shell.json("search", "is:gone")} == {("suspended", True)}
    assert {one["gone"] for one in shell.json("search", "deck:Shell")} == {False}


def test_a_deck_whose_cards_are_not_asked_is_known(shell: Shell, cards: list[str]) -> None:
    shell("card", "suspend", "deck:Shell")

    assert shell("search", "deck:Shell", "is:new").stderr == "0 cards.\n"
    assert shell("search", "deck:Shel").stderr == "0 cards. There is no deck “Shel”. Near it: Shell.\n"


def test_nothing_found_is_no_error(shell: Shell, cards: list[str]) -> None:
    found = shell("search", "surely not there")

    assert (found.stdout, found.stderr) == ("", "0 cards.\n")
    assert shell.json("search", "surely not there") == []


def test_a_faulty_query_is_wrong_usage(shell: Shell, cards: list[str]) -> None:
    assert "is: knows new, due" in shell("search", "is:dew", code=2).stderr
    assert "character 1" in shell("card", "suspend", "prop:ease", code=2).stderr


def test_other_commands_take_queries(shell: Shell, cards: list[str]) -> None:
    shell("card", "suspend", "is:new deck:Shell")

    assert [one["id"] for one in shell.json("search", "is:suspended")] == [cards[1]]


def test_plain_words_are_a_query_where_commands_take_cards(shell: Shell, cards: list[str]) -> None:
    assert [one["id"] for one in shell.json("card", "show", "list files")] == cards[:1]
    assert "1 card left for tomorrow" in shell("card", "bury", "list files").stderr
    assert "List files" in shell("review", "--plain", "--cram", "--query", "list files", stdin="q\n").stdout
    assert (
        "no card to be meant here has these words"
        in shell("review", "--plain", "--query", "surely not there", code=2).stderr
    )


def test_words_that_mean_several_cards_change_none_unasked(shell: Shell, cards: list[str]) -> None:
    refused = shell("card", "suspend", "list or change", code=2)

    assert "“list or change” means 2 cards; nothing was changed" in refused.stderr
    assert shell.json("search", "is:suspended") == []
    assert "2 cards suspended" in shell("card", "suspend", "question:list or question:change").stderr


def test_an_id_is_found_by_search(shell: Shell, cards: list[str]) -> None:
    shell("card", "reject", cards[1])

    for card in cards:
        assert [one["id"] for one in shell.json("search", card)] == [card]
        assert [one["id"] for one in shell.json("search", card[:6])] == [card]


def test_what_a_query_finds_is_exported(shell: Shell) -> None:
    shell("import", "deck.yaml")

    shell("export", "some.md", "--query", "files")

    told = (shell.home / "some.md").read_text()
    assert "List files" in told
    assert len([line for line in told.splitlines() if line.startswith("Q:")]) == 1
    assert "1 card" in shell("export", "some.apkg", "--query", "files").stderr
    assert "0 cards" in shell("export", "none.tsv", "--query", "is:leech").stderr
    assert "leave the deck and the query out" in shell("export", "x.json", "--query", "files", code=2).stderr
