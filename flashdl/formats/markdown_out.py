"""Cards as Markdown that flashdl and others read: a heading for each deck, `Q:` and `A:`, texts with `{{c1::gaps}}`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from flashdl.formats import anki_face, anki_gaps, tagged_lines
from flashdl.formats.markdown_text import lines
from flashdl.leaving import Family, Leaving
from flashdl.model import BLANK, Grading, Prompt
from flashdl.terminal import one_line

END = "\n---\n"
_SIGNS = re.compile(r"[\\*\[\]<>~`$|]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)|=(?==)|(?<==)=|(?<!\S)#(?=[^\W\d])")
_STARTS = re.compile(r"^(\s*)([#+>-]|\d+[.)](?=\s)|[QA]:)", re.MULTILINE)


def write(file: BinaryIO, families: Iterable[Family]) -> int:
    """Write a note; how many cards it has."""
    count, deck, is_open = 0, None, False
    for family in families:
        text = anki_gaps.joined(family.cards) if anki_gaps.number(family.cards[0]) else None
        gapped = _lines(text.plain(escaped)) if text else ""
        if family.cards[0].card.deck != deck:
            deck, is_open = family.cards[0].card.deck, False
            file.write(f"{'' if count == 0 else chr(10)}# {escaped(one_line(deck))}\n".encode())
        if text is not None and _comes_back(gapped, text.gaps):
            # The answer above would go on with it.
            file.write((f"{END if is_open else ''}\n{gapped}\n").encode("utf-8", "replace"))
            count, is_open = count + len(text.gaps), False
            continue
        for one in family.cards:
            file.write(f"\n{_asked(one.card.prompt, one.card.place.choices)}\n".encode("utf-8", "replace"))
            count, is_open = count + 1, True
    return count


def _lines(text: str) -> str:
    """Text without blank lines, which would end it."""
    return "\n".join(line for line in text.split("\n") if line.strip())


def _comes_back(text: str, gaps: Sequence[tuple[int, Leaving]]) -> bool:
    """Whether a text with gaps is read as its cards: code or math that reaches over a mark makes none of it."""
    found, _ = tagged_lines.entries(lines(text))
    cards = [one.card.prompt for _, one in gaps]
    read = [(gap.question, gap.answer) for entry in found for gap in entry.gaps]
    return read == [(one.question, one.answers[0]) for one in cards]


def escaped(text: str) -> str:
    """Text of a card as Markdown that says the same: code and math stay, every other sign is only itself."""
    parts, at = [], 0
    for found in anki_face.PIECES.finditer(text):
        parts += [_literal(text[at : found.start()]), _piece(found.group())]
        at = found.end()
    return _STARTS.sub(_as_text, "".join((*parts, _literal(text[at:]))))


def _piece(text: str) -> str:
    """Code or math of a card."""
    if text.startswith("``"):
        # Code stands between single marks in a card; what two marks hold there is the text of somebody's question.
        return _literal(text)
    if text.startswith("` ") and text.endswith(" `") and text.strip("` "):
        return f"` {text[1:-1]} `"  # of blanks on both sides one is not a part of the code
    return text


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
    return escaped(_lines(text)).lstrip()
