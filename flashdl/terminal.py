"""The one place that makes text safe to show: nothing from a note, a deck or a file name steers a terminal."""

from __future__ import annotations

import re
from unicodedata import category, combining, east_asian_width

# Escapes and other C0/C1 controls, DEL, bidi embeddings, overrides and isolates, zero-width and other invisible
# characters. Left alone: newline, and ZWJ/ZWNJ (emoji families, Persian and Indic spelling), LRM/RLM.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)


def visible(text: str) -> str:
    """The text with every character that could steer a terminal shown as a visible stand-in.

    Newlines stay; tabs become four spaces; C0 controls become their pictures (ESC is ␛), the others `⟨hex⟩`.
    """
    return _UNSAFE.sub(_stand_in, text.replace("\t", "    "))


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
