"""What shows by itself that a stored card is a candidate, where no renaming does: a last resort of `pairing`. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Hashable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from flashdl.identity import tidy
from flashdl.model import Candidate, Card, Key, Prompt, Rematch

ALIKE = 0.6
"""Similarity of two names (Ratcliff and Obershelp, 0 to 1) from which one is taken for the other's new spelling."""
DEFINING = frozenset({"definition", "term"})
"""Kinds that ask what a thing is: in one note the same question is about the same thing."""
LEAST_CELLS = 4
"""Cells that hardly stand together in two tables by chance."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to see it: of what is gone nothing else asks the same."""

    asks: Callable[[Key, Prompt], Hashable]
    """What is asked; None where this tells nothing."""
    holds: Callable[[Card, Candidate], bool]
    why: str
    is_word_for_word: bool = False
    """Then it may be asked twice now, of a note and its copy: which of the two goes on is all one."""

    def pairs(
        self, gone: Sequence[Card], fresh: Sequence[Candidate], declined: Container[tuple[str, Key]]
    ) -> list[Rematch]:
        asked: dict[Hashable, tuple[list[Card], list[Candidate]]] = defaultdict(lambda: ([], []))
        for card in gone:
            asked[self.asks(card.key, card.prompt)][0].append(card)
        for candidate in fresh:
            asked[self.asks(candidate.key, candidate.prompt)][1].append(candidate)
        asked.pop(None, None)
        return [
            Rematch(cards[0].id, cards[0].key, candidates[0], self.why)
            for cards, candidates in asked.values()
            if len(cards) == 1
            and (len(candidates) == 1 or (candidates and self.is_word_for_word))
            and (cards[0].id, candidates[0].key) not in declined
            and self.holds(cards[0], candidates[0])
        ]


def _answers_alike(card: Card, candidate: Candidate) -> bool:
    return similarity(card.prompt.answers[0], candidate.prompt.answers[0]) >= ALIKE


def _holds_the_same(card: Card, candidate: Candidate) -> bool:
    """Whether the cells that stood about a card all stand about the candidate, in whatever order, or the other way."""
    old, new = (
        {tidy(cell) for row in one.place.excerpt.rows for cell in row if cell.strip()} for one in (card, candidate)
    )
    return min(len(old), len(new)) >= LEAST_CELLS and (old <= new or new <= old)


OBVIOUS = (
    Way(
        lambda _, prompt: (prompt.question, prompt.answers),
        lambda *_: True,
        "it asks and answers the same, word for word",
        is_word_for_word=True,
    ),
    Way(
        lambda key, prompt: (key.document, prompt.kind, prompt.question) if prompt.kind in DEFINING else None,
        _answers_alike,
        "its note asks the same under another heading",
    ),
    Way(
        lambda key, _: replace(key, document="", section=()),
        _holds_the_same,
        "its row and column are named the same, in a table that holds what it held",
    ),
)
"""The first that finds any is followed, and what it found told to the renamings."""


def similarity(old: Hashable, new: Hashable) -> float:
    left, right = (" ".join(name) if isinstance(name, tuple) else str(name) for name in (old, new))
    return SequenceMatcher(None, left.casefold()[-200:], right.casefold()[-200:], autojunk=False).ratio()
