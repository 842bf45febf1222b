"""What the programs that decks come from read in the same text: the same here, or other on purpose.

On purpose, with the reason:

- hashcards: a heading ends a card, as it does for a reader; there it is a part of the answer. Stray text before the
  first card, and a card that has no answer, cost one card with its line; there the whole file is refused. A bracket
  that is never closed stays to be seen; there it vanishes. A gap is named after its place, so its history outlives an
  edit of the text around it; there every edit makes a new card.
- obsidian-spaced-repetition: a sign in math is none (`$a::b$`), below a line `?` no `::` makes a card of its own, and
  two cards that are the same are asked once. A note in a folder gives cards where it says so by tag, schedule, callout.
- org-drill: see ARCHITECTURE.md.
- Logseq: a card without blocks below it and without a gap is told; there it shows an empty answer.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from flashdl.model import BLANK
from tests.formats.deck_file import asked, read, said


@pytest.mark.parametrize(
    ("text", "cards"),
    [
        ("", []),
        ("Q: a\nA: b", [("a", "b")]),
        ("Q: a\n\n\nb\n\nA: c\n\nd\n\n\n\n", [("a\n\nb", "c\n\nd")]),
        ("Q: a\nA: b\n---\n\n---\nC: [c] d\n---\n", [("a", "b"), (f"{BLANK} d", "c")]),
        ("Q: a\nA: - one\n- two", [("a", "- one\n- two")]),
        ("Q: a --- b\nA: c -- d", [("a --- b", "c -- d")]),
        ("C: [a][b]", [(f"{BLANK}b", "a"), (f"a{BLANK}", "b")]),
        ("C: [a]\n\n[b]", [(f"{BLANK}\n\nb", "a"), (f"a\n\n{BLANK}", "b")]),
        ("C: unclosed [a and [b]", [(f"unclosed [a and {BLANK}", "b")]),
        ("C: \\[a\\] and [b\\]c]", [(f"[a] and {BLANK}", "b]c")]),
        ("C: ![x](y.png) [a]", [(f"[picture: x] {BLANK}", "a")]),
        ("C: Key: [`\\[`]", [(f"Key: {BLANK}", "`[`")]),
        ("C: \\[markdown\\] [`\\[cloze\\]`]", [(f"[markdown] {BLANK}", "`[cloze]`")]),
        ("C: Foo [bar] ![](image.jpg) [quux].", [
            (f"Foo {BLANK} [picture: image.jpg] quux.", "bar"), (f"Foo bar [picture: image.jpg] {BLANK}.", "quux"),
        ]),
        ("C:\nBuild in Lisp.\n\n— [Paul Graham], [_Painters_]\n\n", [
            (f"Build in Lisp.\n\n— {BLANK}, Painters", "Paul Graham"),
            (f"Build in Lisp.\n\n— Paul Graham, {BLANK}", "Painters"),
        ]),
        ("C: The notation [$n!$] means 'n factorial'.", [(f"The notation {BLANK} means 'n factorial'.", "$n!$")]),
        ("C: `\\alpha` renders as [$\\alpha$].", [(f"`\\alpha` renders as {BLANK}.", "$\\alpha$")]),
        ("Q: a\nA: b\nC: [c] d\nQ: e\nA: f", [("a", "b"), (f"{BLANK} d", "c"), ("e", "f")]),
        ("C: f[0] = [zero]", [(f"f{BLANK} = zero", "0"), (f"f0 = {BLANK}", "zero")]),
        ("Q: is A: a mark here?\nA: no, Q: is none either", [("is A: a mark here?", "no, Q: is none either")]),
    ],
)  # fmt: skip
def test_as_hashcards_reads_it(tmp_path: Path, text: str, cards: list[tuple[str, str]]) -> None:
    # A second deck keeps the empty one from being refused as a file of nothing.
    deck = read(tmp_path, f"{text}\n\nQ: last\nA: one\n", "deck.md")

    assert (asked(deck), deck.problems) == ([*cards, ("last", "one")], ())


@pytest.mark.parametrize(
    ("text", "cards"),
    [
        ("Q::A <!-- a remark -->", [("Q", "A")]),
        ("<!-- q::a\n\nb::c --> d::e", []),
        ("```\nq::a", []),
        ("~~~js\nq::a\n```\nr::b\n~~~\ns::c", [("s", "c")]),
        ("````\n```\nq::a\n```\n````\nr::b", [("r", "b")]),
        ("- item\n  ```\n  q::a\n  ```\nr::b", [("r", "b")]),
        ("`q::a` b::c", [("`q::a` b", "c")]),
        ("`q::a", [("`q", "a")]),
        ("==one `x==y` two==", [(f"{BLANK}y` two==", "one `x")]),
        ("a ==b\nc== d", []),
        ("====", []),
        ("a {{b}} c", []),
        ("a **b** c", []),
        ("Q\n?\n```\n?\n```\nA", [("Q", "?\nA")]),
        ("Q\n?\nA\n?\nB", [("Q", "A\n?\nB")]),
        ("Q\n??\n\nrest", []),
        ("Q::A::B", [("Q", "A::B")]),
        ("Q:::A::B", [("Q", "A::B"), ("A::B", "Q")]),
    ],
)  # fmt: skip
def test_as_the_review_plugin_reads_it(tmp_path: Path, text: str, cards: list[tuple[str, str]]) -> None:
    deck = read(tmp_path, f"#flashcards\n\nfirst::one\n\n{text}\n", "note.md")

    assert asked(deck) == [("first", "one"), *cards]


def test_stray_text_and_a_bad_card_cost_no_file(tmp_path: Path) -> None:
    deck = read(tmp_path, "Words about it.\n\nQ: no answer\n\nQ: a\nA: b\n# Heading\nMore words.\n", "deck.md")

    assert asked(deck) == [("a", "b")]
    assert said(deck) == [(3, "this question has no answer; write it on a line that begins with `A:`.")]
