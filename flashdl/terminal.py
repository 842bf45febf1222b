"""The one place that makes text safe to show: nothing from a note, a deck or a file name steers a terminal."""

from __future__ import annotations

import re
from unicodedata import category, combining, east_asian_width

# Escapes and other C0/C1 controls, DEL, bidi marks, embeddings, overrides and isolates, zero-width and other invisible
# characters and fillers, tags, halves of surrogates; of variation selectors those after another, which choose nothing.
# Left alone: newline, and ZWJ/ZWNJ (emoji families, Persian and Indic spelling), LRM/RLM.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u2028\u2029\u202a-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
    "\ud800-\udfff]|(?<=[\ufe00-\ufe0f\U000e0100-\U000e01ef])[\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
_NOTHING = re.compile("[\xad\u034f\u180e\u200b\u2060-\u2064\ufeff]")
"""What is no part of a word and stands for nothing to be seen: hints where a line may be parted, as web pages and Khmer
have them, marks of byte order, joiners of marks, multiplication that is not written. Terminals differ in drawing it."""


def visible(text: str) -> str:
    """The text with every character that could steer a terminal shown as a visible stand-in.

    Newlines stay; tabs become four spaces; C0 controls become their pictures (ESC is ␛), the others `⟨hex⟩`. What is
    nothing but a hint where a line may be parted is dropped.
    """
    return _UNSAFE.sub(_stand_in, without_hints(text).replace("\t", "    "))


def without_hints(text: str) -> str:
    """The text without the signs that nobody sees, whatever is written with it."""
    return text if text.isascii() else _NOTHING.sub("", text)


def is_safe_line(text: str) -> bool:
    """Whether `one_line` would leave a text as it is."""
    if text.isascii():
        return text.isprintable()
    return not _UNSAFE.search(text) and not _NOTHING.search(text) and "\n" not in text and "\t" not in text


def one_line(text: str) -> str:
    """`visible`, with line ends as spaces: for titles, file names and messages."""
    return visible(" ".join(text.split("\n")))


def _stand_in(found: re.Match[str]) -> str:
    code = ord(found.group())
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    return f"⟨{code:x}⟩"


def json_line(value: object) -> str:
    """JSON on one line. Characters that could steer a terminal are escaped, all others are themselves."""
    import json

    text = json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
    return _UNSAFE.sub(lambda found: json.dumps(found.group())[1:-1], text)


def cells(text: str) -> int:
    """How wide a line is on a terminal: wide signs take two cells, marks above a letter none."""
    if text.isascii():
        return len(text)
    return sum(map(_cells_of, text))


def cut(text: str, width: int) -> str:
    """At most so many cells of a line; what is left out is an `…`."""
    if cells(text) <= width:
        return text
    kept, room = [], width - 1
    for sign in text:
        room -= _cells_of(sign)
        if room < 0:
            break
        kept.append(sign)
    return "".join(kept).rstrip() + "…" if width > 0 else ""


def _cells_of(sign: str) -> int:
    if combining(sign) or category(sign) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(sign) in ("W", "F") else 1


def in_lines(text: str, width: int | None) -> str:
    """A text broken between words, where a terminal would break it within them.

    Args:
        width: cells of a line; None leaves it as it is.
    """
    if width is None or (len(text) <= width and "\n" not in text):
        return text
    from textwrap import fill  # here, for most commands print nothing so long

    def broken(line: str) -> str:
        indent = " " * (len(line) - len(line.lstrip()))
        return fill(line, max(20, width), subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)

    return "\n".join(broken(line) if len(line) > width else line for line in text.split("\n"))
