"""Cards whose lines begin with `Q:`, `A:` and `C:`, as hashcards and others write them. Pure.

    Q: What is the capital of France?
    A: Paris
    ---
    C: The [Seine] flows through [Paris].

A text runs on over further lines up to the next mark, a line `---` or a heading. In `C:` each pair of brackets is a gap
and a card; `\\[` is a bracket, and `![picture](…)` a picture. An answer that is a list and nothing else is asked member
by member. A paragraph with `{{c1::gaps}}` that goes on with no
card, behind `---` for instance, is a text of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from flashdl.formats import gaps
from flashdl.formats.entries import CardError, Entry
from flashdl.formats.markdown_text import Line, plain

_MARK = re.compile(r"([QAC]):")
_OPENING = re.compile(r"(?:[QA]::(?!:)|[QAC]:)[ \t]*")
"""Some write two colons, which is how Dataview names a field."""
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(.*)")
_PICTURE = re.compile(r"!\[[^\]\n]*\](?:\([^)\n]*\))?")
_ITEM = re.compile(r"([-*+]|\d{1,9}[.)])\s+")
_NUMBERED = "{{"
"""The kind of a text with numbered gaps."""
_OPEN, _CLOSED = "\ue000", "\ue001"
"""Stand for escaped brackets while gaps are looked for; private characters that no text of a card needs."""


@dataclass(slots=True)
class _Card:
    kind: str
    line: int
    front: list[str]
    back: list[str] | None = None
    context: tuple[str, ...] = ()


@dataclass(slots=True)
class _Found:
    entries: list[Entry] = field(default_factory=list)
    faults: list[CardError] = field(default_factory=list)


def is_tagged(block: Sequence[Line]) -> bool:
    """Whether a text is written so: a question and an answer, or a text with gaps."""
    marks = {mark for line in block if not line.code and (mark := _mark(line))}
    gapped = any(line.text.startswith("C:") for line in block) and any("[" in line.text for line in block)
    return {"Q", "A"} <= marks or ("C" in marks and gapped)


def entries(block: Sequence[Line]) -> tuple[list[Entry], list[CardError]]:
    """The cards of a text in their order, and what stands in it that makes none."""
    found = _Found()
    card: _Card | None = None
    headings: list[tuple[int, str]] = []
    is_apart = True
    for line in block:
        mark = "" if line.code else _mark(line)
        heading = None if line.code else _HEADING.fullmatch(line.text)
        if mark == "A":
            if card is None or card.kind != "Q" or card.back is not None:
                found.faults.append(
                    CardError(
                        line.number, "this answer has no question before it; write one on a line that begins with `Q:`."
                    )
                )
            else:
                card.back = [_after(line)]
        elif mark:
            _close(found, card)
            card = _Card(mark, line.number, [_after(line)], context=tuple(title for _, title in headings))
        elif heading or (not line.code and line.text.strip() == "---"):
            _close(found, card)
            card = None
            if heading:
                level = len(line.text) - len(line.text.lstrip(" #"))
                headings = [(above, title) for above, title in headings if above < level]
                headings.append((level, plain([heading.group(1)])))
        elif is_apart and card is None and gaps.has_gaps(line.masked):
            _close(found, card)
            card = _Card(_NUMBERED, line.number, [line.text], context=tuple(title for _, title in headings))
        elif card is not None and card.kind == _NUMBERED and line.is_blank:
            _close(found, card)
            card = None
        elif card is not None:
            (card.front if card.back is None else card.back).append(line.text)
        is_apart = line.is_blank
    _close(found, card)
    return found.entries, found.faults


def _mark(line: Line) -> str:
    found = _MARK.match(line.text)
    return found.group(1) if found else ""


def _after(line: Line) -> str:
    return _OPENING.sub("", line.text, count=1)


def _close(found: _Found, card: _Card | None) -> None:
    if card is None:
        return
    try:
        found.entries.append(_READERS[card.kind](card))
    except CardError as error:
        found.faults.append(error)


def _asked(card: _Card) -> Entry:
    front, back = plain(card.front), plain(card.back or [])
    if not front:
        raise CardError(card.line, "this card has no question; write it behind `Q:`.")
    if not back:
        raise CardError(card.line, "this question has no answer; write it on a line that begins with `A:`.")
    items, ordered = _items(card.back or [])
    if items:
        joined = (" → " if ordered else ", ").join(items)
        return Entry(card.line, front, (joined,), items=items, ordered=ordered, context=card.context)
    return Entry(card.line, front, (back,), context=card.context)


def _items(back: Sequence[str]) -> tuple[tuple[str, ...], bool]:
    """(the members of a list that is the whole answer, whether they are numbered); no members where it is more."""
    lines = [line for line in back[1:] if line.strip()]
    found = [mark for line in lines if (mark := _ITEM.match(line))]
    signs = {mark.group(1)[-1] for mark in found}
    if len(lines) < 2 or len(found) < len(lines) or back[0].strip() or len(signs) > 1:
        return (), False
    items = tuple(plain([mark.string[mark.end() :]]) for mark in found)
    return (items, found[0].group(1)[0].isdigit()) if all(items) else ((), False)


def _numbered(card: _Card) -> Entry:
    found = gaps.gapped(Entry(card.line, "\n".join(card.front).strip(), context=card.context))
    shown = (replace(gap, question=_show(gap.question), answer=_show(gap.answer)) for gap in found.gaps)
    return replace(found, front=_show(found.front), gaps=tuple(shown))


def _gapped(card: _Card) -> Entry:
    text = "\n".join(card.front).replace("\\[", _OPEN).replace("\\]", _CLOSED).strip()
    spans = list(_spans(text))
    if not spans:
        raise CardError(card.line, "this text has no gap; put brackets around what is asked.")
    return gaps.shown(Entry(card.line, "", context=card.context), text, spans, _show)


def _spans(text: str) -> list[tuple[int, int, str]]:
    """(start, end, what stands in it) of each pair of brackets; pictures are none."""
    masked = _PICTURE.sub(lambda found: "¤" * len(found.group()), text)
    found: list[tuple[int, int, str]] = []
    start = -1
    for place, char in enumerate(masked):
        if char == "[":
            start = place
        elif char == "]" and start >= 0:
            if text[start + 1 : place].strip():
                found.append((start, place + 1, text[start + 1 : place]))
            start = -1
    return found


def _show(text: str) -> str:
    return plain(text.split("\n")).replace(_OPEN, "[").replace(_CLOSED, "]")


_READERS = {"Q": _asked, "C": _gapped, _NUMBERED: _numbered}
