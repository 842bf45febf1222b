"""A note whose headings are questions and what stands below them the answers. Pure.

## What is the capital of France?

Paris
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from flashdl.formats.entries import Entry
from flashdl.formats.markdown_text import Line, plain, texts

_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)(?:\s+#+)?")
_TAGS = re.compile(r"\[#([^\]\s]+)\]\([^)]*\)")
_SPLIT = "%"
"""A line that parts a front of several lines from its back, as mdanki has it."""


def entries(block: Sequence[Line]) -> list[Entry]:
    """A card for each heading of the level that asks; empty where no heading has text below it."""
    sections = _sections(block)
    level = _level(sections)
    found: list[Entry] = []
    path: list[tuple[int, str]] = []
    for place, (line, depth, title, body) in enumerate(sections):
        path = [(above, name) for above, name in path if above < depth]
        if depth == level:
            inner = _below(sections, place)
            if entry := _entry(line, title, [*body, *inner], tuple(name for _, name in path)):
                found.append(entry)
        path.append((depth, plain([title])))
    return found


_Section = tuple[Line, int, str, list[Line]]
"""(heading, level, title, lines up to the next heading)."""


def _sections(block: Sequence[Line]) -> list[_Section]:
    found: list[_Section] = []
    for line in block:
        heading = None if line.code else _HEADING.fullmatch(line.text)
        if heading:
            found.append((line, len(heading.group(1)), heading.group(2), []))
        elif found:
            found[-1][3].append(line)
    return found


def _level(sections: Sequence[_Section]) -> int:
    """The level that asks: the second, where cards stand below one title, else the commonest with text below it."""
    with_text = Counter(depth for _, depth, _, body in sections if any(line.text.strip() for line in body))
    if not with_text:
        return 0
    if 2 in with_text and with_text[2] >= with_text.get(1, 0):
        return 2
    return max(with_text, key=lambda depth: (with_text[depth], -depth))


def _below(sections: Sequence[_Section], place: int) -> list[Line]:
    """The deeper sections under a heading, as lines of its answer."""
    found: list[Line] = []
    for line, depth, title, body in sections[place + 1 :]:
        if depth <= sections[place][1]:
            break
        found += [Line(line.number, title), *body]
    return found


def _entry(line: Line, title: str, body: Sequence[Line], context: tuple[str, ...]) -> Entry | None:
    lines = texts(body)
    tags = tuple(tag for text in lines for tag in _TAGS.findall(text))
    lines = [text for text in lines if not _TAGS.search(text) or _TAGS.sub("", text).strip()]
    split = next((place for place, text in enumerate(lines) if text.strip() == _SPLIT), None)
    front = [title, *(lines[:split] if split is not None else [])]
    back = plain(lines[split + 1 :] if split is not None else lines)
    shown = plain(front)
    return Entry(line.number, shown, (back,), tags=tags, context=context) if shown and back else None
