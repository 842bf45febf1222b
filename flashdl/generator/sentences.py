"""Running text cut into sentences, each with its line and its links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flashdl.generator.text import CODE, MATH, Text, one_line, words

# A full stop ends a sentence when white space and something that can begin one follow; not after one letter, a
# number of a list, or the abbreviations that stand before a name.
_END = re.compile(r"(?<=[.!?。！？])[\"'”’)\]]*(?:\s+(?=[\"'“‘(\[]?[^\W\da-z_]|[\d`$])|(?<=[。！？])\s*)|\n")
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Z]|e\.g|i\.e|cf|vs|etc|al|approx|ca|c|Dr|Mr|Mrs|Ms|Prof|St|Fig|Eq|No|Vol|pp|Jr|Sr|Inc|Ltd|resp|z\.B|bzw)\.|^\d+\.)$"
)
WRAPPED = 60
"""Lines at least so long that go on below are one paragraph wrapped by an editor."""


@dataclass(frozen=True, slots=True)
class Sentence:
    text: Text
    line: int

    @property
    def plain(self) -> str:
        return one_line(self.text.plain)

    @property
    def size(self) -> int:
        return len(words(self.text.plain))


def sentences(text: Text, line: int) -> Iterator[Sentence]:
    """The sentences of a paragraph or list item.

    A line end parts sentences, unless the lines look wrapped: all but the last are long and the next goes on.

    Args:
        line: where the text begins, 1-based.
    """
    start = 0
    wrapped = _is_wrapped(text.plain)
    fixed = [(span.start, span.end) for span in text.spans if span.kind in (CODE, MATH)]
    for found in _END.finditer(text.plain):
        before = text.plain[start : found.start()]
        newline = "\n" in found.group()
        ended = bool(re.search(r"[.!?:。！？][\"'”’)\]]*$", before[-8:]))
        if any(low < found.start() < high for low, high in fixed):
            continue
        if newline and not ended and wrapped:
            continue
        if not newline and _ABBREVIATION.search(before[-12:]):
            continue
        yield from _sentence(text, start, found.end(), line)
        line += text.plain.count("\n", start, found.end())
        start = found.end()
    yield from _sentence(text, start, len(text.plain), line)


def _sentence(text: Text, start: int, end: int, line: int) -> Iterator[Sentence]:
    """A part of a text as a sentence; nothing where it is blank.

    Args:
        line: of the part's first character.
    """
    part = text.part(start, end)
    if part:
        skipped = len(part.plain) - len(part.plain.lstrip())
        yield Sentence(part.strip(), line + part.plain.count("\n", 0, skipped))


def _is_wrapped(plain: str) -> bool:
    lines = plain.split("\n")
    return len(lines) > 1 and all(len(line) >= WRAPPED for line in lines[:-1])
