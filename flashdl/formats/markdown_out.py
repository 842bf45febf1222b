"""Cards as Markdown that flashdl and others read: a heading for each deck, `Q:` and `A:`, texts with `{{c1::gaps}}`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import BinaryIO

from flashdl.formats import anki_face, anki_gaps
from flashdl.leaving import Family
from flashdl.model import BLANK, Grading, Prompt
from flashdl.terminal import one_line

_SIGNS = re.compile(r"[\\*\[\]<>~`$|]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)|==")
_STARTS = re.compile(r"^(\s*)([#+>-]|\d+[.)](?=\s)|[QA]:)", re.MULTILINE)


def write(file: BinaryIO, families: Iterable[Family]) -> int:
    """Write a note; how many cards it has."""
    count, deck = 0, None
    for family in families:
        text = anki_gaps.joined(family.cards) if anki_gaps.number(family.cards[0]) else None
        if family.cards[0].card.deck != deck:
            deck = family.cards[0].card.deck
            file.write(f"{'' if count == 0 else chr(10)}# {escaped(one_line(deck))}\n".encode())
        if text is not None:
            file.write(f"\n{text.plain(escaped)}\n".encode("utf-8", "replace"))
            count += len(text.gaps)
            continue
        for one in family.cards:
            file.write(f"\n{_asked(one.card.prompt, one.card.place.choices)}\n".encode("utf-8", "replace"))
            count += 1
    return count


def escaped(text: str) -> str:
    """Text of a card as Markdown that says the same: code and math stay, every other sign is only itself."""
    parts, at = [], 0
    for found in anki_face.PIECES.finditer(text):
        # Code stands between single marks in a card; what two marks hold there is the text of somebody's question.
        piece = _literal(found.group()) if found.group().startswith("``") else found.group()
        parts += [_literal(text[at : found.start()]), piece]
        at = found.end()
    return _STARTS.sub(_as_text, "".join((*parts, _literal(text[at:]))))


def _literal(text: str) -> str:
    pieces = (
        _SIGNS.sub(lambda found: f"\\{found.group()[0]}{found.group()[1:]}", piece) for piece in text.split(BLANK)
    )
    return BLANK.join(pieces)


def _as_text(found: re.Match[str]) -> str:
    sign = found[2]
    return f"{found[1]}{sign[:-1]}\\{sign[-1]}"


def _asked(prompt: Prompt, choices: tuple[str, ...]) -> str:
    question = " ".join(prompt.question.split("\n"))
    if prompt.grading is Grading.CHOICE and choices:
        question = f"{question} ({' / '.join(choices)})"
    if not prompt.items:
        return f"Q: {_after(question)}\nA: {_after(prompt.answers[0] if prompt.answers else '')}"
    is_ordered = prompt.grading is Grading.LIST_ORDERED
    marks = [f"{number}." if is_ordered else "-" for number in range(1, len(prompt.items) + 1)]
    items = (f"{mark} {_after(one_line(item))}" for mark, item in zip(marks, prompt.items, strict=True))
    return "\n".join((f"Q: {_after(question)}", "A:", *items))


def _after(text: str) -> str:
    """Text behind a mark, where only its further lines can begin one; blank lines would end the card."""
    return escaped("\n".join(line for line in text.split("\n") if line.strip())).lstrip()
