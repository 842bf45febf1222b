"""Cards of Obsidian's review plugin: signs, gaps, schedules, settings, and what is no card."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from flashdl.errors import FileError
from flashdl.formats import decks
from flashdl.formats.review_plugin import SETTINGS
from flashdl.formats.wanted import Deck
from flashdl.model import BLANK, Schedule, Source, SourceKind
from tests.formats.deck_file import asked, read, said

TAG = "#flashcards\n\n"


def with_settings(folder: Path, **values: object) -> None:
    path = folder / SETTINGS
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"settings": values}))


def schedules(deck: Deck) -> list[Schedule | None]:
    return [candidate.schedule for candidate in deck.candidates]


@pytest.mark.parametrize(
    ("text", "cards"),
    [
        ("Question::Answer", [("Question", "Answer")]),
        ("Text before\nQuestion ::Answer", [("Question", "Answer")]),
        ("# Title\n\nQ1::A1\nQ2:: A2", [("Q1", "A1"), ("Q2", "A2")]),
        ("#flashcards/science Question ::Answer", [("Question", "Answer")]),
        ("- Question::Answer ^block-1", [("Question", "Answer")]),
        ("Left:::Right", [("Left", "Right"), ("Right", "Left")]),
        ("Question\n?\nAnswer", [("Question", "Answer")]),
        ("Question\n? \nAnswer", [("Question", "Answer")]),
        ("Line 1\nLine 2\n?\nLine 3\nLine 4", [("Line 1\nLine 2", "Line 3\nLine 4")]),
        ("Left\n??\nRight", [("Left", "Right"), ("Right", "Left")]),
        ("# Title\n\nA\n?\nB\nC\n\nD\n?\nE", [("A", "B\nC"), ("D", "E")]),
        ("## What is it?\n?\nThis", [("What is it?", "This")]),
        ("#flashcards/on-the-line-before\nQuestion\n?\nAnswer", [("Question", "Answer")]),
        ("a ==gap== here", [(f"a {BLANK} here", "gap")]),
        ("==one== and ==two==", [(f"{BLANK} and two", "one"), (f"one and {BLANK}", "two")]),
        ("before\na ==gap==\nafter\n\nnothing", [(f"before\na {BLANK}\nafter", "gap")]),
        ("==1;;a== ==1;;b== ==2;;c;;hint==", [(f"{BLANK} {BLANK} c", "a … b"), (f"a b {BLANK}", "c")]),
        ("{{c1::Rome}} fell in {{c2::476}}", [(f"{BLANK} fell in 476", "Rome"), (f"Rome fell in {BLANK}", "476")]),
        ("with ==`code`== in it", [(f"with {BLANK} in it", "`code`")]),
        ("some `code` in it::and `code` here", [("some `code` in it", "and `code` here")]),
        ("How?\n?\n```py\nprint(1)\n\n\nprint(2)\n```", [("How?", "print(1)\n\nprint(2)")]),
        ("How?\n?\n````md\n```\ninner::no\n```\n````", [("How?", "```\ninner::no\n```")]),
        ("**Bold** [[link|label]]::*slanted* ![](a.png)", [("Bold label", "slanted [picture: a.png]")]),
        ("> [!sr] Front\n> Back\n> more", [("Front", "Back\nmore")]),
        ("> [!flashcard]\n> **Q**: Which?\n> **A**: `this`\n> and that", [("Which?", "`this`\nand that")]),
        ("> [!card] Q: Which?\n> A: this", [("Which?", "this")]),
        ("> [!flashcard]- Front\n> - a\n> - b", [("Front", "- a\n- b")]),
    ],
)
def test_signs_and_gaps_make_cards(tmp_path: Path, text: str, cards: list[tuple[str, str]]) -> None:
    deck = read(tmp_path, TAG + text, "note.md")

    assert (asked(deck), deck.problems) == (cards, ())


@pytest.mark.parametrize(
    "text",
    [
        "`in::code`",
        "```\nq::a\n```",
        "~~~\n==a==\n~~~",
        "<!-- q::a -->",
        "<!--\nQuestion\n?\nAnswer\n\n==gap==\n-->",
        "text\n<!--a ==gap== here-->",
        "a == b and c",
        "==open\nclosed==",
        "{{c1::open",
        "?\nno front",
        "$a::b$",
        "a line with nothing in it",
    ],
)
def test_code_comments_and_unclosed_marks_make_none(tmp_path: Path, text: str) -> None:
    deck = read(tmp_path, f"{TAG}real::one\n\n{text}\n", "note.md")

    assert asked(deck) == [("real", "one")]


@pytest.mark.parametrize(
    "text",
    [
        "Question::Answer <!--SR:!2023-09-02,4,270-->",
        "Question::Answer\n<!--SR:!2023-09-02,4,270-->",
        "Question::Answer\n> [!sr|card-metadata]\n> <!--SR:!2023-09-02,4,270-->",
        "Question\n?\nAnswer\n<!--SR:!2023-09-02,4,270-->",
        "Question\n?\nAnswer <!--SR:2023-09-02,4,270-->",
        "Question\n?\n- Answer\n\n<!--SR:!2023-09-02,4,270-->",
        "an ==Answer==\n<!--SR:!2023-09-02,4,270-->",
    ],
)
def test_a_schedule_in_a_comment_comes_along_and_is_never_shown(tmp_path: Path, text: str) -> None:
    deck = read(tmp_path, TAG + text, "note.md")

    assert schedules(deck) == [Schedule(date(2023, 9, 2), 4, 2700, 2, 0, 2, date(2023, 8, 29))]
    assert not any("SR:" in part for card in asked(deck) for part in card)


def test_siblings_have_their_schedules_in_order(tmp_path: Path) -> None:
    text = "==a== ==b== ==c== ==d== <!--SR:!2026-01-10,1,110!2000-01-01,1,250!2026-02-20,30,250-->"
    first, second, third, fourth = schedules(read(tmp_path, TAG + text, "note.md"))

    assert first == Schedule(date(2026, 1, 10), 1, 1300, 1, 0, 1, date(2026, 1, 9))
    assert second is None
    assert third == Schedule(date(2026, 2, 20), 30, 2500, 2, 0, 2, date(2026, 1, 21))
    assert fourth is None


def test_a_schedule_of_fsrs_keeps_its_days_and_counts(tmp_path: Path) -> None:
    comment = "<!--SR:!fsrs,2026-03-01T10:00:00Z,12,8.5,5.1,2,4,1,0,2026-02-17T09:00:00Z-->"
    (found,) = schedules(read(tmp_path, f"{TAG}a::b {comment}", "note.md"))

    assert found == Schedule(date(2026, 3, 1), 12, 2500, 4, 1, 4, date(2026, 2, 17))


@pytest.mark.parametrize(
    "inner", ["!2026-13-45,4,270", "!,,", "!x", "", "!2026-01-01", "!2026-01-01,nan,inf", "!" * 50]
)
def test_a_schedule_that_is_none_leaves_the_card_new(tmp_path: Path, inner: str) -> None:
    deck = read(tmp_path, f"{TAG}a::b\n<!--SR:{inner}-->\n", "note.md")

    assert asked(deck) == [("a", "b")]
    assert schedules(deck) == [None]


def test_the_signs_are_those_of_the_vault(tmp_path: Path) -> None:
    with_settings(
        tmp_path,
        flashcardTags=["#learn"],
        singleLineCardSeparator=";;",
        singleLineReversedCardSeparator="<;;>",
        multilineCardSeparator="@@",
        multilineReversedCardSeparator="",
        multilineCardEndMarker="---",
        clozePatterns=["**[123;;]answer[;;hint]**", "==answer==[^\\[hint\\]][\\[^123\\]]"],
    )
    text = (
        "#learn/deep\n\na;;b\nc<;;>d\ne::f\n\nFront\n@@\nBack\n\nmore\n---\nwith **bold** end\n---\n"
        "see ==Portuguese==^[language]\n---\n"
    )
    deck = read(tmp_path, text, "sub/note.md")

    assert asked(deck) == [
        ("a", "b"),
        ("c", "d"),
        ("d", "c"),
        ("Front", "Back\n\nmore"),
        (f"with {BLANK} end", "bold"),
        (f"see {BLANK}", "Portuguese"),
    ]
    assert deck.candidates[-1].prompt.hint == "language"
    assert {card.deck for card in deck.candidates} == {"note::deep"}


def test_a_tag_of_mere_signs_is_no_part_of_the_question_either(tmp_path: Path) -> None:
    with_settings(tmp_path, flashcardTags=["#🧠"], singleLineCardSeparator="->->->")
    text = "#🧠 What is a provider?->->->`a component`\n\n#🧠/js Which #two\n?\nThese\n\n#🧠 a ==gap==\n"
    deck = read(tmp_path, text, "note.md")

    assert asked(deck) == [
        ("What is a provider?", "`a component`"),
        ("Which", "These"),
        (f"a {BLANK}", "gap"),
    ]
    assert [card.deck for card in deck.candidates] == ["note", "note::js", "note"]


@pytest.mark.parametrize(
    "written", ["", "[]", "{", '{"settings": []}', '{"settings": {"flashcardTags": 5}}', "[" * 5000]
)
def test_settings_that_are_none_are_the_plugins_own(tmp_path: Path, written: str) -> None:
    path = tmp_path / SETTINGS
    path.parent.mkdir(parents=True)
    path.write_text(written)

    assert asked(read(tmp_path, TAG + "a::b", "note.md")) == [("a", "b")]


def test_tags_of_the_head_the_text_and_the_card_name_decks(tmp_path: Path) -> None:
    head = "---\ntags: [flashcards/from/head]\n---\n"
    text = f"{head}a::b\n\n#flashcards/later\n\nc::d\n#flashcards/own e::f\ng::h\n"

    assert [card.deck for card in read(tmp_path, text, "note.md").candidates] == [
        "note::from::head", "note::later", "note::own", "note::later",
    ]  # fmt: skip


def test_in_a_folder_only_notes_that_say_so_are_decks(tmp_path: Path) -> None:
    (tmp_path / "plain.md").write_text("# A note\n\nstd::vector and ==highlights== and\n\n## more\n\ntext\n")
    (tmp_path / "cardiology.md").write_text("#flashcardsandmore #cardiology\n\na::b\n")
    (tmp_path / "template.md").write_text("#flashcards\n\n## \n")
    (tmp_path / "tagged.md").write_text("#flashcards\na::b\n")
    (tmp_path / "reviewed.md").write_text("c::d\n<!--SR:!2026-01-01,4,270-->\n")
    found = decks.gather(Source(0, str(tmp_path), SourceKind.DECK, "Vault"), tmp_path)

    assert [(card.prompt.question, card.deck) for card in found.candidates] == [
        ("c", "Vault::reviewed"),
        ("a", "Vault::tagged"),
    ]
    assert (found.documents, found.problems) == (2, ())


def test_a_note_by_itself_needs_no_tag_but_its_highlights_do(tmp_path: Path) -> None:
    assert asked(read(tmp_path, "a::b\n\nsome ==highlight==\n", "note.md")) == [("a", "b")]
    with pytest.raises(FileError, match="no cards were found"):
        read(tmp_path, "some ==highlight==\n", "note.md")


def test_a_card_with_an_empty_side_is_told(tmp_path: Path) -> None:
    deck = read(tmp_path, TAG + "a::b\nc::\nd\n?\n\n", "note.md")

    assert [line for line, _ in said(deck)] == [4, 5]


def test_a_gap_in_a_callout_that_is_not_closed_is_told_and_costs_nothing_else(tmp_path: Path) -> None:
    deck = read(tmp_path, b"> [!sr] {{c1::one\n\n> [!sr] Two\n> 2\n", "deck.md")

    assert asked(deck) == [("Two", "2")]
    assert "is not closed" in said(deck)[0][1]
