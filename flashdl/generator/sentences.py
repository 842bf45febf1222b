"""Running text cut into sentences, each with its line and its links."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from flashdl.generator.language import Language
from flashdl.generator.text import CODE, MATH, Span, Text, one_line, words

CLOSING = r"(?:\s?[»“]|[\"'”’)\]）】」』])*"
"""What may stand between a sentence's full stop and its end."""
PAIRS = ("()", "（）", "「」", "『』", "《》", "【】")
# A full stop ends a sentence when white space and something that can begin one follow (no small letter); not after
# one letter, a number of a list, or the abbreviations of the language. After 。！？ no white space is needed.
_END = re.compile(
    rf"(?<=[.!?؟。！？]){CLOSING}(?:\s+(?=[\"'“‘„«¿¡(\[「『（]*\s?[^\W_]|[`$¿¡])|(?<=[。！？」』）”’])(?=[^\W_]|[「『（“\s`])\s*)|\n"
)
_SINGLE = re.compile(r"(?:(?<!\w)[^\W\d_]|^\d+)\.$")
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


def sentences(text: Text, line: int, language: Language) -> Iterator[Sentence]:
    """The sentences of a paragraph or list item.

    A line end parts sentences, unless the lines look wrapped: all but the last are long and the next goes on.

    Args:
        line: where the text begins, 1-based.
    """
    start = 0
    wrapped = _is_wrapped(text.plain)
    fixed = [span for span in text.spans if span.kind in (CODE, MATH)]
    for found in _END.finditer(text.plain):
        before = text.plain[start : found.start()]
        newline = "\n" in found.group()
        ended = bool(re.search(rf"[.!?:؟。！？：]{CLOSING}$", before[-8:]))
        # Code and math never overlap, so the last that begins before the place is the only one that may hold it.
        before_it = bisect_left(fixed, found.start(), key=_start)
        if before_it and found.start() < fixed[before_it - 1].end:
            continue
        if newline and not ended and wrapped:
            continue
        if not newline and (
            _goes_on(text.plain[found.end() :]) or _is_abbreviation(before[-16:], text.plain[found.end() :], language)
        ):
            continue
        yield from _sentence(text, start, found.end(), line)
        line += text.plain.count("\n", start, found.end())
        start = found.end()
    yield from _sentence(text, start, len(text.plain), line)


def _start(span: Span) -> int:
    return span.start


def _goes_on(after: str) -> bool:
    """Whether what follows a full stop begins small, and so in the middle of a sentence."""
    return re.sub(r"^[\s\"'“‘„«¿¡(\[「『（]+", "", after[:8])[:1].islower()


def _is_abbreviation(before: str, after: str, language: Language) -> bool:
    """Whether a full stop is an abbreviation's: of one capital, a list's number, `e.g.`, or inside `z. B.`."""
    single = _SINGLE.search(before)
    if single and (single.group()[0].isupper() or single.group()[0].isdigit()):
        return True
    if re.search(rf"{language.one_of('abbreviations')}\.$", before, re.IGNORECASE):
        return True
    inside = re.finditer(language.one_of("abbreviations"), f"{before} {after[:8]}", re.IGNORECASE)
    return any(found.start() < len(before) < found.end() for found in inside)


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
