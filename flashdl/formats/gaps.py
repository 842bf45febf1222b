"""Texts with numbered gaps, as Anki writes them: `{{c1::answer::hint}}`, one card for each number."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from flashdl.formats.entries import CardError, Entry, Gap, quoted
from flashdl.model import BLANK

DEPTH_LIMIT = 8
MOST = 500
"""Gaps that are asked of one text; Anki numbers them as far. The work grows with their square."""
_HOLE = "\ue002"
"""Stands for a blank while marks are taken away: `[…](x)` would be a link."""
_OPENS = re.compile(r"\{\{c(\d{1,4}(?:,\d{1,4}){0,20})::")
_MARK = re.compile(f"{_OPENS.pattern}|\\}}\\}}")

_TOO_MANY = f"this text has more than {MOST} gaps; cut it into several."


@dataclass(slots=True)
class _Open:
    """A gap that has begun."""

    numbers: tuple[int, ...]
    """Of the cards that ask it; none for the whole text."""
    parts: list[str | _Open] = field(default_factory=list)


def has_gaps(text: str) -> bool:
    return _OPENS.search(text) is not None


def numbered(text: str) -> tuple[str, tuple[Gap, ...]]:
    """(the text with its gaps filled, a gap for each number in their order).

    Gaps may stand in gaps. Where marks do not pair up there is no gap at all: a card that shows half a mark is worse
    than none.
    """
    root = None if _are_too_many(text) else _tree(text)
    if root is None:
        return text, ()
    numbers = sorted({number for one in _all(root) for number in one.numbers})
    gaps = []
    for number in numbers:
        own = [one for one in _all(root) if number in one.numbers]
        answer = " … ".join(dict.fromkeys(_shown(one, None).strip() for one in own))
        hints = ", ".join(dict.fromkeys(hint for one in own if (hint := _hint(one))))
        if answer:
            gaps.append(Gap(f"c{number}", _shown(root, number).strip(), answer, hints))
    return _shown(root, None).strip(), tuple(gaps)


def gapped(entry: Entry, extra: str = "") -> Entry:
    """The entry with the numbered gaps of its front.

    Raises:
        CardError: it has none, or one that is not closed, holds nothing or stands too deep.
    """
    whole, found = numbered(entry.front)
    if not found:
        raise CardError(entry.line, _fault(entry.front))
    return replace(entry, front=whole, answers=(), gaps=found, extra=extra, reversed=False, typed=False)


def _fault(text: str) -> str:
    """Why a text has no gap, where that shows, and how to mend it."""
    if _are_too_many(text):
        return _TOO_MANY
    opened: list[str] = []
    for mark in _MARK.finditer(text):
        opened = opened[:-1] if mark.group() == "}}" else [*opened, quoted(text[mark.start() : mark.start() + 60])]
        if len(opened) >= DEPTH_LIMIT:
            return f"gaps stand in gaps, {DEPTH_LIMIT} deep or more, at “{opened[-1]}”; take some out."
    if opened:
        return f"the gap at “{opened[-1]}” is not closed; write }}}} behind what it asks."
    if has_gaps(text):
        return "the gaps of this text hold nothing; write what is asked in them, as in {{c1::answer}}."
    return "this text has no gap; put {{c1::…}} around what is asked, with two braces and two colons."


def shown(
    entry: Entry,
    text: str,
    spans: Sequence[tuple[int, int, str]],
    show: Callable[[str], str],
    *,
    names: Sequence[str] = (),
    hints: Sequence[str] = (),
) -> Entry:
    """The entry with a gap for each span of a text, or for each name where several spans share one.

    Args:
        spans: (start, end, what is shown there), in order and apart from each other; their marks lie outside.
        show: makes a piece of the text what a reader sees.
        names: of the spans; without them each is a gap of its own, named after its place.
        hints: of the spans.
    """
    if len(spans) > MOST:
        raise CardError(entry.line, _TOO_MANY)
    called = list(names) or [f"gap {number}" for number in range(1, len(spans) + 1)]
    gaps = []
    for name in dict.fromkeys(called):
        own = [index for index, one in enumerate(called) if one == name]
        answer = " … ".join(dict.fromkeys(show(spans[index][2]) for index in own))
        hint = ", ".join(dict.fromkeys(hints[index] for index in own if hints and hints[index]))
        asked = show(
            _with(
                text, [(start, end, _HOLE if index in own else held) for index, (start, end, held) in enumerate(spans)]
            )
        ).replace(_HOLE, BLANK)
        if answer.strip() and BLANK in asked:
            gaps.append(Gap(name, asked, answer.strip(), hint))
    whole = show(_with(text, spans))
    if not gaps:
        raise CardError(entry.line, "the gaps of this text hold nothing; write what is asked between their marks.")
    return replace(entry, front=whole, gaps=tuple(gaps))


def _with(text: str, spans: Sequence[tuple[int, int, str]]) -> str:
    """The text with something else at each span."""
    parts, at = [], 0
    for start, end, held in spans:
        parts += [text[at:start], held]
        at = end
    return "".join((*parts, text[at:]))


def _are_too_many(text: str) -> bool:
    numbers = [number for found in _OPENS.findall(text) for number in found.split(",")]
    return len(numbers) > MOST * 4 or len(set(numbers)) > MOST


def _tree(text: str) -> _Open | None:
    """None where the marks do not pair up, or stand too deep."""
    stack = [_Open(())]
    at = 0
    for mark in _MARK.finditer(text):
        opening = mark.group() != "}}"
        if not opening and len(stack) == 1:
            continue  # two braces of math, or of a template
        stack[-1].parts.append(text[at : mark.start()])
        at = mark.end()
        if opening:
            inner = _Open(tuple(map(int, mark[1].split(","))))
            stack[-1].parts.append(inner)
            stack.append(inner)
            if len(stack) > DEPTH_LIMIT:
                return None
        else:
            stack.pop()
    stack[-1].parts.append(text[at:])
    return stack[0] if len(stack) == 1 else None


def _all(gap: _Open) -> list[_Open]:
    found = []
    for part in gap.parts:
        if isinstance(part, _Open):
            found += [part, *_all(part)]
    return found


def _shown(gap: _Open, asked: int | None) -> str:
    """What a reader sees, with the gaps of one number as blanks; hints are no part of it."""
    text = "".join(
        part if isinstance(part, str) else BLANK if asked in part.numbers else _shown(part, asked) for part in gap.parts
    )
    return text.partition("::")[0] if gap.numbers else text


def _hint(gap: _Open) -> str:
    last = gap.parts[-1] if gap.parts else ""
    return last.partition("::")[2].strip() if isinstance(last, str) else ""
