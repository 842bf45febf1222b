"""Cards of Logseq: blocks of an outline that bear the tag `#card`, with their schedules. Pure.

    - What is the capital of France? #card
      card-last-interval:: 4
      card-next-schedule:: 2026-09-02T12:00:00.000Z
    \t- Paris

The blocks below are the answer. `{{cloze …}}` in any of them is a gap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from flashdl.formats import gaps
from flashdl.formats.entries import CardError, Entry
from flashdl.formats.markdown_text import Line, a_date, a_number, a_schedule, plain
from flashdl.model import Schedule

_ITEM = re.compile(r"^(\s*)[-*]\s(.*)$|^(\s*)[-*]$")
_PROPERTY = re.compile(r"^\s*([A-Za-z][\w/-]*)::\s?(.*)$")
_CARD = re.compile(r"(?<![\w/&#])#card(?![\w/-])|#?\[\[card\]\]", re.IGNORECASE)
_CLOZE = re.compile(r"\{\{cloze\s+(.+?)\}\}", re.IGNORECASE | re.DOTALL)
_LOGBOOK = re.compile(r"^\s*(?::LOGBOOK:|:END:|CLOCK:|SCHEDULED:|DEADLINE:)")
_HINT = "\\\\"
_REFERENCE = re.compile(r"\(\([0-9a-f-]{36}\)\)|\{\{(?!cloze)[^{}\n]*\}\}|\{:(?:height|width)[^}\n]*\}")
DEPTH_LIMIT = 60


@dataclass(slots=True)
class _Block:
    """A block of the outline."""

    line: int
    level: int
    """Columns before its dash."""
    lines: list[str] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)
    below: list[_Block] = field(default_factory=list)

    @property
    def is_card(self) -> bool:
        return any(_CARD.search(Line(0, line).masked) for line in self.lines)


def is_outline(block: Sequence[Line]) -> bool:
    """Whether an item of a list bears the tag of cards."""
    return any(not line.code and _ITEM.match(line.text) and _CARD.search(line.masked) for line in block) or any(
        line.text.lstrip().startswith("card-last-interval::") for line in block
    )


def entries(block: Sequence[Line]) -> tuple[list[Entry], list[CardError]]:
    """The cards of an outline in their order, and those that have no answer."""
    found: list[Entry] = []
    faults: list[CardError] = []
    for one, above in _walk(_tree(block), ()):
        if one.is_card:
            try:
                found.append(_entry(one, above))
            except CardError as error:
                faults.append(error)
    return found, faults


def _tree(block: Sequence[Line]) -> list[_Block]:
    roots: list[_Block] = []
    path: list[_Block] = []
    for line in block:
        # The first line of a fence may be an item; those in it are not.
        item = _ITEM.match(line.text) if not line.code or "```" in line.text else None
        if item:
            level = len((item.group(1) if item.group(1) is not None else item.group(3)).expandtabs(4))
            while path and (path[-1].level >= level or len(path) >= DEPTH_LIMIT):
                path.pop()
            one = _Block(line.number, level)
            (path[-1].below if path else roots).append(one)
            path.append(one)
            _take(one, item.group(2) or "", line.code)
        elif path:
            _take(path[-1], line.text, line.code)
    return roots


def _take(block: _Block, text: str, code: bool) -> None:
    """Take a line into a block: a property, or a part of its text."""
    found = None if code else _PROPERTY.match(text)
    if found:
        block.properties[found.group(1).casefold()] = found.group(2).strip()
    elif code or not _LOGBOOK.match(text):
        indent = " " * (block.level + 2)
        block.lines.append(text.expandtabs(4).removeprefix(indent) if block.lines else text)


def _walk(blocks: Sequence[_Block], above: tuple[str, ...]) -> Iterator[tuple[_Block, tuple[str, ...]]]:
    """(block, first lines of the blocks above it) in the order of the text."""
    stack = [(one, above) for one in reversed(blocks)]
    while stack:
        one, path = stack.pop()
        yield one, path
        name = _shown(one.lines[:1])
        stack += [(inner, (*path, name) if name else path) for inner in reversed(one.below)]


def _entry(block: _Block, above: tuple[str, ...]) -> Entry:
    schedule = _schedule(block.properties)
    context = tuple(name for name in above if len(name) <= 80)[-3:]
    entry = Entry(block.line, "", context=context, schedules=(schedule,))
    lines = [*block.lines, *_listed(block.below, 0)]
    whole = "\n".join(lines)
    if _CLOZE.search(whole):
        found = [*_CLOZE.finditer(whole)]
        spans = [(one.start(), one.end(), one.group(1).partition(_HINT)[0].strip()) for one in found]
        hints = [one.group(1).partition(_HINT)[2].strip() for one in found]
        # Logseq hides all gaps of a card at once.
        return gaps.shown(
            entry, whole, spans, lambda text: _shown(text.split("\n")), names=["cloze"] * len(spans), hints=hints
        )
    front = _shown(block.lines)
    back = _shown(_answer(block.below))
    if not front:
        raise CardError(block.line, "this card has no question; write it on the line of `#card`.")
    if not back:
        raise CardError(block.line, "this card has no answer; write one below it, a level deeper.")
    return Entry(block.line, front, (back,), context=context, schedules=(schedule,))


def _answer(below: Sequence[_Block]) -> list[str]:
    """The blocks below a question: text where it is one without further ones, else a list."""
    told = [one for one in below if any(line.strip() for line in one.lines) or one.below]
    return told[0].lines if len(told) == 1 and not told[0].below else _listed(told, 0)


def _listed(blocks: Sequence[_Block], depth: int) -> list[str]:
    found: list[str] = []
    for one in blocks:
        if any(line.strip() for line in one.lines):
            found += [f"{'  ' * depth}- {one.lines[0]}", *(f"{'  ' * depth}  {line}" for line in one.lines[1:])]
        found += _listed(one.below, depth + 1)
    return found


def _shown(lines: Sequence[str]) -> str:
    return plain(map(_without_marks, lines))


def _without_marks(line: str) -> str:
    """A line without the tag of cards and what Logseq fills in from elsewhere; in code they stay."""
    for pattern in (_CARD, _REFERENCE):
        cuts = [found.span() for found in pattern.finditer(Line(0, line).masked)]
        for start, end in reversed(cuts):
            line = line[:start] + line[end:]
    return line


def _schedule(properties: dict[str, str]) -> Schedule | None:
    due = a_date(properties.get("card-next-schedule", ""))
    days = a_number(properties.get("card-last-interval", ""))
    ease = a_number(properties.get("card-ease-factor", ""))
    repeats = a_number(properties.get("card-repeats", ""))
    last: date | None = a_date(properties.get("card-last-reviewed", ""))
    if due is None or days is None or last is None:
        return None
    # After a fail the interval is -1 and the card comes back the next day.
    passes = int(repeats or 1) if days > 0 else 0
    return a_schedule(due, days, (ease or 2.5) * 1000, repetitions=passes, last=last)
