"""Cards of `Q:`, `A:` and `C:`: where a card ends, what is a gap, and what stands in no card."""

from __future__ import annotations

from pathlib import Path

import pytest

from flashdl.model import BLANK
from tests.formats.deck_file import asked, read, said


@pytest.mark.parametrize(
    ("text", "cards"),
    [
        ("Q: one?\nA: 1", [("one?", "1")]),
        ("Q: one\ntwo\n\nthree\nA: four\nfive", [("one\ntwo\n\nthree", "four\nfive")]),
        ("Q: a\nA: b\n\nQ: c\nA: d\n\n", [("a", "b"), ("c", "d")]),
        ("Q: a\nA: b\n---\n---\nQ: c\nA: d\n---", [("a", "b"), ("c", "d")]),
        ("Q:\na\nA:\nb", [("a", "b")]),
        ("Q:a\nA:b", [("a", "b")]),
        ("C: Foo [bar] baz.", [(f"Foo {BLANK} baz.", "bar")]),
        ("C: [a]\nC: b [c]\n---\nQ: d\nA: e", [(BLANK, "a"), (f"b {BLANK}", "c"), ("d", "e")]),
        ("C: Foo [bar] baz [quux].", [(f"Foo {BLANK} baz quux.", "bar"), (f"Foo bar baz {BLANK}.", "quux")]),
        ("C: [foo]\n[bar]\nbaz.", [(f"{BLANK}\nbar\nbaz.", "foo"), (f"foo\n{BLANK}\nbaz.", "bar")]),
        ("C:\nBuild.\n\n— [Paul], [_B_]", [(f"Build.\n\n— {BLANK}, B", "Paul"), (f"Build.\n\n— Paul, {BLANK}", "B")]),
        ("C: Foo [bar] ![alt](image.jpg)", [(f"Foo {BLANK} [picture: alt]", "bar")]),
        ("C: Key: [`\\[`]", [(f"Key: {BLANK}", "`[`")]),
        ("C: \\[not one\\] [one]", [(f"[not one] {BLANK}", "one")]),
        ("C: [$n!$] is a factorial", [(f"{BLANK} is a factorial", "$n!$")]),
        ("C: `\\alpha` gives [$\\alpha$].", [(f"`\\alpha` gives {BLANK}.", "$\\alpha$")]),
        ("C: see [this](https://x.org)", [(f"see {BLANK}(https://x.org)", "this")]),
        ("Q: what?\nA:\n```py\nQ: no\n# no heading\n```\nend", [("what?", "Q: no\n# no heading\nend")]),
        ("# Chapter\n\nStray words.\n\nQ: a\nA: b\n\n## Next\n\nC: [c] d", [("a", "b"), (f"{BLANK} d", "c")]),
    ],
)  # fmt: skip
def test_a_card_runs_to_the_next_mark_rule_or_heading(tmp_path: Path, text: str, cards: list[tuple[str, str]]) -> None:
    deck = read(tmp_path, text, "deck.md")

    assert (asked(deck), deck.problems) == (cards, ())


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("Q: a\nA: b\n\nQ: alone", 4, "has no answer"),
        ("Q: a\nQ: b\nA: c", 1, "has no answer"),
        ("Q: a\nA: b\nA: c", 3, "no question before it"),
        ("A: a\nQ: b\nA: c", 1, "no question before it"),
        ("Q: a\nC: b\nQ: c\nA: d", 1, "has no answer"),
        ("C: a\nQ: c\nA: d", 1, "no gap"),
        ("Q: a\n---\nA: b\nQ: c\nA: d", 1, "has no answer"),
        ("Q: a\nA: b\n\nQ: a\nA: b", 4, "stands on line 1"),
    ],
)
def test_a_fault_costs_one_card_and_is_told_with_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    deck = read(tmp_path, text, "deck.md")

    assert said(deck)[0][0] == line
    assert words in said(deck)[0][1]
    assert deck.candidates


@pytest.mark.parametrize(
    ("head", "named"),
    [
        ('---\nname = "Cell Biology"\n---\n', "Cell Biology"),
        ("---\ndeck: Cells\n---\n", "Cells"),
        ("---\nother = 1\n---\n", "deck"),
        ("---\n---\n", "deck"),
        ("---\nname = Cells (no quotes)\n---\n", "deck"),
        ("", "deck"),
    ],
)
def test_a_head_may_name_the_deck(tmp_path: Path, head: str, named: str) -> None:
    deck = read(tmp_path, f"{head}\nQ: a\nA: b\n", "deck.md")

    assert (deck.name, asked(deck)) == (named, [("a", "b")])


def test_gaps_of_one_text_are_siblings_and_headings_its_context(tmp_path: Path) -> None:
    first, second = read(tmp_path, "# Europe\n\nC: [Paris] is in [France].\n", "deck.md").candidates

    assert first.note == second.note
    assert first.key != second.key
    assert first.place.context == ("deck", "Europe")
    assert first.place.line == 3


def test_two_colons_are_one_behind_q_and_a(tmp_path: Path) -> None:
    deck = read(tmp_path, "Q:: What is Atlas?\nA:: A service\n\nQ: :x?\nA::y\n", "note.md")

    assert asked(deck) == [("What is Atlas?", "A service"), (":x?", "y")]


def test_an_answer_goes_on_over_paragraphs_with_gaps_and_ends_at_a_line(tmp_path: Path) -> None:
    text = "Q: What is a cloze?\nA: A text with a gap:\n\n{{c1::Paris}} is in France.\n"

    (one,) = read(tmp_path, text, "deck.md").candidates
    assert one.prompt.answers[0].endswith("is in France.")

    assert len(read(tmp_path, text.replace("gap:\n", "gap\n\n---\n"), "apart.md").candidates) == 2
