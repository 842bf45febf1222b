"""Files from strangers: whatever stands in them, a deck or one sentence comes out.

`FLASHDL_FUZZ=10000` asks for so many inputs of each reader; without it there are a few hundred.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flashdl.errors import FileError
from tests.formats.deck_file import read

INPUTS = int(os.environ.get("FLASHDL_FUZZ", "200"))
# fmt: off
MARKS = [
    "|",
    "Q:", "A:", "C:", "::", ":::", "?", "??", "==", "**", "{{", "}}", "{{c1::", "{{cloze ", "#card",
    "[[card]]", "- ", "\t- ", "#flashcards/x ", "<!--SR:!2026-01-01,3,250-->", "<!--", "-->", "```", "~~~",
    "$", "$$", "`", "[", "]", "![", "](", "> [!sr]", "> ", "# ", "## ", "%", "---", "card-last-interval:: 4",
    "card-next-schedule:: 2026-01-01", ",", ";", '"', "#separator:tab", "#html:true", "#columns:", "<br>",
    "\n* ", "\n** Back\n", " :drill:\n", " :fc:\n", ":PROPERTIES:\n", ":END:\n", ":DRILL_CARD_TYPE: hide1cloze\n",
    "SCHEDULED: <2026-01-01>", ":REVIEW_DATA:\n| position | due |\n", "[[", "]]", "}@0}", "#+begin_src\n", "=", "\\(",
    "\ncards:\n", "- front: ", "\n  back: ", "\n  list: ", "\n  cloze: ", ": ", "{a: ", "&x ", "*x", "!!int ", "|\n  ",
    "<b>", "&amp;", "\0", "\ufeff", "\ue000", "\ue002", "[…]", "front", "back", "x", " ", "é", "漢",
]
# fmt: on
TEXT = st.lists(st.one_of(st.sampled_from(MARKS), st.just("\n"), st.text(max_size=3)), max_size=60).map("".join)


@pytest.mark.parametrize("name", ["deck.csv", "deck.tsv", "deck.txt", "deck.md", "deck.json", "deck.yaml", "deck.org"])
def test_any_text_is_read_or_refused_with_a_sentence(tmp_path: Path, name: str) -> None:
    @settings(
        suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=INPUTS, database=None
    )
    @given(TEXT)
    def each(text: str) -> None:
        try:
            deck = read(tmp_path, text.encode("utf-8", "surrogatepass"), name)
        except FileError as error:
            assert str(tmp_path) in str(error)
            return
        for card in deck.candidates:
            assert card.prompt.question.strip()
            assert card.prompt.answers[0].strip()
            assert not name.endswith(".md") or "<!--SR:" not in card.prompt.question

    each()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("deck.csv", '"' + "a," * 1_000_000),
        ("deck.csv", "a,b\n" + "," * 1_000_000),
        ("deck.csv", "a,b\n" * 3 + '"' * 1_000_001),
        ("deck.txt", "#" * 1_000_000),
        ("deck.csv", "front,back\na,<b>x</b>" + "[latex]" * 14_000 + "\nb,<b>x</b>" + "\\[" * 45_000 + "\n"),
        ("deck.csv", "front,back\na,<b>x</b>[latex]" + "\\[\\(" * 20_000 + "[/latex]\n"),
        ("deck.org", "* A :fc:\n:PROPERTIES:\n:FC_TYPE: cloze\n:END:\n" + "{{$a" * 50_000),
        ("deck.org", "* A :drill:\n" + "/a b\n" * 50_000 + "** B\nc"),
        ("deck.txt", "ab--cd--" * 100_000),
        ("deck.txt", "a,b;" * 100_000),
        ("deck.txt", "#separator:tab\n" * 100_000),
        ("deck.md", "Q: " + "[" * 500_000 + "\nA: b"),
        ("deck.md", "C: " + "[" * 300_000 + "]" * 300_000),
        ("deck.md", "#flashcards\n" + "==a" * 3_000),
        ("deck.md", "#flashcards\n" + "{{c1::" * 100_000),
        ("deck.md", "<!--" * 200_000),
        ("deck.md", "#flashcards\na::b " + "<!--SR:" * 20_000),
        ("deck.md", "- #card\n" + "".join(f"{' ' * depth}- x\n" for depth in range(1_000))),
        ("deck.md", "`" * 20_000 + "\n#flashcards a::b"),
        ("deck.md", "$" * 20_000 + "\n#flashcards a::b"),
        ("deck.md", "a::b\n" * 100_000),
        ("deck.json", '{"crowdanki_uuid": 1, "notes": [' + '{"fields": []},' * 100_000 + "{}]}"),
        ("deck.json", '{"a":' * 100_000),
        ("deck.yaml", "cards:\n- front: &a [" + "*a, " * 100_000),
        ("deck.yaml", "a: {" * 100_000),
        ("deck.yaml", "? " * 100_000),
        ("deck.org", "* :drill:\n" * 100_000),
        ("deck.org", "* A :drill:\n" + "[" * 300_000 + "]" * 300_000),
        ("deck.org", "* A :drill:\n" + "\\(" * 100_000 + "$" * 100_000),
        ("deck.org", "* A :fc:\n" + "{{a}" * 100_000 + "\n" + "=a" * 100_000 + "*a" * 100_000),
        (
            "deck.org",
            "".join(f"{'*' * (depth % 40 + 1)} x\n" for depth in range(50_000)) + "* A :drill:\n" + "[[" * 99_999,
        ),
    ],
)
def test_a_file_made_to_be_slow_is_not(tmp_path: Path, name: str, text: str) -> None:
    """No limit of time: what grows with the square of its size would not end at all."""
    try:
        deck = read(tmp_path, text, name)
    except FileError:
        return

    assert len(deck.candidates) <= 100_000
