"""Inline text of a note: what a reader sees, and which parts of it were links, bold, code or math."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

BOLD, ITALIC, CODE, MATH, HIGHLIGHT, LINK, URL = "bold", "italic", "code", "math", "highlight", "link", "url"

STEM = 5
"""Letters by which two forms of a word are known to be one."""
_PICTURE = re.compile(r"^(?:[\u2600-\u27bf\u2b50\u2b55\U0001f000-\U0001faff][\ufe0f\u200d]?)+\s+(?=\w)")
_TRAILING_PARENTHESIS = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")
_MARKS = re.compile(r"[`$]")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
SPACED_LETTER = r"[^\W\d_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
"""A letter of a script that puts spaces between words: code and formulas may stand right beside the others."""
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{1,2}|[^\W\u3040-\u30ff\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a `Text`, half open."""

    start: int
    end: int
    kind: str
    target: str = ""
    """Name of the note a link leads to, or an address; empty for the other kinds."""
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """Text as shown: markup taken away, `code` in backticks, math in dollars, line ends kept."""

    plain: str
    spans: tuple[Span, ...] = ()
    """In the order in which they end."""

    def of(self, kind: str) -> Iterator[Span]:
        return (span for span in self.spans if span.kind == kind)

    def at(self, span: Span) -> str:
        return self.plain[span.start : span.end]

    def part(self, start: int, end: int) -> Text:
        """The text between two offsets, with the spans that lie wholly in it."""
        # The ends say where these are: looking at all would cost the square of a paragraph that has thousands.
        first, last = bisect_left(self.spans, start, key=_end), bisect_right(self.spans, end, key=_end)
        spans = (
            Span(span.start - start, span.end - start, span.kind, span.target, span.heading)
            for span in self.spans[first:last]
            if start <= span.start
        )
        return Text(self.plain[start:end], tuple(spans))

    def strip(self) -> Text:
        start = len(self.plain) - len(self.plain.lstrip())
        return self.part(start, max(start, len(self.plain.rstrip())))

    def only(self, kind: str) -> bool:
        """True where one span of this kind is all the text but for punctuation."""
        for span in self.of(kind):
            rest = self.plain[: span.start] + self.plain[span.end :]
            if span.end > span.start and not re.search(r"\w", rest):
                return True
        return False

    def __bool__(self) -> bool:
        return bool(self.plain.strip())


def _end(span: Span) -> int:
    return span.end


def one_line(text: str) -> str:
    return " ".join(text.split())


def without_parenthesis(text: str) -> str:
    """The text less a parenthesis at its end; all of it where nothing else would be left."""
    return _TRAILING_PARENTHESIS.sub("", text) or text


def without_picture(text: str) -> str:
    """A name less the little picture before it: `📰 Content delivery`."""
    return _PICTURE.sub("", text)


def normal(text: str) -> str:
    """For comparing values: no code or math marks, case or runs of white space; no full stop at the end."""
    return one_line(_MARKS.sub("", text)).casefold().strip(" .,:;!?\"'“”‘’")


def exact(text: str) -> str:
    """As `normal`, but the case of code and math stays: `$\\Gamma$` is not `$\\gamma$`."""
    return normal(text) if not _MARKS.search(text) else one_line(_MARKS.sub("", text)).strip(" .,:;!?\"'“”‘’")


def words(text: str) -> list[str]:
    """Words in order. Of a script without spaces two characters count as one, the measure of its usual words."""
    return _WORD.findall(text)


def singular(word: str) -> str:
    """A word without case and its plural's ending: rough, but the same for both numbers."""
    word = word.casefold()
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("shes", "xes", "sses", "tches")):
        return word[:-2]
    word = word.removesuffix("es") if word.endswith("iases") else word
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def stems(text: str, *, least: int = 1, letters: int = STEM) -> frozenset[str]:
    """The beginnings of a text's words, by which two forms of one are known to be the same.

    Args:
        least: letters of a word that counts.
        letters: of a beginning.
    """
    return frozenset(word[:letters] for word in words(normal(text)) if len(word) >= least)


def said_again(name: str, told: str, *, letters: int = STEM) -> float:
    """The share of a name's telling words that come again in what is told of it, in whatever form."""
    named = [word[:letters] for word in words(normal(without_parenthesis(name))) if len(word) > 3]
    again = words(normal(told))
    return sum(any(word.startswith(stem) for word in again) for stem in named) / len(named) if named else 0.0


def is_telling(word: str) -> bool:
    """Whether a word is more than a particle: four letters, or two characters of a script that needs no more."""
    return len(word) > 3 or (len(word) > 1 and _CJK.search(word) is not None)


def contains(text: str, part: str) -> bool:
    """Whether a part stands in a text as whole words (as a substring where a script has no spaces)."""
    text, part = normal(text), normal(part)
    if not part or part not in text:
        return False
    if _CJK.search(part):
        return True
    # No pattern of its own for each part: compiling it takes longer than all else here.
    start = text.find(part)
    while start >= 0:
        if not (_is_word(text[start - 1 : start]) or _is_word(text[start + len(part) : start + len(part) + 1])):
            return True
        start = text.find(part, start + 1)
    return False


def holds_all(text: str, part: str) -> bool:
    """Whether a text says a part and perhaps more between its words: `no self, usually ≥ 1` says `no self, ≥ 1`."""
    if contains(text, part):
        return True
    rest = iter(normal(text).split())
    wanted = normal(part).split()
    return len(wanted) > 1 and all(word in rest for word in wanted)


def _is_word(character: str) -> bool:
    """Whether a character, or none, is one of `\\w`."""
    return character.isalnum() or character == "_"
