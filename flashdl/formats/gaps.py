"""Texts with numbered gaps, as Anki writes them: `{{c1::answer::hint}}`, one card for each number."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from flashdl.formats.entries import CardError, Entry, Gap
from flashdl.model import BLANK

DEPTH_LIMIT = 8
_OPENS = re.compile(r"\{\{c(\d{1,4})::")
_MARK = re.compile(r"\{\{c\d{1,4}::|\}\}")


@dataclass(slots=True)
class _Open:
    """A gap that has begun."""

    number: int
    parts: list[str | _Open] = field(default_factory=list)


def has_gaps(text: str) -> bool:
    return _OPENS.search(text) is not None


def numbered(text: str) -> tuple[str, tuple[Gap, ...]]:
    """(the text with its gaps filled, a gap for each number in their order).

    Gaps may stand in gaps. Where marks do not pair up there is no gap at all: a card that shows half a mark is worse
    than none.
    """
    root = _tree(text)
    if root is None:
        return text, ()
    numbers = sorted({one.number for one in _all(root)})
    gaps = []
    for number in numbers:
        own = [one for one in _all(root) if one.number == number]
        answer = " … ".join(dict.fromkeys(_shown(one, None).strip() for one in own))
        hints = ", ".join(dict.fromkeys(hint for one in own if (hint := _hint(one))))
        if answer:
            gaps.append(Gap(f"c{number}", _shown(root, number).strip(), answer, hints))
    return _shown(root, None).strip(), tuple(gaps)


def gapped(entry: Entry, extra: str = "") -> Entry:
    """The entry with the numbered gaps of its front.

    Raises:
        CardError: the marks of its gaps do not pair up.
    """
    whole, found = numbered(entry.front)
    if not found:
        raise CardError(entry.line, "the marks of a gap ({{c1::…}}) do not pair up; this card was left out.")
    return replace(entry, front=whole, answers=(), gaps=found, extra=extra, reversed=False, typed=False)


def in_order(text: str, spans: list[tuple[int, int, str]], *, hints: dict[int, str] | None = None) -> tuple[Gap, ...]:
    """A gap for each span of a text that has its marks still: one card a span, the others filled.

    Args:
        spans: (start, end, what is shown there), in order and apart from each other.
        hints: by index of the span.
    """
    gaps = []
    for own, (_, _, answer) in enumerate(spans):
        parts, at = [], 0
        for index, (start, end, shown) in enumerate(spans):
            parts += [text[at:start], BLANK if index == own else shown]
            at = end
        question = "".join((*parts, text[at:])).strip()
        gaps.append(Gap(f"gap {own + 1}", question, answer.strip(), (hints or {}).get(own, "")))
    return tuple(gaps)


def filled(text: str, spans: list[tuple[int, int, str]]) -> str:
    """The text without the marks of its gaps."""
    parts, at = [], 0
    for start, end, shown in spans:
        parts += [text[at:start], shown]
        at = end
    return "".join((*parts, text[at:])).strip()


def _tree(text: str) -> _Open | None:
    """None where the marks do not pair up, or stand too deep."""
    stack = [_Open(-1)]
    at = 0
    for mark in _MARK.finditer(text):
        opening = mark.group() != "}}"
        if not opening and len(stack) == 1:
            continue  # two braces of math, or of a template
        stack[-1].parts.append(text[at : mark.start()])
        at = mark.end()
        if opening:
            inner = _Open(int(mark.group()[3:-2]))
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
        part if isinstance(part, str) else BLANK if part.number == asked else _shown(part, asked) for part in gap.parts
    )
    return text.partition("::")[0] if gap.number >= 0 else text


def _hint(gap: _Open) -> str:
    last = gap.parts[-1] if gap.parts else ""
    return last.partition("::")[2].strip() if isinstance(last, str) else ""
