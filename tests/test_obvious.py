"""What shows by itself that a stored card is a candidate, where renamings tell nothing."""

from __future__ import annotations

from dataclasses import replace

from flashdl.model import Candidate
from flashdl.obvious import OBVIOUS
from tests.build import a_card

WORD_FOR_WORD = OBVIOUS[0]


def test_what_is_asked_word_for_word_in_a_note_and_its_copy_goes_on_in_one_of_them() -> None:
    card = a_card("gone")
    one, copy = (
        Candidate(replace(card.key, document=name), card.note, card.deck, card.prompt, card.place)
        for name in ("One.md", "One copy.md")
    )

    assert [(found.card, found.candidate) for found in WORD_FOR_WORD.pairs([card], [one, copy], set())] == [
        (card.id, one)
    ]
    assert not WORD_FOR_WORD.pairs([card, replace(card, id="twin")], [one], set())
    assert not WORD_FOR_WORD.pairs([card], [one, copy], {(card.id, one.key)})
