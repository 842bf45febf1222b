"""Logseq's cards and notes whose headings are questions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from flashdl.errors import FileError
from flashdl.model import BLANK, Schedule
from tests.formats.deck_file import asked, read, said

LOGSEQ = """- Capitals
\t- What is the capital of France? #card
\t  card-last-interval:: 8.32
\t  card-repeats:: 3
\t  card-ease-factor:: 2.46
\t  card-next-schedule:: 2026-09-10T12:00:00.000Z
\t  card-last-reviewed:: 2026-09-02T09:00:00.000Z
\t  card-last-score:: 5
\t\t- Paris
- What belongs to it? [[card]]
  collapsed:: true
\t- one
\t\t- deeper
\t- two
- {{cloze Rome}} fell in {{cloze 476\\\\year}} #card #history
- about #cardiology and #card/sub
- `#card` in code
- Nothing below #card
"""


def test_blocks_with_the_tag_are_cards_with_what_stands_below(tmp_path: Path) -> None:
    deck = read(tmp_path, LOGSEQ, "page.md")

    assert asked(deck) == [
        ("What is the capital of France?", "Paris"),
        ("What belongs to it?", "- one\n  - deeper\n- two"),
        (f"{BLANK} fell in {BLANK}", "Rome … 476"),
    ]
    assert deck.candidates[2].prompt.hint == "year"
    assert deck.candidates[0].place.context == ("page", "Capitals")
    assert [line for line, _ in said(deck)] == [18]


def test_logseq_keeps_days_ease_and_repeats(tmp_path: Path) -> None:
    first, second, _ = read(tmp_path, LOGSEQ, "page.md").candidates

    assert first.schedule == Schedule(date(2026, 9, 10), 8, 2460, 3, 0, 3, date(2026, 9, 2))
    assert second.schedule is None


def test_a_failed_card_of_logseq_comes_back_the_next_day(tmp_path: Path) -> None:
    text = (
        "- a #card\n  card-last-interval:: -1\n  card-repeats:: 1\n  card-ease-factor:: 2.5\n"
        "  card-next-schedule:: 2026-01-02T00:00:00.000Z\n  card-last-reviewed:: 2026-01-01T10:00:00.000Z\n\t- b\n"
        "- c #card\n  card-next-schedule:: nil\n  card-last-interval:: -1\n\t- d\n"
    )
    failed, never = read(tmp_path, text, "page.md").candidates

    assert failed.schedule == Schedule(date(2026, 1, 2), 1, 2500, 0, 0, 1, date(2026, 1, 1))
    assert never.schedule is None


def test_code_in_a_block_stays_as_it_is(tmp_path: Path) -> None:
    text = "- How to list? #card\n\t- ```sh\n\t  ls -l  # - not an item\n\t  ```\n"

    assert asked(read(tmp_path, text, "page.md")) == [("How to list?", "ls -l  # - not an item")]


@pytest.mark.parametrize(
    ("text", "cards"),
    [
        ("# Deck\n\n## Front 1\n\nBack **1**\n\n## Front 2\nBack 2\n", [("Front 1", "Back 1"), ("Front 2", "Back 2")]),
        ("# Front 1\nBack 1\n# Front 2\nBack 2\n", [("Front 1", "Back 1"), ("Front 2", "Back 2")]),
        ("# T\n\n## Front\n\nmore of it\n\n%\n\nBack\n\n[#one](x) [#two]()\n", [("Front\n\nmore of it", "Back")]),
        ("# T\n\n## Front\n\nBack\n\n### deeper\n\ntext\n\n## Empty\n", [("Front", "Back\n\ndeeper\n\ntext")]),
        ("## Code\n\n```sh\n# no heading\n```\n", [("Code", "# no heading")]),
    ],
)
def test_headings_with_text_below_are_cards(tmp_path: Path, text: str, cards: list[tuple[str, str]]) -> None:
    assert asked(read(tmp_path, text, "deck.md")) == cards


def test_tags_of_a_heading_card_are_its_own(tmp_path: Path) -> None:
    (card,) = read(tmp_path, "## Front\n\nBack\n\n[#one](x) [#two]()\n", "deck.md").candidates

    assert card.prompt.tags == ("one", "two")


@pytest.mark.parametrize("text", ["", "words\n", "# Only a title\n", "---\ntags: [x]\n---\n"])
def test_a_note_without_cards_is_refused_with_what_was_looked_for(tmp_path: Path, text: str) -> None:
    with pytest.raises(FileError, match="no cards were found"):
        read(tmp_path, text, "note.md")
