"""Org files: cards of org-drill and org-fc, their schedules, and what stands in Org and is no card."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from flashdl.errors import FileError
from flashdl.formats import decks
from flashdl.formats.wanted import Deck
from flashdl.model import BLANK, Grading, Schedule, Source, SourceKind
from tests.formats.deck_file import asked, read, said

DRILLED = """\
#+TITLE: Baltic
#+FILETAGS: :geography:
* Capitals
** Item                                                     :estonia:drill:
   SCHEDULED: <2026-09-06 Sun>
   :PROPERTIES:
   :ID:       a1
   :DRILL_LAST_INTERVAL: 4.14
   :DRILL_REPEATS_SINCE_FAIL: 2
   :DRILL_FAILURE_COUNT: 1
   :DRILL_EASE: 2.36
   :DRILL_LAST_REVIEWED: [2026-09-02 Wed 20:22]
   :END:
   What is the capital of Estonia?
*** The Answer
    Tallinn, on the /gulf/.
*** Notes
    Once Reval.
"""


def schedules(deck: Deck) -> list[Schedule | None]:
    return [candidate.schedule for candidate in deck.candidates]


def test_a_card_of_org_drill_comes_with_its_schedule(tmp_path: Path) -> None:
    deck = read(tmp_path, DRILLED, "baltic.org")
    (card,) = deck.candidates

    assert (deck.name, deck.form, deck.problems) == ("Baltic", "cards of Org", ())
    assert asked(deck) == [("What is the capital of Estonia?", "Tallinn, on the gulf.")]
    assert schedules(deck) == [Schedule(date(2026, 9, 6), 4, 2360, 2, 1, 2, date(2026, 9, 2))]
    assert card.place.context == ("Baltic", "Capitals", "Item")
    assert card.place.excerpt.text == "Notes\nOnce Reval."
    assert card.prompt.tags == ("geography", "estonia")
    assert card.id is not None


@pytest.mark.parametrize(
    ("text", "cards"),
    [
        ("* Term :drill:\nwhat it means", [("Term", "what it means")]),
        ("* TODO [#A] Term :drill:\nwhat it means", [("Term", "what it means")]),
        ("* Rule :drill:\nAdd [-es] to the [end|where].", [(f"Add {BLANK} to the {BLANK}.", "-es … end")]),
        (
            "* Rule :drill:\n:PROPERTIES:\n:DRILL_CARD_TYPE: hide1cloze\n:END:\n[a] and [b||hint]",
            [(f"{BLANK} and b", "a"), (f"a and {BLANK}", "b")],
        ),
        (
            ("* Noun :drill:\n:PROPERTIES:\n:DRILL_CARD_TYPE: twosided\n:END:\nSay it.\n** Spanish\nel gato\n"
            "** English\nthe cat\n** Example\nEl gato duerme."),
            [("Say it.\nSpanish: el gato", "the cat"), ("Say it.\nEnglish: the cat", "el gato")],
        ),
        (
            "* Noun :drill:\n:PROPERTIES:\n:DRILL_CARD_TYPE: multisided\n:END:\n** A\n1\n** B\n2\n** C\n3",
            [("A: 1", "B: 2\nC: 3"), ("B: 2", "A: 1\nC: 3"), ("C: 3", "A: 1\nB: 2")],
        ),
        ("* Term :fc:\n:PROPERTIES:\n:FC_TYPE: normal\n:END:\nbody", [("Term", "body")]),
        ("* Term :fc:\nWhat?\n** Back\nThis.", [("What?", "This.")]),
        ("* Term :fc:\nbody\n** Sources\nnone", [("Term", "body")]),
        ("* uno :fc:\n:PROPERTIES:\n:FC_TYPE: double\n:END:\none", [("uno", "one"), ("one", "uno")]),
        (
            "* Cells :fc:\n:PROPERTIES:\n:FC_TYPE: cloze\n:END:\nA {{cell}@0} has {{walls}{what?}@1}.",
            [(f"A {BLANK} has walls.", "cell"), (f"A cell has {BLANK}.", "walls")],
        ),
        ("* A :drill:\nSee [[https://x.org][this page]].\n** Answer\n[[file:img/cat.png]]", [
            ("See this page.", "[picture: cat.png]")]),
        ("* A :drill:\nIn =a[0]= and \\(x_[1]\\) [fn:1] [ ] <2026-01-01>\n** Answer\nb", [
            ("In `a[0]` and $x_[1]$ [fn:1] [ ] <2026-01-01>", "b")]),
        ("* A :drill:\n#+begin_src c\n* int x[3];\n#+end_src\n** Answer\n# a comment\nb *bold*", [
            ("* int x[3];", "b bold")]),
    ],
)  # fmt: skip
def test_each_kind_of_card_is_asked(tmp_path: Path, text: str, cards: list[tuple[str, str]]) -> None:
    deck = read(tmp_path, text, "deck.org")

    assert (asked(deck), deck.problems) == (cards, ())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("* A :drill:\n* B :drill:\nb", "no answer"),
        ("* :drill:\n* B :drill:\nb", "no question"),
        ("* A :drill:\n:PROPERTIES:\n:DRILL_CARD_TYPE: conjugate\n:END:\nx\n* B :drill:\nb", "of the kind “conjugate”"),
        (
            "* A :drill:\n:PROPERTIES:\n:DRILL_CARD_TYPE: twosided\n:END:\n** S\nx\n* B :drill:\nb",
            "fewer than two sides",
        ),
        ("* A :fc:\n:PROPERTIES:\n:FC_TYPE: cloze\n:END:\nno gap\n* B :fc:\nb", "has no gap"),
    ],
)
def test_a_fault_costs_one_card_and_is_told_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    deck = read(tmp_path, text, "deck.org")

    assert [(line, words in message) for line, message in said(deck)] == [(1, True)]
    assert asked(deck) == [("B", "b")]


def test_org_fc_keeps_a_schedule_for_each_position(tmp_path: Path) -> None:
    table = (
        ":REVIEW_DATA:\n| position | ease | box | interval | due |\n|----------+------+-----+---|\n"
        "| back | 2.65 | 3 | 12.30 | 2026-10-01T08:00:00Z |\n| front | 2.5 | 0 | 0 | 2026-01-01 |\n"
    )
    text = f"* uno :fc:\n{table}:END:\n:PROPERTIES:\n:FC_TYPE: double\n:END:\none\n"

    assert schedules(read(tmp_path, text, "deck.org")) == [
        None, Schedule(date(2026, 10, 1), 12, 2650, 3, 0, 3, date(2026, 9, 19)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "properties",
    ["", ":DRILL_LAST_INTERVAL: x", ":DRILL_LAST_INTERVAL: 1e300\n:DRILL_LAST_REVIEWED: [2026-01-01]",
     ":DRILL_LAST_INTERVAL: nan\n:DRILL_LAST_REVIEWED: [2026-01-01]", ":DRILL_LAST_REVIEWED: [2026-01-01]"],
)  # fmt: skip
def test_a_schedule_that_is_none_leaves_the_card_new(tmp_path: Path, properties: str) -> None:
    deck = read(tmp_path, f"* A :drill:\n:PROPERTIES:\n{properties}\n:END:\nb\n", "deck.org")

    assert schedules(deck) == [None]


def test_a_schedule_at_the_end_of_the_calendar_is_due_on_its_last_day(tmp_path: Path) -> None:
    told = ":DRILL_LAST_INTERVAL: 3\n:DRILL_LAST_REVIEWED: [9999-12-30]"
    (found,) = schedules(read(tmp_path, f"* A :drill:\n:PROPERTIES:\n{told}\n:END:\nb\n", "deck.org"))

    assert found is not None
    assert found.due == date.max


def test_a_typed_answer_is_typed(tmp_path: Path) -> None:
    deck = read(tmp_path, "* A :fc:\n:PROPERTIES:\n:FC_TYPE: text-input\n:END:\nb\n", "deck.org")

    assert deck.candidates[0].prompt.grading is Grading.TYPED


def test_a_tag_that_only_begins_so_makes_no_card(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no heading has the tag"):
        read(tmp_path, "* A :drills:\nb\n* B :drill: in the text\nc\n", "deck.org")


def test_in_a_folder_what_is_something_else_is_passed_over_in_silence(tmp_path: Path) -> None:
    (tmp_path / "plain.org").write_text("* Agenda\ntext\n")
    (tmp_path / "package.json").write_text('{"name": "x", "version": "1"}')
    (tmp_path / "ci.yml").write_text("on: push\njobs:\n  test: {steps: []}\n")
    (tmp_path / "plain.yaml").write_text("a: b\nc: d\n")
    (tmp_path / "list.yaml").write_text("- {spec: x}\n- {spec: y}\n")
    (tmp_path / "requirements.txt").write_text("black, isort\nmypy, ruff\n")
    for folder in ("node_modules/x", "logseq/bak"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "old.md").write_text("Q: old\nA: older\n")
    (tmp_path / "words.txt").write_text("uno\tone\ndos\ttwo\n")
    (tmp_path / "drill.org").write_text(DRILLED)
    found = decks.gather(Source(0, str(tmp_path), SourceKind.DECK, "All"), tmp_path)

    assert found.problems == ()
    assert sorted(card.deck for card in found.candidates) == ["All::words", "All::words", "Baltic"]


def test_braces_in_math_do_not_end_a_gap(tmp_path: Path) -> None:
    text = (
        "* Bool :fc:\n:PROPERTIES:\n:FC_TYPE: cloze\n:END:\n"
        "With {{true}@0} it is {{$\\mathbf{Bool} := (\\mathbb{B}, \\leq)$}{a $x_{1}$}@1}, {{5 $}@2} or {{6 $}@3}.\n"
    )
    deck = read(tmp_path, text, "deck.org")

    answers = ["true", "$\\mathbf{Bool} := (\\mathbb{B}, \\leq)$", "5 $", "6 $"]
    assert [answer for _, answer in asked(deck)] == answers
    assert deck.candidates[1].prompt.hint == "a $x_{1}$"
    assert not any("@" in question or "{{" in question for question, _ in asked(deck))


def test_emphasis_may_go_on_over_the_end_of_a_line(tmp_path: Path) -> None:
    deck = read(tmp_path, "* What? :drill:\n** Answer\nNo /free\nvariables/ here, a/b\nand c/d.\n", "deck.org")

    assert asked(deck) == [("What?", "No free\nvariables here, a/b\nand c/d.")]
