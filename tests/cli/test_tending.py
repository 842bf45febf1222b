"""`flashdl card` beyond show and suspend, and a review of a part, as a shell sees them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.cli.test_commands import Shell, shell

__all__ = ["shell"]


@pytest.fixture
def cards(shell: Shell) -> list[str]:
    """Two cards, the first of them answered GOOD."""
    shell("import", "deck.yaml")
    shell("review", "--plain", stdin="\n3\nq\n")
    return [str(one["id"]) for one in shell.json("card", "show", "deck:Shell")]


def test_a_buried_card_is_asked_tomorrow_or_when_it_is_unburied(shell: Shell, cards: list[str]) -> None:
    (due,) = shell.json("due")
    assert due["new"] == 1

    assert "1 card left for tomorrow" in shell("card", "bury", cards[1]).stderr
    (buried,) = shell.json("due")
    assert "1 card asked when due" in shell("card", "unbury", "is:buried").stderr

    assert (buried["new"], shell.json("due")) == (0, [due])
    assert "no card is meant" in shell("card", "unbury", "is:buried", code=2).stderr


def test_a_reset_card_is_new_and_its_history_tells_so(shell: Shell, cards: list[str]) -> None:
    assert "1 card new again" in shell("card", "reset", cards[0]).stderr

    told = shell("card", "history", cards[0]).stdout.splitlines()

    assert told[1].endswith("learn    good   pass 1 in a row: 1 d")
    assert told[2].endswith("reset           reset: the card is new again")
    assert told[3] == "  Never answered, or new again."
    assert [one["kind"] for one in shell.json("card", "history", cards[0])] == ["learn", "reset"]


@pytest.mark.parametrize(("said", "days"), [("tomorrow", 1), ("+9", 9), ("2031-01-02", None)])
def test_a_due_day_is_said_in_several_ways(shell: Shell, cards: list[str], said: str, days: int | None) -> None:
    (before,) = shell.json("card", "show", cards[0])
    today = date.fromisoformat(before["schedule"]["last_day"])  # type: ignore[index]

    done = shell("card", "due", *cards, "--on", said)

    (after,) = shell.json("card", "show", cards[0])
    on = date(2031, 1, 2) if days is None else today + timedelta(days=days)
    assert after["schedule"] == {**before["schedule"], "due": on.isoformat()}  # type: ignore[dict-item]
    assert "1 card never answered, and left alone" in done.stderr
    assert "Chance that you recall it now:" in shell("card", "history", cards[0]).stdout


def test_a_card_that_was_answered_today_is_told_to_be_due_tomorrow(shell: Shell, cards: list[str]) -> None:
    done = shell("card", "due", cards[0], "--on", "today")

    (after,) = shell.json("card", "show", cards[0])
    assert f"1 card due on {after['schedule']['due']}, answered today already" in done.stderr  # type: ignore[index]
    assert shell("search", "is:due").stdout == ""


@pytest.mark.parametrize("said", ["soon", "+x", "2026-02-30", "+99999999", ""])
def test_what_is_no_day_is_refused(shell: Shell, cards: list[str], said: str) -> None:
    assert "is no day" in shell("card", "due", cards[0], "--on", said, code=2).stderr


def test_flagged_cards_are_found(shell: Shell, cards: list[str]) -> None:
    shell("card", "flag", cards[1])
    shell("card", "flag", cards[0], "--as", "3")

    assert [one["id"] for one in shell.json("card", "show", "flag:1", "flag:3")] == [cards[1], cards[0]]
    shell("card", "flag", "flag:3", "--as", "0")
    assert [one["id"] for one in shell.json("card", "show", "flag:0")] == [cards[0]]


def test_queries_mean_cards_and_what_makes_no_sense_is_refused(shell: Shell, cards: list[str]) -> None:
    assert [one["id"] for one in shell.json("card", "show", "is:new")] == [cards[1]]
    assert "is: knows new, due" in shell("card", "show", "is:odd", code=2).stderr
    assert "no card is meant by “is:due”" in shell("card", "show", "is:due", code=2).stderr
    assert "no card is meant by “tag:x”" in shell("card", "show", "tag:x", code=2).stderr


def test_the_last_of_a_card_is_taken_back(shell: Shell, cards: list[str]) -> None:
    shell("card", "due", cards[0], "--on", "+9")

    said = [shell("card", "undo", cards[0]).stderr for _ in range(3)]

    assert "taken back: the due day set on" in said[0]
    assert "taken back: good on" in said[1]
    assert "nothing is left to take back" in said[2]
    assert "sound" in shell("doctor").stdout


def test_a_past_rating_is_changed_by_its_number_in_the_history(shell: Shell, cards: list[str]) -> None:
    assert "That changes nothing" in shell("card", "rerate", "1", "good", cards[0]).stderr

    said = shell("card", "rerate", "1", "again", cards[0])

    assert "That changes nothing" in said.stderr or "Due " in said.stderr
    told = shell("card", "history", cards[0]).stdout.splitlines()
    assert "again  a fail: 1 d" in told[1]
    assert "(rated good at first)" in told[1]
    assert "change   again  number 1 rated anew" in told[2]
    assert "has 2 entries" in shell("card", "rerate", "9", "again", cards[0], code=2).stderr
    assert (
        "number 2 in the card's history is no answer" in shell("card", "rerate", "2", "again", cards[0], code=2).stderr
    )
    assert "means 2 cards" in shell("card", "rerate", "1", "again", "deck:Shell", code=2).stderr
    shell("card", "undo", cards[0])
    shell("card", "undo", cards[0])
    assert "answer 1 was taken back" in shell("card", "rerate", "1", "again", cards[0], code=2).stderr


def test_without_leeches_the_list_is_empty(shell: Shell, cards: list[str]) -> None:
    assert shell("card", "leeches").stdout == ""
    assert shell.json("card", "leeches") == []


def test_a_review_of_a_query_asks_only_its_cards(shell: Shell, cards: list[str]) -> None:
    said = shell("review", "--plain", "--query", cards[0]).stdout

    assert "Nothing is due" in said
    assert "1 new" in shell("review", "--plain", "--query", "is:new").stdout


def test_cramming_touches_no_schedule(shell: Shell, cards: list[str]) -> None:
    before = shell.json("card", "show", *cards)

    said = shell("review", "--plain", "--cram", stdin="\n1\n\n3\n\n3\n").stdout

    assert "1 again (comes back)" in said
    assert "3 answers" in said
    assert shell.json("card", "show", *cards) == before
    assert "practice: touches no schedule" in shell("card", "history", *cards).stdout


def test_tags_of_ones_own_find_cards_and_are_taken_away_again(shell: Shell, cards: list[str]) -> None:
    assert "1 card tagged" in shell("card", "tag", cards[0], "--add", "exam").stderr
    assert [one["id"] for one in shell.json("search", "tag:exam")] == [cards[0]]
    assert shell.json("card", "show", cards[0])[0]["own_tags"] == ["exam"]
    shell("card", "tag", "tag:exam", "--remove", "exam")

    assert shell.json("search", "tag:exam") == []
    assert "name a tag" in shell("card", "tag", cards[0], code=2).stderr


def test_cards_are_moved_to_another_deck_and_back(shell: Shell, cards: list[str]) -> None:
    assert "2 cards moved to “Exam::First”" in shell("card", "move", "deck:Shell", "--to", "Exam:: First ").stderr
    shell("scan")
    assert [one["deck"] for one in shell.json("card", "show", *cards)] == ["Exam::First"] * 2
    shell("card", "move", "deck:Exam", "--to", "")

    assert [one["deck"] for one in shell.json("card", "show", *cards)] == ["Shell"] * 2


def test_only_cards_that_could_be_asked_are_buried_and_the_others_are_told(shell: Shell, cards: list[str]) -> None:
    shell("card", "suspend", cards[0])

    assert "1 card left for tomorrow; 1 not asked anyway" in shell("card", "bury", *cards).stderr
