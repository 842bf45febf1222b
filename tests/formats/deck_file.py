"""Deck files for tests: written, read, and told in short."""

from __future__ import annotations

from pathlib import Path

from flashdl.formats import recognise
from flashdl.formats.wanted import Deck, Wanted


def read(folder: Path, text: str | bytes, name: str = "deck.csv", *, columns: tuple[str, ...] = ()) -> Deck:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return recognise.read(Wanted(path, columns=columns))


def asked(deck: Deck) -> list[tuple[str, str]]:
    """(question, shown answer) of each card."""
    return [(candidate.prompt.question, candidate.prompt.answers[0]) for candidate in deck.candidates]


def said(deck: Deck) -> list[tuple[int | None, str]]:
    """(line, message) of each problem."""
    return [(problem.line, problem.message) for problem in deck.problems]
