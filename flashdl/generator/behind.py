"""The note behind a link that stands alone: such a link is a wish to know what its note is about."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from flashdl.defaults import LINE
from flashdl.model import Candidate, Direction, Refusal, State

ALONE = "a link alone states nothing"
STEP, MOST, LEAST = 0.02, 0.08, 0.01
"""What a note's own definition is worth more with each doubling of the notes that link to it, at most, and by how much
one that waits stays below the line."""


def raised(candidate: Candidate, linked_by: int) -> Candidate:
    """The candidate, worth more where it says what a note is that many others link to.

    A definition that waits stays waiting: that its note matters makes it no better (readers kept 56 of 68).

    Args:
        linked_by: how many other notes link to the candidate's note.
    """
    kind, direction = candidate.prompt.kind, candidate.key.direction
    if not linked_by or not (kind == "definition" or (kind == "term" and direction is Direction.REVERSE)):
        return candidate
    bonus = min(MOST, STEP * math.log2(1 + linked_by))
    if kind == "definition" and candidate.state is State.INBOX:
        return replace(candidate, score=round(min(LINE - LEAST, candidate.score + bonus), 2))
    score = round(min(1.0, candidate.score + bonus), 2)
    return replace(candidate, score=score, state=State.ACTIVE if score >= LINE else candidate.state)


def told(refusals: Iterable[Refusal], candidates: Sequence[Candidate]) -> tuple[Refusal, ...]:
    """The refusals, where links that stand alone say what is asked of their notes instead."""
    by_file: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        by_file.setdefault(candidate.place.file, []).append(candidate)
    return tuple(
        replace(refusal, reason=f"{ALONE}; {_instead(refusal.target, by_file.get(refusal.target, ()))}")
        if refusal.target
        else refusal
        for refusal in refusals
    )


def _instead(file: str, cards: Sequence[Candidate]) -> str:
    defined = next((card for card in cards if card.prompt.kind == "definition"), None)
    if defined:
        return f"its note {file} is asked instead: {defined.prompt.question}"
    if not cards:
        return f"its note {file} gave no card either: it nowhere says what it is in a sentence of its own"
    count = "1 card" if len(cards) == 1 else f"{len(cards)} cards"
    return f"its note {file} gives {count}, the first: {cards[0].prompt.question}"
