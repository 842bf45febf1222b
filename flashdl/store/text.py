"""Text that SQLite cannot hold as it is: file names with undecodable bytes carry lone surrogates.

They are written as `\\x1a` and four hex digits, and so is a `\\x1a` itself, so that every text is read back equal.
"""

from __future__ import annotations

import re

MARK = "\x1a"
_UNSTORABLE = re.compile("[\x1a\ud800-\udfff]")
_STORED = re.compile("\x1a([0-9a-f]{4})")


def stored(text: str) -> str:
    """The form in which a text is kept."""
    return text if text.isascii() and MARK not in text else _UNSTORABLE.sub(_written, text)


def all_stored(texts: list[str]) -> list[str]:
    """`stored` of each; mostly one look at all of them tells that they are kept as they are."""
    whole = "".join(texts)
    return texts if whole.isascii() and MARK not in whole else list(map(stored, texts))


def read(text: str) -> str:
    """The text that was stored."""
    return _STORED.sub(_meant, text) if MARK in text else text


def _written(found: re.Match[str]) -> str:
    return f"{MARK}{ord(found.group()):04x}"


def _meant(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))
