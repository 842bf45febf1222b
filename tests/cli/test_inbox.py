"""The inbox and single cards, as a shell sees them."""

from __future__ import annotations

import io
import shlex
from dataclasses import replace
from pathlib import Path

import pytest

from flashdl.cli.inbox_walk import Walk
from flashdl.errors import FileError
from flashdl.inbox import Tray
from flashdl.model import Card, Lesson, State
from flashdl.store import Store
from tests.cli.test_commands import NOTE, Shell
from tests.tui.stage import a_filled_store, doubted

DOUBTED = """# Signals

- **Kill**: a definition makes all the others of its name void
- **Independence**: the samples must be drawn without regard to each other
"""


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    home = tmp_path / "home"
    (home / "notes").mkdir(parents=True)
    (home / "notes" / "Nets.md").write_text(NOTE)
    (home / "notes" / "Signals.md").write_text(DOUBTED)
    return Shell(home)


def waiting(shell: Shell) -> list[object]:
    return [card["question"] for card in shell.json("inbox")]


def state_of(shell: Shell, card: str) -> object:
    (shown,) = shell.json("card", "show", card)
    return shown["state"]


def test_what_waits_is_told_listed_and_accepted(shell: Shell) -> None:
    said = shell("add", "notes").stderr
    assert "2 for the inbox" in said
    assert "`flashdl inbox`" in said
    (before,) = shell.json("due")
    first, second = shell.json("inbox")
    assert (first["question"], first["file"], first["line"]) == ("What is Kill?", "Signals.md", 3)
    assert first["reason"] == "not always worth asking (score 0.54; asked at once from 0.6 on)"
    listed = shell("inbox").stdout.splitlines()
    assert listed[0].startswith(str(first["id"])[:6])

    shell("inbox", "accept", str(first["id"])[:8])

    assert waiting(shell) == [second["question"]]
    (after,) = shell.json("due")
    assert after["new"] == int(str(before["new"])) + 1
    assert state_of(shell, str(first["id"])) == "active"


def test_a_rejected_card_never_comes_back_as_new(shell: Shell) -> None:
    shell("add", "notes")
    shell("inbox", "reject", "Signals.md:3", "notes/Signals.md:4")
    (shell.home / "notes" / "Signals.md").write_text(DOUBTED + "\nMore.\n")

    assert " new" not in shell("scan").stderr
    assert waiting(shell) == []
    shell("sources", "remove", "notes", "--cards", "delete")
    shell("add", "notes")

    assert waiting(shell) == []
    shell("card", "restore", "Signals.md:3")
    assert state_of(shell, "Signals.md:3") == "active"


def test_what_was_accepted_comes_back_accepted_and_is_told_so(shell: Shell) -> None:
    shell("add", "notes")
    shell("inbox", "accept", "Signals.md:3")
    before = shell.json("due")
    shell("sources", "remove", "notes", "--cards", "delete")

    said = shell("add", "notes").stderr

    assert "1 for the inbox" in said
    assert "1 card for you to decide about" in said
    assert len(waiting(shell)) == 1
    assert shell.json("due") == before
    assert state_of(shell, "Signals.md:3") == "active"
    shell("sources", "remove", "notes", "--cards", "delete")
    assert "1 for the inbox" in shell("add", "notes").stderr


def test_a_kind_is_rejected_told_and_allowed_again(shell: Shell) -> None:
    shell("add", "notes")
    said = shell("inbox", "reject", "--kind", "term", "--source", "notes").stderr
    assert "2 cards that waited" in said
    assert waiting(shell) == []
    assert "without the kinds term" in shell("sources").stdout
    told = shell("why", "notes/Signals.md:3").stdout
    assert "· What is Kill?" in told
    assert "you rejected the kind “term” here" in told
    (shell.home / "notes" / "More.md").write_text("- **Wait**: a definition makes room for all others of its name\n")
    shell("scan")
    assert waiting(shell) == []

    shell("inbox", "allow", "--kind", "term", "--source", "notes")

    assert len(waiting(shell)) == 3
    assert "is not rejected there" in shell("inbox", "allow", "--kind", "term", "--source", "notes", code=2).stderr


def test_the_advice_about_a_card_of_a_rejected_kind_works_as_it_is_printed(shell: Shell) -> None:
    (shell.home / "my other notes").mkdir()
    (shell.home / "my other notes" / "More.md").write_text(DOUBTED.replace("Kill", "Halt").replace("Indep", "Dep"))
    shell("add", "notes", "my other notes")
    shell("inbox", "reject", "--kind", "term", "--source", "my other notes")
    (card,) = shell.json("card", "show", "More.md:3")

    advice = str(card["reason"]).split("`")[1]
    shell(*shlex.split(advice)[1:])

    assert len(waiting(shell)) == 4


def test_home_search_and_why_agree_about_a_rejected_kind(shell: Shell) -> None:
    shell("add", "notes", "--inbox")
    waiting = shell.json("inbox", "--list")
    kind = str(waiting[0]["kind"])
    of_kind = {card["id"] for card in waiting if card["kind"] == kind}

    shell("inbox", "reject", "--kind", kind, "--source", "notes")

    left = {card["id"] for card in shell.json("inbox", "--list")}
    assert {card["id"] for card in shell.json("search", "is:inbox")} == left
    assert {card["id"] for card in shell.json("search", "is:rejected")} == of_kind
    assert {card["id"] for card in shell.json("search", "")} == left
    assert {card["state"] for card in shell.json("search", "is:rejected")} == {"rejected"}
    lines = shell.json("why", "notes/Nets.md")
    told = [card for line in lines for card in line["cards"] + line["inbox"] if card["kind"] == kind]  # type: ignore[operator]
    assert {card["state"] for card in told} == {"rejected"}
    assert all(card["reason"].startswith("you rejected the kind") for card in told)


def test_cards_that_decisions_have_made_sure_are_offered_and_accepted(shell: Shell) -> None:
    rows = "".join(f"| Net {n} | {1950 + n} | {n} layers |\n" for n in range(30))
    table = f"# Machines\n\n| Net | Year | Note to self |\n|---|---|---|\n{rows}"
    (shell.home / "notes" / "Machines.md").write_text(table)
    shell("add", "notes", "--inbox")
    shell("sources", "set", "notes", "--no-inbox")

    told = shell.json("inbox", "--list")
    offered = shell("inbox", "--list").stderr
    shell("inbox", "accept", "--sure")

    sure = {card["id"] for card in told if "sure enough by now" in str(card["reason"])}
    assert sure
    assert (
        f"{len(sure)} of them are like cards that you accepted: `flashdl inbox accept --sure` accepts them." in offered
    )
    assert all(card["reason"] for card in told)
    assert {card["id"] for card in shell.json("inbox", "--list")} == {card["id"] for card in told} - sure


def test_a_source_can_send_all_its_cards_to_the_inbox(shell: Shell) -> None:
    shell("add", "notes", "--inbox")
    (source,) = shell.json("sources")
    assert (source["cards"], source["inbox_first"]) == (0, True)
    assert shell("due", "--prompt").stdout == ""
    assert "all new cards of this source wait here" in shell("inbox").stdout
    shell("inbox", "accept", "--source", "notes")
    assert waiting(shell) == []
    shell("sources", "set", "notes", "--no-inbox")
    (shell.home / "notes" / "More.md").write_text(NOTE.replace("GAN", "CNN").replace("LSTM", "RNN"))
    shell("scan")

    assert waiting(shell) == []
    assert shell.json("sources")[0]["inbox_first"] is False


def test_a_deck_is_named_by_its_last_level_though_all_its_cards_wait(shell: Shell) -> None:
    (shell.home / "notes" / "Deep").mkdir()
    (shell.home / "notes" / "Deep" / "Signals.md").write_text(DOUBTED)
    (shell.home / "notes" / "Signals.md").unlink()
    shell("add", "notes")

    assert [card["deck"] for card in shell.json("inbox", "--deck", "Deep")] == ["notes::Deep"] * 2
    assert "there is no deck “Deeb”. Near it: notes::Deep." in shell("inbox", "--deck", "Deeb", code=2).stderr
    shell("inbox", "accept", "--deck", "Deep")
    assert waiting(shell) == []


def test_generate_prints_the_sure_cards_and_says_why_not_the_others(shell: Shell) -> None:
    cards = shell.json("generate", "notes")
    refused = [line for line in shell.json("generate", "notes", "--why") if "reason" in line]

    assert "What is Kill?" not in [card["question"] for card in cards]
    assert [line["reason"] for line in refused if line["question"] == "What is Kill?"] == [
        "it would wait in the inbox: not always worth asking (score 0.54; asked at once from 0.6 on)"
    ]


def test_cards_are_not_exported_before_they_are_accepted(shell: Shell) -> None:
    shell("add", "notes", "--inbox")

    assert "0 cards" in shell("export", "all.apkg").stderr


def test_a_card_is_suspended_and_comes_back(shell: Shell) -> None:
    shell("add", "notes")
    (card,) = {str(card["id"]) for card in shell.json("generate", "notes")} & {
        str(card["id"]) for card in shell.json("card", "show", "Nets.md:7") if card["answers"] == ["2014"]
    }
    shell("card", "suspend", card)
    assert state_of(shell, card) == "suspended"
    assert "`flashdl card unsuspend`" in shell("card", "show", card).stdout
    assert "is not rejected" in shell("card", "restore", card, code=2).stderr
    shell("card", "unsuspend", card)
    assert state_of(shell, card) == "active"
    shell("card", "reject", card)
    assert "is not suspended" in shell("card", "unsuspend", card, code=2).stderr
    shell("card", "restore", card)

    assert state_of(shell, card) == "active"


def test_a_source_that_was_set_aside_and_is_added_again_is_asked_again(shell: Shell) -> None:
    shell("add", "notes")
    before = shell.json("due")
    shell("card", "suspend", "Nets.md:7")
    (with_one_aside,) = shell.json("due")
    shell("sources", "remove", "notes", "--cards", "suspend")
    assert shell("due", "--prompt").stdout == ""
    shell("add", "notes")

    assert shell.json("due") == [with_one_aside]
    shell("card", "unsuspend", "Nets.md:7")
    assert shell.json("due") == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("inbox", "accept"), "say which cards"),
        (("inbox", "accept", "--all", "abc"), "say which cards"),
        (("inbox", "reject", "--kind", "term"), "give it with --source"),
        (("inbox", "reject", "--kind", "term", "--all"), "--kind goes with --source alone"),
        (("inbox", "reject", "--kind", "nix", "--source", "notes"), "Kinds: "),
        (("inbox", "--source", "elsewhere"), "is not followed"),
        (("card", "show", "zzz"), "neither a card's id nor a line"),
        (("card", "show", ""), "neither a card's id nor a line"),
        (("inbox", "accept", "Nets.md:7"), "is not in the inbox but active"),
        (("sources", "set", "notes"), "Missing option"),
    ],
)
def test_what_makes_no_sense_is_a_sentence(shell: Shell, arguments: tuple[str, ...], said: str) -> None:
    shell("add", "notes")

    assert said in shell(*arguments, code=2).stderr


def walked(store: Store, lines: str, *, said: str = "Nothing changed.") -> str:
    """What is printed when these lines are typed."""
    written, typed = io.StringIO(), iter(lines.splitlines())

    def read() -> str:
        try:
            return next(typed)
        except StopIteration:
            raise EOFError from None

    def edit(card: Card) -> str:
        if not said:
            raise FileError("this deck is not yours to edit.", card.place.file)
        return said

    assert Walk(Tray(store), read, written, edit).run() == 0
    return written.getvalue()


def states(store: Store) -> list[str]:
    return [card.state.value for card in store.cards()]


CARDS = tuple(doubted(f"What is {letter}?", letter.lower(), position=n) for n, letter in enumerate("ABC"))


def test_a_letter_decides_about_each_card(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *CARDS) as store:
        said = walked(store, "a\nr\nq\n")

        assert (
            said.index("What is A?")
            < said.index("Answer: a")
            < said.index("Deep Learning.md:18, term: not always worth")
        )
        assert states(store) == ["active", "rejected", "inbox"]
        assert "1 accepted, 1 rejected, 1 left in the inbox." in said
        assert store.decisions(1).lessons == {"term": Lesson(1, 1)}


@pytest.mark.parametrize("lines", ["k\ny\n", "t\n", "A\ny\n", "a\nr\na\n"])
def test_the_last_decision_is_taken_back_after_the_last_card(tmp_path: Path, lines: str) -> None:
    with a_filled_store(tmp_path, *CARDS) as store:
        walked(store, lines + "u\nu\nu\n")

        assert states(store) == ["inbox"] * 3
        assert store.inbox_count()[0] == 3


def test_a_kind_is_accepted_whole(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *CARDS) as store:
        said = walked(store, "t\n")

        assert "The kind “term” is accepted here: 3 cards. u takes it back." in said
        assert states(store) == ["active"] * 3


def test_what_is_sure_by_now_is_accepted_together(tmp_path: Path) -> None:
    cards = [replace(doubted(f"What is {number}?", "yes", position=number), score=0.58) for number in range(9)]
    with a_filled_store(tmp_path, *cards) as store:
        said = walked(store, "a\na\na\na\na\na\nT\n\n")

        assert "3 cards accepted that are like those you accepted. u takes it back." in said
        assert states(store) == ["active"] * 9


def test_accepting_all_asks_first(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *CARDS) as store:
        said = walked(store, "A\n\n?\nu\n")

        assert "Accept all 3 cards?" in said
        assert "Nothing to take back." in said
        assert states(store) == ["inbox"] * 3


def test_the_end_of_the_input_ends_the_walk(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *CARDS) as store:
        assert "0 accepted, 0 rejected, 3 left" in walked(store, "s\n\ne\n")


def test_an_edit_that_cannot_be_is_a_sentence_and_the_card_stays(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *CARDS) as store:
        said = walked(store, "e\na\n", said="")

        assert "this deck is not yours to edit." in said
        assert states(store)[0] == State.ACTIVE.value


def test_an_empty_inbox_says_so(tmp_path: Path) -> None:
    with a_filled_store(tmp_path) as store:
        assert walked(store, "") == "The inbox is empty.\n"
